"""One transaction with the day, the moment and the services: what handlers and the command line open.

An update's effects, its mark in the inbox and what is to be sent are kept together or not at all.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache, cached_property, partial
from pathlib import Path
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection

from bot.advising import Advising
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.delivery.outbox import Fate, Kind, OutboxRepository
from bot.groundwork import hold_keys, keys_of
from bot.inbox.citizens import CitizenRepository
from bot.inbox.haste import hurries
from bot.inbox.notices import NoticeRepository
from bot.inbox.repository import InboxRepository
from bot.inbox.states import StateRepository
from bot.inbox.subscriptions import SubscriptionRepository
from bot.petitions.cases import Cases, Rules
from bot.petitions.petition import Event, Petition, Reader
from bot.petitions.sealing import Keys
from bot.petitions.shifts import Shifts
from bot.petitions.terms import Terms
from bot.remembered import Remembered
from bot.reports.bulletins import BulletinRepository
from bot.reports.overview import OverviewRepository
from bot.reports.quality.figures import Quality, read_quality
from bot.reports.quality.figures import Wanted as QualityWanted
from bot.reports.quality.petition_figures import PetitionQualityRepository
from bot.reports.quarter.dossier_repository import DossierRepository
from bot.reports.quarter.figures import Figures, Wanted, read_figures
from bot.reports.tally import TallyRepository
from bot.reports.watch import WatchRepository
from bot.review.aliases import VERSION, AliasRepository, LiveAliases
from bot.review.asked import AskedRepository
from bot.review.backups import BackupRepository
from bot.review.catalogue_desk import CatalogueDesk
from bot.review.channel import MARK, ChannelNow, ChannelRepository, LiveChannel
from bot.review.corrections import CorrectionRepository
from bot.review.misses import MissRepository
from bot.review.officers import OfficerRepository, Role
from bot.review.proposals import ProposalRepository
from bot.review.saved_filters import SavedFilterRepository
from bot.review.sign_ins import Signer, SignInRepository
from bot.review.staff_chats import Purpose, StaffChatRepository
from bot.review.traces import TraceRepository
from bot.settings import Settings, WrongSettingError
from bot.staffing import Staffing
from bot.views.message import Message
from bot.views.petition import news
from bot.views.posting import draw
from knowledge.aliases import Aliases
from knowledge.announcements import AnnouncementRepository
from knowledge.catalogue import Catalogue
from knowledge.procedures import Paper, Version
from knowledge.repository import CatalogueRepository
from knowledge.search.decision import Finding
from knowledge.timeline import RECENT
from knowledge.understanding import Understanding, Understood


@dataclass(frozen=True, slots=True)
class Office:
    """What can be done within one transaction."""

    day: date
    at: datetime
    settings: Settings  # with the decision that was entered at the desk, where they name none
    channel: ChannelRepository
    watch: WatchRepository
    site: str  # the address of the officials' desk; empty where it is not open
    catalogue: Catalogue
    bot_name: str  # the bot's user name in Telegram; empty while nobody knows it
    states: StateRepository
    tally: TallyRepository
    bulletins: BulletinRepository
    overview: OverviewRepository
    dossiers: DossierRepository
    citizens: CitizenRepository
    officers: OfficerRepository
    traces: TraceRepository
    sign_ins: SignInRepository
    saved_filters: SavedFilterRepository
    backups: BackupRepository
    sign: Callable[[str, int], str]  # a word that lets an officer in, as it stands in the link
    staff_chats: StaffChatRepository
    staffing: Staffing
    corrections: CorrectionRepository
    remembered: Remembered  # of this catalogue
    papers: Callable[[Version], Sequence[Paper]]
    understand: Callable[[str], Understood]
    ask_with: Callable[[str, date, Aliases], Finding]  # what a question would find with other aliases
    aliases: AliasRepository
    misses: MissRepository
    asked: AskedRepository
    proposals: ProposalRepository
    advising: Advising
    outbox: OutboxRepository
    subscriptions: SubscriptionRepository
    desk: CatalogueDesk
    announcements: AnnouncementRepository
    notices: NoticeRepository
    cases: Cases
    quarter: Callable[[Wanted], Figures]  # the figures of a quarter's report
    quality: Callable[[QualityWanted], Quality]  # how well the office works, month by month
    petition_quality: PetitionQualityRepository
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
        queue(self.outbox, chat_id, message, self.at, about, kind, keep_until)


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be looked at without a transaction: nothing is written, and nobody's state is known."""

    day: date
    bot_name: str
    understanding: Understanding
    most_shown: Callable[[int], Sequence[str]]
    is_shut: bool = False  # the channel is switched off


Seen = TypeVar("Seen")

Act = Callable[[Office], Sequence[Message]]


_SIGNS = MARK.add_columns(VERSION.scalar_subquery())
"""What changes with the channel, and with the aliases."""

BY_SETTINGS = "settings"
"""Who set a chat of the staff that stands in the settings."""


