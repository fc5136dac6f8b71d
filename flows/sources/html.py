"""Pages kept as files: .html, .htm, and the same with .gz. One file is one document."""

import hashlib
from collections.abc import Iterator

from flows.sources.files import SourceFile, fallback_date, read_document_bytes
from flows.sources.records import ReadResult
from schemas.articles import RawDocument


def read_html(file: SourceFile) -> Iterator[ReadResult]:
    """The page as bytes; the cleaner decodes it by what it declares."""
    data = read_document_bytes(file)
    spec = file.batch.spec
    day, basis = fallback_date(file)
    yield RawDocument(
        source_id=file.batch.source_id,
        source_kind="html",
        raw_ref=file.ref,
        raw_sha256=hashlib.sha256(data).hexdigest(),
        html=data.decode(file.encoding, "replace") if file.encoding else data,
        publisher=spec.publisher if spec else None,
        language=spec.language if spec else None,
        fallback_date=day,
        fallback_basis=basis,
    )
