"""Identifiers: the same fields give the same id on every machine, in every run, for ever."""

import base64
import hashlib
import zlib

from schemas.columns import ID_LENGTH

KEY_LENGTH = 16


def make_id(prefix: str, *fields: str | int | None) -> str:
    """Name a row by its stable raw fields: prefix, "_" and 20 base32 characters (100 bits).

    In:      the fewest raw fields that tell two rows apart; never a cleaned value, a clock or a counter.
    Null:    differs from the empty string, and 1 differs from "1".
    """
    return f"{prefix}_{_digest(fields)[:ID_LENGTH]}"


def make_key(*fields: str | int | None) -> str:
    """Name a batch by its fields: 16 base32 characters (80 bits), fit for file names."""
    return _digest(fields)[:KEY_LENGTH]


class WordHashes(dict[str, int]):
    """Hashes of words (32 bits), the same on every machine; each is computed once."""

    def __missing__(self, word: str) -> int:
        hashed = self[word] = zlib.crc32(word.encode("utf-8", "surrogatepass"))
        return hashed


def _digest(fields: tuple[str | int | None, ...]) -> str:
    sha256 = hashlib.sha256(b"".join(_encode(field) for field in fields))
    return base64.b32encode(sha256.digest()).decode("ascii").rstrip("=").lower()


def _encode(field: str | int | None) -> bytes:
    """Write a field with its kind and length, so that no two lists of fields join to the same bytes."""
    if field is None:
        return b"n;"
    if isinstance(field, str):
        raw = field.encode("utf-8", "surrogatepass")
        return b"s%d:%s;" % (len(raw), raw)
    return b"i%d;" % field
