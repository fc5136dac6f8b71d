"""What an article has said of its actors so far: names given in full, and what their short forms mean later on."""

import re
from dataclasses import dataclass, field

from schemas.annotations import ActorIdentity
from transforms.mentions.actor_names import spelling_key, split_words

COLLECTIVE_KINDS = frozenset({"group", "organization", "force"})
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z/-]{1,9})\)")


@dataclass(slots=True)
class ActorMemory:
    """Persons and groups named in full earlier in one article; their short names mean them later on.

    A short name that two of them share means neither.
    """

    known: dict[str, ActorIdentity | None] = field(default_factory=dict)

    def remember(self, name: str, identity: ActorIdentity) -> None:
        """Keep a full name, its last word for persons, and an acronym in brackets for the rest."""
        words = split_words(name.split("(")[0])
        keys = {" ".join(word.key for word in words)}
        if identity.kind == "person" and len(words) > 1:
            keys.add(words[-1].key)
            if len(words) > 2 and words[-2].gap == "-":
                keys.add(f"{words[-2].key} {words[-1].key}")
        acronym = _ACRONYM.search(name)
        if acronym:
            keys.add(spelling_key(acronym.group(1)))
        for key in keys - {""}:
            before = self.known.get(key, identity)
            self.known[key] = identity if before is not None and _agree(before, identity) else None

    def recall(self, phrase: str) -> ActorIdentity | None:
        return self.known.get(spelling_key(phrase))


def _agree(one: ActorIdentity, other: ActorIdentity) -> bool:
    """No field of the two contradicts the other."""
    if one.actor_id or other.actor_id:
        return one.actor_id == other.actor_id
    a, b = spelling_key(one.name or ""), spelling_key(other.name or "")
    return a.endswith(b) or b.endswith(a)


def with_memory(identity: ActorIdentity, unknown_name: str | None, phrase: str, memory: ActorMemory) -> ActorIdentity:
    """Ask the memory about a name that the lexicon has not; tell it of every name said in full."""
    if identity.actor_id is not None or (identity.name is not None and identity.sector is not None):
        if identity.kind != "country":
            memory.remember(identity.name or phrase, identity)
        return identity
    acronym = _ACRONYM.search(phrase)
    if acronym is not None and identity.kind in COLLECTIVE_KINDS:
        name = phrase[: acronym.start()].strip()
        memory.remember(phrase, _with_name(identity, name))
        return identity
    known = memory.recall(unknown_name or phrase)
    if known is None:
        return identity
    return ActorIdentity(known.name, known.actor_id, known.kind, known.country, known.sector, "memory")


def _with_name(identity: ActorIdentity, name: str) -> ActorIdentity:
    return ActorIdentity(name, None, identity.kind, identity.country, identity.sector, identity.basis)
