"""`motcua staff`: who holds which role, and who gave it."""

import argparse
from typing import Any

from bot.cli.acts import RefusalError, by_whom, over_the_tables
from bot.cli.common import print_json
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.review.officers import LastAdministratorError, OfficerRepository, Post, Role
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


def _add(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    unit = _commune_called(typed.unit, _communes(database)) if typed.unit else None
    code, role, at = unit.code if unit else "", Role(typed.role), clock.now()
    database.transact(lambda c: OfficerRepository(c).add(typed.telegram_id, role, code, typed.name, at, by_whom()))
    print(f"{typed.name} ({typed.telegram_id}) is {role} for {_full_name(unit) if unit else EVERYWHERE}")


def _remove(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    role, at = Role(typed.role) if typed.role else None, clock.now()
    try:
        ended = database.transact(lambda c: OfficerRepository(c).end(typed.telegram_id, role, at, by_whom()))
    except LastAdministratorError as last:
        raise RefusalError(f"{last}; add another administrator first.") from None
    if not ended:
        raise RefusalError(f"{typed.telegram_id} holds no role{f' {role}' if role else ''}; see `motcua staff list`.")
    print(f"{typed.telegram_id}: {ended} {'role' if ended == 1 else 'roles'} ended")


def _list(typed: argparse.Namespace, database: Database, _: Clock) -> None:
    posts = database.read(lambda c: OfficerRepository(c).posts())
    if typed.json:
        print_json({"staff": [_facts(post) for post in posts]})
        return
    names = {unit.code: _full_name(unit) for unit in _communes(database)}
    for post in posts:
        where = names.get(post.unit, post.unit) if post.unit else EVERYWHERE
        since = post.given_at.astimezone(VIET_NAM).date()
        print(f"{post.telegram_id}  {post.name}: {post.role} for {where}, since {since}, by {post.given_by}")
    if not posts:
        print("nobody holds a role yet; `motcua staff add` gives one")


def _facts(post: Post) -> dict[str, Any]:
    return {
        "telegram_id": post.telegram_id,
        "name": post.name,
        "role": post.role,
        "unit": post.unit or None,
        "given_at": post.given_at.isoformat(),
        "given_by": post.given_by,
    }


def _communes(database: Database) -> list[Unit]:
    """The communes of today: a new one may carry the code of an old unit, so those that ended are left out."""
    units = database.read(lambda c: CatalogueRepository(c).units())
    return [unit for unit in units if unit.kind in COMMUNE_KINDS and unit.lasts]


def _commune_called(typed: str, communes: list[Unit]) -> Unit:
    for unit in communes:
        if typed == unit.code or bare(typed) in {bare(unit.name), bare(_full_name(unit))}:
            return unit
    known = ", ".join(f"{unit.name} ({unit.code})" for unit in communes)
    raise RefusalError(f"no commune of today is called {typed!r}; they are {known or 'not loaded yet'}.")


def _full_name(unit: Unit) -> str:
    return f"{unit.kind} {unit.name}"
