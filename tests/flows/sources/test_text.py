import datetime as dt
import gzip
import os
from pathlib import Path

import pytest
from reading import DAY, OTHER_SENTENCE, SENTENCE, read

from schemas.sources import FieldNames, SourceSpec


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_title_line_is_taken_off(tmp_path: Path) -> None:
    [document] = read(write(tmp_path / "a.txt", f"Border post empty\n\n{SENTENCE}\n\n{OTHER_SENTENCE}\n")).documents
    assert (document.title, document.text) == ("Border post empty", f"{SENTENCE}\n\n{OTHER_SENTENCE}")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{SENTENCE}\n\n{OTHER_SENTENCE}", id="first line is a sentence"),
        pytest.param(f"Border post\nempty since noon\n\n{SENTENCE}", id="no empty line after the first"),
        pytest.param("Border post empty", id="nothing after it"),
    ],
)
def test_text_without_title_line_stays_whole(tmp_path: Path, text: str) -> None:
    [document] = read(write(tmp_path / "a.txt", text)).documents
    assert (document.title, document.text) == (None, text)


def test_hard_wrapped_lines_stay(tmp_path: Path) -> None:
    [document] = read(write(tmp_path / "a.txt", "Soldiers left the\r\nborder post on Friday.\r\n")).documents
    assert document.text == "Soldiers left the\nborder post on Friday."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("Café in Málaga – closed.".encode(), "Café in Málaga – closed.", id="UTF-8"),
        pytest.param("Café in Málaga – closed.".encode("utf-8-sig"), "Café in Málaga – closed.", id="UTF-8 with mark"),
        pytest.param("Café in Málaga – closed.".encode("utf-16"), "Café in Málaga – closed.", id="UTF-16 with mark"),
        pytest.param("Café in Malaga was closed.".encode("utf-16-le"), "Café in Malaga was closed.", id="UTF-16 without mark"),
        pytest.param(
            "The café “Sol” in Málaga was closed by police.".encode("cp1252"),
            "The café “Sol” in Málaga was closed by police.",
            id="Windows-1252",
        ),
        pytest.param("Cafe\u0301 closed by police.".encode(), "Caf\u00e9 closed by police.", id="decomposed letters"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, text: str) -> None:
    assert [document.text for document in read(write(tmp_path / "a.txt", data)).documents] == [text]


def test_encoding_of_the_spec(tmp_path: Path) -> None:
    spec = SourceSpec(id="east", encoding="cp1251", publisher="Eastern Post")
    [document] = read(write(tmp_path / "a.txt", "Солдаты ушли с поста.".encode("cp1251")), spec=spec).documents
    assert (document.text, document.publisher, document.source_id) == ("Солдаты ушли с поста.", "Eastern Post", "east")


def test_field_names_of_the_spec_are_those_of_records_and_not_of_plain_texts(tmp_path: Path) -> None:
    spec = SourceSpec(id="desk", fields=FieldNames(text="story", title="head", published="day"))
    plain, marked = read(
        folder_of(tmp_path / "news", a=f"Border post empty\n\n{SENTENCE}\n", b=f"---\nday: 2024-10-05\nhead: Post empty\n---\n{SENTENCE}"),
        spec=spec,
    ).documents
    assert (plain.title, plain.text, plain.published) == ("Border post empty", SENTENCE, None)
    assert (marked.title, marked.text, marked.published) == ("Post empty", SENTENCE, "2024-10-05")


def folder_of(folder: Path, a: str, b: str) -> Path:
    folder.mkdir()
    write(folder / "a.txt", a)
    write(folder / "b.md", b)
    return folder


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty", id="no bytes"),
        pytest.param(b" \n\t\n", "empty", id="white space"),
        pytest.param(b"%PDF-1.7 binary", "binary", id="PDF under a wrong name"),
        pytest.param(bytes(range(256)) * 20, "binary", id="arbitrary bytes"),
        pytest.param(
            "Übergang geräumt, Brücke überfüllt".encode() + "Übergang".encode("latin-1"), "wrong_encoding", id="two encodings in one file"
        ),
        pytest.param(b"x" * 1_000_001, "too_large", id="over the size limit"),
    ],
)
def test_bad_text_is_set_aside(tmp_path: Path, data: bytes, reason: str) -> None:
    reading = read(write(tmp_path / "a.txt", data))
    assert (reading.reasons, reading.documents) == ([reason], [])


def test_truncated_gzip_is_unreadable(tmp_path: Path) -> None:
    data = gzip.compress((SENTENCE * 500).encode())
    assert read(write(tmp_path / "a.txt.gz", data[: len(data) // 2])).reasons == ["unreadable"]


def test_broken_link_is_unreadable(tmp_path: Path) -> None:
    write(tmp_path / "good.txt", SENTENCE)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    reading = read(tmp_path)
    assert reading.reasons == ["unreadable"]
    assert reading.quarantined[0].is_retryable
    assert [document.text for document in reading.documents] == [SENTENCE]


@pytest.mark.parametrize(
    ("name", "given", "day", "basis"),
    [
        pytest.param("2024-10-05-border.txt", DAY, DAY, "given", id="given goes first"),
        pytest.param("2024-10-05-border.txt", None, dt.date(2024, 10, 5), "filename", id="date in the file name"),
        pytest.param("border_20241005.txt", None, dt.date(2024, 10, 5), "filename", id="compact date in the file name"),
        pytest.param("report-20241399.txt", None, dt.date(2001, 9, 9), "fetched", id="no calendar has it"),
        pytest.param("border.txt", None, dt.date(2001, 9, 9), "fetched", id="the file's own date"),
    ],
)
def test_date_of_plain_text(tmp_path: Path, name: str, given: dt.date | None, day: dt.date, basis: str) -> None:
    path = write(tmp_path / name, SENTENCE)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    [document] = read(path, day=given).documents
    assert (document.published, document.fallback_date, document.fallback_basis) == (None, day, basis)


def test_front_matter(tmp_path: Path) -> None:
    front = "---\ntitle: 'Border post: empty'\ndate: 2024-10-05\nurl: https://news.example/a\nauthor: [Ann Lee, Bo Chan]\n---\n"
    [document] = read(write(tmp_path / "a.md", f"{front}\n**Soldiers** left the [border post](https://news.example/b).\n")).documents
    assert document.title == "Border post: empty"
    assert document.text == "Soldiers left the border post."
    assert (document.published, document.published_basis) == ("2024-10-05", "record")
    assert (document.url, document.authors) == ("https://news.example/a", ("Ann Lee", "Bo Chan"))


def test_heading_is_the_title(tmp_path: Path) -> None:
    [document] = read(write(tmp_path / "a.md", f"# Border post empty\n\n{SENTENCE}\n")).documents
    assert (document.title, document.text) == ("Border post empty", SENTENCE)


def test_front_matter_that_is_no_yaml(tmp_path: Path) -> None:
    [document] = read(write(tmp_path / "a.md", f"---\ntitle: Talks: day two\ndate: 2024-10-05\n---\n{SENTENCE}\n")).documents
    assert (document.title, document.published) == ("Talks: day two", "2024-10-05")


@pytest.mark.parametrize(
    ("given", "reasons"),
    [pytest.param(DAY, [], id="another date to use"), pytest.param(None, ["impossible_date"], id="only the file's own date")],
)
def test_impossible_date(tmp_path: Path, given: dt.date | None, reasons: list[str]) -> None:
    assert read(write(tmp_path / "a.md", f"---\ndate: 2024-13-45\n---\n{SENTENCE}\n"), day=given).reasons == reasons
