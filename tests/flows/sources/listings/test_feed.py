# ruff: noqa: E501  (tables of cases)
import gzip
import tracemalloc

import pytest
from listed import HOST, as_bytes, further, items, pages, problems, refusal, urls

from flows.sources.listings.feed import read_feed
from schemas.sources import FurtherListing, ListedPage, ListingProblem

NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(*entries: str, channel: str = "", declaration: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return (
        f'{declaration}\n<rss version="2.0" {NAMESPACES}><channel><title>Example Times: World</title><link>{HOST}/</link>{channel}\n'
        + "\n".join(entries)
        + "\n</channel></rss>"
    )


def item(inner: str = "", link: str = f"<link>{HOST}/a</link>") -> str:
    return f"<item>{link}{inner}</item>"


def atom(*entries: str, feed: str = "", attributes: str = "") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Example Times</title><id>urn:x</id>{feed}\n'
        + "\n".join(entries)
        + "\n</feed>"
    )


def entry(inner: str = "", link: str = f'<link href="{HOST}/a"/>') -> str:
    return f"<entry><id>urn:uuid:1</id>{link}{inner}</entry>"


def one(feed: str | bytes) -> ListedPage:
    [page] = items(read_feed, feed)
    assert isinstance(page, ListedPage)
    return page


def test_an_entry_of_rss() -> None:
    feed = rss(
        item(
            "<title>Post left</title><pubDate>Sat, 05 Oct 2024 10:00:00 +0200</pubDate><dcterms:modified>2024-10-05T11:00:00+02:00</dcterms:modified>"
            "<dc:creator>Ann Lee</dc:creator><dc:creator><![CDATA[Bo Chan]]></dc:creator><dc:language>fr-CA</dc:language>"
            '<source url="https://other.example/feed">Other Times</source><description>&lt;p>Soldiers left.&lt;/p></description>'
            '<media:content url="https://img.example/1.jpg"><media:title>A picture</media:title><media:credit>Cy Dahl</media:credit></media:content>'
        ),
        channel="<language>en-gb</language><image><title>Logo</title><url>x.png</url><link>https://img.example/</link></image>",
    )
    assert one(feed) == ListedPage(
        url=f"{HOST}/a",
        title="Post left",
        published="2024-10-05T10:00:00+02:00",
        modified="2024-10-05T11:00:00+02:00",
        authors=("Ann Lee", "Bo Chan"),
        publisher="Other Times",
        language="fr",
    )


def test_an_entry_of_atom() -> None:
    feed = atom(
        entry(
            '<title type="html">Post &amp;lt;b&amp;gt;left&amp;lt;/b&amp;gt; &lt;i>again&lt;/i></title><published>2024-10-05T10:00:00Z</published><updated>2024-10-06T10:00:00Z</updated>'
            "<author><name>Ann Lee</name><email>ann@news.example</email></author><author><name>Bo Chan</name></author>"
            '<source><id>urn:s</id><title>Other Times</title><link href="https://other.example/"/></source><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><a href="x"><link/></a></div></content>'
        ),
        attributes='xml:lang="de"',
    )
    assert one(feed) == ListedPage(
        url=f"{HOST}/a",
        title="Post <b>left</b> again",
        published="2024-10-05T10:00:00+00:00",
        modified="2024-10-06T10:00:00+00:00",
        authors=("Ann Lee", "Bo Chan"),
        publisher="Other Times",
        language="de",
    )


