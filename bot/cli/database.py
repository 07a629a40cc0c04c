"""`motcua database`: the database's shape, and the shipped catalogue in it."""

import argparse

from bot import groundwork, schema
from bot.cli.common import DONE, REFUSED, complain, opened, print_faults
from knowledge.release import FaultyReleaseError


def upgrade(_: argparse.Namespace) -> int:
    """Migrate, and load the shipped catalogue unless its content was loaded before."""
    with opened() as (database, clock):
        try:
            loaded = groundwork.prepare(database, clock)
        except FaultyReleaseError as faulty:
            print_faults(faulty.faults)
            return REFUSED
        except groundwork.DamagedError as damaged:
            complain(str(damaged))
            return REFUSED
    if loaded is None:
        print("the database is current, and this catalogue was loaded before")
    else:
        print(f"loaded: {len(loaded.added)} versions added, {len(loaded.changed)} changed, {len(loaded.gone)} closed")
    return DONE


def check(_: argparse.Namespace) -> int:
    """Whether the database has the shape this version needs."""
    with opened() as (database, _clock):
        if database.is_missing or not schema.is_current(database):
            complain("the database is not at the newest revision; `motcua database upgrade` brings it there.")
            return REFUSED
        differences = schema.differences(database)
    for difference in differences:
        complain(difference)
    if differences:
        return REFUSED
    print("the database has the shape this version needs")
    return DONE
