"""Everything about petitions within one transaction, made when it is asked for: most turns ask for none of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from bot.petitions.anchors import AnchorRepository
from bot.petitions.attachments import Attachment, AttachmentRepository, Giver
from bot.petitions.book import BookRepository
from bot.petitions.clocking import Clocking, calendar_of
from bot.petitions.concerned import ConcernedRepository
from bot.petitions.consents import ConsentRepository
from bot.petitions.days import DayRepository
from bot.petitions.drafts import DraftRepository
from bot.petitions.entries import EntryRepository
from bot.petitions.gathering import Gathering
from bot.petitions.guesses import GuessRepository
from bot.petitions.life import State
from bot.petitions.mailbox import Mailbox
from bot.petitions.petition import Channel, Event, Petition
from bot.petitions.publications import ENDS, PublicationRepository
from bot.petitions.reasons import TABLE as REASONS
from bot.petitions.reasons import Refusals, refusals_of
from bot.petitions.recording import Told
from bot.petitions.register import Register
from bot.petitions.remarks import RemarkRepository
from bot.petitions.replies import ReplyRepository
from bot.petitions.repository import PetitionRepository
from bot.petitions.samples import SampleRepository
from bot.petitions.sealing import Keys
from bot.petitions.shifts import Shifts
from bot.petitions.templates import TABLE as TEMPLATES
from bot.petitions.templates import Templates
from bot.petitions.terms import Terms
from bot.petitions.timers import TimerRepository
from bot.petitions.topics import TopicRepository
from bot.review.officers import OfficerRepository
from bot.review.traces import TraceRepository


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
        return Register(self._connection, self._rules.keys(), self.clocking, self._happened)

    @cached_property
    def petitions(self) -> PetitionRepository:
        """Petitions, to be looked at alone."""
        return PetitionRepository(self._connection)

    @cached_property
    def book(self) -> BookRepository:
        """The register as it is read out."""
        return BookRepository(self._connection)

    @cached_property
    def concerned(self) -> ConcernedRepository:
        """Of whose conduct petitions speak."""
        return ConcernedRepository(self._connection)

    @cached_property
    def mailbox(self) -> Mailbox:
        """Petitions as officers look through them."""
        return Mailbox(self._connection, self.clocking)

    @cached_property
    def gathering(self) -> Gathering:
        """Petitions as officers take them along in a file."""
        return Gathering(self._connection, self.clocking)

    @cached_property
    def officers(self) -> OfficerRepository:
        """Who holds which roles."""
        return OfficerRepository(self._connection)

    @cached_property
    def traces(self) -> TraceRepository:
        """What officers did with their powers."""
        return TraceRepository(self._connection)

    @cached_property
    def topics(self) -> TopicRepository:
        """The topics of petitions in the forums of the staff."""
        return TopicRepository(self._connection)

    @cached_property
    def drafts(self) -> DraftRepository:
        """Petitions that are being written."""
        return DraftRepository(self._connection, self._rules.keys())

    @cached_property
    def attachments(self) -> AttachmentRepository:
        """Files that citizens sent."""
        return AttachmentRepository(self._connection)

    @cached_property
    def replies(self) -> ReplyRepository:
        """What the office writes to senders."""
        return ReplyRepository(self._connection)

    @cached_property
    def samples(self) -> SampleRepository:
        """Replies that are judged, some of each month."""
        return SampleRepository(self._connection)

    @cached_property
    def own_templates(self) -> EntryRepository:
        """What the office says of templates."""
        return EntryRepository(self._connection, TEMPLATES)

    @cached_property
    def templates(self) -> Templates:
        """Every template as it stands now."""
        return Templates(self.own_templates.standing().values(), self.refusals.offered)

    @cached_property
    def own_refusals(self) -> EntryRepository:
        """What the office says of the reasons of a refusal."""
        return EntryRepository(self._connection, REASONS)

    @cached_property
    def refusals(self) -> Refusals:
        """The reasons of a refusal as they stand now."""
        return refusals_of(self.own_refusals.standing().values())

    @cached_property
    def days(self) -> DayRepository:
        """The office's own days."""
        return DayRepository(self._connection)

    @cached_property
    def publications(self) -> PublicationRepository:
        """What of petitions others may read."""
        return PublicationRepository(self._connection)

    def sender_of(self, attachment: Attachment) -> int | None:
        """The chat that a file came from; None once its petition was anonymised, or an officer's roles ended."""
        if attachment.party is Giver.OFFICE:
            written = self.replies.with_file(attachment.id) or self.publications.with_picture(attachment.id)
            author = self.officers.by_id(written.author_id) if written else None
            return author.telegram_id if author else None
        if attachment.petition_id is None:
            return attachment.chat_id
        petition = self.register.petitions.by_id(attachment.petition_id)
        return petition.chat_id if petition.channel is Channel.CHAT else self._entered_by(petition)

    def _entered_by(self, petition: Petition) -> int | None:
        """The chat of the officer who entered a petition for somebody; None once it was anonymised."""
        entered = self.register.trail.of(petition.id)[0].actor
        officer = self.officers.by_id(entered.officer_id) if entered.officer_id and not petition.anonymised_at else None
        return officer.telegram_id if officer else None

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

    def _happened(self, petition: Petition, event: Event) -> None:
        """What every event does beside its telling: a reply and what is published go where their petition goes."""
        if event.to_state is State.WITHDRAWN:
            self.replies.drop(petition.id, event.at)
        elif event.from_state is State.AWAITING_APPROVAL:
            self.replies.back_to_draft(petition.id)
        if event.kind in ENDS:
            self.publications.end(petition.id, event.at)
        self._told(petition, event)
