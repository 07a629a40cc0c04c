"""The catalogue in memory, from wherever it is true today."""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Connection, inspect

from bot.database import Database
from bot.review.aliases import AliasRepository
from bot.review.tables import alias
from bot.texts import texts
from knowledge.aliases import Aliases
from knowledge.catalogue import Catalogue
from knowledge.procedures import Paper, Version
from knowledge.release import Release, read_release
from knowledge.repository import CatalogueRepository

HAND_OVER = 0.001
"""After how many seconds a thread at work lets another one go on, where one waits."""

ROUNDS = 20_000, 20, 20
"""After how many new things the garbage collector looks through the newest, and after how many such rounds further.

A turn makes thousands that are gone at its end by themselves; at the interpreter's own 700 looking for circles among
them takes a twentieth of the processor time.
"""


def catalogue_of(database: Database) -> Catalogue:
    """The catalogue as the database says it, or as it is shipped where nothing was loaded yet."""

    def said(connection: Connection) -> Catalogue | None:
        loaded = CatalogueRepository(connection).is_loaded()
        return Catalogue.of_database(connection) if loaded else None

    return (None if database.is_missing else database.read(said)) or Catalogue.of_release(read_release())


def aliases_of(database: Database) -> Aliases:
    """What the office teaches now; nothing where no database stands at the newest revision."""

    def taught(connection: Connection) -> Aliases:
        known = inspect(connection).has_table(alias.name)
        return Aliases(AliasRepository(connection).current() if known else ())

    return Aliases(()) if database.is_missing else database.read(taught)


def papers_of(database: Database) -> Callable[[Version], Sequence[Paper]]:
    """How to ask for the papers of a version, from wherever they are true today; they are read when first asked for."""

    @cache
    def shipped() -> Release:
        return read_release()

    def papers(version: Version) -> Sequence[Paper]:
        if database.is_missing or not database.read(lambda c: CatalogueRepository(c).is_loaded()):
            return shipped().papers_of(version)
        return database.read(lambda c: CatalogueRepository(c).papers(version))

    return papers


@contextmanager
def at_once() -> Iterator[None]:
    """While something is built that stays: the garbage collector keeps still, and never looks through it afterwards.

    Its rounds over a growing catalogue would take a fourth of the time that a question of the command line takes.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def settle() -> None:
    """Take all that stays for the whole run out of the garbage collector's rounds, and let the event loop in sooner.

    One full round over the catalogue and its index holds the event loop for about 150 ms; two threads that read
    messages hold it for 5 ms each unless they are told to hand over earlier.
    """
    texts()  # read at the first word that is said it would hold the event loop for about 10 ms
    gc.collect()
    gc.freeze()
    gc.set_threshold(*ROUNDS)
    sys.setswitchinterval(HAND_OVER)
