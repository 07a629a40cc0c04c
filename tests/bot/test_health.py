"""What who watches the bot is told: whether it can work, what waits, what it counted; and nobody's name or words."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Connection, text

from bot import schema
from bot.app import App
from bot.clock import Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.inbox.repository import Arrived, InboxRepository
from bot.meters import KINDS
from bot.petitions.life import State
from bot.review.backups import BackupRepository
from bot.web import checks, health, metrics
from bot.web.site import site
from knowledge.catalogue import Catalogue
from knowledge.kinds.reading import Kind
from knowledge.repository import CatalogueRepository
from tests.bot.conftest import CITIZEN, Chat
from tests.bot.desk import OURS
from tests.bot.petitions import a_petition
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

PRIVATE = "khai sinh cho con chị Hoa"

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


class Watcher:
    """Somebody who watches a copy of the bot from the same machine."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(site(app)), base_url="http://127.0.0.1:8080")

    async def health(self, path: str = "/health/ready") -> tuple[int, dict[str, dict[str, object]]]:
        said = await self.client.get(path)
        return said.status_code, said.json().get("checks", {})

    async def metrics(self) -> dict[tuple[str, ...], float]:
        """Every value by its name and its labels."""
        said = await self.client.get("/metrics")
        assert said.status_code == 200
        families = text_string_to_metric_families(said.text)
        return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


@pytest.fixture
async def watcher(database: Database, catalogue: Catalogue) -> AsyncIterator[Watcher]:
    app = App(OURS, Clock(OURS.today), database, catalogue, token=TOKEN, request=Wire(BotApi()))
    one = Watcher(app)
    yield one
    await one.client.aclose()
    await app.stop()


def an_old_update(app: App, age: timedelta) -> None:
    arrived = Arrived(1, CITIZEN, f'{{"text": "{PRIVATE}"}}')
    app.database.transact(lambda c: InboxRepository(c).store([arrived], app.clock.now() - age))


# Whether it can work


async def test_each_check_is_told_by_its_name(watcher: Watcher) -> None:
    status, told = await watcher.health()
    assert (status, list(told)) == (200, list(checks.CHECKED))
    assert {name: check["status"] for name, check in told.items()} == dict.fromkeys(checks.CHECKED, "ok") | {
        "backup": "warning"
    }
    assert told["migrations"]["revision"] == schema.newest()
    assert await watcher.health("/health") == (status, told)


async def test_a_program_that_runs_is_alive_whatever_its_database_does(catalogue: Catalogue) -> None:
    away = Database("postgresql+psycopg://u:geheim@127.0.0.1:1/x")
    app = App(OURS, Clock(OURS.today), away, catalogue, token=TOKEN, request=Wire(BotApi()))
    watcher = Watcher(app)
    assert (await watcher.client.get("/health/live")).json() == {"status": "ok"}
    said = await watcher.client.get("/health/ready")
    assert (said.status_code, said.json()) == (
        503,
        {"status": "unavailable", "checks": {"database": {"status": "failed"}}},
    )
    found = await watcher.metrics()
    assert found["motcua_database_up",] == 0
    assert ("motcua_inbox_waiting",) not in found
    await watcher.client.aclose()
    await app.stop()
    away.close()


async def test_a_database_of_another_shape_keeps_it_from_work(watcher: Watcher, database: Database) -> None:
    schema.downgrade(database, "0009")
    status, told = await watcher.health()
    assert (status, told["migrations"]["status"], told["migrations"]["revision"]) == (503, "failed", "0009")
    assert (await watcher.metrics())["motcua_database_up",] == 0


async def test_what_waits_too_long_is_a_warning_and_work_goes_on(watcher: Watcher) -> None:
    an_old_update(watcher.app, checks.INBOX_WAITS / 2)
    assert (await watcher.health())[1]["inbox"]["status"] == "ok"
    watcher.app.database.transact(lambda c: c.execute(text("DELETE FROM inbox_update")))
    an_old_update(watcher.app, checks.INBOX_WAITS * 2)
    at = watcher.app.clock.now() - 2 * checks.OUTBOX_WAITS

    def put(connection: Connection) -> None:
        outbox = OutboxRepository(connection)
        outbox.put(CITIZEN, [{"paragraphs": [PRIVATE]}], at)
        later = outbox.put(6, [{}], at - timedelta(days=1))
        outbox.later(later, watcher.app.clock.now() + timedelta(hours=1))

    watcher.app.database.transact(put)
    status, told = await watcher.health()
    assert (status, told["inbox"]["status"], told["outbox"]["status"]) == (200, "warning", "warning")
    assert (told["inbox"]["waiting"], told["outbox"]["waiting"]) == (1, 2)
    # What was put off until later is not due.
    age = float(str(told["outbox"]["oldest_seconds"]))
    assert 600 <= age < 86400
    assert PRIVATE not in (await watcher.client.get("/health")).text


