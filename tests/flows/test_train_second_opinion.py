"""The training of the second opinion: how examples are labelled, and that a tiny model learns, rounds and reads back the same."""

from pathlib import Path

import numpy as np
import pytest

from flows.build.opinion_examples import NO_EVENT, Example, contradicts, covers, examples_of, merged, record
from flows.opinion import read_weights, typed_words, write_weights
from flows.resources import load_resources
from schemas.errors import InvalidLexicon
from schemas.lexicons.opinion import Exemption, OpinionPolicy
from transforms.mentions.article import CoderTools
from transforms.mentions.second_opinion import SecondOpinion

BLAME = "The president of Chad condemned rebels in Mali."
POLICY = OpinionPolicy(
    change_margin=0, lone_margin=0, suppress_below=0.3, link_from=0.9, wide_type_from=0.9, wide_event_from=0.9, kept_types=()
)


@pytest.fixture(scope="module")
def tools() -> CoderTools:
    return load_resources().coder_tools


def labels(examples: list[Example]) -> list[tuple[str, bool]]:
    return [(e.label, e.is_marked_only) for e in examples]


def test_record_keeps_what_the_coder_would_ask(tools) -> None:
    ((sentence, candidates),) = record(tools, BLAME, None)
    assert sentence.text == BLAME
    assert [c.reading.event_type for c in candidates if c.reading] == ["ACCUSE"]


def test_a_marked_pair_labels_the_mention_between_it_and_the_pair_itself(tools) -> None:
    row = {"id": "1", "text": BLAME, "events": [{"source": "The president of Chad", "target": "rebels", "plover": "REJECT"}]}
    assert labels(list(examples_of("plv_dev", [row], tools))) == [("REJECT", False), ("REJECT", True)]


@pytest.mark.parametrize(
    ("event", "label"),
    [
        pytest.param({"plover": "ACCUSE", "event_text": "condemned"}, "ACCUSE", id="as the rule reads it"),
        pytest.param({"plover": "AGREE", "event_text": "condemned"}, "AGREE", id="another type at the same words"),
        pytest.param({"plover": "AGREE", "event_text": "pledged"}, NO_EVENT, id="other words"),
        pytest.param({"code": "013", "event_text": ["condemned"]}, NO_EVENT, id="a statement"),
        pytest.param({"code": "111", "event_text": ["condemned"]}, "ACCUSE", id="a CAMEO code"),
        pytest.param({"code": "083", "event_text": ["condemned"]}, "YIELD", id="merged types"),
    ],
)
def test_a_code_book_labels_its_act_and_leaves_the_rest(tools, event, label) -> None:
    row = {"id": "1", "text": BLAME, "events": [event]}
    assert labels(list(examples_of("plover_gsr", [row], tools))) == [(label, False)]


def test_judgements_label_by_position(tools) -> None:
    verdict = {"file": "places_lgl", "id": "7", "start": 22, "end": 31, "event_type": "ACCUSE", "type_right": False}
    rows = [{"id": "7", "text": BLAME}, {"id": "8", "text": BLAME}]
    examples = list(examples_of("places_lgl", rows, tools, [verdict]))
    assert [(e.group, e.label) for e in examples] == [("places_lgl:7", NO_EVENT)]


def test_an_act_told_inside_another_labels_only_the_candidate_at_its_own_word(tools) -> None:
    text = "Damascus accused Israel of bombing a depot."
    start = text.index("bombing")
    row = {"id": "f", "text": text, "event_type": "ASSAULT", "trigger_start_char": start, "trigger_end_char": start + len("bombing")}
    examples = list(examples_of("factuality", [row], tools))
    assert [(e.candidate.reading.event_type, e.label) for e in examples if e.candidate.reading] == [("ASSAULT", "ASSAULT")]


def test_a_wide_link_that_no_event_of_an_article_names_teaches_what_is_none(tools) -> None:
    row = {"id": "1", "text": "Peru's army wrote a course to train soldiers of Kenya.", "mentions": []}
    assert [(e.label, e.candidate.is_wide) for e in examples_of("events", [row], tools)] == [(NO_EVENT, True)]