def test_an_entry_of_rdf() -> None:
    feed = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {NAMESPACES}>
    <channel rdf:about="{HOST}/rss"><title>t</title><link>{HOST}</link><dc:language>es</dc:language><dc:publisher>Example Times</dc:publisher>
    <items><rdf:Seq><rdf:li resource="{HOST}/a"/></rdf:Seq></items></channel>
    <item rdf:about="{HOST}/a"><title>Post left</title><link>{HOST}/a</link><dc:date>2024-10-05T10:00+01:00</dc:date><dc:creator>Ann Lee</dc:creator></item>
    <item rdf:about="{HOST}/b"><title>No link</title></item></rdf:RDF>"""
    first, second = pages(read_feed, feed)
    assert first == ListedPage(f"{HOST}/a", "Post left", "2024-10-05T10:00:00+01:00", None, ("Ann Lee",), "Example Times", "es")
    assert second.url == f"{HOST}/b"


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        pytest.param("<link>/a?x=1&amp;y=2#top</link>", f"{HOST}/a?x=1&y=2", id="relative, with a fragment"),
        pytest.param("<link>/a?x=1&y=2</link>", f"{HOST}/a?x=1&y=2", id="bare ampersand"),
        pytest.param(f"<link><![CDATA[ {HOST}/a?x=1&y=2 ]]></link>", f"{HOST}/a?x=1&y=2", id="character data"),
        pytest.param(f"<link>{HOST}/é d</link>", f"{HOST}/%C3%A9%20d", id="letters and spaces"),
        pytest.param("<link>https://zürich.example/a</link>", "https://xn--zrich-kva.example/a", id="IDN"),
        pytest.param(
            f"<link>https://count.example/1</link><feedburner:origLink>{HOST}/a</feedburner:origLink>",
            f"{HOST}/a",
            id="address before a counting service",
        ),
        pytest.param(f"<guid>{HOST}/a</guid>", f"{HOST}/a", id="lasting identifier"),
        pytest.param(f'<guid isPermaLink="true">{HOST}/a</guid><link/>', f"{HOST}/a", id="lasting identifier beside an empty link"),
        pytest.param(f"<guid>{HOST}/b</guid><link>{HOST}/a</link>", f"{HOST}/a", id="link over identifier"),
        pytest.param(f'<atom:link rel="self" href="{HOST}/x"/><atom:link href="{HOST}/a"/>', f"{HOST}/a", id="link of Atom"),
        pytest.param(f"<link>javascript:x()</link><guid>{HOST}/a</guid>", f"{HOST}/a", id="a link that is none, an identifier that is one"),
        pytest.param('<link xml:base="https://base.example/x/">a</link>', "https://base.example/x/a", id="xml:base"),
    ],
)
def test_link_of_rss(inner: str, url: str) -> None:
    assert urls(read_feed, rss(item(link=inner))) == [url]


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        pytest.param('<link rel="edit" href="/e"/><link rel="alternate" type="text/html" href="/a"/>', f"{HOST}/a", id="the alternate"),
        pytest.param(
            '<link type="application/json" href="/j"/><link href="/a" hreflang="en"/><link href="/b" hreflang="de"/>',
            f"{HOST}/a",
            id="the first page",
        ),
        pytest.param('<link xml:base="sub/" href="a"/>', f"{HOST}/x/sub/a", id="bases add up"),
    ],
)
def test_link_of_atom(inner: str, url: str) -> None:
    assert urls(read_feed, atom(entry(link=inner), attributes=f'xml:base="{HOST}/x/"')) == [url]


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        pytest.param(rss(item(link="<title>No link</title>")), "broken_listing", id="none"),
        pytest.param(
            rss(item(link='<guid isPermaLink="false">https://news.example/a</guid>')), "broken_listing", id="identifier that is no link"
        ),
        pytest.param(rss(item(link="<guid>77</guid>")), "broken_listing", id="identifier that is no address"),
        pytest.param(atom("<entry><id>https://news.example/a</id></entry>"), "broken_listing", id="id of Atom"),
        pytest.param(rss(item(link="<link>ftp://news.example/a</link>")), "invalid_address", id="not of the web"),
        pytest.param(rss(item(link="<link>http://</link>")), "invalid_address", id="no host"),
    ],
)
def test_entries_without_an_address_are_problems(feed: str, reason: str) -> None:
    assert [(found.place, found.reason) for found in items(read_feed, feed)] == [("entry 1", reason)]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Smith &amp;amp; Sons", "Smith & Sons", id="escaped twice"),
        pytest.param("Taxes &lt; 5 percent", "Taxes < 5 percent", id="a sign, not a tag"),
        pytest.param("<![CDATA[The <em>last</em> day]]>", "The last day", id="markup in character data"),
        pytest.param("The <em>last</em> day", "The last day", id="markup that is not escaped"),
        pytest.param("Caf&eacute; &nbsp; closed", "Café closed", id="names of HTML"),
        pytest.param("A & B < C", "A & B < C", id="bare signs"),
        pytest.param("One\n   two", "One two", id="line breaks"),
        pytest.param("bell &#7; rings \x07", "bell rings", id="control characters"),
        pytest.param("", None, id="empty"),
        pytest.param("x" * 5000, None, id="too long for a title"),
    ],
)
def test_title_is_plain_text(title: str, expected: str | None) -> None:
    assert pages(read_feed, rss(item(f"<title>{title}</title>")))[0].title == expected


def test_title_of_atom_as_xhtml() -> None:
    title = '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">The <b>last</b> day &lt; five</div></title>'
    assert one(atom(entry(title))).title == "The last day < five"


@pytest.mark.parametrize(
    ("inner", "published", "modified"),
    [
        pytest.param("<pubDate>Sat, 05 Oct 2024 10:00:00 EST</pubDate>", "2024-10-05T10:00:00-05:00", None, id="zone by name"),
        pytest.param("<pubDate>Sat, 05 Oct 2024 10:00:00</pubDate>", "2024-10-05T10:00:00", None, id="no zone"),
        pytest.param("<pubDate>2024-10-05</pubDate>", "2024-10-05", None, id="day only"),
        pytest.param("<pubDate>yesterday</pubDate>", None, None, id="no date"),
        pytest.param("<pubDate/>", None, None, id="empty"),
        pytest.param("<dc:date>2024-10-05T10:00:00Z</dc:date>", "2024-10-05T10:00:00+00:00", None, id="date of Dublin Core"),
        pytest.param(
            "<pubDate>2024-10-05T10:00:00Z</pubDate><dc:date>2024-10-05T10:00:00Z</dc:date>",
            "2024-10-05T10:00:00+00:00",
            None,
            id="the same date twice",
        ),
    ],
)
def test_dates_of_rss(inner: str, published: str | None, modified: str | None) -> None:
    page = one(rss(item(inner)))
    assert (page.published, page.modified) == (published, modified)


def test_atom_with_the_date_of_change_only() -> None:
    page = one(atom(entry("<updated>2024-10-05T10:00:00Z</updated>")))
    assert (page.published, page.modified) == (None, "2024-10-05T10:00:00+00:00")


@pytest.mark.parametrize(
    ("feed", "authors"),
    [
        pytest.param(rss(item("<author>ann@desk.media (Ann Lee)</author>")), ("Ann Lee",), id="mail and name"),
        pytest.param(rss(item("<author>Ann Lee &lt;ann@desk.media&gt;</author>")), ("Ann Lee",), id="name and mail"),
        pytest.param(rss(item("<author>ann@desk.media</author>")), (), id="mail only"),
        pytest.param(rss(item("<dc:creator>&lt;a href='/x'&gt;Ann Lee&lt;/a&gt;</dc:creator>")), ("Ann Lee",), id="markup"),
        pytest.param(rss(item(), channel="<managingEditor>Desk</managingEditor>"), (), id="editor of the channel is none"),
        pytest.param(
            atom(entry(), feed="<author><name>Desk</name></author>"), ("Desk",), id="author of an Atom feed is that of its entries"
        ),
    ],
)
def test_authors(feed: str, authors: tuple[str, ...]) -> None:
    assert one(feed).authors == authors


def test_title_of_the_feed_is_no_publisher() -> None:
    assert one(rss(item())).publisher is None


def test_next_page_on_the_same_host() -> None:
    links = (
        '<atom:link rel="next" href="?page=2"/><atom:link rel="next" href="https://other.example/2"/><atom:link rel="prev" href="?page=0"/>'
    )
    assert further(read_feed, rss(item(), channel=links)) == [FurtherListing(f"{HOST}/all.xml?page=2")]
    assert further(read_feed, atom(entry(), feed='<link rel="next" href="/all.xml"/>')) == []


def test_the_same_link_comes_once() -> None:
    assert urls(read_feed, rss(item("<title>a</title>"), item("<title>b</title>"), item(link="<link>/b</link>"))) == [
        f"{HOST}/a",
        f"{HOST}/b",
    ]


def test_a_feed_that_breaks_off() -> None:
    feed = rss(item(), item(link="<link>/b</link>"), item(link="<link>/c</link>"))
    assert urls(read_feed, feed[: feed.index("/c<") + 1]) == [f"{HOST}/a", f"{HOST}/b"]
    assert problems(read_feed, feed[: feed.index("/c<") + 1]) == [("line 5", "broken_listing")]


def test_entries_whose_end_is_missing() -> None:
    feed = rss(
        f"<item><link>{HOST}/a</link>",
        f"<item><link>{HOST}/b</link></item>",
        "<item><description><p>open<br></description></item>",
        item(link="<link>/c</link>"),
    )
    assert urls(read_feed, feed) == [f"{HOST}/a", f"{HOST}/b", f"{HOST}/c"]


def test_what_stands_before_the_root_is_passed_over() -> None:
    feed = rss(
        item(),
        declaration='\n<!-- made by <rss> 1.0 -->\n<br />\n<b>Warning</b>: x in <b>y.php</b>\n<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?>',
    )
    assert urls(read_feed, feed) == [f"{HOST}/a"]


def test_prefixes_and_namespaces_that_are_wrong() -> None:
    feed = f'<rss xmlns="urn:wrong"><channel><item><link>{HOST}/a</link><dc:creator>Ann Lee</dc:creator><foo:bar>x</foo:bar></item></channel></rss>'
    assert [(page.url, page.authors) for page in pages(read_feed, feed)] == [(f"{HOST}/a", ("Ann Lee",))]


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        pytest.param("iso-8859-1", "utf-8", id="UTF-8 that says Latin-1"),
        pytest.param("utf-8", "cp1252", id="Windows that says UTF-8"),
        pytest.param("iso-8859-1", "cp1252", id="Windows that says Latin-1"),
        pytest.param("windows-1251", "cp1251", id="what it says"),
        pytest.param("utf-16", "utf-16", id="UTF-16 with a mark"),
        pytest.param("utf-8", "utf-8-sig", id="UTF-8 with a mark"),
        pytest.param("no-such-charset", "utf-8", id="a charset that is none"),
        pytest.param("punycode", "utf-8", id="a codec that is no charset"),
    ],
)
def test_encodings(declared: str, real: str) -> None:
    title = "Пост покинут, сказал мэр города" if real == "cp1251" else "Café “fermé” à Besançon"
    feed = rss(item(f"<title>{title}</title>"), declaration=f'<?xml version="1.0" encoding="{declared}"?>')
    assert one(feed.encode(real)).title == title


def test_a_byte_in_another_encoding_costs_its_entry_only() -> None:
    feed = as_bytes(
        rss(
            item("<title>Café à Besançon – là</title>"),
            item(link="<link>/bad-\udce9</link>").replace("\udce9", "@@"),
            item(link="<link>/c</link>"),
        )
    )
    feed = feed.replace(b"@@", b"\xe9")
    assert urls(read_feed, feed) == [f"{HOST}/a", f"{HOST}/c"]
    assert problems(read_feed, feed) == [("entry 2", "invalid_address"), ("line 4", "wrong_encoding")]


@pytest.mark.parametrize(
    ("listing", "cause"),
    [
        pytest.param("<!DOCTYPE html><html><body>Not found</body></html>", "a page of HTML", id="page"),
        pytest.param("<html><head/></html>", "a page of HTML", id="page without a document type"),
        pytest.param("", "empty", id="no byte"),
        pytest.param(" \n ", "empty", id="white space"),
        pytest.param("Too many requests", "none of", id="text"),
        pytest.param("<opml><body/></opml>", "none of", id="other XML"),
        pytest.param("{", "not JSON", id="JSON that breaks off"),
        pytest.param('{"a": 1}', "no JSON Feed", id="other JSON"),
        pytest.param('{"items": ' + "[" * 100_000, "not JSON", id="JSON without a bottom"),
        pytest.param(gzip.compress(b"<rss>")[:8], "compression", id="gzip that breaks off"),
    ],
)
def test_what_is_no_feed(listing: str | bytes, cause: str) -> None:
    assert cause in refusal(read_feed, listing)


def test_entities_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    feed = rss(item("<title>&l9;</title>"), declaration=f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{laughs}]>')
    assert "entities" in refusal(read_feed, feed)
    outside = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    assert "entities" in refusal(read_feed, rss(item("<title>&x;</title>"), declaration=outside))


def test_a_document_type_without_entities_is_passed_over() -> None:
    declaration = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.example/rss-0.91.dtd">'
    assert urls(read_feed, rss(item(), declaration=declaration)) == [f"{HOST}/a"]


def test_large_feeds_are_read_with_flat_memory() -> None:
    feed = as_bytes(rss(*(item(f"<title>{n}</title><content>{'x' * 2000}</content>", f"<link>/{n}</link>") for n in range(2000))))
    tracemalloc.start()
    count = len(urls(read_feed, feed))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, peak < 16_000_000) == (2000, True)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<item>" * 50_000, id="entries in entries"),
        pytest.param("<item>" + "<category>a</category>" * 50_000, id="one entry of many parts"),
        pytest.param('<item xml:base="aaaaaaaaaaaaaaaaaaaaaaaaaaa/">' * 20_000, id="bases that add up"),
        pytest.param("<![CDATA[" * 50_000, id="sections without an end"),
        pytest.param("<a>" * 100_000, id="tags without an end"),
        pytest.param("<item/>" * 50_000, id="empty entries"),
    ],
)
def test_feeds_made_to_harm_end(body: str) -> None:
    found = items(read_feed, f"<rss><channel>{body}")
    assert len(found) <= 10_002


def test_gzip_that_holds_too_much() -> None:
    packed = gzip.compress(b"<rss><channel>" + b"<item><link>https://news.example/a</link></item>" + b" " * 40_000_000)
    page, *more = items(read_feed, packed)
    assert (page, [(type(item), item.reason) for item in more]) == (ListedPage(f"{HOST}/a"), [(ListingProblem, "too_large")])
