"""Chaos: citizens and officers live a day while copies, server, disk, clocks and network fail; then the books are read.

updates ──postman: to any copy, doubled, turned──▶ copies ──▶ one PostgreSQL, one folder
                                                      └──▶ the Bot API, slow, dropping, refusing
"""

import errno
import json
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.database import is_passing
from bot.delivery.outbox import Kind
from bot.delivery.tables import outbox
from bot.petitions.details import PARENT_ANSWERED
from bot.petitions.petition import EventKind
from tests.bot.conftest import DAY
from tests.bot.running import SIGNS
from tests.chaos.copies import Copies, Copy, can_jump
from tests.chaos.postman import Postman
from tests.chaos.server import Falling
from tests.day import living
from tests.day.living import Life
from tests.day.officers import Officers

LATE = date(2026, 12, 14)
"""A working day on which what was lodged on DAY is overdue, and an answer without an opinion is asked about."""

SHIFTS = "00:00-23:59"
"""The office is open at whatever hour the chaos is lived."""

SIZE = "64m"
"""Of the small disk on which the folder of the copies lies."""

BALLAST = 2**20

FORESEEN = (
    "OperationalError",
    "InterfaceError",
    "DBAPIError",
    "InternalError",
    "PoolTimeout",
    "TimeoutError",
    "OSError",
    "ConnectionError",
    "AdminShutdown",
    "ClientDisconnect",
)
"""How what is done to the copies is told of in their logs; whatever else is an error nobody foresaw is wrong."""


class Shaken(Copy):
    """A copy whose clock jumps."""

    jumps = True


class Hurried(Shaken):
    """The same with shorter pauses."""

    program = ("-m", "tests.chaos.hurried", "serve")


@dataclass(frozen=True, slots=True)
class Plan(living.Plan):
    """How long and how bad it is; `kills` are all troubles, in turns of each kind."""

    copies: int = 2
    copy: type[Copy] = Shaken
    doubled: float = 0.05
    """The part of all updates that come twice."""
    turned: float = 0.03
    """The part of all updates that come late, perhaps after the next one."""
    full: float = 3.0
    """Seconds for which the disk is full."""
    stall: float = 5.0
    """Seconds that a silent answer of the Bot API is waited for."""
    kinds: tuple[str, ...] = ("drop_before", "drop_after", "bad_gateway", "too_many")
    late: bool = True
    """Whether a last stretch is lived three weeks later."""


SHORT = Plan(4, first=8, copy=Hurried, kills=4, full=0.5, longest=900, late=False)
LONG = Plan(200, copies=3, kills=16, longest=3600, kinds=(*Plan(0).kinds, "time_out"))


@dataclass(frozen=True, slots=True)
class Figures(living.Figures):
    """What happened, with what was done to the copies."""

    copies: int
    killed: int
    fell: int
    filled: int
    jumped: int
    doubled: int
    turned: int
    moves: int
    reminders: int


def live(plan: Plan, servers: Falling, folder: Path) -> living.Outcome:
    """Live through it on a loaded database of a server that may fall."""
    with ExitStack() as stack:
        data = stack.enter_context(SmallDisk(folder / "data"))
        return _Chaos(plan, servers, data, folder / "logs", stack).live()


