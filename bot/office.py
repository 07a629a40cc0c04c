"""One transaction with the day, the moment and the services: what handlers and the command line open.

An update's effects, its mark in the inbox and what is to be sent are kept together or not at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial

from sqlalchemy import Connection

from bot.clock import Clock
from bot.database import Database
from bot.delivery.outbox import Kind, OutboxRepository
from bot.groundwork import hold_keys, keys_of
from bot.inbox.citizens import CitizenRepository
from bot.inbox.haste import BACKLOG, Haste
from bot.inbox.repository import InboxRepository, UpdateState
from bot.inbox.states import StateRepository
from bot.petitions.cases import Cases, Rules
from bot.petitions.petition import Event, Petition
from bot.petitions.shifts import Shifts
from bot.petitions.terms import Terms
from bot.reports.tally import TallyRepository
from bot.review.aliases import AliasRepository, LiveAliases
from bot.review.asked import AskedRepository
from bot.review.corrections import CorrectionRepository
from bot.review.misses import MissRepository
from bot.review.officers import CLERKS, OfficerRepository
from bot.settings import Settings, WrongSettingError
from bot.views.message import Message
from bot.views.petition import news
from knowledge.aliases import Aliases
from knowledge.catalogue import Catalogue
from knowledge.procedures import Paper, Version
from knowledge.repository import CatalogueRepository
from knowledge.search.decision import Finding
from knowledge.understanding import Understanding, Understood


@dataclass(frozen=True, slots=True)
class Office:
    """What can be done within one transaction."""

    day: date
    at: datetime
    settings: Settings
    catalogue: Catalogue
    states: StateRepository
    tally: TallyRepository
    citizens: CitizenRepository
    officers: OfficerRepository
    corrections: CorrectionRepository
    papers: Callable[[Version], Sequence[Paper]]
    understand: Callable[[str], Understood]
    ask_with: Callable[[str, date, Aliases], Finding]  # what a question would find with other aliases
    aliases: AliasRepository
    misses: MissRepository
    asked: AskedRepository
    outbox: OutboxRepository
    cases: Cases
    hurries: Callable[[int], bool]  # whether a chat writes faster than anybody reads

    def tell(
        self,
        chat_id: int,
        message: Message,
        about: str = "",
        *,
        kind: Kind = Kind.OWN,
        keep_until: datetime | None = None,
    ) -> None:
        """Let a message reach a chat, whatever happens to the network: it is kept with what this transaction does.

        `about` says what it concerns ("petition:17:event:3"). With `keep_until` it leaves no trace once it was sent,
        nor after that moment.
        """
        _post(self.outbox, chat_id, message, self.at, about, kind, keep_until)


Act = Callable[[Office], Sequence[Message]]


class Offices:
    """Opens an office for each update; holds what all of them share."""

    def __init__(self, settings: Settings, clock: Clock, database: Database, catalogue: Catalogue) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._catalogue = catalogue
        self._understanding = Understanding(catalogue)
        self._rules = rules_of(settings)
        self._haste = Haste(settings.messages_a_minute)
        self._aliases = LiveAliases()

    async def hold_keys(self) -> None:
        """At the start: the keys are read, and are those of this database. Raises WrongSettingError."""
        await self._database.run(lambda connection: hold_keys(connection, self._settings, self._rules.keys))

    async def handle(self, update_id: int, act: Act) -> list[Message]:
        """Act on an update once and give what is to be sent; an update handled before gives what was kept for it."""

        def within(connection: Connection) -> list[Message]:
            inbox = InboxRepository(connection)
            state, kept = inbox.begin(update_id)
            if state is not UpdateState.NEW:
                return [Message.from_json(message) for message in kept]
            messages = list(act(self.open(connection)))
            inbox.done(update_id, [message.to_json() for message in messages])
            return messages

        return await self._database.run(within)

    async def answered(self, update_id: int) -> None:
        """Everything for an update was sent, or there is nothing to send."""
        await self._database.run(lambda connection: InboxRepository(connection).answered(update_id))

    async def later(self, update_id: int, not_before: datetime) -> None:
        """An update's reply could not be sent now; it is tried again from a moment on."""
        await self._database.run(lambda connection: InboxRepository(connection).later(update_id, not_before))

    async def has_clerk(self, telegram_id: int) -> bool:
        """Whether a person sees to what citizens report and ask."""
        officer = await self._database.run(lambda connection: OfficerRepository(connection).of(telegram_id))
        return officer is not None and officer.may(*CLERKS)

    def open(self, connection: Connection) -> Office:
        """An office within a transaction."""
        at, outbox = self._clock.now(), OutboxRepository(connection)
        return Office(
            day=self._clock.today(),
            at=at,
            settings=self._settings,
            catalogue=self._catalogue,
            states=StateRepository(connection),
            tally=TallyRepository(connection),
            citizens=CitizenRepository(connection),
            officers=OfficerRepository(connection),
            corrections=CorrectionRepository(connection),
            papers=CatalogueRepository(connection).papers,
            understand=partial(self._taught(connection).read, day=self._clock.today()),
            ask_with=lambda words, day, aliases: self._understanding.taught(aliases).search(words, day).finding,
            aliases=AliasRepository(connection),
            misses=MissRepository(connection),
            asked=AskedRepository(connection),
            outbox=outbox,
            cases=cases_of(connection, self._rules, outbox, at),
            hurries=lambda chat_id: self._haste.is_over(chat_id, at) and _waits(connection, chat_id),
        )

    def _taught(self, connection: Connection) -> Understanding:
        """The reading of messages with what the office teaches now: live everywhere without a restart."""
        aliases = self._aliases.now(connection)
        if self._understanding.aliases is not aliases:
            self._understanding = self._understanding.taught(aliases)
        return self._understanding


def _waits(connection: Connection, chat_id: int) -> bool:
    """Whether so many messages of a chat wait that it cannot have read what came back."""
    return InboxRepository(connection).waiting_of(chat_id) >= BACKLOG


def rules_of(settings: Settings) -> Rules:
    """What every transaction with petitions shares. Raises WrongSettingError."""
    try:
        shifts = Shifts.parse(settings.shifts)
    except ValueError as error:
        raise WrongSettingError(f"MOTCUA_SHIFTS: {error}.") from None
    limits = settings.transfer_days, settings.answer_days, settings.confirm_days
    return Rules(Terms(*limits, settings.national_clock), shifts, cache(lambda: keys_of(settings)))


def cases_of(connection: Connection, rules: Rules, outbox: OutboxRepository, at: datetime) -> Cases:
    """The services of petitions; whatever happens to one is told to its sender in the same transaction."""

    def told(petition: Petition, event: Event) -> None:
        parent = cases.register.petitions.by_id(petition.parent_id).code if petition.parent_id else ""
        message = news(petition, event, parent)
        if message and petition.chat_id is not None:
            _post(outbox, petition.chat_id, message, at, f"petition:{petition.id}:event:{event.number}")

    cases = Cases(connection, rules, told)
    return cases


def _post(
    outbox: OutboxRepository,
    chat_id: int,
    message: Message,
    at: datetime,
    about: str,
    kind: Kind = Kind.OWN,
    keep_until: datetime | None = None,
) -> None:
    bodies = [part.to_json() for part in message.parts()]
    outbox.put(chat_id, bodies, at, about=about, kind=kind, keep_until=keep_until)
