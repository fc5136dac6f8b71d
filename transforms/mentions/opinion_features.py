"""What the second opinion looks at: a candidate mention told as three bags of short strings, each a fact that a reader could check.

    sentence_facts    which words the sentence has
    act_facts         the trigger, its children and governor, the words around it; who acts and receives, the paths between them
    reading_facts     what the rules made of the candidate and of the rest of the sentence

A string is only ever hashed: no text of the training data is kept anywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.annotations import CodedMention, Factuality, Party, Sentence, Token

MAX_DEPTH = 40
NEST_DEPTH = 6
PARTIES = 3
"""Of a long list of parties the first three tell enough."""
ROLES = frozenset({"<A>", "<R>"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule made of a trigger."""

    rule_id: str
    event_type: str
    factuality: Factuality
    attribution_kind: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may name an act, with who seems to act and to receive (or to be affected); reading is null where no rule read them.

    is_wide: no rule read them, and who receives is none of their arguments (links.py).
    """

    head: int
    tokens: tuple[int, ...]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    reading: Reading | None
    is_wide: bool = False


def candidate_of(mention: CodedMention, head: int, tokens: tuple[int, ...]) -> Candidate:
    """A mention that a rule has made, as a candidate. head, tokens: of its trigger."""
    attribution = mention.attribution.kind if mention.attribution else None
    reading = Reading(mention.rule_id, mention.event_type, mention.factuality, attribution)
    return Candidate(head, tokens, tuple(mention.actors), tuple(mention.recipients or mention.affected), reading)


def is_between_known(candidate: Candidate) -> bool:
    """True if somebody known acts and somebody known receives: known by country, sector or an entry of the actor lexicon."""
    return all(any(is_known(party) for party in parties) for parties in (candidate.actors, candidate.recipients))


def is_known(party: Party) -> bool:
    identity = party.identity
    return bool(identity.country or identity.sector or identity.actor_id)


@dataclass(frozen=True, slots=True)
class Path:
    """The way through the dependencies from one word to another: its labels, and the words strictly between the two."""

    labels: str
    between: tuple[int, ...]


def sentence_facts(sentence: Sentence) -> set[str]:
    """The lemmas of the sentence."""
    return {f"u={token.lemma}" for token in sentence.tokens if token.pos != "PUNCT"}


def act_facts(sentence: Sentence, candidate: Candidate, typed_words: Mapping[str, frozenset[str]]) -> set[str]:
    """Facts about the words of the act and its parties. typed_words: lemma -> event types of the rules that it triggers alone."""
    facts = set(_trigger_facts(sentence, candidate, typed_words))
    facts.update(_window_facts(sentence, candidate.head))
    actors, recipients = candidate.actors[:PARTIES], candidate.recipients[:PARTIES]
    for side, parties in (("A", actors), ("R", recipients)):
        facts.update(_party_facts(sentence, candidate.head, side, parties))
    mask = _mask(sentence, actors, recipients)
    if actors and recipients:
        facts.update(_pair_facts(sentence, actors[0], recipients[0]))
        facts.update(_between_facts(sentence, actors[0].head, recipients[0].head, mask, typed_words))
    facts.update(_masked_facts(sentence, mask))
    return facts


def reading_facts(sentence: Sentence, candidate: Candidate, candidates: Sequence[Candidate]) -> set[str]:
    """Facts about what rules read here and elsewhere in the sentence. candidates: all that rules read in the sentence."""
    facts = set(_own_reading(sentence, candidate))
    others = {other.head: other for other in candidates if other is not candidate and other.reading is not None}
    facts.add(f"nm={min(3, len(others))}")
    facts.update(_nesting(sentence, candidate, others))
    actors, recipients = {p.head for p in candidate.actors}, {p.head for p in candidate.recipients}
    for head, other in others.items():
        event_type = _type_of(other)
        facts.add(f"other={event_type}")
        if _is_under(sentence, head, candidate.head):
            facts.update(("governs", f"gov={event_type}"))
        if actors & {p.head for p in other.actors}:
            facts.add(f"sameA={event_type}")
        if recipients & {p.head for p in other.recipients}:
            facts.add(f"sameR={event_type}")
    return facts


def _type_of(candidate: Candidate) -> str:
    return candidate.reading.event_type if candidate.reading else ""


def _word(token: Token) -> str:
    return "0" if token.pos == "NUM" else token.lemma


def _trigger_facts(sentence: Sentence, candidate: Candidate, typed_words: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The trigger's words, its children with their prepositions, its governor; each alone and beside the trigger's lemma."""
    tokens = sentence.tokens
    head = tokens[candidate.head]
    lemma = head.lemma
    yield f"t={lemma}"
    yield f"tpos={head.pos}"
    yield from (f"tw={tokens[i].lemma}" for i in candidate.tokens)
    if len(candidate.tokens) > 1:
        yield "tt=" + "_".join(tokens[i].lemma for i in candidate.tokens)
    yield from (f"tlex={event_type}" for event_type in typed_words.get(lemma, ()))
    for child in head.children:
        word = tokens[child]
        if word.pos == "PUNCT":
            continue
        yield from (f"c={word.dep}:{_word(word)}", f"tc={lemma}>{word.dep}:{_word(word)}", f"tcl={lemma}>{_word(word)}")
        yield from _grandchild_facts(sentence, lemma, word)
        yield from (f"clex={event_type}" for event_type in typed_words.get(word.lemma, ()))
    governor = tokens[head.head]
    if governor is head:
        yield "root"
        return
    yield from (f"g={head.dep}:{governor.lemma}", f"tg={lemma}<{governor.lemma}")
    yield from (f"glex={event_type}" for event_type in typed_words.get(governor.lemma, ()))


