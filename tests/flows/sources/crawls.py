"""What the tests of web archives share: building their records, and packing them into files."""

import gzip
from pathlib import Path

from reading import SENTENCE

PAGE = f"<html><body><article><p>{SENTENCE}</p></article></body></html>".encode()


def record(kind: str, content: bytes, *, url: str = "", content_type: str = "", headers: str = "") -> bytes:
    """A record whose id is made of its kind and address."""
    return (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Date: 2024-10-05T10:00:00Z\r\nWARC-Record-ID: {record_id(kind, url)}\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\n{headers}Content-Length: {len(content)}\r\n\r\n"
    ).encode() + content + b"\r\n\r\n"  # fmt: skip


def record_id(kind: str, url: str) -> str:
    return f"<urn:test:{kind}:{url}>"


def http_record(url: str, answer: bytes, headers: str = "") -> bytes:
    return record("response", answer, url=url, content_type="application/http; msgtype=response", headers=headers)


def response(
    url: str, body: bytes, *, kind: str | None = "text/html; charset=utf-8", status: str = "200 OK", headers: str = "", warc: str = ""
) -> bytes:
    content_type = f"Content-Type: {kind}\r\n" if kind is not None else ""
    return http_record(url, f"HTTP/1.1 {status}\r\n{content_type}{headers}\r\n".encode() + body, warc)


def archive(path: Path, *records: bytes) -> Path:
    path.write_bytes(b"".join(gzip.compress(record) if path.suffix == ".gz" else record for record in records))
    return path


def chunked(body: bytes, size: int = 40) -> bytes:
    chunks = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
