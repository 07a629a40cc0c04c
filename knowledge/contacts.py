"""Where a citizen goes: the contact points of offices. What nobody published is empty, never filled by guessing."""

from dataclasses import dataclass

from knowledge.procedures import Reception, Source

COMMITTEE = "committee"
"""The commune's People's Committee itself (UBND xã), beside the kinds of reception."""

KINDS: tuple[str, ...] = (COMMITTEE, *Reception)
"""What an office may be: the committee, or the place where files of one reception are handed in."""


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """An office of a unit of today; `unit` is the unit's code, `kind` one of KINDS, `map` an address on the web."""

    unit: str
    kind: str
    name: str
    address: str
    hours: str
    phone: str
    map: str
    source: Source
