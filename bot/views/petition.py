"""A petition as its sender is shown it: its label, its receipt, the news of it, its days."""

from collections.abc import Callable, Mapping
from datetime import datetime

from markupsafe import Markup

from bot.clock import VIET_NAM
from bot.petitions.details import NEXT, PARENT_ANSWERED
from bot.petitions.life import OPEN, State
from bot.petitions.petition import SENDER, Event, EventKind, Petition
from bot.petitions.terms import Terms
from bot.petitions.timers import What
from bot.texts import say, words
from bot.views.message import Button, Message, pairs, pressed

NOTE = 1600
"""Characters of a question or reply that one paragraph shows; what is longer goes on in the next."""


def label(petition: Petition, *, parent: str = "") -> Markup:
    """The state as a citizen reads it; `parent` is the code of the petition a duplicate repeats."""
    return say(
        f"state.{petition.state}",
        agency=petition.agency,
        day=day_of(petition.state_at),
        reason=say(f"reason.{petition.reason}") if petition.reason else "",
        code=parent,
    )


def receipt(petition: Petition, secret: str, agency: str, terms: Terms) -> Message:
    """What its sender is given: code, number in the book, the due days and by whose rule, the secret."""
    key = "lodge.code_words_trial" if petition.trial else "lodge.code_words"
    entered = say(key, code=petition.code, number=petition.book_number, year=petition.book_year)
    told = (entered, due(petition, agency, terms), say("lodge.secret", secret=secret), say("lodge.follow"))
    return Message(told, pairs(ways_on(petition)))


def due(petition: Petition, agency: str, terms: Terms) -> Markup:
    """The day an answer is expected by, and by whose rule; nothing where the clock stands."""
    if petition.due_at is None:
        return say("news.stands")
    values = {"hour": hour_of(petition.due_at), "day": day_of(petition.due_at), "days": f"{petition.clock_days:02}"}
    if petition.trial or not agency:
        return say("lodge.due_trial", **values, transfer=f"{terms.transfer_days:02}")
    if petition.national:
        return say("lodge.due_national", **values)
    values["transfer"] = f"{terms.transfer_days:02}"
    return say("lodge.due", agency=agency, **values)


def news(petition: Petition, event: Event, parent: str = "") -> Message | None:
    """What its sender is told of an event; None for what she is told at once, or need not hear.

    That a reply is handed up or sent back is the office's own business.
    """
    told = None if is_internal(event) else NEWS.get(event.kind)
    paragraphs = told(petition, event) if told else ()
    if not paragraphs:
        return None
    heading = say("news.heading", code=petition.code, state=label(petition, parent=parent))
    published = [see_published(petition.code)] if event.kind is EventKind.PUBLISHED else []
    return Message((heading, *paragraphs), pairs([*published, *ways_on(petition)]))


def see_published(code: str) -> Button:
    """Opens what is published of a petition."""
    return Button(say("button.published", code=code), pressed("published", code))


def is_internal(event: Event) -> bool:
    """Whether a petition went up for approval, or came back from it."""
    return State.AWAITING_APPROVAL in {event.from_state, event.to_state} and event.to_state in OPEN


def _moved(petition: Petition, event: Event) -> tuple[Markup, ...]:
    """A move, with the question or reply that came with it, whole, and what she can do now.

    What she answered herself is not said again, only that it arrived.
    """
    if event.from_state is State.NEED_INFO and event.actor.party is SENDER.party and petition.state in OPEN:
        return (say("news.supplied"), _next_step(petition))
    step = Markup.escape(event.details[NEXT]) if NEXT in event.details else _next_step(petition)
    return (*_paragraphs(event.note or ""), *_door(petition), step)


def _paragraphs(note: str) -> list[Markup]:
    """A note as it is read, nothing of it cut off."""
    parts = [piece for part in note.split("\n\n") for piece in words.pieces(part, NOTE)]
    return [say("news.note", note=part) for part in parts if part]


def _door(petition: Petition) -> tuple[Markup, ...]:
    """Where a khiếu nại or tố cáo is taken to, as far as it is known."""
    if petition.state is not State.DIVERTED:
        return ()
    return (say("news.diverted"), say("guide.reception"))


