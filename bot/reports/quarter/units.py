"""The communes there are and were, to tell one by its code or its name on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.text.normalise import bare
from knowledge.units import COMMUNE_KINDS, Unit


@dataclass(frozen=True, slots=True)
class Units:
    """Units through time."""

    known: Sequence[Unit]

    def on(self, day: date) -> dict[str, Unit]:
        """The communes there are on a day, by their codes."""
        return {one.code: one for one in self.known if one.kind in COMMUNE_KINDS and _is_there(one, day)}

    def called(self, name: str, day: date) -> Unit | None:
        """The commune with this code or name on a day."""
        wanted = bare(name)
        return next((one for one in self.on(day).values() if wanted in _names(one)), None)


def _names(unit: Unit) -> set[str]:
    return {unit.code, bare(unit.name), bare(f"{unit.kind} {unit.name}")}


def _is_there(unit: Unit, day: date) -> bool:
    return (unit.valid_from or date.min) <= day < (unit.valid_to or date.max)
