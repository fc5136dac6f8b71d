"""Who did it to whom: one table a construction, from a sentence to the words of its actors and recipients."""

import pytest

ROLES = [
    # subject and object
    pytest.param("Rebels shelled the market in Idlib.", "shelled", ["Rebels"], ["market"], "subject", id="subject and object"),
    pytest.param(
        "Turkish forces bombed Kurdish militants near Manbij.",
        "bombed",
        ["Turkish forces"],
        ["Kurdish militants"],
        "subject",
        id="modifiers stay",
    ),
    pytest.param(
        "Hezbollah fired rockets at Haifa.", "fired rockets", ["Hezbollah"], ["Haifa"], "subject", id="recipient behind a preposition"
    ),
    pytest.param(
        "Houthi rebels attacked a ship in the Red Sea.", "attacked", ["Houthi rebels"], ["ship"], "subject", id="place is no recipient"
    ),
    pytest.param("Soldiers fought with rebels in Kassala.", "fought", ["Soldiers"], ["rebels"], "subject", id="the verb's own preposition"),
    # passive and by-agent
    pytest.param(
        "The market was shelled by government troops.",
        "shelled",
        ["government troops"],
        ["market"],
        "by_agent",
        id="passive with its agent",
    ),
    pytest.param(
        "Two nurses were abducted by gunmen in Maiduguri.", "abducted", ["gunmen"], ["Two nurses"], "by_agent", id="passive, number stays"
    ),
    pytest.param("The market was shelled on Monday.", "shelled", [], ["market"], None, id="passive without an agent"),
    pytest.param(
        "Villagers abducted by militants were freed.", "abducted", ["militants"], ["Villagers"], "by_agent", id="participle behind its noun"
    ),
    pytest.param(
        "Villagers abducted by militants were freed.",
        "freed",
        [],
        ["Villagers"],
        None,
        id="agent of the participle is not that of the verb",
    ),
    pytest.param("Soldiers wounded in March were sent home.", "wounded", [], ["Soldiers"], None, id="participle without an agent"),
    # event nouns: possessor, compound, modifier, complements
    pytest.param("Israel's attack on Beirut went on.", "attack", ["Israel"], ["Beirut"], "possessor", id="possessor acts"),
    pytest.param(
        "French troops' withdrawal from Mali ended on Monday.",
        "withdrawal",
        ["French troops"],
        ["Mali"],
        "possessor",
        id="plural possessor",
    ),
    pytest.param(
        "The army’s shelling of the camp killed nine people.", "shelling", ["army"], ["nine people"], "possessor", id="curly possessor"
    ),
    pytest.param("Rebel attacks on convoys continued.", "attacks", ["Rebel"], ["convoys"], "compound", id="compound acts"),
    pytest.param("A police raid on the compound wounded two men.", "raid", ["police"], ["two men"], "compound", id="compound, effect verb"),
    pytest.param("Russian air strikes destroyed a hospital.", "air strikes", ["Russian"], ["hospital"], "modifier", id="demonym acts"),
    pytest.param("The withdrawal of French troops from Mali ended.", "withdrawal", ["French troops"], [], "oblique", id="whose withdrawal"),
    pytest.param(
        "The resignation of the prime minister was announced.", "resignation", ["prime minister"], [], "oblique", id="whose resignation"
    ),
    pytest.param("The abduction of three priests alarmed the church.", "abduction", [], ["three priests"], None, id="of: whom it befell"),
    pytest.param(
        "The bombing of the port by Israel killed two dockers.", "bombing", ["Israel"], ["two dockers"], "oblique", id="by: who did it"
    ),
    pytest.param(
        "A raid by Israeli soldiers on the camp wounded two men.", "raid", ["Israeli soldiers"], ["two men"], "oblique", id="by before on"
    ),
    pytest.param(
        "The capture of the airport by rebels stunned the capital.", "capture", ["rebels"], ["airport"], "oblique", id="of and by"
    ),
    # support verbs
    pytest.param(
        "The army launched an offensive against the rebels.", "launched", ["army"], ["rebels"], "subject", id="launched an offensive"
    ),
    pytest.param(
        "Rebels carried out attacks on two army posts.", "attacks", ["Rebels"], ["two army posts"], "subject", id="carried out attacks"
    ),
    pytest.param("The convoy came under attack by militants.", "attack", ["militants"], ["convoy"], "oblique", id="came under attack"),
    pytest.param("The army suffered an ambush near Gao.", "ambush", [], ["army"], None, id="suffered an ambush"),
    # people who flee act; those whom others bring away receive
    pytest.param("Thousands of people fled the fighting in Goma.", "fled", ["Thousands of people"], [], "subject", id="who flees"),
    # control
    pytest.param("Rebels tried to seize the dam.", "seize", ["Rebels"], ["dam"], "control", id="subject control"),
    pytest.param("The general forced his soldiers to withdraw.", "withdraw", ["his soldiers"], [], "control", id="object control"),
    pytest.param("Ukraine accused Russia of shelling the port.", "shelling", ["Russia"], ["port"], "control", id="the accused acts"),
    pytest.param(
        "Residents blamed the army for shelling the village.", "shelling", ["army"], ["village"], "control", id="the blamed one acts"
    ),
    pytest.param("Troops were ordered to withdraw from the city.", "withdraw", ["Troops"], ["city"], "control", id="passive control"),
    pytest.param("The president promised to release the journalists.", "promised", ["president"], ["journalists"], "subject", id="promise"),
    pytest.param("Rebels withdrew after killing nine soldiers.", "killing", ["Rebels"], ["nine soldiers"], "control", id="after -ing"),
    pytest.param(
        "Gunmen attacked a church, killing seven worshippers.", "killing", ["Gunmen"], ["seven worshippers"], "control", id="bare -ing"
    ),
    pytest.param(
        "After seizing the port, rebels burned the customs house.", "seizing", ["rebels"], ["port"], "control", id="-ing before its subject"
    ),
    # relative clauses
    pytest.param("Militants, who attacked a bus in Kaduna, fled.", "attacked", ["Militants"], ["bus"], "relative", id="who, set off"),
    pytest.param("The soldiers who shot the student were suspended.", "shot", ["soldiers"], ["student"], "relative", id="who, defining"),
    pytest.param(
        "The rebels who burned the village withdrew on Monday.", "withdrew", ["rebels"], [], "subject", id="main verb keeps its subject"
    ),
    pytest.param("The priest whom gunmen abducted in Jos is alive.", "abducted", ["gunmen"], ["priest"], "subject", id="whom"),
    # coordination
    pytest.param(
        "Soldiers and policemen stormed the compound.", "stormed", ["Soldiers", "policemen"], ["compound"], "subject", id="two actors"
    ),
    pytest.param(
        "Iran, Russia and Turkey condemned the raid.", "condemned", ["Iran", "Russia", "Turkey"], ["raid"], "subject", id="three actors"
    ),
    pytest.param("Rebels killed a policeman and a nurse.", "killed", ["Rebels"], ["policeman", "nurse"], "subject", id="two recipients"),
    pytest.param(
        "Militants entered the village and killed six farmers.",
        "killed",
        ["Militants"],
        ["six farmers"],
        "subject",
        id="second verb, first subject",
    ),
    pytest.param(
        "Rebels wounded a teacher and killed a priest.", "killed", ["Rebels"], ["priest"], "subject", id="each verb its own object"
    ),
    pytest.param(
        "Rebels targeted and killed nine policemen.",
        "killed",
        ["Rebels"],
        ["nine policemen"],
        "subject",
        id="two verbs, one object, one mention",
    ),
    # apposition
    pytest.param(
        "General Omar Haddad, the army chief, resigned on Sunday.",
        "resigned",
        ["General Omar Haddad"],
        [],
        "subject",
        id="role behind the name",
    ),
    pytest.param(
        "The army chief, General Omar Haddad, resigned on Sunday.", "resigned", ["army chief"], [], "subject", id="name behind the role"
    ),
    pytest.param(
        "Boko Haram, an Islamist militant group, abducted 30 girls.",
        "abducted",
        ["Boko Haram"],
        ["30 girls"],
        "subject",
        id="apposed group",
    ),
]


