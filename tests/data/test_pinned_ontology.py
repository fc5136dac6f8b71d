"""The pinned ontology: it loads, and the decisions of its README stand in it."""

from pathlib import Path

import pytest
import yaml

from schemas.codes import EVENT_TYPES, OWN_EVENT_TYPES, Ontology
from transforms.ontology import build_ontology

FOLDER = Path(__file__).parents[2] / "data" / "ontology"


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return build_ontology(yaml.safe_load((FOLDER / "ontology.yaml").read_text(encoding="utf-8")))


def test_it_has_every_type_and_37_contexts(ontology: Ontology) -> None:
    assert tuple(ontology.event_types) == EVENT_TYPES
    assert len(ontology.contexts) == 37
    assert all(ontology.event_types[name].modes for name in OWN_EVENT_TYPES)


@pytest.mark.parametrize(
    ("name", "quad_class", "intensity"),
    [
        pytest.param("SANCTION", 4, -6.0, id="sanctions are deeds"),
        pytest.param("RETREAT", 2, 6.5, id="retreat is cooperation in deed"),
        pytest.param("ACCUSE", 3, -3.0, id="the sign slip is mended"),
        pytest.param("DISPLACE", 4, -4.0, id="own type"),
    ],
)
def test_types_have_the_class_and_intensity_that_was_decided(ontology: Ontology, name: str, quad_class: int, intensity: float) -> None:
    facts = ontology.event_types[name]
    assert (facts.quad_class, facts.intensity) == (quad_class, intensity)


@pytest.mark.parametrize(
    ("code", "event_type", "event_mode"),
    [
        pytest.param("0233", "REQUEST", "assist", id="an appeal for aid is a request"),
        pytest.param("057", "SUPPORT", None, id="a formal agreement"),
        pytest.param("0813", "CONCEDE", None, id="the curfew is eased"),
        pytest.param("0871", "RETREAT", "ceasefire", id="ceasefire"),
        pytest.param("0874", "RETREAT", "withdraw", id="retreat"),
        pytest.param("112", "ACCUSE", "allege", id="accuse"),
        pytest.param("116", "SANCTION", "convict", id="guilty verdict"),
        pytest.param("163", "SANCTION", "discontinue", id="embargo"),
        pytest.param("1712", "COERCE", None, id="17x is one family"),
        pytest.param("175", "COERCE", None, id="violent repression"),
        pytest.param("186", "ASSAULT", "targeted", id="assassination"),
        pytest.param("191", "ASSAULT", None, id="blockade by force"),
        pytest.param("192", "ASSAULT", None, id="territory taken by force"),
        pytest.param("195", "ASSAULT", "aerial", id="air strike"),
    ],
)
def test_contradictions_are_resolved_as_the_readme_says(ontology: Ontology, code: str, event_type: str, event_mode: str | None) -> None:
    facts = ontology.cameo[code]
    assert (facts.event_type, facts.event_mode) == (event_type, event_mode)


def test_statements_and_bare_appeals_make_no_event(ontology: Ontology) -> None:
    assert not any(code.startswith(("01", "024")) or code == "020" for code in ontology.cameo)


def test_the_readme_names_origin_and_licence() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "CC BY-SA 4.0" in text and "PLOVER" in text and "CAMEO" in text