def test_a_wide_link_between_a_marked_pair_is_of_its_type(tools) -> None:
    event = {"source": "Peru's army", "target": "soldiers of Kenya", "plover": "AID"}
    row = {"id": "1", "text": "Peru's army wrote a course to train soldiers of Kenya.", "events": [event]}
    assert [(e.label, e.candidate.is_wide, e.is_marked_only) for e in examples_of("plv_dev", [row], tools)] == [
        ("AID", True, False),
        ("AID", False, True),
    ]


def test_the_sentences_of_a_rule_do_not_tell_the_model_the_rule(tools) -> None:
    rule_id = next(c.reading.rule_id for _, seen in record(tools, BLAME, None) for c in seen if c.reading)
    row = {"id": "r", "rule": rule_id, "text": BLAME}
    assert [(e.label, e.is_read_by_rules) for e in examples_of("rules", [row], tools)] == [("ACCUSE", False)]


def test_examples_against_our_ontology_are_left_out(tools) -> None:
    row = {"id": "1", "text": BLAME, "events": [{"plover": "COERCE", "event_text": "condemned"}]}
    (example,) = examples_of("plover_gsr", [row], tools)
    exempt = Exemption(of=("ACCUSE",), to=("COERCE",), reason="an exemption for the test")
    assert contradicts(example, POLICY.model_copy(update={"exemptions": (exempt,)}))
    assert not contradicts(example, POLICY)


def test_merged_and_covers() -> None:
    assert [merged(t) for t in ("CONCEDE", "RETREAT", "AID")] == ["YIELD", "YIELD", "AID"]
    assert not covers((), (0, 5))


def test_a_tiny_model_learns_and_reads_back_the_same(tools, tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    from flows.build.second_opinion import train

    texts = {
        "ACCUSE": [BLAME, "Kenya condemned the government of Ghana.", "The prime minister of Peru condemned soldiers in Lima."],
        "CONSULT": ["The president of Kenya met the president of Ghana.", "The prime minister of Peru met generals in Lima."],
        "YIELD": ["The army of Chad withdrew from Mali.", "Rebels in Mali released soldiers of Chad."],
    }
    rows = [
        {"id": f"{event_type}{n}", "text": text, "events": [{"plover": event_type, "event_text": "condemned met withdrew released"}]}
        for event_type, given in texts.items()
        for n, text in enumerate(given)
    ]
    rows.append(
        {"id": "statement", "text": "Kenya condemned the weather in Ghana on Friday.", "events": [{"code": "010", "event_text": ""}]}
    )
    examples = list(examples_of("plover_gsr", rows, tools))
    examples += [e for row in rows[5:7] for e in examples_of("factuality", [own_line(row, kind) for kind in ("RETREAT",)], tools)]
    weights = train(examples, tools)
    write_weights(tmp_path / "weights.npz", weights)
    first = (tmp_path / "weights.npz").read_bytes()
    write_weights(tmp_path / "weights.npz", weights)
    assert (tmp_path / "weights.npz").read_bytes() == first
    back = read_weights(tmp_path / "weights.npz")
    assert back.columns == weights.columns
    assert back.columns[-2:] == ("event", "retreat")
    assert np.allclose(back.scales, weights.scales)
    ((sentence, candidates),) = record(tools, "Peru condemned the government of Ghana.", None)
    (judgement,) = SecondOpinion(back, POLICY, typed_words(tools.triggers.rules)).judge(sentence, candidates)
    assert judgement.event_type == "ACCUSE"


def own_line(row: dict, event_type: str) -> dict:
    start = min(row["text"].find(word) % 1000 for word in ("withdrew", "released"))
    return {"id": row["id"], "text": row["text"], "event_type": event_type, "trigger_start_char": start, "trigger_end_char": start + 8}


def test_a_broken_model_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "weights.npz").write_bytes(b"no archive")
    with pytest.raises(InvalidLexicon, match="make second-opinion"):
        read_weights(tmp_path / "weights.npz")
