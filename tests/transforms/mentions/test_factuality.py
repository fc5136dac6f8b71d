"""Is it a fact: a sentence, the words of the act, and its polarity, modality and tense as data/gold/README.md defines them."""

import pytest

ASSERTED = [
    pytest.param("Rebels seized the bridge.", "seized", "past", id="simple past"),
    pytest.param("The army has captured the airport.", "captured", "past", id="perfect is past"),
    pytest.param("Rebels are attacking the port.", "attacking", "present", id="going on now"),
    pytest.param("The rebels shell the port every day.", "shell", "present", id="habit"),
    pytest.param("The rebels continue to shell the port.", "shell", "present", id="continue to"),
    pytest.param("Rebels attack army post in Kassala.", "attack", "present", id="headline"),
    pytest.param("Gunmen attacked a church, killing seven worshippers.", "killing", "past", id="gerund has the tense of the verb above"),
    pytest.param("Rebels planned to shell the port but withdrew.", "withdrew", "past", id="what came of a plan"),
    pytest.param("The minister resigned after rebels seized the airfield.", "seized", "past", id="after-clause is a fact of its own"),
    pytest.param("Rebels withdrew after killing nine soldiers.", "killing", "past", id="after -ing happened"),
    pytest.param("The army launched an offensive against the rebels.", "launched an offensive", "past", id="support verb has the tense"),
    pytest.param("Not only did the crowd burn the hall, it looted shops.", "burn", "past", id="not only"),
    pytest.param("Soldiers did not hesitate to shoot the driver.", "shoot", "past", id="did not hesitate to"),
    pytest.param("Rebels never ceased attacking the convoy.", "attacking", "past", id="never ceased"),
    pytest.param("Rebels were forced to withdraw from the hill.", "withdraw", "past", id="forced to"),
    pytest.param("Militiamen used drones to attack a fuel depot.", "attack", "past", id="a purpose that was reached"),
    pytest.param("Police arrested a man suspected of stabbing two women.", "arrested", "past", id="suspicion below the act"),
    pytest.param("Rebels who had agreed to a truce attacked a convoy on Monday.", "attacked", "past", id="plan in a relative clause"),
    pytest.param("Why did the army attack the village?", "attack", "past", id="why takes the act for granted"),
    pytest.param("The two states have attacked each other since the war of 1971.", "attacked", "past", id="a perfect is no history"),
]

NEGATED = [
    pytest.param("Rebels did not seize the bridge.", "seize", id="not"),
    pytest.param("Soldiers didn't shoot the student.", "shoot", id="n't"),
    pytest.param("Soldiers didn’t shoot the student.", "shoot", id="n't, curly"),
    pytest.param("The rebels have not captured the town.", "captured", id="not in a perfect"),
    pytest.param("Rebels never shelled the hospital.", "shelled", id="never"),
    pytest.param("No rebels attacked the convoy.", "attacked", id="no with the subject"),
    pytest.param("No soldiers were killed in the raid.", "killed", id="no with the passive subject"),
    pytest.param("Nobody was killed in the shelling.", "killed", id="nobody"),
    pytest.param("Neither side attacked the convoy.", "attacked", id="neither"),
    pytest.param("The army entered the town without killing anyone.", "killing", id="without"),
    pytest.param("Guards refused to fire on the crowd.", "fire", id="refused to"),
    pytest.param("The firm avoided closing plants.", "closing", id="a gerund right behind its verb"),
    pytest.param("The premier ruled out closing schools.", "closing", id="ruled out"),
    pytest.param("Neither the army nor the police arrested the preacher.", "arrested", id="neither nor"),
    pytest.param("At no point did soldiers shell the hospital.", "shell", id="at no point"),
    pytest.param("Police have yet to arrest the gunmen.", "arrest", id="have yet to"),
    pytest.param("Rebels stopped attacking the convoys.", "attacking", id="stopped -ing"),
    pytest.param("There was no evidence that soldiers had attacked the convoy.", "attacked", id="no evidence that"),
]

