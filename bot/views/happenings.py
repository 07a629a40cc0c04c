"""What happened to a petition, in the words of its sender."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.petitions.details import PARENT_ANSWERED
from bot.petitions.petition import Event, EventKind
from bot.texts import say, words
from bot.views.petition import day_of

NOTE = 120
"""Characters of a note beside its event on a petition's screen."""

PIECE = 1200
"""Characters of a long note that stand on one page of the whole history."""


def speaking(events: Sequence[Event], parent: str) -> list[Event]:
    """The events that say something to her: a move between states of one label, with no word, does not."""
    told: list[Event] = []
    for event in events:
        if event.note or not told or not _alike(told[-1], event, parent):
            told.append(event)
    return told


def _alike(before: Event, event: Event, parent: str) -> bool:
    moves = before.kind in STATED and event.kind is EventKind.MOVED
    return moves and happened(before, parent) == happened(event, parent)


def line(event: Event, parent: str) -> Markup:
    """An event with its day."""
    return say("follow.event", day=day_of(event.at), what=happened(event, parent))


def brief(event: Event, parent: str) -> Markup:
    """An event with its day and the beginning of its note."""
    return Markup("\n").join(filter(None, (line(event, parent), _note(event, NOTE))))


def _note(event: Event, most: int) -> Markup | None:
    if event.note is None:
        return say("follow.note_gone")
    return say("follow.event_note", note=words.shortened(event.note, most)) if event.note else None


def at_length(event: Event, parent: str) -> list[Markup]:
    """An event with its whole note, in lines that fit on a page."""
    if event.note and len(event.note) > PIECE:
        return [line(event, parent), *map(Markup.escape, words.pieces(event.note, PIECE))]
    note = _note(event, PIECE)
    return [line(event, parent), *([note] if note else [])]


def happened(event: Event, parent: str = "") -> Markup:
    """What an event was, in words; `parent` is the code of the petition a duplicate repeats."""
    return HAPPENED[event.kind](event, parent)


def _stated(event: Event, parent: str) -> Markup:
    """The label of the state it came to, as it was said then."""
    reason = event.details.get("reason")
    return say(
        f"state.{event.to_state}",
        agency=event.details.get("agency", ""),
        day=day_of(event.at),
        reason=say(f"reason.{reason}") if reason else "",
        code=parent,
    )


def _rated(event: Event, _: str) -> Markup:
    given = {name: event.details.get(name) for name in ("process", "result")}
    parts = [say(f"follow.rated_{name}", value=value) for name, value in given.items() if value]
    return say("follow.event_rated", rated=Markup(", ").join(parts) or say("follow.rated_reason"))


def _shown(event: Event, _: str) -> Markup:
    return say("follow.event_shown") if event.details.get("shown") else say("follow.event_withheld")


def _due_moved(event: Event, _: str) -> Markup:
    before, now = (event.details.get(name) for name in ("from", "to"))
    if not before or not now:
        return say("follow.event_counted_anew")
    days = [day_of(datetime.fromisoformat(moment)) for moment in (before, now)]
    return say("follow.event_due_moved", before=days[0], now=days[1])


def _extended(event: Event, _: str) -> Markup:
    return say("follow.event_extended", day=day_of(datetime.fromisoformat(event.details["to"])))


def _reminded(event: Event, _: str) -> Markup:
    if event.details.get("what") == PARENT_ANSWERED:
        return say("follow.event_parent_answered", code=event.details["parent"])
    return say("follow.event_reminded")


def _seen(event: Event, _: str) -> Markup:
    return say("follow.event_contact_seen", who=who_looked(event))


def who_looked(event: Event) -> Markup:
    """In which role somebody looked at her contact."""
    return say(f"role.{event.actor.party}")


STATED = frozenset({EventKind.LODGED, EventKind.MOVED})
"""Events that are told by the state they came to."""

HAPPENED: Mapping[EventKind, Callable[[Event, str], Markup]] = {
    EventKind.LODGED: _stated,
    EventKind.MOVED: _stated,
    EventKind.REOPENED: lambda event, parent: say("follow.event_reopened"),
    EventKind.ADDED: lambda event, parent: say("follow.event_added"),
    EventKind.RATED: _rated,
    EventKind.WITHHELD: _shown,
    EventKind.DUE_MOVED: _due_moved,
    EventKind.REMINDED: _reminded,
    EventKind.CONTACT_SEEN: _seen,
    EventKind.RESTRICTED: lambda event, parent: say("follow.event_restricted"),
    EventKind.ANONYMISED: lambda event, parent: say("follow.event_anonymised"),
    EventKind.EXTENDED: _extended,
    EventKind.RELAYED: lambda event, parent: say("follow.event_relayed"),
    EventKind.PUBLISHED: lambda event, parent: say("follow.event_published"),
    EventKind.HIDDEN: lambda event, parent: say("follow.event_hidden"),
}
"""What happened, by the kind of event; of the other kinds officers alone read."""