class Offices:
    """Opens an office for each update; holds what all of them share."""

    def __init__(
        self, settings: Settings, clock: Clock, database: Database, catalogue: Catalogue, site: str = ""
    ) -> None:
        self._settings = settings
        self._site = site
        self._clock = clock
        self._database = database
        self._understanding = Understanding(catalogue)
        self._learning = Lock()
        self._remembered = Remembered()
        self._rules = rules_of(settings)
        self._aliases = LiveAliases()
        self._channel = LiveChannel()
        self._bot_name = settings.bot_name

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that is answered from now."""
        return self._understanding.catalogue

    def learn(self, catalogue: Catalogue) -> Understanding:
        """Answer from another catalogue from now on; gives what was answered from before, so that it can go gently."""
        with self._learning:
            before = self._understanding
            self._understanding = Understanding(catalogue, before.aliases)
            self._remembered = Remembered()
        return before

    def follow(self, connection: Connection) -> None:
        """Know what the office teaches and how the channel stands, also before the next office is opened."""
        self._known(connection)

    @property
    def opening(self) -> time:
        """When the office opens on a day it works."""
        return (datetime.combine(date.min, time(), VIET_NAM) + self._rules.shifts.begin).timetz()

    @property
    def folder(self) -> Path:
        """Where the files of petitions are."""
        return self._settings.data / "files"

    @property
    def keys(self) -> Keys:
        """What the one secret of this installation can do."""
        return self._rules.keys()

    @cached_property
    def signer(self) -> Signer:
        """Signs the links of the desk."""
        return Signer(self.keys.digest("desk", "links"))

    def are_called(self, bot_name: str) -> None:
        """Telegram said the bot's user name: links lead to it, whatever the settings say."""
        self._bot_name = bot_name

    async def glance(self, look: Callable[[Glance], Seen]) -> Seen:
        """Look at what is known, in a worker thread that waits for no writer."""
        return await asyncio.to_thread(
            lambda: look(
                Glance(self._clock.today(), self._bot_name, self._understanding, self._most_shown, self._is_shut())
            )
        )

    def _is_shut(self) -> bool:
        return self._database.read(self._known)[0].is_off

    def _most_shown(self, most: int) -> Sequence[str]:
        since = self._clock.today() - RECENT
        return self._database.read(lambda connection: TallyRepository(connection).most_shown(since, most))

    async def drawn(self, message: Message) -> Message:
        """A message with the files that were left to be drawn; a worker thread draws, outside any transaction."""
        if not any(file.drawn for file in message.files):
            return message
        return await asyncio.to_thread(self._draw, message)

    def _draw(self, message: Message) -> Message:
        agency, name = self._settings.agency, self._bot_name
        return replace(
            message,
            files=tuple(
                replace(file, content=draw(file.drawn, self.catalogue, agency, name)) if file.drawn else file
                for file in message.files
            ),
        )

    async def hold_keys(self) -> None:
        """At the start: the keys are read, and are those of this database. Raises WrongSettingError."""
        await self._database.run(lambda connection: hold_keys(connection, self._settings, self._rules.keys))

    async def seat_staff(self) -> None:
        """At the start: the chats of the settings serve where the office set none by itself."""
        await self._database.run(self._seat)

    def _seat(self, connection: Connection) -> None:
        """A chat that the office took back, or that is gone, is not set again; a new value replaces the former one."""
        chats = StaffChatRepository(connection)
        wanted = {Purpose.STAFF: self._settings.staff_chat, Purpose.LEADERS: self._settings.leaders_chat}
        for purpose, chat_id in wanted.items():
            if chat_id and not chats.was_ever(purpose, chat_id) and chats.set_by(purpose) in {None, BY_SETTINGS}:
                # Whether it has topics turns out when the first is made.
                chats.set(purpose, "", chat_id, forum=True, at=self._clock.now(), by=BY_SETTINGS)

    async def roles_of(self, telegram_id: int) -> frozenset[Role] | None:
        """The roles a person holds now, none for who held one before; None for who never was an officer."""
        return await self._database.run(lambda connection: OfficerRepository(connection).roles_of(telegram_id))

    def open(self, connection: Connection, acting: Connection | None = None) -> Office:
        """An office within a transaction; its services act over another connection, where one is given."""
        # Read once: whatever is learned meanwhile is for the next office.
        return self._opened(acting or connection, *self._known(connection))

    def _opened(
        self, connection: Connection, stands: ChannelNow, understanding: Understanding, remembered: Remembered
    ) -> Office:
        at, outbox = self._clock.now(), OutboxRepository(connection)
        channel = ChannelRepository(connection, stands, self._settings.channel_decision)
        return Office(
            day=self._clock.today(),
            at=at,
            settings=self._settings.published_by(channel.now.decision),
            channel=channel,
            watch=WatchRepository(connection),
            site=self._site,
            catalogue=understanding.catalogue,
            bot_name=self._bot_name,
            states=StateRepository(connection),
            tally=TallyRepository(connection),
            bulletins=BulletinRepository(connection),
            overview=OverviewRepository(connection),
            dossiers=DossierRepository(connection),
            citizens=CitizenRepository(connection),
            officers=OfficerRepository(connection),
            traces=TraceRepository(connection),
            sign_ins=SignInRepository(connection),
            saved_filters=SavedFilterRepository(connection),
            backups=BackupRepository(connection),
            sign=lambda word, officer_id: self.signer.sign(word, officer_id),
            corrections=CorrectionRepository(connection),
            remembered=remembered,
            papers=lambda version: remembered.of(version, partial(CatalogueRepository(connection).papers, version)),
            understand=partial(understanding.read, day=self._clock.today()),
            ask_with=lambda words, day, aliases: understanding.taught(aliases).search(words, day).finding,
            aliases=AliasRepository(connection),
            misses=MissRepository(connection),
            asked=AskedRepository(connection),
            proposals=ProposalRepository(connection, understanding.catalogue),
            advising=Advising(connection, outbox, at),
            outbox=outbox,
            subscriptions=SubscriptionRepository(connection),
            desk=CatalogueDesk(connection, at),
            announcements=AnnouncementRepository(connection),
            notices=NoticeRepository(connection),
            cases=cases_of(connection, self._rules, outbox, at, self._name_of_commune),
            quarter=partial(read_figures, connection),
            quality=partial(read_quality, connection),
            petition_quality=PetitionQualityRepository(connection),
            staff_chats=StaffChatRepository(connection),
            staffing=self.staffing(connection, outbox),
            hurries=partial(hurries, InboxRepository(connection), at=at, most=self._settings.messages_a_minute),
        )

    def staffing(self, connection: Connection, outbox: OutboxRepository) -> Staffing:
        """Who of the office hears of petitions, within a transaction."""
        at = self._clock.now()
        cases = cases_of(connection, self._rules, outbox, at, self._name_of_commune)
        return Staffing(connection, outbox, at, self._name_of_commune, lambda: cases.register)

    def delivered(self, connection: Connection, chat_id: int, fates: Mapping[str, Fate]) -> None:
        """Messages to a chat arrived or did not: who waits to hear of it does, in the transaction that marks it.

        What a citizen was sent is told to its staff; a staff chat that takes nothing any more is one no longer.
        """
        staffing = self.staffing(connection, OutboxRepository(connection))
        if Fate.BLOCKED in fates.values():
            staffing.chat_is_gone(chat_id)
        for about, fate in fates.items():
            staffing.delivered(about, fate)

    def _name_of_commune(self, code: str) -> str:
        place = self.catalogue.communes.place(code, "")
        return f"{place.commune.kind} {place.commune.name}" if place else ""

    def _known(self, connection: Connection) -> tuple[ChannelNow, Understanding, Remembered]:
        """How the channel stands, the reading of messages with what the office teaches, and what is remembered of it.

        One small look, and the rest only where it changed.
        """
        *mark, version = connection.execute(_SIGNS).one()
        stands, aliases = self._channel.now(connection, mark), self._aliases.now(connection, version)
        with self._learning:
            if self._understanding.aliases is not aliases:
                self._understanding = self._understanding.taught(aliases)
            return stands, self._understanding, self._remembered


