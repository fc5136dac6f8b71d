"""What the actor lexicons hold: countries, agent nouns, titles, and named persons, groups and organisations.

Each file in data/lexicons/<language>/ is one model here; `parse_actor_lexicons` validates them together and names file, row and fix.

Where the facts of a name come from: the head of people.yaml, groups.yaml and organizations.yaml describes its sources by short keys
(`sources: {public_record: ...}`) and names the one of all rows that give no other (`source: public_record`); a row may give its own.
"""

import datetime as dt
import re
import unicodedata
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


_FIXES = {
    "extra_forbidden": "drop the key or correct its spelling",
    "missing": "add it",
    "string_pattern_mismatch": "correct it",
    "literal_error": "use one of these",
    "value_error": "correct it",
}
_PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "t"})


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
    """Words for an ethnic or religious community. people are its nouns ("Kurd"), words its adjectives ("Kurdish").

    country: where nearly all of it lives, for one that has no second home; null for those of several ("Kurdish" tells no country).
    """

    kind: ModifierKind
    country: CountryCode | None = None
    words: tuple[Word, ...] = ()
    people: tuple[Word, ...] = ()


class PhraseWords(_Row):
    """Function words that decide how a noun phrase is read.

    cuts start what comes after the head ("who", "near"); belonging ("of") and location ("in") are cuts whose noun may tell the country.
    participle_endings mark a cut behind a noun ("refugees fleeing ..."). transparent nouns pass the head on ("thousands of troops");
    former words make an office past; relation suffixes and prefixes part a name from the noun ("Turkish-backed rebels", "pro-Iranian
    militia") but for leading_suffixes, which leave the name its country ("French-led troops"); located_sectors are those whose place
    tells their country; not_of_leader are nouns that do not belong to the one they are said to be of ("Assad's opponents"); possessions
    are things that stand for the body that they are of ("bases of the FARC"). local_sectors are those who are mostly of the country where
    they act (of local_person_sectors only persons, not bodies), from_abroad words that say that somebody is not ("foreign", "exiled"),
    of_state words for the soldiers of the state itself ("government", "army").
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
    leading_suffixes: tuple[Word, ...]
    located_sectors: tuple[Sector, ...]
    not_of_leader: tuple[Word, ...]
    possessions: tuple[Word, ...]
    local_sectors: tuple[Sector, ...]
    local_person_sectors: tuple[Sector, ...]
    from_abroad: tuple[Word, ...]
    of_state: tuple[Word, ...]


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
    """Words that precede a name. forms are its spellings; sector null = it says only that a person follows ("Mr.").

    is_general: its bearer may hold any office whose title ends in it ("Minister" of a foreign minister). is_rank: the corps that its
    bearer is of decides the sector ("Lieutenant ... of the gendarmerie"). is_rule: who leads a country may have it ("President").
    takes_first_name: its bearer is called by the first name ("King Olav").
    """

    title: Word
    forms: tuple[Word, ...] = ()
    sector: Sector | None = None
    is_general: bool = False
    is_rank: bool = False
    is_rule: bool = False
    takes_first_name: bool = False


class TitleLexicon(_Row):
    """titles.yaml. name_particles: small words inside names ("bin", "van").

    called_by_first_word: countries whose persons are called by the first word of their names ("Park" of Park Geun-hye).
    two_surnames: countries where the last but one word is a surname too ("Fox" of Vicente Fox Quesada).
    rule_words: in the title of a role, that its bearer leads a country ("head of state").
    """

    name_particles: tuple[Word, ...]
    called_by_first_word: tuple[CountryCode, ...] = ()
    two_surnames: tuple[CountryCode, ...] = ()
    rule_words: tuple[Word, ...] = ()
    titles: tuple[Title, ...]


class Role(_Dated):
    """What a named actor was between two days; title is for people who read the file."""

    sector: Sector
    title: str | None = None


class DatedAlias(_Dated):
    """A name that means the actor between two days only ("Bush", of father and son)."""

    name: Word


class NamedActor(_Dated):
    """A person, group or organisation with a name. Without roles it has its own sector always; from and until bound its names.

    source: where its facts come from, a key of the file's sources; null = the file's own.
    """

    id: str = Field(pattern=r"^(person|group|org):[a-z0-9][a-z0-9-]*$")
    name: Word
    kind: NameKind
    country: CountryCode | None = None
    sector: Sector | None = None
    aliases: tuple[Word | DatedAlias, ...] = ()
    roles: tuple[Role, ...] = ()
    source: Word | None = None

    def spellings(self) -> Iterator[DatedAlias]:
        """Every name that it goes by, with the days on which it does."""
        for alias in (self.name, *self.aliases):
            yield DatedAlias.model_validate({"name": alias, "from": self.since, "until": self.until}) if isinstance(alias, str) else alias


class NameLexicon(_Row):
    """people.yaml, groups.yaml and organizations.yaml. sources: short key -> what it is; source: the key that rows without one have."""

    sources: Mapping[Word, Word] = {}
    source: Word | None = None
    names: tuple[NamedActor, ...]

    def source_of(self, row: NamedActor) -> str | None:
        """The key of the source of a row's facts."""
        return row.source or self.source


