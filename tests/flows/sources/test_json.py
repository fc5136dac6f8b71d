# ruff: noqa: E501  (tables of cases)
import gzip
import json
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from reading import DAY, OTHER_SENTENCE, SENTENCE, Reading, read

from flows.sources import ReadLimits, plan_batches, read_batch
from flows.sources.plan import BatchSizes
from schemas.articles import RawDocument
from schemas.sources import FieldNames, SourceSpec

RECORD = {"title": "Post empty", "text": SENTENCE, "url": "https://news.example/a", "date": "2024-10-05"}
XHTML = f"<p>{SENTENCE}</p><p>{OTHER_SENTENCE}</p>"
BOTH = f"{SENTENCE}\n{OTHER_SENTENCE}"
NINJS = {
    "uri": "urn:nwa.example:1",
    "type": "text",
    "version": "2",
    "versioncreated": "2024-10-05T10:00:00+02:00",
    "firstcreated": "2024-10-04T10:00:00+02:00",
    "pubstatus": "usable",
    "language": "en-GB",
    "headline": "Post empty",
    "byline": "By Ann Lee",
    "copyrightholder": "Northern Wire Agency",
    "source": "Reuters",
    "body_text": f"{SENTENCE} {OTHER_SENTENCE}",
    "body_xhtml": XHTML,
    "associations": {"featuremedia": {"uri": "urn:nwa.example:2", "type": "picture", "body_text": "A caption."}},
}
NINJS_3 = {
    "$standard": {"name": "ninjs", "version": "3.0"},
    "uri": "urn:nwa.example:1",
    "versionCreated": "2024-10-05T10:00:00+02:00",
    "pubStatus": "usable",
    "by": "By Ann Lee",
    "headlines": [{"role": "short", "value": "Empty"}, {"role": "main", "value": "Post <em>empty</em>"}],
    "bodies": [
        {"role": "main", "contentType": "text/plain", "value": f"{SENTENCE} {OTHER_SENTENCE}"},
        {"role": "richtext", "contentType": "application/xhtml+xml", "value": XHTML},
        {"role": "summary", "contentType": "text/plain", "value": SENTENCE},
    ],
}
FUNDUS = {
    "title": "Post empty",
    "authors": ["Ann Lee"],
    "publishing_date": "2024-10-05 10:00:00+02:00",
    "topics": ["Border"],
    "free_access": True,
    "body": {"summary": ["In short."], "sections": [{"headline": ["At the border"], "paragraphs": [SENTENCE, OTHER_SENTENCE]}]},
    "html": {
        "requested_url": "https://herald.example/a",
        "responded_url": "https://herald.example/a?x=1",
        "content": "<html><body><p>page</p></body></html>",
        "crawl_date": "2024-10-06 08:00:00",
        "source_info": {"publisher": "The Herald"},
    },
}


def write(path: Path, content: Any) -> Path:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def read_json(folder: Path, content: Any, name: str = "a.json", **more: Any) -> Reading:
    return read(write(folder / name, content), **more)


def texts(reading: Reading) -> list[str | None]:
    return [document.text for document in reading.documents]


def numbers(entries: list[Any]) -> list[tuple[str, str]]:
    return [(entry.key.rpartition("#")[2], entry.reason) for entry in entries]


@pytest.mark.parametrize("name", ["a.json", "a.json.gz"])
def test_one_article(tmp_path: Path, name: str) -> None:
    [document] = read_json(tmp_path, RECORD, name).documents
    assert (document.source_kind, document.title, document.text, document.published) == ("json", "Post empty", SENTENCE, "2024-10-05")
    assert document.raw_ref.endswith(name)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param([RECORD, RECORD], id="a list"),
        pytest.param({"status": "ok", "totalResults": 2, "articles": [RECORD, RECORD]}, id="articles"),
        pytest.param({"data": {"items": [RECORD, RECORD], "next": None}}, id="items one level down"),
        pytest.param({"hits": {"hits": [{"_id": "1", "_source": RECORD}, {"_id": "2", "_source": RECORD}]}}, id="a search engine's"),
        pytest.param({"data": {"items": [{"meta": {}, "item": NINJS}] * 2}}, id="an agency's feed"),
        pytest.param({"The Herald": [FUNDUS], "The Post": [FUNDUS]}, id="by publisher"),
        pytest.param(b"\n".join([json.dumps(RECORD).encode()] * 2), id="an object a line"),
    ],
)
def test_two_articles(tmp_path: Path, content: Any) -> None:
    reading = read_json(tmp_path, content)
    assert [document.raw_ref.rpartition("#")[2] for document in reading.documents] == ["1", "2"]
    assert (reading.quarantined, reading.ignored) == ([], [])


