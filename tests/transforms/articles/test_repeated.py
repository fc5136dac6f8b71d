import pytest

from transforms.articles.repeated import drop_repeated_lines, find_repeated_lines

TIPS = "Send tips to the harbour desk of the paper."


def story(number: int) -> str:
    return f"Ferry {number} was late again on Monday, the harbour master said at noon.\nIts engine had failed {number} times since spring."


@pytest.mark.parametrize(
    ("pages", "dropped"),
    [
        pytest.param([("h.example", f"{story(n)}\n{TIPS}") for n in range(3)], True, id="three pages of a site"),
        pytest.param([("h.example", f"{story(n)}\n{TIPS}") for n in range(2)], False, id="two pages"),
        pytest.param([(f"{n}.example", f"{story(n)}\n{TIPS}") for n in range(3)], False, id="three sites"),
        pytest.param([("h.example", f"{story(0)}\n{TIPS}")] * 3, False, id="one text three times"),
        pytest.param([(None, f"{story(n)}\n{TIPS}") for n in range(3)], False, id="no site"),
    ],
)
def test_lines_that_a_site_repeats(pages: list[tuple[str | None, str]], dropped: bool) -> None:
    repeated = find_repeated_lines(pages)
    site, text = pages[0]
    assert drop_repeated_lines(site, text, repeated) == (story(0) if dropped else text)


def test_revisions_of_one_article_keep_their_text() -> None:
    pages = [("h.example", f"{story(1)}\n{TIPS}\nUpdate {n}.") for n in range(4)]
    repeated = find_repeated_lines(pages)
    assert [drop_repeated_lines(*page, repeated) for page in pages] == [text for _, text in pages]


def test_a_long_paragraph_is_no_line_of_the_site() -> None:
    background = "The war between the harbour and the ferry company began in spring, when the company cut its wages. " * 5
    pages = [("h.example", f"{story(n) * 5}\n{background.strip()}") for n in range(3)]
    assert not find_repeated_lines(pages)
