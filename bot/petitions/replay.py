"""Where a petition stands by its events alone: what the register must say of it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.petitions.life import CLOSED, State
from bot.petitions.petition import Event, EventKind
from bot.petitions.publications import ENDS

Standing = dict[str, Any]

UNTOUCHED: Standing = {
    "officer_id": None,
    "reopened": 0,
    "agency": "",
    "reason": "",
    "parent_id": None,
    "process_rating": None,
    "result_rating": None,
    "answered_at": None,
    "restricted_at": None,
    "anonymised_at": None,
}

FACTS: Mapping[EventKind, Mapping[str, str]] = {
    EventKind.LODGED: {name: name for name in ("code", "book", "category", "shown", "unit", "confidential", "channel")},
    EventKind.MOVED: {"agency": "agency", "reason": "reason", "parent": "parent_id", "officer": "officer_id"},
    EventKind.HANDED: {"officer": "officer_id"},
    EventKind.REOPENED: {"officer": "officer_id"},
    EventKind.REROUTED: {"unit": "unit", "officer": "officer_id"},
    EventKind.CONFIDED: {"confidential": "confidential"},
    EventKind.RATED: {"process": "process_rating", "result": "result_rating"},
    EventKind.WITHHELD: {"shown": "shown"},
}
"""The facts of an event that the petition carries on, and their names there."""

BROUGHT: Mapping[EventKind, Callable[[Event], Standing]] = {
    EventKind.LODGED: lambda event: {**UNTOUCHED, "submitted_at": event.at},
    EventKind.REOPENED: lambda _: {"reopened": 1, "answered_at": None},
    EventKind.RESTRICTED: lambda event: {"restricted_at": event.at},
    EventKind.ANONYMISED: lambda event: {"anonymised_at": event.at},
}
"""What an event brings about by its kind."""

PUBLISHING = frozenset({EventKind.PUBLISHED, EventKind.HIDDEN, EventKind.ANONYMISED}) | ENDS
"""What decides whether something is published: the last of these."""


def standing_by(events: Iterable[Event]) -> Standing:
    """The last word of events on each name; `book` is [year, number]."""
    standing: Standing = {}
    for event in events:
        standing |= {**_brought(event), **_moved(event), **_carried(event)}
    return standing


def concerned_by(events: Iterable[Event]) -> frozenset[int]:
    """The numbers of the officers that a petition speaks of, by its events."""
    named: set[int] = set()
    for event in events:
        named |= set(event.details.get("concerned", ()))
        if event.kind is EventKind.CONCERNED:
            named.add(event.details["officer"])
    return frozenset(named)


def is_published_by(events: Iterable[Event]) -> bool:
    """Whether something of a petition is published, by its events."""
    last = [event.kind for event in events if event.kind in PUBLISHING][-1:]
    return last == [EventKind.PUBLISHED]


def _brought(event: Event) -> Standing:
    bring = BROUGHT.get(event.kind)
    return bring(event) if bring else {}


def _moved(event: Event) -> Standing:
    if event.to_state is None:
        return {}
    closed = {"closed_at": event.at if event.to_state in CLOSED else None}
    answered = {"answered_at": event.at} if event.to_state is State.ANSWERED else {}
    diverted = {"confidential": True} if event.to_state is State.DIVERTED else {}
    return {"state": event.to_state, "state_at": event.at, **closed, **answered, **diverted}


def _carried(event: Event) -> Standing:
    names = FACTS.get(event.kind, {})
    return {names[name]: value for name, value in event.details.items() if name in names}
