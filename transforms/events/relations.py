"""From relations between mentions to relations between the events that the mentions were folded into."""

import polars as pl

from schemas.events import EventRelation
from transforms.quality import require_contract


def relate_events(mention_relations: pl.DataFrame, assignment: pl.DataFrame) -> pl.DataFrame:
    """Say which event is part of, follows, responds to or contradicts which.

    In:      MentionRelation; assignment (mention_id, event_id), a row for each mention that is in an event.
    Out:     EventRelation, a row for each relation between two mentions, sorted by key; those of an event with itself are dropped.
    Null:    a mention that is in no event (denied, planned, background) leaves its event open, so that a denial still names what it
             contradicts; a relation between two such mentions is dropped.
    """
    events = assignment.select("mention_id", "event_id")
    others = events.rename({"mention_id": "other_mention_id", "event_id": "other_event_id"})
    related = (
        mention_relations.join(events, on="mention_id", how="left")
        .join(others, on="other_mention_id", how="left")
        .filter(pl.col("event_id").ne_missing(pl.col("other_event_id")))
        .sort("mention_id", "relation", "other_mention_id")
    )
    return require_contract(related, EventRelation)
