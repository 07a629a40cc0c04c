"""A day: citizens, officers and the bot's process over a network that fails; then the books are held against it.

Its last stretch is three weeks later, when what was left lying is overdue: the bot is started anew by another clock.
"""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date, datetime
from datetime import time as hour
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Connection, select

from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.inbox.repository import InboxRepository
from bot.office import Offices
from bot.petitions.attachments import FileState
from bot.petitions.tables import attachment
from bot.settings import Settings
from bot.snapshot import catalogue_of
from tests.bot.conftest import DAY
from tests.bot.files import a_picture
from tests.bot.running import Running
from tests.day.books import Books
from tests.day.citizen import Citizen
from tests.day.scripts import scripts
from tests.office_day.officer import Officer
from tests.office_day.officers import Officers
from tests.office_day.staff_books import ESCALATED, StaffBooks, Stretch
from tests.wire.api import BotApi, Call
from tests.wire.server import Server

SECRET = "a secret that stands in no other place than tests"
FAULTS = ("drop_before", "drop_after", "bad_gateway", "too_many")
ROOT = Path(__file__).parents[2]

LATE = date(2026, 12, 14)
"""A working day on which whatever was lodged on DAY is overdue."""

SHIFTS = "00:00-23:59"
"""The office is open at whatever hour the day is lived."""

ACTS_FOR_EACH = 3
"""Acts of officers for each citizen, at the least."""

LAST_QUESTION, LAST_ANSWER = "1.001193", "Đăng ký khai sinh"


class Hurried(Running):
    """The bot with shorter pauses."""

    program = ("-m", "tests.day.hurried", "run")


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how bad the day is; times are in seconds."""

    citizens: int
    seed: int = 5
    share: float = 0.05
    """The part of all answers of the Bot API that goes wrong."""
    kills: int = 5
    running: type[Running] = Running
    patience: float = 150
    """How long a citizen waits for an answer before she tries something else."""
    lag: float = 150
    """How long a message may be on its way before nobody may be shown it any more."""
    longest: float = 1800


SHORT = Plan(30, running=Hurried, patience=60, lag=20, longest=600)
LONG = Plan(300)


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened; `repeats` are receipts and news that stood in a chat twice."""

    database: str
    citizens: int
    petitions: int
    events: int
    acts: int
    approved: int
    sent_back: int
    internal: int
    overdue: int
    messages: int
    of_staff: int
    faults: int
    kills: int
    repeats: int
    seconds: float

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in asdict(self).items())


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of a day, all that went wrong, in words, and what befell the office."""

    figures: Figures
    wrong: list[str]
    befallen: list[str]


def live(plan: Plan, url: str, folder: Path) -> Outcome:
    """Live through a day on a loaded database, with the bot's files and log in a folder."""
    with ExitStack() as stack:
        return _Day(plan, url, folder, stack).live()