def _grandchild_facts(sentence: Sentence, lemma: str, child: Token) -> Iterator[str]:
    for index in child.children:
        word = sentence.tokens[index]
        if word.dep == "case":
            yield from (f"prep={word.lower}", f"tprep={lemma}+{word.lower}")
        elif word.pos in ("VERB", "NOUN", "ADJ"):
            yield f"cc={word.lemma}"


def _window_facts(sentence: Sentence, head: int) -> Iterator[str]:
    """Four words before the trigger and five behind it; the nearest two on each side with their place."""
    for index in range(max(0, head - 4), min(len(sentence.tokens), head + 6)):
        token = sentence.tokens[index]
        if index == head or token.pos == "PUNCT":
            continue
        yield f"w={_word(token)}"
        if abs(index - head) <= 2:
            yield f"w{index - head}={_word(token)}"


def _party_facts(sentence: Sentence, head: int, side: str, parties: Sequence[Party]) -> Iterator[str]:
    yield f"n{side}={min(len(parties), 2)}"
    for party in parties:
        yield from (side + trait for trait in _traits(party))
        yield from (f"{side}h={party.lemma}", f"{side}b={party.basis}")
        way = _path(sentence, party.head, head)
        yield f"p{side}={way.labels}"
        yield from (f"pm{side}={sentence.tokens[i].lemma}" for i in way.between)


def _traits(party: Party) -> list[str]:
    """Who a party is, without its name: sector, kind, whether a country and an entry of the actor lexicon are known."""
    identity = party.identity
    traits = []
    if identity.sector:
        traits.append(f"s={identity.sector}")
    if identity.country:
        traits.append("c")
    if identity.kind:
        traits.append(f"k={identity.kind}")
    if identity.actor_id:
        traits.append("id")
    if party.is_person:
        traits.append("person")
    if party.is_pronoun:
        traits.append("pron")
    return traits or ["none"]


def _pair_facts(sentence: Sentence, actor: Party, recipient: Party) -> Iterator[str]:
    """The two parties beside each other, and the way between them."""
    yield from (f"AR={one}&{other}" for one in _traits(actor) for other in _traits(recipient))
    same = actor.identity.country is not None and actor.identity.country == recipient.identity.country
    yield from (f"same={same}", f"order={actor.head < recipient.head}")
    way = _path(sentence, actor.head, recipient.head)
    words = [sentence.tokens[i].lemma for i in way.between]
    yield f"pAR={way.labels}"
    yield from (f"pmAR={word}" for word in words)
    yield "pmARs=" + "_".join(words)