async def test_a_backup_that_is_old_or_failed_since_is_a_warning(watcher: Watcher) -> None:
    now = watcher.app.clock.now()

    def make(connection: Connection, age: timedelta) -> None:
        backups = BackupRepository(connection)
        backups.made(backups.begin("schedule", now - age), "a.zip", 1, "d", now - age, sealed=True)

    watcher.app.database.transact(lambda c: make(c, 2 * checks.BACKED_UP))
    assert (await watcher.health())[1]["backup"]["status"] == "warning"
    watcher.app.database.transact(lambda c: make(c, timedelta(hours=1)))
    backup = (await watcher.health())[1]["backup"]
    assert (backup["status"], backup["last"]) == ("ok", (now - timedelta(hours=1)).isoformat())

    def fail(connection: Connection) -> None:
        backups = BackupRepository(connection)
        backups.failed(backups.begin("schedule", now), "đĩa đầy", now)

    watcher.app.database.transact(fail)
    status, told = await watcher.health()
    assert (status, told["backup"]["status"], told["backup"]["failed"]) == (200, "warning", now.isoformat())


async def test_an_index_that_does_not_follow_the_catalogue_keeps_it_from_work(
    loaded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = loaded.read(Catalogue.of_database)
    app = App(OURS, Clock(OURS.today), loaded, catalogue, token=TOKEN, request=Wire(BotApi()))
    watcher = Watcher(app)
    assert (await watcher.health())[1]["index"]["status"] == "ok"
    loaded.transact(lambda c: CatalogueRepository(c).raise_revision())
    status, told = await watcher.health()
    assert (status, told["index"]["status"]) == (200, "warning")
    monkeypatch.setattr(health, "TO_FOLLOW", -1.0)
    status, told = await watcher.health()
    assert (status, told["index"]["status"]) == (503, "failed")
    app.offices.learn(loaded.read(Catalogue.of_database))
    assert (await watcher.health())[0] == 200
    await watcher.client.aclose()
    await app.stop()


# What it counted


async def test_what_stands_in_the_database_is_told_by_state(watcher: Watcher) -> None:
    an_old_update(watcher.app, timedelta(minutes=2))
    for trial in (True, True, False):
        a_petition(watcher.app.database, State.SUBMITTED, settings=OURS, trial=trial)
    found = await watcher.metrics()
    assert found["motcua_petitions", "submitted", "yes"] == 2
    assert found["motcua_petitions", "submitted", "no"] == 1
    assert found["motcua_petitions", "resolved", "no"] == 0
    assert found["motcua_inbox_waiting",] == 1
    assert found["motcua_inbox_oldest_seconds",] >= 120
    assert found["motcua_outbox_messages", "failed"] == 0
    assert found["motcua_channel_off",] == 0
    assert found["motcua_database_up",] == 1
    assert ("motcua_last_backup_timestamp_seconds",) not in found
    assert found["process_resident_memory_bytes",] > 0


async def test_no_person_and_no_words_are_in_it(watcher: Watcher) -> None:
    an_old_update(watcher.app, timedelta(minutes=2))
    a_petition(watcher.app.database, State.SUBMITTED, settings=OURS, words=PRIVATE * 3)
    watcher.app.meters.answered([PRIVATE, "answer"])
    said = (await watcher.client.get("/metrics")).text
    assert not [part for part in (PRIVATE, "Hoa", "khai sinh", "PA-", "THU-") if part in said]
    assert {name[1] for name in await watcher.metrics() if name[0] == "motcua_answers_total"} == KINDS


@one_database
@pytest.mark.parametrize("header", metrics.PROXIED)
async def test_what_came_through_a_proxy_finds_nothing(watcher: Watcher, header: str) -> None:
    said = await watcher.client.get("/metrics", headers={header: "203.0.113.7"})
    assert (said.status_code, "motcua" in said.text) == (404, False)


@one_database
async def test_neither_does_who_asks_from_far_or_for_the_public_name(catalogue: Catalogue, database: Database) -> None:
    settings = OURS.model_copy(update={"public_url": "https://motcua.example"})
    app = App(settings, Clock(settings.today), database, catalogue, token=TOKEN, request=Wire(BotApi()))
    asked = (
        ("8.8.8.8", "http://127.0.0.1"),
        ("10.0.0.9", "http://bot:8080"),
        ("127.0.0.1", "http://motcua.example"),
    )
    said = []
    for host, base in asked:
        transport = httpx.ASGITransport(site(app), client=(host, 1))
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            said.append((await client.get("/metrics")).status_code)
    assert said == [404, 200, 404]
    await app.stop()


@one_database
async def test_an_answer_is_counted_once_by_its_kind_and_its_time(chat: Chat) -> None:
    await chat.say("khai sinh cho con")
    await chat.say("/tracuu 1.001193")
    await chat.say("cháy nhà rồi cứu với")
    await chat.say("/start")
    watcher = Watcher(chat.app)
    found = await watcher.metrics()
    await watcher.client.aclose()
    counted = {kind: found["motcua_answers_total", kind] for kind in Kind if found["motcua_answers_total", kind]}
    assert counted.pop(Kind.EMERGENCY) == 1
    assert sum(counted.values()) == 2
    assert found["motcua_update_seconds_count",] == 4
    assert found["motcua_faults_total",] == 0


@one_database
async def test_a_fault_is_counted_and_what_it_undid_is_not(chat: Chat) -> None:
    chat.database.transact(lambda c: c.execute(text("ALTER TABLE petition_draft RENAME TO away")))
    await chat.say("xyzzy qwerty plugh")
    value = chat.app.meters.registry.get_sample_value
    assert value("motcua_faults_total") == 1
    assert value("motcua_answers_total", {"kind": "not_found"}) == 0
