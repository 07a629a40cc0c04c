"""The catalogue in memory, from wherever it is true today."""

import gc

from sqlalchemy import Connection

from bot.database import Database
from knowledge.catalogue import Catalogue
from knowledge.release import read_release
from knowledge.repository import CatalogueRepository


def catalogue_of(database: Database) -> Catalogue:
    """The catalogue as the database says it, or as it is shipped where nothing was loaded yet."""

    def said(connection: Connection) -> Catalogue | None:
        loaded = CatalogueRepository(connection).is_loaded()
        return Catalogue.of_database(connection) if loaded else None

    return (None if database.is_missing else database.read(said)) or Catalogue.of_release(read_release())


def settle() -> None:
    """Take all that stays for the whole run out of the garbage collector's rounds.

    One full round over the catalogue and its index holds the event loop for about 150 ms.
    """
    gc.collect()
    gc.freeze()
