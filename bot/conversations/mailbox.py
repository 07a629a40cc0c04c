"""The officers' mailbox (/hopthu): what waits for them, by filter, by unit, by field, or by words that are typed.

/hopthu ──▶ counts, what is to be done ──filter──▶ list ──number──▶ board
   └─words──▶ the filter they name, else what they are found in

Nothing is counted or listed that no role of the officer's reaches.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Concatenate, ParamSpec

from bot.conversations.desk import duty_of
from bot.conversations.visit import Visit
from bot.petitions.mailbox import Box
from bot.petitions.petition import Petition
from bot.review.officers import Officer
from bot.review.powers import Power, role_for
from bot.views import mailbox as views
from bot.views.mailbox import FOUND, ON_A_PAGE, Line, Listed
from bot.views.message import Message, pressed
from bot.views.notice import told
from knowledge.text.normalise import bare

P = ParamSpec("P")

ALWAYS = (Box.MINE, Box.NEW, Box.SOON, Box.OVERDUE, Box.CITIZEN, Box.OPEN)
"""Filters that everybody is offered who handles petitions."""

DOORS = {"figures": Power.SEE, "enter": Power.ENTER, "register_file": Power.EXPORT}
"""What else an officer may want who opens the mailbox, by the verb of its button."""

OPENS = frozenset({"hop thu", "hop thu can bo", "viec can lam", "viec dang cho xu ly"})
"""Words that open the mailbox, without marks."""

SPOKEN: Mapping[str, Box] = {
    "viec cua toi": Box.MINE,
    "viec toi phu trach": Box.MINE,
    "viec moi": Box.NEW,
    "phan anh moi": Box.NEW,
    "viec sap den han": Box.SOON,
    "sap den han": Box.SOON,
    "sap qua han": Box.SOON,
    "viec qua han": Box.OVERDUE,
    "phan anh qua han": Box.OVERDUE,
    "qua han": Box.OVERDUE,
    "viec cho duyet": Box.APPROVAL,
    "cho duyet": Box.APPROVAL,
    "cho toi duyet": Box.APPROVAL,
    "cho nguoi dan": Box.CITIZEN,
    "viec han che": Box.RESTRICTED,
    "theo don vi": Box.UNIT,
    "theo xa": Box.UNIT,
    "viec theo linh vuc": Box.FIELD,
    "tat ca viec dang mo": Box.OPEN,
}
"""Words that an officer types for a filter, without marks."""

SHORT: Mapping[str, Box] = {
    "cua toi": Box.MINE,
    "moi": Box.NEW,
    "han che": Box.RESTRICTED,
    "don vi": Box.UNIT,
    "linh vuc": Box.FIELD,
    "theo linh vuc": Box.FIELD,
    "tat ca": Box.OPEN,
}
"""The same behind the command alone, where nothing else can be meant."""

SEEKS = ("tim ", "tim kiem ")


def handles(
    act: Callable[Concatenate[Visit, Officer, P], list[Message]],
) -> Callable[Concatenate[Visit, P], list[Message]]:
    """A screen for who handles petitions at all; whoever else is told so."""

    def guarded(visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
        officer = visit.officer
        if officer is None:
            return [told("chat.officers_only")]
        if role_for(officer, Power.SEE) is None:
            return [told("mailbox.not_yours")]
        visit.put(awaits="", noted=(), about="", offered=(), facet="")
        return act(visit, officer, *args, **kwargs)

    return guarded


@handles
def show(visit: Visit, officer: Officer, of: str = "", value: str = "", page: str = "") -> list[Message]:
    """What is to be done, or a page of a filter; of a unit or field its code stands before the page."""
    if of == FOUND and visit.talk.sought:
        return _found(visit, officer, value)
    box = Box(of) if of in {*_offered(officer), *views.VALUED} else Box.TODO
    if box not in views.VALUED:
        return [_page(visit, officer, _numbers(visit, officer, box), value, Listed(box))]
    if not value:
        visit.arrive("mailbox", box)
        return [_values(visit, officer, box)]
    name = _names(visit, box, [value]).get(value, value)
    return [_page(visit, officer, _numbers(visit, officer, box, value), page, Listed(box, value, name))]


def _numbers(visit: Visit, officer: Officer, box: Box, value: str = "") -> list[int]:
    return visit.office.cases.mailbox.found(officer, visit.office.at, box, value)


def _offered(officer: Officer) -> tuple[Box, ...]:
    """The filters that an officer is offered."""
    approves = (Box.APPROVAL,) if role_for(officer, Power.APPROVE) else ()
    named = any(holding.scope.restricted for holding in officer.holdings)
    return (*ALWAYS, *approves, *((Box.RESTRICTED,) if named else ()))


def _counts(visit: Visit, officer: Officer) -> dict[Box, int]:
    return visit.office.cases.mailbox.counts(officer, visit.office.at, _offered(officer))


def _page(visit: Visit, officer: Officer, numbers: Sequence[int], page: str, of: Listed) -> Message:
    """A page of some petitions, each looked at once more before it is shown."""
    number = views.page_of(page, len(numbers))
    visit.arrive("mailbox", of.box, *filter(None, (of.value,)), str(number))
    cases = visit.office.cases
    those = [cases.register.petitions.by_id(one) for one in numbers[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]]
    lines = [_line(visit, one) for one in those if duty_of(visit, one.code, Power.SEE)]
    doors = [door for door, power in DOORS.items() if role_for(officer, power)] if of.box == Box.TODO else []
    shown = replace(of, lines=lines, number=len(numbers), page=number, counts=_counts(visit, officer), doors=doors)
    return views.listed(shown)


def _line(visit: Visit, petition: Petition) -> Line:
    at, clocking = visit.office.at, visit.office.cases.clocking
    if petition.due_at is None:
        return Line(petition)
    return Line(petition, clocking.days_to(petition.due_at, at), petition.due_at <= at)


def _values(visit: Visit, officer: Officer, box: Box) -> Message:
    counts = visit.office.cases.mailbox.by_value(officer, box)
    return views.values(box, counts, _names(visit, box, counts))


def _names(visit: Visit, box: Box, values: Iterable[str]) -> dict[str, str]:
    """What units or fields are called."""
    return views.field_names(values) if box is Box.FIELD else views.nowhere() | _communes(visit)


def _communes(visit: Visit) -> dict[str, str]:
    return {one.code: f"{one.kind} {one.name}" for one in visit.office.catalogue.communes.of_today()}


def _found(visit: Visit, officer: Officer, page: str) -> list[Message]:
    """What was searched for last."""
    sought = visit.talk.sought
    numbers = visit.office.cases.mailbox.search(officer, sought, _communes(visit))
    return [_page(visit, officer, numbers, page, Listed(FOUND, name=sought))]


@handles
def seek(visit: Visit, _: Officer) -> list[Message]:
    """Words to look for are typed next."""
    visit.arrive("mailbox")
    visit.put(awaits="seek")
    return [views.ask()]


def search(visit: Visit, words: str) -> list[Message]:
    """Petitions in whose words, place or code some words stand."""
    visit.put(sought=words.strip())
    return show(visit, FOUND, "1")


def typed_search(visit: Visit, _: str, words: str) -> list[Message] | None:
    """The words were typed, while the mailbox was the last that was shown."""
    if visit.talk.trail[-1:] == (pressed("mailbox"),):
        return search(visit, words)
    visit.put(awaits="")
    return None


def command(visit: Visit, words: str) -> list[Message]:
    """/hopthu: a filter by its words, else what they are found in; without words the counts."""
    said = bare(words)
    if box := SPOKEN.get(said) or SHORT.get(said):
        return show(visit, box)
    if not said or said in OPENS:
        return show(visit)
    return search(visit, _sought(words, said))


def heard(visit: Visit, said: str) -> list[Message] | None:
    """Words without marks that an officer types for the mailbox; None for what is no such word, or no officer's."""
    if said not in OPENS and said not in SPOKEN:
        return None
    officer = visit.officer
    if officer is None or role_for(officer, Power.SEE) is None:
        return None
    return show(visit, SPOKEN[said]) if said in SPOKEN else show(visit)


def _sought(words: str, said: str) -> str:
    """What is looked for: "tìm đường hỏng" is "đường hỏng"."""
    seek = next((start for start in reversed(SEEKS) if said.startswith(start)), "")
    return " ".join(words.split()[len(seek.split()) :])