@pytest.mark.parametrize(("sentence", "trigger", "actors", "recipients", "basis"), ROLES)
def test_roles(book, words_of, sentence, trigger, actors, recipients, basis) -> None:
    act = book.act(sentence, trigger)
    assert words_of(act.actors) == actors
    assert words_of(act.recipients) == recipients
    assert (act.actors[0].basis if act.actors else None) == basis


RECIPROCAL = [
    pytest.param("Protesters and police clashed in Nairobi.", "clashed", ["Protesters", "police"], id="joined subject"),
    pytest.param("Clashes between the army and rebels erupted in Kassala.", "clashes", ["army", "rebels"], id="noun with between"),
    pytest.param("A battle between soldiers and rebels raged in Kassala.", "battle", ["soldiers", "rebels"], id="battle between"),
    pytest.param("Israel and Hamas exchanged prisoners on Sunday.", "exchanged", ["Israel", "Hamas"], id="two sides of an exchange"),
]


@pytest.mark.parametrize(("sentence", "trigger", "sides"), RECIPROCAL)
def test_of_two_sides_each_acts_and_receives(book, words_of, sentence, trigger, sides) -> None:
    act = book.act(sentence, trigger)
    assert words_of(act.actors) == sides
    assert words_of(act.recipients) == sides[::-1]
    assert {party.basis for party in (*act.actors, *act.recipients)} == {"reciprocal"}


