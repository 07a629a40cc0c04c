"""What every day is made of: citizens at a bot in a process of its own, over a network that fails, and its kills.

What the office does of a day, each day says itself.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

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
from tests.bot.running import SIGNS, Running
from tests.conftest import BOTH, Servers
from tests.day.books import Books
from tests.day.citizen import Citizen
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
    """How long and how bad a day is; times are in seconds."""

    citizens: int
    first: int = 0
    """The number of the first of them: what habits they have goes by their numbers."""
    seed: int = 5
    share: float = 0.05
    """The part of all answers of the Bot API that goes wrong."""
    kills: int = 5
    running: type[Running] = Running
    patience: float = 150
    """How long somebody waits for an answer before they try something else."""
    longest: float = 600


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened; `repeats` are receipts and news that stood in a chat twice."""

    database: str
    citizens: int
    petitions: int
    events: int
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


class Life:
    """One day with everybody in it; `settings` are those the bot has beside its secret."""

    def __init__(self, plan: Plan, url: str, folder: Path, stack: ExitStack, **settings: Any) -> None:
        self._plan = plan
        self._url = url
        self._folder = folder
        self._stack = stack
        self._dice = random.Random(plan.seed)
        self._database = Database(url)
        stack.callback(self._database.close)
        own = Settings(today=DAY, secret_key=SecretStr(SECRET), data=folder, **settings)
        self._offices = Offices(own, Clock(DAY), self._database, catalogue_of(self._database))
        self._environment = {"MOTCUA_SECRET_KEY": SECRET, "MOTCUA_MESSAGES_A_MINUTE": "1000", "PYTHONPATH": str(ROOT)}
        self._environment |= {f"MOTCUA_{name.upper()}": str(value) for name, value in settings.items()}
        self._api = BotApi()
        self._server = stack.enter_context(Server(self._api))
        those = scripts(plan.citizens, plan.seed, plan.first)
        self._citizens = [Citizen(self._api, script, a_picture(), plan.patience) for script in those]
        self._begun = time.monotonic()
        self._kills = 0
        self._faults = 0
        self._wrong: list[str] = []

    # What a day says itself.

    def _tick(self) -> None:
        """Everybody goes on as far as they can."""
        for citizen in self._citizens:
            citizen.tick()
        time.sleep(0.02)

    def _progress(self) -> float:
        """How much of all that is to be done is done, from 0 to 1."""
        return sum(c.done for c in self._citizens) / sum(len(c.script.tasks) for c in self._citizens)

    def _is_idle(self) -> bool:
        """Whether nobody has anything to do, unless news come."""
        return all(citizen.is_idle for citizen in self._citizens)

    def _is_owed(self) -> bool:
        """Whether somebody has to see to something that nobody is at."""
        return False

    def _is_broken(self) -> bool:
        """Whether the day cannot go on."""
        return self._bot.has_ended or time.monotonic() > self._begun + self._plan.longest

    # What they have in common.

    def _begin(self) -> None:
        self._api.fail_share(self._plan.share, seed=self._plan.seed, kinds=FAULTS)
        self._start(DAY)

    def _start(self, day: date) -> None:
        self._day = day
        settings = self._environment | {"MOTCUA_TODAY": day.isoformat()}
        self._bot = self._stack.enter_context(
            self._plan.running(self._server.address, self._url, self._folder, **settings)
        )

    def _kill(self, day: date) -> None:
        """Kill the bot, and start it anew on a day."""
        self._bot.end(signal.SIGKILL)
        self._kills += 1
        self._start(day)

    def _pass(self, kills: int = 0) -> None:
        """Let everybody go on until nothing is left to do; kill the bot when its moment has come."""
        # Spread, so that no two meet while the bot is only just starting.
        moments = [0.85 * (at + self._dice.random()) / kills for at in range(kills)]
        while moments or not self._is_quiet():
            if self._is_broken():
                self._wrong += ["the day did not end", self._bot.log[-2000:], *map(_where, self._citizens)]
                return
            self._tick()
            if moments and self._progress() >= moments[0]:
                moments.pop(0)
                self._kill(self._day)

    def _is_quiet(self) -> bool:
        """Whether nobody has anything to do, and nothing is on its way."""
        if not self._is_idle() or self._api.pending():
            return False
        time.sleep(0.1)  # idle as they are, nobody needs them faster
        if self._database.read(_waiting) or self._is_owed():
            return False
        self._tick()
        return self._is_idle()

    def _end(self) -> None:
        """The evening: the network is whole, every chat answers, and the audit finds everything as it was."""
        self._faults = sum(map(_is_a_fault, self._api.log))
        self._api.fail_share(0)
        self._ask_everybody()
        self._bot.end(signal.SIGTERM)
        self._wrong += [*self._read_log(), *self._verify()]

    def _ask_everybody(self) -> None:
        """Every chat is usable at the end: a last question gets its answer."""
        asked = [citizen for citizen in self._citizens if not citizen.is_gone]
        for citizen in asked:
            citizen.ask(LAST_QUESTION)
        end = time.monotonic() + self._plan.patience
        while asked and time.monotonic() < end:
            asked = [c for c in asked if not any(LAST_ANSWER in shown.text for shown in c.answers)]
            time.sleep(0.05)
        for citizen in asked:
            said = [shown.text[:300] for shown in citizen.seen[-3:]]
            self._wrong += [f"{citizen.chat}: the last question was not answered; she read last {said}"]
        self._complain((one.chat, (*one.lost, *one.puzzled)) for one in self._citizens)

    def _complain(self, complaints: Iterable[tuple[int, Iterable[str]]]) -> None:
        """What people complain of."""
        self._wrong += [f"{chat}: {complaint}" for chat, of_one in complaints for complaint in of_one]

    def _read_log(self) -> list[str]:
        """What nobody foresaw."""
        log = self._bot.log
        return [log[at : at + 3000] for at in map(log.find, SIGNS) if at >= 0]

    def _verify(self) -> list[str]:
        """Whether the audit finds everything whole."""
        own = {"MOTCUA_DATABASE_URL": self._url, "MOTCUA_DATA": str(self._folder), **self._environment}
        motcua = [sys.executable, "-m", "bot", "petitions", "verify"]
        done = subprocess.run(motcua, env=os.environ | own, capture_output=True, text=True, check=False)
        return [f"petitions verify: {done.stdout[:2000]}{done.stderr[-2000:]}"] if done.returncode else []

    def _read_books(self, connection: Connection) -> Books:
        """The books are held against what citizens saw."""
        books = self._books(connection)
        self._wrong += [*books.wrong(), *_files(connection)]
        return books

    def _books(self, connection: Connection) -> Books:
        weeks_passed = self._day > DAY
        return Books(connection, self._offices.open(connection), self._citizens, may_forget_drafts=weeks_passed)

    def _common(self, books: Books) -> dict[str, Any]:
        """The figures that every day has."""
        return {
            "database": self._database.url.get_backend_name(),
            "citizens": len(self._citizens),
            "petitions": len(books.petitions),
            "events": sum(map(len, books.events.values())),
            "messages": sum(len(citizen.seen) for citizen in self._citizens),
            "faults": self._faults,
            "kills": self._kills,
            "repeats": books.repeats,
            "seconds": round(time.monotonic() - self._begun, 1),
        }


def live_on_both(live: Callable[[str, Path], Outcome]) -> int:
    """Live a day on PostgreSQL, then on SQLite; prints what came of it, and gives 1 when anything went wrong."""
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers(Path(folder))
        for kind in reversed(BOTH):
            own = Path(folder) / f"data-{kind}"
            own.mkdir()
            outcome = live(servers.loaded(kind), own)
            print(outcome.figures, *outcome.wrong, sep="\n", flush=True)  # noqa: T201 - it is what one runs it for
            bad += len(outcome.wrong)
        servers.stop()
    return min(bad, 1)


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


def _where(citizen: Citizen) -> str:
    last = citizen.seen[-1].text[:150] if citizen.seen else ""
    return f"{citizen.chat}: {citizen.done} of {len(citizen.script.tasks)} done, idle: {citizen.is_idle}, saw {last!r}"
