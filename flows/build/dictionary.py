"""Write DATA_DICTIONARY.md from the contracts, so that the document cannot say anything else than the program does.

python -m flows.build.dictionary            (writes DATA_DICTIONARY.md at the top level)
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import dataframely as dy
from dataframely.columns import Column

from flows.lake import TABLES, Table
from schemas import columns
from schemas.columns import SCHEMA_VERSION
from schemas.operations import IGNORED_REASONS, QUARANTINE_REASONS

DICTIONARY = Path(__file__).parents[2] / "DATA_DICTIONARY.md"
TYPE_NAMES: Mapping[str, str] = {
    "String": "text",
    "Bool": "true/false",
    "Date": "day",
    "Datetime": "instant (UTC)",
    "Float64": "number",
    "Int8": "integer (8 bit)",
    "Int16": "integer (16 bit)",
    "Int32": "integer (32 bit)",
    "Int64": "integer (64 bit)",
}
INTRODUCTION = f"""# Data dictionary

Generated from the contracts in `schemas/` by `python -m flows.build.dictionary`; do not edit. Schema version {SCHEMA_VERSION}.

Null means that the text does not say. No table holds -1, "unknown" or a status in place of a value.
"""


def render_dictionary() -> str:
    """Return the whole text of DATA_DICTIONARY.md."""
    parts = [INTRODUCTION, _render_endings(), _render_contents()]
    parts += [_render_table(name, table) for name, table in TABLES.items()]
    parts.append(
        _render_reasons("Reasons for quarantine", "`quarantine.reason`, and the counts in the summary of a run.", QUARANTINE_REASONS)
    )
    parts.append(
        _render_reasons("Reasons for leaving rows out", "`runs.ignored_reasons`: rows left out on purpose, counted.", IGNORED_REASONS)
    )
    return "\n".join(parts)


def _render_endings() -> str:
    lines = (columns.__doc__ or "").partition("\n\n")[2].strip()
    return f"## Column endings\n\nAn ending means the same thing in every table.\n\n```text\n{lines}\n```\n"


def _render_contents() -> str:
    rows = [
        f"| [{name}](#{name}) | {_first_sentence(table.schema)} | {_keys(table.schema)} | {_code(table.partition_column)} |"
        for name, table in TABLES.items()
    ]
    return "\n".join(["## Tables", "", "| table | one row is | primary key | partition |", "|---|---|---|---|", *rows, ""])


def _render_table(name: str, table: Table) -> str:
    schema = table.schema
    lines = [
        f"## {name}",
        "",
        " ".join((schema.__doc__ or "").split()),
        "",
        "| column | type | null | meaning | allowed |",
        "|---|---|---|---|---|",
    ]
    lines += [_render_column(field, column) for field, column in schema.columns().items()]
    rules = _rules(schema)
    if rules:
        lines += ["", "Rules that every row keeps:", "", *(f"- `{rule}`" for rule in rules)]
    return "\n".join([*lines, ""])


def _render_column(field: str, column: Column) -> str:
    name = f"**{field}**" if column.primary_key else field
    null = "yes" if column.nullable else "no"
    return f"| {name} | {_type(column)} | {null} | {_cell(column.description or '')} | {_cell(', '.join(_limits(column)))} |"


def _render_reasons(title: str, introduction: str, reasons: Mapping[str, str]) -> str:
    return "\n".join(
        [
            f"## {title}",
            "",
            introduction,
            "",
            "| reason | meaning |",
            "|---|---|",
            *(f"| {name} | {_cell(why)} |" for name, why in reasons.items()),
            "",
        ]
    )


def _first_sentence(schema: type[dy.Schema]) -> str:
    return " ".join((schema.__doc__ or "").split()).partition(". ")[0].rstrip(".")


def _keys(schema: type[dy.Schema]) -> str:
    return ", ".join(f"`{field}`" for field in schema.primary_key())


def _type(column: Column) -> str:
    if isinstance(column, dy.List):
        return f"list of {_type(column.inner)}"
    return TYPE_NAMES[type(column).__name__]


def _limits(column: Column) -> Iterator[str]:
    """Say what a value may be: the codes of a closed set, bounds, a pattern."""
    for value in (column.metadata or {}).get("values", ()):
        yield f"`{value}`"
    for label, name in (("≥", "min"), ("≤", "max"), ("length ≥", "min_length")):
        bound = getattr(column, name, None)
        if bound is not None:
            yield f"{label} {bound:g}"
    pattern = getattr(column, "regex", None)
    if pattern:
        yield f"`{pattern}`"


def _rules(schema: type[dy.Schema]) -> list[str]:
    """Name the rules over several columns, in words: rule_name_like_this is a sentence."""
    return [name.replace("_", " ") for name, value in vars(schema).items() if type(value).__name__ == "RuleFactory"]


def _code(name: str | None) -> str:
    return f"`{name}`" if name else "-"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> None:
    DICTIONARY.write_text(render_dictionary(), encoding="utf-8")


if __name__ == "__main__":
    main()
