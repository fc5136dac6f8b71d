"""The ontology: from the words of data/ontology/ontology.yaml to the checked `Ontology` that the coder and the tables share."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.codes import EVENT_TYPES, INTERNATIONAL_CODES, OWN_EVENT_TYPES, SECTORS, CameoFacts, EventTypeFacts, Ontology
from schemas.errors import InvalidLexicon

QUAD_NAMES = {1: "verbal_cooperation", 2: "material_cooperation", 3: "verbal_conflict", 4: "material_conflict"}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Mode(_Strict):
    intensity: float = Field(ge=-10, le=10)
    means: str = Field(min_length=3)


class _EventType(_Strict):
    quad: int = Field(ge=1, le=4)
    intensity: float = Field(ge=-10, le=10)
    means: str = Field(min_length=3)
    modes: dict[str, _Mode]


class _Cameo(_Strict):
    type: str
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    means: str = Field(min_length=3)


class _OntologyFile(_Strict):
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    event_types: dict[str, _EventType]
    contexts: dict[str, str]
    sectors: dict[str, str]
    international_codes: dict[str, str]
    cameo: dict[str, _Cameo]
    intents: dict[str, str]


def build_ontology(raw: Mapping[str, Any]) -> Ontology:
    """Check the pinned ontology and give it its typed shape.

    In:    the parsed YAML of data/ontology/ontology.yaml.
    Out:   every type of `schemas.codes.EVENT_TYPES` in that order; CAMEO codes in the order of the file.
    Fails: InvalidLexicon, naming every row that does not fit: an unknown or missing code, a mode or context that is not in the
           vocabulary, an intensity whose sign contradicts the quad class.
    """
    try:
        file = _OntologyFile.model_validate(raw)
    except ValidationError as error:
        faults = [f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise _invalid(faults) from error
    faults = [*_vocabulary_faults(file), *_sign_faults(file), *_cameo_faults(file)]
    if faults:
        raise _invalid(faults)
    return Ontology(
        version=file.version,
        event_types={name: _event_type(name, file.event_types[name]) for name in EVENT_TYPES},
        contexts=tuple(file.contexts),
        cameo={code: CameoFacts(code, row.type, row.mode, tuple(sorted(row.contexts))) for code, row in file.cameo.items()},
        intents=file.intents,
    )


def _event_type(name: str, row: _EventType) -> EventTypeFacts:
    modes = {mode: facts.intensity for mode, facts in row.modes.items()}
    return EventTypeFacts(name, row.quad, QUAD_NAMES[row.quad], row.intensity, modes, row.means)


def _invalid(faults: Iterable[str]) -> InvalidLexicon:
    return InvalidLexicon("data/ontology/ontology.yaml does not fit: " + "; ".join(faults) + ". Correct these rows of the file.")


def _vocabulary_faults(file: _OntologyFile) -> Iterable[str]:
    """Codes that tables know and the file does not, or the other way round."""
    pairs: tuple[tuple[str, Iterable[str], tuple[str, ...]], ...] = (
        ("event_types", file.event_types, EVENT_TYPES),
        ("sectors", file.sectors, SECTORS),
        ("international_codes", file.international_codes, INTERNATIONAL_CODES),
    )
    for section, found, known in pairs:
        for code in sorted(set(found) ^ set(known)):
            yield f"{section}.{code}: {'missing' if code in known else 'unknown'} code"


def _sign_faults(file: _OntologyFile) -> Iterable[str]:
    """Cooperation scores above zero and conflict not; the modes of verbal types may cross by half a point (asking for help)."""
    for name, row in file.event_types.items():
        sign = 1 if row.quad <= 2 else -1
        tolerance = 0.5 if row.quad in (1, 3) else 0.0
        if sign * row.intensity < 0:
            yield f"event_types.{name}: intensity {row.intensity} contradicts quad class {row.quad}"
        for mode, facts in row.modes.items():
            if sign * facts.intensity < -tolerance:
                yield f"event_types.{name}.modes.{mode}: intensity {facts.intensity} contradicts quad class {row.quad}"


def _cameo_faults(file: _OntologyFile) -> Iterable[str]:
    for beginning, code in file.intents.items():
        if code not in file.cameo:
            yield f"intents.{beginning}: unknown CAMEO code {code!r}"
    for code, row in file.cameo.items():
        where = f"cameo.{code}"
        if not (code.isascii() and code.isdigit() and 3 <= len(code) <= 4 and "01" <= code[:2] <= "20"):
            yield f"{where}: not a CAMEO code of three or four digits"
        if row.type not in file.event_types or row.type in OWN_EVENT_TYPES:
            yield f"{where}: {row.type} is no PLOVER type"
        elif row.mode is not None and row.mode not in file.event_types[row.type].modes:
            yield f"{where}: {row.type} has no mode {row.mode}"
        for context in sorted(set(row.contexts) - set(file.contexts)):
            yield f"{where}: unknown context {context}"
