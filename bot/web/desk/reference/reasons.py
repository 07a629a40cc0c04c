"""Why a petition is not taken: a closed list of the law; the office says what comes next, and what it offers."""

from markupsafe import Markup

from bot.petitions.entries import Entry
from bot.petitions.reasons import Reason
from bot.review.officers import Role
from bot.review.powers import Power, role_in
from bot.texts import say
from bot.web.desk.reference.description import (
    Column,
    ColumnKind,
    Faults,
    Reference,
    Row,
    Standing,
    Values,
    begun,
)
from bot.web.desk.reference.entries import NOT_OFFERED, OFFERED, end, history, offered, put, seen_of
from bot.web.desk.seat import Seat

LONGEST = 400

NUMBERS = ("113", "114", "115")
"""What somebody in danger is always told to call."""


def _columns() -> tuple[Column, ...]:
    """What the office may say of a reason."""
    return (
        Column("next", ColumnKind.TEXT, "reference.next", "reference.how_next", required=True, longest=LONGEST),
        offered(),
    )


def _rows(seat: Seat) -> list[Row]:
    own, refusals = seat.office.cases.own_refusals.standing(), seat.office.cases.refusals
    return [
        Row(
            reason,
            (
                _titled(reason),
                refusals.steps.get(reason) or _shipped(reason),
                str(say("reference.offered_yes" if reason in refusals.offered else "reference.offered_no")),
                own[reason].made_by if reason in own else str(say("reference.shipped")),
            ),
        )
        for reason in Reason
    ]


def _titled(reason: str) -> str:
    return begun(str(say(f"reason.{reason}").unescape()))


def _shipped(reason: str) -> str:
    return str(say(f"reason_next.{reason}").unescape())


def _standing(seat: Seat, key: str) -> Standing | None:
    if key not in set(Reason):
        return None
    said = seat.office.cases.own_refusals.of(key)
    now = next((one for one in said if one.ended_at is None), None)
    values = _values(now) if now else {"next": _shipped(key), "offered": OFFERED}
    facts = [(str(say("reference.shipped_next")), _shipped(key))]
    return Standing(
        _titled(key), _columns(), values, seen_of(now), facts, history(said, _lines), may_end=now is not None
    )


def _values(entry: Entry) -> dict[str, str]:
    return {"next": entry.facts["next"], "offered": OFFERED if entry.facts["offered"] else NOT_OFFERED}


def _lines(entry: Entry) -> list[tuple[str, str]]:
    return [(str(column.title), column.said(_values(entry)[column.name])) for column in _columns()]


def _check(seat: Seat, key: str, values: Values) -> Faults:
    """Who is in danger is told whom to call, and some reason is always offered."""
    if key == Reason.EMERGENCY and not all(number in values["next"] for number in NUMBERS):
        return {"next": say("reference.fault_numbers", numbers=", ".join(NUMBERS))}
    if not any(letter.isalpha() for letter in values["next"]):
        return {"next": say("reference.fault_words")}
    others = set(seat.office.cases.refusals.offered) - {key}
    if values["offered"] == NOT_OFFERED and not others:
        return {"offered": say("reference.fault_none_offered")}
    return {}


def _shown(seat: Seat, key: str, values: Values) -> list[Markup]:
    return [say("reference.reads"), Markup.escape(values["next"])]


def _save(seat: Seat, key: str, values: Values, seen: str) -> str:
    facts = {"next": values["next"], "offered": values["offered"] == OFFERED}
    put(seat, seat.office.cases.own_refusals, key, facts, seen)
    return key


def _end(seat: Seat, key: str, seen: str) -> None:
    end(seat, seat.office.cases.own_refusals, key, seen)


def _role(seat: Seat, key: str) -> Role | None:
    return role_in(seat.officer, Power.ARRANGE, "")


REASONS = Reference(
    key="ly-do",
    title="reference.reasons",
    how="reference.reasons_how",
    about="reason",
    power=Power.ARRANGE,
    heads=("reference.reason", "reference.next", "reference.offered", "reference.set_by"),
    rows=_rows,
    row=_standing,
    role=_role,
    check=_check,
    shown=_shown,
    save=_save,
    end=_end,
    ends="reference.reason_ends",
)
