"""The second opinion: which facts it looks at, how a policy bounds it, what follows for a mention. Weights of our own, a few facts each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from schemas.annotations import ActorIdentity, CodedMention, Factuality, Party, Sentence
from schemas.lexicons.opinion import Exemption, OpinionPolicy
from transforms.mentions.coder import code_text
from transforms.mentions.opinion_features import (
    Candidate,
    Reading,
    act_facts,
    candidate_of,
    is_between_known,
    reading_facts,
    sentence_facts,
)
from transforms.mentions.second_opinion import Judgement, SecondOpinion, Weights, blend, follow, hash_facts, root_code

COLUMNS = ("ACCUSE", "AGREE", "AID", "DISASTER", "YIELD", "event", "retreat")
POLICY = OpinionPolicy(
    change_margin=0.0, lone_margin=0.5, suppress_below=0.3, link_from=0.5, wide_type_from=0.6, wide_event_from=0.4, kept_types=("DISASTER",)
)


def weights(facts: Mapping[str, Mapping[str, int]], intercepts: Mapping[str, float] | None = None) -> Weights:
    """Weights of single facts: fact -> column -> weight, a whole number of hundredths."""
    rows = {int(hash_facts({fact})[0]): [of.get(column, 0) for column in COLUMNS] for fact, of in facts.items()}
    start = {"event": 3.0} | dict(intercepts or {})
    return Weights(
        COLUMNS,
        np.array(sorted(rows), dtype=np.int64),
        np.array([rows[key] for key in sorted(rows)], dtype=np.int8),
        np.ones(len(COLUMNS)),
        np.array([start.get(column, 0.0) for column in COLUMNS]),
    )


def party(sentence: Sentence, word: str, *, sector: str | None = "GOV") -> Party:
    token = next(t for t in sentence.tokens if t.text == word)
    identity = ActorIdentity(None, None, None, None, sector, None)
    return Party(token.index, token.start_char, token.end_char, word, token.lemma, identity, "subject", True, False, False)


def candidate(sentence: Sentence, trigger: str, event_type: str | None, modality: str = "asserted") -> Candidate:
    head = next(t.index for t in sentence.tokens if t.text == trigger)
    reading = Reading("test.rule", event_type, Factuality("positive", modality, "past"), None) if event_type else None
    return Candidate(head, (head,), (party(sentence, "ministers"),), (party(sentence, "rebels"),), reading)


@pytest.fixture
def sentence(book) -> Sentence:
    return book.parse("The ministers scolded the rebels in Gao.")[0]


def judge(sentence: Sentence, given: Candidate, trained: Weights, policy: OpinionPolicy = POLICY) -> Judgement:
    return SecondOpinion(trained, policy, {"scold": frozenset({"ACCUSE"})}).judge(sentence, [given])[0]


def test_facts_name_trigger_words_between_and_kinds_of_parties(sentence) -> None:
    facts = act_facts(sentence, candidate(sentence, "scolded", "AID"), {"scold": frozenset({"ACCUSE"})})
    assert {"t=scold", "tlex=ACCUSE", "root", "c=nsubj:minister", "As=GOV", "Rh=rebel", "pA=nsubj|", "btw=scold", "order=True"} <= facts
    assert {"m=<A>_scold_the", "m=the_<R>", "AR=s=GOV&s=GOV"} <= facts


def test_facts_of_the_sentence_are_its_lemmas(sentence) -> None:
    assert sentence_facts(sentence) == {"u=the", "u=minister", "u=scold", "u=rebel", "u=in", "u=gao"}


def test_reading_facts_tell_what_stands_inside_another_act(book) -> None:
    (sentence,) = book.parse("The ministers threatened to attack the rebels.")
    outer, inner = candidate(sentence, "threatened", "THREATEN"), candidate(sentence, "attack", "ASSAULT", "hypothetical")
    assert {"nested", "nest=THREATEN", "nestR=THREATEN>ASSAULT", "nest&mod=THREATEN&hypothetical&positive"} <= reading_facts(
        sentence, inner, [outer, inner]
    )
    assert {"top", "governs", "gov=ASSAULT", "R=THREATEN"} <= reading_facts(sentence, outer, [outer, inner])


def test_a_candidate_without_a_rule_says_so(sentence) -> None:
    assert "link" in reading_facts(sentence, candidate(sentence, "scolded", None), [])


@pytest.mark.parametrize(("sector", "known"), [("REB", True), (None, False)])
def test_known_parties(sentence, sector, known) -> None:
    given = replace(candidate(sentence, "scolded", "AID"), recipients=(party(sentence, "rebels", sector=sector),))
    assert is_between_known(given) is known


def test_it_changes_a_type_that_is_likelier(sentence) -> None:
    judgement = judge(sentence, candidate(sentence, "scolded", "AID"), weights({"t=scold": {"ACCUSE": 40}}))
    assert (judgement.event_type, judgement.is_changed) == ("ACCUSE", True)
    assert judgement.probability > 0.8


def test_it_leaves_a_type_within_the_margin(sentence) -> None:
    trained = weights({"t=scold": {"ACCUSE": 1}})
    policy = POLICY.model_copy(update={"change_margin": 0.2})
    assert judge(sentence, candidate(sentence, "scolded", "AID"), trained).event_type == "ACCUSE"
    assert judge(sentence, candidate(sentence, "scolded", "AID"), trained, policy).event_type == "AID"


def test_it_asks_for_more_where_a_party_is_unknown(sentence) -> None:
    trained = weights({"t=scold": {"ACCUSE": 3}})
    given = candidate(sentence, "scolded", "AID")
    lone = replace(given, recipients=(party(sentence, "rebels", sector=None),))
    assert [judge(sentence, c, trained).event_type for c in (given, lone)] == ["ACCUSE", "AID"]


def test_it_drops_what_is_no_event(sentence) -> None:
    assert judge(sentence, candidate(sentence, "scolded", "AID"), weights({"t=scold": {"event": -50}})).event_type is None


def test_a_kept_type_is_neither_changed_nor_dropped_nor_given(sentence) -> None:
    trained = weights({"t=scold": {"event": -50, "ACCUSE": 40}})
    assert judge(sentence, candidate(sentence, "scolded", "DISASTER"), trained).event_type == "DISASTER"
    given = judge(sentence, candidate(sentence, "scolded", "AID"), weights({"t=scold": {"DISASTER": 60, "ACCUSE": 30}}))
    assert given.event_type == "ACCUSE"


def test_a_kept_rule_is_neither_changed_nor_dropped(sentence) -> None:
    trained = weights({"t=scold": {"event": -50, "ACCUSE": 40}})
    policy = POLICY.model_copy(update={"kept_rules": ("test.rule",)})
    judgement = judge(sentence, candidate(sentence, "scolded", "AID"), trained, policy)
    assert (judgement.event_type, judgement.is_changed, judgement.probability) == ("AID", False, None)


@pytest.mark.parametrize(("modality", "event_type"), [("planned", "AID"), ("asserted", "AGREE")])
def test_an_exemption_keeps_what_our_ontology_decided(sentence, modality, event_type) -> None:
    exempt = Exemption(of=("AID",), to=("AGREE",), modality=("planned",), reason="what is to come keeps its type")
    policy = POLICY.model_copy(update={"exemptions": (exempt,)})
    judgement = judge(sentence, candidate(sentence, "scolded", "AID", modality), weights({"t=scold": {"AGREE": 40}}), policy)
    assert judgement.event_type == event_type


@pytest.mark.parametrize(("weight", "event_type"), [(40, "ACCUSE"), (0, None)])
def test_a_link_is_named_only_where_the_model_is_sure(sentence, weight, event_type) -> None:
    assert judge(sentence, candidate(sentence, "scolded", None), weights({"t=scold": {"ACCUSE": weight}})).event_type == event_type


@pytest.mark.parametrize(
    ("given", "event", "event_type"),
    [
        pytest.param({"ACCUSE": 40}, 3.0, "ACCUSE", id="sure"),
        pytest.param({"ACCUSE": 2}, 3.0, None, id="of several types"),
        pytest.param({"ACCUSE": 40}, -1.0, None, id="hardly an event"),
    ],
)
def test_a_wide_link_needs_a_clear_type_and_some_chance_of_an_event(sentence, given, event, event_type) -> None:
    wide = replace(candidate(sentence, "scolded", None), is_wide=True)
    policy = POLICY.model_copy(update={"link_from": 1.0})
    assert judge(sentence, wide, weights({"t=scold": given}, {"event": event}), policy).event_type == event_type


def test_a_wide_link_is_never_named_beside_what_a_rule_reads_or_without_known_parties(sentence) -> None:
    opinion = SecondOpinion(weights({"t=scold": {"ACCUSE": 40}}), POLICY, {})
    wide = replace(candidate(sentence, "scolded", None), is_wide=True)
    unknown = replace(wide, actors=(party(sentence, "ministers", sector=None),))
    assert [j.event_type for j in opinion.judge(sentence, [candidate(sentence, "scolded", "AID"), wide])] == ["ACCUSE", None]
    assert [j.event_type for j in opinion.judge(sentence, [wide, unknown])] == ["ACCUSE", None]


@dataclass(slots=True)
class Listener:
    """Keeps what the coder asks of its second opinion, and names nothing."""

    heard: list[tuple[str, str, bool]] = field(default_factory=list)

    def judge(self, sentence: Sentence, candidates: Sequence[Candidate]) -> list[Judgement]:
        self.heard += [(sentence.tokens[c.head].text, c.recipients[0].text, c.is_wide) for c in candidates if c.reading is None]
        return [Judgement(c.reading.event_type if c.reading else None, False, 1.0, 1.0) for c in candidates]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        pytest.param("Norway's parliament backed the dispatch of engineers to Chad.", [("backed", "Chad", False)], id="its own arguments"),
        pytest.param(
            "Peru's army wrote a course to train soldiers of Kenya.", [("wrote", "soldiers of Kenya", True)], id="in an infinitive"
        ),
        pytest.param("Norway paid for the books of the children of soldiers.", [("paid", "children of soldiers", True)], id="in an object"),
        pytest.param(
            "Norway pledged a tunnel under the camps of refugees.", [("pledged", "refugees", True)], id="a verb of what is to come"
        ),
        pytest.param("Norway spent two billion euros on housing refugees from Mali.", [], id="what a rule reads"),
    ],
)
def test_links_lie_between_known_parties(tools, text, links) -> None:
    listener = Listener()
    code_text(text, None, replace(tools, second_opinion=listener))
    assert listener.heard == links


@pytest.mark.parametrize(
    ("own", "lean", "event_type"),
    [("CONCEDE", 9.0, "CONCEDE"), ("RETREAT", -9.0, "RETREAT"), (None, 9.0, "RETREAT"), (None, -9.0, "CONCEDE")],
)
def test_retreat_and_concession_are_parted_unless_a_rule_has_done_so(sentence, own, lean, event_type) -> None:
    trained = weights({"t=scold": {"YIELD": 40}}, {"retreat": lean})
    assert judge(sentence, candidate(sentence, "scolded", own), trained).event_type == event_type


def test_the_same_facts_give_the_same_scores_in_any_order(sentence) -> None:
    trained = weights({"t=scold": {"ACCUSE": 3}, "root": {"AID": 5}})
    opinion = SecondOpinion(trained, POLICY, {})
    hashes = hash_facts({"t=scold", "root", "unknown"})
    assert (opinion.scores((hashes, hashes, None)) == opinion.scores((hashes[::-1], hashes[::-1], None))).all()


def test_an_untrained_hash_counts_for_nothing(sentence) -> None:
    opinion = SecondOpinion(weights({"t=scold": {"ACCUSE": 3}}), POLICY, {})
    assert (opinion.scores((hash_facts({"never seen"}), None, None)) == opinion.weights.intercepts).all()


def made(book) -> CodedMention:
    return replace(book.mentions("The army shelled the market in Gao.")[0])


def test_a_mention_takes_over_the_type_and_what_hangs_on_it(book, tools) -> None:
    mention = made(book)
    follow(mention, Judgement("REJECT", is_changed=True, probability=0.9, event_probability=0.95), tools.ontology)
    facts = tools.ontology.event_types["REJECT"]
    assert (mention.event_type, mention.event_mode, mention.cameo_code, mention.contexts) == ("REJECT", None, "120", ())
    assert (mention.quad_class, mention.intensity, mention.type_basis) == (facts.quad_class, facts.intensity, "second_opinion")
    assert mention.rule_id.startswith("assault.")


def test_a_confirmed_mention_keeps_its_codes(book, tools) -> None:
    before, mention = made(book), made(book)
    follow(mention, Judgement("ASSAULT", is_changed=False, probability=1.0, event_probability=1.0), tools.ontology)
    assert (mention.event_type, mention.cameo_code, mention.type_basis) == (before.event_type, before.cameo_code, "rule")
    assert mention.opinion == 1.0


def test_confidence_is_a_mean_of_evidence_and_model() -> None:
    assert [blend(0.6, 0.9), blend(0.6, None)] == [0.81, 0.6]


@pytest.mark.parametrize(("event_type", "code"), [("AID", "070"), ("ASSAULT", None), ("RETREAT", None), ("DISASTER", None)])
def test_root_code_is_the_one_that_stands_for_the_type_alone(tools, event_type, code) -> None:
    assert root_code(event_type, tools.ontology) == code


def test_candidate_of_a_mention(book) -> None:
    given = candidate_of(made(book), 2, (2,))
    assert given.reading is not None
    assert (given.reading.event_type, [p.text for p in given.actors]) == ("ASSAULT", ["army"])


@pytest.mark.parametrize(
    "sentence",
    ["Damascus accused Israel of bombing a depot.", "Residents blamed the army for shelling the school."],
)
def test_who_accuses_is_not_who_attacks(book, sentence) -> None:
    told = [(m.event_type, m.factuality.modality) for m in book.mentions(sentence)]
    assert told == [("ACCUSE", "asserted"), ("ASSAULT", "alleged")]