OTHER = [
    pytest.param("Senators debated a bill deporting foreigners.", "deporting", "positive", "planned", "future", id="draft"),
    pytest.param("The attack, which killed four guards, had been planned abroad.", "attack", "positive", "asserted", "past", id="done"),
    pytest.param("An attack on the port was planned in Oran.", "attack", "positive", "planned", "future", id="no more than planned"),
    pytest.param("Farmers plan a protest, which will begin at noon.", "protest", "positive", "planned", "future", id="which will begin"),
    pytest.param("Two premiers meet in Oslo on 5 December.", "meet", "positive", "planned", "future", id="a present dated ahead"),
    # attempted
    pytest.param("Rebels tried to seize the dam.", "seize", "positive", "attempted", "past", id="tried to"),
    pytest.param("Rebels attempted to storm the prison.", "storm", "positive", "attempted", "past", id="attempted to"),
    pytest.param("Rebels sought to capture the port.", "capture", "positive", "attempted", "past", id="sought to"),
    pytest.param("An attempt to storm the prison began on Monday.", "storm", "positive", "attempted", "past", id="an attempt to"),
    pytest.param("The rebels failed to capture the airport.", "capture", "negated", "attempted", "past", id="failed to"),
    pytest.param("Guards foiled an attack on the embassy.", "attack", "negated", "attempted", "past", id="foiled"),
    pytest.param("Police thwarted an attack on the airport.", "attack", "negated", "attempted", "past", id="thwarted"),
    pytest.param("Guards repulsed an attack on the embassy at dawn.", "attack", "positive", "attempted", "past", id="repulsed"),
    pytest.param("The navy beat back an attack by pirates.", "attack", "positive", "attempted", "past", id="beat back"),
    pytest.param("The attempted kidnapping of a banker shocked the town.", "kidnapping", "positive", "attempted", "past", id="attempted"),
    pytest.param("The botched kidnapping of a banker ended in the harbour.", "kidnapping", "negated", "attempted", "past", id="botched"),
    pytest.param("A bid to impeach the president failed.", "impeach", "negated", "attempted", "past", id="a bid failed"),
    pytest.param("Rebels tried in vain to capture the port.", "capture", "negated", "attempted", "past", id="in vain"),
    pytest.param("The army prevented rebels from capturing the port.", "capturing", "negated", "attempted", "past", id="prevented from"),
    # planned
    pytest.param("Troops will withdraw from the valley next week.", "withdraw", "positive", "planned", "future", id="will"),
    pytest.param("Rebels will not attack the convoy.", "attack", "negated", "planned", "future", id="will not"),
    pytest.param("Rebels won't attack the port.", "attack", "negated", "planned", "future", id="won't"),
    pytest.param("The general said that troops would withdraw.", "withdraw", "positive", "planned", "future", id="would under said"),
    pytest.param("Rebels plan to attack the port.", "attack", "positive", "planned", "future", id="plan to"),
    pytest.param("The army is preparing to storm the camp.", "storm", "positive", "planned", "future", id="prepare to"),
    pytest.param(
        "The army is planning an offensive against the rebels.", "offensive", "positive", "planned", "future", id="planning an offensive"
    ),
    pytest.param("Soldiers are expected to withdraw on Monday.", "withdraw", "positive", "planned", "future", id="expected to"),
    pytest.param("Troops are set to withdraw from the valley.", "withdraw", "positive", "planned", "future", id="set to"),
    pytest.param("Rebels were about to attack the convoy.", "attack", "positive", "planned", "future", id="about to"),
    pytest.param("Police announced plans to arrest the singer.", "arrest", "positive", "planned", "future", id="plans to"),
    pytest.param("The police have no plans to withdraw from the square.", "withdraw", "negated", "planned", "future", id="no plans to"),
    pytest.param("The two gangs agreed to attack the convoy.", "attack", "positive", "planned", "future", id="what is agreed"),
    pytest.param("The two ministers are due to meet in Oslo.", "meet", "positive", "planned", "future", id="due to"),
    pytest.param("The two ministers are to meet in Oslo.", "meet", "positive", "planned", "future", id="are to"),
    pytest.param("The army is going to storm the camp.", "storm", "positive", "planned", "future", id="going to"),
    pytest.param("Police left the barracks to arrest the ringleaders.", "arrest", "positive", "planned", "future", id="a purpose not told"),
    pytest.param("An imminent attack on the port worries traders.", "attack", "positive", "planned", "future", id="imminent"),
    pytest.param("The port is bracing for an attack by pirates.", "attack", "positive", "planned", "future", id="brace for"),
    pytest.param("The union called a strike for Monday.", "called a strike", "positive", "planned", "future", id="called a strike"),
    # hypothetical
    pytest.param("If rebels attack the city, the army will respond.", "attack", "positive", "hypothetical", "future", id="if"),
    pytest.param(
        "Should rebels attack the city, the army will respond.", "attack", "positive", "hypothetical", "future", id="should in front"
    ),
    pytest.param("Unless rebels withdraw, the army will attack.", "withdraw", "positive", "hypothetical", "future", id="unless"),
    pytest.param("Rebels may attack the port.", "attack", "positive", "hypothetical", "future", id="may"),
    pytest.param("Rebels could attack the port within days.", "attack", "positive", "hypothetical", "future", id="could"),
    pytest.param("The minister should resign.", "resign", "positive", "hypothetical", "future", id="should"),
    pytest.param("The army would have attacked the town.", "attacked", "positive", "hypothetical", "past", id="would have"),
    pytest.param("Residents fear that rebels will attack the city.", "attack", "positive", "hypothetical", "future", id="fear"),
    pytest.param("The army wants to capture the hill.", "capture", "positive", "hypothetical", "future", id="wants to"),
    pytest.param("Did soldiers attack the convoy?", "attack", "positive", "hypothetical", "past", id="question"),
    pytest.param(
        "Had the rebels attacked the city, the army would have responded.",
        "attacked",
        "positive",
        "hypothetical",
        "past",
        id="had in front",
    ),
    pytest.param("It is not clear whether rebels attacked the convoy.", "attacked", "positive", "hypothetical", "past", id="whether"),
    pytest.param("Moscow feared that rebels would attack the port.", "attack", "positive", "hypothetical", "future", id="feared that"),
    pytest.param("Israel opposed any attack on the port.", "attack", "negated", "hypothetical", "future", id="any"),
    pytest.param("The law would punish those who torture captives.", "torture", "positive", "hypothetical", "present", id="those who"),
    pytest.param("In the novel, rebels bombed a palace.", "bombed", "positive", "hypothetical", "past", id="in a novel"),
    pytest.param("The novel tells of a soldier who kills a priest.", "kills", "positive", "hypothetical", "present", id="a novel tells"),
    pytest.param("The novel's villain bombed a bridge.", "bombed", "positive", "hypothetical", "past", id="a villain"),
    pytest.param("A film about rebels who shell a town won.", "shell", "positive", "hypothetical", "present", id="a film about"),
    pytest.param(
        "The opera, in which soldiers murdered a nun, opened.", "murdered", "positive", "hypothetical", "past", id="an opera in which"
    ),
    pytest.param('In the board game "Keep", rebels seize a city.', "seize", "positive", "hypothetical", "present", id="in a game"),
    pytest.param("Toy soldiers attacked a cardboard fort.", "attacked", "positive", "hypothetical", "past", id="toys"),
    pytest.param(
        "If found guilty, she could lose her house and be fined.", "fined", "positive", "hypothetical", "future", id="could and be"
    ),
    pytest.param("In case of an attack on the port, the crew hides.", "attack", "positive", "hypothetical", "future", id="in case of"),
    pytest.param("Police usually arrest squatters at dawn.", "arrest", "positive", "hypothetical", "present", id="a custom"),
    pytest.param('"Release the hostages!" the crowd shouted.', "Release", "positive", "hypothetical", "future", id="a command"),
    # denied
    pytest.param("The army denied shelling the camp.", "shelling", "positive", "denied", "past", id="denied -ing"),
    pytest.param("The militia denied having killed the priest.", "killed", "positive", "denied", "past", id="denied having"),
    pytest.param("The minister denied that soldiers had killed the priest.", "killed", "positive", "denied", "past", id="denied that"),
    pytest.param(
        "The ministry dismissed reports that soldiers had attacked the convoy.",
        "attacked",
        "positive",
        "denied",
        "past",
        id="dismissed reports",
    ),
    pytest.param(
        "The ministry rejected claims that soldiers had killed the priest.", "killed", "positive", "denied", "past", id="rejected claims"
    ),
    pytest.param("The union denies that its members attacked a bus.", "attacked", "positive", "denied", "past", id="denies that"),
    pytest.param("The army denied reports that it had attacked a convoy.", "attacked", "positive", "denied", "past", id="denied reports"),
    pytest.param("The claim that soldiers killed the priest is baseless.", "killed", "positive", "denied", "past", id="a baseless claim"),
    pytest.param(
        "Lebanon denied for years that it had deported the men.", "deported", "positive", "denied", "past", id="denied for years that"
    ),
    # alleged
    pytest.param("The militia is accused of killing nine farmers.", "killing", "positive", "alleged", "present", id="accused of"),
    pytest.param("Ukraine accused Russia of shelling the port.", "shelling", "positive", "alleged", "past", id="accused somebody of"),
    pytest.param(
        "The opposition accused the police of beating protesters.", "beating", "positive", "alleged", "past", id="accused police of"
    ),
    pytest.param("He is suspected of killing two women.", "killing", "positive", "alleged", "present", id="suspected of"),
    pytest.param("Rebels were blamed for attacking the convoy.", "attacking", "positive", "alleged", "past", id="blamed for"),
    pytest.param("Rebels allegedly burned the village.", "burned", "positive", "alleged", "past", id="allegedly"),
    pytest.param("The alleged attack on the convoy was never proved.", "attack", "positive", "alleged", "past", id="alleged with a noun"),
    # reported
    pytest.param("Soldiers reportedly shelled the village.", "shelled", "positive", "reported", "past", id="reportedly"),
    pytest.param("The mayor said gunmen killed six herders.", "killed", "positive", "reported", "past", id="said"),
    pytest.param("According to the governor, gunmen killed six herders.", "killed", "positive", "reported", "past", id="according to"),
    pytest.param("The army said it had not shelled the camp.", "shelled", "negated", "reported", "past", id="said that not"),
    pytest.param("The army is said to have shelled the camp.", "shelled", "positive", "reported", "past", id="is said to have"),
    pytest.param(
        "Officials warned that rebels had captured two towns.", "captured", "positive", "reported", "past", id="warned of the past"
    ),
    pytest.param("The ferry is believed to have been attacked.", "attacked", "positive", "reported", "past", id="is believed to have"),
    # historical
    pytest.param(
        "Germans bombed the bridge in the Second World War.", "bombed", "positive", "asserted", "historical", id="second world war"
    ),
    pytest.param("Decades ago, militias attacked the farmers.", "attacked", "positive", "asserted", "historical", id="decades ago"),
    pytest.param(
        "Thirty years after rebels kidnapped her brother, she waits.", "kidnapped", "positive", "asserted", "historical", id="years after"
    ),
    pytest.param("In 2016, the army recaptured Palmyra.", "recaptured", "positive", "asserted", "historical", id="a year long past"),
    pytest.param("Ten years ago, militants attacked the school.", "attacked", "positive", "asserted", "historical", id="years ago"),
    pytest.param(
        "Thousands marked the anniversary of the attack on the mosque.", "attack", "positive", "asserted", "historical", id="anniversary"
    ),
    pytest.param("Last month, rebels attacked the school.", "attacked", "positive", "asserted", "past", id="last month is no history"),
]


