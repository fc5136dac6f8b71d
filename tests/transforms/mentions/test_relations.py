"""How two acts stand by the words that relate them: what the cues of the lexicon share; each cue has texts of its own there."""

import pytest

from tests.transforms.mentions.conftest import Codebook

RAID = "Gunmen killed four farmers near the river on Friday. "


def told(book: Codebook, text: str) -> list[tuple[str, str, str, str]]:
    """Every relation of a text: first words of the two triggers, relation, the cue as it stands there."""
    return [
        (mention.trigger_text.split()[0], relation.relation, relation.other.trigger_text.split()[0], relation.cue_text)
        for mention in book.mentions(text)
        for relation in mention.relations
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Thousands rallied in Lima after police shot dead a student.", ("rallied", "follows", "shot", "after"), id="clause of time"
        ),
        pytest.param(
            "After the shelling of the port by rebels, the army bombed two camps.", ("bombed", "follows", "shelling", "After"), id="fronted"
        ),
        pytest.param(
            "The shelling of the port came three days after rebels captured a dam.", ("shelling", "follows", "captured", "after"),
            id="verb that only says that it was",
        ),
        pytest.param(
            "Two days after the start of an offensive against the rebels, jets bombed a dam.", ("bombed", "follows", "offensive", "after"),
            id="noun that stands for the act",
        ),
        pytest.param(
            "Jets bombed a dam in apparent retaliation for the killing of two pilots.",
            ("bombed", "responds_to", "killing", "in apparent retaliation for"), id="adjective inside the cue",
        ),
        pytest.param(
            "The arrest of a preacher was followed by an attack by rioters on a court.", ("attack", "follows", "arrest", "followed"),
            id="passive",
        ),
        pytest.param(
            "The arrest of a preacher, which followed an attack by rioters on a court, angered the clergy.",
            ("arrest", "follows", "attack", "followed"), id="relative clause",
        ),
        pytest.param(
            "Police shot a student dead, provoking clashes between youths and soldiers.", ("clashes", "responds_to", "shot", "provoking"),
            id="participle of the whole clause",
        ),
        pytest.param(
            "The bombing of a bus by militants forced the government to declare a state of emergency.",
            ("declare", "responds_to", "bombing", "forced"), id="infinitive as what is caused",
        ),
        pytest.param(
            "The general answered the attack on his men by shelling two villages.", ("shelling", "responds_to", "attack", "answered"),
            id="means as the answer",
        ),
        pytest.param(
            "Rebels abducted two nurses before they attacked a clinic.", ("attacked", "follows", "abducted", "before"), id="turned round"
        ),
    ],
)  # fmt: skip
def test_acts_of_one_sentence(book: Codebook, text: str, expected: tuple[str, str, str, str]) -> None:
    assert told(book, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            RAID + "It was in retaliation for the arrest of a chief by soldiers.",
            ("killed", "responds_to", "arrest", "in retaliation for"), id="pronoun",
        ),
        pytest.param(
            RAID + "The killings came hours after soldiers raided a camp of herders.", ("killed", "follows", "raided", "after"),
            id="definite noun as the subject",
        ),
        pytest.param(
            RAID + "After the killings, villagers attacked a police station.", ("attacked", "follows", "killings", "After"),
            id="definite noun behind the cue",
        ),
        pytest.param(RAID + "Police arrested two men after it.", ("arrested", "follows", "killed", "after"), id="pronoun behind the cue"),
        pytest.param(
            RAID + "Police arrested a herder in connection with the incident.",
            ("arrested", "responds_to", "incident", "in connection with"), id="noun for any act",
        ),
    ],
)  # fmt: skip
def test_acts_of_the_sentence_before(book: Codebook, text: str, expected: tuple[str, str, str, str]) -> None:
    assert told(book, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The raid on Friday was not in retaliation for the arrest of a chief.", id="the relation is negated"),
        pytest.param("Police arrested two men because soldiers did not arrest them.", id="the other act did not happen"),
        pytest.param(
            "The bishop condemned the deaths of nuns during the offensive against the rebels.", id="hangs on a noun of what is said"
        ),
        pytest.param("Police arrested a man after a meal of fish.", id="no second act"),
        pytest.param("The envoy rejected a truce in protest of a verdict.", id="a word of a longer cue"),
        pytest.param("Police arrested a chief. The price of bread rose. It was in retaliation for the killing of a guard.", id="too far"),
        pytest.param("Police arrested a chief. The minister criticised the response to the bombing of a bus.", id="cue as an object"),
    ],
)
def test_nothing_is_related(book: Codebook, text: str) -> None:
    assert [row for row in told(book, text) if row[0] not in ("condemned", "criticised")] == []


@pytest.mark.parametrize(
    ("text", "triggers"),
    [
        pytest.param(
            "Doctors said the army bombed a hospital in Idlib. The army denied bombing the hospital.", ("bombing", "bombed"),
            id="the denial comes second",
        ),
        pytest.param(
            "The army denied bombing the hospital. Doctors said army jets had bombed the hospital.", ("bombing", "bombed"),
            id="the denial comes first",
        ),
    ],
)  # fmt: skip
def test_a_denial_contradicts_who_asserts_the_act(book: Codebook, text: str, triggers: tuple[str, str]) -> None:
    assert [(row[0], row[2]) for row in told(book, text) if row[1] == "contradicts"] == [triggers]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Doctors said the army bombed a school. The army denied bombing the hospital.", id="another victim"),
        pytest.param("Doctors said Turkish jets bombed the hospital. Syria denied bombing the hospital.", id="another actor"),
        pytest.param("Doctors said rebels shelled the hospital. The army denied seizing the hospital.", id="another act"),
        pytest.param("Rebels closed the crossing on Friday. The governor denied that the crossing would be closed.", id="still to come"),
        pytest.param("The army denied bombing the hospital.", id="nobody asserts it"),
    ],
)
def test_a_denial_of_something_else_contradicts_nothing(book: Codebook, text: str) -> None:
    assert [row for row in told(book, text) if row[1] == "contradicts"] == []


def test_a_pair_is_related_once_for_each_relation(book: Codebook) -> None:
    rows = told(book, "In response to the bombing of a bus, after the bombing, the army shelled two villages.")
    assert len({row[:3] for row in rows}) == len(rows)
