"""Clauses that the parser ran together: each act has its own subject and object."""

import pytest


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        pytest.param(
            "Rebels killed the judge and police arrested two men.",
            {"killed": (["Rebels"], ["judge"]), "arrested": (["police"], ["two men"])},
            id="the object taken along",
        ),
        pytest.param(
            "The army freed the hostages and soldiers killed three gunmen.",
            {"freed": (["army"], ["hostages"]), "killed": (["soldiers"], ["three gunmen"])},
            id="no verb of telling",
        ),
        pytest.param(
            "The court convicted the mayor and protesters clashed with police.",
            {"convicted": (["court"], ["mayor"]), "clashed": (["protesters"], ["police"])},
            id="a verb hung on the object",
        ),
        pytest.param(
            "Norway supported the treaty and Denmark rejected it.",
            {"supported": (["Norway"], ["treaty"]), "rejected": (["Denmark"], ["treaty"])},
            id="a verb beside the first",
        ),
        pytest.param(
            "Police said the clerk and a guard arrested two men.",
            {"arrested": (["clerk", "guard"], ["two men"])},
            id="a clause that is said stays whole",
        ),
        pytest.param(
            "Hackers linked to Belarus stole ten million dollars from a bank.",
            {"stole": (["Hackers"], ["bank"])},
            id="a participle between the subject and its verb",
        ),
        pytest.param("Police arrested the clerk and a guard.", {"arrested": (["Police"], ["clerk", "guard"])}, id="two objects"),
    ],
)
def test_each_clause_has_its_own_parties(book, words_of, text, roles) -> None:
    for trigger, (actors, recipients) in roles.items():
        act = book.act(text, trigger)
        assert (words_of(act.actors), words_of(act.recipients)) == (actors, recipients), trigger
