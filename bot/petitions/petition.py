"""The values of a petition: what was lodged, where it stands, what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.petitions.identity import Identity
from bot.petitions.life import Party, State
from bot.review.officers import Officer, Role


class EventKind(StrEnum):
    """What happened."""

    LODGED = "lodged"
    MOVED = "moved"
    REOPENED = "reopened"
    ADDED = "added"  # the citizen added words or files
    RATED = "rated"
    WITHHELD = "withheld"  # her name is shown to nobody but those who handle it
    DUE_MOVED = "due_moved"  # the calendar changed, and with it the day
    REMINDED = "reminded"
    CONTACT_SEEN = "contact_seen"  # who looked at her name and address, and why
    RESTRICTED = "restricted"  # she asked that her data be deleted: kept by law, used for nothing else
    ANONYMISED = "anonymised"
    HANDED = "handed"  # another officer answers for it
    REROUTED = "rerouted"  # another unit handles it
    EXTENDED = "extended"  # it takes longer, and she is told why and until when
    RELAYED = "relayed"  # the agency that it was transferred to answered, and the office passes that on
    CONFIDED = "confided"  # named reviewers alone see it from now on
    CONCERNED = "concerned"  # it was found to speak of an officer's conduct
    PUBLISHED = "published"  # redacted, with its answer
    HIDDEN = "hidden"  # what was published is not shown any more
    NOTED = "noted"  # an officer's word for the staff alone


class Reader(StrEnum):
    """Who may read an event."""

    EVERYONE = "everyone"  # its kind, states and day; its note is the sender's and the staff's all the same
    SENDER = "sender"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a party, and the officer's number, if it is one; the role is kept as it was held at the time."""

    party: Party
    officer_id: int | None = None


def actor_of(officer: Officer, role: Role) -> Actor:
    """An officer who acts in a role."""
    return Actor(Party(role), officer.id)


SENDER = Actor(Party.SENDER)
SYSTEM = Actor(Party.SYSTEM)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the matter is: a commune's code, a hamlet or office in words, a point on the map; each may be empty."""

    commune: str = ""
    words: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Channel(StrEnum):
    """How a petition came."""

    CHAT = "chat"
    COUNTER = "counter"  # she came to the office, and an officer entered it
    PHONE = "phone"  # she called


@dataclass(frozen=True, slots=True)
class Lodging:
    """What a citizen sends: everything the register needs, agreed to under a version of the privacy notice.

    Without a chat it was entered for who came or called: nobody is told of it but by the slip.
    """

    chat_id: int | None
    category: str
    words: str
    identity: Identity
    notice: str
    place: Place = field(default_factory=Place)
    about: str = ""  # code of the procedure it speaks of
    shown: bool = False  # her name may be shown to the unit complained of and in what is published
    channel: Channel = Channel.CHAT
    entered_by: Actor = SENDER  # an officer, where she did not write it herself


@dataclass(frozen=True, slots=True)
class Petition:
    """A petition in the register. `due_at` is None while its clock stands; what was anonymised is empty."""

    id: int
    code: str
    trial: bool
    book_year: int
    book_number: int
    chat_id: int | None
    category: str
    about: str
    place: Place
    words: str
    shown: bool
    secret: str  # keyed digest
    state: State
    state_at: datetime
    resumes: State | None
    submitted_at: datetime
    clock_from: datetime
    clock_days: int
    national: bool
    pauses: tuple[tuple[datetime, datetime | None], ...]
    due_at: datetime | None
    transfer_due_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    reopened: int
    parent_id: int | None
    agency: str
    reason: str
    process_rating: int | None
    result_rating: int | None
    restricted_at: datetime | None
    anonymised_at: datetime | None
    unit: str  # code of the commune that handles it; empty: none yet
    officer_id: int | None  # who answers for it
    confidential: bool  # about conduct, or a khiếu nại or tố cáo: for named reviewers alone
    channel: Channel
    events: int
    head: str


def is_own(officer: Officer, petition: Petition) -> bool:
    """Whether an officer sent a petition, which is no trial's: nobody handles that, nor hears what the office does."""
    return petition.chat_id == officer.telegram_id and not petition.trial


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a petition. `note` is None once it was erased; `details` are facts that stay."""

    petition_id: int
    number: int
    kind: EventKind
    at: datetime
    actor: Actor
    reader: Reader
    from_state: State | None = None
    to_state: State | None = None
    note: str | None = ""
    details: Mapping[str, Any] = field(default_factory=dict)
