"""`python -m tests.benchmarks.desk [PETITIONS [EVENTS]]`: what the desk's pages cost, over a register of many years.

A million petitions and five million events unless told otherwise, in a PostgreSQL of its own, which goes afterwards.
Each page is asked for through the real site by a signed-in officer of every kind; the time is the server's, from the
request to the last byte of its page. It prints figures and judges nothing.
"""

import asyncio
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from itertools import zip_longest
from pathlib import Path
from time import perf_counter

from sqlalchemy import select
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import Clock
from bot.database import Database
from bot.office import rules_of
from bot.petitions.clocking import calendar_of
from bot.petitions.life import LIVE, State
from bot.petitions.mailbox import Box
from bot.petitions.tables import petition, stands_in
from bot.review.officers import Role
from bot.snapshot import catalogue_of, settle
from tests.benchmarks.filling import UNITS, fill
from tests.bot.desk import OURS, Browser, OpenDesk
from tests.conftest import Servers

PETITIONS, EVENTS = 1_000_000, 5_000_000
ROUNDS = 2
MILLI = 1000

COMMON = ("đường", "rác", "den duong", "nha van hoa", "mong som sua", "xin xã xem giúp")
RARE = ("giếng khoan", "lo gach", "đàn ong", "bến phà", "cây gạo số", "tram bien ap", "mieu co so")
NOTHING = ("máy bay trực thăng", "khong co gi nhu the", "xyzzy", "đường sắt cao tốc", "123456789")

INBOX = "/banlamviec/hop-thu"


def pages(codes: Sequence[str], dice: random.Random) -> Mapping[str, Sequence[str]]:
    """The addresses of each kind of page."""
    filters = [f"{INBOX}?loc={box}" for box in Box]
    narrow = [f"{INBOX}?loc={box}&gia-tri={unit}" for box, unit in zip((Box.UNIT,) * 7, UNITS, strict=True)]
    states = [f"{INBOX}?trang-thai={state}&xep=moi" for state in State if state is not State.DRAFT]
    return {
        "inbox, each filter": [INBOX, *filters, *narrow],
        "inbox, deep pages": [
            f"{INBOX}?loc={box}&trang={n}" for box in ("open", "todo", "overdue") for n in (5, 60, 200)
        ],
        "inbox, any state": states,
        "overview": ["/banlamviec"] * 12,
        "behind a number": [
            f"/banlamviec/so-lieu/{so}?trang={n}"
            for so in ("tiep-nhan", "tra-loi", "dung-han", "qua-han")
            for n in (1, 40, 200)
        ],
        "search, common words": [f"{INBOX}?tim={words}" for words in COMMON],
        "search, common, deep": [f"{INBOX}?tim={words}&trang={n}" for words in COMMON[:3] for n in (10, 100)],
        "search, rare words": [f"{INBOX}?tim={words}" for words in RARE],
        "search, nothing found": [f"{INBOX}?tim={words}" for words in NOTHING],
        "search, a code": [f"{INBOX}?tim={code.lower()}" for code in dice.sample(codes, min(8, len(codes)))],
        "delivery failures": ["/banlamviec/gui-loi", "/banlamviec/gui-loi?trang=9"],
        "a petition": [f"/banlamviec/phan-anh/{code}" for code in dice.sample(codes, min(20, len(codes)))],
    }


TRAIL = [
    "/banlamviec/nhat-ky",
    "/banlamviec/nhat-ky?viec=assign",
    "/banlamviec/nhat-ky?can-bo=12",
    "/banlamviec/nhat-ky?truoc=5000",
]


class Timed:
    """The site, and how many milliseconds it took for its last answer, to the last byte."""

    def __init__(self, site: ASGIApp) -> None:
        self._site = site
        self.took = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()
        await self._site(scope, receive, send)
        self.took = (perf_counter() - began) * MILLI


def main() -> None:
    """Fill, measure, print."""
    petitions = int(sys.argv[1]) if len(sys.argv) > 1 else PETITIONS
    events = int(sys.argv[2]) if len(sys.argv) > 2 else petitions * EVENTS // PETITIONS
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers(Path(folder))
        database = Database(servers.loaded("postgresql"))
        began = perf_counter()
        accounts = filled(database, petitions, events)
        _line(f"{petitions} petitions, {events} events", f"{perf_counter() - began:.0f} s to write")
        asyncio.run(measured(database, accounts))
        database.close()
        servers.stop()


def filled(database: Database, petitions: int, events: int) -> dict[str, int]:
    """Write the register; gives the accounts of officers by what they are."""
    calendar = database.read(lambda connection: calendar_of(connection, rules_of(OURS).shifts).version)
    return fill(
        database, petitions, events, Clock(OURS.today).now(), trial=not OURS.is_official, calendar=calendar
    ).accounts


async def measured(database: Database, accounts: Mapping[str, int]) -> None:
    """Ask for every page, and print what it cost."""
    desk = OpenDesk(database, catalogue_of(database))
    desk.site = site = Timed(desk.site)
    settle()  # as `motcua run` does when the application stands, before it serves
    dice = random.Random(1)
    found = select(petition.c.code).where(stands_in(LIVE), petition.c.confidential.is_(False)).limit(500)
    codes = database.read(lambda connection: list(connection.scalars(found)))
    taken: dict[str, list[float]] = {}
    largest: dict[str, int] = {}
    for name, account in {**accounts, "": desk.people[Role.ADMINISTRATOR]}.items():
        addresses = pages(codes, dice) if name else {"trail": TRAIL}
        for _ in range(ROUNDS):  # each with a session of its own, which is answered so often a minute and no more
            browser = Browser(desk)
            await browser.sign_in(account)
            for kind, address in _mixed(addresses):
                answer = await browser.get(address)
                if answer.status_code == HTTPStatus.OK:  # what is not the officer's to see is refused, and no page
                    taken.setdefault(kind, []).append(site.took)
                    largest[kind] = max(largest.get(kind, 0), len(answer.content))
            await browser.client.aclose()
    _line("milliseconds", "asked", "p50", "p95", "p99", "largest KB")
    for kind, times in taken.items():
        cuts = statistics.quantiles(times, n=100)
        figures = (f"{statistics.median(times):.1f}", f"{cuts[94]:.1f}", f"{cuts[98]:.1f}")
        _line(kind, str(len(times)), *figures, f"{largest[kind] / 1024:.0f}")
    await desk.app.stop()


def _mixed(addresses: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Every address, the kinds in turns, so that what else the machine does meets them all."""
    for of_all in zip_longest(*addresses.values()):
        yield from ((kind, address) for kind, address in zip(addresses, of_all, strict=True) if address)


def _line(*cells: str) -> None:
    sys.stdout.write("".join(f"{cell:<40}" if not n else f"{cell:>12}" for n, cell in enumerate(cells)) + "\n")


if __name__ == "__main__":
    main()
