"""Petitions for tests, made as real ones are: lodged in the register and moved to where a test wants them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.clock import Clock
from bot.database import Database
from bot.office import rules_of
from bot.petitions.cases import Cases
from bot.petitions.consents import NOTICE
from bot.petitions.identity import Identity
from bot.petitions.life import Party, State
from bot.petitions.petition import SENDER, SYSTEM, Actor, Lodging, Petition, Place
from bot.petitions.reasons import Reason
from bot.settings import Settings
from tests.bot.conftest import CITIZEN, SETTINGS

CLERK, APPROVER = Actor(Party.CLERK), Actor(Party.APPROVER)

MAI = Identity("Nguyễn Thị Mai", "thôn 5 xã Cát Thành", "+84912345678", "")
WORDS = "Đường liên thôn hỏng nặng, mưa xuống không đi được, mong sớm sửa."

LODGING = Lodging(CITIZEN, "road", WORDS, MAI, NOTICE, Place("14056", "thôn 5"))
"""What a test's citizen sends unless told otherwise."""

QUESTION, REPLY = "Xin cho biết đoạn nào, gần nhà ai?", "Xã đã cử người sửa đoạn đường này."

STEP = timedelta(minutes=10)
"""Between a move and the next."""

Step = tuple[State, Actor, dict[str, Any]]

RECEIVED: list[Step] = [(State.RECEIVED, CLERK, {})]
ASSIGNED: list[Step] = [*RECEIVED, (State.ASSIGNED, CLERK, {})]
IN_PROGRESS: list[Step] = [*ASSIGNED, (State.IN_PROGRESS, CLERK, {})]
AWAITING: list[Step] = [*IN_PROGRESS, (State.AWAITING_APPROVAL, CLERK, {})]
ANSWERED: list[Step] = [*AWAITING, (State.ANSWERED, APPROVER, {"note": REPLY})]

PATHS: dict[State, list[Step]] = {
    State.SUBMITTED: [],
    State.NEED_INFO: [(State.NEED_INFO, CLERK, {"note": QUESTION})],
    State.RECEIVED: RECEIVED,
    State.ASSIGNED: ASSIGNED,
    State.IN_PROGRESS: IN_PROGRESS,
    State.AWAITING_APPROVAL: AWAITING,
    State.INSUFFICIENT: [*ASSIGNED, (State.INSUFFICIENT, CLERK, {})],
    State.TRANSFERRED: [*AWAITING, (State.TRANSFERRED, APPROVER, {"agency": "Sở Xây dựng"})],
    State.ANSWERED: ANSWERED,
    State.RESOLVED: [*ANSWERED, (State.RESOLVED, SENDER, {})],
    State.CLOSED_UNCONFIRMED: [*ANSWERED, (State.CLOSED_UNCONFIRMED, SYSTEM, {})],
    State.REJECTED: [*AWAITING, (State.REJECTED, APPROVER, {"reason": Reason.OUTSIDE})],
    State.DUPLICATE: [*RECEIVED, (State.DUPLICATE, CLERK, {})],
    State.WITHDRAWN: [(State.WITHDRAWN, SENDER, {})],
    State.DIVERTED: [*RECEIVED, (State.DIVERTED, CLERK, {})],
}
"""The shortest way from the book to each state."""


def cases_for(connection: Connection, settings: Settings = SETTINGS) -> Cases:
    """The services of petitions by themselves: nobody is told of anything."""
    return Cases(connection, rules_of(settings), lambda petition, event: None)


def a_petition(
    database: Database,
    state: State = State.SUBMITTED,
    *,
    at: datetime | None = None,
    settings: Settings = SETTINGS,
    parent: Petition | None = None,
    trial: bool = False,
    **facts: Any,
) -> Petition:
    """A petition in a state, lodged yesterday unless told otherwise; `facts` are those of its Lodging.

    A duplicate needs its `parent`. Nobody is told of anything, so that no message comes in a test's way.
    """
    made = _made(database, state, at, settings, parent, trial, facts)
    return made[0]


def a_petition_with_secret(database: Database, state: State = State.SUBMITTED, **facts: Any) -> tuple[Petition, str]:
    """The same, with the secret that opens it."""
    return _made(database, state, facts.pop("at", None), SETTINGS, None, False, facts)


def _made(
    database: Database,
    state: State,
    at: datetime | None,
    settings: Settings,
    parent: Petition | None,
    trial: bool,
    facts: dict[str, Any],
) -> tuple[Petition, str]:
    lodging, begun = replace(LODGING, **facts), at or Clock(settings.today).now() - timedelta(days=1)

    def make(connection: Connection) -> tuple[Petition, str]:
        cases = cases_for(connection, settings)
        petition, secret = cases.register.lodge(lodging, trial=trial, at=begun)
        cases.consents.give(lodging.chat_id, petition.id, lodging.notice, begun)
        return moved(cases, petition, state, begun, parent), secret

    return database.transact(make)


def moved(cases: Cases, petition: Petition, state: State, begun: datetime, parent: Petition | None = None) -> Petition:
    """A submitted petition in another state, by the shortest way, a step every ten minutes."""
    for number, (wanted, actor, facts) in enumerate(PATHS[state], 1):
        more: dict[str, Any] = {"parent": parent.id} if parent and wanted is State.DUPLICATE else {}
        petition = cases.register.move_to(petition, wanted, actor, begun + number * STEP, **facts, **more)
    return petition
