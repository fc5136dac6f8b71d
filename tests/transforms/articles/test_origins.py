import pytest
import yaml

from flows.ingest_articles import load_article_resources
from schemas.errors import InvalidLexicon
from transforms.articles.origins import Origin, Outlet, WireLexicon, find_origin, load_wires


@pytest.fixture(scope="module")
def wires() -> WireLexicon:
    return load_article_resources(len).wires


@pytest.mark.parametrize(
    ("text", "authors", "publisher", "origin"),
    [
        pytest.param("KABUL (AP) — A bomb went off.", (), "The Herald", "Associated Press", id="dateline"),
        pytest.param("A bomb went off.", ("Ann Lee, Associated Press",), "The Herald", "Associated Press", id="byline"),
        pytest.param("A bomb went off.", ("Reuters Staff",), "The Herald", "Reuters", id="byline of an agency"),
        pytest.param("A bomb went off.", ("AP Diplomatic Writer",), "The Herald", "Associated Press", id="office of an agency"),
        pytest.param("A bomb went off.", ("Ann Lee of The Associated Press",), "The Herald", "Associated Press", id="of an agency"),
        pytest.param("A bomb went off.", ("Bo Chan via Reuters",), "The Herald", "Reuters", id="by way of an agency"),
        pytest.param(
            "Les soldats sont partis.", ("Le Courrier avec AFP",), "h.example", "Agence France-Presse", id="a paper with an agency"
        ),
        pytest.param("A bomb went off.", ("Ann Lee and Petra",), "The Herald", "The Herald", id="a first name after another"),
        pytest.param("(Photo by Ann Lee/AFP)\nA bomb went off.", (), "The Herald", "The Herald", id="credit of a picture"),
        pytest.param("A bomb went off. (Photo: Reuters)", (), "The Herald", "The Herald", id="credit of a picture at the end"),
        pytest.param("A bomb went off. (Reporting by Ann Lee; Editing by Bo Chan)", (), "The Herald", "Reuters", id="closing line"),
        pytest.param("A bomb went off, a witness told Reuters.", (), "The Herald", "The Herald", id="an agency that is quoted"),
        pytest.param("A bomb went off.", ("Petra Novak",), "The Herald", "The Herald", id="a first name that is an agency"),
        pytest.param("A bomb went off.", (), "reuters.com", "Reuters", id="an agency's own site"),
        pytest.param("A bomb went off.", (), None, None, id="nobody named"),
        pytest.param("新华社北京11月30日电 士兵离开了哨所。", (), "h.example", "Xinhua", id="Chinese dateline"),
        pytest.param("(서울=연합뉴스) 군인들이 초소를 떠났다.", (), "h.example", "Yonhap", id="Korean dateline"),
        pytest.param(
            "Die Soldaten zogen ab.", ("dpa/lno",), "h.example", "Deutsche Presse-Agentur", id="signed by an agency and its office"
        ),
        pytest.param("Soldiers left.", ("NTB",), "h.example", "NTB", id="an agency of the north"),
    ],
)
def test_find_origin(wires: WireLexicon, text: str, authors: tuple[str, ...], publisher: str | None, origin: str | None) -> None:
    assert find_origin(text, authors, Outlet(publisher), wires).name == origin


HERALD, POST = Outlet("The Herald", owner="Harbour Media"), Outlet("The Post", owner="Harbour Media")
REPORT, WIRED = "A bomb went off.", "KABUL (AP) — A bomb went off."


@pytest.mark.parametrize(
    ("text", "outlet", "origin"),
    [
        pytest.param(WIRED, HERALD, Origin("Associated Press", "credit"), id="a credit goes before the owner"),
        pytest.param(REPORT, HERALD, Origin("Harbour Media", "owner"), id="one paper of an owner"),
        pytest.param("Rain fell.", POST, Origin("Harbour Media", "owner"), id="another paper of that owner, another text"),
        pytest.param(REPORT, Outlet("The Herald"), Origin("The Herald", "publisher"), id="a paper of nobody known"),
        pytest.param(REPORT, Outlet(None, owner="Reuters News & Media"), Origin("Reuters News & Media", "owner"), id="an owner alone"),
        pytest.param(REPORT, Outlet("apnews.com", owner="AP Members"), Origin("Associated Press", "agency"), id="an agency's own text"),
        pytest.param(WIRED, Outlet("apnews.com"), Origin("Associated Press", "agency"), id="an agency that credits itself"),
        pytest.param(WIRED, Outlet("xinhuanet.com"), Origin("Associated Press", "credit"), id="an agency that reprints another"),
        pytest.param(
            REPORT, Outlet("Coast Press", owner="A Trust", is_wire=True), Origin("Coast Press", "agency"), id="an agency by its spec"
        ),
        pytest.param(REPORT, Outlet(None), Origin(None, None), id="nobody named"),
    ],
)
def test_the_basis_of_an_origin(wires: WireLexicon, text: str, outlet: Outlet, origin: Origin) -> None:
    assert find_origin(text, (), outlet, wires) == origin


def test_a_name_belongs_to_one_agency() -> None:
    content = yaml.safe_load("agencies: [{name: One, aliases: [OP]}, {name: Other, aliases: [OP]}]")
    with pytest.raises(InvalidLexicon, match="'OP' names both One and Other"):
        load_wires({"en": content})


def test_a_rule_proves_itself() -> None:
    content = yaml.safe_load(
        "agencies: [{name: One}]\nleads: [{pattern: '\\({agency}\\)', matches: [{text: 'X - One', origin: One}], ignores: [x]}]"
    )
    with pytest.raises(InvalidLexicon, match="gives None, not One"):
        load_wires({"en": content})
