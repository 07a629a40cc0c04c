"""Officers and the roles they hold. Nothing is deleted: who gave a role and who ended it stands in its row."""

from collections.abc import Collection, Iterable
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
class Scope:
    """What a role is for: a commune's code and a category of petitions, each empty for all of them.

    `restricted`: named for petitions about conduct and for whatever else is confidential.
    """

    unit: str = ""
    field: str = ""
    restricted: bool = False


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Holding:
    """A role as an officer holds it."""

    role: Role
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer with the roles held now, each with what it is for."""

    id: int
    telegram_id: int
    name: str
    holdings: tuple[Holding, ...]

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, whatever they are for."""
        return frozenset(holding.role for holding in self.holdings)

    def may(self, *roles: Role) -> bool:
        """Whether the officer holds one of these roles."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Post:
    """One role as somebody holds it now: what it is for, since when, given by whom."""

    id: int
    officer_id: int
    telegram_id: int
    name: str
    role: Role
    scope: Scope
    given_at: datetime
    given_by: str


class OfficerRepository:
    """The officers over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, telegram_id: int) -> Officer | None:
        """The officer behind an account of Telegram; None for who holds no role now."""
        return next(iter(self._officers(officer.c.telegram_id == telegram_id)), None)

    def by_id(self, officer_id: int) -> Officer | None:
        """The officer with a number of ours; None for who holds no role now."""
        return next(iter(self._officers(officer.c.id == officer_id)), None)

    def name_of(self, officer_id: int) -> str:
        """What an officer is called, also one who holds no role any more; empty for nobody."""
        return self._connection.scalar(select(officer.c.name).where(officer.c.id == officer_id)) or ""

    def names_of(self, numbers: Collection[int]) -> dict[int, str]:
        """What some officers are called, by their numbers."""
        found = select(officer.c.id, officer.c.name).where(officer.c.id.in_(numbers))
        return {row.id: row.name for row in self._connection.execute(found)}

    def current(self) -> list[Officer]:
        """Everybody who holds a role now, in the order they came."""
        return self._officers()

    def posts(self) -> list[Post]:
        """Every role that is held now, each by itself."""
        return self._posts()

    def posts_of(self, officer_id: int) -> list[Post]:
        """Every role that one officer holds now."""
        return self._posts(officer.c.id == officer_id)

    def post(self, number: int) -> Post | None:
        """A role that is held now, by its number; None for one that ended."""
        return next(iter(self._posts(officer_role.c.id == number)), None)

    def roles_of(self, telegram_id: int) -> frozenset[Role] | None:
        """The roles somebody holds now, none for who held one before; None for who never did."""
        found = self.of(telegram_id)
        if found:
            return found.roles
        return None if self.number_of(telegram_id) is None else frozenset()

    def last_role_of(self, officer_id: int) -> Role | None:
        """The role that somebody holds now or held last; None for who never held any."""
        r = officer_role.c
        held = select(r.role).where(r.officer_id == officer_id)
        last = self._connection.scalar(held.order_by(r.ended_at.desc().nulls_first(), r.id.desc()).limit(1))
        return Role(last) if last else None

    def account_of(self, officer_id: int) -> int | None:
        """The account of Telegram behind a number of ours."""
        return self._connection.scalar(select(officer.c.telegram_id).where(officer.c.id == officer_id))

    def number_of(self, telegram_id: int) -> int | None:
        """Our number of who holds a role or held one; None for who never did."""
        return self._connection.scalar(select(officer.c.id).where(officer.c.telegram_id == telegram_id))

    def add(
        self,
        telegram_id: int,
        role: Role,
        unit: str,
        name: str,
        at: datetime,
        by: str,
        *,
        field: str = "",
        restricted: bool = False,
    ) -> int:
        """Give somebody a role for a commune and a category (empty: all); held already, the name is mended.

        Gives the officer's number. Whether it is named for what is confidential is as it was said last.
        """
        officer_id = self._put(telegram_id, name, at)
        r = officer_role.c
        same = r.officer_id == officer_id, r.role == role, r.unit == unit, r.field == field, r.ended_at.is_(None)
        number = self._connection.scalar(select(r.id).where(*same, r.restricted == restricted).limit(1))
        if number is not None:
            return officer_id
        self._connection.execute(update(officer_role).where(*same).values(ended_at=at, ended_by=by))
        scope = {"unit": unit, "field": field, "restricted": restricted}
        given = {"officer_id": officer_id, "role": role, **scope, "given_at": at, "given_by": by, "ended_by": ""}
        self._connection.execute(insert(officer_role).values(given))
        return officer_id

    def end(self, telegram_id: int, role: Role | None, at: datetime, by: str) -> int:
        """End a role somebody holds, or with None all of them; gives how many. Raises LastAdministratorError."""
        if role in {Role.ADMINISTRATOR, None}:
            self._keep_an_administrator(officer.c.telegram_id == telegram_id)
        r = officer_role.c
        whose = select(officer.c.id).where(officer.c.telegram_id == telegram_id).scalar_subquery()
        held = update(officer_role).where(r.officer_id == whose, r.ended_at.is_(None))
        which = held if role is None else held.where(r.role == role)
        return self._connection.execute(which.values(ended_at=at, ended_by=by)).rowcount

    def end_post(self, number: int, at: datetime, by: str) -> bool:
        """End one role by its number; gives false for one that ended before. Raises LastAdministratorError."""
        self._keep_an_administrator(officer_role.c.id == number)
        held = update(officer_role).where(officer_role.c.id == number, officer_role.c.ended_at.is_(None))
        return self._connection.execute(held.values(ended_at=at, ended_by=by)).rowcount > 0

    def _put(self, telegram_id: int, name: str, at: datetime) -> int:
        """The officer's number. The row is held until the transaction ends: of two who give a role, one waits."""
        row = insert_into(self._connection, officer).values(telegram_id=telegram_id, name=name, added_at=at)
        mended = row.on_conflict_do_update(index_elements=[officer.c.telegram_id], set_={"name": name})
        number: int = self._connection.execute(mended.returning(officer.c.id)).scalar_one()
        return number

    def _keep_an_administrator(self, goes: ColumnElement[bool]) -> None:
        """Refuse to end some roles where no administrator's would be left.

        Every administrator's role is held until the transaction ends, so that of two who go at once one stays.
        """
        o, r = officer.c, officer_role.c
        held = select(o.telegram_id, o.name, goes.label("goes")).join_from(officer_role, officer).order_by(r.id)
        # The persons of the terminal chat have ids below zero: they are nobody who could give a role.
        real = r.role == Role.ADMINISTRATOR, r.ended_at.is_(None), o.telegram_id > 0
        rows = self._connection.execute(held.where(*real).with_for_update(of=officer_role)).all()
        if rows and all(row.goes for row in rows):
            raise LastAdministratorError(rows[0].telegram_id, rows[0].name)

    def _posts(self, *which: ColumnElement[bool]) -> list[Post]:
        o, r = officer.c, officer_role.c
        who = r.id, o.id.label("officer_id"), o.telegram_id, o.name
        rows = self._held(*who, r.role, r.unit, r.field, r.restricted, r.given_at, r.given_by, which=which)
        return [_post(row) for row in rows]

    def _officers(self, *which: ColumnElement[bool]) -> list[Officer]:
        o, r = officer.c, officer_role.c
        rows = self._held(o.id, o.telegram_id, o.name, r.role, r.unit, r.field, r.restricted, which=which)
        return [_officer(list(of_one)) for _, of_one in groupby(rows, lambda row: row["id"])]

    def _held(self, *columns: ColumnElement[object], which: Iterable[ColumnElement[bool]] = ()) -> list[RowMapping]:
        found = select(*columns).join_from(officer_role, officer).where(officer_role.c.ended_at.is_(None), *which)
        return list(self._connection.execute(found.order_by(officer.c.id, officer_role.c.id)).mappings())


def _officer(rows: list[RowMapping]) -> Officer:
    """One officer out of the rows of the roles held."""
    holdings = tuple(Holding(Role(row["role"]), _scope(row)) for row in rows)
    return Officer(rows[0]["id"], rows[0]["telegram_id"], rows[0]["name"], holdings)


def _post(row: RowMapping) -> Post:
    who = row["id"], row["officer_id"], row["telegram_id"], row["name"]
    return Post(*who, Role(row["role"]), _scope(row), row["given_at"], row["given_by"])


def _scope(row: RowMapping) -> Scope:
    return Scope(row["unit"], row["field"], row["restricted"])
