"""The sources of a desk: one spec a file in a folder."""

from collections.abc import Sequence
from pathlib import Path

from flows.sources.spec import read_spec
from schemas.errors import InputNotFound, InvalidSourceSpec, UsageError
from schemas.sources import SourceSpec


def spec_files(folder: Path) -> list[Path]:
    """The files of a folder that hold specs, by name. Fails: InputNotFound where there is no folder, or none in it."""
    files = sorted(path for path in folder.glob("*.y*ml") if path.suffix in (".yml", ".yaml"))
    if not files:
        raise InputNotFound(f"{folder}: no source spec (*.yml); write one, or name another folder with --sources")
    return files


def check_sources(folder: Path) -> tuple[list[SourceSpec], list[str]]:
    """Read every spec of a folder: those that are right, and what is wrong with the others, a line each. Fails: InputNotFound."""
    specs: dict[str, SourceSpec] = {}
    problems: list[str] = []
    owners: dict[str, Path] = {}
    for path in spec_files(folder):
        try:
            spec = read_spec(path)
        except InvalidSourceSpec as error:
            problems.append(str(error))
            continue
        if spec.id in specs:
            problems.append(f"{path}: id: {spec.id!r} is the id of {owners[spec.id]} too; give each source its own")
            continue
        specs[spec.id], owners[spec.id] = spec, path
    return list(specs.values()), problems


def choose_sources(folder: Path, ids: Sequence[str]) -> list[SourceSpec]:
    """The sources of a folder with some ids; all of them where none is named.

    Fails: InputNotFound; InvalidSourceSpec where any spec is wrong; UsageError for an id that no spec has.
    """
    specs, problems = check_sources(folder)
    if problems:
        raise InvalidSourceSpec("; ".join(problems))
    unknown = sorted(set(ids) - {spec.id for spec in specs})
    if unknown:
        raise UsageError(f"{', '.join(unknown)}: no such source in {folder}; it has {', '.join(spec.id for spec in specs)}")
    return [spec for spec in specs if not ids or spec.id in ids]
