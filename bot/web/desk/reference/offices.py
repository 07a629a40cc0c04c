"""Where citizens go: what stands of each office, from which day on, by the same service as in the chat (/coquan)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from bot.conversations.contacting import LONGEST, read_part
from bot.review.officers import Role
from bot.review.powers import Power, role_in
from bot.texts import say, words
from bot.views.contacting import FREE, OFFERED, PARTS
from bot.web.desk.reference.description import (
    ChangedError,
    Column,
    ColumnKind,
    Faults,
    Past,
    Reference,
    Row,
    Standing,
    Values,
    begun,
    day_of,
)
from bot.web.desk.seat import Seat
from knowledge.contact_points import SaidContact
from knowledge.contacts import ContactPoint
from knowledge.procedures import Source
from knowledge.tables import OFFICE

DAY = "day"


def _columns() -> tuple[Column, ...]:
    parts = [
        Column(part, ColumnKind.LINE, f"contacting.{part}", _how(part), part not in FREE, longest=LONGEST)
        for part in PARTS
    ]
    day = Column(DAY, ColumnKind.DAY, "reference.from_day", "reference.how_from_day", required=True, aside=True)
    return (*parts, day)


def _how(part: str) -> str:
    return f"reference.how_office_{part}"


def _rows(seat: Seat) -> list[Row]:
    """The offices of every commune; of those that somebody said nothing of there is no row."""
    found = [_row(seat, one.code, kind) for one, kind in product(seat.office.catalogue.communes.of_today(), OFFERED)]
    return [row for row in found if row]


def _row(seat: Seat, unit: str, kind: str) -> Row | None:
    said = _said(seat, unit, kind)
    now = _on(said, seat.office.day)
    if now is None:
        return None
    point = now.contact
    cells = _commune(seat, unit), point.name, point.address, point.hours, point.phone, _by(now)
    return Row(f"{unit}-{kind}", cells)


def _standing(seat: Seat, key: str) -> Standing | None:
    unit, kind = _post(key)
    said = _said(seat, unit, kind) if kind in OFFERED else []
    now = _on(said, seat.office.day)
    if now is None:
        return None
    values = {**{part: getattr(now.contact, part) for part in PARTS}, DAY: seat.office.day.isoformat()}
    coming = [one for one in said if one.recorded_to is None and _begin(one) > seat.office.day]
    notes = [say("reference.office_coming", day=words.day(_begin(one)), name=_by(one)) for one in coming]
    if _role(seat, key) is None:
        notes.append(say("reference.not_this_unit"))
    facts = [(str(say("reference.unit")), _commune(seat, unit))]
    past = [_past(one) for one in reversed(said)]
    return Standing(now.contact.name, _columns(), values, _seen(said), facts, past, notes)


def _post(key: str) -> tuple[str, str]:
    unit, _, kind = key.partition("-")
    return unit, kind


def _commune(seat: Seat, unit: str) -> str:
    place = seat.office.catalogue.communes.place(unit, "")
    return begun(f"{place.commune.kind} {place.commune.name}") if place else ""


def _said(seat: Seat, unit: str, kind: str) -> list[SaidContact]:
    return seat.office.desk.offices(unit, kind)


def _on(said: Sequence[SaidContact], day: date) -> SaidContact | None:
    return next((one for one in said if one.recorded_to is None and one.contact.holds_on(day)), None)


def _begin(of: SaidContact) -> date:
    return of.contact.valid_from or date.min


def _by(of: SaidContact) -> str:
    return of.recorded_by if of.origin == OFFICE else str(say("reference.shipped"))


def _seen(said: Sequence[SaidContact]) -> str:
    """What is said of an office now tells itself apart by the last that was said."""
    return str(max((one.id for one in said), default=0))


def _past(of: SaidContact) -> Past:
    since = [(str(say("reference.from_day")), words.day(of.contact.valid_from))] if of.contact.valid_from else []
    parts = [(str(say(f"contacting.{part}")), getattr(of.contact, part)) for part in PARTS]
    return Past(of.recorded_from, _by(of), [*since, *((name, value) for name, value in parts if value)], of.recorded_to)


def _check(seat: Seat, key: str, values: Values) -> Faults:
    """Each part is what its name says; nothing is changed for days that are past."""
    typed = {part: values[part] for part in PARTS if values[part]}
    wrong = {part: say(f"contacting.fault_{part}", most=LONGEST) for part in typed if not read_part(part, typed[part])}
    day = day_of(values[DAY])
    if day and day < seat.office.day:
        wrong[DAY] = say("reference.fault_past")
    return wrong


def _save(seat: Seat, key: str, values: Values, seen: str) -> str:
    """Every part that was changed, one by one, as the chat keeps them; what is known of later days stays otherwise."""
    unit, kind = _post(key)
    day, before = date.fromisoformat(values[DAY]), _on(_said(seat, unit, kind), seat.office.day)
    if before is None or _seen(_said(seat, unit, kind)) != seen:
        raise ChangedError
    for part in PARTS:
        now = _on(_said(seat, unit, kind), day)
        if now and values[part] != getattr(before.contact, part):
            point = replace(now.contact, source=_source(seat, now.contact))
            value = read_part(part, values[part]) or ""
            seat.office.desk.put(point, part, value, day, seat.officer.name)
    return key


def _source(seat: Seat, point: ContactPoint) -> Source:
    """Who says so: the office itself, on this day."""
    day = seat.office.day
    label = str(say("contacting.source", name=point.name).unescape())
    return Source(f"office {point.unit} {point.kind} {day}", label, day, f"{day.month}/{day.year}")


def _role(seat: Seat, key: str) -> Role | None:
    return role_in(seat.officer, Power.FILL_IN, _post(key)[0])


OFFICES = Reference(
    key="co-quan",
    title="reference.offices",
    how="reference.offices_how",
    about="office",
    power=Power.FILL_IN,
    heads=(
        "reference.unit",
        "contacting.name",
        "contacting.address",
        "contacting.hours",
        "contacting.phone",
        "reference.set_by",
    ),
    rows=_rows,
    row=_standing,
    role=_role,
    check=_check,
    save=_save,
)
