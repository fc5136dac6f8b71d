"""The words of the made-up newswire: function words, inflected verbs and nouns, and proper names as the treebanks write them."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HYPHEN, DASH, DASHES = "-", "_-_", frozenset({"--", "_-_"})


@dataclass(slots=True)
class Node:
    """A word with the words that hang on it, in the order of the text."""

    form: str
    upos: str
    feats: str = ""
    rel: str = ""
    left: list["Node"] = field(default_factory=list)
    right: list["Node"] = field(default_factory=list)

    def in_order(self) -> Iterator["Node"]:
        """Every word of the tree from left to right."""
        for child in self.left:
            yield from child.in_order()
        yield self
        for child in self.right:
            yield from child.in_order()


class Words:
    """The lexical side: function words, inflected verbs and nouns, and proper names from the program's own lexicons."""

    def __init__(self, words: Mapping[str, Any], names: Mapping[str, list[str]]) -> None:
        self.function: dict[str, list[str]] = words["function"]
        self.features: dict[str, str] = words["features"]
        self.inflection: dict[str, Any] = words["inflection"]
        self.names_in: dict[str, list[str]] = words["names_in"]
        self.classes: dict[str, dict[str, list[str]]] = {
            kind: words[kind] for kind in ("verbs", "nouns", "adjectives", "adverbs", "numbers")
        }
        self.names: dict[str, list[str]] = words["names"] | names
        for name, often in words["often"].items():
            self.names[name] = self.names[name] + often * (len(self.names[name]) // len(often))
        self.kinds = {name: kind for kind, classes in self.classes.items() for name in classes}
        if len(self.kinds) < sum(len(classes) for classes in self.classes.values()) or self.kinds.keys() & self.names.keys():
            raise ValueError("two classes of newswire words have one name")

    def is_word(self, symbol: str) -> bool:
        """True for a function word or a punctuation mark."""
        return symbol in self.function or not re.search(r"\w", symbol) or symbol in DASHES

    def is_modifier(self, symbol: str) -> bool:
        """True for what hangs on another word unless the grammar says otherwise: function words, adverbs, adjectives, numbers."""
        name = symbol[1:].partition(".")[0]
        return self.is_word(symbol) or name == "demonym" or self.kinds.get(name) in ("adjectives", "adverbs", "numbers")

    def fixed(self, symbol: str) -> Node:
        """A function word or a punctuation mark, with its usual relation."""
        if symbol not in self.function:
            return Node(symbol, "PUNCT", rel="punct")
        upos, feats, rel = self.function[symbol]
        return Node(re.sub(r"_[A-Z]+$", "", symbol), upos, feats, rel)

    def lexical(self, symbol: str, rng: random.Random) -> Node:
        """A word of a class, inflected: "arrest.past.sg", "agent.pl", "person"."""
        name, _, form = symbol.partition(".")
        if name in self.names:
            return self.proper_name(name, form, rng)
        kind = self.kinds[name]
        entry = rng.choice(self.classes[kind][name])
        if kind == "verbs":
            return self.verb(entry, form)
        if kind == "nouns":
            return self.noun(entry, form)
        if kind == "numbers":
            return Node(entry, "NUM", f"NumForm={'Digit' if entry[0].isdigit() else 'Word'}|NumType=Card", "nummod")
        return self.adjective(entry) if kind == "adjectives" else Node(entry, "ADV", "", "advmod")

    def inflect(self, base: str, form: str) -> str:
        """The regular form of a verb or noun."""
        if form in ("past", "ing") and re.search(self.inflection["doubled"], base):
            base += base[-1]
        for match, replace in self.inflection[form]:
            if re.search(match, base):
                return re.sub(match, replace, base, count=1)
        raise ValueError(f"no rule for the {form} of {base}")

    def verb(self, entry: str, form: str) -> Node:
        """A verb in one form, with its particle or the other words that belong to it."""
        forms, *particles = entry.split()
        base, past, participle = (forms.split("/") * 3)[:3] if "/" in forms else (forms, "", "")
        tense = form.partition(".")[0]
        if tense in ("inf", "pres") and form != "pres.sg":
            text = base
        elif form == "pres.sg":
            text = self.inflect(base, "pres")
        elif tense in ("ing", "ger"):
            text = self.inflect(base, "ing")
        else:
            text = (past if tense == "past" else participle) or self.inflect(base, "past")
        node = Node(text, "VERB", self.features[form])
        node.right.extend(self.belongings(particles))
        return node

    def belongings(self, words: list[str]) -> list[Node]:
        """What stands fixed behind a verb: a particle, an adjective ("~"), a bare noun ("=") or a preposition with its noun."""
        if len(words) == 2:
            return [Node(words[1], "NOUN", self.features["sg"], "obl", left=[Node(words[0], "ADP", "", "case")])]
        if not words:
            return []
        text = words[0].rstrip("~=")
        if words[0].endswith("~"):
            return [Node(text, "ADJ", "Degree=Pos", "xcomp")]
        if words[0].endswith("="):
            return [Node(text, "NOUN", self.features["pl" if text.endswith("s") else "sg"], "obj")]
        return [Node(text, "ADP", "", "compound:prt")]

    def noun(self, entry: str, form: str) -> Node:
        """A noun in one number, with the nouns and adjectives ("~") before it."""
        *before, last = entry.split()
        singular, _, plural = last.partition("/")
        text = singular if form != "pl" else plural or self.inflect(singular, "pl")
        node = Node(text, "NOUN", self.features[form or "sg"])
        for word in before:
            if word.endswith("~"):
                node.left.append(Node(word[:-1], "ADJ", "Degree=Pos", "amod"))
            else:
                node.left.extend(hyphened(word, Node("", "NOUN", self.features["sg"], "compound")))
        return node

    def adjective(self, entry: str) -> Node:
        """An adjective; of "rebel-held" the last part is the head."""
        return hyphened(entry, Node("", "ADJ", "Degree=Pos", "amod"))[0]

    def proper_name(self, name: str, form: str, rng: random.Random) -> Node:
        """A proper name as the treebanks write it: persons flat, bodies with their last word as head."""
        if name == "person":
            given, family = rng.choice(self.names[name]), rng.choice(self.names[name])
            parts = given.split()[:1] + (family.split()[1:] or [family])
            return flat_name(parts if form != "last" else parts[1:])
        if form == "upper":
            return flat_name(rng.choice(self.names[name]).upper().split())
        entry = rng.choice(self.names[name])
        if name == "demonym":
            node = self.body_name(entry, "ADJ")
            node.rel = "amod"
            return node
        if name == "place":
            modified = entry.split()[0] in (*self.names_in["adjectives"], *self.names_in["directions"])
            return self.body_name(entry) if modified else flat_name(entry.split())
        if name == "titlename":
            return self.body_name(entry)
        node = self.body_name(entry, feats="Number=Plur" if form == "pl" else "Number=Sing")
        if form == "the" or (form != "bare" and name in ("country", "org", "group") and entry.split()[-1] in self.names_in["takes_the"]):
            node.left.insert(0, self.fixed("the"))
        return node

    def body_name(self, name: str, upos: str = "PROPN", feats: str = "Number=Sing") -> Node:
        """The name of a body, a country or an office: modifiers, head, and what follows a preposition."""
        parts = name.split()
        for place, part in enumerate(parts):
            if part in self.names_in["prepositions"] and 0 < place < len(parts) - 1:
                node = self.body_name(" ".join(parts[:place]), upos, feats)
                rest = parts[place + 1 :]
                below = self.body_name(" ".join(word for word in rest if word != "the"))
                if "the" in rest:
                    below.left.insert(0, self.fixed("the"))
                below.left.insert(0, self.fixed(part))
                below.rel = "nmod"
                node.right.append(below)
                return node
        if any(part[0].islower() for part in parts):
            return flat_name(parts)
        head = flat_name(parts[-1:])
        head.upos, head.feats = upos, feats if upos == "PROPN" else "Degree=Pos"
        for part in parts[:-1]:
            if part in self.names_in["adjectives"]:
                head.left.append(Node(part, "ADJ", "Degree=Pos", "amod"))
            else:
                below = flat_name([part])
                below.rel = "compound"
                head.left.append(below)
        return head


def hyphened(text: str, last: Node) -> list[Node]:
    """A word that the tokeniser cuts at its hyphens: the last part is the head, the others are compounds of it."""
    *before, last.form = text.split(HYPHEN)
    for part in before:
        last.left.append(Node(part, "NOUN" if part[0].islower() else "PROPN", "Number=Sing", "compound"))
        last.left.append(Node(HYPHEN, "PUNCT", rel="punct"))
    return [last]


def flat_name(parts: list[str]) -> Node:
    """A name whose first word is the head of all others; hyphens are words of their own."""
    pieces = [piece for part in parts for piece in re.split(r"(?<=\w)(-)(?=\w)", part)]
    head = Node(pieces[0], "PROPN", "Number=Sing")
    for piece in pieces[1:]:
        head.right.append(Node(piece, "PUNCT", rel="punct") if piece == HYPHEN else Node(piece, "PROPN", "Number=Sing", "flat"))
    return head


def read_names(lexicons: Path) -> dict[str, list[str]]:
    """Proper names of the program's lexicons: plain letters only, in a fixed order."""
    plain = re.compile(r"[A-Z][A-Za-z'-]+( [A-Za-z'-]+){0,4}")

    def pick(texts: Iterator[str]) -> list[str]:
        return sorted({text for text in texts if plain.fullmatch(text) and not text.endswith("'")})

    rows = {
        name: yaml.safe_load((lexicons / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in ("countries", "people", "organizations", "groups")
    }
    countries = rows["countries"]["countries"]
    return {
        "country": pick(country["name"] for country in countries if country["name"].isascii()),
        "demonym": pick(word for country in countries for word in country.get("demonyms", [])),
        "people": pick(word for country in countries for word in country.get("people", []) if word.endswith("s")),
        "place": pick(word for country in countries for word in [*country.get("regions", []), country.get("capital", "")]),
        "person": pick(row["name"] for row in rows["people"]["names"] if len(row["name"].split()) > 1),
        "org": pick(row["name"] for row in rows["organizations"]["names"]),
        "group": pick(row["name"] for row in rows["groups"]["names"]),
    }
