"""The events wing: one happening (Event), how two hang together (EventRelation), one news story (Story), and what a run changed
(EventChange)."""

import dataframely as dy
import polars as pl

from schemas import codes
from schemas import columns as c


def _persons(kind: str, bound: str) -> dy.Int64:
    meaning = {"low": "least", "best": "best", "high": "greatest"}[bound]
    return c.count(f"Persons {kind}: {meaning} figure that a mention gives; null = not stated, 0 = stated as none.", nullable=True)


class Event(dy.Schema):
    """One happening: the fold of all its asserted, reported and alleged mentions. Key: event_id. Partition: event_month."""

    event_id = c.identifier("evt", "Hash of the founding mention; survives growth.", primary_key=True)
    event_month = dy.String(nullable=False, regex=r"^\d{4}-\d{2}$", description="Month of event_date_start.")
    event_type = c.one_of(codes.EVENT_TYPES, "PLOVER type, or DISPLACE, DISRUPT, DISASTER.")
    event_mode = c.text("Mode that most mentions give.")
    contexts = dy.List(dy.String(nullable=False), nullable=False, description="Contexts of all mentions, sorted.")
    cameo_code = dy.String(nullable=True, regex=r"^[0-9]{2,4}$", description="Most specific CAMEO code that most mentions give.")
    quad_class = dy.Int8(
        nullable=False,
        check=lambda x: x.is_in([1, 2, 3, 4]),
        description="1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.",
    )
    intensity = dy.Float64(nullable=False, min=-10.0, max=10.0, description="-10 (conflict) to 10 (cooperation).")
    actor_text = c.text("Actor in the words of the best mention that names one.")
    actor_name = c.text("Canonical name of the actor, where it is known.")
    actor_id = c.text("Identity of the actor in the name lexicon.")
    actor_country = c.country("the actor")
    actor_sector = c.one_of(codes.SECTORS, "PLOVER sector of the actor.", nullable=True)
    recipient_text = c.text("Recipient in the words of the best mention that names one.")
    recipient_name = c.text("Canonical name of the recipient, where it is known.")
    recipient_id = c.text("Identity of the recipient in the name lexicon.")
    recipient_country = c.country("the recipient")
    recipient_sector = c.one_of(codes.SECTORS, "PLOVER sector of the recipient.", nullable=True)
    actors = dy.List(dy.String(nullable=False), nullable=False, description="All actors (canonical name, else words), sorted.")
    recipients = dy.List(dy.String(nullable=False), nullable=False, description="All recipients (canonical name, else words), sorted.")
    event_date_start = c.day("First day on which it may have happened.", nullable=False)
    event_date_end = c.day("Last day on which it may have happened.", nullable=False)
    date_precision = c.one_of(codes.DATE_PRECISIONS, "Of the most precise mention.")
    date_basis = c.one_of(codes.DATE_BASES, "Of the most precise mention.")
    place_id = c.text("Identity of the place in the gazetteer.")
    place_name = c.text("Most precise place that the mentions give.")
    place_country = c.country("the place")
    place_admin1 = c.text("First-order division of the place.")
    place_latitude = c.latitude()
    place_longitude = c.longitude()
    geo_precision = c.one_of(codes.GEO_PRECISIONS, "How small the place is.", nullable=True)
    geo_basis = c.one_of(codes.GEO_BASES, "How the place was found.", nullable=True)
    killed_low = _persons("killed", "low")
    killed_best = _persons("killed", "best")
    killed_high = _persons("killed", "high")
    injured_low = _persons("injured", "low")
    injured_best = _persons("injured", "best")
    injured_high = _persons("injured", "high")
    arrested_low = _persons("arrested", "low")
    arrested_best = _persons("arrested", "best")
    arrested_high = _persons("arrested", "high")
    displaced_low = _persons("displaced", "low")
    displaced_best = _persons("displaced", "best")
    displaced_high = _persons("displaced", "high")
    participants_low = _persons("taking part", "low")
    participants_best = _persons("taking part", "best")
    participants_high = _persons("taking part", "high")
    abducted_low = _persons("abducted", "low")
    abducted_best = _persons("abducted", "best")
    abducted_high = _persons("abducted", "high")
    modality = c.one_of(codes.FACTUAL_MODALITIES, "Strongest of the mentions: asserted over reported over alleged.")
    mention_count = c.count("Mentions folded in.")
    article_count = c.count("Articles that mention it.")
    publisher_count = c.count("Publishers that mention it.")
    origin_count = c.count("Independent origins: one agency story in forty papers is one.")
    denial_count = c.count("Mentions that deny it; they are in event_mentions, not in mention_ids.")
    has_contradiction = dy.Bool(
        nullable=False, description="Reports give figures of persons that exclude each other, name other actors, or deny it."
    )
    confidence = c.share("How sure the coder is that it happened as the row says.", nullable=False)
    best_mention_id = c.identifier("men", "The mention that says most with most confidence.")
    mention_ids = dy.List(dy.String(nullable=False), nullable=False, description="All mentions folded in, sorted.")
    first_reported_at = c.day("First day of publication of a mention.", nullable=False)
    last_reported_at = c.day("Last day of publication of a mention.", nullable=False)
    story_id = c.identifier("sto", "The news story that it belongs to.", nullable=True)
    record_version = dy.Int32(nullable=False, min=1, description="Grows by one with each change of the row.")
    record_status = c.one_of(codes.RECORD_STATUSES, "active, merged into another event, or retracted.")
    merged_into = c.identifier("evt", "The event that this one became part of.", nullable=True)
    run_id = c.identifier("run", "The run that wrote the row.")

    @dy.rule()
    def dates_are_in_order(cls) -> pl.Expr:
        return pl.col("event_date_start") <= pl.col("event_date_end")

    @dy.rule()
    def month_is_of_the_date(cls) -> pl.Expr:
        return pl.col("event_month") == pl.col("event_date_start").dt.strftime("%Y-%m")

    @dy.rule()
    def figures_are_in_order(cls) -> pl.Expr:
        return pl.all_horizontal(
            (pl.col(f"{kind}_low") <= pl.col(f"{kind}_best")).fill_null(value=True)
            & (pl.col(f"{kind}_best") <= pl.col(f"{kind}_high")).fill_null(value=True)
            for kind in codes.COUNT_KINDS
        )