def reality(book, sentence: str, trigger: str) -> tuple[str, str, str]:
    factuality = book.act(sentence, trigger).factuality
    return factuality.polarity, factuality.modality, factuality.tense


@pytest.mark.parametrize(("sentence", "trigger", "tense"), ASSERTED)
def test_what_the_article_tells_is_asserted(book, sentence, trigger, tense) -> None:
    assert reality(book, sentence, trigger) == ("positive", "asserted", tense)


@pytest.mark.parametrize(("sentence", "trigger"), NEGATED)
def test_negated(book, sentence, trigger) -> None:
    assert reality(book, sentence, trigger) == ("negated", "asserted", "past")


@pytest.mark.parametrize(("sentence", "trigger", "polarity", "modality", "tense"), OTHER)
def test_modality(book, sentence, trigger, polarity, modality, tense) -> None:
    assert reality(book, sentence, trigger) == (polarity, modality, tense)


@pytest.mark.parametrize(
    ("sentence", "event_type"),
    [
        ("Israel threatened to invade Lebanon.", "THREATEN"),
        ("The rebels threatened to kill the hostages.", "THREATEN"),
        ("Syria demanded that Israel withdraw from the village.", "REQUEST"),
        ("Neighbouring governments asked the junta to halt air attacks on villages.", "REQUEST"),
        ("Moscow warned that it would attack the port.", "THREATEN"),
        ("The envoy refused to meet the rebels.", "REJECT"),
    ],
)
def test_what_is_only_demanded_threatened_or_refused_is_told_by_that_alone(book, sentence, event_type) -> None:
    assert [(m.event_type, m.factuality.modality) for m in book.mentions(sentence)] == [(event_type, "asserted")]