def _next_step(petition: Petition) -> Markup:
    if petition.state is State.TRANSFERRED and petition.shown:
        return say("news.transferred_named")
    if petition.state in DOUBTED and petition.reopened:
        return say(f"news.{petition.state}_again")
    if petition.state is State.REJECTED:
        return say(f"reason_next.{petition.reason}")
    if petition.state in OPEN - {State.NEED_INFO} and petition.due_at:
        return say("news.due", hour=hour_of(petition.due_at), day=day_of(petition.due_at))
    return say(f"next.{petition.state}")


def _reopened(petition: Petition, _: Event) -> tuple[Markup, ...]:
    return (say("news.reopened"), _next_step(petition))


def _due_moved(_: Petition, event: Event) -> tuple[Markup, ...]:
    """The calendar changed: the day it was, and the day it is."""
    before, now = (event.details.get(name) for name in ("from", "to"))
    if not before or not now:
        return ()
    return (say("news.due_moved", before=day_of(_moment(before)), now=day_of(_moment(now))),)


def _extended(_: Petition, event: Event) -> tuple[Markup, ...]:
    """It takes longer: why, the day it was, and the day it is."""
    before, now = (day_of(_moment(event.details[name])) for name in ("from", "to"))
    reason, *rest = _paragraphs(event.note or "") or [Markup()]
    return (say("news.extended", before=before, now=now), say("news.extended_why", reason=reason), *rest)


def _relayed(petition: Petition, event: Event) -> tuple[Markup, ...]:
    """What the agency answered that it was transferred to, whole."""
    return (say("news.relayed", agency=petition.agency), *_paragraphs(event.note or ""))


def _reminded(petition: Petition, event: Event) -> tuple[Markup, ...]:
    if event.details.get("what") == What.UPDATE:
        return (say("news.update"),)
    if event.details.get("what") == PARENT_ANSWERED:
        return (say("news.parent_answered", code=event.details["parent"]), *_paragraphs(event.note or ""))
    until = event.details.get("until")
    key = "news.confirm_soon_again" if petition.reopened else "news.confirm_soon"
    return (say(key, day=day_of(_moment(until))),) if until else ()


NEWS: Mapping[EventKind, Callable[[Petition, Event], tuple[Markup, ...]]] = {
    EventKind.MOVED: _moved,
    EventKind.REOPENED: _reopened,
    EventKind.DUE_MOVED: _due_moved,
    EventKind.EXTENDED: _extended,
    EventKind.REMINDED: _reminded,
    EventKind.RELAYED: _relayed,
    EventKind.PUBLISHED: lambda petition, event: (say("news.published"),),
    EventKind.HIDDEN: lambda petition, event: (say("news.hidden"),),
}
"""Events that a sender hears of by a message of its own."""


def ways_on(petition: Petition) -> list[Button]:
    """What its sender can do with a petition now."""
    verbs = [verb for verb, states in VERBS.items() if petition.state in states]
    if petition.reopened:
        verbs = [verb for verb in verbs if verb != "reopen"]
    return [Button(say(f"button.{verb}"), pressed(verb, petition.code)) for verb in verbs]


BEFORE_AN_ANSWER = OPEN - {State.NEED_INFO}
DOUBTED = frozenset({State.ANSWERED, State.CLOSED_UNCONFIRMED})

VERBS: Mapping[str, frozenset[State]] = {
    "supply": frozenset({State.NEED_INFO}),
    "settled": DOUBTED,
    "reopen": DOUBTED,
    "rate": DOUBTED | {State.RESOLVED},
    "add": BEFORE_AN_ANSWER,
    "why": OPEN,
    "withdraw": OPEN,
    "petition": frozenset(State),
}
"""What a petition's buttons are called, and in which states each is shown."""


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day_of(at: datetime) -> str:
    """The legal date of a moment, as it is written: 22/11/2026."""
    return words.day(at.astimezone(VIET_NAM).date())


def hour_of(at: datetime) -> str:
    """The hour of a moment in Việt Nam: 17 giờ."""
    return words.hour(at.astimezone(VIET_NAM).time())
