"""A day: citizens, officers and the bot's process over a network that fails; then the books are held against it."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Connection, select

from bot.clock import Clock
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
from tests.day.officers import Officers
from tests.day.scripts import scripts
from tests.wire.api import BotApi, Call
from tests.wire.server import Server

SECRET = "a secret that stands in no other place than tests"
FAULTS = ("drop_before", "drop_after", "bad_gateway", "too_many")
ROOT = Path(__file__).parents[2]

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
    pause: float = 0.2
    """Between two rounds of the officers."""
    longest: float = 600


SHORT = Plan(30, running=Hurried, patience=60, pause=0.05, longest=240)
LONG = Plan(300)


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened; `repeats` are receipts and news that stood in a chat twice."""

    database: str
    citizens: int
    petitions: int
    events: int
    moves: int
    messages: int
    faults: int
    kills: int
    repeats: int
    seconds: float

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in asdict(self).items())


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of a day, and all that went wrong, in words."""

    figures: Figures
    wrong: list[str]


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
        settings = Settings(today=DAY, secret_key=SecretStr(SECRET), data=folder)
        self._offices = Offices(settings, Clock(DAY), self._database, catalogue_of(self._database))
        self._api = BotApi()
        self._server = stack.enter_context(Server(self._api))
        self._citizens = [Citizen(self._api, s, a_picture(), plan.patience) for s in scripts(plan.citizens, plan.seed)]
        self._begun = time.monotonic()
        self._kills = 0
        self._wrong: list[str] = []

    def live(self) -> Outcome:
        """The whole day, and the evening when the books are read."""
        self._api.fail_share(self._plan.share, seed=self._plan.seed, kinds=FAULTS)
        self._bot = self._start()
        dice = random.Random(f"officers {self._plan.seed}")
        with Officers(self._offices, self._database, dice, self._plan.pause) as officers:
            self._pass(officers)
        faults = sum(map(_is_a_fault, self._api.log))
        self._api.fail_share(0)
        self._ask_everybody()
        self._bot.end(signal.SIGTERM)
        self._wrong += map(repr, officers.errors)
        self._wrong += [wrong for citizen in self._citizens for wrong in _impressions(citizen)]
        self._wrong += [*self._read_log(), *self._verify()]
        return self._database.read(lambda connection: self._outcome(connection, officers.moves, faults))

    def _start(self) -> Running:
        settings = {"MOTCUA_SECRET_KEY": SECRET, "MOTCUA_MESSAGES_A_MINUTE": "1000", "PYTHONPATH": str(ROOT)}
        return self._stack.enter_context(self._plan.running(self._server.address, self._url, self._folder, **settings))

    def _pass(self, officers: Officers) -> None:
        """Let everybody go on until nothing is left to do; kill the bot when its moment has come."""
        # Spread, so that no two meet while the bot is only just starting.
        kills = self._plan.kills
        moments = [0.85 * (at + self._dice.random()) / kills for at in range(kills)]
        end = self._begun + self._plan.longest
        while moments or not self._is_quiet(officers):
            if officers.errors or self._bot.has_ended or time.monotonic() > end:
                self._wrong += ["the day did not end", self._bot.log[-2000:], *map(_where, self._citizens)]
                return
            for citizen in self._citizens:
                citizen.tick()
            if moments and self._progress() >= moments[0]:
                moments.pop(0)
                self._kill()
            time.sleep(0.02)

    def _progress(self) -> float:
        """How much of all scripts is done, from 0 to 1."""
        return sum(c.done for c in self._citizens) / sum(len(c.script.tasks) for c in self._citizens)

    def _kill(self) -> None:
        self._bot.end(signal.SIGKILL)
        self._kills += 1
        self._bot = self._start()

    def _is_quiet(self, officers: Officers) -> bool:
        """Whether nobody has anything to do, and nothing is on its way."""
        if not all(citizen.is_idle for citizen in self._citizens) or self._api.pending():
            return False
        time.sleep(0.1)  # idle as they are, nobody needs them faster
        on_its_way = self._database.read(_waiting)
        if on_its_way or officers.open_petitions():
            return False
        for citizen in self._citizens:
            citizen.tick()
        return all(citizen.is_idle for citizen in self._citizens)

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
        motcua = [sys.executable, "-m", "bot", "petitions", "verify"]
        done = subprocess.run(motcua, env=os.environ | own, capture_output=True, text=True, check=False)
        return [f"petitions verify: {done.stdout[:2000]}{done.stderr[-2000:]}"] if done.returncode else []

    def _outcome(self, connection: Connection, moves: int, faults: int) -> Outcome:
        books = Books(connection, self._offices.open(connection), self._citizens)
        wrong = [*self._wrong, *books.wrong(), *_files(connection)]
        figures = Figures(
            database=self._database.url.get_backend_name(),
            citizens=len(self._citizens),
            petitions=len(books.petitions),
            events=sum(map(len, books.events.values())),
            moves=moves,
            messages=sum(len(citizen.seen) for citizen in self._citizens),
            faults=faults,
            kills=self._kills,
            repeats=books.repeats,
            seconds=round(time.monotonic() - self._begun, 1),
        )
        return Outcome(figures, wrong)


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


def _impressions(citizen: Citizen) -> list[str]:
    """What a citizen complains of."""
    return [f"{citizen.chat}: {complaint}" for complaint in (*citizen.lost, *citizen.puzzled)]


def _where(citizen: Citizen) -> str:
    last = citizen.seen[-1].text[:150] if citizen.seen else ""
    return f"{citizen.chat}: {citizen.done} of {len(citizen.script.tasks)} done, idle: {citizen.is_idle}, saw {last!r}"
