"""The mode that an instrument gives to an attack whose rule tells none."""

import pytest

from flows.resources import load_resources, read_instruments
from schemas.errors import InvalidLexicon


@pytest.mark.parametrize(
    ("sentence", "trigger", "mode", "cameo"),
    [
        pytest.param("Herdsmen attacked the village with machetes.", "attacked", "primitive", "190", id="with"),
        pytest.param("Raiders using drones attacked a convoy near Bor.", "attacked", "drone", "1952", id="using"),
        pytest.param("Militiamen attacked a convoy with automatic rifles.", "attacked", "firearms", "193", id="head of a compound"),
        pytest.param("Militiamen attacked a convoy near Bor.", "attacked", None, "190", id="none named"),
        pytest.param("Militiamen with orders from Juba attacked a convoy.", "attacked", None, "190", id="no instrument"),
    ],
)
def test_mode_of_means(book, sentence, trigger, mode, cameo) -> None:
    mention = book.act(sentence, trigger)
    assert (mention.event_type, mention.event_mode, mention.cameo_code) == ("ASSAULT", mode, cameo)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        pytest.param("punch: {nouns: [fist]}", "modes.punch: is no mode of ASSAULT", id="mode"),
        pytest.param('drone: {nouns: [drone], cameo: "999"}', "'999' is no CAMEO code", id="code"),
        pytest.param("drone: {nouns: drone}", "modes.drone.nouns", id="shape"),
    ],
)
def test_wrong_instruments_name_file_and_row(tmp_path, row, says) -> None:
    path = tmp_path / "instruments.yaml"
    path.write_text(f"prepositions: [with]\nclause_verbs: [use]\nmodes:\n  {row}\n", encoding="utf-8")
    with pytest.raises(InvalidLexicon, match=says) as caught:
        read_instruments(path, load_resources().ontology)
    assert str(path) in str(caught.value)
