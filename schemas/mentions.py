"""The mentions wing: one trigger in one sentence (Mention), who takes part in it (Participant), the persons it counts (Count), and how
it hangs together with another (MentionRelation)."""

import dataframely as dy
import polars as pl

from schemas import codes
from schemas import columns as c


class Mention(dy.Schema):
    """One mention of an event: one trigger in one sentence. Key: mention_id. Partition: published_date of the article."""

    mention_id = c.identifier("men", "Hash of article_id, trigger span and rule family.", primary_key=True)
    article_id = c.identifier("art", "The article that says it.")
    published_date = c.day("Day of publication of the article.", nullable=False)
    sentence_index = c.count("Number of the sentence in the article, from 0.")
    sentence_start_char = c.start_char("the sentence", nullable=False)
    sentence_end_char = c.end_char("the sentence", nullable=False)
    rule_id = c.text("The lexicon rule that read the trigger.", nullable=False)
    trigger_text = c.text("The words that name the act.", nullable=False)
    trigger_start_char = c.start_char("the trigger", nullable=False)
    trigger_end_char = c.end_char("the trigger", nullable=False)
    event_type = c.one_of(codes.EVENT_TYPES, "PLOVER type, or DISPLACE, DISRUPT, DISASTER.")
    type_basis = c.one_of(codes.TYPE_BASES, "rule: the rule's own; second_opinion: a learned model chose it, or no rule read the words.")
    event_mode = c.text("PLOVER mode of the type.")
    contexts = dy.List(dy.String(nullable=False), nullable=False, description="PLOVER contexts, sorted; empty if none applies.")
    cameo_code = dy.String(nullable=True, regex=r"^[0-9]{2,4}$", description="CAMEO code; null for types that CAMEO has not.")
    quad_class = dy.Int8(
        nullable=False,
        check=lambda x: x.is_in([1, 2, 3, 4]),
        description="1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.",
    )
    intensity = dy.Float64(nullable=False, min=-10.0, max=10.0, description="-10 (conflict) to 10 (cooperation), by type and mode.")
    actor_text = c.text("First actor, in the words of the article (of a pronoun those that it stands for); null where the act implies it.")
    actor_start_char = c.start_char("the first actor")
    actor_end_char = c.end_char("the first actor")
    actor_name = c.text("Canonical name of the first actor, where it is known.")
    actor_id = c.text("Identity of the first actor in the name lexicon.")
    actor_country = c.country("the first actor")
    actor_sector = c.one_of(codes.SECTORS, "PLOVER sector of the first actor.", nullable=True)
    recipient_text = c.text("First recipient, else first affected party, in the words of the article.")
    recipient_start_char = c.start_char("the first recipient")
    recipient_end_char = c.end_char("the first recipient")
    recipient_name = c.text("Canonical name of the first recipient, where it is known.")
    recipient_id = c.text("Identity of the first recipient in the name lexicon.")
    recipient_country = c.country("the first recipient")
    recipient_sector = c.one_of(codes.SECTORS, "PLOVER sector of the first recipient.", nullable=True)
    place_text = c.text("Where it happened, in the words of the article.")
    place_start_char = c.start_char("the place")
    place_end_char = c.end_char("the place")
    place_id = c.text("Identity in the gazetteer: gn:<GeoNames id> or ew:<own id>.")
    place_name = c.text("Name in the gazetteer.")
    place_country = c.country("the place")
    place_admin1 = c.text("First-order division of the place.")
    place_latitude = c.latitude()
    place_longitude = c.longitude()
    geo_precision = c.one_of(codes.GEO_PRECISIONS, "How small the named place is. A country's point never poses as a city.", nullable=True)
    geo_basis = c.one_of(
        codes.GEO_BASES, "explicit: in the sentence; anaphora: 'the city'; context: from the sentences before.", nullable=True
    )
    date_text = c.text("When it happened, in the words of the article; null if no words say it.")
    date_start_char = c.start_char("the date")
    date_end_char = c.end_char("the date")
    event_date_start = c.day("First day on which it may have happened.")
    event_date_end = c.day("Last day on which it may have happened.")
    date_precision = c.one_of(codes.DATE_PRECISIONS, "How exact the named date is.", nullable=True)
    date_basis = c.one_of(
        codes.DATE_BASES,
        "explicit, relative or weekday: by words; context: the day of telling or another sentence; publication: that day.",
        nullable=True,
    )
    apart_kind = c.one_of(
        codes.APART_KINDS,
        "How words set it apart from an act told before: ordinal: 'a second blast'; another: 'another', 'again', 'elsewhere'; earlier.",
        nullable=True,
    )
    apart_text = c.text("The words that set it apart; of an ordinal that word alone.")
    apart_start_char = c.start_char("the words that set it apart")
    apart_end_char = c.end_char("the words that set it apart")
    polarity = c.one_of(codes.POLARITIES, "negated: the text says that it did not happen.")
    modality = c.one_of(codes.MODALITIES, "How real the text makes it.")
    tense = c.one_of(codes.TENSES, "historical: background from before the news.")
    attribution_kind = c.one_of(
        codes.ATTRIBUTION_KINDS, "How the text names who says so; null if the article speaks itself.", nullable=True
    )
    attribution_text = c.text("Who says so, in the words of the article.")
    attribution_start_char = c.start_char("the one who says so")
    attribution_end_char = c.end_char("the one who says so")
    is_cumulative = dy.Bool(
        nullable=False, description="The figures are a running total over many events ('since 2011 the war has killed...')."
    )
    confidence = c.share("How sure the coder is that the row is right.", nullable=False)
    coder_version = c.text("Version of code, lexicon and parser.", nullable=False)
    ontology_version = c.text("Version of the ontology file.", nullable=False)
    run_id = c.identifier("run", "The run that wrote the row.")

    @dy.rule()
    def spans_are_in_order(cls) -> pl.Expr:
        pairs = ("sentence", "trigger", "actor", "recipient", "place", "date", "apart", "attribution")
        return pl.all_horizontal(c.spans_in_order(f"{p}_start_char", f"{p}_end_char") for p in pairs)

    @dy.rule()
    def trigger_is_in_the_sentence(cls) -> pl.Expr:
        return (pl.col("trigger_start_char") >= pl.col("sentence_start_char")) & (pl.col("trigger_end_char") <= pl.col("sentence_end_char"))

    @dy.rule()
    def dates_are_in_order(cls) -> pl.Expr:
        return (pl.col("event_date_start") <= pl.col("event_date_end")).fill_null(value=True)


