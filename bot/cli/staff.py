"""`motcua staff`: who holds which role, who gave it, whose work went to whom, and what is in the trail."""

import argparse
from typing import Any

from sqlalchemy import Connection

from bot.cli.acts import RefusalError, by_whom, cases_in, over_the_tables
from bot.cli.common import print_json
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.office import queue
from bot.petitions import handover
from bot.petitions.categories import categories
from bot.petitions.codes import read_code
from bot.petitions.repository import PetitionRepository
from bot.review.appointments import Appointments, By, UnfitScopeError
from bot.review.officers import Holding, LastAdministratorError, Officer, OfficerRepository, Post, Role, Scope
from bot.review.traces import Trace, TraceRepository
from bot.texts import say
from bot.views import appointing as views
from bot.views.message import Message, plain
from knowledge.repository import CatalogueRepository
from knowledge.text.normalise import bare
from knowledge.units import COMMUNE_KINDS, Unit

EVERYWHERE = "every commune"


def add(typed: argparse.Namespace) -> int:
    """Give somebody a role; given before, only the name is mended."""
    return over_the_tables(_add, typed)


def remove(typed: argparse.Namespace) -> int:
    """End a role, or all that somebody holds; the record of it stays."""
    return over_the_tables(_remove, typed)


def show(typed: argparse.Namespace) -> int:
    """Every role that is held now."""
    return over_the_tables(_list, typed)


def hand_over(typed: argparse.Namespace) -> int:
    """Another answers for somebody's open petitions; who wrote what stays as it was written."""
    return over_the_tables(_hand_over, typed)


def trail(typed: argparse.Namespace) -> int:
    """What officers did with their powers, and what they looked at."""
    return over_the_tables(_trail, typed)


