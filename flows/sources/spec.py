"""Reading a source spec: the YAML file in which a user says how a source is to be read."""

import codecs
from pathlib import Path

import yaml
from pydantic import ValidationError

from schemas.errors import InvalidSourceSpec
from schemas.sources import FieldNames, SourceSpec

_MEANINGS = {"extra_forbidden": "no such key", "missing": "missing"}


def read_spec(path: Path) -> SourceSpec:
    """The spec in a file. Fails: InvalidSourceSpec, which names the file, the line, the key and the fix."""
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSourceSpec(f"{path}: cannot be read ({error}); give the path of a YAML file") from error
    except yaml.YAMLError as error:
        raise InvalidSourceSpec(f"{path}: not YAML ({' '.join(str(error).split())}); write 'key: value' lines") from error
    if not isinstance(content, dict):
        raise InvalidSourceSpec(f"{path}: holds no 'key: value' lines; it needs at least 'id: short-name'")
    try:
        spec = SourceSpec.model_validate(content)
    except ValidationError as error:
        raise InvalidSourceSpec(f"{path}: {_describe(error, text)}") from error
    if spec.encoding is not None:
        _check_encoding(path, spec.encoding)
    return spec


def _describe(error: ValidationError, text: str) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or "the file"
    known = FieldNames.model_fields if key.startswith("fields.") else SourceSpec.model_fields
    fix = f"; known keys: {', '.join(known)}" if first["type"] == "extra_forbidden" else ""
    line = _line_of(yaml.compose(text), first["loc"])
    return f"{f'line {line}: ' if line else ''}{key}: {_MEANINGS.get(first['type'], first['msg'])}{fix}"


def _line_of(node: yaml.Node | None, place: tuple[int | str, ...]) -> int | None:
    """The line on which a value stands in a YAML text; that of its key where the value is missing; null for the text as a whole."""
    line = None
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = (node.value[part], node.value[part])
        else:
            found = None
        if found is None:
            return line
        line, node = found[0].start_mark.line + 1, found[1]
    return line


def _check_encoding(path: Path, encoding: str) -> None:
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise InvalidSourceSpec(f"{path}: encoding: no encoding is called {encoding!r}; write utf-8, windows-1252 or the like") from error
