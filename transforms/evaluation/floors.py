"""Floors: the least figures on our own gold that the program may not fall below without somebody saying so.

A floor is a figure that was once reached, a noise band below it is allowed, and the hash of the gold file that it was measured on:
new gold means new floors, and a lowered floor is a visible change of data/gold/floors.yaml.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from transforms.evaluation.figures import Figure


class GoldFloors(BaseModel):
    """Floors of one gold file. figures: name of the figure (as in the table of scores) -> value reached."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    gold_sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the gold file that the figures were measured on.")
    noise_band: float = Field(ge=0, le=0.1, description="How far below its floor a figure may lie.")
    figures: dict[str, float] = Field(description="Figure of which more is better -> value reached.")


class Floors(BaseModel):
    """The file data/gold/floors.yaml: gold file (without ending) -> its floors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measured: str = Field(description="What was measured: version of the program and command.")
    files: dict[str, GoldFloors]


@dataclass(frozen=True, slots=True)
class FloorBreach:
    """One figure below its floor, one figure that is no longer computed, or gold that has changed since."""

    file: str
    figure: str | None
    reason: str


def check_floors(floors: Floors, figures: Mapping[str, Mapping[str, Figure]], gold_sha256: Mapping[str, str]) -> list[FloorBreach]:
    """Compare figures of each gold file with its floors.

    In:    figures and hashes by gold file; files without floors are not looked at.
    Out:   breaches in the order of the floors; empty if everything holds.
    """
    breaches: list[FloorBreach] = []
    for file, wanted in floors.files.items():
        if file not in figures:
            breaches.append(FloorBreach(file, None, "was not evaluated"))
            continue
        if gold_sha256.get(file) != wanted.gold_sha256:
            breaches.append(FloorBreach(file, None, "the gold has changed: measure again and set its floors and gold_sha256 anew"))
        for name, floor in wanted.figures.items():
            value = figures[file].get(name)
            if value is None:
                breaches.append(FloorBreach(file, name, f"has no value; floor {floor:.3f}"))
            elif value < floor - wanted.noise_band:
                breaches.append(FloorBreach(file, name, f"{value:.3f} < floor {floor:.3f} - noise band {wanted.noise_band:.3f}"))
    return breaches