class _Day:
    """One day with everybody in it."""

    def __init__(self, plan: Plan, url: str, folder: Path, stack: ExitStack) -> None:
        self._plan = plan
        self._url = url
        self._folder = folder
        self._stack = stack
        self._dice = random.Random(plan.seed)
        self._database = Database(url)
        stack.callback(self._database.close)
        self._settings = Settings(today=DAY, secret_key=SecretStr(SECRET), data=folder, shifts=SHIFTS)
        self._offices = Offices(self._settings, Clock(DAY), self._database, catalogue_of(self._database))
        self._api = BotApi()
        self._server = stack.enter_context(Server(self._api))
        self._citizens = [Citizen(self._api, s, a_picture(), plan.patience) for s in scripts(plan.citizens, plan.seed)]
        dice = random.Random(f"officers {plan.seed}")
        self._officers = Officers(self._api, self._offices, self._database, dice, plan.patience)
        self._stretches: list[Stretch] = []
        self._overdue: set[str] = set()
        self._begun = time.monotonic()
        self._kills = 0
        self._wrong: list[str] = []

    def live(self) -> Outcome:
        """The whole day, and the evening when the books are read."""
        self._api.fail_share(self._plan.share, seed=self._plan.seed, kinds=FAULTS)
        self._officers.appoint()
        self._bot = self._start(DAY)
        self._pass()
        self._turn_the_clock()
        self._pass()
        faults = sum(map(_is_a_fault, self._api.log))
        self._api.fail_share(0)
        self._ask_everybody()
        self._bot.end(signal.SIGTERM)
        people: list[Citizen | Officer] = [*self._citizens, *self._officers.all]
        self._wrong += [wrong for one in people for wrong in _impressions(one)]
        self._wrong += [*self._read_log(), *self._verify()]
        return self._database.read(lambda connection: self._outcome(connection, faults))

    def _start(self, day: date) -> Running:
        self._day = day
        settings = {"MOTCUA_SECRET_KEY": SECRET, "MOTCUA_MESSAGES_A_MINUTE": "1000", "PYTHONPATH": str(ROOT)}
        settings |= {"MOTCUA_TODAY": day.isoformat(), "MOTCUA_SHIFTS": SHIFTS}
        return self._stack.enter_context(self._plan.running(self._server.address, self._url, self._folder, **settings))

    def _turn_the_clock(self) -> None:
        """Three weeks pass in which nobody does anything; then the office is reminded of what it left."""
        self._bot.end(signal.SIGKILL)
        self._kills += 1
        today = Clock().today()
        self._stretches = [Stretch(DAY, today), Stretch(LATE, today)]
        begun = datetime.combine(LATE, hour(), VIET_NAM)
        self._overdue = {one.code for one in self._officers.open_petitions() if one.due_at and one.due_at < begun}
        self._bot = self._start(LATE)
        end = time.monotonic() + self._plan.patience
        while self._overdue - self._database.read(self._escalated) and time.monotonic() < end:
            self._tick()
        self._officers.last_stretch()

    def _escalated(self, connection: Connection) -> set[str]:
        """The codes of petitions whose day the office was reminded of."""
        register = self._offices.open(connection).cases.register
        reminded = (one for one in register.petitions.every() if one.code in self._overdue)
        return {
            one.code for one in reminded if any(e.details.get("what") in ESCALATED for e in register.trail.of(one.id))
        }

    def _pass(self) -> None:
        """Let everybody go on until nothing is left to do; kill the bot when its moment has come."""
        # Spread, so that no two meet while the bot is only just starting.
        kills = self._plan.kills if self._day == DAY else 0
        moments = [0.85 * (at + self._dice.random()) / kills for at in range(kills)]
        end = self._begun + self._plan.longest
        while moments or not self._is_quiet():
            if self._bot.has_ended or time.monotonic() > end:
                self._wrong += ["the day did not end", self._bot.log[-2000:], *map(_where, self._citizens)]
                return
            self._tick()
            if moments and self._progress() >= moments[0]:
                moments.pop(0)
                self._kill()

    def _tick(self) -> None:
        """Everybody goes on as far as they can."""
        for citizen in self._citizens:
            citizen.tick()
        self._officers.tick(self._progress())
        time.sleep(0.02)

    def _progress(self) -> float:
        """How much of all scripts is done, and of what the office will have to do about them, from 0 to 1."""
        asked = sum(c.done for c in self._citizens) / sum(len(c.script.tasks) for c in self._citizens)
        return (asked + min(1, self._officers.moves / (ACTS_FOR_EACH * len(self._citizens)))) / 2

    def _kill(self) -> None:
        self._bot.end(signal.SIGKILL)
        self._kills += 1
        self._bot = self._start(self._day)

    def _is_quiet(self) -> bool:
        """Whether nobody has anything to do, and nothing is on its way."""
        if not self._is_idle() or self._api.pending():
            return False
        time.sleep(0.1)  # idle as they are, nobody needs them faster
        if self._database.read(_waiting):
            return False
        owed = self._officers.owed()
        self._officers.look_again(owed)
        self._tick()
        return not owed and self._is_idle()

    def _is_idle(self) -> bool:
        return self._officers.is_idle and all(citizen.is_idle for citizen in self._citizens)

    def _ask_everybody(self) -> None:
        """Every chat is usable at the end: a last question gets its answer."""
        asked = [citizen for citizen in self._citizens if not citizen.is_gone]
        for citizen in asked:
            citizen.ask(LAST_QUESTION)
        end = time.monotonic() + self._plan.patience
        while asked and time.monotonic() < end:
            asked = [c for c in asked if not any(LAST_ANSWER in shown.text for shown in c.answers)]
            time.sleep(0.05)
        self._wrong += [f"{citizen.chat}: the last question was not answered" for citizen in asked]

    def _read_log(self) -> list[str]:
        """What nobody foresaw."""
        log = self._bot.log
        return [log[at : at + 3000] for at in (log.find("Traceback"), log.find(" ERROR ")) if at >= 0]

    def _verify(self) -> list[str]:
        """Whether the audit finds everything whole."""
        own = {"MOTCUA_DATABASE_URL": self._url, "MOTCUA_SECRET_KEY": SECRET, "MOTCUA_DATA": str(self._folder)}
        own |= {"MOTCUA_SHIFTS": SHIFTS}
        motcua = [sys.executable, "-m", "bot", "petitions", "verify"]
        done = subprocess.run(motcua, env=os.environ | own, capture_output=True, text=True, check=False)
        return [f"petitions verify: {done.stdout[:2000]}{done.stderr[-2000:]}"] if done.returncode else []

    def _outcome(self, connection: Connection, faults: int) -> Outcome:
        office, drawer = self._offices.open(connection), self._officers.drawer
        books = Books(connection, office, self._citizens)
        staff_books = StaffBooks(
            office,
            self._api,
            drawer,
            self._officers.all,
            self._citizens,
            self._stretches,
            self._overdue,
            self._plan.lag,
        )
        wrong = [*self._wrong, *books.wrong(), *staff_books.wrong(), *_files(connection)]
        figures = Figures(
            database=self._database.url.get_backend_name(),
            citizens=len(self._citizens),
            petitions=len(books.petitions),
            events=sum(map(len, books.events.values())),
            acts=self._officers.moves,
            approved=len(staff_books.approvals),
            sent_back=sum(drawer.sent_back.values()),
            internal=drawer.marks,
            overdue=len(self._overdue),
            messages=sum(len(citizen.seen) for citizen in self._citizens),
            of_staff=sum(len(officer.seen) for officer in self._officers.all),
            faults=faults,
            kills=self._kills,
            repeats=books.repeats,
            seconds=round(time.monotonic() - self._begun, 1),
        )
        return Outcome(figures, wrong, self._officers.befallen)


def _waiting(connection: Connection) -> int:
    return InboxRepository(connection).waiting() + OutboxRepository(connection).waiting()


def _files(connection: Connection) -> list[str]:
    """The pictures were pictures: none is refused."""
    a = attachment.c
    refused = connection.scalars(select(a.reason).where(a.state == FileState.REFUSED)).all()
    return [f"a picture was refused: {reason}" for reason in refused]


def _is_a_fault(call: Call) -> bool:
    """Whether a call of the bot went wrong because it was to."""
    return bool(call.fault) or (call.answer or {}).get("error_code") in {429, 502}


def _impressions(one: Citizen | Officer) -> list[str]:
    """What somebody complains of."""
    return [f"{one.chat}: {complaint}" for complaint in (*one.lost, *one.puzzled)]


def _where(citizen: Citizen) -> str:
    last = citizen.seen[-1].text[:150] if citizen.seen else ""
    return f"{citizen.chat}: {citizen.done} of {len(citizen.script.tasks)} done, idle: {citizen.is_idle}, saw {last!r}"