@dataclass(frozen=True, slots=True)
class ActorLexicons:
    """The six actor files of one language, each valid, and valid together."""

    countries: CountryLexicon
    agents: AgentLexicon
    titles: TitleLexicon
    people: NameLexicon
    groups: NameLexicon
    organizations: NameLexicon

    def name_files(self) -> Iterator[tuple[str, NameLexicon]]:
        """The files of names, by name."""
        yield from (("people", self.people), ("groups", self.groups), ("organizations", self.organizations))

    def named_actors(self) -> Iterator[tuple[str, NamedActor]]:
        """Every named actor with the file that it stands in."""
        for file, lexicon in self.name_files():
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
    _check_words(lexicons)
    _check_named_actors(lexicons)
    _check_sources(lexicons)
    _check_one_meaning(lexicons)
    return lexicons


def _validate(file: str, model: type[Model], raw: Mapping[str, Any]) -> Model:
    try:
        return model.model_validate(raw[file])
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        fix = _FIXES.get(first["type"], "correct it")
        raise InvalidLexicon(f"{file}.yaml: {_place(raw[file], first['loc'])}: {first['msg']}; {fix}") from error


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
        _check_span("countries", f"{country.iso3} ({country.name})", country)
        if country.iso3 in seen or country.iso3 in INTERNATIONAL_CODES:
            raise InvalidLexicon(f"countries.yaml: {country.iso3} ({country.name}) is taken; use another code or join the rows")
        seen.add(country.iso3)
    for agent in lexicons.agents.agents:
        if agent.country is not None and agent.country not in seen | set(INTERNATIONAL_CODES):
            raise InvalidLexicon(f"agents.yaml: {agent.lemma}: unknown country {agent.country}; add it to countries.yaml or correct it")


def _check_words(lexicons: ActorLexicons) -> None:
    """Every noun and every form of a title stands once; the countries that the titles name are known."""
    seen: set[str] = set()
    for agent in lexicons.agents.agents:
        if agent.lemma in seen:
            raise InvalidLexicon(f"agents.yaml: {agent.lemma}: the lemma stands twice; join the rows or drop one")
        seen.add(agent.lemma)
    owners: dict[str, str] = {}
    for title in lexicons.titles.titles:
        for form in (title.title, *title.forms):
            if owners.setdefault(form, title.title) != title.title:
                raise InvalidLexicon(f"titles.yaml: {title.title}: {form!r} is already a form of {owners[form]}; drop it from one of them")
    codes = {country.iso3 for country in lexicons.countries.countries}
    for key in ("called_by_first_word", "two_surnames"):
        for code in getattr(lexicons.titles, key):
            if code not in codes:
                raise InvalidLexicon(f"titles.yaml: {key}: unknown country {code}; add it to countries.yaml or correct it")


