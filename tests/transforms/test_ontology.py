"""build_ontology: a sound file becomes an Ontology; each kind of fault is named."""

from typing import Any

import pytest

from schemas.codes import EVENT_TYPES, INTERNATIONAL_CODES, SECTORS
from schemas.errors import InvalidLexicon
from transforms.ontology import build_ontology


def sound() -> dict[str, Any]:
    """The least file that is right: every type with one mode, one context, two CAMEO codes."""
    types: dict[str, Any] = {
        name: {"quad": 4, "intensity": -5.0, "means": "an act", "modes": {"plain": {"intensity": -6.0, "means": "plainly"}}}
        for name in EVENT_TYPES
    }
    types["AID"] = {"quad": 2, "intensity": 9.0, "means": "help", "modes": {}}
    types["REQUEST"] = {"quad": 3, "intensity": 0.0, "means": "ask", "modes": {"assist": {"intensity": 0.5, "means": "for help"}}}
    return {
        "version": "1.2.3",
        "event_types": types,
        "contexts": {"military": "armed forces", "economic": "trade"},
        "sectors": dict.fromkeys(SECTORS, "a sector"),
        "international_codes": dict.fromkeys(INTERNATIONAL_CODES, "a code"),
        "cameo": {
            "070": {"type": "AID", "means": "give aid"},
            "1031": {"type": "REQUEST", "mode": "assist", "contexts": ["military", "economic"], "means": "ask for aid"},
        },
        "intents": {"07": "1031"},
    }


def test_a_sound_file_becomes_an_ontology() -> None:
    ontology = build_ontology(sound())
    assert ontology.version == "1.2.3"
    assert tuple(ontology.event_types) == EVENT_TYPES
    assert ontology.event_types["AID"].quad_name == "material_cooperation"
    assert ontology.cameo["1031"].event_mode == "assist"
    assert ontology.cameo["1031"].contexts == ("economic", "military")
    assert ontology.intent_of("0733") == ontology.cameo["1031"]
    assert ontology.intent_of("19") is None and ontology.intent_of(None) is None
    assert ontology.cameo["070"].event_mode is None


def test_a_mode_has_its_own_intensity() -> None:
    ontology = build_ontology(sound())
    assert ontology.intensity("ASSAULT", "plain") == -6.0
    assert ontology.intensity("ASSAULT", None) == -5.0


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        pytest.param(("version",), "one", "version", id="version without three numbers"),
        pytest.param(("event_types", "AID", "colour"), "red", "Extra inputs", id="unknown key"),
        pytest.param(
            ("event_types", "ATTACK"),
            {"quad": 4, "intensity": -9, "means": "x y", "modes": {}},
            "event_types.ATTACK: unknown",
            id="unknown type",
        ),
        pytest.param(("event_types", "AID", "quad"), 5, "event_types.AID.quad", id="quad class out of range"),
        pytest.param(("event_types", "AID", "intensity"), -3.0, "AID: intensity -3.0 contradicts", id="sign slip of a type"),
        pytest.param(
            ("event_types", "ASSAULT", "modes", "plain", "intensity"), 2.0, "modes.plain: intensity 2.0", id="sign slip of a mode"
        ),
        pytest.param(("cameo", "070", "type"), "HELP", "HELP is no PLOVER type", id="code of an unknown type"),
        pytest.param(("cameo", "070", "type"), "DISRUPT", "DISRUPT is no PLOVER type", id="code of a type of our own"),
        pytest.param(("cameo", "070", "mode"), "gift", "AID has no mode gift", id="mode of another type"),
        pytest.param(("cameo", "1031", "contexts"), ["weather"], "unknown context weather", id="unknown context"),
        pytest.param(("cameo", "7"), {"type": "AID", "means": "give aid"}, "cameo.7: not a CAMEO code", id="code too short"),
        pytest.param(("sectors", "XXX"), "what", "sectors.XXX: unknown", id="unknown sector"),
    ],
)
def test_a_fault_is_named(path: tuple[str, ...], value: object, message: str) -> None:
    raw = sound()
    target = raw
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    with pytest.raises(InvalidLexicon, match=message.replace("(", r"\(")):
        build_ontology(raw)


def test_a_missing_code_is_named() -> None:
    raw = sound()
    del raw["event_types"]["RETREAT"]
    with pytest.raises(InvalidLexicon, match=r"event_types\.RETREAT: missing code"):
        build_ontology(raw)
