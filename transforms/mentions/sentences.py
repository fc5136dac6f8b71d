"""Cut a text into sentences, as spans of it.

In:      a text; paragraphs end with a newline, or with an empty line where lines are hard-wrapped.
Out:     spans (start, end) in order, without the white space around them; every character that is not white space lies in one.
Limits:  abbreviations are the ones given; an unknown one before a capital ends a sentence.
"""

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[.!?]+[\"”’]+(?=\w)")
_WORD_BEFORE = re.compile(r"[\w.&'’-]+$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]$")
_BREAK = re.compile(r"\n\s*\n|\n")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
# "PORT SUDAN, Nov 19 (Agency) - ", "ALEPPO, Syria -- ": where and whence a report comes; a span of its own.
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'’\- ]*[A-Z.])(?:\s\([A-Z][A-Za-z ]{2,30}\))?(?:,\s[^()\n]{2,30}?)?\s*"
    r"(?:\([^()\n]{2,40}\)|\[[^\[\]\n]{2,40}\])?\s*(?:--?|[–—_])\s+(?:\[[A-Z ]+\]\s*)*"
)
_OPENING = "\"'“‘«([-–—"
_LINE_BEFORE_LINE = re.compile(r"^[^\n]*\S[^\S\n]*(?=\n[^\S\n]*\S)", re.MULTILINE)
_LINE_END = re.compile(r"(?<=\S)\n(?=\S)")
WRAP_MIN_LINES = 4
WRAP_MAX_CHARS = 100


def is_hard_wrapped(text: str) -> bool:
    """True if single newlines are only line ends of a fixed width: most lines stop within a sentence and none is long.

    Copy in capitals has no headlines, which are unfinished lines too: two lines of it are enough, and the last lines of its paragraphs,
    which are finished however it is wrapped, do not count.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    is_loud = text.isupper()
    if len(lines) < (2 if is_loud else WRAP_MIN_LINES) or max(map(len, lines)) > WRAP_MAX_CHARS:
        return False
    if is_loud:
        lines = _LINE_BEFORE_LINE.findall(text)
    unfinished = sum(not line.rstrip().endswith((".", "!", "?", '"', "”", ":", "'", "’")) for line in lines)
    return unfinished > (0.4 if is_loud else 0.6) * len(lines)


def unwrap(text: str) -> str:
    """The text with a blank for each line end that only keeps its lines short; offsets stay."""
    return _LINE_END.sub(" ", text) if is_hard_wrapped(text) else text


def split_sentences(text: str, abbreviations: frozenset[str]) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a text. abbreviations: lower case, without the last full stop ("gen", "u.s")."""
    breaks = _EMPTY_LINE if is_hard_wrapped(text) else _BREAK
    spans: list[tuple[int, int]] = []
    position = 0
    for match in breaks.finditer(text):
        spans.extend(_split_paragraph(text, position, match.start(), abbreviations))
        position = match.end()
    spans.extend(_split_paragraph(text, position, len(text), abbreviations))
    return spans


def _split_paragraph(text: str, start: int, end: int, abbreviations: frozenset[str]) -> Iterator[tuple[int, int]]:
    position = start
    dateline = _DATELINE.match(text, start, end)
    if dateline:
        yield from _trimmed(text, start, dateline.end())
        position = dateline.end()
    for match in _END.finditer(text, position, end):
        if match.start() < position or not _ends_sentence(text, position, match.start(), match.end(), end, abbreviations):
            continue
        yield from _trimmed(text, position, match.end())
        position = match.end()
    yield from _trimmed(text, position, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _ends_sentence(text: str, sentence_start: int, mark: int, after: int, end: int, abbreviations: frozenset[str]) -> bool:
    following = after
    while following < end and text[following].isspace():
        following += 1
    if following >= end:
        return True
    opener = following
    while opener < end and text[opener] in _OPENING:
        opener += 1
    next_char = text[opener] if opener < end else ""
    if text[mark] != "." or after - mark > 1:
        return not next_char.islower()
    if next_char.islower() and not _is_lower_cased(text, sentence_start, end):
        return False
    word = _WORD_BEFORE.search(text, max(sentence_start, mark - 40), mark)
    if word is None:
        return True
    before = word.group().lower()
    if before in abbreviations:
        return False
    before = before.rpartition("-")[2]
    return not (
        _INITIALS.fullmatch(before)
        and len(before) < 6
        and (next_char.isupper() or next_char.isdigit())
        and _is_initial(text, mark - len(before), mark)
    )


def _is_initial(text: str, start: int, mark: int) -> bool:
    """ "J. Smith" and "U.S. troops" go on; "Plan B. The" is rare enough to lose."""
    return text[start:mark].isupper()


def _is_lower_cased(text: str, start: int, end: int) -> bool:
    """True for texts whose letters were all made lower case: a small letter after a full stop then ends a sentence."""
    sample = text[start : min(end, start + 400)]
    return not any(char.isupper() for char in sample)
