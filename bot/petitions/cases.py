"""Everything about petitions within one transaction, made when it is asked for: most turns ask for none of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from bot.petitions.anchors import AnchorRepository
from bot.petitions.attachments import Attachment, AttachmentRepository
from bot.petitions.clocking import Clocking, calendar_of
from bot.petitions.consents import ConsentRepository
from bot.petitions.drafts import DraftRepository
from bot.petitions.guesses import GuessRepository
from bot.petitions.register import Register, Told
from bot.petitions.remarks import RemarkRepository
from bot.petitions.sealing import Keys
from bot.petitions.shifts import Shifts
from bot.petitions.terms import Terms
from bot.petitions.timers import TimerRepository


@dataclass(frozen=True)
class Rules:
    """What every transaction shares: the limits, the office's hours, and the keys, read when they are first needed."""

    terms: Terms
    shifts: Shifts
    keys: Callable[[], Keys]


class Cases:
    """The services of petitions over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection, rules: Rules, told: Told) -> None:
        self._connection = connection
        self._rules = rules
        self._told = told

    @property
    def keys(self) -> Keys:
        """What seals, makes keyed digests and signs."""
        return self._rules.keys()

    @property
    def terms(self) -> Terms:
        """The limits of time."""
        return self._rules.terms

    @cached_property
    def clocking(self) -> Clocking:
        """The clocks, by the calendar as it stands now."""
        return Clocking(self._connection, calendar_of(self._connection, self._rules.shifts), self._rules.terms)

    @cached_property
    def register(self) -> Register:
        """The register: the one way to lodge and move petitions."""
        return Register(self._connection, self._rules.keys(), self.clocking, self._told)

    @cached_property
    def drafts(self) -> DraftRepository:
        """Petitions that are being written."""
        return DraftRepository(self._connection, self._rules.keys())

    @cached_property
    def attachments(self) -> AttachmentRepository:
        """Files that citizens sent."""
        return AttachmentRepository(self._connection)

    def sender_of(self, attachment: Attachment) -> int | None:
        """The chat that a file came from; None once its petition was anonymised."""
        if attachment.petition_id is None:
            return attachment.chat_id
        return self.register.petitions.by_id(attachment.petition_id).chat_id

    @cached_property
    def consents(self) -> ConsentRepository:
        """What people agreed to."""
        return ConsentRepository(self._connection)

    @cached_property
    def remarks(self) -> RemarkRepository:
        """Remarks without a name."""
        return RemarkRepository(self._connection)

    @cached_property
    def timers(self) -> TimerRepository:
        """What is due by the clock."""
        return TimerRepository(self._connection)

    @cached_property
    def anchors(self) -> AnchorRepository:
        """What was signed of the chains."""
        return AnchorRepository(self._connection, self.keys)

    @cached_property
    def guesses(self) -> GuessRepository:
        """Wrong codes that were typed."""
        return GuessRepository(self._connection)
