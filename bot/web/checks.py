"""What is looked at to say how the bot is, and how each comes out: for programs at /health, for people at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot import schema
from bot.reports.watch import Queues

INBOX_WAITS, OUTBOX_WAITS = timedelta(minutes=1), timedelta(minutes=5)
"""How long an update or a message that is due waits at most where all is well."""

BACKED_UP = timedelta(hours=36)
"""How old the last backup is at most where one is made every night."""


CHECKED = ("database", "migrations", "index", "inbox", "outbox", "backup")
"""Every check by its name, in the order they are told."""


class Degree(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"  # somebody should look, and the copy goes on working
    FAILED = "failed"  # the copy cannot do its work


@dataclass(frozen=True, slots=True)
class Check:
    """How one thing stands, with the facts behind it."""

    degree: Degree
    facts: Mapping[str, object] = field(default_factory=dict)


Checks = Mapping[str, Check]


def check_shape(revision: str) -> Check:
    """Whether the database has the shape that this version needs."""
    newest = schema.newest()
    return Check(Degree.OK if revision == newest else Degree.FAILED, {"revision": revision, "newest": newest})


def check_index(revision: int, queues: Queues) -> Check:
    """Whether the catalogue that is answered from is the newest; where none was loaded it is the shipped one."""
    newest = revision if queues.catalogue is None else queues.catalogue
    return Check(Degree.OK if revision == newest else Degree.WARNING, {"revision": revision, "newest": newest})


def check_queues(queues: Queues, at: datetime) -> Checks:
    """What waits, and when it was backed up last."""
    return {
        "inbox": _lag(queues.inbox, queues.inbox_since, at, INBOX_WAITS),
        "outbox": _lag(queues.waiting, queues.outbox_since, at, OUTBOX_WAITS),
        "backup": _backup(queues, at),
    }


def _lag(waiting: int, since: datetime | None, at: datetime, most: timedelta) -> Check:
    age = max(at - since, timedelta()) if since else timedelta()
    facts = {"waiting": waiting, "oldest_seconds": round(age.total_seconds(), 1)}
    return Check(Degree.OK if age <= most else Degree.WARNING, facts)


def _backup(queues: Queues, at: datetime) -> Check:
    last, failed = queues.last_backup, queues.backup_failed
    fresh = last is not None and at - last <= BACKED_UP and failed is None
    facts = {"last": last.isoformat() if last else None, "failed": failed.isoformat() if failed else None}
    return Check(Degree.OK if fresh else Degree.WARNING, facts)