SPEECH = [
    pytest.param("Ukraine accused Russia of shelling the port.", "accused", id="accusing"),
    pytest.param("Iran condemned the raid.", "condemned", id="condemning"),
    pytest.param("Syria's foreign ministry demanded that Israel withdraw from the village.", "demanded", id="demanding"),
    pytest.param("The army refused to withdraw from the village.", "refused", id="refusing"),
]


@pytest.mark.parametrize(("sentence", "trigger"), SPEECH)
def test_the_speech_act_itself_is_a_fact(book, sentence, trigger) -> None:
    act = book.act(sentence, trigger)
    assert (act.factuality.polarity, act.factuality.modality) == ("positive", "asserted")
    assert act.attribution is None


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        pytest.param("The carmaker has not ruled out closing plants in Ohio.", "closing", id="not ruled out, gerund"),
        pytest.param("The premier did not exclude closing the border.", "closing", id="not excluded"),
        pytest.param("The general has not ruled out an attack on the port.", "attack", id="not ruled out, noun"),
    ],
)
def test_what_is_not_ruled_out_may_be(book, text, trigger) -> None:
    told = book.act(text, trigger).factuality
    assert (told.polarity, told.modality, told.tense) == ("positive", "hypothetical", "future")


def test_who_makes_fiction_is_real(book) -> None:
    for text, trigger in (
        ("Police arrested the film's director in Tunis.", "arrested"),
        ("The novel about the war was banned by the ministry.", "banned"),
        ("The play angered residents, who attacked the theatre.", "attacked"),
    ):
        assert book.act(text, trigger).factuality.modality == "asserted"


@pytest.mark.parametrize(
    ("sentence", "trigger", "modality", "tense"),
    [
        pytest.param("NATO launched its largest exercises since the Cold War.", "launched", "asserted", "past", id="since an age"),
        pytest.param("Unions called a series of strikes in Lille.", "called", "planned", "future", id="a series that is called"),
        pytest.param("The ruling sparked riots in Leicester.", "riots", "asserted", "past", id="sparked"),
        pytest.param("The ruling could spark riots in Leicester.", "riots", "hypothetical", "future", id="could spark"),
        pytest.param("Kenya ordered French troops to leave the city.", "leave", "planned", "future", id="ordered to"),
    ],
)
def test_reality_of_acts_behind_other_nouns_and_verbs(book, sentence, trigger, modality, tense) -> None:
    told = book.act(sentence, trigger).factuality
    assert (told.modality, told.tense) == (modality, tense)


def test_police_do_not_protest(book) -> None:
    acts = book.mentions("Police used tear gas to disperse students who had blocked a bridge in Dhaka.")
    assert {m.event_type for m in acts if any(p.identity.sector == "COP" for p in m.actors)} == {"ASSAULT"}
