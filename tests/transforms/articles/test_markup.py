# ruff: noqa: E501  (tables of cases)
import pytest
from lxml import etree

from transforms.articles.markup import element_lines, is_markup, markup_lines, unwrap_indented, without_headline


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        pytest.param("<p>Rain fell.</p><p>The dam <em>held</em>, officials said.</p>", ["Rain fell.", "The dam held, officials said."], id="paragraphs"),
        pytest.param("<h2>What is known</h2><p>Little.</p>", ["What is known", "Little."], id="headings are lines"),
        pytest.param("<ul><li>One boat</li><li><p>Two nets</p></li></ul>", ["One boat", "Two nets"], id="lists"),
        pytest.param(
            "<table><tr><th>Town</th><th>Dead</th></tr><tr><td><p>Kalo</p></td><td>3</td></tr></table>",
            ["Town | Dead", "Kalo | 3"],
            id="rows of tables",
        ),
        pytest.param("<p>First<br/>second<br>third</p>", ["First", "second", "third"], id="line breaks"),
        pytest.param("<p>Milk &amp; honey&nbsp;&#8211; and bread</p>", ["Milk & honey – and bread"], id="entities"),
        pytest.param("<div>Bare words<p>A paragraph.</p>and a tail</div>", ["Bare words", "A paragraph.", "and a tail"], id="text beside blocks"),
        pytest.param("<body><header><h1>Title</h1></header><p>Text.</p><script>x()</script><figure><figcaption>Photo</figcaption></figure></body>", ["Text."], id="furniture"),
        pytest.param("<p>The <Company>Alpo</Company> works</p>", ["The Alpo works"], id="unknown elements stay in the line"),
        pytest.param("<p>\n        Pretty\n        printed\n      </p>", ["Pretty printed"], id="pretty-printed markup is folded"),
        pytest.param("<p>A<!-- not said -->B</p>", ["AB"], id="comments"),
        pytest.param(
            "<p>(Adds detail)\n    KALO, Jan 3 (Agency) - The dam\nheld, officials said.\n    Nobody was hurt, the mayor\nsaid.\n\n (Editing by A.)</p>",
            ["(Adds detail)", "KALO, Jan 3 (Agency) - The dam held, officials said.", "Nobody was hurt, the mayor said.", "(Editing by A.)"],
            id="a wire wrapped by hand within one paragraph",
        ),
        pytest.param("", [], id="nothing"),
    ],
)  # fmt: skip
def test_markup_lines(markup: str, lines: list[str]) -> None:
    assert markup_lines(markup) == lines


def test_lines_of_nitf() -> None:
    body = """<body.content xmlns="http://iptc.org/std/NITF/2006-10-18/"><block id="Main"><p>The <org>Red Crescent</org> came.</p>
      <media media-type="image"><media-caption>A lorry</media-caption></media><hl2>Roads</hl2><p>Two are cut.</p></block>
      <nitf-table><table><tr><td>North</td><td>open</td></tr></table></nitf-table><bq><block><p>"We wait."</p></block></bq></body.content>"""
    assert element_lines(etree.fromstring(body)) == ["The Red Crescent came.", "Roads", "Two are cut.", "North | open", '"We wait."']


def test_markup_deep_enough_to_break_a_recursion() -> None:
    assert markup_lines("<div>" * 5000 + "Deep down." + "</div>" * 5000) in (["Deep down."], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<p>Rain.</p>", True, id="paragraph"),
        pytest.param("\n  <section class='main'><p>Rain.</p></section>", True, id="section"),
        pytest.param("<?xml version='1.0'?><div>Rain.</div>", True, id="XHTML with a declaration"),
        pytest.param("Rain < snow, and a<b.", False, id="signs of order"),
        pytest.param("<Laughter> in the hall.", False, id="a word in angle brackets"),
        pytest.param("Rain fell. <b>Heavily</b>", False, id="text with a stray element"),
    ],
)
def test_is_markup(text: str, expected: bool) -> None:
    assert is_markup(text) is expected


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        pytest.param("One\n   Two goes\non here.\n   Three.", ["One", "Two goes on here.", "Three."], id="indented first lines"),
        pytest.param("One line\nand another\nat the margin.", [], id="no indents"),
        pytest.param("\n  All\n  indented\n  alike.", [], id="indented throughout"),
        pytest.param("One line.", [], id="one line"),
    ],
)
def test_unwrap_indented(text: str, paragraphs: list[str]) -> None:
    assert unwrap_indented(text) == paragraphs


def test_without_headline() -> None:
    assert without_headline("Dam holds!\nRain fell.", "Dam Holds") == "Rain fell."
    assert without_headline("Dam holds", "Dam holds") == "Dam holds"
    assert without_headline("Rain fell.\nDam holds", None) == "Rain fell.\nDam holds"
