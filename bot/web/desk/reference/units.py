"""The communes of today with the units they took over: shown with their history, and changed by nobody here."""

from bot.texts import say, words
from bot.web.desk.reference.description import Past, Reference, Row, Standing, begun
from bot.web.desk.seat import Seat
from knowledge.units import Unit


def _rows(seat: Seat) -> list[Row]:
    communes = seat.office.catalogue.communes
    return [
        Row(one.code, (begun(_named(one)), one.code, ", ".join(map(_named, communes.former_of(one))), _since(one)))
        for one in communes.of_today()
    ]


def _named(unit: Unit) -> str:
    return f"{unit.kind} {unit.name}"


def _since(unit: Unit) -> str:
    return words.day(unit.valid_from) if unit.valid_from else ""


def _standing(seat: Seat, key: str) -> Standing | None:
    communes = seat.office.catalogue.communes
    place = communes.place(key, "")
    if place is None:
        return None
    facts = [
        (str(say("reference.unit_code")), place.commune.code),
        (str(say("reference.unit_parent")), place.commune.parent),
        (str(say("reference.unit_since")), _since(place.commune)),
    ]
    return Standing(
        begun(_named(place.commune)),
        (),
        {},
        facts=facts,
        past=[_former(one) for one in communes.former_of(place.commune)],
    )


def _former(unit: Unit) -> Past:
    until = words.day(unit.valid_to) if unit.valid_to else ""
    said = [
        (str(say("reference.unit_before")), _named(unit)),
        (str(say("reference.unit_code")), unit.code),
        (str(say("reference.unit_parent")), unit.parent),
        (str(say("reference.unit_until")), until),
    ]
    return Past(None, "", said)


UNITS = Reference(
    key="don-vi",
    title="reference.units",
    how="reference.units_how",
    about="unit",
    power=None,
    heads=("reference.unit", "reference.unit_code", "reference.unit_formers", "reference.unit_since"),
    rows=_rows,
    row=_standing,
)