class SmallDisk:
    """A folder on a small disk of its own, where this machine lets us; else an ordinary folder, which is never full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_small = False

    def __enter__(self) -> "SmallDisk":
        self.folder.mkdir(parents=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(self.folder)]
        with suppress(OSError):
            self.is_small = subprocess.run(mount, check=False, capture_output=True).returncode == 0
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_small:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)

    def fill(self) -> None:
        """Leave no room."""
        with (self.folder / "ballast").open("ab", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(BALLAST))
            except OSError as full:
                if full.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        """There is room again."""
        (self.folder / "ballast").unlink()


class _Officers(Officers):
    """Officers who begin again where the database fell."""

    def _work(self) -> None:
        while not self._closing.is_set() and not self.puzzled:
            super()._work()
            self.errors = self.puzzled

    @property
    def puzzled(self) -> list[Exception]:
        """What went wrong that nobody did to them."""
        return [one for one in self.errors if not (isinstance(one, DBAPIError) and is_passing(one))]


class _Chaos(Life):
    """One day with everybody in it, and everything."""

    _plan: Plan

    def __init__(self, plan: Plan, servers: Falling, disk: SmallDisk, logs: Path, stack: ExitStack) -> None:
        self._servers = servers
        self._disk = disk
        self._logs = logs
        self._done: Counter[str] = Counter()
        self._full_until = 0.0
        self._postmen: list[Postman] = []
        super().__init__(plan, servers.loaded("postgresql"), disk.folder, stack, shifts=SHIFTS)
        self._server._http.stall = plan.stall
        self._officers = _Officers(self._offices, self._database, random.Random(f"officers {plan.seed}"), 0.1)
        kinds: list[Callable[[], None]] = [self._kill_one, self._let_server_fall]
        kinds += [self._fill_disk] if disk.is_small else []
        kinds += [self._let_clock_jump] if can_jump() else []
        self._troubles = list(islice(cycle(kinds), plan.kills))

    def live(self) -> living.Outcome:
        """The whole day, the stretch three weeks later, and the evening when the books are read."""
        self._begin()
        with self._officers:
            self._pass(self._plan.kills)
        if self._plan.late:
            self._postmen[-1].end()
            self._bot.end(signal.SIGTERM)
            self._start(LATE)
            self._pass()
        self._end()
        self._wrong += map(repr, self._officers.puzzled)
        return self._database.read(self._outcome)

    # What is done to them.

    def _begin(self) -> None:
        self._api.fail_share(self._plan.share, seed=self._plan.seed, kinds=self._plan.kinds)
        self._start(DAY)

    def _start(self, day: date) -> None:
        self._day = day
        settings = self._environment | {"MOTCUA_TODAY": day.isoformat()}
        self._bot: Copies = self._stack.enter_context(  # type: ignore[assignment]
            Running(
                [
                    self._plan.copy(
                        self._server.address, self._url, self._logs / f"{day}-{n}", self._disk.folder, **settings
                    )
                    for n in range(self._plan.copies)
                ]
            )
        )
        plan = self._plan
        new = Postman(self._api, self._bot.addresses, plan.seed, doubled=plan.doubled, turned=plan.turned)
        self._postmen.append(self._stack.enter_context(new))

    def _kill(self, day: date) -> None:
        """The next trouble."""
        self._troubles.pop(0)()
        self._kills += 1

    def _kill_one(self) -> None:
        self._bot.kill(self._dice.randrange(self._plan.copies))
        self._done["killed"] += 1

    def _let_server_fall(self) -> None:
        self._servers.fall()
        self._done["fell"] += 1

    def _fill_disk(self) -> None:
        self._disk.fill()
        self._full_until = time.monotonic() + self._plan.full
        self._done["filled"] += 1

    def _let_clock_jump(self) -> None:
        """One copy's clock is wrong from now on: by some minutes, hours or a day, in either direction."""
        one = self._dice.choice(self._bot.each)
        one.jump(self._dice.choice((-86_400, -7_200, -300, 300, 7_200, 86_400)))
        self._done["jumped"] += 1

    def _tick(self) -> None:
        if self._full_until and time.monotonic() > self._full_until:
            self._disk.free()
            self._full_until = 0.0
        super()._tick()

    # What they look at.

    def _is_quiet(self) -> bool:
        return not self._full_until and super()._is_quiet()

    def _is_owed(self) -> bool:
        if self._day == DAY:  # what is left lying is overdue three weeks later
            return not self._plan.late and bool(self._officers.open_petitions())
        return self._database.read(lambda c: bool(self._offices.open(c).cases.timers.due(Clock(self._day).now(), 1)))

    def _is_broken(self) -> bool:
        self._bot.look_after()
        return bool(self._officers.puzzled) or super()._is_broken()

    def _end(self) -> None:
        super()._end()
        self._wrong += self._database.read(lambda connection: list(_reminded_twice(connection, self)))

    def _read_log(self) -> list[str]:
        """What nobody foresaw: an error of another kind than those that were done to them."""
        return [line[:3000] for file in sorted(self._logs.rglob("log.txt")) for line in _strange(file)]

    def _outcome(self, connection: Connection) -> living.Outcome:
        books = self._read_books(connection)
        reminders = [event for of_one in books.events.values() for event in of_one if event.kind is EventKind.REMINDED]
        figures = Figures(
            **self._common(books),
            copies=self._plan.copies,
            killed=self._done["killed"],
            fell=self._done["fell"],
            filled=self._done["filled"],
            jumped=self._done["jumped"],
            doubled=sum(one.doubles for one in self._postmen),
            turned=sum(one.turns for one in self._postmen),
            moves=self._officers.moves,
            reminders=len(reminders),
        )
        return living.Outcome(figures, self._wrong)


class Running(Copies):
    """Copies that run for as long as the block is open."""

    def __enter__(self) -> "Running":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        for copy in self.each:
            copy.__exit__()


def _reminded_twice(connection: Connection, chaos: _Chaos) -> Iterator[str]:
    """Nobody is reminded twice of the same: no event of a petition, and no message of it to the same chat."""
    o = outbox.c
    told = connection.execute(select(o.chat_id, o.about).where(o.kind == Kind.BROADCAST, o.about.contains(":"))).all()
    yield from (f"told twice: {one}" for one, times in Counter(map(tuple, told)).items() if times > 1)
    office = chaos._offices.open(connection)
    for petition in office.cases.register.petitions.every():
        reminded = [event for event in office.cases.register.trail.of(petition.id) if event.kind is EventKind.REMINDED]
        # An event says for which moment it is; what it repeats may be answered, opened again and answered again.
        timed = (dict(event.details) for event in reminded if event.details.get("what") != PARENT_ANSWERED)
        moments = Counter(json.dumps(details, sort_keys=True, default=str) for details in timed)
        yield from (f"{petition.code}: reminded twice, {said}" for said, times in moments.items() if times > 1)


def _strange(file: Path) -> Iterator[str]:
    """The lines of a log that tell of an error nobody foresaw."""
    for line in file.read_text("utf-8").splitlines():
        if any(sign in line for sign in SIGNS) and not any(kind in line for kind in FORESEEN):
            yield f"{file.parent.name}: {line}"
