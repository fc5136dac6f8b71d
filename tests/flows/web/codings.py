"""Content codings: bodies that are packed, packed wrongly, or far larger than they look."""

import gzip
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Literal

import brotli

from tests.flows.web.answers import Answer

Coding = Literal["gzip", "deflate", "raw deflate", "br"]
_BLOCK = b" " * 2**24


def packed(answer: Answer, coding: Coding) -> Answer:
    """The answer with its body in a coding, whatever the client has asked for. deflate: with zlib's frame, as the standard has it."""
    label = "deflate" if coding == "raw deflate" else coding
    return replace(answer.with_headers(("Content-Encoding", label)), body=_PACK[coding](answer.body))


def mislabelled(answer: Answer, coding: str = "gzip") -> Answer:
    """The answer with its body as it is, and a Content-Encoding that it does not have."""
    return answer.with_headers(("Content-Encoding", coding))


def cut_gzip(answer: Answer) -> Answer:
    """The answer in gzip without the last third of its bytes, and with the Content-Length of what is sent."""
    whole = packed(answer, "gzip")
    return replace(whole, body=whole.body[: len(whole.body) * 2 // 3])


def gzip_bomb(layers: int = 1, gigabytes: int = 1) -> Answer:
    """A page that inflates to gigabytes of blanks: from a megabyte a gigabyte in one layer, from a few kilobytes in two."""
    body = _blanks_in_gzip(gigabytes)
    for _ in range(layers - 1):
        body = gzip.compress(body, mtime=0)
    return Answer(headers={"Content-Type": "text/html", "Content-Encoding": ", ".join(["gzip"] * layers)}, body=body)


@cache
def _blanks_in_gzip(gigabytes: int) -> bytes:
    """One block is packed once: after a full flush, the same block packs to the same bytes."""
    blocks = gigabytes * 2**30 // len(_BLOCK)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(_BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(blocks):
        checksum = zlib.crc32(_BLOCK, checksum)
    size = blocks * len(_BLOCK) % 2**32
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return head + block * blocks + packer.flush() + checksum.to_bytes(4, "little") + size.to_bytes(4, "little")


def _deflate_without_frame(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


_PACK: Mapping[Coding, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "raw deflate": _deflate_without_frame,
    "br": brotli.compress,
}
