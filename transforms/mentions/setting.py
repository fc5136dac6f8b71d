"""Where and when: which place and which date of a text belong to the act at one trigger.

Place:  a toponym of the sentence by nearness in the parse and by its preposition; else the last place of the sentences before ("context").
Date:   a time expression of the sentence by nearness, no verb of telling about it between; else the day of publication.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from schemas.annotations import CodedMention, DateExpression, Party, PlaceMention, Sentence, Token
from schemas.codes import INTERNATIONAL_CODES
from schemas.lexicons.rules import ReportingWords
from transforms.mentions.article import VERBAL_TYPES, Article, Roles
from transforms.mentions.parse import dateline_length, is_shouted
from transforms.mentions.phrases import RELATIVE_PRONOUNS, ancestors, case_of, is_past_participle, phrase_tokens, subtree
from transforms.mentions.place_senses import INITIALS_WEIGHT
from transforms.mentions.triggers import Trigger

Span = tuple[int, int]
# Level of a place -> the class of nouns that speak of one again.
AGAIN = {"city": "town", "admin1": "province", "country": "country"}
HISTORICAL_DAYS = 300
NEAR_STEPS = 3
UNLISTED_CONFIDENCE = 0.3
FARTHEST_PLACE = 14.0
FARTHEST_DATE = 12.0
DEEPEST_ARGUMENT = 2
WIDEST_PHRASE = 3
WIDEST_GAP = 2
# News is told on the day or the day after: an older day in the phrase of an act is the day of the act.
DAYS_OF_TELLING = 2
LONGEST_INITIALS = 4
LEAD_CHARACTERS = 300
LEAST_NAMED = 3
OUTWEIGHED = 3
OUTNUMBERED = 1.5
LEAST_OUTNUMBERING = 2
OUTNUMBERED_CLEARLY = 2.0
# Types of words to somebody, who may be named by his capital.
SPOKEN_TYPES = ("ACCUSE", "REQUEST", "REJECT", "SUPPORT", "THREATEN", "AGREE")
VIOLENT_TYPES = ("ASSAULT", "COERCE")
# Sectors of those who are mostly in their own country.
HOME_SECTORS = frozenset({"GOV", "LEG", "JUD", "OPP", "PTY", "COP", "LAB"})
# Sectors of victims who hardly are travellers.
SETTLED_SECTORS = frozenset({*HOME_SECTORS, "REL", "EDU", "AGR", "REB", "PRM"})
# Sectors of those who mostly fight in their own country.
FIGHTING_SECTORS = frozenset({"REB", "COP", "PRM"})
# How a date hangs on the noun whose name it is part of: "the *2016* election", "*Monday's* raid".
NAMING = ("compound", "amod", "nummod", "nmod:poss", "nmod:unmarked", "nmod:desc", "flat")
# Types of acts that are mostly done in another country than one's own.
AWAY_TYPES = ("AID", "DISPLACE", "DISASTER")
# Sectors of those who also strike outside their own country; null: the state itself.
ABROAD_SECTORS = frozenset({"MIL", "GOV", "SPY", None})
# Modes of coercion that a state uses on its own soil.
HOME_MODES = ("restrict", "censor", "curfew", "martial-law")
# Of those, who does other than fight abroad: governments arrest and ban at home.
ARMED_ABROAD = frozenset({"MIL", "SPY", None})
DIRECTNESS = {"day": 0, "week": 1, "month": 2, "season": 3, "quarter": 3, "year": 4, "decade": 5}


@dataclass(frozen=True, slots=True)
class When:
    """The days of an act, with the words that say so."""

    date: DateExpression | None
    start: dt.date | None
    end: dt.date | None
    precision: str | None
    basis: str | None
    is_historical: bool


def _token_at(sentence: Sentence, char: int) -> int | None:
    for token in sentence.tokens:
        if token.start_char <= char < token.end_char:
            return token.index
    return None


def _distance(sentence: Sentence, trigger: int, target: int) -> int:
    """Steps through the tree between two tokens; 99 if unconnected."""
    up = [trigger, *ancestors(sentence, trigger)]
    other = [target, *ancestors(sentence, target)]
    for steps, node in enumerate(up):
        if node in other:
            return steps + other.index(node)
    return 99


def where_of(
    sentence: Sentence, trigger: Trigger, roles: Roles, article: Article, classes: Mapping[str, frozenset[str]]
) -> tuple[PlaceMention | None, str | None]:
    """The place of the act at a trigger and its basis: explicit (its own sentence says it) or context (the article does); null if open."""
    befallen = next((p.place for p in roles.affected if p.place is not None), None)
    if befallen is not None:
        return befallen, "explicit"
    spans = [(p.start_char, p.end_char) for p in (*roles.actors, *roles.recipients) if p.place is None and p.is_actor]
    targets = [(p.start_char, p.end_char) for p in roles.recipients if not p.is_actor]
    places = article.places_of_acts()
    if trigger.pattern.rule.type in SPOKEN_TYPES:
        places = [place for place in places if not _is_spoken_of(sentence, place)]
    chosen = place_of(sentence, trigger.head, places, (spans, targets), classes)
    if chosen is not None:
        finer = article.place_before(sentence) if _names_the_owner(sentence, chosen, classes) else None
        if finer is not None and finer.country == chosen.country and finer.precision not in ("country", None):
            return finer, "context"
        return refine_place(chosen, article.places, sentence), "explicit"
    unlisted = _unlisted_place(sentence, trigger.head, article, classes)
    if unlisted is not None:
        return unlisted, "explicit"
    again = _place_again(sentence, trigger.head, article, classes)
    if again is not None:
        return again, "anaphora"
    inherited = _inherited_place(sentence, trigger, roles, article, classes)
    return inherited, "context" if inherited is not None else None


def _inherited_place(
    sentence: Sentence, trigger: Trigger, roles: Roles, article: Article, classes: Mapping[str, frozenset[str]]
) -> PlaceMention | None:
    """Where an act happened whose own sentence does not say: where the last one did, unless those who take part are at home elsewhere."""
    event_type = trigger.pattern.rule.type
    before = article.place_before(sentence)
    if before is None or (before is article.usual_place and _is_afterthought(before, event_type)):
        return None
    home: PlaceMention | None = None
    if event_type == "DISRUPT":
        home = _home_of_owner(before, roles, article)
    elif _is_told_from_abroad(sentence, trigger, before, roles, article, classes):
        return _home_of_rulers(roles, article)
    elif before is article.usual_place and event_type in VIOLENT_TYPES:
        home = _home_of_victim(before, roles, article, classes) or _home_of_fighters(before, roles, article)
    if home is None and _happens_elsewhere(before, roles, event_type, classes):
        return None
    return home or before


def _is_spoken_of(sentence: Sentence, place: PlaceMention) -> bool:
    """ "blamed *Damascus*", "if *Lima* agrees", "talks on *Yemen*": who speaks, whom one speaks to and what of, not where."""
    index = _token_at(sentence, place.start_char)
    if index is None:
        return False
    token = sentence.tokens[index]
    preposition = case_of(sentence, token)
    takes_part = token.dep in ("nsubj", "nsubj:pass", "obj", "iobj") and preposition is None
    return takes_part or (preposition == "on" and place.precision == "country")


def _is_afterthought(place: PlaceMention, event_type: str) -> bool:
    """ "... , a town in *Ohio*" far down: what is only said happens where the text begins, or nobody says where."""
    return event_type in VERBAL_TYPES and place.precision != "country" and place.start_char > LEAD_CHARACTERS


def _happens_elsewhere(place: PlaceMention, roles: Roles, event_type: str, classes: Mapping[str, frozenset[str]]) -> bool:
    """True if those who take part are of other countries than the one that the text spoke of before: the place would be a guess.

    Both sides known, or one alone; victims alone may be foreigners, and armies and states strike abroad.
    """
    if place.country is None:
        return False
    known = [[p for p in parties if p.identity.country not in (None, *INTERNATIONAL_CODES)] for parties in (roles.actors, roles.recipients)]
    actors, recipients = known
    if place.kind != "place" and actors and all(p.identity.country != place.country for p in actors):
        return any(p.start_char <= place.start_char < p.end_char for p in recipients)
    if any(p.identity.country == place.country for p in (*actors, *recipients)):
        return False
    if (actors and recipients) or event_type in AWAY_TYPES:
        return bool(actors and recipients)
    if event_type in VIOLENT_TYPES:
        abroad = ABROAD_SECTORS if event_type == "ASSAULT" else ARMED_ABROAD
        return any(p.identity.sector not in abroad and not _is_posted_abroad(p, classes) for p in actors)
    return bool(actors or recipients)


def _is_told_from_abroad(
    sentence: Sentence, trigger: Trigger, place: PlaceMention, roles: Roles, article: Article, classes: Mapping[str, frozenset[str]]
) -> bool:
    """ "DAKAR - Guinea's junta seized *power*", "killed *protesters*": what is done to one's own state and people, told from elsewhere.

    Where the text speaks of the dateline's country too, or the victims' own words name one, that decides and not this.
    """
    rule, others = trigger.pattern.rule, (*roles.recipients, *roles.objects)
    if rule.type not in VIOLENT_TYPES or place.start_char >= dateline_length(article.text):
        return False
    if _named_countries(article.places, place)[place.country]:
        return False
    actors = [p.identity.country for p in roles.actors if p.identity.country not in (None, *INTERNATIONAL_CODES)]
    if not actors or place.country in actors or any(p.identity.country for p in others):
        return False
    if any(_is_posted_abroad(p, classes) for p in roles.actors):
        return False
    words = {*(p.lemma for p in others), *(sentence.tokens[index].lemma for index in trigger.tokens)}
    return rule.mode in HOME_MODES or not words.isdisjoint(classes["own_state"])


def _home_of_rulers(roles: Roles, article: Article) -> PlaceMention | None:
    """The country of those who act, where the text names it; else the place stays open."""
    countries = [p.identity.country for p in roles.actors]
    return next((p for p in article.places if p.country in countries and p.precision == "country"), None)


def _is_posted_abroad(party: Party, classes: Mapping[str, frozenset[str]]) -> bool:
    """ "*Embassy* guards", "the *ambassador*": those who are where their country is not."""
    return any(word in classes["abroad"] for word in party.text.lower().split())


def _names_the_owner(sentence: Sentence, place: PlaceMention, classes: Mapping[str, frozenset[str]]) -> bool:
    """ "At *Ecuador's* largest port": a country that only says whose town or port it is; not "in *Ecuador's* north"."""
    index = _token_at(sentence, place.start_char)
    if index is None or place.precision != "country" or sentence.tokens[index].dep != "nmod:poss":
        return False
    return sentence.tokens[sentence.tokens[index].head].lemma in classes["town"]


def _home_of_owner(place: PlaceMention, roles: Roles, article: Article) -> PlaceMention | None:
    """ "*Poland* closed two airports": what a state closes without more words is its own."""
    for party in roles.actors:
        if party.identity.kind == "country" and party.identity.country != place.country:
            return next((p for p in article.places if party.start_char <= p.start_char < party.end_char and p.precision == "country"), None)
    return None


def _home_of_victim(place: PlaceMention, roles: Roles, article: Article, classes: Mapping[str, frozenset[str]]) -> PlaceMention | None:
    """ "Honduras condemned the murder of a *Salvadoran* minister": an act that is only spoken of abroad happened at the victim's home.

    Holds for those who are mostly at home: no soldiers, no "abroad" nouns ("ambassador").
    """
    if any(p.identity.country == place.country for p in roles.actors):
        return None
    for party in roles.recipients:
        country, last = party.identity.country, party.text.split()[-1].lower()
        if country in (None, place.country) or party.identity.sector not in HOME_SECTORS or last in classes["abroad"]:
            continue
        inside = (p for p in article.places if party.start_char <= p.start_char < party.end_char)
        return next((p for p in inside if p.country == country and p.precision == "country"), None)
    return None


def _home_of_fighters(place: PlaceMention, roles: Roles, article: Article) -> PlaceMention | None:
    """ "Mexico asked for the release of a citizen whom *Colombian* rebels kidnapped": rebels and police act at home, whoever tells it."""
    for party in roles.actors:
        country = party.identity.country
        if party.identity.sector in FIGHTING_SECTORS and country not in (None, place.country):
            return next((p for p in article.places if p.country == country and p.precision == "country"), None)
    return None


def settle_home(mention: CodedMention, sentence: Sentence, article: Article, classes: Mapping[str, frozenset[str]]) -> None:
    """ "Salvadoran teachers were shot", told from Mexico: violence that only the dateline places happened at the home of all who take part.

    Holds where the text speaks mostly of that country, clearly so where only victims are known. Soldiers and states alone do not count,
    who strike and fall abroad, nor do victims alone who may be travellers.
    """
    place = article.usual_place
    if place is None or mention.event_type not in VIOLENT_TYPES or mention.geo_basis not in (None, "context"):
        return
    if article.place_before(sentence) is not place or mention.place not in (None, place):
        return
    known = [p for p in (*mention.actors, *mention.recipients) if p.identity.country not in (None, *INTERNATIONAL_CODES)]
    countries = {p.identity.country for p in known}
    if len(countries) != 1 or place.country in countries or any(_is_posted_abroad(p, classes) for p in known):
        return
    victims = [p for p in mention.recipients if p in known]
    is_by_known = any(p in known and (victims or p.identity.sector not in ABROAD_SECTORS) for p in mention.actors)
    if not is_by_known and not any(p.identity.sector in SETTLED_SECTORS for p in victims):
        return
    spans = [(p.start_char, p.end_char) for p in known]
    named = _named_countries([p for p in article.places if not _is_in(p, spans)], place)
    country = countries.pop()
    enough = OUTNUMBERED if is_by_known else OUTNUMBERED_CLEARLY
    if named[country] >= max(LEAST_OUTNUMBERING, enough * named[place.country]):
        home = next((p for p in article.places if p.country == country and p.precision == "country"), None)
        mention.place, mention.geo_basis = (home, "context") if home is not None else (mention.place, mention.geo_basis)


def place_of(
    sentence: Sentence,
    trigger: int,
    places: Sequence[PlaceMention],
    spans: tuple[Sequence[Span], Sequence[Span]],
    classes: Mapping[str, frozenset[str]],
) -> PlaceMention | None:
    """The toponym of the sentence that says where the act at a trigger happened, or None.

    In: spans: of parties who act (a place in their names is hardly that of the act), and of the things that the act befell ("bombed the
    *Rastan* bridge": where they are). classes: "locative" and "partner" prepositions, and "land", the nouns that a country's name may
    stand before.
    """
    of_parties, of_targets = spans
    best: tuple[float, PlaceMention] | None = None
    for place in places:
        if place.kind != "place" or not (sentence.start_char <= place.start_char < sentence.end_char):
            continue
        index = _token_at(sentence, place.start_char + len(place.text.rstrip(".")) - 1)
        if index is None:
            continue
        if _is_beyond_noun(sentence, trigger, index):
            continue
        token = sentence.tokens[index]
        preposition = case_of(sentence, token) or case_of(sentence, sentence.tokens[token.head])
        if _only_describes(sentence, index, trigger, place, preposition, classes):
            continue
        cost = float(_distance(sentence, trigger, index)) + abs(index - trigger) * 0.05
        if preposition not in classes["locative"] and not _is_in(place, of_targets):
            cost += 3
        if _is_in(place, of_parties):
            cost += 4
        if _is_for_a_purpose(sentence, trigger, index):
            cost += 4
        if place.precision == "country":
            cost += 1
        if best is None or cost < best[0]:
            best = (cost, place)
    return best[1] if best and best[0] < FARTHEST_PLACE else None


def _is_beyond_noun(sentence: Sentence, trigger: int, target: int) -> bool:
    """ "The widow of the *murdered* judge came from Cuba": what befell somebody before is told by the noun, not by the rest."""
    act = sentence.tokens[trigger]
    return act.dep == "amod" and act.pos == "VERB" and act.head > trigger and act.head not in (target, *ancestors(sentence, target))


def _is_in(place: PlaceMention, spans: Sequence[Span]) -> bool:
    return any(start <= place.start_char < end for start, end in spans)


def _is_for_a_purpose(sentence: Sentence, trigger: int, target: int) -> bool:
    """ "bombed a bridge to slow the advance on *Homs*": a place inside a clause of purpose below the act."""
    path = [target, *ancestors(sentence, target)]
    return trigger in path and any(sentence.tokens[node].dep.startswith("advcl") for node in path[: path.index(trigger)])


def _unlisted_place(sentence: Sentence, trigger: int, article: Article, classes: Mapping[str, frozenset[str]]) -> PlaceMention | None:
    """A capitalised name behind words that only places take ("near *Markaba*", "the village of *Orsha*"), which stands in no list.

    Its country is that of the place that the article spoke of before; point, id and level are not known.
    """
    if is_shouted(sentence.text):
        return None
    for token in sentence.tokens:
        if token.pos != "PROPN" or not token.text[:1].isupper() or not _is_placed(sentence, token, classes):
            continue
        if trigger not in ancestors(sentence, token.index) or _distance(sentence, trigger, token.index) > NEAR_STEPS:
            continue
        words = [sentence.tokens[i] for i in phrase_tokens(sentence, token.index, with_of=False) if sentence.tokens[i].pos == "PROPN"]
        start, end = words[0].start_char, words[-1].end_char
        is_listed = any(place.start_char < end and start < place.end_char for place in article.places)
        if not is_listed and not article.reader.is_known_name(article.text[start:end]):
            home = article.place_before(sentence)
            where = (None, None, home.country if home else None, None, None, None, None)
            return PlaceMention(start, end, article.text[start:end], "place", *where, "unlisted", UNLISTED_CONFIDENCE)
    return None


def _is_placed(sentence: Sentence, token: Token, classes: Mapping[str, frozenset[str]]) -> bool:
    preposition = case_of(sentence, token)
    return preposition in classes["placing"] or (preposition == "of" and sentence.tokens[token.head].lemma in classes["town"])


def _place_again(sentence: Sentence, trigger: int, article: Article, classes: Mapping[str, frozenset[str]]) -> PlaceMention | None:
    """ "In *the city*", "fled *the town*": the last place of that level that the text named."""
    for token in sentence.tokens:
        level = next((level for level, words in AGAIN.items() if token.lemma in classes[words]), None)
        is_left = token.dep == "obj" and token.head == trigger
        is_placing = is_left or case_of(sentence, token) in classes["locative"]
        if level is None or not is_placing or trigger not in ancestors(sentence, token.index):
            continue
        children = [sentence.tokens[child] for child in token.children]
        is_definite = any(child.dep == "det" and child.lower in classes["definite"] for child in children)
        if not is_definite or any(child.dep in ("nmod", "compound", "acl:relcl", "flat") for child in children):
            continue
        before = (place for place in reversed(article.places) if place.start_char < token.start_char)
        return next((place for place in before if place.kind == "place" and place.place_id and place.precision == level), None)
    return None


def _only_describes(
    sentence: Sentence, index: int, trigger: int, place: PlaceMention, preposition: str | None, classes: Mapping[str, frozenset[str]]
) -> bool:
    """ "Iran-linked groups", "the U.S. embassy", "Turkey's efforts", "talks with Israel": who takes part, not where it happens."""
    token = sentence.tokens[index]
    following = sentence.tokens[index + 1] if index + 1 < len(sentence.tokens) else None
    if following is not None and following.text == "-" and following.start_char == token.end_char:
        return True
    if place.precision not in ("country", "region"):
        return False
    head = sentence.tokens[token.head]
    modifies = token.dep in ("compound", "amod", "nmod:poss") and head.index > index
    if modifies and (head.lemma in classes["land"] or head.lower in classes["land"]):
        return False
    if modifies and (head.index != trigger or token.dep == "nmod:poss" or is_initials(place.text)):
        return True
    takes_part = token.dep in ("nsubj", "nsubj:pass", "obj", "iobj", "compound", "conj") and preposition not in classes["locative"]
    return takes_part or preposition in classes["partner"]


def is_initials(name: str) -> bool:
    """ "U.S.", "UK": a short name in capitals, which stands for an adjective too."""
    return len(name) <= LONGEST_INITIALS and name.isupper() and not any(mark.isspace() for mark in name)


def usual_place(places: Sequence[PlaceMention]) -> PlaceMention | None:
    """Where the acts of an article happened if their sentences do not say: its first place, unless it speaks mostly of another country.

    A report from Havana on a murder in Colombia names Colombia and Colombians again and again, and Cuba in its dateline only. Where no
    place is named, the one country of whose people it speaks.
    """
    first = next((place for place in places if place.kind == "place" and place.place_id), None)
    if first is None:
        return places[0] if len({place.country for place in places}) == 1 and places[0].country is not None else None
    named = _named_countries(places, first)
    leading = max(named, key=lambda country: named[country], default=first.country)
    if leading == first.country or named[leading] < max(LEAST_NAMED, OUTWEIGHED * named[first.country]):
        return first
    return next((place for place in places if place.country == leading and place.precision == "country"), first)


def _named_countries(places: Sequence[PlaceMention], first: PlaceMention) -> dict[str | None, float]:
    """How often each country is named but for the dateline, "HAVANA (CUBA)": its first place and the country in brackets behind."""
    named: dict[str | None, float] = defaultdict(float)
    for place in places:
        is_dateline = place is first or (place.country == first.country and 0 < place.start_char - first.end_char <= WIDEST_GAP)
        if place.country is not None and not is_dateline:
            named[place.country] += INITIALS_WEIGHT if is_initials(place.text) else 1.0
    return named


def refine_place(chosen: PlaceMention, places: Sequence[PlaceMention], sentence: Sentence) -> PlaceMention:
    """ "Idlib, Syria": where a country was chosen and a smaller place of it stands right before it, the smaller one."""
    if chosen.precision not in ("country", "admin1"):
        return chosen
    for place in places:
        if place.precision in ("country", chosen.precision):
            continue
        before = place.end_char <= chosen.start_char and chosen.start_char - place.end_char <= 3
        if before and place.kind == "place" and place.country == chosen.country and place.start_char >= sentence.start_char:
            return place
    return chosen


def when_of(
    sentence: Sentence,
    trigger: int,
    support: int | None,
    dates: Sequence[DateExpression],
    published: dt.date | None,
    words: ReportingWords,
    dated: Collection[str] = (),
) -> When:
    """The days of the act at a trigger: its nearest time expression, else the day on which it was told of, else that of publication.

    In: support: the verb that carries an event noun ("*launched* an attack on Monday"); dated: lemmas of nouns that dates stand before.
    A date of telling ("condemned the attack on Monday", "said on Monday that") has the basis "context"; so has one beside a participle
    before a noun ("the *kidnapped* man said").
    """
    best: tuple[bool, float, DateExpression] | None = None
    for date in dates:
        if date.start is None or date.end is None or not (sentence.start_char <= date.start_char < sentence.end_char):
            continue
        index = _token_at(sentence, date.start_char)
        if index is None:
            continue
        is_own = _adjoins(sentence, trigger, index, date, published) or _is_second(sentence, trigger, index, date, dates)
        if not is_own and _across_clause(sentence, trigger, index, words, dated):
            continue
        if _is_deadline_of_another(sentence, trigger, date, words):
            continue
        if _is_of_topic(sentence, trigger, date, words) or (not is_own and _names_something(sentence, trigger, date, dated)):
            continue
        cost = _distance(sentence, trigger, index) + abs(index - trigger) * 0.1 + DIRECTNESS.get(date.granularity, 2) * 0.2
        is_of_telling = not is_own and (
            _stands_by_telling(sentence, trigger, index, date, words) or _is_of_telling(sentence, trigger, support, index, words)
        )
        if cost <= FARTHEST_DATE and (best is None or (is_of_telling, cost) < best[:2]):
            best = (is_of_telling, cost, date)
    if best is None:
        return When(None, published, published, "day" if published else None, "publication" if published else None, is_historical=False)
    date = best[2]
    precision = date.granularity if date.granularity in DIRECTNESS else ("day" if date.granularity == "time" else "vague")
    historical = published is not None and date.end is not None and (published - date.end).days > HISTORICAL_DAYS
    when = When(date, date.start, date.end, precision, "context" if best[0] else date.basis, historical)
    return _taken(sentence, trigger, when, words)


def is_of_many(sentence: Sentence, trigger: int, when: When, words: ReportingWords) -> bool:
    """Whether acts over a stretch of time are told of together: "several *attacks* in the past week", "*attacked* for three years".

    Of a verb, what it befell tells, else who acts: "has *killed* twelve rebels in the past week", but not "a rebel".
    """
    if when.date is None or when.date.granularity != "duration" or when.start is None:
        return False
    token = sentence.tokens[trigger]
    children = [sentence.tokens[c] for c in token.children]
    if token.pos in ("NOUN", "PROPN"):
        return "Number=Plur" in token.morph or not any(c.dep in ("det", "nummod") for c in children)
    befallen = [c for c in children if c.dep in ("obj", "nsubj:pass")] or [c for c in children if c.dep == "nsubj"]
    lasts = case_of(sentence, _head_of(sentence, when.date)) in words.lasting_prepositions
    return lasts or any("Number=Plur" in c.morph for c in befallen)


def _adjoins(sentence: Sentence, trigger: int, target: int, date: DateExpression, published: dt.date | None) -> bool:
    """ "*Monday's* raid", "the killing of two priests on *16 November*": a date in the phrase of an event noun is its own.

    Behind the noun only a day before those on which news is told: "condemned the attack on *Monday*" may say when that was done.
    """
    noun = sentence.tokens[trigger]
    if noun.pos not in ("NOUN", "PROPN"):
        return False
    if target < trigger:
        between = [t for t in sentence.tokens[target:trigger] if t.start_char >= date.end_char]
        return len(between) <= WIDEST_PHRASE and all(t.pos in ("NOUN", "PROPN", "ADJ", "PART") for t in between)
    is_old = published is not None and date.end is not None and (published - date.end).days >= DAYS_OF_TELLING and date.start == date.end
    between = sentence.tokens[trigger + 1 : target]
    return is_old and all(t.pos not in ("VERB", "AUX") and t.text not in (";", ":") for t in between)


def _is_second(sentence: Sentence, trigger: int, target: int, date: DateExpression, dates: Sequence[DateExpression]) -> bool:
    """ "Today judges protested over the murder of a clerk on *Monday*": a verb is dated once, the day behind the noun is the noun's."""
    noun = sentence.tokens[trigger]
    if noun.pos not in ("NOUN", "PROPN") or target < trigger or date.start != date.end:
        return False
    days = (d for d in dates if d.start is not None and d.start == d.end and sentence.start_char <= d.start_char < noun.start_char)
    verb = next((node for node in ancestors(sentence, target) if sentence.tokens[node].pos in ("VERB", "AUX")), None)
    is_near = trigger in ancestors(sentence, target) or verb in ancestors(sentence, trigger)
    between = sentence.tokens[trigger + 1 : target]
    return is_near and any(d.start != date.start for d in days) and all(t.pos not in ("VERB", "AUX", "CCONJ") for t in between)


def _taken(sentence: Sentence, trigger: int, when: When, words: ReportingWords) -> When:
    """ "*Held since Monday*": taken on Monday, so that day alone is the day of the act."""
    if when.date is None or when.precision != "day" or sentence.tokens[trigger].lemma not in words.holding_verbs:
        return when
    is_open = case_of(sentence, _head_of(sentence, when.date)) in words.since
    return replace(when, end=when.start) if is_open else when


def _stands_by_telling(sentence: Sentence, trigger: int, target: int, date: DateExpression, words: ReportingWords) -> bool:
    """ "Said *today* that", "the minister *today* condemned", "according to sources *today*": the date touches the words of telling."""
    noun = sentence.tokens[trigger]
    if noun.dep == "amod" and noun.head > trigger and trigger not in ancestors(sentence, target):
        return True
    after = next((t.index for t in sentence.tokens[target:] if t.start_char >= date.end_char), None)
    beside = [sentence.tokens[i] for i in (target - 1, after) if i is not None and i >= 0 and i != trigger]
    if any(t.pos == "VERB" and (t.lemma in words.verbs or t.lemma in words.responding_verbs) for t in beside):
        return True
    return any(case_of(sentence, sentence.tokens[node]) == "according" for node in ancestors(sentence, target)[:DEEPEST_ARGUMENT])


def _is_of_telling(sentence: Sentence, trigger: int, support: int | None, target: int, words: ReportingWords) -> bool:
    """Whether a time expression says when a verb above the act happened: it tells of it, responds to it, or has it deep in an argument."""
    path = [trigger, *ancestors(sentence, trigger)]
    verb = next((node for node in ancestors(sentence, target) if sentence.tokens[node].pos in ("VERB", "AUX")), None)
    if verb is None or verb in (trigger, support) or verb not in path:
        return False
    lemma = sentence.tokens[verb].lemma
    if lemma in words.verbs or lemma in words.responding_verbs:
        return True
    if sentence.tokens[trigger].pos == "VERB":
        return False
    step = sentence.tokens[path[path.index(verb) - 1]]
    is_topic = step.dep.startswith("obl") and case_of(sentence, step) in words.topic_prepositions
    return is_topic or path.index(verb) > DEEPEST_ARGUMENT


def _across_clause(sentence: Sentence, trigger: int, target: int, words: ReportingWords, happenings: Collection[str]) -> bool:
    """True if the time expression lies inside another clause (relative or finite) that does not hold the trigger."""
    below = subtree(sentence, trigger)
    if target in below:
        path = [target, *ancestors(sentence, target)]
        inside = path[: path.index(trigger)] if trigger in path else []
        if inside and _tells_of_noun(sentence, inside[-1]):
            inside = inside[:-1]
        elif len(inside) > 1 and sentence.tokens[trigger].lemma in words.occasions and _tells_of_noun(sentence, inside[-2]):
            inside = inside[:-2]
        inside = [node for node in inside if not _tells_of_occasion(sentence, node, words, happenings)]
        return any(
            sentence.tokens[node].dep in ("acl:relcl", "ccomp", "parataxis", "appos")
            or _is_other_time(sentence, node, words)
            or _tells_of_another(sentence, node, trigger)
            for node in inside
        )
    for node in [target, *ancestors(sentence, target)]:
        if node == trigger or node in ancestors(sentence, trigger):
            return False
        if sentence.tokens[node].dep in ("acl", "acl:relcl", "ccomp", "advcl", "parataxis"):
            return True
    return False


def _tells_of_another(sentence: Sentence, node: int, trigger: int) -> bool:
    """ "Released a man *held* since 2019": a participle that tells of a party what befell it before; not of the act itself."""
    clause = sentence.tokens[node]
    return clause.dep == "acl" and is_past_participle(clause) and clause.head != trigger


def _tells_of_noun(sentence: Sentence, node: int) -> bool:
    """ "A bomb attack *that left four hurt* on Monday": a relative clause whose subject is the event noun says when that was."""
    clause = sentence.tokens[node]
    if clause.dep != "acl:relcl" or sentence.tokens[clause.head].pos not in ("NOUN", "PROPN"):
        return False
    return any(sentence.tokens[c].dep.startswith("nsubj") and sentence.tokens[c].lower in RELATIVE_PRONOUNS for c in clause.children)


def _tells_of_occasion(sentence: Sentence, node: int, words: ReportingWords, happenings: Collection[str]) -> bool:
    """ "Three were hurt in the *riots* that swept the port on Monday": what is told of an occasion dates what happened at it."""
    noun = sentence.tokens[sentence.tokens[node].head]
    is_happening = noun.lemma in happenings or noun.lemma in words.occasions
    return is_happening and case_of(sentence, noun) in words.occasion_prepositions and _tells_of_noun(sentence, node)


def _names_something(sentence: Sentence, trigger: int, date: DateExpression, others: Collection[str]) -> bool:
    """ "the *May 9* committee arrested", "the *2016* election": a full date or a year that is part of a name and tells no time.

    others: lemmas of nouns that a date does tell the time of ("the 1998 *bombing*", "the May 9 *weekend*").
    """
    token = _head_of(sentence, date)
    noun = sentence.tokens[token.head]
    is_name = token.dep in NAMING and token.dep != "nmod:poss" and noun.pos in ("NOUN", "PROPN") and noun.index > token.index
    if not is_name or date.basis != "explicit" or noun.index == trigger or noun.lemma in others or noun.start_char < date.end_char:
        return False
    first = next(t.index for t in sentence.tokens if t.end_char > date.start_char)
    return first == 0 or sentence.tokens[first - 1].pos != "ADP"


def _head_of(sentence: Sentence, date: DateExpression) -> Token:
    """The word of a time expression that hangs on a word outside it."""
    token = next(t for t in reversed(sentence.tokens) if t.start_char < date.end_char)
    while token.head != token.index and date.start_char <= sentence.tokens[token.head].start_char < date.end_char:
        token = sentence.tokens[token.head]
    return token


def _is_of_topic(sentence: Sentence, trigger: int, date: DateExpression, words: ReportingWords) -> bool:
    """ "investigates the *1998* massacre", "an inquiry into *Monday's* riot": a date of what the act is about."""
    token = _head_of(sentence, date)
    path = ancestors(sentence, token.index)
    if token.dep not in NAMING or trigger not in path or path[0] == trigger or path[0] < token.index:
        return False
    top = sentence.tokens[path[path.index(trigger) - 1]]
    preposition = case_of(sentence, top)
    if sentence.tokens[trigger].pos != "VERB":
        return top.dep == "nmod" and preposition in words.topic_prepositions
    responds = sentence.tokens[trigger].lemma in words.responding_verbs
    return (responds and top.dep in ("obj", "nsubj:pass")) or (top.dep == "obl" and preposition in words.topic_prepositions)


def _is_deadline_of_another(sentence: Sentence, trigger: int, date: DateExpression, words: ReportingWords) -> bool:
    """ "backed it and urged them to sign *by Friday*": a deadline is that of the verb it stands with and of no other."""
    token = _head_of(sentence, date)
    verb = next((i for i in ancestors(sentence, token.index) if sentence.tokens[i].pos in ("VERB", "AUX")), None)
    return (
        case_of(sentence, token) in words.deadline_prepositions and verb not in (None, trigger) and sentence.tokens[trigger].pos == "VERB"
    )


def _is_other_time(sentence: Sentence, node: int, words: ReportingWords) -> bool:
    """ "killed a week after *taking* office on 1 June": a clause that tells of a time before or after the act."""
    token = sentence.tokens[node]
    marks = (sentence.tokens[child].lower for child in token.children if sentence.tokens[child].dep in ("mark", "case"))
    return token.dep.startswith("advcl") and any(mark in words.other_times for mark in marks)