def _check_named_actors(lexicons: ActorLexicons) -> None:
    codes = {country.iso3 for country in lexicons.countries.countries} | set(INTERNATIONAL_CODES)
    seen: set[str] = set()
    for file, row in lexicons.named_actors():
        if row.id in seen:
            raise InvalidLexicon(f"{file}.yaml: {row.id} stands twice; join the rows or give one another id")
        seen.add(row.id)
        if row.country is not None and row.country not in codes:
            raise InvalidLexicon(f"{file}.yaml: {row.id}: unknown country {row.country}; add it to countries.yaml or correct it")
        if (row.kind == "person") != row.id.startswith("person:"):
            raise InvalidLexicon(f"{file}.yaml: {row.id}: kind {row.kind} does not fit the id; correct one of them")
        _check_roles(file, row)
        _check_own_aliases(file, row)


def _check_sources(lexicons: ActorLexicons) -> None:
    """Each source that a row or its file names is described in the file's sources."""
    for file, lexicon in lexicons.name_files():
        known = ", ".join(lexicon.sources) or "none yet"
        if lexicon.source is not None and lexicon.source not in lexicon.sources:
            raise InvalidLexicon(f"{file}.yaml: source: unknown source {lexicon.source!r}; describe it in sources (there: {known})")
        for row in lexicon.names:
            source = lexicon.source_of(row)
            if source is None and lexicon.sources:
                raise InvalidLexicon(f"{file}.yaml: {row.id}: has no source; give it one of {known}, or the file a source for all")
            if source is not None and source not in lexicon.sources:
                fix = f"describe it in the sources of the file or use one of them (there: {known})"
                raise InvalidLexicon(f"{file}.yaml: {row.id}: unknown source {source!r}; {fix}")


def _check_span(file: str, row: str, spell: _Dated) -> None:
    if spell.since and spell.until and spell.since > spell.until:
        raise InvalidLexicon(f"{file}.yaml: {row}: from {spell.since} is after until {spell.until}; swap or correct them")


def _check_roles(file: str, row: NamedActor) -> None:
    """Roles in the order of time, none before the one above it has ended."""
    for spell in (row, *row.roles):
        _check_span(file, row.id, spell)
    for earlier, later in zip(row.roles, row.roles[1:], strict=False):
        if earlier.until is None or later.since is None or later.since < earlier.until:
            names = f"role {later.title or later.sector} starts before {earlier.title or earlier.sector} ends"
            raise InvalidLexicon(f"{file}.yaml: {row.id}: {names}; correct from or until")


def _check_own_aliases(file: str, row: NamedActor) -> None:
    """No alias of a row starts after it ends, or stands twice with days that overlap and differ."""
    seen: dict[str, list[DatedAlias]] = {}
    for spelling in row.spellings():
        _check_span(file, f"{row.id}: alias {spelling.name!r}", spelling)
        for other in seen.setdefault(spelling.name.casefold(), []):
            if (other.since, other.until) != (spelling.since, spelling.until) and _overlap(other, spelling):
                fix = "join the two or correct from and until"
                raise InvalidLexicon(f"{file}.yaml: {row.id}: alias {spelling.name!r} stands twice with days that overlap; {fix}")
        seen[spelling.name.casefold()].append(spelling)


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
    others = meanings.setdefault(_spelling(word), [])
    for other_file, other, other_spell in others:
        if other != owner and _overlap(spell, other_spell):
            clash = f"{word!r} already means {other} ({other_file}.yaml) on the same days"
            raise InvalidLexicon(f"{file}.yaml: {owner}: {clash}; drop it from one of them or give from and until")
    others.append((file, owner, spell))


def _overlap(a: _Dated, b: _Dated) -> bool:
    starts_in_time = a.since is None or b.until is None or a.since <= b.until
    return starts_in_time and (b.since is None or a.until is None or b.since <= a.until)


def _spelling(name: str) -> str:
    """A name as the reader of phrases compares it: no case, accents or marks ("Al-Nusra" = "al Nusra")."""
    if name.isascii():
        return " ".join(re.findall(r"\w+", name.lower()))
    plain = "".join(char for char in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", plain.translate(_PLAIN_LETTERS)))
