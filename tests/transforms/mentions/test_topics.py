"""What a comment, a hope or a thought is about is no event; what is told beside it is one."""

import pytest

COMMENTS = [
    "The presidency in Dakar declined to comment on the arrest of the editor.",
    "A palace aide would not be drawn on the expulsion of the Dutch envoy.",
    "The admiral declined comment on reports that his ships had shelled the port.",
    "The airline had no comment on the killing of its pilots.",
    "The health minister refused to speculate about a strike by nurses.",
    "The premier said no decision had been taken on sending troops to the lake.",
]
DOUBTS = [
    "Norway's premier said she was pessimistic about a ceasefire between Armenia and Azerbaijan.",
    "Diplomats in Geneva are gloomy about the chances of reviving the peace talks.",
    "Paraguay's president said he doubted that the sanctions would be lifted this year.",
    "The mediator is sceptical that the rebels will disarm.",
    "The cardinal voiced doubt that the army would withdraw from the valley.",
    "Bankers are unconvinced that Athens will cut spending.",
    "The foreign minister of Laos was dubious about a trade agreement with Hanoi.",
    "Malaysia's leader wondered whether the rebels would honour the truce.",
]
HOPES = [
    "Officials in Ottawa are optimistic that the two sides will sign a peace agreement soon.",
    "The envoy is hopeful that the militia will lay down its arms.",
    "The mayor of Cali is confident that police will arrest the killers.",
    "The bloc said it hoped the release of the prisoners would ease tensions.",
    "Samoa's leader voiced hope that Australia would send doctors.",
    "The chancellor expressed confidence that the two armies will withdraw.",
]
OPTIONS = [
    "Chile is considering buying frigates from Britain, its defence minister said.",
    "The cabinet is studying the possibility of withdrawing troops from the north.",
    "Kenya is weighing whether to send police to Haiti.",
    "Officials are exploring the option of evacuating the embassy in Sanaa.",
    "The senate is debating whether to expel the lawmaker.",
    "The premier mulled closing the border with Chad.",
    "The board pondered the idea of suspending aid to the ministry.",
]
SYMPATHY = [
    "The president of Ghana offered his condolences to Togo over the bombing of the market.",
    "Iceland expressed its sympathy to Nepal over the massacre of the pilgrims.",
    "The patriarch was saddened by the shelling of the monastery.",
    "The queen was appalled at the murder of the nurses.",
]
VERDICTS = [
    "The senator said the invasion of the island had been a mistake.",
    "The foreign minister said the withdrawal of troops was a step in the right direction.",
    "The general said an attack on the delta would be premature.",
    "France and Spain agreed that more must be done to fight terrorism.",
]


@pytest.mark.parametrize("sentence", [*COMMENTS, *DOUBTS, *HOPES, *OPTIONS, *SYMPATHY, *VERDICTS])
def test_what_is_only_spoken_of_is_no_event(book, sentence) -> None:
    assert book.mentions(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        pytest.param("Mexico's president expressed sympathy for the miners killed in the blast.", "killed", id="participle"),
        pytest.param("The army declined to comment on the raid, which wounded nine herders.", "wounded", id="relative clause"),
        pytest.param("The governor was glad that the rebels had freed the hostages.", "freed", id="told as a fact"),
        pytest.param("Police arrested two men and declined to comment on the raid.", "arrested", id="beside the comment"),
        pytest.param("The minister hopes to meet the rebels in Doha.", "meet", id="a plan of one's own"),
        pytest.param("Hopeful of a deal, the rebels released nine soldiers.", "released", id="main clause"),
        pytest.param("The envoy was confident after meeting the rebels in Doha.", "meeting", id="when it was so"),
        pytest.param("The army did not comment on why it had shelled the port.", "shelled", id="a reason that is told"),
        pytest.param("The board will consider offering a reward for information about the murder of a nurse.", "murder", id="nested"),
        pytest.param("Lawmakers debated the budget after troops seized the port.", "seized", id="adverbial clause"),
    ],
)
def test_what_is_told_beside_a_comment_is_an_event(book, sentence, trigger) -> None:
    assert book.act(sentence, trigger)
