"""Whose petitions are whose to see, as it stands in questions to the database: the same as `role_for` says of one."""

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from bot.petitions.tables import concerned, petition
from bot.review.officers import Holding, Officer, Role
from bot.review.powers import NAMED, ROLES, Power

P = petition.c


def within(officer: Officer, power: Power = Power.SEE) -> ColumnElement[bool]:
    """Whether an officer may do something with a petition, as role_for has it; their own petitions are not theirs."""
    # Few petitions speak of an officer: they are read once, and not looked for with each of many thousands.
    of_them = P.id.in_(select(concerned.c.petition_id).where(concerned.c.officer_id == officer.id))
    own = and_(P.chat_id.is_not(None), P.chat_id == officer.telegram_id, P.trial.is_(False))
    return and_(held(officer, power), ~of_them, ~own)


def held(officer: Officer, power: Power) -> ColumnElement[bool]:
    """Whether a role that brings a power with it reaches a petition."""
    return or_(false(), *(_reaches(holding) for holding in officer.holdings if holding.role in ROLES[power]))


def _reaches(holding: Holding) -> ColumnElement[bool]:
    """Whether a role as it is held reaches a petition."""
    scope = holding.scope
    units = {scope.unit, ""} if holding.role is Role.CONTROLLER else {scope.unit}
    in_unit = P.unit.in_(units) if scope.unit else true()
    in_field = P.category == scope.field if scope.field else true()
    named = true() if scope.restricted and holding.role in NAMED else P.confidential.is_(False)
    return and_(in_unit, in_field, named)
