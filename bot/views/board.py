"""A petition as the officers who handle it see it: everything but who sent it, and what each may do with it now."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from bot.delivery.outbox import Fate
from bot.petitions.composition import may_be_replied
from bot.petitions.details import PARENT_ANSWERED, SUPPLIED
from bot.petitions.life import OPEN, State
from bot.petitions.petition import Event, EventKind, Petition, Reader
from bot.petitions.publications import ANSWERED, PublicationState, may_be_published, may_be_redacted
from bot.petitions.replies import ReplyKind
from bot.review.powers import Power
from bot.texts import say, words
from bot.views import pages
from bot.views.facts import commune
from bot.views.following import heading
from bot.views.lodging import place_line
from bot.views.message import Button, Message, pairs, plain, pressed
from bot.views.petition import day_of, hour_of, label
from bot.views.staff_news import staff_label
from knowledge.communes import Place as Commune

WORDS, PLACE, ABOUT, NAME, NAMES = 400, 120, 120, 60, 120
"""Characters of a petition's words, its place, a procedure's name, an officer's and of several on the first page."""

NOTE, LONGEST_LINE = 80, 1200
"""Characters of a note beside its event on the first page; of one line on the others."""

RECENT = 5
"""How many events the first page shows at most; all of them stand behind it."""

SENT = 2
"""How many of the messages that went to her the first page tells of."""

MOST_CODES = 5


@dataclass(frozen=True, slots=True)
class Board:
    """A petition with all that its board says, and the powers that whoever looks at it has over it."""

    petition: Petition
    powers: Collection[Power] = ()
    officer: str = ""  # who answers for it
    mine: bool = False  # whoever looks at it does
    taken: bool = False  # somebody else does, who still may
    unit: Commune | None = None
    commune: Commune | None = None
    about: str = ""  # name of the procedure
    files: int = 0
    events: Sequence[Event] = ()
    names: Mapping[int, str] = field(default_factory=dict)  # of officers, by their numbers
    sent: Mapping[int, Fate] = field(default_factory=dict)  # what became of the news of an event, by its number
    took: bool = False  # of their own, and was not given it
    parent: str = ""  # code of the petition it repeats, if it may be seen
    duplicates: Sequence[str] = ()  # codes of those that repeat it
    used: float = 0  # how much of its limit
    left: int = 0  # working days to its due day
    transfer_left: int = 0
    overdue: bool = False
    publication: PublicationState | None = None  # how far it came to be published
    relays: bool = False  # another agency's answer waits for approval

    @property
    def works(self) -> bool:
        """Whether whoever looks at it took it already."""
        return self.mine and (self.took or self.petition.state in {State.IN_PROGRESS, State.NEED_INFO})


@dataclass(frozen=True, slots=True)
class Way:
    """Something an officer can do with a petition: the power it needs, and the states it is done in."""

    power: Power
    states: frozenset[State]


S = State
UNANSWERED = OPEN - {S.AWAITING_APPROVAL}
ANY = frozenset(State)

WAYS: dict[str, Way] = {
    "receive": Way(Power.RECEIVE, frozenset({S.SUBMITTED})),
    "take": Way(Power.TAKE, UNANSWERED),
    "assign": Way(Power.ASSIGN, OPEN),
    "inquire": Way(Power.INQUIRE, UNANSWERED - {S.NEED_INFO}),
    "supply_for": Way(Power.INQUIRE, frozenset({S.NEED_INFO})),
    "resume": Way(Power.INQUIRE, frozenset({S.NEED_INFO})),
    "set_aside": Way(Power.SET_ASIDE, frozenset({S.ASSIGNED, S.IN_PROGRESS})),
    "drafted": Way(Power.APPROVE, frozenset({S.AWAITING_APPROVAL, S.TRANSFERRED})),
    "answer": Way(Power.DRAFT, OPEN),
    "refusal": Way(Power.DRAFT, UNANSWERED),
    "passing": Way(Power.DRAFT, UNANSWERED),
    "extension": Way(Power.DRAFT, UNANSWERED - {S.NEED_INFO}),
    "merge": Way(Power.MERGE, UNANSWERED),
    "unit": Way(Power.ASSIGN, UNANSWERED),
    "divert": Way(Power.DIVERT, OPEN),
    "concerned": Way(Power.NAME, ANY),
    "confide": Way(Power.NAME, ANY),
    "contact": Way(Power.SEE_CONTACT, ANY),
    "files": Way(Power.SEE, ANY),
    "redact": Way(Power.REDACT, ANSWERED),
    "publishing": Way(Power.PUBLISH, ANSWERED),
    "hide": Way(Power.PUBLISH, ANSWERED),
    "passing_slip": Way(Power.DRAFT, frozenset({S.TRANSFERRED})),
    "relay": Way(Power.DRAFT, frozenset({S.TRANSFERRED})),
}
"""What can be done with a petition, by the verb of its button, in the order the buttons stand; `button.` names it."""

