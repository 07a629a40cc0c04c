"""The office: a thread that moves petitions along through the register, beside the bot, as officers at a desk will."""

import random
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.database import Database
from bot.office import Office, Offices
from bot.petitions.life import NEXT, OPEN, MoveRefusedError, Party, State, check
from bot.petitions.petition import Actor, Petition
from bot.petitions.reasons import Reason
from bot.review.officers import OfficerRepository, Role

PARTIES = {Party.CLERK: Role.CLERK, Party.CONTROLLER: Role.CONTROLLER, Party.APPROVER: Role.APPROVER}

LIKELY = {
    State.RECEIVED: 8,
    State.ASSIGNED: 8,
    State.IN_PROGRESS: 6,
    State.AWAITING_APPROVAL: 6,
    State.ANSWERED: 8,
    State.NEED_INFO: 3,
    State.INSUFFICIENT: 1,
    State.REJECTED: 1,
    State.TRANSFERRED: 1,
    State.DIVERTED: 1,
    State.DUPLICATE: 1,
}
"""How likely an officer chooses a state beside the others that are lawful; the rest are left to citizens and time."""

LONG = 9
"""After so many events nothing is drawn out any more."""

TO_AN_END = frozenset({State.RECEIVED, State.AWAITING_APPROVAL, State.ANSWERED})

AT_ONCE = 4
"""Petitions that are looked at between two pauses."""


class Officers:
    """Works from `with` to its end; what went wrong is raised at the end."""

    def __init__(self, offices: Offices, database: Database, dice: random.Random, pause: float) -> None:
        self.moves = 0
        self.errors: list[Exception] = []
        self._offices = offices
        self._database = database
        self._dice = dice
        self._pause = pause
        self._closing = threading.Event()
        self._numbers: dict[Party, int] = {}
        self._thread = threading.Thread(target=self._work, name="officers")

    def __enter__(self) -> "Officers":
        self._database.transact(self._appoint)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join()

    def open_petitions(self) -> list[Petition]:
        """What the office still owes an answer, or its citizen an answer to the office."""
        return self._database.read(lambda c: self._office(c).cases.register.petitions.waiting(sorted(OPEN), 10_000))

    def _office(self, connection: Connection) -> Office:
        return self._offices.open(connection)

    def _appoint(self, connection: Connection) -> None:
        office = self._office(connection)
        for number, (party, role) in enumerate(PARTIES.items(), 101):
            office.officers.add(number, role, "", f"Cán bộ {role}", office.at, "make day")
            found = OfficerRepository(connection).of(number)
            assert found
            self._numbers[party] = found.id

    def _work(self) -> None:
        while not self._closing.wait(self._pause):
            try:
                waiting = [petition for petition in self.open_petitions() if self._may_touch(petition)]
                for petition in self._dice.sample(waiting, min(AT_ONCE, len(waiting))):
                    self._database.transact(partial(self._move, petition))
            except Exception as error:  # noqa: BLE001 - whatever it is, the day tells it
                self.errors.append(error)
                return

    def _may_touch(self, petition: Petition) -> bool:
        """Whether an officer turns to it now: what waits for its citizen is mostly left to her."""
        return petition.state is not State.NEED_INFO or self._dice.random() < 0.05

    def _move(self, petition: Petition, connection: Connection) -> None:
        office = self._office(connection)
        now = office.cases.register.petitions.hold(petition.id)
        siblings = [p.id for p in office.cases.register.petitions.of_chat(now.chat_id or 0) if p.id < now.id]
        ways = list(_ways(now, bool(siblings)))
        if not ways:  # its citizen was quicker
            return
        wanted, party = self._dice.choices(ways, [_weight(now, state) for state, _ in ways])[0]
        note, facts = self._said(now, wanted, siblings)
        actor = Actor(party, self._numbers[party])
        office.cases.register.move_to(now, wanted, actor, office.at, note, **facts)
        self.moves += 1

    def _said(self, petition: Petition, wanted: State, siblings: Sequence[int]) -> tuple[str, dict[str, Any]]:
        """What the citizen reads, and what the move needs."""
        name = f"{petition.code}, lần {petition.events + 1}"
        notes = {
            State.NEED_INFO: f"Xin cho biết đoạn nào, gần nhà ai? (về {name})",
            State.ANSWERED: f"Xã đã xem xét và trả lời: việc đã làm. (về {name})",
        }
        facts: dict[State, dict[str, Any]] = {
            State.REJECTED: {"reason": str(self._dice.choice(list(Reason)))},
            State.TRANSFERRED: {"agency": "Sở Xây dựng"},
            State.DUPLICATE: {"parent": siblings[0] if siblings else None},
        }
        return notes.get(wanted, ""), facts.get(wanted, {})


def _ways(petition: Petition, has_sibling: bool) -> Iterator[tuple[State, Party]]:
    """Where an officer may move it, and as whom."""
    for wanted, parties in NEXT[petition.state].items():
        for party in sorted(parties & PARTIES.keys()):
            if wanted is State.DUPLICATE and not has_sibling:
                continue
            try:
                check(petition.state, wanted, party, petition.resumes)
            except MoveRefusedError:
                continue
            yield wanted, party


def _weight(petition: Petition, wanted: State) -> float:
    likely = float(LIKELY.get(wanted, 0.5))
    if petition.events >= LONG and wanted not in TO_AN_END:
        return likely / 50
    return likely
