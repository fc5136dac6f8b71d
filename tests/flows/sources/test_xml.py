# ruff: noqa: E501  (tables of cases)
import datetime as dt
import gzip
import time
import tracemalloc
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from reading import DAY, OTHER_SENTENCE, SENTENCE, Reading, read

from flows.sources import ReadLimits, plan_batches, read_batch
from flows.sources.plan import BatchSizes
from schemas.articles import RawDocument
from schemas.operations import IGNORED_REASONS
from schemas.sources import FieldNames, SourceSpec

NAR = "http://iptc.org/std/nar/2006-10-01/"
LEAD = "KALO, Marania (NWA) - Soldiers left the border post on Friday, the mayor said."
XHTML = f'<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{LEAD}</p><p>{OTHER_SENTENCE}</p></body></html></inlineXML>'  # fmt: skip
NITF_BODY = f"<body.content><block><p>{LEAD}</p><p>{OTHER_SENTENCE}</p></block></body.content>"
EMBEDDED_NITF = f"""<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>
  <body.head><hedline><hl1>Post left</hl1></hedline><byline>By Ann Lee<byttl>NWA Reporter</byttl></byline></body.head>{NITF_BODY}</body></nitf></inlineXML>"""
META = """<urgency>3</urgency><headline role="hld:subHeadline">Nobody hurt</headline><headline>Border post left</headline>
  <by>By Ann Lee and Bo Chan</by><creditline>Reuters</creditline><dateline>KALO</dateline><language tag="en-GB"/>"""


def item(
    guid: str = "urn:newsml:nwa.example:20241130:1",
    nature: str = "ninat:text",
    status: str = '<pubStatus qcode="stat:usable"/>',
    created: str = "<versionCreated>2024-11-30T10:00:00+02:00</versionCreated><firstCreated>2024-11-29T10:00:00+02:00</firstCreated>",
    meta: str = META,
    content: str = XHTML,
    namespace: str = f' xmlns="{NAR}"',
    provider: str = '<provider literal="nwa.example"><name>Northern Wire Agency</name></provider>',
    version: int = 1,
) -> str:
    return f"""<newsItem{namespace} guid="{guid}" version="{version}" standard="NewsML-G2" xml:lang="en">
    <itemMeta><itemClass qcode="{nature}"/>{provider}{created}{status}<edNote>Note to editors: adds detail.</edNote></itemMeta>
    <contentMeta>{meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"""


