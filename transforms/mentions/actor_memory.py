"""What an article has said of its actors so far: names given in full, and what their short forms mean later on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from schemas.annotations import ActorIdentity
from transforms.mentions.actor_names import key_of, spelling_key, split_words

COLLECTIVE_KINDS = frozenset({"group", "organization", "force"})
AMBIGUOUS = "ambiguous"
MOST_LETTERS = 10
_BRACKETED = re.compile(r"\(([A-Z][A-Za-z/-]{1,9})\)")
_OF_PLACE = re.compile(r"\s+of(?:\s+the)?(?:\s+[A-Z][\w'’-]*)+")
_LONG_FORM_WORDS = 5
"""How many words more than its letters the long form of an acronym may have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Who a phrase means by itself.

    name: the name in it, without title; key: how that, else the whole phrase, is looked up; is_sure: a full name, or an office that
    one of that name holds, or no name at all, so that the article cannot change it; short_forms: what the bearer of a full name may be
    called later on; said: the sector of the office before the name.
    """

    identity: ActorIdentity
    name: str | None = None
    is_sure: bool = False
    key: str = ""
    short_forms: tuple[str, ...] = ()
    said: str | None = None


@dataclass(slots=True)
class ActorMemory:
    """Persons and groups named in full earlier in one article; their short names mean them later on.

    A short name that two of them share means neither. known: what a name means that the lexicon has not; full: the short forms of what
    was said in full, and acronyms given in brackets, which mean it whatever the lexicon says of them.
    """

    known: dict[str, ActorIdentity | None] = field(default_factory=dict)
    full: dict[str, ActorIdentity | None] = field(default_factory=dict)

    def remember(self, name: str, identity: ActorIdentity, said: str | None = None, short_forms: Iterable[str] = ()) -> None:
        """Keep a name, its last word for persons, and an acronym in brackets for the rest.

        said: the words of the article; short_forms: what the article may call its bearer from now on.
        """
        words = split_words(name.split("(")[0])
        keys = {key_of(words)}
        if identity.kind == "person" and len(words) > 1:
            keys.add(words[-1].key)
        acronym = _BRACKETED.search(said or name)
        if acronym:
            keys.add(spelling_key(acronym.group(1)))
            _keep(self.full, spelling_key(acronym.group(1)), identity)
        for key in short_forms:
            _keep(self.full, key, identity)
            keys.add(key)
        for key in keys:
            if key and not key.isdigit():
                _keep(self.known, key, identity)


def _keep(table: dict[str, ActorIdentity | None], key: str, identity: ActorIdentity) -> None:
    before = table.get(key, identity)
    if before is None or not _agree(before, identity):
        table[key] = None
    elif not (before.actor_id is None and len(before.name or "") > len(identity.name or "")):
        table[key] = identity


def _agree(one: ActorIdentity, other: ActorIdentity) -> bool:
    """No field of the two contradicts the other."""
    if one.actor_id or other.actor_id:
        return one.actor_id == other.actor_id
    a, b = spelling_key(one.name or ""), spelling_key(other.name or "")
    return a.endswith(b) or b.endswith(a)


def with_memory(answer: Answer, phrase: str, memory: ActorMemory) -> ActorIdentity:
    """Ask the memory about a name that does not say by itself who is meant; tell it of every name said in full."""
    identity = answer.identity
    known = None if answer.is_sure else memory.full.get(answer.key)
    if known is not None and _may_be(known, answer):
        return known if known == identity else with_basis(known, "memory")
    if identity.actor_id is not None or (identity.name is not None and identity.sector is not None):
        if identity.kind != "country":
            memory.remember(identity.name or phrase, identity, phrase, answer.short_forms)
        return identity
    acronym = _BRACKETED.search(phrase)
    if acronym is not None and identity.kind in COLLECTIVE_KINDS:
        memory.remember(phrase, with_name(identity, phrase[: acronym.start()].strip()))
        return identity
    if answer.is_sure or answer.name is None or answer.key not in memory.known:
        return identity
    known = memory.known[answer.key]
    if known is not None:
        return with_basis(known, "memory")
    return with_basis(identity, AMBIGUOUS) if identity.basis is None else identity


def _may_be(known: ActorIdentity, answer: Answer) -> bool:
    """Who was named in full may be meant by a short form that by itself reads so: the office said, if any, is his."""
    is_told = answer.identity.actor_id is not None and answer.identity.actor_id == known.actor_id
    return not is_told and answer.said in (None, known.sector)


def with_basis(identity: ActorIdentity, basis: str) -> ActorIdentity:
    return replace(identity, basis=basis)


def with_name(identity: ActorIdentity, name: str) -> ActorIdentity:
    return replace(identity, name=name, actor_id=None)


def long_forms(text: str) -> Iterator[tuple[str, str, str]]:
    """Acronyms in brackets, what stands before them and what they are of: ("PLA", "People's Liberation Army", " of Manipur")."""
    for match in _BRACKETED.finditer(text):
        letters = match.group(1)
        if not 1 < sum(letter.isupper() for letter in letters) <= MOST_LETTERS:
            continue
        line = text[max(0, text.rfind("\n", 0, match.start()) + 1, match.start() - 200) : match.start()].rstrip()
        start = _long_form_start(line, letters)
        if start is not None:
            behind = _OF_PLACE.match(text, match.end())
            yield letters, line[start:], behind.group() if behind else ""


def _long_form_start(before: str, letters: str) -> int | None:
    """Where the shortest run of words begins that has the letters in order, the first at the start of a capitalised word."""
    wanted = [letter.lower() for letter in letters if letter.isalpha()]
    at = len(before)
    for number in range(len(wanted) - 1, -1, -1):
        at -= 1
        while at >= 0 and not (before[at].lower() == wanted[number] and (number or _starts_name(before, at))):
            at -= 1
        if at < 0:
            return None
    form = before[at:]
    is_short = len(form.split()) <= min(len(wanted) + _LONG_FORM_WORDS, 2 * len(wanted))
    return at if is_short and len(form.split()) > 1 and not re.search(r"[.;:,()]", form) else None


def _starts_name(text: str, at: int) -> bool:
    return text[at].isupper() and (at == 0 or not text[at - 1].isalnum())
