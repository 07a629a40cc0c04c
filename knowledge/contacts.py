"""Where a citizen goes: the contact points of offices. What nobody published is empty, never filled by guessing."""

from dataclasses import dataclass
from datetime import date

from knowledge.procedures import Reception, Source

COMMITTEE = "committee"
"""The commune's People's Committee itself (UBND xã), beside the kinds of reception."""

KINDS: tuple[str, ...] = (COMMITTEE, *Reception)
"""What an office may be: the committee, or the place where files of one reception are handed in."""


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """An office of a unit over `[valid_from, valid_to)`; `kind` is one of KINDS, `map` an address on the web."""

    unit: str  # its code
    kind: str
    name: str
    address: str
    hours: str
    phone: str
    map: str
    source: Source
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is so on a day."""
        return (self.valid_from or date.min) <= day < (self.valid_to or date.max)
