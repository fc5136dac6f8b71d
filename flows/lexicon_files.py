"""Reads the YAML files of data/: strictly, and with errors that name the file, the row and the cause."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from schemas.codes import Ontology
from schemas.errors import InvalidLexicon
from schemas.lexicons.rules import Rule
from transforms.mentions.rules import check_rules

RULES = Path(__file__).resolve().parents[1] / "data" / "lexicons" / "en" / "rules"
M = TypeVar("M", bound=BaseModel)


class PlainLoader(yaml.CSafeLoader):
    """YAML whose only truth values are true and false: "on", "no" and "off" are words here."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A rule and where it is written: line is that of its id, from 1."""

    rule: Rule
    path: Path
    line: int


def read_yaml(path: Path) -> Any:
    """Parse one YAML file; fails with InvalidLexicon that names file and line."""
    try:
        return _parse(path.read_bytes())
    except FileNotFoundError as error:
        raise InvalidLexicon(f"{path} is missing; restore it from the repository") from error
    except yaml.YAMLError as error:
        raise InvalidLexicon(f"{path} is not valid YAML: {error}") from error


def read_rows(path: Path, key: str) -> Any:
    """Read a YAML file that ends in a long list of rows under one key, each row on a line of its own: `  - {"id": "person:...", ...}`.

    Rows written as JSON, which is YAML too, are read as JSON: that is fifty times faster. One that is not is YAML to the reader, and so
    then is the whole file. Fails: InvalidLexicon that names file and line.
    """
    try:
        head, mark, body = path.read_text(encoding="utf-8").partition(f"\n{key}:\n")
        rows = [json.loads(line.removeprefix("- ")) for line in map(str.strip, body.split("\n")) if line and line[0] != "#"]
    except (OSError, ValueError):
        return read_yaml(path)
    return (_parse(head) or {}) | {key: rows} if mark else read_yaml(path)


def _parse(data: bytes | str) -> Any:
    return yaml.load(data, Loader=PlainLoader)  # noqa: S506  a safe loader


def read_model(path: Path, shape: type[M]) -> M:
    """Read one YAML file into its shape; fails with InvalidLexicon that names file, key and cause."""
    try:
        return shape.model_validate(read_yaml(path))
    except ValidationError as error:
        raise InvalidLexicon(f"{path}: {_first_fault(error)}") from error


def _first_fault(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def read_rules(folder: Path, ontology: Ontology, classes: Mapping[str, frozenset[str]]) -> list[Rule]:
    """All rules of a folder in the order of file names; fails with InvalidLexicon that names file, rule and cause."""
    rules: list[Rule] = []
    files: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        own = _read_rule_file(path)
        try:
            check_rules(own, ontology, classes)
        except InvalidLexicon as error:
            raise InvalidLexicon(f"{path}: {error}") from error
        twice = next((rule.id for rule in own if rule.id in files), None)
        if twice:
            raise InvalidLexicon(f"{path}: rule {twice} is there twice, in {files[twice].name} too; give each rule its own id")
        files |= dict.fromkeys((rule.id for rule in own), path)
        rules += own
    return rules


def _read_rule_file(path: Path) -> list[Rule]:
    rows = read_yaml(path)
    if rows is not None and not isinstance(rows, list):
        raise InvalidLexicon(f"{path}: holds no list of rules; begin each rule with '- id: ...' at the start of a line")
    return [_read_rule(path, number, row) for number, row in enumerate(rows or (), start=1)]


def _read_rule(path: Path, number: int, row: object) -> Rule:
    if not isinstance(row, dict):
        raise InvalidLexicon(f"{path}: rule {number} is {'empty' if not row else 'no block of keys'}; write '- id: ...' and its keys below")
    name = f"rule {row['id']}" if isinstance(row.get("id"), str) else f"rule {number}"
    try:
        rule = Rule.model_validate(row)
    except ValidationError as error:
        raise InvalidLexicon(f"{path}: {name}: {_first_fault(error)}") from error
    broken = next((words for words in (*rule.verbs, *rule.nouns) if not _is_pattern(words)), None)
    if broken is not None:
        raise InvalidLexicon(f"{path}: {name}: {broken!r} is no pattern; write words, with alternatives as (one|other)")
    sentence = next((sentence for sentence in (*rule.matches, *rule.ignores) if not sentence.strip()), None)
    if sentence is not None:
        raise InvalidLexicon(f"{path}: {name}: a sentence of matches or ignores is empty; write one or leave the line out")
    return rule


def _is_pattern(words: str) -> bool:
    """True for words with balanced, filled alternatives."""
    without = re.sub(r"\(([^()]*)\)", lambda group: "x" if all(part.strip() for part in group[1].split("|")) else "(", words)
    return bool(without.strip()) and not set(without) & set("()|")


def find_written_rule(rule_id: str, folder: Path = RULES) -> WrittenRule | None:
    """Where a rule is written, without reading the others; null if no file has it. Fails: InvalidLexicon."""
    mark = re.compile(rf"""^-?\s*id:\s*["']?{re.escape(rule_id)}["']?\s*(#.*)?$""")
    for path in sorted(folder.glob("*.yaml")):
        lines = path.read_text(encoding="utf-8").split("\n")
        line = next((number for number, text in enumerate(lines) if mark.match(text.strip())), None)
        if line is not None:
            return _read_block(path, lines, line)
    return None


def _read_block(path: Path, lines: Sequence[str], line: int) -> WrittenRule | None:
    """The rule whose id stands in a line: its block begins with the last "- " at the left margin up to there, and ends before the next."""
    start = next((number for number in range(line, -1, -1) if lines[number].startswith("-")), line)
    end = next((number for number in range(line + 1, len(lines)) if lines[number].startswith("-")), len(lines))
    try:
        rows = _parse("\n".join(lines[start:end]))
    except yaml.YAMLError as error:
        raise InvalidLexicon(f"{path} is not valid YAML: {error}") from error
    return WrittenRule(_read_rule(path, 1, rows[0]), path, line + 1)