NOT_NOW: dict[str, Callable[[Board], bool]] = {
    "take": lambda of: of.taken or of.works,
    "drafted": lambda of: of.petition.state is S.TRANSFERRED and not of.relays,
    "supply_for": lambda of: of.petition.chat_id is not None,
    "confide": lambda of: of.petition.confidential,
    "contact": lambda of: of.petition.anonymised_at is not None,
    "files": lambda of: not of.files,
    "redact": lambda of: not may_be_published(of.petition),
    "publishing": lambda of: of.publication is not PublicationState.SUBMITTED or not may_be_published(of.petition),
    "hide": lambda of: of.publication is not PublicationState.STANDING,
    "passing_slip": lambda of: not may_be_redacted(of.petition),
    "relay": lambda of: of.relays or not may_be_replied(of.petition, ReplyKind.RELAY),
}
"""What is not offered though power and state allow it."""


def ways(of: Board) -> list[Button]:
    """What whoever looks at a petition can do with it now."""
    return [
        Button(say(f"button.{verb}"), pressed(verb, of.petition.code))
        for verb, way in WAYS.items()
        if way.power in of.powers and of.petition.state in way.states and not NOT_NOW.get(verb, _never)(of)
    ]


def _never(_: Board) -> bool:
    return False


def board(of: Board, page: str = "1", opening: Markup | None = None) -> Message:
    """A petition's board; its further pages hold the words and all that happened at full length."""
    code, further = of.petition.code, _further(of)
    number = pages.within(page, len(further) + 1)
    said = (opening,) if opening else ()
    shown = _first(of, said) if number == 1 else (_page(of, number, len(further) + 1), *further[number - 2])
    buttons = ways(of) if number == 1 else [Button(say("button.board"), pressed("board", code))]
    back = (Button(say("button.mailbox"), pressed("mailbox")),)
    turning = pages.turning(number, len(further) + 1, "board", code)
    return Message((*(said if number > 1 else ()), *shown), (*pairs(buttons), *filter(None, (turning, back))))


def _first(of: Board, opening: tuple[Markup, ...]) -> tuple[Markup, ...]:
    """The first page: what happened is told as far as there is room for it, the newest first."""
    told = (*opening, Markup("\n").join(_heading(of)), Markup("\n").join(_facts(of)), *_sent(of))
    room = pages.VIEW - len(plain("\n\n".join(told))) - len(plain(say("board.history"))) - 4
    recent = [_brief(of, event) for event in reversed(of.events[-RECENT:])]
    while recent and sum(len(plain(line)) + 1 for line in recent) > room:
        recent.pop()
    return (*told, Markup("\n").join([say("board.history"), *recent]))


def _page(of: Board, number: int, count: int) -> Markup:
    return say("board.page", code=of.petition.code, page=number, pages=count)


