"""Replies that truly left, for whoever looks at the office's quality: written, handed up and approved as real ones."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.database import Database
from bot.petitions import answering
from bot.petitions.life import Party, State
from bot.petitions.petition import Actor
from bot.petitions.reasons import Reason
from bot.petitions.replies import Part, Reply, ReplyKind
from bot.review.officers import OfficerRepository, Role
from bot.settings import Settings
from tests.bot.conftest import SETTINGS
from tests.bot.petitions import a_petition, cases_for

PARTS: Mapping[ReplyKind, Mapping[Part, str]] = {
    ReplyKind.ANSWER: {
        Part.CHECKED: "Ngày 20/10/2026 tổ giao thông đã đến thôn 5.",
        Part.DONE: "Đã vá mặt đường, nhà bà Nguyễn Thị Mai đi lại được.",
        Part.BASIS: "Luật Tiếp công dân 42/2013, Điều 28.",
        Part.PROOF: "Ảnh chụp ngày 20/10/2026.",
    },
    ReplyKind.REFUSAL: {Part.REASON: Reason.OUTSIDE, Part.EXPLANATION: "Việc này do Tòa án nhân dân giải quyết."},
    ReplyKind.EXTENSION: {Part.UNTIL: "31/12/2026", Part.EXPLANATION: "Phải đo lại mặt đường."},
}
LETTER = "Kính gửi bà Nguyễn Thị Mai. Đã vá mặt đường, có gì gọi 0912 345 678.\n\nNgười duyệt: <b>Phạm Văn Duyệt</b>"


def an_officer(database: Database, account: int, role: Role, at: datetime, unit: str = "", **scope: Any) -> int:
    """Somebody with a role; gives the number of ours."""
    name = f"Cán bộ {account}"
    return database.transact(lambda c: OfficerRepository(c).add(account, role, unit, name, at, "test", **scope))


def replied(
    database: Database,
    left_at: datetime,
    author: int,
    approver: int,
    kind: ReplyKind = ReplyKind.ANSWER,
    *,
    settings: Settings = SETTINGS,
    text: str = LETTER,
    **facts: Any,
) -> Reply:
    """A reply of a kind that left at a moment, to a petition of two days before; `facts` are those of the petition."""
    begun = left_at - timedelta(days=2)
    petition = a_petition(database, State.IN_PROGRESS, at=begun, settings=settings, **facts)

    def write(connection: Connection) -> Reply:
        cases, clerk = cases_for(connection, settings), Actor(Party.CLERK, author)
        at = left_at - timedelta(hours=1)
        answering.begin(cases, petition, kind, author, at)
        for part, said in PARTS[kind].items():
            answering.say_part(cases, petition, author, part, said, at)
        written = answering.submit(cases, petition, clerk, at)
        answering.approve(cases, petition, Actor(Party.APPROVER, approver), written.edition, text, left_at)
        found = cases.replies.by_id(written.id)
        assert found
        return found

    return database.transact(write)
