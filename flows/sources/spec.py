"""Reading a source spec: the YAML file in which a user says how a source is to be read."""

import codecs
from pathlib import Path

import yaml
from pydantic import ValidationError

from schemas.errors import InvalidSourceSpec
from schemas.sources import FieldNames, SourceSpec

_MEANINGS = {"extra_forbidden": "no such key", "missing": "missing"}


def read_spec(path: Path) -> SourceSpec:
    """The spec in a file. Fails: InvalidSourceSpec, which names the file, the key and the fix."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSourceSpec(f"{path}: cannot be read ({error}); give the path of a YAML file") from error
    except yaml.YAMLError as error:
        raise InvalidSourceSpec(f"{path}: not YAML ({' '.join(str(error).split())}); write 'key: value' lines") from error
    if not isinstance(content, dict):
        raise InvalidSourceSpec(f"{path}: holds no 'key: value' lines; it needs at least 'id: short-name'")
    try:
        spec = SourceSpec.model_validate(content)
    except ValidationError as error:
        raise InvalidSourceSpec(f"{path}: {_describe(error)}") from error
    if spec.encoding is not None:
        _check_encoding(path, spec.encoding)
    return spec


def _describe(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or "the file"
    known = FieldNames.model_fields if key.startswith("fields.") else SourceSpec.model_fields
    fix = f"; known keys: {', '.join(known)}" if first["type"] == "extra_forbidden" else ""
    return f"{key}: {_MEANINGS.get(first['type'], first['msg'])}{fix}"


def _check_encoding(path: Path, encoding: str) -> None:
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise InvalidSourceSpec(f"{path}: encoding: no encoding is called {encoding!r}; write utf-8, windows-1252 or the like") from error
