"""Officers and the roles they hold. Nothing is deleted: who gave a role and who ended it stands in its row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update

from bot.database import insert_into
from bot.review.tables import officer, officer_role


class Role(StrEnum):
    """What an officer is there for; one role never brings another with it."""

    CLERK = "clerk"  # cán bộ một cửa
    CONTROLLER = "controller"  # đầu mối kiểm soát thủ tục hành chính
    APPROVER = "approver"  # lãnh đạo duyệt
    ADMINISTRATOR = "administrator"  # quản trị


CLERKS = frozenset({Role.CLERK, Role.CONTROLLER})
"""Who sees to what citizens report and ask."""


class LastAdministratorError(Exception):
    """The last administrator cannot go: nobody would be left to give roles."""

    def __init__(self, telegram_id: int, name: str) -> None:
        self.telegram_id = telegram_id
        self.name = name
        super().__init__(f"{name} ({telegram_id}) is the last administrator")


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer with the roles held now, and the codes of the communes they are for; no code: every commune."""

    id: int
    telegram_id: int
    name: str
    roles: frozenset[Role]
    units: frozenset[str]

    def may(self, *roles: Role) -> bool:
        """Whether the officer holds one of these roles."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Post:
    """One role as somebody holds it now: for which commune (empty: every one), since when, given by whom."""

    telegram_id: int
    name: str
    role: Role
    unit: str
    given_at: datetime
    given_by: str


class OfficerRepository:
    """The officers over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, telegram_id: int) -> Officer | None:
        """The officer behind an account of Telegram; None for who holds no role now."""
        return next(iter(self._officers(officer.c.telegram_id == telegram_id)), None)

    def current(self) -> list[Officer]:
        """Everybody who holds a role now, in the order they came."""
        return self._officers()

    def posts(self) -> list[Post]:
        """Every role that is held now, each by itself."""
        rows = self._held(officer.c.telegram_id, officer.c.name, *(officer_role.c[name] for name in GIVEN))
        return [Post(**{**row, "role": Role(row["role"])}) for row in rows]

    def add(self, telegram_id: int, role: Role, unit: str, name: str, at: datetime, by: str) -> None:
        """Give somebody a role for a commune (empty: every one); held already, only the name is mended."""
        officer_id = self._put(telegram_id, name, at)
        r = officer_role.c
        same = r.officer_id == officer_id, r.role == role, r.unit == unit, r.ended_at.is_(None)
        if self._connection.scalar(select(r.id).where(*same).limit(1)) is not None:
            return
        given = {"officer_id": officer_id, "role": role, "unit": unit, "given_at": at, "given_by": by, "ended_by": ""}
        self._connection.execute(insert(officer_role).values(given))

    def end(self, telegram_id: int, role: Role | None, at: datetime, by: str) -> int:
        """End a role somebody holds, or with None all of them; gives how many. Raises LastAdministratorError."""
        if role in {Role.ADMINISTRATOR, None}:
            self._refuse_the_last_administrator(telegram_id)
        r = officer_role.c
        whose = select(officer.c.id).where(officer.c.telegram_id == telegram_id).scalar_subquery()
        held = update(officer_role).where(r.officer_id == whose, r.ended_at.is_(None))
        which = held if role is None else held.where(r.role == role)
        return self._connection.execute(which.values(ended_at=at, ended_by=by)).rowcount

    def _put(self, telegram_id: int, name: str, at: datetime) -> int:
        """The officer's number. The row is held until the transaction ends: of two who give a role, one waits."""
        row = insert_into(self._connection, officer).values(telegram_id=telegram_id, name=name, added_at=at)
        mended = row.on_conflict_do_update(index_elements=[officer.c.telegram_id], set_={"name": name})
        number: int = self._connection.execute(mended.returning(officer.c.id)).scalar_one()
        return number

    def _refuse_the_last_administrator(self, telegram_id: int) -> None:
        """Holds every administrator's role until the transaction ends, so that of two who go at once one stays."""
        o, r = officer.c, officer_role.c
        held = select(o.telegram_id, o.name).join_from(officer_role, officer).order_by(r.id)
        # The persons of the terminal chat have ids below zero: they are nobody who could give a role.
        real = r.role == Role.ADMINISTRATOR, r.ended_at.is_(None), o.telegram_id > 0
        rows = self._connection.execute(held.where(*real).with_for_update(of=officer_role)).all()
        if {row.telegram_id for row in rows} == {telegram_id}:
            raise LastAdministratorError(telegram_id, rows[0].name)

    def _officers(self, *which: ColumnElement[bool]) -> list[Officer]:
        o, r = officer.c, officer_role.c
        rows = self._held(o.id, o.telegram_id, o.name, r.role, r.unit, which=which)
        return [_officer(list(of_one)) for _, of_one in groupby(rows, lambda row: row["id"])]

    def _held(self, *columns: ColumnElement[object], which: Iterable[ColumnElement[bool]] = ()) -> list[RowMapping]:
        found = select(*columns).join_from(officer_role, officer).where(officer_role.c.ended_at.is_(None), *which)
        return list(self._connection.execute(found.order_by(officer.c.id, officer_role.c.id)).mappings())


GIVEN = ("role", "unit", "given_at", "given_by")


def _officer(rows: list[RowMapping]) -> Officer:
    """One officer out of the rows of the roles held."""
    first = rows[0]
    units = frozenset(row["unit"] for row in rows)
    return Officer(
        id=first["id"],
        telegram_id=first["telegram_id"],
        name=first["name"],
        roles=frozenset(Role(row["role"]) for row in rows),
        units=frozenset() if "" in units else units,
    )