def _add(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    communes = _communes(database)
    unit = _commune_called(typed.unit, communes).code if typed.unit else ""
    field = _category_called(typed.field) if typed.field else ""
    role, scope = Role(typed.role), Scope(unit, field, typed.restricted)
    names = _names(communes)

    def act(connection: Connection) -> None:
        """Whoever gets a role is told; the name alone is mended without a word."""
        before = _holdings(connection, typed.telegram_id)
        number = _appointments(connection, clock).give(typed.telegram_id, typed.name, role, scope)
        if _holdings(connection, typed.telegram_id) != before:
            _tell(connection, clock, typed.telegram_id, views.given(role, scope, names), number)

    try:
        database.transact(act)
    except UnfitScopeError:
        raise RefusalError(_why_unfit(role)) from None
    print(f"{typed.name} ({typed.telegram_id}) is {role} for {_scope(scope, names)}")


def _why_unfit(role: Role) -> str:
    if role is Role.ADMINISTRATOR:
        return "an administrator is for every commune and category; leave --unit, --field and --restricted out."
    return f"a {role} is never named for what is confidential; a controller or an approver is."


def _remove(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    role, names = Role(typed.role) if typed.role else None, _names(_communes(database))

    def act(connection: Connection) -> int:
        posts = OfficerRepository(connection).posts()
        going = [one for one in posts if one.telegram_id == typed.telegram_id and role in {None, one.role}]
        ended = _appointments(connection, clock).end_all(typed.telegram_id, role)
        for one in going:
            _tell(connection, clock, one.telegram_id, views.taken(one, names), one.officer_id)
        return ended

    try:
        ended = database.transact(act)
    except LastAdministratorError as last:
        raise RefusalError(f"{last}; add another administrator first.") from None
    if not ended:
        raise RefusalError(f"{typed.telegram_id} holds no role{f' {role}' if role else ''}; see `motcua staff list`.")
    print(f"{typed.telegram_id}: {ended} {'role' if ended == 1 else 'roles'} ended")


def _holdings(connection: Connection, telegram_id: int) -> frozenset[Holding]:
    found = OfficerRepository(connection).of(telegram_id)
    return frozenset(found.holdings if found else ())


def _appointments(connection: Connection, clock: Clock) -> Appointments:
    officers, traces = OfficerRepository(connection), TraceRepository(connection)
    return Appointments(officers, traces, OutboxRepository(connection).drop_official, By(by_whom()), clock.now())


def _list(typed: argparse.Namespace, database: Database, _: Clock) -> None:
    posts = database.read(lambda c: OfficerRepository(c).posts())
    if typed.json:
        print_json({"staff": [_facts(post) for post in posts]})
        return
    names = _names(_communes(database))
    for post in posts:
        since = post.given_at.astimezone(VIET_NAM).date()
        held = f"{post.role} for {_scope(post.scope, names)}"
        print(f"{post.telegram_id}  {post.name}: {held}, since {since}, by {post.given_by}")
    if not posts:
        print("nobody holds a role yet; `motcua staff add` gives one")


def _facts(post: Post) -> dict[str, Any]:
    return {
        "telegram_id": post.telegram_id,
        "name": post.name,
        "role": post.role,
        "unit": post.scope.unit or None,
        "field": post.scope.field or None,
        "restricted": post.scope.restricted,
        "given_at": post.given_at.isoformat(),
        "given_by": post.given_by,
    }


def _hand_over(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    def act(connection: Connection) -> str:
        officers, traces = OfficerRepository(connection), TraceRepository(connection)
        giver_id, taker = _both(typed, officers)
        cases, by = cases_in(connection, clock), By(by_whom())
        try:
            gone = handover.hand_over(cases, traces, giver_id, taker, by, clock.now(), typed.reason or "")
        except handover.NotForThemError as refused:
            raise RefusalError(
                f"{taker.name} may not answer for {refused.number} of them; nothing was handed over."
            ) from None
        if gone:
            _tell_of_work(connection, clock, giver_id, taker, len(gone))
        counted = f"{len(gone)} open {'petition' if len(gone) == 1 else 'petitions'}"
        return f"{counted} of {officers.name_of(giver_id)} went to {taker.name} ({taker.telegram_id})"

    print(database.transact(act))


def _tell_of_work(connection: Connection, clock: Clock, giver_id: int, taker: Officer, number: int) -> None:
    """Both hear of work that went over; who holds no role any more does not."""
    officers = OfficerRepository(connection)
    _tell(connection, clock, taker.telegram_id, views.handed_to(number, officers.name_of(giver_id)), taker.id)
    if giver := officers.by_id(giver_id):
        _tell(connection, clock, giver.telegram_id, views.handed_from(number, taker.name), giver.id)


def _tell(connection: Connection, clock: Clock, chat_id: int, message: Message, officer_id: int) -> None:
    """Somebody is told by the bot that runs, of what this transaction does."""
    queue(OutboxRepository(connection), chat_id, message, clock.now(), f"officer:{officer_id}")


def _both(typed: argparse.Namespace, officers: OfficerRepository) -> tuple[int, Officer]:
    """The number of who gives the work away, with a role or without, and who takes it."""
    giver_id, taker = officers.number_of(typed.giver), officers.of(typed.taker)
    if giver_id is None:
        raise RefusalError(f"{typed.giver} never held a role; see `motcua staff list`.")
    if taker is None:
        raise RefusalError(f"{typed.taker} holds no role; see `motcua staff list`.")
    if giver_id == taker.id:
        raise RefusalError("the work is to go from one officer to another.")
    return giver_id, taker


def _trail(typed: argparse.Namespace, database: Database, _: Clock) -> None:
    def read(connection: Connection) -> list[dict[str, Any]]:
        return [_trace(one, connection) for one in _traces(typed.about, connection)]

    traces = database.read(read)
    if typed.json:
        print_json({"traces": traces})
        return
    for one in traces:
        why = f": {one['reason']}" if one["reason"] else ""
        print(f"{one['at']}  {one['name']} ({one['role']}): {one['act']} {one['about']}{why}")
    print(f"{len(traces)} {'trace' if len(traces) == 1 else 'traces'}")


def _traces(about: str | None, connection: Connection) -> list[Trace]:
    """The traces of a petition by its code, of an officer by the number of the account, or all of them."""
    traces, code = TraceRepository(connection), read_code(about) if about else None
    if about is None:
        return traces.every()
    if code and (petition := PetitionRepository(connection).by_code(code)):
        return traces.of(f"petition:{petition.id}")
    number = OfficerRepository(connection).number_of(int(about)) if about.removeprefix("-").isdecimal() else None
    if number is None:
        raise RefusalError(f"{about!r} is no petition's code and nobody who ever held a role.")
    return traces.around(number)


def _trace(one: Trace, connection: Connection) -> dict[str, Any]:
    at = one.at.astimezone(VIET_NAM).isoformat(timespec="seconds")
    said = {"name": one.name, "role": one.role, "act": one.act, "reason": one.reason}
    return {"at": at, **said, "about": _called(one.about, connection)}


def _called(about: str, connection: Connection) -> str:
    """What a trace is about, by the name people know it by."""
    kind, _, number = about.partition(":")
    if kind == "petition":
        return PetitionRepository(connection).by_id(int(number)).code
    if kind == "officer":
        return OfficerRepository(connection).name_of(int(number))
    return about


def _communes(database: Database) -> list[Unit]:
    """The communes of today: a new one may carry the code of an old unit, so those that ended are left out."""
    units = database.read(lambda c: CatalogueRepository(c).units())
    return [unit for unit in units if unit.kind in COMMUNE_KINDS and unit.lasts]


def _names(communes: list[Unit]) -> dict[str, str]:
    return {unit.code: _full_name(unit) for unit in communes}


def _scope(scope: Scope, names: dict[str, str]) -> str:
    """What a role is for: "xã Cổ Lễ, category road, and what is confidential"."""
    where = names.get(scope.unit, scope.unit) if scope.unit else EVERYWHERE
    field = f", category {scope.field}" if scope.field else ""
    return f"{where}{field}{', and what is confidential' if scope.restricted else ''}"


def _commune_called(typed: str, communes: list[Unit]) -> Unit:
    for unit in communes:
        if typed == unit.code or bare(typed) in {bare(unit.name), bare(_full_name(unit))}:
            return unit
    known = ", ".join(f"{unit.name} ({unit.code})" for unit in communes)
    raise RefusalError(f"no commune of today is called {typed!r}; they are {known or 'not loaded yet'}.")


def _category_called(typed: str) -> str:
    for key in categories():
        if bare(typed) in {key, bare(plain(say(f"category.{key}")))}:
            return key
    raise RefusalError(f"no category of petitions is called {typed!r}; they are {', '.join(categories())}.")


def _full_name(unit: Unit) -> str:
    return f"{unit.kind} {unit.name}"