def _further(of: Board) -> list[tuple[Markup, ...]]:
    """The words and everything that happened, in pages."""
    spoken = [say("board.words", value=part) for part in words.pieces(of.petition.words, LONGEST_LINE) if part]
    happened = [part for event in of.events for part in at_length(of, event)]
    lines = [*(spoken or [say("follow.words_gone")]), say("board.history"), *happened]
    return [(Markup("\n").join(part),) for part in pages.cut(lines)]


def _heading(of: Board) -> list[Markup]:
    """Its code, and who may see it, if not everybody who handles petitions."""
    return [heading(of.petition), *([say("board.confidential")] if of.petition.confidential else [])]


def _facts(of: Board) -> list[Markup]:
    petition = of.petition
    about = [say("follow.about", value=words.shortened(of.about, ABOUT))] if of.about else []
    spoken = words.shortened(petition.words, WORDS)
    return [
        say("board.field", value=say(f"category.{petition.category}")),
        say("board.unit", value=commune(of.unit)) if of.unit else say("board.no_unit"),
        say("follow.state", state=state_of(petition, of.parent)),
        say("board.officer", name=words.shortened(of.officer, NAME)) if of.officer else say("board.no_officer"),
        *_days(of),
        say(f"board.came_{petition.channel}", day=day_of(petition.submitted_at)),
        say("follow.place", value=words.shortened(place_line(petition.place, of.commune), PLACE)),
        *about,
        say("board.words", value=spoken) if spoken else say("follow.words_gone"),
        say("follow.files", number=of.files),
        *_others(of),
    ]


def state_of(petition: Petition, parent: str = "") -> Markup:
    """The state as officers read it; `parent` is the code of the petition a duplicate repeats, if it may be seen."""
    if petition.state is State.DUPLICATE:
        return label(petition, parent=parent or say("board.another"))
    return staff_label(petition)


def _days(of: Board) -> list[Markup]:
    """By when an answer is owed, and how much of the time is used; by when it must be passed on."""
    petition = of.petition
    if petition.state not in OPEN:
        return []
    used = round(of.used * 100)
    if petition.due_at is None:
        return [say("board.stands", used=used)]
    values = {"hour": hour_of(petition.due_at), "day": day_of(petition.due_at)}
    due = say("board.due", **values, left=days_left(of.left, overdue=of.overdue), used=used)
    by = day_of(petition.transfer_due_at)
    return [due, say("board.transfer", day=by, left=days_left(of.transfer_left, overdue=of.transfer_left < 0))]


def days_left(left: int, *, overdue: bool) -> Markup:
    """How far a due day is off, or how long it is over."""
    if overdue:
        return say("board.over", number=-left) if left else say("board.just_over")
    return say("board.left", number=left) if left else say("board.today")


def _others(of: Board) -> list[Markup]:
    """The petition it repeats is in its state; those that repeat it stand here."""
    if not of.duplicates:
        return []
    shown = ", ".join(of.duplicates[:MOST_CODES])
    return [say("board.duplicates", number=len(of.duplicates), codes=shown)]


def _sent(of: Board) -> tuple[Markup, ...]:
    """What was sent to her last, and whether it arrived."""
    if of.petition.chat_id is None:
        return () if of.petition.anonymised_at else (say("board.no_chat"),)
    told = [event for event in of.events if event.number in of.sent][-SENT:]
    lines = [
        say(
            "board.sent",
            day=day_of(event.at),
            what=_happened(of, event),
            fate=say(f"board.fate_{of.sent[event.number]}"),
        )
        for event in reversed(told)
    ]
    return (Markup("\n").join([say("board.sent_heading"), *lines]),) if lines else ()


def _brief(of: Board, event: Event) -> Markup:
    """An event with its day, who did it, and the beginning of its note."""
    return Markup("\n").join(filter(None, (_line(of, event), _note(event, NOTE))))


def at_length(of: Board, event: Event) -> list[Markup]:
    """An event with its whole note."""
    if not event.note:
        return [_brief(of, event)]
    return [_line(of, event), *(say("follow.event_note", note=part) for part in words.pieces(event.note, LONGEST_LINE))]


