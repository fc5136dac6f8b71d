"""Which figures of persons belong to which mention of a sentence, and which victims count though no figure is given."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from schemas.annotations import CodedMention, CountOfPersons, Party, Quantity, Sentence
from schemas.lexicons.numbers import CountLexicon
from transforms.mentions.article import Article, Coded, CoderTools
from transforms.mentions.counts import find_counts
from transforms.mentions.parse import is_shouted

COUNT_TYPES: Mapping[str, tuple[str, ...]] = {
    "killed": ("ASSAULT", "DISASTER", "COERCE"),
    "injured": ("ASSAULT", "DISASTER", "COERCE", "PROTEST"),
    "arrested": ("COERCE",),
    "displaced": ("DISPLACE", "DISASTER", "COERCE"),
    "participants": ("PROTEST", "MOBILIZE"),
    "abducted": ("ASSAULT", "COERCE"),
}


def attach_counts(sentence: Sentence, coded: list[Coded], article: Article, tools: CoderTools) -> None:
    """Give each figure of persons to the mention whose words say what happened to them, else to the nearest of a fitting type."""
    inside = [q for q in article.quantities if sentence.start_char <= q.start_char < sentence.end_char]
    if not coded or not (inside or any(c.mention.event_type in ("ASSAULT", "COERCE") for c in coded)):
        return
    for figure in find_counts(sentence, inside, tools.counts):
        owner = _owner(figure, coded)
        if owner is not None:
            owner.mention.counts.append(with_side(figure, owner.mention))
            owner.mention.is_cumulative = owner.mention.is_cumulative or figure.is_cumulative
    for item in coded:
        item.mention.counts += [with_side(figure, item.mention) for figure in count_victims(sentence, item, tools.counts)]


def with_side(figure: CountOfPersons, mention: CodedMention) -> CountOfPersons:
    """The figure with the country and the sector of the parties in whose words it stands, where they are all alike."""
    parties = [*mention.recipients, *mention.affected, *mention.actors]
    start, end = figure.quantity.start_char, figure.quantity.end_char
    inside = [p.identity for p in parties if p.start_char < end and start < p.end_char]
    countries, sectors = {i.country for i in inside}, {i.sector for i in inside}
    return replace(figure, country=countries.pop() if len(countries) == 1 else None, sector=sectors.pop() if len(sectors) == 1 else None)


def _owner(figure: CountOfPersons, coded: list[Coded]) -> Coded | None:
    if figure.predicate is not None:
        saying = [item for item in coded if figure.predicate in item.trigger.tokens]
        if saying:
            return next((item for item in saying if item.trigger.head == figure.predicate), saying[0])
    fitting = [c for c in coded if c.mention.event_type in COUNT_TYPES[figure.kind]]
    if figure.kind == "arrested":
        fitting = [c for c in fitting if c.mention.event_mode in ("arrest", None)]
    if not fitting:
        return None
    where = figure.quantity.start_char
    return min(fitting, key=lambda c: (abs(c.mention.trigger_start_char - where), c.mention.trigger_start_char))


def count_victims(sentence: Sentence, item: Coded, lexicon: CountLexicon) -> Iterator[CountOfPersons]:
    """ "the murder of *Senator Galan*", "killed *the mayor and a guard*": single persons whom an act befell count without a figure.

    Holds where every recipient is one person, and the figures of the sentence say nothing of this kind.
    """
    victims = item.mention.recipients
    for kind, predicate in _kinds_of(sentence, item, lexicon):
        if victims and not any(c.kind == kind for c in item.mention.counts) and all(_is_single(sentence, v, lexicon) for v in victims):
            yield CountOfPersons(kind, _as_quantity(sentence, victims), predicate, is_cumulative=False)


def _kinds_of(sentence: Sentence, item: Coded, lexicon: CountLexicon) -> Iterator[tuple[str, int]]:
    """What the trigger says of those whom it befell, with the word that says so: "murder" -> killed."""
    for kind, words in lexicon.kinds.items():
        if not words.counts_singles or item.mention.event_type not in COUNT_TYPES[kind]:
            continue
        lemmas = words.object_verbs if item.trigger.pattern.is_verb else words.of_nouns
        said = next((i for i in item.trigger.tokens if sentence.tokens[i].lemma in lemmas), None)
        if said is not None:
            yield kind, said


def _is_single(sentence: Sentence, party: Party, lexicon: CountLexicon) -> bool:
    """One person: a singular noun for a person, a title with a name, a name that nothing makes a body, a place or a thing.

    In copy that is all capitals a bare singular ("killed *Gacha*") is a name: a common noun would have an article.
    """
    token = sentence.tokens[party.head]
    if "Number=Plur" in token.morph or party.is_pronoun or party.place is not None or token.lemma in lexicon.not_persons:
        return False
    if party.identity.kind is not None:
        return party.identity.kind == "person"
    is_bare = not any(sentence.tokens[i].dep in ("det", "amod", "nummod") for i in token.children if i < token.index)
    is_name = token.pos == "PROPN" or (is_shouted(sentence.text) and token.pos == "NOUN" and is_bare)
    return is_name and party.identity.country is None and party.identity.sector is None


def _as_quantity(sentence: Sentence, victims: Sequence[Party]) -> Quantity:
    start, end = min(v.start_char for v in victims), max(v.end_char for v in victims)
    text = sentence.text[start - sentence.start_char : end - sentence.start_char]
    inside = [v for v in victims if any(o is not v and o.start_char <= v.start_char and v.end_char <= o.end_char for o in victims)]
    number = len(victims) - len(inside)
    return Quantity(start, end, text, number, number, number, "exact")
