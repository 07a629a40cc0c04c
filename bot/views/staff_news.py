"""What the staff hear of a petition in their chat: no name, no contact, and whom it concerns by the buttons."""

from collections.abc import Callable, Mapping
from datetime import datetime

from markupsafe import Markup

from bot.clock import VIET_NAM
from bot.delivery.outbox import Fate
from bot.petitions.life import CLOSED, OPEN, Party, State
from bot.petitions.petition import Event, EventKind, Petition
from bot.texts import say, words
from bot.views.message import Button, Message, pairs, pressed
from bot.views.petition import day_of, hour_of, label

WORDS = 1200
"""Characters of a petition's words that its topic begins with."""

NOTE = 600
"""Characters of what came with an event."""

FIELD = 60
"""Characters of a field in the title of a topic."""


def title(petition: Petition) -> str:
    """What the topic of a petition is called: code, field and due day."""
    field = words.shortened(str(say(f"category.{petition.category}").unescape()), FIELD)
    if petition.state in CLOSED:
        return _plain("staff_news.title_closed", code=petition.code, field=field)
    if petition.due_at is None:
        return _plain("staff_news.title_stands", code=petition.code, field=field)
    return _plain("staff_news.title", code=petition.code, field=field, day=day_of(petition.due_at))


def _plain(key: str, **values: str) -> str:
    return str(say(key, **values).unescape())


def head(petition: Petition, commune: str, files: int) -> Message:
    """What a petition's topic begins with: its words, without who sent it."""
    place = ", ".join(filter(None, (petition.place.words, commune)))
    lines = [
        say("staff_news.field", field=say(f"category.{petition.category}")),
        say("staff_news.place", place=place or say("staff_news.no_place")),
    ]
    if petition.due_at and petition.state in OPEN:
        lines.append(say("staff_news.due", hour=hour_of(petition.due_at), day=day_of(petition.due_at)))
    if files:
        lines.append(say("staff_news.files", number=files))
    heading = "staff_news.head_trial" if petition.trial else "staff_news.head"
    paragraphs = (
        say(heading, code=petition.code, state=staff_label(petition)),
        Markup.escape(words.shortened(petition.words, WORDS)) if petition.words else say("staff_news.words_gone"),
        Markup("\n").join(lines),
    )
    return in_topic(petition, paragraphs, ways(petition))


def staff_label(petition: Petition, parent: str = "") -> Markup:
    """The state as officers read it; `parent` is the code of the petition a duplicate repeats."""
    if petition.state in STATED_OTHERWISE:
        return say(f"staff_state.{petition.state}")
    return label(petition, parent=parent)


STATED_OTHERWISE = frozenset({State.AWAITING_APPROVAL, State.NEED_INFO, State.ANSWERED})
"""States whose label for the citizen speaks to her, or hides what is the office's own."""


def in_topic(petition: Petition, paragraphs: tuple[Markup, ...], buttons: list[Button]) -> Message:
    """A message for the topic of a petition, or for a chat that has none."""
    return Message(paragraphs, pairs(buttons), topic=petition.id, title=title(petition))


def news(petition: Petition, event: Event, who: str, to: str = "", parent: str = "") -> Message | None:
    """What the staff hear of an event; None for what they need not hear.

    `who` did it, if it was an officer; `to` answers for the petition now; `parent` is the code of what it repeats.
    """
    if event.kind is EventKind.HANDED:
        paragraphs: tuple[Markup, ...] = (say("staff_news.handed", name=to) if to else say("staff_news.handed_back"),)
    elif event.kind is EventKind.MOVED:
        paragraphs = _moved(petition, event, parent)
    else:
        told = NEWS.get(event.kind)
        paragraphs = told(petition, event) if told else ()
    if not paragraphs:
        return None
    by = [say("staff_news.by", role=say(f"role.{event.actor.party}"), name=who)] if who else []
    heading = say("staff_news.heading", code=petition.code)
    return in_topic(petition, (heading, *paragraphs, *by), ways(petition))


def delivered(petition: Petition, event: Event, fate: Fate, at: datetime) -> Message:
    """Whether something that was sent to a citizen arrived, under what was sent."""
    key = f"staff_news.fate_{fate}"
    what = say("staff_news.sent_what", code=petition.code, day=day_of(event.at))
    return in_topic(petition, (what, say(key, hour=_minute(at), day=day_of(at))), [])


def unreachable(petition: Petition) -> Message:
    """Its sender has no chat with the bot: whoever answers for it tells her."""
    return in_topic(petition, (say("staff_news.no_chat", code=petition.code),), [])


def ways(petition: Petition) -> list[Button]:
    """The first step on one side, everything else behind the board."""
    verbs = [verb for verb, states in FIRST.items() if petition.state in states]
    return [Button(say(f"button.{verb}"), pressed(verb, petition.code)) for verb in (*verbs, "board")]


FIRST: Mapping[str, frozenset[State]] = {
    "receive": frozenset({State.SUBMITTED}),
    "take": frozenset({State.RECEIVED}),
    "answer": frozenset({State.ASSIGNED, State.IN_PROGRESS, State.INSUFFICIENT}),
}
"""The step that is next in most cases, and in which states."""


def _minute(at: datetime) -> str:
    return words.minute(at.astimezone(VIET_NAM).time())


def _moved(petition: Petition, event: Event, parent: str) -> tuple[Markup, ...]:
    """A move in the words of what was done; nothing for the way back of an extension, which is told by itself."""
    if event.from_state is State.AWAITING_APPROVAL and event.to_state in OPEN:
        back = "staff_news.recalled" if event.actor.party is not Party.APPROVER else "staff_news.sent_back"
        return () if event.details.get("extended") else (say(back),)
    note = [say("staff_news.note", note=words.shortened(event.note, NOTE))] if event.note else []
    if event.from_state is State.NEED_INFO and event.actor.party is Party.SENDER and event.to_state in OPEN:
        return (say("staff_news.supplied"), *note)
    return (say("staff_news.state", state=staff_label(petition, parent)), *note)


def _with_note(key: str) -> Callable[[Petition, Event], tuple[Markup, ...]]:
    """An event that is told by one sentence, and by what came with it."""

    def told(_: Petition, event: Event) -> tuple[Markup, ...]:
        note = [say("staff_news.note", note=words.shortened(event.note, NOTE))] if event.note else []
        return (say(key), *note)

    return told


def _added(petition: Petition, event: Event) -> tuple[Markup, ...]:
    """What she added; a file of the office's own is no news to it."""
    hers = event.actor.party is Party.SENDER
    return _with_note("staff_news.added")(petition, event) if hers else ()


def _due(petition: Petition, event: Event) -> tuple[Markup, ...]:
    if petition.due_at is None:
        return ()
    note = [say("staff_news.note", note=words.shortened(event.note, NOTE))] if event.note else []
    return (say("staff_news.due_now", hour=hour_of(petition.due_at), day=day_of(petition.due_at)), *note)


NEWS: Mapping[EventKind, Callable[[Petition, Event], tuple[Markup, ...]]] = {
    EventKind.REOPENED: _with_note("staff_news.reopened"),
    EventKind.ADDED: _added,
    EventKind.EXTENDED: _due,
    EventKind.DUE_MOVED: _due,
    EventKind.RELAYED: _with_note("staff_news.relayed"),
    EventKind.PUBLISHED: _with_note("staff_news.published"),
    EventKind.HIDDEN: _with_note("staff_news.hidden"),
}
"""Events that the staff hear of; being lodged and changing the unit begin a topic with its head."""