class EventMention(dy.Schema):
    """Why a mention belongs to an event, or which event it denies. Key: event_id, mention_id. Partition: event_month of the event."""

    event_id = c.identifier("evt", "The event.", primary_key=True)
    mention_id = c.identifier("men", "The mention.", primary_key=True)
    event_month = dy.String(nullable=False, regex=r"^\d{4}-\d{2}$", description="Month of event_date_start of the event.")
    stance = c.one_of(codes.STANCES, "tells: folded into the event; denies: says that it did not happen.")
    joined_mention_id = c.identifier("men", "The mention that it was judged to agree with; null for the first one.", nullable=True)
    merge_level = c.one_of(codes.MERGE_LEVELS, "Where that one stands: same article, same story, or apart from it.", nullable=True)
    merge_score = dy.Int32(nullable=True, description="Sum of the points of the reasons; null for the first one.")
    merge_reasons = dy.List(
        dy.String(nullable=False, check=lambda x: x.is_in(list(codes.MERGE_REASONS))),
        nullable=False,
        description="Why the two are one happening; meanings and points in the README.",
    )
    run_id = c.identifier("run", "The run that wrote the event last.")


class Story(dy.Schema):
    """One news story: articles about the same running thing. Key: story_id.

    What is published later changes no id. Articles of a day that arrive after later days were told may show another founding article: the
    id that goes with the old one is closed (no article_ids), so that every id ever given can be followed by merged_into, step by step.
    """

    story_id = c.identifier("sto", "Hash of the founding article; of a fetched page, its oldest version of that day.", primary_key=True)
    founded_date = c.day("Day of publication of the founding article: the first of the story.", nullable=False)
    title = c.text("Headline of the article most in the middle of the story on its first day.")
    language = c.text("ISO 639 code.")
    last_published_date = c.day("Last day of publication.", nullable=False)
    article_count = c.count("Articles, copies and the articles of stories merged into it included.")
    origin_count = c.count("Independent origins: one agency story in forty papers is one.")
    article_ids = dy.List(dy.String(nullable=False), nullable=False, description="Articles that were given this id, sorted.")
    merged_into = c.identifier(
        "sto", "The story that this one turned out to be part of; of a closed one, that which holds most of its articles.", nullable=True
    )
    merged_date = c.day("Day of publication whose articles showed that it is part of another; null for closed ones.")
    main_event_id = c.identifier("evt", "The event with most origins.", nullable=True)
    method_version = c.text("Method and parameters of the clustering.", nullable=False)
    run_id = c.identifier("run", "The run that wrote the row.")

    @dy.rule()
    def days_are_in_order(cls) -> pl.Expr:
        return pl.col("founded_date") <= pl.col("last_published_date")

    @dy.rule()
    def is_not_merged_into_itself(cls) -> pl.Expr:
        return (pl.col("merged_into") != pl.col("story_id")).fill_null(value=True)

    @dy.rule()
    def has_articles_or_is_closed(cls) -> pl.Expr:
        is_closed = pl.col("merged_into").is_not_null() & pl.col("merged_date").is_null()
        return is_closed == (pl.col("article_ids").list.len() == 0)


class EventChange(dy.Schema):
    """What one run did to one event. Key: run_id, event_id."""

    run_id = c.identifier("run", "The run.", primary_key=True)
    event_id = c.identifier("evt", "The event.", primary_key=True)
    change = c.one_of(codes.CHANGE_KINDS, "insert, update, merge or retract.")
    changed_columns = dy.List(
        dy.String(nullable=False), nullable=False, description="Columns whose value changed, sorted; empty for insert."
    )
    reason = c.text("Why, in a few words.", nullable=False)
    record_version = dy.Int32(nullable=False, min=1, description="Version of the row after the change.")


class EventRelation(dy.Schema):
    """How two events hang together, by the words of one article. Key: mention_id, relation, other_mention_id. Partition: published_date."""

    event_id = c.identifier("evt", "The event of the mention; null if it is in none (denied, planned, background).", nullable=True)
    relation = c.one_of(
        codes.RELATIONS,
        "part_of: within the other event; follows: after it; responds_to: because of it; contradicts: denies it.",
        primary_key=True,
    )
    other_event_id = c.identifier("evt", "The other event; null if the other mention is in none.", nullable=True)
    mention_id = c.identifier("men", "The mention that the words relate.", primary_key=True)
    other_mention_id = c.identifier("men", "The other mention.", primary_key=True)
    article_id = c.identifier("art", "The article that says it.")
    published_date = c.day("Day of publication of the article.", nullable=False)
    cue_text = c.text("The words that say so.", nullable=False)
    run_id = c.identifier("run", "The run that read the words.")

    @dy.rule()
    def relates_two_events(cls) -> pl.Expr:
        return (pl.col("event_id") != pl.col("other_event_id")).fill_null(value=True)
