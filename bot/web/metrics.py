"""What a copy of the bot counted and how its database stands, in the words of Prometheus; no person is in it.

It is for who watches on this machine or in this network. What came through a proxy is answered as if nothing stood
here, for a proxy brings people from anywhere.
"""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from ipaddress import ip_address
from urllib.parse import urlsplit

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.registry import Collector
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot import schema
from bot.app import App
from bot.petitions.life import State
from bot.reports.watch import Queues, WatchRepository
from bot.review.channel import read_channel

log = logging.getLogger(__name__)

WITHIN = 5.0
"""Seconds in which the figures of the database are there; else what this copy counted is told without them."""

PROXIED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")
"""Headers by which a proxy says for whom it asks."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the database says at one moment."""

    at: datetime
    queues: Queues
    petitions: dict[tuple[State, bool], int]
    is_off: bool


class Metrics:
    """The metrics of an application."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._reading: asyncio.Task[Figures | None] | None = None
        addresses = (app.settings.public_url, app.settings.webhook_url)
        self._public = {urlsplit(address).netloc for address in addresses if address}

    async def show(self, request: Request) -> Response:
        """Everything that is counted; 404 for what did not come from near by itself."""
        if not self._is_near(request):
            raise HTTPException(404)
        figures = await self._figures()
        told = CollectorRegistry()
        told.register(Told(figures, self._app.offices.catalogue.revision))
        counted = await asyncio.to_thread(generate_latest, self._app.meters.registry)
        return Response(counted + generate_latest(told), media_type=CONTENT_TYPE_LATEST)

    def _is_near(self, request: Request) -> bool:
        """Whether it comes from this machine or its network, and from nobody further on."""
        if any(header in request.headers for header in PROXIED) or request.headers.get("Host") in self._public:
            return False
        return request.client is not None and _is_private(request.client.host)

    async def _figures(self) -> Figures | None:
        """What the database says; whoever asks while it is read waits for the same reading."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read(), name="metrics")
        try:
            async with asyncio.timeout(WITHIN):
                return await asyncio.shield(self._reading)
        except TimeoutError:
            return None

    async def _read(self) -> Figures | None:
        try:
            return await asyncio.to_thread(self._app.database.read, self._within)
        except SQLAlchemyError as error:
            log.warning("the figures of the database were not read: %s", type(error).__name__)
            return None

    def _within(self, connection: Connection) -> Figures | None:
        watch, at = WatchRepository(connection), self._app.clock.now()
        if schema.revision_of(connection) != schema.newest():
            return None
        return Figures(at, watch.queues(at), dict(watch.petitions()), read_channel(connection).is_off)


class Told(Collector):
    """The figures of one moment, and what does not change."""

    def __init__(self, figures: Figures | None, revision: int) -> None:
        self._figures = figures
        self._revision = revision

    def collect(self) -> Iterator[Metric]:
        """Every gauge; those of the database only where it answered."""
        build = Gauge("motcua_build_info", "The version of the program", labels=["version"])
        build.add_metric([version("motcua")], 1)
        yield build
        yield Gauge("motcua_catalogue_revision", "The catalogue that is answered from", self._revision)
        yield Gauge("motcua_database_up", "Whether the database answered in time", self._figures is not None)
        if self._figures:
            yield from _of(self._figures)


def _of(figures: Figures) -> Iterator[Metric]:
    queues, at = figures.queues, figures.at
    if queues.catalogue is not None:
        yield Gauge("motcua_catalogue_revision_newest", "The catalogue as the database says it", queues.catalogue)
    yield Gauge("motcua_channel_off", "Whether the channel is switched off", figures.is_off)
    yield Gauge("motcua_inbox_waiting", "Updates that are not answered yet", queues.inbox)
    yield Gauge("motcua_inbox_oldest_seconds", "How long the oldest of them waits", _age(queues.inbox_since, at))
    outbox = Gauge("motcua_outbox_messages", "Messages of the last 90 days by what became of them", labels=["fate"])
    for fate, number in queues.outbox.items():
        outbox.add_metric([fate], number)
    yield outbox
    yield Gauge("motcua_outbox_due_seconds", "How long the oldest message is due", _age(queues.outbox_since, at))
    petitions = Gauge("motcua_petitions", "Petitions by state, trials apart", labels=["state", "trial"])
    for (state, trial), number in figures.petitions.items():
        petitions.add_metric([state, "yes" if trial else "no"], number)
    yield petitions
    if queues.last_backup:
        last = queues.last_backup.timestamp()
        yield Gauge("motcua_last_backup_timestamp_seconds", "When the last backup was made", last)


def _age(since: datetime | None, at: datetime) -> float:
    return max((at - since).total_seconds(), 0.0) if since else 0.0


def _is_private(host: str) -> bool:
    """Whether an address is of this machine or of a network that the world does not reach."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return False