def test_subject_of_a_phoning_verb_does_what_its_infinitive_says(book, words_of) -> None:
    act = book.act("The emir visited the Greek president to apologise to him.", "apologise")
    assert words_of(act.actors) == ["emir"]


def test_participle_of_a_state_is_no_passive(book, words_of) -> None:
    act = book.act("Botswana is prepared to help Lesotho.", "prepared")
    assert (words_of(act.actors), words_of(act.recipients)) == (["Botswana"], ["Lesotho"])


def test_those_between_whom_talks_are_end_them(book, words_of) -> None:
    act = book.act("Talks between Sudan and Egypt ended without a deal.", "ended")
    assert (words_of(act.actors), words_of(act.recipients)) == (["Sudan", "Egypt"], ["Egypt", "Sudan"])


def test_of_a_clash_with_somebody_only_one_side_is_the_actor(book, words_of) -> None:
    act = book.act("Police clashed with protesters in Nairobi.", "clashed")
    assert (words_of(act.actors), words_of(act.recipients)) == (["Police"], ["protesters"])


PRONOUNS = [
    pytest.param("Rebels took the airfield. They killed nine soldiers.", "killed", "Rebels", (None, "REB"), id="they: the group before"),
    pytest.param("Turkey condemned the raid. It demanded an apology.", "demanded", "Turkey", ("TUR", None), id="it: the country before"),
    pytest.param(
        "President Vladimir Putin condemned the raid. He demanded an apology.",
        "demanded",
        "President Vladimir Putin",
        ("RUS", "GOV"),
        id="he: the person before",
    ),
    pytest.param(
        "Hamas fired rockets at Sderot. The group killed two soldiers.", "killed", "group", ("PSE", "REB"), id="the group: the one named"
    ),
]


@pytest.mark.parametrize(("text", "trigger", "words", "identity"), PRONOUNS)
def test_pronoun_means_who_was_named(book, words_of, text, trigger, words, identity) -> None:
    (actor,) = book.act(text, trigger).actors
    assert words_of([actor]) == [words]
    assert (actor.identity.country, actor.identity.sector) == identity
    assert actor.basis == "anaphora"


def test_pronoun_without_anybody_before_means_nobody(book) -> None:
    (actor,) = book.act("They killed nine soldiers.", "killed").actors
    assert (actor.is_pronoun, actor.identity.country, actor.identity.sector) == (True, None, None)


AFFECTED = [
    pytest.param("The airport in Goma was closed on Monday.", "closed", ["airport"], id="what is closed"),
    pytest.param("A flood killed nine people in Sindh.", "flood", ["nine people"], id="whom a flood kills"),
    pytest.param("The earthquake struck Nepal on Saturday.", "earthquake", ["Nepal"], id="where an earthquake strikes"),
]


@pytest.mark.parametrize(("sentence", "trigger", "affected"), AFFECTED)
def test_happening_without_an_actor_befalls_somebody(book, words_of, sentence, trigger, affected) -> None:
    act = book.act(sentence, trigger)
    assert words_of(act.affected) == affected
    assert not act.recipients
    assert not act.actors