class Participant(dy.Schema):
    """One party of a mention. Key: mention_id, role, ordinal. Partition: published_date of the article."""

    mention_id = c.identifier("men", "The mention.", primary_key=True)
    role = c.one_of(
        codes.ROLES, "actor: who did it; recipient: to whom; affected: who or what it befell; source: who says so.", primary_key=True
    )
    ordinal = dy.Int16(primary_key=True, min=0, description="Order within the role, from 0.")
    article_id = c.identifier("art", "The article that says it.")
    published_date = c.day("Day of publication of the article.", nullable=False)
    text = c.text("The party in the words of the article; for basis implied the words that imply it.", nullable=False)
    start_char = c.start_char("the party", nullable=False)
    end_char = c.end_char("the party", nullable=False)
    name = c.text("Canonical name, where it is known.")
    actor_id = c.text("Identity in the name lexicon.")
    country = c.country("the party")
    sector = c.one_of(codes.SECTORS, "PLOVER sector.", nullable=True)
    basis = c.one_of(codes.ROLE_BASES, "How the party was found in the sentence.")
    identity_basis = c.text(
        'What the identity rests on, joined by "+" (name, title, demonym, memory ...); "ambiguous": several have the name.'
    )
    run_id = c.identifier("run", "The run that wrote the row.")

    @dy.rule()
    def span_is_in_order(cls) -> pl.Expr:
        return pl.col("start_char") < pl.col("end_char")


class Count(dy.Schema):
    """One figure of persons that a mention gives. Key: mention_id, kind, ordinal. Partition: published_date of the article."""

    mention_id = c.identifier("men", "The mention.", primary_key=True)
    kind = c.one_of(codes.COUNT_KINDS, "What happened to the persons.", primary_key=True)
    ordinal = dy.Int16(primary_key=True, min=0, description="Order within the kind, from 0.")
    article_id = c.identifier("art", "The article that says it.")
    published_date = c.day("Day of publication of the article.", nullable=False)
    low = c.count("Least figure that the words support; 0 = stated as none.", nullable=True)
    best = c.count("The figure named; for vague words the customary reading.", nullable=True)
    high = c.count("Greatest figure that the words support; null = open upwards.", nullable=True)
    qualifier = c.one_of(codes.COUNT_QUALIFIERS, "How the figure is qualified.")
    text = c.text("The figure in the words of the article.", nullable=False)
    start_char = c.start_char("the figure", nullable=False)
    end_char = c.end_char("the figure", nullable=False)
    country = c.country("those counted; null where the words do not say or several sides are counted together")
    sector = c.one_of(codes.SECTORS, "PLOVER sector of those counted: on whose side they are.", nullable=True)
    is_total = dy.Bool(
        nullable=False,
        description="The figure is the toll of the whole happening so far ('the death toll rose to 23', 'in all, 31 people died').",
    )
    run_id = c.identifier("run", "The run that wrote the row.")

    @dy.rule()
    def figures_are_in_order(cls) -> pl.Expr:
        low, best, high = pl.col("low"), pl.col("best"), pl.col("high")
        return (low <= best).fill_null(value=True) & (best <= high).fill_null(value=True) & (low <= high).fill_null(value=True)


class MentionRelation(dy.Schema):
    """How two mentions of one article hang together. Key: mention_id, relation, other_mention_id. Partition: published_date."""

    mention_id = c.identifier("men", "The mention that is part of, follows, responds to or contradicts the other.", primary_key=True)
    relation = c.one_of(
        codes.RELATIONS,
        "part_of: within the other act; follows: after it; responds_to: because of it; contradicts: denies what the other asserts.",
        primary_key=True,
    )
    other_mention_id = c.identifier("men", "The other mention.", primary_key=True)
    article_id = c.identifier("art", "The article that says it.")
    published_date = c.day("Day of publication of the article.", nullable=False)
    rule_id = c.text("The cue of the lexicon that read the words.", nullable=False)
    cue_text = c.text("The words that say so.", nullable=False)
    cue_start_char = c.start_char("those words", nullable=False)
    cue_end_char = c.end_char("those words", nullable=False)
    run_id = c.identifier("run", "The run that wrote the row.")

    @dy.rule()
    def span_is_in_order(cls) -> pl.Expr:
        return pl.col("cue_start_char") < pl.col("cue_end_char")

    @dy.rule()
    def relates_two_mentions(cls) -> pl.Expr:
        return pl.col("mention_id") != pl.col("other_mention_id")
