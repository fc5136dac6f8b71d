"""Write made-up newswire sentences with their Universal Dependencies trees, from the grammar and words of data/model/newswire.

    python -m flows.build.newswire_trees --sentences 20 --out trees.conllu

The treebanks of flows/build/parser.py are mostly web text: a parser trained on them alone takes the verb of "A court on Tuesday
freed the pastor" for an adjective. These sentences show it the constructions of newswire. Same seed, same sentences.
"""

import argparse
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from flows.build.newswire_words import DASH, DASHES, HYPHEN, Node, Words, read_names

DATA = Path(__file__).parents[2] / "data"
SEED = 20241130
MAX_WORDS = 44
Word = dict[str, str | int | bool]
OPENING = "("
CLOSING = frozenset({",", ".", ";", ":", ")", "?", "!", "%", "'s", "'"})


class TooLong(Exception):
    """A sentence grew past MAX_WORDS and is thrown away."""


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a production: a symbol, the relation to the head ("~" keeps the part's own) and how often it is there."""

    symbol: str
    rel: str
    chance: float
    is_head: bool


@dataclass(frozen=True, slots=True)
class Production:
    """One way to write a symbol: [relation] weight | items."""

    weight: float
    rel: str
    items: tuple[Item, ...]


def read_item(text: str) -> Item:
    """Read "SYMBOL>relation?percent"; "*" marks the head of a production that has no other symbol without a relation."""
    text, _, percent = text.partition("?")
    symbol, _, rel = text.partition(">")
    return Item(symbol.removeprefix("*"), rel, int(percent) / 100 if percent else 1.0, symbol.startswith("*"))


def read_production(text: str, share: float, is_modifier: Callable[[str], bool]) -> Production:
    """Read one line of the grammar; its head is the starred item, else the only one that is no modifier by itself, else the last."""
    rel, line = re.fullmatch(r"(?:\[(\S+)\] )?(.*)", text).groups()  # type: ignore[union-attr]  # it always matches
    weight, bar, rest = line.partition(" | ")
    items = [read_item(part) for part in (rest if bar else line).split()]
    free = [item for item in items if not item.rel]
    starred = [item for item in free if item.is_head] or [item for item in free if not is_modifier(item.symbol)]
    starred = starred or [item for item in free if item.symbol.startswith("@")][-1:]
    if len(starred) != 1:
        raise ValueError(f"a production needs one head, this has {len(starred)}: {text}")
    marked = (Item(item.symbol, item.rel, item.chance, item is starred[0]) for item in items)
    return Production((float(weight) if bar else 1.0) * share, rel or "", tuple(marked))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of {variables}."""
    return re.sub(r"\{(\w)\}", lambda match: values.get(match[1], match[0]), text)


def unfold(text: str, variables: Mapping[str, list[str]]) -> list[dict[str, str]]:
    """All ways to fill the variables of a text."""
    names = sorted(set(re.findall(r"\{(\w)\}", text)))
    return [dict(zip(names, values, strict=True)) for values in product(*(variables[name] for name in names))]


def read_grammar(rows: Mapping[str, Any], is_modifier: Callable[[str], bool]) -> dict[str, list[Production]]:
    """Unfold the variables of rules and productions; a production that unfolds into several shares its weight among them."""
    grammar: dict[str, list[Production]] = {}
    variables: dict[str, list[str]] = rows["variables"]
    for pattern, lines in rows["rules"].items():
        for values in unfold(pattern, variables):
            productions = grammar[fill(pattern, values)] = []
            for line in lines:
                text = fill(line, values)
                ways = unfold(text, variables)
                productions += [read_production(fill(text, more), 1 / len(ways), is_modifier) for more in ways]
    return grammar


class Maker:
    """Draws trees from the grammar."""

    def __init__(self, grammar: Mapping[str, list[Production]], words: Words, seed: int) -> None:
        self.grammar, self.words, self.rng = grammar, words, random.Random(seed)  # noqa: S311  made-up sentences, not secrets
        self.weights = {symbol: [production.weight for production in choices] for symbol, choices in grammar.items()}
        self.left_to_use = MAX_WORDS

    def tree(self, symbol: str) -> Node:
        """One tree of a symbol: "@class.form", a function word, or a rule of the grammar."""
        if symbol.startswith("@") or self.words.is_word(symbol):
            self.left_to_use -= 1
            if self.left_to_use < 0:
                raise TooLong
            return self.words.lexical(symbol[1:], self.rng) if symbol.startswith("@") else self.words.fixed(symbol)
        production = self.rng.choices(self.grammar[symbol], self.weights[symbol])[0]
        before: list[Node] = []
        after: list[Node] = []
        head: Node | None = None
        for item in production.items:
            if item.chance < 1 and self.rng.random() >= item.chance:
                continue
            node = self.tree(item.symbol)
            if item.is_head:
                head = node
                continue
            node.rel = item.rel if item.rel not in ("", "~") else node.rel
            (after if head else before).append(node)
        if head is None:
            raise ValueError(f"no head in a production of {symbol}")
        head.left[:0] = before
        head.right.extend(after)
        head.rel = production.rel or head.rel
        return head

    def sentence(self) -> list[Word]:
        """One sentence that is not too long."""
        while True:
            self.left_to_use = MAX_WORDS
            try:
                root = self.tree("SENTENCE")
            except TooLong:
                continue
            words = to_words(root)
            if root.rel == "headline" and self.rng.random() < 0.2:
                for word in words:
                    form = str(word["form"])
                    word["form"] = form[:1].upper() + form[1:] if len(form) > 3 else form
            return words


def without_idle_commas(nodes: list[Node]) -> list[Node]:
    """Leave out a comma at an end of the sentence or beside another mark; turn "a" into "an" where it must be."""
    kept: list[Node] = []
    for place, node in enumerate(nodes):
        following = nodes[place + 1].form if place + 1 < len(nodes) else "."
        idle = not kept or kept[-1].form in (",", OPENING, *DASHES) or following in CLOSING or following in DASHES
        if node.form == "," and idle and following != '"':
            continue
        if node.form == "a" and re.match(r"(?!uni[^nm]|eu|one|us|U\.|UN)[aeiouAEIO]", following):
            node.form = "an"
        kept.append(node)
    return kept


def spaces(nodes: list[Node]) -> list[bool]:
    """Whether a space follows each word."""
    found: list[bool] = []
    open_quote = False
    for node, following in zip(nodes, [*nodes[1:], None], strict=True):
        if node.form == '"':
            open_quote = not open_quote
        opens = node.form in (OPENING, "$", HYPHEN) or (node.form == '"' and open_quote)
        closes = following is None or following.form in CLOSING or following.form == HYPHEN or (following.form == '"' and open_quote)
        found.append(not opens and not closes)
    return found


def to_words(root: Node) -> list[Word]:
    """Number the words of a tree; the first letter is a capital."""
    nodes = without_idle_commas(list(root.in_order()))
    numbers = {id(node): number for number, node in enumerate(nodes, 1)}
    heads = {id(child): numbers[id(node)] for node in nodes for child in (*node.left, *node.right)}
    words: list[Word] = []
    for node, space in zip(nodes, spaces(nodes), strict=True):
        form = HYPHEN if node.form == DASH else node.form
        deprel = "root" if node is root else node.rel
        words.append(
            {"form": form, "upos": node.upos, "feats": node.feats or "_", "head": heads.get(id(node), 0), "deprel": deprel, "space": space}
        )
    opening = next((word for word in words if word["upos"] != "PUNCT"), words[0])
    opening["form"] = str(opening["form"])[:1].upper() + str(opening["form"])[1:]
    return words


def make_sentences(number: int, data: Path = DATA, seed: int = SEED) -> list[list[Word]]:
    """Made-up sentences, all different. In: how many. Out: words as flows.build.parser.read_conllu gives them."""
    folder = data / "model" / "newswire"
    words = Words(yaml.safe_load((folder / "words.yaml").read_text(encoding="utf-8")), read_names(data / "lexicons" / "en"))
    maker = Maker(read_grammar(yaml.safe_load((folder / "grammar.yaml").read_text(encoding="utf-8")), words.is_modifier), words, seed)
    made: dict[str, list[Word]] = {}
    while len(made) < number:
        sentence = maker.sentence()
        made.setdefault(text_of(sentence), sentence)
    return list(made.values())


def text_of(sentence: list[Word]) -> str:
    """The running text of a sentence."""
    return "".join(f"{word['form']}{' ' if word['space'] else ''}" for word in sentence).strip()


def to_conllu(sentences: list[list[Word]]) -> str:
    """The sentences in CoNLL-U; the words of "Syria's" are two words without a space between them."""
    lines: list[str] = []
    for sentence in sentences:
        lines.append(f"# text = {text_of(sentence)}")
        for number, word in enumerate(sentence, 1):
            misc = "_" if word["space"] else "SpaceAfter=No"
            lines.append(f"{number}\t{word['form']}\t_\t{word['upos']}\t_\t{word['feats']}\t{word['head']}\t{word['deprel']}\t_\t{misc}")
        lines.append("")
    return "\n".join(lines) + "\n"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--sentences", type=int, default=8_000)
    arguments.add_argument("--out", type=Path, required=True, help="the CoNLL-U file to write")
    options = arguments.parse_args()
    options.out.write_text(to_conllu(make_sentences(options.sentences)), encoding="utf-8")


if __name__ == "__main__":
    main()
