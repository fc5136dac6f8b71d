"""Reading a large file piece by piece: the stretch of it that is at hand, and text in wide encodings on its way to UTF-8."""

import codecs
from typing import BinaryIO, Protocol

from flows.sources.files import UNREADABLE, utf16_without_mark

CHUNK = 1 << 18
_WIDE_MARKS = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UTF8_MARK = b"\xef\xbb\xbf"


class Readable(Protocol):
    """What gives bytes by and by; none at its end."""

    def read1(self, size: int, /) -> bytes: ...


class Stretch:
    """The bytes of a stream that were read and are still needed. dropped: how many were read before them."""

    def __init__(self, stream: Readable) -> None:
        self.data = bytearray()
        self.dropped = 0
        self._stream = stream
        self._error: BaseException | None = None

    def read_on(self) -> bool:
        """Read another chunk, as much again where much is at hand; false if there is none.

        Fails: UNREADABLE, as the stream raises it, once all that could be read before was given.
        """
        if self._error is not None:
            raise self._error
        before = len(self.data)
        wanted = 2 * before if before > CHUNK else before + CHUNK
        try:
            while len(self.data) < wanted and (chunk := self._stream.read1(CHUNK)):
                self.data += chunk
        except UNREADABLE as error:
            if len(self.data) == before:
                raise
            self._error = error
        return len(self.data) > before

    def drop(self, end: int) -> None:
        """Forget the bytes before a place."""
        del self.data[:end]
        self.dropped += end


def as_utf8(stream: BinaryIO, encoding: str | None = None) -> Readable:
    """The stream in an encoding whose signs of markup are those of ASCII: as it is, or brought to UTF-8.

    In:     the encoding to read by, where it is known; UTF-16 and UTF-32 are seen without it.
    Limits: a byte that is not in the encoding comes out as bytes that are no UTF-8, so that it costs one record and not the file.
    """
    head = stream.read1(8192)  # type: ignore[attr-defined]
    wide = next((name for mark, name in _WIDE_MARKS if head.startswith(mark)), None) or utf16_without_mark(head)
    name = wide or (encoding if encoding and not head.startswith(_UTF8_MARK) else None)
    if name is None or codecs.lookup(name).name in ("utf-8", "utf-8-sig", "ascii"):
        return _Continued(head.removeprefix(_UTF8_MARK), stream)
    return _Recoded(head, stream, name, "replace" if wide else "surrogateescape")


class _Continued:
    """What was read of a stream, and then the rest of it."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def read1(self, size: int, /) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._stream.read1(size)  # type: ignore[attr-defined,no-any-return]


class _Recoded(_Continued):
    """A stream brought to UTF-8."""

    def __init__(self, head: bytes, stream: BinaryIO, encoding: str, errors: str) -> None:
        super().__init__(head, stream)
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)

    def read1(self, size: int, /) -> bytes:
        while chunk := super().read1(size):
            if text := self._decoder.decode(chunk):
                return text.encode("utf-8", "surrogatepass")
        return self._decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