def _note(event: Event, most: int) -> Markup | None:
    if event.note is None:
        return say("follow.note_gone")
    return say("follow.event_note", note=words.shortened(event.note, most)) if event.note else None


def _line(of: Board, event: Event) -> Markup:
    return say("board.event", day=day_of(event.at), who=_who(of, event), what=_happened(of, event))


def _who(of: Board, event: Event) -> Markup:
    """Who did it, by name if it was an officer."""
    name = of.names.get(event.actor.officer_id or 0)
    return Markup.escape(words.shortened(name, NAME)) if name else say(f"party.{event.actor.party}")


def _happened(of: Board, event: Event) -> Markup:
    """What an event was, in the words of officers."""
    if event.kind in {EventKind.LODGED, EventKind.MOVED}:
        return _state(of, event)
    told = TOLD.get(event.kind)
    return told(of, event) if told else say(f"happened.{event.kind}")


def _state(of: Board, event: Event) -> Markup:
    """The state it came to, and whom it was given to."""
    if event.to_state is State.AWAITING_APPROVAL:
        return say("staff_state.awaiting_approval")
    reason = event.details.get("reason")
    said = say(
        f"state.{event.to_state}",
        agency=words.shortened(str(event.details.get("agency", "")), NAME),
        day=day_of(event.at),
        reason=say(f"reason.{reason}") if reason else "",
        code=of.parent or say("board.another"),
    )
    if event.details.get(SUPPLIED):
        return say("happened.supplied", what=said)
    name = _name(of, event)
    return say("happened.given", what=said, name=name) if name else said


def _name(of: Board, event: Event) -> str:
    return words.shortened(of.names.get(event.details.get("officer") or 0, ""), NAME)


def _handed(of: Board, event: Event) -> Markup:
    name = _name(of, event)
    return say("happened.handed", name=name) if name else say("happened.handed_to_nobody")


def _due_moved(_: Board, event: Event) -> Markup:
    day = event.details.get("to")
    return say("happened.due_moved", day=_day(day)) if day else say("happened.counted_anew")


def _extended(_: Board, event: Event) -> Markup:
    return say("happened.extended", day=_day(event.details["to"]))


def _rated(_: Board, event: Event) -> Markup:
    given = {name: event.details.get(name) for name in ("process", "result")}
    parts = [say(f"follow.rated_{name}", value=value) for name, value in given.items() if value]
    return say("happened.rated", rated=Markup(", ").join(parts) or say("follow.rated_reason"))


def _reminded(of: Board, event: Event) -> Markup:
    """The sender was reminded, or told of an answer; or the office was, of what is by the clock."""
    what = event.details.get("what")
    if not _is_reminder(event):
        return say("happened.parent_answered") if what == PARENT_ANSWERED else say("happened.reminded")
    names = ", ".join(of.names.get(number, "") for number in reminded(event))
    told = words.shortened(names, NAMES) or say("happened.nobody")
    return say("happened.reminded_staff", names=told, what=say(f"happened.remind_{what}"))


def reminded(event: Event) -> Sequence[int]:
    """The numbers of the officers that an event reminded."""
    to: Sequence[int] = event.details["to"] if _is_reminder(event) else ()
    return to


def _is_reminder(event: Event) -> bool:
    return event.kind is EventKind.REMINDED and event.reader is Reader.STAFF


def _day(moment: str) -> str:
    return day_of(datetime.fromisoformat(moment))


TOLD: Mapping[EventKind, Callable[[Board, Event], Markup]] = {
    EventKind.HANDED: _handed,
    EventKind.DUE_MOVED: _due_moved,
    EventKind.EXTENDED: _extended,
    EventKind.RATED: _rated,
    EventKind.REMINDED: _reminded,
    EventKind.WITHHELD: lambda _, event: say("happened.shown" if event.details.get("shown") else "happened.withheld"),
}
"""Events that say more than that they happened."""

PLAINLY = frozenset(EventKind) - {EventKind.LODGED, EventKind.MOVED} - set(TOLD)
"""Events that one sentence tells whatever they carry."""
