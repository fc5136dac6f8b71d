"""Who says so: a sentence, the words of the act, and the kind and the words of its source."""

import pytest

SOURCES = [
    pytest.param("The mayor said gunmen killed six herders.", "killed", "indirect_speech", "mayor", id="said"),
    pytest.param("The mayor said that gunmen killed six herders.", "killed", "indirect_speech", "mayor", id="said that"),
    pytest.param("Gunmen killed six herders, police said.", "killed", "indirect_speech", "police", id="said at the end"),
    pytest.param("The ministry confirmed that two soldiers had been killed.", "killed", "indirect_speech", "ministry", id="confirmed"),
    pytest.param("A spokesman announced that the soldiers had withdrawn.", "withdrawn", "indirect_speech", "spokesman", id="announced"),
    pytest.param("Police said they had arrested nine suspects.", "arrested", "indirect_speech", "Police", id="of themselves"),
    pytest.param("Ukraine accused Russia of shelling the port.", "shelling", "indirect_speech", "Ukraine", id="whoever accuses"),
    pytest.param(
        "According to the governor, gunmen killed six herders.", "killed", "according_to", "governor", id="according to, in front"
    ),
    pytest.param("Gunmen killed six herders, according to the mayor.", "killed", "according_to", "mayor", id="according to, at the end"),
    pytest.param('"Rebels burned the village," the mayor said.', "burned", "direct_quote", "mayor", id="straight quotes"),
    pytest.param("“Gunmen shot two teachers,” said the headmaster.", "shot", "direct_quote", "headmaster", id="curly quotes"),
    pytest.param('The mayor said "rebels burned the village".', "burned", "direct_quote", "mayor", id="quotes behind the verb"),
    pytest.param(
        "State media reported that rebels had withdrawn from the town.", "withdrawn", "media_report", "State media", id="state media"
    ),
    pytest.param(
        "State television said the rebels had surrendered.", "surrendered", "media_report", "State television", id="state television"
    ),
    pytest.param("The newspaper reported that soldiers had killed two farmers.", "killed", "media_report", "newspaper", id="newspaper"),
    pytest.param("Sources said that the army had seized the airfield.", "seized", "unnamed_report", "Sources", id="sources"),
    pytest.param("It was reported that rebels had seized the dam.", "seized", "unnamed_report", None, id="it was reported"),
    pytest.param("The army is said to have shelled the camp.", "shelled", "unnamed_report", None, id="is said to have"),
    pytest.param("Soldiers reportedly shelled the village.", "shelled", "unnamed_report", None, id="reportedly"),
    pytest.param("Rebels allegedly burned the village.", "burned", "unnamed_report", None, id="allegedly"),
    pytest.param("The militia is accused of killing nine farmers.", "killing", "unnamed_report", None, id="is accused of"),
    pytest.param("Nine farmers were reported killed in the raid.", "killed", "unnamed_report", None, id="were reported killed"),
    pytest.param("Rebels supposedly attacked the bridge.", "attacked", "unnamed_report", None, id="supposedly"),
    pytest.param("Allegations that troops looted the hospital grew.", "looted", "unnamed_report", None, id="allegations that"),
    pytest.param('"The army," the mayor said, "attacked two schools."', "attacked", "direct_quote", "mayor", id="split quotes"),
    pytest.param('The minister wrote on X: "Our forces seized the dam."', "seized", "direct_quote", "minister", id="wrote on X"),
    pytest.param("Rebels burned two schools, said the mayor.", "burned", "indirect_speech", "mayor", id="inverted"),
    pytest.param(
        "The blast, which officials say killed nine people, shook the city.",
        "killed",
        "indirect_speech",
        "officials",
        id="which officials say",
    ),
    pytest.param("'Soldiers attacked a school,' the mayor said.", "attacked", "direct_quote", "mayor", id="single quotes"),
    pytest.param("Rebels, the governor added, burned two schools.", "burned", "indirect_speech", "governor", id="between commas"),
    pytest.param(
        "Rebels burned two schools near Gao, a teacher from the town said.", "burned", "indirect_speech", "teacher", id="at the very end"
    ),
    pytest.param("The navy said in a statement that it had seized a trawler.", "seized", "indirect_speech", "navy", id="in a statement"),
    pytest.param(
        "The prefect said on Monday that rebels burned a school.", "burned", "indirect_speech", "prefect", id="said on Monday that"
    ),
    pytest.param("The mayor said villagers accused the army of killing a boy.", "killing", "indirect_speech", "villagers", id="nested"),
    pytest.param(
        "Monitors found no evidence that rebels burned the school.", "burned", "indirect_speech", "Monitors", id="found no evidence"
    ),
    pytest.param("Rebels burned two schools, reported the newspaper.", "burned", "media_report", "newspaper", id="medium at the end"),
    pytest.param(
        "The Daily Courier reported that rebels burned a school.", "burned", "media_report", "Daily Courier", id="name of a paper"
    ),
    pytest.param(
        "Rebels burned a school, a local radio station said.", "burned", "media_report", "local radio station", id="radio station"
    ),
    pytest.param("Media reports say rebels burned a school.", "burned", "media_report", "Media reports", id="media reports"),
    pytest.param("Gunmen killed six herders, according to the refugee agency.", "killed", "according_to", "refugee agency", id="no medium"),
]


@pytest.mark.parametrize(("sentence", "trigger", "kind", "source"), SOURCES)
def test_source_of_a_report(book, words_of, sentence, trigger, kind, source) -> None:
    act = book.act(sentence, trigger)
    assert act.attribution is not None
    assert act.attribution.kind == kind
    assert words_of(act.sources) == ([source] if source else [])
    assert (act.attribution.text is None) == (source is None)


UNATTRIBUTED = [
    pytest.param("Rebels seized the bridge.", "seized", id="no source"),
    pytest.param("The army denied shelling the camp, and rebels seized the bridge.", "seized", id="source of another clause"),
    pytest.param("Iran condemned the raid.", "condemned", id="speech act of the speaker"),
    pytest.param("Rebels, who said nothing, seized the bridge.", "seized", id="says nothing of it"),
    pytest.param("Rebels attacked the port, and the navy says it will respond.", "attacked", id="speaks of something else"),
    pytest.param("The mayor rejected claims that police had arrested the singer.", "arrested", id="who rebuts is no source"),
    pytest.param("The party sued the mayor, saying he had lied.", "sued", id="a reason behind the act"),
    pytest.param("The group claimed responsibility for the attack on the bus.", "attack", id="claiming an act is not telling it"),
]


@pytest.mark.parametrize(("sentence", "trigger"), UNATTRIBUTED)
def test_the_article_itself(book, sentence, trigger) -> None:
    assert book.act(sentence, trigger).attribution is None


def test_source_has_an_identity_like_any_party(book) -> None:
    (source,) = book.act("Syrian state television said the rebels had surrendered.", "surrendered").sources
    assert source.identity.country == "SYR"
