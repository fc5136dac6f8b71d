"""What the actor lexicons hold: countries, agent nouns, titles, and named persons, groups and organisations.

Each file in data/lexicons/<language>/ is one model here; `parse_actor_lexicons` validates them together and names file, row and fix.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from schemas.codes import INTERNATIONAL_CODES, SECTORS
from schemas.errors import InvalidLexicon

ACTOR_FILES = ("countries", "agents", "titles", "people", "groups", "organizations")
NameKind = Literal["person", "group", "organization", "party", "force", "company", "media", "ngo", "igo"]
AgentKind = Literal["person", "group", "organization", "force"]
ModifierKind = Literal["ethnic", "religious"]


def _known_sector(code: str) -> str:
    if code not in SECTORS:
        raise ValueError(f"unknown sector {code!r}; use one of {', '.join(SECTORS)}, or leave it out")
    return code


Sector = Annotated[str, AfterValidator(_known_sector)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Word = Annotated[str, Field(min_length=1)]
Model = TypeVar("Model", bound=BaseModel)


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Dated(_Row):
    """Something that holds between two days, both included; null = open."""

    since: dt.date | None = Field(default=None, validation_alias=AliasChoices("from", "since"))
    until: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Country(_Dated):
    """One state or territory. A historic state has its own code and days; its names keep their meaning after its end.

    aliases name it ("Burma"); demonyms are adjectives ("Burmese"); people are nouns for its inhabitants; government_metonyms stand for
    its government ("Kremlin", and the capital where the press uses it so); regions are parts, towns and their adjectives that tell it.
    """

    iso3: CountryCode
    iso2: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    name: Word
    aliases: tuple[Word, ...] = ()
    demonyms: tuple[Word, ...] = ()
    people: tuple[Word, ...] = ()
    capital: str | None = None
    government_metonyms: tuple[Word, ...] = ()
    regions: tuple[Word, ...] = ()


class CountryLexicon(_Row):
    """countries.yaml. country_sector: the sector of a country named alone (null: the words do not say)."""

    country_sector: Sector | None = None
    countries: tuple[Country, ...]


class Agent(_Row):
    """A common noun for an actor. takes: "modifier" = a noun before it decides ("rebel leader"), "armed" = see `armed_sectors`.

    is_foreign: its place is not its country ("tourists in Egypt"). plural: only where the plural rules are wrong.
    beside: a word of the article -> the sector that the noun has there ("deputy" beside "sheriff": COP).
    """

    lemma: Word
    sector: Sector | None = None
    kind: AgentKind = "person"
    country: CountryCode | None = None
    takes: Literal["modifier", "armed"] | None = None
    is_foreign: bool = False
    plural: str | None = None
    beside: dict[Word, Sector] = {}


class PluralRule(_Row):
    """A regular expression over the singular and what replaces its match; the first that matches applies."""

    match: Word
    replace: str


class Modifier(_Row):
    """Words for an ethnic or religious community: they tell no country. people are its nouns ("Kurd"), words its adjectives ("Kurdish")."""

    kind: ModifierKind
    words: tuple[Word, ...] = ()
    people: tuple[Word, ...] = ()


class PhraseWords(_Row):
    """Function words that decide how a noun phrase is read.

    cuts start what comes after the head ("who", "near"); belonging ("of") and location ("in") are cuts whose noun may tell the country.
    participle_endings mark a cut behind a noun ("refugees fleeing ..."). transparent nouns pass the head on ("thousands of troops");
    former words make an office past; relation suffixes and prefixes part a name from the noun ("Turkish-backed rebels", "pro-Iranian
    militia"); located_sectors are those whose place tells their country; not_of_leader are nouns that do not belong to the one they
    are said to be of ("Assad's opponents").
    """

    determiners: tuple[Word, ...]
    definite: tuple[Word, ...]
    ethnic_markers: tuple[Word, ...]
    belonging: tuple[Word, ...]
    origin: tuple[Word, ...]
    location: tuple[Word, ...]
    cuts: tuple[Word, ...]
    conjunctions: tuple[Word, ...]
    participle_endings: tuple[Word, ...]
    transparent: tuple[Word, ...]
    former: tuple[Word, ...]
    relation_suffixes: tuple[Word, ...]
    relation_prefixes: tuple[Word, ...]
    located_sectors: tuple[Sector, ...]
    not_of_leader: tuple[Word, ...]


class AgentLexicon(_Row):
    """agents.yaml. armed_sectors: sector of the noun before an armed head -> sector of the whole ("opposition fighters" -> REB).

    case_sensitive: aliases that are common words when written small ("WHO", "US").
    """

    phrase_words: PhraseWords
    plural_rules: tuple[PluralRule, ...]
    armed_sectors: Mapping[Sector, Sector]
    armed_community_sector: Sector
    people_sector: Sector
    former_sector: Sector
    case_sensitive: tuple[Word, ...]
    modifiers: tuple[Modifier, ...]
    agents: tuple[Agent, ...]


class Title(_Row):
    """Words that precede a name. forms are its spellings; sector null = it says only that a person follows ("Mr.")."""

    title: Word
    forms: tuple[Word, ...] = ()
    sector: Sector | None = None


class TitleLexicon(_Row):
    """titles.yaml. name_particles: small words inside names ("bin", "van")."""

    name_particles: tuple[Word, ...]
    titles: tuple[Title, ...]


class Role(_Dated):
    """What a named actor was between two days; title is for people who read the file."""

    sector: Sector
    title: str | None = None


class DatedAlias(_Dated):
    """A name that means the actor between two days only ("Bush", of father and son)."""

    name: Word


class NamedActor(_Dated):
    """A person, group or organisation with a name. Without roles it has its own sector always; from and until bound its names."""

    id: str = Field(pattern=r"^(person|group|org):[a-z0-9][a-z0-9-]*$")
    name: Word
    kind: NameKind
    country: CountryCode | None = None
    sector: Sector | None = None
    aliases: tuple[Word | DatedAlias, ...] = ()
    roles: tuple[Role, ...] = ()

    def spellings(self) -> Iterator[DatedAlias]:
        """Every name that it goes by, with the days on which it does."""
        for alias in (self.name, *self.aliases):
            yield DatedAlias.model_validate({"name": alias, "from": self.since, "until": self.until}) if isinstance(alias, str) else alias


class NameLexicon(_Row):
    """people.yaml, groups.yaml and organizations.yaml."""

    names: tuple[NamedActor, ...]


@dataclass(frozen=True, slots=True)
class ActorLexicons:
    """The six actor files of one language, each valid, and valid together."""

    countries: CountryLexicon
    agents: AgentLexicon
    titles: TitleLexicon
    people: NameLexicon
    groups: NameLexicon
    organizations: NameLexicon

    def named_actors(self) -> Iterator[tuple[str, NamedActor]]:
        """Every named actor with the file that it stands in."""
        for file, lexicon in (("people", self.people), ("groups", self.groups), ("organizations", self.organizations)):
            for row in lexicon.names:
                yield file, row


def parse_actor_lexicons(raw: Mapping[str, Any]) -> ActorLexicons:
    """Validate the parsed YAML of the six files, keyed by `ACTOR_FILES`.

    Fails: InvalidLexicon naming file, row and fix, for the first row that does not fit.
    """
    missing = [name for name in ACTOR_FILES if name not in raw]
    if missing:
        raise InvalidLexicon(f"{missing[0]}.yaml is missing; put it beside the other lexicons of the language")
    lexicons = ActorLexicons(
        countries=_validate("countries", CountryLexicon, raw),
        agents=_validate("agents", AgentLexicon, raw),
        titles=_validate("titles", TitleLexicon, raw),
        people=_validate("people", NameLexicon, raw),
        groups=_validate("groups", NameLexicon, raw),
        organizations=_validate("organizations", NameLexicon, raw),
    )
    _check_countries(lexicons)
    _check_named_actors(lexicons)
    _check_one_meaning(lexicons)
    return lexicons


def _validate(file: str, model: type[Model], raw: Mapping[str, Any]) -> Model:
    try:
        return model.model_validate(raw[file])
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InvalidLexicon(f"{file}.yaml: {_place(raw[file], first['loc'])}: {first['msg']}") from error


def _place(raw: Any, path: tuple[int | str, ...]) -> str:
    """The row that an error path points to, by its own name where it has one."""
    words, row = [], raw
    for step in path:
        try:
            row = row[step]
        except (KeyError, IndexError, TypeError):
            words.append(str(step))
            continue
        keys = [key for key in ("id", "iso3", "lemma", "title", "name") if key in row] if isinstance(row, dict) else []
        own_name = row[keys[0]] if keys else None
        words.append(f"row {step + 1} ({own_name})" if isinstance(step, int) and own_name else str(step))
    return ", ".join(words) or "file"


def _check_countries(lexicons: ActorLexicons) -> None:
    seen: set[str] = set()
    for country in lexicons.countries.countries:
        if country.iso3 in seen or country.iso3 in INTERNATIONAL_CODES:
            raise InvalidLexicon(f"countries.yaml: {country.iso3} ({country.name}) is taken; use another code or join the rows")
        seen.add(country.iso3)
    for agent in lexicons.agents.agents:
        if agent.country is not None and agent.country not in seen | set(INTERNATIONAL_CODES):
            raise InvalidLexicon(f"agents.yaml: {agent.lemma}: unknown country {agent.country}; add it to countries.yaml or correct it")


def _check_named_actors(lexicons: ActorLexicons) -> None:
    codes = {country.iso3 for country in lexicons.countries.countries} | set(INTERNATIONAL_CODES)
    seen: set[str] = set()
    for file, row in lexicons.named_actors():
        if row.id in seen:
            raise InvalidLexicon(f"{file}.yaml: {row.id} stands twice; join the rows or give one another id")
        seen.add(row.id)
        if row.country is not None and row.country not in codes:
            raise InvalidLexicon(f"{file}.yaml: {row.id}: unknown country {row.country}; add it to countries.yaml or correct it")
        _check_roles(file, row)


def _check_roles(file: str, row: NamedActor) -> None:
    """Roles in the order of time, none before the one above it has ended."""
    for spell in (row, *row.roles):
        if spell.since and spell.until and spell.since > spell.until:
            raise InvalidLexicon(f"{file}.yaml: {row.id}: from {spell.since} is after until {spell.until}; swap or correct them")
    for earlier, later in zip(row.roles, row.roles[1:], strict=False):
        if earlier.until is None or later.since is None or later.since < earlier.until:
            names = f"role {later.title or later.sector} starts before {earlier.title or earlier.sector} ends"
            raise InvalidLexicon(f"{file}.yaml: {row.id}: {names}; correct from or until")


def _check_one_meaning(lexicons: ActorLexicons) -> None:
    """One alias means one actor on any one day; the same spelling for two needs days that do not overlap."""
    meanings: dict[str, list[tuple[str, str, _Dated]]] = {}
    for country in lexicons.countries.countries:
        words = {country.name, *country.aliases, *country.demonyms, *country.people, *country.government_metonyms, *country.regions}
        for word in words:
            _claim(meanings, word, "countries", country.iso3, country)
    for file, row in lexicons.named_actors():
        for spelling in row.spellings():
            _claim(meanings, spelling.name, file, row.id, spelling)


def _claim(meanings: dict[str, list[tuple[str, str, _Dated]]], word: str, file: str, owner: str, spell: _Dated) -> None:
    others = meanings.setdefault(word.casefold(), [])
    for other_file, other, other_spell in others:
        if other != owner and _overlap(spell, other_spell):
            clash = f"{word!r} already means {other} ({other_file}.yaml) on the same days"
            raise InvalidLexicon(f"{file}.yaml: {owner}: {clash}; drop it from one of them or give from and until")
    others.append((file, owner, spell))


def _overlap(a: _Dated, b: _Dated) -> bool:
    starts_in_time = a.since is None or b.until is None or a.since <= b.until
    return starts_in_time and (b.since is None or a.until is None or b.since <= a.until)
