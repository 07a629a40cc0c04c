"""`motcua calendar`: the office's own working and free days, which go before the public calendar."""

import argparse
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.cli.acts import RefusalError, by_whom, cases_in, over_the_tables
from bot.cli.common import print_json
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.petitions.days import DayRepository, OwnDay


def show(typed: argparse.Namespace) -> int:
    """The days that were set."""
    return over_the_tables(_list, typed)


def put(typed: argparse.Namespace) -> int:
    """Set a day working or free, and count every open petition anew."""
    return over_the_tables(_put, typed)


def drop(typed: argparse.Namespace) -> int:
    """Let the public calendar hold for a day again, and count every open petition anew."""
    return over_the_tables(_drop, typed)


def _list(typed: argparse.Namespace, database: Database, _: Clock) -> None:
    days = database.read(lambda connection: DayRepository(connection).of(typed.year))
    if typed.json:
        print_json({"days": [_facts(day) for day in days]})
        return
    for own in days:
        set_on = own.set_at.astimezone(VIET_NAM).date()
        print(f"{own.day}  {_kind(own.working)}: {own.note} (set on {set_on}, by {own.set_by})")
    if not days:
        print("no day is set; the public calendar holds")


def _put(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    database.transact(lambda c: DayRepository(c).put(typed.day, typed.working, typed.note, clock.now(), by_whom()))
    _told(typed, typed.day, _kind(typed.working), _count_anew(database, clock))


def _drop(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    if not database.transact(lambda c: DayRepository(c).drop(typed.day, clock.now(), by_whom())):
        raise RefusalError(f"{typed.day} is not set; see `motcua calendar list`.")
    _told(typed, typed.day, "as the public calendar has it", _count_anew(database, clock))


def _count_anew(database: Database, clock: Clock) -> int:
    """Count open petitions, a transaction each; what is not counted when this is killed, the bot counts at night."""

    def count(number: int, connection: Connection) -> bool:
        return cases_in(connection, clock).register.count_anew(number, clock.now())

    numbers = database.read(lambda c: cases_in(c, clock).register.counted_otherwise())
    return sum(database.transact(partial(count, number)) for number in numbers)


def _told(typed: argparse.Namespace, day: date, kind: str, moved: int) -> None:
    if typed.json:
        print_json({"day": day.isoformat(), "kind": kind, "moved": moved})
        return
    told = "due day moved, and its sender is told" if moved == 1 else "due days moved, and their senders are told"
    print(f"{day} is {kind}; {moved} {told if moved else 'due days moved'}")


def _kind(working: bool) -> str:
    return "working" if working else "free"


def _facts(own: OwnDay) -> dict[str, Any]:
    return {
        "day": own.day.isoformat(),
        "working": own.working,
        "note": own.note,
        "set_at": own.set_at.isoformat(),
        "set_by": own.set_by,
    }