def rules_of(settings: Settings) -> Rules:
    """What every transaction with petitions shares. Raises WrongSettingError."""
    try:
        shifts = Shifts.parse(settings.shifts)
    except ValueError as error:
        raise WrongSettingError(f"MOTCUA_SHIFTS: {error}.") from None
    limits = settings.transfer_days, settings.answer_days, settings.confirm_days
    return Rules(Terms(*limits, settings.national_clock), shifts, cache(lambda: keys_of(settings)))


def cases_of(
    connection: Connection,
    rules: Rules,
    outbox: OutboxRepository,
    at: datetime,
    commune: Callable[[str], str] = str,
) -> Cases:
    """The services of petitions; whatever happens to one is told to its sender and its staff in the same transaction.

    `commune` gives the name of a commune by its code.
    """
    staffing = Staffing(connection, outbox, at, commune, lambda: cases.register)

    def told(petition: Petition, event: Event) -> None:
        tell_sender(petition, event)
        staffing.hear(petition, event)

    def tell_sender(petition: Petition, event: Event) -> None:
        if event.reader is Reader.STAFF:
            return
        parent = cases.register.petitions.by_id(petition.parent_id).code if petition.parent_id else ""
        message = news(petition, event, parent)
        if message and petition.chat_id is not None:
            queue(outbox, petition.chat_id, message, at, f"petition:{petition.id}:event:{event.number}")

    cases = Cases(connection, rules, told)
    return cases


def queue(
    outbox: OutboxRepository,
    chat_id: int,
    message: Message,
    at: datetime,
    about: str,
    kind: Kind = Kind.OWN,
    keep_until: datetime | None = None,
) -> None:
    """Let a message reach a chat, in its caller's transaction."""
    bodies = [part.to_json() for part in message.parts()]
    outbox.put(chat_id, bodies, at, about=about, kind=kind, keep_until=keep_until)
