"""The code book of figures: what articles say of one happening, hour by hour, and the figure that the event ends with."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from schemas.mentions import Participant
from tests.rows import DAY, RUN_ID, article_id, count, counts, mention, mention_id, mentions
from transforms.events.figures import fuse_figures

EVENT = "evt_" + "a" * 20
REBELS = {"source": "REB"}
WITNESSES = {"source": "CVL"}
POLICE = {"source": "COP"}


def killed(low: int, best: int, high: int | None, *, day: int = 0, hour: int | None = None, **values: Any) -> dict[str, Any]:
    """One report: a figure, who says so, and when it was published."""
    return {"bounds": (low, best, high), "day": DAY + dt.timedelta(days=day), "hour": hour, **values}


def fuse(*reports: dict[str, Any]) -> tuple[tuple[int | None, ...], bool]:
    """Fuse reports, each of an article of its own unless it names one: (low, best, high) of the killed, and whether they contradict."""
    rows, figures, parties, sources = [], [], [], {}
    for number, report in enumerate(reports):
        name, of = str(number), report.get("article", str(number))
        rows.append(mention(name, of, published_date=report["day"], modality=report.get("modality", "asserted")))
        figures.append(count(name, "killed", *report["bounds"], of, is_total=report.get("is_total", False), ordinal=0))
        if "source" in report:
            parties.append(party(name, of, report["source"]))
        at = dt.datetime.combine(report["day"], dt.time(report["hour"]), dt.UTC) if report["hour"] is not None else None
        sources[article_id(of)] = (article_id(of), report.get("origin", of), at)
    told = mentions(*rows).with_columns(event_id=pl.lit(EVENT))
    participants = pl.DataFrame(parties, schema=Participant.create_empty().schema)
    known = pl.DataFrame(
        list(sources.values()),
        schema={"article_id": pl.String, "origin": pl.String, "published_at": pl.Datetime("us", "UTC")},
        orient="row",
    )
    (fused,) = fuse_figures(counts(*figures).with_columns(event_id=pl.lit(EVENT)), told, participants, known).to_dicts()
    return tuple(fused[f"killed_{bound}"] for bound in ("low", "best", "high")), fused["has_contradiction"]


def party(name: str, of: str, sector: str) -> dict[str, Any]:
    return {
        **dict.fromkeys(Participant.column_names()),
        "mention_id": mention_id(name),
        "role": "source",
        "ordinal": 0,
        "article_id": article_id(of),
        "published_date": DAY,
        "text": "they",
        "start_char": 0,
        "end_char": 4,
        "sector": sector,
        "basis": "subject",
        "run_id": RUN_ID,
    }


@pytest.mark.parametrize(
    ("reports", "expected", "is_contradicted"),
    [
        pytest.param([killed(12, 12, 12)], (12, 12, 12), False, id="one report"),
        pytest.param([killed(12, 12, 12), killed(15, 15, 15, day=1)], (12, 15, 15), False, id="a toll that rises"),
        pytest.param([killed(15, 15, 15), killed(12, 12, 12, day=1)], (12, 12, 15), False, id="a toll that is corrected"),
        pytest.param([killed(12, 12, 12, hour=8), killed(15, 15, 15, hour=11)], (12, 15, 15), False, id="within a day"),
        pytest.param([killed(15, 15, 15, hour=8), killed(12, 12, 12, hour=11)], (12, 12, 15), False, id="the later one, not the greater"),
        pytest.param([killed(12, 12, 12), killed(15, 15, 15)], (12, 15, 15), True, id="at one time, two figures at odds"),
        pytest.param([killed(12, 12, None), killed(15, 15, 15)], (12, 15, 15), False, id="at least twelve may be fifteen"),
        pytest.param([killed(15, 15, 15, **REBELS), killed(12, 12, 12, **POLICE)], (12, 12, 15), True, id="officials before rebels"),
        pytest.param([killed(15, 15, 15, day=2, **REBELS), killed(12, 12, 12)], (12, 12, 15), True, id="even if the claim is later"),
        pytest.param([killed(15, 15, 15, **WITNESSES), killed(12, 12, 12, **POLICE)], (12, 12, 15), True, id="officials before witnesses"),
        pytest.param([killed(15, 15, 15, **REBELS), killed(12, 12, 12, **WITNESSES)], (12, 12, 15), True, id="witnesses before rebels"),
        pytest.param([killed(15, 15, 15, modality="alleged"), killed(12, 12, 12)], (12, 12, 15), True, id="told before alleged"),
        pytest.param([killed(15, 15, 15, **REBELS)], (15, 15, 15), False, id="a claim alone"),
        pytest.param(
            [killed(12, 12, 12, origin="x"), killed(12, 12, 12, origin="y"), killed(15, 15, 15, origin="z")],
            (12, 12, 15),
            True,
            id="of figures of one time that of most origins",
        ),
        pytest.param(
            [killed(12, 12, 12, origin="x"), killed(12, 12, 12, origin="x"), killed(15, 15, 15, origin="z")],
            (12, 15, 15),
            True,
            id="copies add nothing",
        ),
        pytest.param([killed(12, 12, 12, article="a"), killed(3, 3, 3, article="a")], (12, 12, 12), False, id="a part of a total"),
        pytest.param([killed(12, 12, None, article="a"), killed(12, 12, 12, article="a")], (12, 12, 12), False, id="the exact one of both"),
        pytest.param(
            [killed(4, 4, 4, article="a"), killed(3, 3, 3, article="a", is_total=True)], (3, 3, 3), False, id="the toll that is called one"
        ),
        pytest.param(
            [killed(40, 40, 40, article="a", **REBELS), killed(6, 6, 6, article="a", **POLICE)], (6, 6, 40), True, id="two sides"
        ),
    ],
)  # fmt: skip
def test_figures(reports: list[dict[str, Any]], expected: tuple[int | None, ...], is_contradicted: bool) -> None:
    assert fuse(*reports) == (expected, is_contradicted)


@pytest.mark.parametrize(
    ("sources", "places", "best"),
    [
        pytest.param([("LAB", 0), ("GOV", 30)], [25, 45], 150, id="the union put it at 600, the government at 150"),
        pytest.param([("LAB", 10), ("GOV", 40)], [0, 30], 150, id="600, the union said, and 150, said the government"),
        pytest.param([("GOV", 0), ("LAB", 30)], [25, 45], 600, id="the government first"),
    ],
)
def test_two_sources_in_a_sentence(sources: list[tuple[str, int]], places: list[int], best: int) -> None:
    told = mentions(mention("a")).with_columns(event_id=pl.lit(EVENT))
    figures = [
        count("a", "participants", figure, figure, figure, start_char=at, end_char=at + 3, ordinal=ordinal)
        for ordinal, (figure, at) in enumerate(zip((600, 150), places, strict=True))
    ]
    parties = [party("a", "one", sector) | {"start_char": at, "end_char": at + 4, "ordinal": n} for n, (sector, at) in enumerate(sources)]
    participants = pl.DataFrame(parties, schema=Participant.create_empty().schema)
    known = pl.DataFrame(
        [(article_id("one"), "one", None)],
        schema={"article_id": pl.String, "origin": pl.String, "published_at": pl.Datetime("us", "UTC")},
        orient="row",
    )
    (fused,) = fuse_figures(counts(*figures).with_columns(event_id=pl.lit(EVENT)), told, participants, known).to_dicts()
    assert (fused["participants_low"], fused["participants_best"], fused["participants_high"]) == (150, best, 600)
    assert fused["has_contradiction"]