@pytest.mark.parametrize(
    "record", [pytest.param(NINJS, id="1.x"), pytest.param(NINJS_3, id="3.x"), pytest.param({"item": NINJS}, id="wrapped")]
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_ninjs(tmp_path: Path, record: dict[str, Any], name: str) -> None:
    [document] = read_json(tmp_path, record, name).documents
    assert (document.title, document.text, document.html) == ("Post empty", BOTH, None)
    assert (document.published, document.authors, document.url) == ("2024-10-05T10:00:00+02:00", ("By Ann Lee",), "urn:nwa.example:1")


def test_publisher_and_credit_of_ninjs(tmp_path: Path) -> None:
    [document] = read_json(tmp_path, NINJS).documents
    assert (document.publisher, document.credit, document.language) == ("Northern Wire Agency", "Reuters", "en")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({"type": "picture"}, "not_text_item", id="picture"),
        pytest.param({"type": "composite"}, "not_text_item", id="package"),
        pytest.param({"pubstatus": "canceled"}, "canceled_item", id="canceled"),
        pytest.param({"pubstatus": "withheld"}, "withheld_item", id="withheld"),
        pytest.param({"embargoed": "2099-01-01T00:00:00Z"}, "withheld_item", id="embargo ahead"),
    ],
)
def test_items_of_ninjs_that_are_no_articles(tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    reading = read_json(tmp_path, [NINJS | changed, NINJS])
    assert (numbers(reading.ignored), texts(reading)) == ([("1", reason)], [BOTH])


@pytest.mark.parametrize("embargo", ["2024-10-05T12:00:00Z", None, ""])
def test_embargo_that_has_ended_or_never_was(tmp_path: Path, embargo: str | None) -> None:
    assert texts(read_json(tmp_path, NINJS | {"embargoed": embargo})) == [BOTH]


def test_fundus(tmp_path: Path) -> None:
    [document] = read_json(tmp_path, FUNDUS).documents
    assert (document.title, document.text) == ("Post empty", f"In short.\nAt the border\n{BOTH}")
    assert (document.url, document.publisher, document.authors) == ("https://herald.example/a?x=1", "The Herald", ("Ann Lee",))
    assert document.published == "2024-10-05T10:00:00+02:00"


@pytest.mark.parametrize(
    ("changed", "text", "html"),
    [
        pytest.param({"plaintext": f"{SENTENCE}\n\n{OTHER_SENTENCE}"}, f"{SENTENCE}\n\n{OTHER_SENTENCE}", None, id="plain text is there"),
        pytest.param({"body": {"summary": [], "sections": []}}, None, "<html><body><p>page</p></body></html>", id="only the page"),
    ],
)
def test_text_of_fundus(tmp_path: Path, changed: dict[str, Any], text: str | None, html: str | None) -> None:
    [document] = read_json(tmp_path, FUNDUS | changed).documents
    assert (document.text, document.html) == (text, html)


def test_lists_by_publisher_name_the_publisher(tmp_path: Path) -> None:
    plain = {key: value for key, value in FUNDUS.items() if key != "html"}
    documents = read_json(tmp_path, {"The Herald": [plain], "The Post": [plain]}).documents
    assert [document.publisher for document in documents] == ["The Herald", "The Post"]


def test_news_please(tmp_path: Path) -> None:
    record = {
        "maintext": SENTENCE,
        "date_publish": "None",
        "source_domain": "news.example",
        "title": "Post empty",
        "authors": [],
        "language": "en",
    }
    [document] = read_json(tmp_path, record, day=None).documents
    assert (document.text, document.publisher, document.published) == (SENTENCE, "news.example", None)


def test_fields_of_the_spec(tmp_path: Path) -> None:
    spec = SourceSpec(id="desk", fields=FieldNames(text="payload.story", credit="payload.from"))
    [document] = read_json(tmp_path, [{"payload": {"story": SENTENCE, "from": "AFP"}}], spec=spec).documents
    assert (document.text, document.credit) == (SENTENCE, "AFP")


def test_a_credit_line_of_any_record(tmp_path: Path) -> None:
    [document] = read_json(tmp_path, RECORD | {"creditLine": "AFP"}).documents
    assert document.credit == "AFP"


def test_bad_records_in_the_middle_are_set_aside_and_the_others_kept(tmp_path: Path) -> None:
    good = json.dumps(RECORD)
    parts = [
        good,
        '{"text": bad}',
        '"a string, with a comma"',
        "12",
        '{"title": "no text", "tags": ["a", {"b": "]"}]}',
        '{"text": "' + "y" * 1_000_001 + '"}',
        '{"text": "' + "z" * 2_100_000 + '"}',
        "[1, 2]",
        '{"text": "\udce9t\udce9 \udcc3\udca9 \udcc3\udca9 \udcc3\udca9"}',
        json.dumps(RECORD | {"text": 'Brackets ]}[{ and \\"quotes" in a string of the article.'}),
    ]
    reading = read_json(tmp_path, f"[{','.join(parts)}]".encode("utf-8", "surrogateescape"))
    assert texts(reading) == [SENTENCE, 'Brackets ]}[{ and \\"quotes" in a string of the article.']
    assert numbers(reading.quarantined) == [
        ("2", "broken_record"),
        ("3", "broken_record"),
        ("4", "broken_record"),
        ("5", "missing_text"),
        ("6", "too_large"),
        ("7", "too_large"),
        ("8", "broken_record"),
        ("9", "wrong_encoding"),
    ]


@pytest.mark.parametrize(
    ("content", "reason", "detail"),
    [
        pytest.param(b"", "empty", "no record", id="no byte"),
        pytest.param(b"[]", "empty", "no record", id="an empty list"),
        pytest.param(b"Not JSON.", "broken_record", "not JSON", id="plain text"),
        pytest.param(b"\x89PNG\x00\x00", "binary", "no text", id="another kind of file"),
        pytest.param(b'{"text": "cut', "unreadable", "breaks off", id="cut off"),
        pytest.param(b'{"a": 1,}', "broken_record", "not JSON", id="a stray comma"),
        pytest.param({"name": "tool", "version": 3}, "missing_text", "name the fields in a source spec", id="settings of a tool"),
        pytest.param(
            {"type": "FeatureCollection", "features": [{"geometry": {}}]}, "missing_text", 'a list, bare or under "articles"', id="a map"
        ),
        pytest.param([1] * 1, "broken_record", "not an object", id="a list of numbers"),
        pytest.param(NINJS | {"body_text": "", "body_xhtml": ""}, "missing_text", "the record has uri, type", id="ninjs without a body"),
    ],
)
def test_bad_files(tmp_path: Path, content: Any, reason: str, detail: str) -> None:
    reading = read_json(tmp_path, content)
    assert (reading.reasons, reading.documents, reading.ignored) == ([reason], [], [])
    assert detail in reading.quarantined[0].detail


def test_impossible_date_of_a_record(tmp_path: Path) -> None:
    assert read_json(tmp_path, RECORD | {"date": "31 February 2024"}, day=None).reasons == ["impossible_date"]


@pytest.mark.parametrize(
    ("start", "end"),
    [pytest.param("[", "]", id="list"), pytest.param('{"status": "ok", "articles": [', "]}", id="object"), pytest.param('{"The Herald": [', "]}", id="by publisher")],
)  # fmt: skip
def test_records_before_the_end_of_a_truncated_file_are_kept(tmp_path: Path, start: str, end: str) -> None:
    whole = start + ", ".join(json.dumps(RECORD | {"url": f"https://news.example/{number}"}) for number in range(50)) + end
    reading = read_json(tmp_path, whole[: whole.index("example/30") + 5].encode())
    assert (len(reading.documents), reading.reasons) == (30, ["unreadable"])


def test_parts_of_a_truncated_article_are_no_articles(tmp_path: Path) -> None:
    whole = json.dumps(NINJS_3)
    reading = read_json(tmp_path, whole[: whole.index('"summary"')].encode())
    assert (reading.documents, reading.reasons) == ([], ["unreadable"])


def test_records_before_the_end_of_a_truncated_gzip_are_kept(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps([RECORD | {"text": f"{SENTENCE} {number * 7919}"} for number in range(5000)]).encode())
    path = tmp_path / "a.json.gz"
    path.write_bytes(packed[: len(packed) // 2])
    reading = read(path)
    assert 1000 < len(reading.documents) < 4500
    assert reading.reasons == ["unreadable"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    data = json.dumps([RECORD | {"text": "Das Boot „Käte“ sank."}], ensure_ascii=False).encode(encoding)
    assert texts(read_json(tmp_path, data)) == ["Das Boot „Käte“ sank."]


def test_encoding_of_the_spec(tmp_path: Path) -> None:
    data = json.dumps([RECORD | {"text": "船が沈んだ。表示"}], ensure_ascii=False).encode("shift_jis")
    assert texts(read_json(tmp_path, data, spec=SourceSpec(id="desk", encoding="shift_jis"))) == ["船が沈んだ。表示"]


def test_same_record_has_the_same_hash_wherever_it_stands(tmp_path: Path) -> None:
    first = read_json(tmp_path, RECORD, "a.json").documents[0]
    second = read_json(tmp_path, json.dumps([{"text": "other"}, dict(reversed(RECORD.items()))], indent=4).encode(), "b.json").documents[1]
    assert first.raw_sha256 == second.raw_sha256


@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"meta": {"tags": ["a", "b"]}, "articles": [', "]}")])
def test_a_large_file_is_cut_into_batches_without_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str, end: str) -> None:
    monkeypatch.setattr("flows.sources.cutting.COUNTED_FROM_BYTES", 0)
    records = [RECORD | {"text": f"{SENTENCE * 30} {number}"} for number in range(250)]
    path = write(tmp_path / "a.json", (start + ",\n".join(map(json.dumps, records)) + end).encode())
    batches = plan_batches([path], settings=BatchSizes(batch_records=100, max_document_bytes=100_000))
    assert [(batch.part.first, batch.part.end) for batch in batches] == [(0, 100), (100, 200), (200, None)]
    results = [result for batch in batches for result in read_batch(batch, ReadLimits(100_000))]
    assert [result.text for result in results if isinstance(result, RawDocument)] == [record["text"] for record in records]
    assert all(isinstance(result, RawDocument) for result in results)


def test_memory_does_not_grow_with_the_list(tmp_path: Path) -> None:
    path, line = tmp_path / "a.json.gz", json.dumps(RECORD | {"text": SENTENCE * 200}).encode()
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"[" + line)
        file.writelines(b",\n" + line for _ in range(1999))
        file.write(b"]")
    [batch] = plan_batches([path], published_date=DAY, settings=BatchSizes(batch_records=100_000))
    tracemalloc.start()
    count = sum(isinstance(result, RawDocument) for result in read_batch(batch, ReadLimits(1_000_000)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, peak < 4_000_000) == (2000, True), "a list of 23 MB"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"[" * 300_000, id="brackets"),
        pytest.param(b'{"a":' * 100_000, id="objects in objects"),
        pytest.param(b'["' + b"\\" * 500_001, id="a string that does not end"),
        pytest.param(b"[{" * 100_000 + b"}]" * 100_000, id="depth"),
        pytest.param(b"[" + b"1" * 3_000_000 + b"]", id="a long number"),
    ],
)
def test_hostile_files_take_no_time(tmp_path: Path, content: bytes) -> None:
    started = time.process_time()
    reading = read_json(tmp_path, content)
    assert (reading.documents, len(reading.quarantined), time.process_time() - started < 5) == ([], 1, True)
