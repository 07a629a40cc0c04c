"""Templates of replies: the shipped ones, the office's words for them, and its own; each is seen before it is kept."""

import re
from dataclasses import replace
from datetime import timedelta

from markupsafe import Markup

from bot.petitions.categories import categories
from bot.petitions.composition import BLANK, PARTS
from bot.petitions.entries import Entry
from bot.petitions.life import State
from bot.petitions.parts import LONGEST
from bot.petitions.petition import Channel, Petition, Place
from bot.petitions.reasons import Reason
from bot.petitions.replies import Part, Reply, ReplyKind, ReplyState
from bot.petitions.templates import Template, facts_of, shipped, template_of
from bot.review.officers import Role
from bot.review.powers import Power, role_in
from bot.texts import say
from bot.views.drafting import Written, leaving
from bot.web.desk.reference.description import (
    NEW,
    SEPARATOR,
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

KINDS = (ReplyKind.ANSWER, ReplyKind.REFUSAL, ReplyKind.TRANSFER, ReplyKind.EXTENSION)
"""Kinds of replies that a template is for."""

IN_WORDS = frozenset(Part) - {Part.REASON, Part.AGENCY, Part.UNTIL}
"""Parts that a template gives words for; the others belong to the case."""

LONGEST_NAME = 80

OWN = "own{}"
"""The key of one of the office's own."""

BRACKETS = re.compile(r"\[[^\[\]]*\]")


def _columns(kind: ReplyKind) -> tuple[Column, ...]:
    fields = {key: str(say(f"category.{key}").unescape()) for key in categories()}
    parts = [
        Column(part, ColumnKind.TEXT, f"reply.part_{part}", "reference.how_part", longest=LONGEST)
        for part in PARTS[kind]
        if part in IN_WORDS
    ]
    return (
        Column("name", ColumnKind.LINE, "reference.template_name", required=True, longest=LONGEST_NAME),
        Column("categories", ColumnKind.SEVERAL, "reference.fields", "reference.how_fields", choices=fields),
        *([_reason()] if kind is ReplyKind.REFUSAL else []),
        *parts,
        offered(),
    )


def _reason() -> Column:
    choices = {one.value: str(say(f"reason.{one}").unescape()) for one in Reason}
    return Column("reason", ColumnKind.CHOICE, "reply.part_reason", required=True, choices=choices)


def _rows(seat: Seat) -> list[Row]:
    """What stands, by kind; then what the office had and has no more."""
    own = seat.office.cases.own_templates.standing()
    every = sorted(seat.office.cases.templates.every.values(), key=lambda one: KINDS.index(one.kind))
    gone = [_latest(seat, key) for key in seat.office.cases.own_templates.every_key() if key not in {*own, *shipped()}]
    return [
        *(_row(one, own[one.key].made_by if one.key in own else str(say("reference.shipped"))) for one in every),
        *(_row(template_of(one.key, one.facts), one.made_by, gone=True) for one in gone if one),
    ]


def _row(one: Template, by: str, *, gone: bool = False) -> Row:
    fields = "; ".join(str(say(f"category.{key}").unescape()) for key in categories() if key in one.categories)
    state = "gone" if gone else OFFERED if one.offered else NOT_OFFERED
    cells = (
        one.name,
        _kind(one.kind),
        fields or str(say("reference.every_field")),
        str(say(f"reference.offered_{state}")),
    )
    return Row(one.key, (*cells, by))


def _kind(kind: ReplyKind) -> str:
    return begun(str(say(f"reply.kind_{kind}")))


def _latest(seat: Seat, key: str) -> Entry | None:
    return next(iter(reversed(seat.office.cases.own_templates.of(key))), None)


def _standing(seat: Seat, key: str) -> Standing | None:
    if key in BEGINS:
        kind = _kind_of_new(key)
        columns = _columns(kind)
        values = {**dict.fromkeys((column.name for column in columns), ""), "offered": OFFERED}
        return Standing(str(say(BEGINS[key])), columns, values)
    said = seat.office.cases.own_templates.of(key)
    now = next((one for one in said if one.ended_at is None), None)
    stands = _any(seat, key)
    if stands is None:
        return None
    columns = _columns(stands.kind)
    facts = [(str(say("reference.template_kind")), _kind(stands.kind))]
    past = history(said, lambda one: _lines(template_of(key, one.facts)))
    notes = [say("reference.template_gone")] if now is None and key not in shipped() else []
    return Standing(
        stands.name, columns, _values(stands, columns), seen_of(now), facts, past, notes, may_end=now is not None
    )


def _kind_of_new(key: str) -> ReplyKind:
    return ReplyKind(key.removeprefix(f"{NEW}-"))


def _values(one: Template, columns: tuple[Column, ...]) -> dict[str, str]:
    known = {
        "name": one.name,
        "categories": SEPARATOR.join(key for key in categories() if key in one.categories),
        "reason": one.reason,
        "offered": OFFERED if one.offered else NOT_OFFERED,
        **{part.value: text for part, text in one.parts.items()},
    }
    return {column.name: known.get(column.name, "") for column in columns}


def _lines(one: Template) -> list[tuple[str, str]]:
    columns = _columns(one.kind)
    values = _values(one, columns)
    return [(str(column.title), column.said(values[column.name])) for column in columns if values[column.name]]


def _check(seat: Seat, key: str, values: Values) -> Faults:
    """Some part says something, each blank is one, and no other template of its kind is called the same."""
    kind = _of_kind(seat, key)
    parts = [part for part in PARTS[kind] if part in IN_WORDS]
    faults: dict[str, Markup] = {}
    if not any(letter.isalpha() for letter in values["name"]):
        faults["name"] = say("reference.fault_words")
    others = [one for one in seat.office.cases.templates.every.values() if one.kind is kind and one.key != key]
    if values["name"].casefold() in {one.name.casefold() for one in others}:
        faults["name"] = say("reference.fault_template_name")
    if not any(letter.isalpha() for part in parts for letter in values[part]):
        faults[parts[0]] = say("reference.fault_no_part")
    return faults | {part: say("reference.fault_blank") for part in parts if not _is_well_blank(values[part])}


def _is_well_blank(text: str) -> bool:
    """Whether every bracket of a text belongs to a blank, which ends in dots and says what belongs there."""
    found = BRACKETS.findall(text)
    left = BRACKETS.sub("", text)
    named = all(BLANK.fullmatch(one) and any(letter.isalpha() for letter in one) for one in found)
    return named and not {"[", "]"} & set(left)


def _of_kind(seat: Seat, key: str) -> ReplyKind:
    if key in BEGINS:
        return _kind_of_new(key)
    stands = _any(seat, key)
    if stands is None:
        raise KeyError(key)
    return stands.kind


def _any(seat: Seat, key: str) -> Template | None:
    """A template that stands, or one that the office had."""
    latest = _latest(seat, key)
    return seat.office.cases.templates.every.get(key) or (template_of(key, latest.facts) if latest else None)


def _made(seat: Seat, key: str, values: Values) -> Template:
    kind = _of_kind(seat, key)
    parts = {part: values[part] for part in PARTS[kind] if part in IN_WORDS and values[part]}
    chosen = frozenset(one for one in values["categories"].split(SEPARATOR) if one)
    return Template(key, kind, chosen, values["name"], parts, values.get("reason", ""), values["offered"] == OFFERED)


def _shown(seat: Seat, key: str, values: Values) -> list[Markup]:
    """What the sender of a sample petition would read, its blanks still open."""
    made = _made(seat, key, values)
    at = seat.office.at
    petition = _sample(seat, next(iter(sorted(made.categories)), "road"))
    until = seat.office.day + timedelta(days=30) if made.kind is ReplyKind.EXTENSION else None
    agency = str(say("reference.sample_agency")) if made.kind is ReplyKind.TRANSFER else ""
    reply = Reply(0, 0, made.kind, ReplyState.DRAFT, seat.officer.id, made.parts, made.reason, agency, until)
    due = at + timedelta(days=30) if until else petition.due_at
    of = Written(petition, reply, at, due=due, refusals=seat.office.cases.refusals)
    # What leaves is escaped already and holds no tags but Telegram's own.
    return [say("reference.reads_sample", words=petition.words), *map(Markup, leaving(of))]


def _sample(seat: Seat, category: str) -> Petition:
    """A petition that nobody sent."""
    at = seat.office.at - timedelta(days=5)
    return Petition(
        id=0,
        code=str(say("reference.sample_code")),
        trial=False,
        book_year=at.year,
        book_number=1,
        chat_id=0,
        category=category,
        about="",
        place=Place(),
        words=str(say("reference.sample_words")),
        shown=False,
        secret="",
        state=State.IN_PROGRESS,
        state_at=at,
        resumes=None,
        submitted_at=at,
        clock_from=at,
        clock_days=seat.office.cases.terms.answer_days,
        national=False,
        pauses=(),
        due_at=at + timedelta(days=14),
        transfer_due_at=at + timedelta(days=7),
        answered_at=None,
        closed_at=None,
        reopened=0,
        parent_id=None,
        agency="",
        reason="",
        process_rating=None,
        result_rating=None,
        restricted_at=None,
        anonymised_at=None,
        unit="",
        officer_id=None,
        confidential=False,
        channel=Channel.CHAT,
        events=0,
        head="",
    )


def _save(seat: Seat, key: str, values: Values, seen: str) -> str:
    own = seat.office.cases.own_templates
    kept = OWN.format(len(own.every_key()) + 1) if key in BEGINS else key
    put(seat, own, kept, facts_of(replace(_made(seat, key, values), key=kept)), seen)
    return kept


def _end(seat: Seat, key: str, seen: str) -> None:
    end(seat, seat.office.cases.own_templates, key, seen)


def _role(seat: Seat, key: str) -> Role | None:
    return role_in(seat.officer, Power.ARRANGE, "")


BEGINS = {f"{NEW}-{kind}": f"reference.new_{kind}" for kind in KINDS}

TEMPLATES = Reference(
    key="mau",
    title="reference.templates",
    how="reference.templates_how",
    about="template",
    power=Power.ARRANGE,
    heads=(
        "reference.template_name",
        "reference.template_kind",
        "reference.fields",
        "reference.offered",
        "reference.set_by",
    ),
    rows=_rows,
    row=_standing,
    role=_role,
    begins=BEGINS,
    check=_check,
    shown=_shown,
    save=_save,
    end=_end,
    ends="reference.template_ends",
)