def message(*items: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="{NAR}" xmlns:x="http://www.w3.org/1999/xhtml"><header><sent>2024-11-30T10:01:00Z</sent></header>
<itemSet>{"".join(items)}</itemSet></newsMessage>"""


def nitf(head: str = "", body_head: str = "<hedline><hl1>Post left</hl1></hedline>", content: str = NITF_BODY, attributes: str = "") -> str:
    docdata = '<docdata management-status="usable"><doc-id id-string="77"/><date.issue norm="20241130T191044Z"/></docdata>'
    return f"<nitf{attributes}><head>{head or docdata}</head><body><body.head>{body_head}</body.head>{content}<body.end/></body></nitf>"


def write(path: Path, text: str | bytes) -> Path:
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def read_text(folder: Path, text: str | bytes, *, name: str = "a.xml", day: dt.date | None = DAY, spec: SourceSpec | None = None, limit: int = 1_000_000) -> Reading:  # fmt: skip
    reading = read(write(folder / name, text), day=day, spec=spec, limit=limit)
    assert all(entry.reason in IGNORED_REASONS for entry in reading.ignored)
    return reading


def one(folder: Path, text: str | bytes, **more: str) -> RawDocument:
    reading = read_text(folder, text, **more)
    assert (reading.quarantined, reading.ignored) == ([], [])
    [document] = reading.documents
    return document


@pytest.mark.parametrize("name", ["a.xml", "a.xml.gz", "A.XML"])
def test_a_news_item(tmp_path: Path, name: str) -> None:
    document = one(tmp_path, item(), name=name)
    assert (document.source_kind, document.text, document.html) == ("xml", f"{LEAD}\n{OTHER_SENTENCE}", None)
    assert (document.title, document.authors, document.language) == ("Border post left", ("By Ann Lee and Bo Chan",), "en")
    assert (document.publisher, document.credit) == ("Northern Wire Agency", "Reuters")
    assert (document.published, document.published_basis) == ("2024-11-30T10:00:00+02:00", "record")
    assert (document.url, document.raw_ref.endswith(name)) == ("urn:newsml:nwa.example:20241130:1", True)


def test_items_of_a_message_are_numbered(tmp_path: Path) -> None:
    documents = read_text(tmp_path, message(item(guid="urn:a"), item(guid="urn:b"))).documents
    assert [(document.url, document.raw_ref.rpartition("#")[2]) for document in documents] == [("urn:a", "1"), ("urn:b", "2")]


def test_versions_of_one_item_are_documents_of_their_own(tmp_path: Path) -> None:
    later = item(version=2, created="<versionCreated>2024-12-01T08:00:00Z</versionCreated>")
    documents = read_text(tmp_path, message(item(), later)).documents
    assert [document.published for document in documents] == ["2024-11-30T10:00:00+02:00", "2024-12-01T08:00:00+00:00"]
    assert documents[0].raw_sha256 != documents[1].raw_sha256


def test_same_item_has_the_same_hash_wherever_it_stands(tmp_path: Path) -> None:
    first = read_text(tmp_path, message(item(guid="urn:z"), item()), name="a.xml").documents[1]
    assert one(tmp_path, item(), name="b.xml").raw_sha256 == first.raw_sha256


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(XHTML, f"{LEAD}\n{OTHER_SENTENCE}", id="XHTML"),
        pytest.param(EMBEDDED_NITF, f"{LEAD}\n{OTHER_SENTENCE}", id="NITF"),
        pytest.param(f"<inlineXML><html><body><h1>Border post left</h1><p>{LEAD}</p></body></html></inlineXML>", LEAD, id="the headline again"),
        pytest.param(f'<inlineData contenttype="text/plain">{LEAD}\n\n{OTHER_SENTENCE}</inlineData>', f"{LEAD}\n\n{OTHER_SENTENCE}", id="plain text"),
        pytest.param(f'<inlineData contenttype="text/plain"><![CDATA[<p>{LEAD}</p>]]></inlineData>', LEAD, id="markup under the name of plain text"),
        pytest.param(f'<inlineData contenttype="text/html">{escape(f"<p>{LEAD}</p>")}</inlineData>', LEAD, id="escaped HTML"),
        pytest.param(f'<remoteContent href="a.jpg"/><inlineData contenttype="text/plain">Short form.</inlineData>{XHTML}', f"{LEAD}\n{OTHER_SENTENCE}", id="best rendition"),
        pytest.param('<inlineXML><block><table><tr><td>Kalo</td><td>3 dead</td></tr></table></block></inlineXML>', "Kalo | 3 dead", id="table"),
        pytest.param(f'<inlineXML><p>{LEAD}</p><p>{OTHER_SENTENCE}</p></inlineXML>', f"{LEAD}\n{OTHER_SENTENCE}", id="bare paragraphs"),
        pytest.param(f'<inlineXML><results><team>Kalo</team></results></inlineXML><inlineXML><story><p>{LEAD}</p></story></inlineXML>', LEAD, id="XML that is no text before one that is"),
    ],
)  # fmt: skip
def test_text_of_a_news_item(tmp_path: Path, content: str, text: str) -> None:
    assert one(tmp_path, item(content=content)).text == text


def test_what_the_nitf_within_says_stands_in_for_missing_metadata(tmp_path: Path) -> None:
    document = one(tmp_path, item(meta="", content=EMBEDDED_NITF))
    assert (document.title, document.authors, document.credit) == ("Post left", ("By Ann Lee",), "NWA Reporter")


@pytest.mark.parametrize(
    ("provider", "publisher"),
    [
        pytest.param('<provider literal="nwa.example"/>', "nwa.example", id="literal"),
        pytest.param('<provider qcode="nprov:AFP"/>', "AFP", id="code"),
        pytest.param('<provider uri="https://www.nwa.example/about/"/>', "nwa.example", id="address"),
        pytest.param("", None, id="none"),
    ],
)
def test_publisher_of_a_news_item(tmp_path: Path, provider: str, publisher: str | None) -> None:
    assert one(tmp_path, item(provider=provider)).publisher == publisher


@pytest.mark.parametrize(
    ("created", "published"),
    [
        pytest.param("<firstCreated>2024-11-29T10:00:00Z</firstCreated>", "2024-11-29T10:00:00+00:00", id="only the first version"),
        pytest.param("<versionCreated>2017-10-11T10:41:00+0100</versionCreated>", "2017-10-11T10:41:00+01:00", id="zone without a colon"),
        pytest.param(
            "<versionCreated>soon</versionCreated><firstCreated>2024-11-29</firstCreated>", "2024-11-29", id="one that is no date"
        ),
        pytest.param("", None, id="none"),
    ],
)
def test_day_of_publication(tmp_path: Path, created: str, published: str | None) -> None:
    assert one(tmp_path, item(created=created)).published == published


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({"nature": "ninat:picture"}, "not_text_item", id="picture"),
        pytest.param({"nature": "http://cv.iptc.org/newscodes/ninature/video"}, "not_text_item", id="video by address"),
        pytest.param({"nature": "icls:composite"}, "not_text_item", id="composite"),
        pytest.param({"status": '<pubStatus qcode="stat:canceled"/>'}, "canceled_item", id="canceled"),
        pytest.param({"status": '<pubStatus qcode="stat:canceled"/>', "content": ""}, "canceled_item", id="canceled and emptied"),
        pytest.param({"status": '<pubStatus qcode="stat:withheld"/>'}, "withheld_item", id="withheld"),
        pytest.param({"status": "<embargoed>2099-01-01T00:00:00Z</embargoed>"}, "withheld_item", id="embargo ahead"),
        pytest.param({"status": "<embargoed/>"}, "withheld_item", id="embargo without an end"),
        pytest.param({"namespace": ' xmlns="urn:other"'}, "not_news_xml", id="a news item of another vocabulary"),
    ],
)
def test_items_that_are_no_articles(tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    reading = read_text(tmp_path, message(item(**changed), item()))
    assert [(entry.key.rpartition("#")[2], entry.reason) for entry in reading.ignored] == [("1", reason)]
    assert (len(reading.documents), reading.quarantined) == (1, [])


def test_embargo_that_has_ended(tmp_path: Path) -> None:
    assert one(tmp_path, item(status="<embargoed>2024-12-01T00:00:00Z</embargoed>")).text is not None


def test_other_items_of_g2(tmp_path: Path) -> None:
    others = [f'<{name} guid="urn:x" version="1"><itemMeta/></{name}>' for name in ("packageItem", "conceptItem", "planningItem")]
    reading = read_text(tmp_path, message(*others, item()))
    assert [entry.reason for entry in reading.ignored] == ["not_text_item"] * 3
    assert len(reading.documents) == 1


def test_prefixed_names(tmp_path: Path) -> None:
    text = f'<n:newsMessage xmlns:n="{NAR}"><n:itemSet><n:newsItem guid="urn:a"><n:itemMeta><n:itemClass qcode="ninat:text"/></n:itemMeta>'
    text += f"<n:contentSet><n:inlineData>{SENTENCE}</n:inlineData></n:contentSet></n:newsItem></n:itemSet></n:newsMessage>"
    assert one(tmp_path, text).text == SENTENCE


def test_nitf(tmp_path: Path) -> None:
    head = """<docdata><date.issue norm="20241130T191044Z"/><doc.copyright holder="The Port Herald" year="2024"/></docdata>
      <pubdata name="The Port Herald" ex-ref="https://herald.example/77" date.publication="20241201"/>"""
    top = """<hedline><hl1>Post <em>left</em></hl1><hl2>Nobody hurt</hl2></hedline><byline>By <person>Ann Lee</person>, in Kalo</byline>
      <distributor>Agencia EFE</distributor><dateline><location>KALO</location></dateline><abstract><p>In short.</p></abstract>"""
    document = one(tmp_path, nitf(head, top, attributes=' baselang="en-US" version="-//IPTC//DTD NITF 3.4//EN"'))
    assert (document.title, document.authors, document.language) == ("Post left", ("Ann Lee",), "en")
    assert (document.publisher, document.credit, document.url) == ("The Port Herald", "Agencia EFE", "https://herald.example/77")
    assert (document.text, document.published) == (f"{LEAD}\n{OTHER_SENTENCE}", "2024-11-30T19:10:44+00:00")


def test_nitf_with_its_document_type_and_names_of_html(tmp_path: Path) -> None:
    text = '<?xml version="1.0"?>\n<!DOCTYPE nitf SYSTEM "nitf-3-3.dtd">\n' + nitf(content="<body.content><p>Caf&eacute;&nbsp;burned, AT&amp;T said.</p></body.content>")  # fmt: skip
    assert one(tmp_path, text).text == "Café burned, AT&T said."


@pytest.mark.parametrize(
    ("docdata", "reason"),
    [
        pytest.param('<docdata management-status="canceled"/>', "canceled_item", id="canceled"),
        pytest.param('<docdata management-status="embargoed"/>', "withheld_item", id="embargoed without an end"),
        pytest.param('<docdata><date.release norm="20990101T000000Z"/></docdata>', "withheld_item", id="to be released"),
    ],
)
def test_nitf_that_is_not_to_be_used(tmp_path: Path, docdata: str, reason: str) -> None:
    assert [entry.reason for entry in read_text(tmp_path, nitf(docdata)).ignored] == [reason]


def test_many_nitf_in_one_file(tmp_path: Path) -> None:
    assert len(read_text(tmp_path, f"<archive>{nitf()}{nitf()}{nitf()}</archive>").documents) == 3


NEWSML1 = """<?xml version="1.0" encoding="iso-8859-1"?><NewsML><NewsEnvelope><DateAndTime>20241130T130037Z</DateAndTime></NewsEnvelope>
  <NewsItem><Identification><NewsIdentifier><ProviderId>nwa.example</ProviderId><PublicIdentifier>urn:newsml:nwa.example:1</PublicIdentifier></NewsIdentifier></Identification>
  <NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20241130T125902Z</FirstCreated><ThisRevisionCreated>20241130T131000Z</ThisRevisionCreated>
    <Status FormalName="{status}"/></NewsManagement>
  <NewsComponent><NewsLines><HeadLine>Brücke gesperrt</HeadLine><ByLine>Von Ann Lee</ByLine></NewsLines>
    <AdministrativeMetadata><Provider><Party FormalName="AFP"/></Provider></AdministrativeMetadata>
    <DescriptiveMetadata><Language FormalName="de"/></DescriptiveMetadata>
    <NewsComponent><Role FormalName="Caption"/><ContentItem><MediaType FormalName="Text"/><DataContent><p>Ein Foto.</p></DataContent></ContentItem></NewsComponent>
    <NewsComponent><ContentItem><MediaType FormalName="{media}"/><DataContent><p>Die Brücke über den Fluss ist gesperrt.</p><p>Niemand wurde verletzt.</p></DataContent></ContentItem></NewsComponent>
  </NewsComponent></NewsItem></NewsML>"""


def test_newsml_of_the_first_generation(tmp_path: Path) -> None:
    document = one(tmp_path, NEWSML1.format(status="Usable", media="Text").encode("latin-1"))
    assert (document.title, document.text) == ("Brücke gesperrt", "Die Brücke über den Fluss ist gesperrt.\nNiemand wurde verletzt.")
    assert (document.publisher, document.language, document.published) == ("AFP", "de", "2024-11-30T13:10:00+00:00")
    assert (document.url, document.authors) == ("urn:newsml:nwa.example:1", ("Von Ann Lee",))


@pytest.mark.parametrize(("status", "media", "reason"), [("Canceled", "Text", "canceled_item"), ("Usable", "Photo", "not_text_item")])
def test_newsml_of_the_first_generation_that_is_no_article(tmp_path: Path, status: str, media: str, reason: str) -> None:
    reading = read_text(tmp_path, NEWSML1.format(status=status, media=media).encode("latin-1"))
    assert [entry.reason for entry in reading.ignored] == [reason]


def test_bad_items_in_the_middle_are_set_aside_and_the_others_kept(tmp_path: Path) -> None:
    bad = [
        item(content="<inlineXML><html><p>Never closed</html></inlineXML>"),
        item(meta="<headline>AT&T</headline>"),
        item(content='<remoteContent href="https://nwa.example/1.xml"/>'),
        item(content=""),
        item(content="<inlineXML><html><body><p>&undeclared;</p></body></html></inlineXML>"),
        item().replace("</newsItem>", ""),
        item(content=f'<inlineData contenttype="text/plain">{"y" * 1_000_001}</inlineData>'),
        item(content=f'<inlineData contenttype="text/plain">{"z" * 2_100_000}</inlineData>'),
        item().replace("<p>", "<p>Caf\udce9 "),
    ]
    text = message(*(part for number, broken in enumerate(bad) for part in (broken, item(guid=f"urn:good:{number}"))))
    reading = read_text(tmp_path, text.encode("utf-8", "surrogateescape"))
    assert [document.url for document in reading.documents] == [f"urn:good:{number}" for number in range(len(bad))]
    assert [(entry.key.rpartition("#")[2], entry.reason) for entry in reading.quarantined] == [
        ("1", "broken_record"),
        ("3", "broken_record"),
        ("5", "missing_text"),
        ("7", "missing_text"),
        ("9", "broken_record"),
        ("11", "unreadable"),
        ("13", "too_large"),
        ("15", "too_large"),
        ("17", "wrong_encoding"),
    ]
    assert "ask the agency for embedded text" in reading.quarantined[2].detail
    assert "'undeclared'" in reading.quarantined[4].detail


def test_control_characters_are_left_out(tmp_path: Path) -> None:
    content = "<inlineData>One \x0bline&#x1; and a good&#33; end.</inlineData>"
    assert one(tmp_path, item(content=content)).text == "One line and a good! end."


def test_tags_in_comments_and_character_data_are_none(tmp_path: Path) -> None:
    content = f"<inlineData><![CDATA[The tag <newsItem> ends with </newsItem>. {SENTENCE}]]></inlineData>"
    text = message("<!-- <newsItem guid='urn:gone'> -->", item(content=content), item())
    documents = read_text(tmp_path, text).documents
    assert [document.text for document in documents] == [
        f"The tag <newsItem> ends with </newsItem>. {SENTENCE}",
        f"{LEAD}\n{OTHER_SENTENCE}",
    ]


@pytest.mark.parametrize("entities", [pytest.param(9, id="billion laughs"), pytest.param(1, id="a single entity")])
def test_entities_of_a_document_type_are_not_expanded(tmp_path: Path, entities: int) -> None:
    declared = '<!ENTITY e0 "ha">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, entities + 1))
    body = f"<body.content><p>&e{entities};</p></body.content>"
    reading = read_text(tmp_path, f"<!DOCTYPE nitf [{declared}]>{nitf(content=body)}")
    assert (reading.reasons, reading.documents) == (["broken_record"], [])


def test_files_of_the_machine_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret")
    declared = f'<!DOCTYPE nitf [<!ENTITY s SYSTEM "file://{tmp_path}/secret.txt">]>'
    reading = read_text(tmp_path, declared + nitf(content="<body.content><p>&s;</p></body.content>"))
    assert reading.reasons == ["broken_record"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "empty", id="no byte"),
        pytest.param("  \n", "empty", id="white space"),
        pytest.param("Not XML at all.", "broken_record", id="plain text"),
        pytest.param(b"PK\x03\x04\x00\x00", "binary", id="another kind of file"),
        pytest.param(message(), "empty", id="a message without an item"),
        pytest.param(nitf()[:-30], "unreadable", id="cut off"),
        pytest.param(nitf(content=""), "missing_text", id="no text"),
        pytest.param(nitf().encode().replace(b"left the", b"left \xe9 the"), "wrong_encoding", id="bytes that are not UTF-8"),
    ],
)
def test_bad_files(tmp_path: Path, text: str | bytes, reason: str) -> None:
    reading = read_text(tmp_path, text)
    assert (reading.reasons, reading.documents, reading.ignored) == ([reason], [], [])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('<rss version="2.0"><channel><item><title>Post left</title></item></channel></rss>', id="RSS"),
        pytest.param('<?xml version="1.0"?><!-- a --><feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', id="Atom"),
        pytest.param('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>', id="sitemap"),
        pytest.param("<catalogue><NewsItemRef/><newsItems/></catalogue>", id="anything else"),
    ],
)
def test_xml_of_another_kind_is_ignored(tmp_path: Path, text: str) -> None:
    reading = read_text(tmp_path, text)
    assert ([entry.reason for entry in reading.ignored], reading.quarantined, reading.documents) == (["not_news_xml"], [], [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1", "windows-1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    text = declared + nitf(content="<body.content><p>Ein Boot – „Käte“ – sank.</p></body.content>").replace(
        "–", "-" if encoding == "iso-8859-1" else "–"
    )
    if encoding == "iso-8859-1":
        text = text.replace("„", '"').replace("“", '"')
    assert "Käte" in (one(tmp_path, text.encode(encoding)).text or "")


def test_encoding_of_the_spec(tmp_path: Path) -> None:
    text = nitf(content="<body.content><p>Käte sank.</p></body.content>").encode("latin-1")
    reading = read_text(tmp_path, text, spec=SourceSpec(id="desk", encoding="latin-1", fields=FieldNames(text="story")))
    assert [document.text for document in reading.documents] == ["Käte sank."]


def test_items_before_the_end_of_a_truncated_gzip_are_kept(tmp_path: Path) -> None:
    packed = gzip.compress(message(*(item(guid=f"urn:{number * 7919}") for number in range(500))).encode())
    path = tmp_path / "a.xml.gz"
    path.write_bytes(packed[: len(packed) // 2])
    reading = read(path)
    assert 50 < len(reading.documents) < 450
    assert reading.reasons == ["unreadable"]


def test_items_before_the_end_of_a_truncated_dump_are_kept(tmp_path: Path) -> None:
    whole = message(*(item(guid=f"urn:{number}") for number in range(50)))
    reading = read_text(tmp_path, whole[: whole.index('guid="urn:30"') + 400])
    assert (len(reading.documents), reading.reasons) == (30, ["unreadable"])


def test_a_large_dump_is_cut_into_batches_without_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.sources.cutting.COUNTED_FROM_BYTES", 0)
    broken = item(guid="urn:120").replace("</newsItem>", "")
    items = [broken if number == 120 else item(guid=f"urn:{number}") for number in range(300)]
    path = write(tmp_path / "a.xml", message(*items))
    assert path.stat().st_size > 256 * 1024
    batches = plan_batches([path], settings=BatchSizes(batch_records=100))
    assert [(batch.part.first, batch.part.end) for batch in batches] == [(0, 100), (100, 200), (200, None)]
    documents = [result for batch in batches for result in read_batch(batch) if isinstance(result, RawDocument)]
    assert [document.url for document in documents] == [f"urn:{number}" for number in range(300) if number != 120]
    assert documents[-1].raw_ref.endswith("a.xml#300")


def test_small_files_share_a_batch_and_large_ones_have_their_own(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.xml", item())
    write(tmp_path / "dump.xml", message(*(item(guid=f"urn:{number}") for number in range(300))))
    batches = plan_batches([tmp_path])
    assert [[path.name for path in batch.files] for batch in batches] == [["0.xml", "1.xml", "2.xml"], ["dump.xml"]]


def test_memory_does_not_grow_with_the_dump(tmp_path: Path) -> None:
    path, text = tmp_path / "dump.xml.gz", item(content=f"<inlineData>{SENTENCE * 200}</inlineData>")
    with gzip.open(path, "wb", compresslevel=1) as file:
        start, _, end = message("|").partition("|")
        file.write(start.encode())
        file.writelines(text.encode() for _ in range(2000))
        file.write(end.encode())
    [batch] = plan_batches([path], published_date=DAY, settings=BatchSizes(batch_records=100_000))
    tracemalloc.start()
    count = sum(isinstance(result, RawDocument) for result in read_batch(batch, ReadLimits(1_000_000)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, peak < 4_000_000) == (2000, True), "a dump of 24 MB"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<!--" * 200_000, id="comments that do not end"),
        pytest.param("<a>" + "<![CDATA[" * 100_000, id="character data that does not end"),
        pytest.param("<!DOCTYPE nitf [" + '<!ENTITY a "]' * 20_000, id="a document type that does not end"),
        pytest.param("<a " + "x='" * 200_000, id="a tag that does not end"),
        pytest.param("<nitf " + "x='" * 200_000, id="an item's tag that does not end"),
        pytest.param("<newsItem " * 20_000, id="items that only begin"),
        pytest.param(nitf(content="<body.content>" + "<p>" * 50_000), id="depth"),
    ],
)
def test_hostile_files_take_no_time(tmp_path: Path, text: str) -> None:
    started = time.process_time()
    reading = read_text(tmp_path, text)
    assert (reading.documents, time.process_time() - started < 5) == ([], True)
