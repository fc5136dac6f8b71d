"""Writing a file of results that appears when all of it is done: a command that is stopped leaves what was there before."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from schemas.errors import UsageError


@contextmanager
def write_whole(source: Path, target: Path, verb: str) -> Iterator[TextIO]:
    """Open a text file beside the target, which takes its place at the end. Fails: UsageError, with the verb that says what is done."""
    staged = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with staged.open("w", encoding="utf-8") as out:
            yield out
        staged.replace(target)
    except OSError as error:
        raise UsageError(f"cannot {verb} {source} into {target}: {error.strerror or error}; check the paths and rights") from None
    finally:
        staged.unlink(missing_ok=True)