def _between_facts(
    sentence: Sentence, actor: int, recipient: int, mask: Mapping[int, str], typed_words: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    """The words between the two parties in the order of the text, and the four behind them."""
    first, last = sorted((actor, recipient))
    previous = "["
    for index in range(first + 1, last):
        token = sentence.tokens[index]
        if index in mask or token.pos == "PUNCT":
            continue
        word = _word(token)
        yield from (f"btw={word}", f"btwb={previous}_{word}")
        yield from (f"btwlex={event_type}" for event_type in typed_words.get(token.lemma, ()))
        previous = word
    yield f"btwb={previous}_]"
    for index in range(last + 1, min(len(sentence.tokens), last + 5)):
        if sentence.tokens[index].pos != "PUNCT" and index not in mask:
            yield f"aft={_word(sentence.tokens[index])}"


def _mask(sentence: Sentence, actors: Sequence[Party], recipients: Sequence[Party]) -> dict[int, str]:
    """Token index -> the role of the party that it belongs to."""
    mask: dict[int, str] = {}
    for role, parties in (("<A>", actors), ("<R>", recipients)):
        for party in parties:
            start, end = party.start_char, party.end_char
            mask |= {token.index: role for token in sentence.tokens if token.start_char < end and token.end_char > start}
    return mask


def _masked_facts(sentence: Sentence, mask: Mapping[int, str]) -> Iterator[str]:
    """Two and three words in a row that touch a party, which stands there only by its role."""
    words: list[str] = []
    for token in sentence.tokens:
        word = mask.get(token.index) or _word(token)
        if token.pos == "PUNCT" or (words and token.index in mask and words[-1] == word):
            continue
        words.append(word)
    at = {index for index, word in enumerate(words) if word in ROLES}
    for length in (2, 3):
        starts = {index - before for index in at for before in range(length) if 0 <= index - before <= len(words) - length}
        yield from ("m=" + "_".join(words[start : start + length]) for start in starts)


def _own_reading(sentence: Sentence, candidate: Candidate) -> Iterator[str]:
    reading = candidate.reading
    if reading is None:
        yield "link"
        return
    event_type, told = reading.event_type, reading.factuality
    head = sentence.tokens[candidate.head]
    family = ".".join(reading.rule_id.split(".")[:2])
    yield from (f"R={event_type}", f"RF={family}", f"RI={reading.rule_id}")
    yield from (f"Rpol={told.polarity}", f"Rmod={told.modality}", f"Rten={told.tense}", f"Rat={reading.attribution_kind}")
    yield f"R&mod={event_type}&{told.modality}&{told.polarity}"
    yield f"R&n={event_type}&{bool(candidate.actors)}{bool(candidate.recipients)}"
    yield f"R&k={event_type}&{is_between_known(candidate)}"
    yield from (f"R&t={event_type}&{head.lemma}", f"R&len={len(candidate.tokens) > 1}", f"R&pos={head.pos}")
    yield f"R&dep={event_type}&{head.dep}"


def _nesting(sentence: Sentence, candidate: Candidate, others: Mapping[int, Candidate]) -> Iterator[str]:
    """Whether the candidate stands inside what another act says ("threatened to *attack*"), beside it, or on its own."""
    token = sentence.tokens[candidate.head]
    own = token.dep
    for _ in range(NEST_DEPTH):
        if token.head == token.index:
            break
        last = token.dep.split(":")[0]
        token = sentence.tokens[token.head]
        other = others.get(token.index)
        if other is None:
            continue
        outer = _type_of(other)
        if last in ("conj", "parataxis", "appos"):
            yield f"beside={outer}"
            break
        yield from (f"nest={outer}", "nested", f"nestdep={own}", f"nest&dep={outer}&{own}", f"nestlast={last}", f"nest&last={outer}&{last}")
        yield f"nestR={outer}>{_type_of(candidate)}"
        if candidate.reading is not None:
            told = candidate.reading.factuality
            yield from (f"nestmod={told.modality}", f"nest&mod={outer}&{told.modality}&{told.polarity}")
        return
    yield "top"


def _is_under(sentence: Sentence, index: int, top: int) -> bool:
    """True if the word at index hangs, over a few steps, below the word at top."""
    for _ in range(NEST_DEPTH + 2):
        if index == top:
            return True
        if sentence.tokens[index].head == index:
            return False
        index = sentence.tokens[index].head
    return False


def _ancestors(sentence: Sentence, index: int) -> list[int]:
    way = [index]
    while sentence.tokens[way[-1]].head != way[-1] and len(way) < MAX_DEPTH:
        way.append(sentence.tokens[way[-1]].head)
    return way


def _path(sentence: Sentence, start: int, end: int) -> Path:
    ups, downs = _ancestors(sentence, start), _ancestors(sentence, end)
    top = next((index for index in ups if index in downs), None)
    if top is None:
        return Path("", ())
    up, down = ups[: ups.index(top)], downs[: downs.index(top)][::-1]
    labels = "^".join(_label(sentence, i) for i in up) + "|" + "v".join(_label(sentence, i) for i in down)
    return Path(labels, tuple(i for i in [*up[1:], top, *down[:-1]] if i not in (start, end)))


def _label(sentence: Sentence, index: int) -> str:
    return sentence.tokens[index].dep.split(":")[0]
