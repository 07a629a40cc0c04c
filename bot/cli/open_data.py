"""`motcua catalogue export`, and the way back into an empty database."""

import argparse
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from bot import schema
from bot.cli.common import DONE, MISUSED, REFUSED, complain, opened, print_faults
from bot.reports.linked_data import linked_data
from bot.settings import read_settings
from knowledge.catalogue import Catalogue
from knowledge.open_data.columns import PROCEDURES
from knowledge.open_data.formats import Format, NotAnExportError, file_of, read, written
from knowledge.open_data.loading import AlreadyLoadedError, load_whole, whole_of
from knowledge.open_data.tables import Tables, tables_of
from knowledge.release import FaultyReleaseError
from knowledge.repository import CatalogueRepository

JSON_LD = "jsonld"
FORMATS = [*Format, JSON_LD]

SUFFIXES = {".zip": Format.CSV, ".csv": Format.CSV, ".xlsx": Format.XLSX, ".json": Format.JSON, ".jsonld": JSON_LD}
"""The format that a name stands for where none is given."""


def export(typed: argparse.Namespace) -> int:
    """The whole catalogue as it is said today; linked data as it stands on a day."""
    suffix = typed.file.suffix.lower()
    format_ = typed.format or SUFFIXES.get(suffix)
    if format_ is None:
        complain(f"{typed.file} does not say its format; name it .zip, .xlsx, .json or .jsonld, or give --format.")
        return MISUSED
    with opened() as (database, clock):
        if database.is_missing or not database.read(lambda c: CatalogueRepository(c).is_loaded()):
            complain("nothing is loaded yet; `motcua database upgrade` loads the shipped catalogue.")
            return REFUSED
        if format_ == JSON_LD:
            day = typed.day or clock.today()
            content, told = database.read(lambda c: _linked(c, day))
        else:
            tables = database.read(tables_of)
            alone = format_ == Format.CSV and suffix == ".csv"
            content = file_of(tables, PROCEDURES) if alone else written(tables, Format(format_))
            told = _told(tables, alone=alone)
    try:
        typed.file.write_bytes(content)
    except OSError as error:
        complain(f"{typed.file} cannot be written: {error.strerror}.")
        return REFUSED
    print(f"{typed.file}: {told}")
    return DONE


def _linked(connection: Connection, day: date) -> tuple[bytes, str]:
    said, catalogue = CatalogueRepository(connection), Catalogue.of_database(connection)
    content = linked_data(catalogue, said.units(), said.papers, day, read_settings().public_url)
    return content, f"{len(catalogue)} procedures as they stand on {day}"


def _told(tables: Tables, *, alone: bool) -> str:
    versions = f"{len(tables[PROCEDURES])} versions"
    return f"{versions} alone; name it .zip for the whole" if alone else f"{versions} in {len(tables)} tables"


def load(file: Path) -> int:
    """An export into an empty database: `motcua catalogue import FILE --load`."""
    try:
        whole = whole_of(read(file.read_bytes()))
    except OSError as error:
        complain(f"{file} cannot be read: {error.strerror}.")
        return REFUSED
    except NotAnExportError as wrong:
        complain(f"{file} is no export of a catalogue: {wrong}.")
        return REFUSED
    except FaultyReleaseError as faulty:
        print_faults(faulty.faults)
        return REFUSED
    with opened() as (database, clock):
        try:
            if not schema.is_current(database):
                schema.upgrade(database)
            number = database.transact(lambda connection: load_whole(connection, whole, clock.now()))
        except AlreadyLoadedError:
            complain("this database has a catalogue already; a whole one is loaded into an empty database alone.")
            return REFUSED
    print(f"{file}: {number} versions loaded")
    return DONE
