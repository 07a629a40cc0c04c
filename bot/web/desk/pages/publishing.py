"""What of a petition others may read: its texts with what is hidden in them, pictures with cells that are black.

Every step is the conversation's own: what an officer makes of it goes up to an approver, who publishes what was read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.conversations import covering, publishing
from bot.conversations.desk import Duty
from bot.conversations.visit import Visit
from bot.petitions.contents.covering import NotACellError, read_cells
from bot.petitions.publications import WRITTEN, Publication, PublicationState, Published, may_be_published
from bot.review.powers import Power
from bot.texts import say
from bot.views import publishing as views
from bot.views.message import Message
from bot.views.publishing import PARTS, WORDS
from bot.web.desk import talking
from bot.web.desk.pages.at_petition import at_petition, duty_of, not_theirs, notice, on_page
from bot.web.desk.pages.files import listed
from bot.web.desk.pages.redacting import originals, pictures
from bot.web.desk.replies import Page, Reply
from bot.web.desk.seat import Seat

MOST = 8000
"""Characters of a text that come back."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page says beside what stands."""

    told: Sequence[str] = ()
    warned: Sequence[str] = ()
    typed: Mapping[str, str] = field(default_factory=dict)


PLAIN = Screen()


@at_petition(Power.REDACT, Power.PUBLISH)
def show(seat: Seat, duty: Duty) -> Page:
    """What is made fit for others: proposed when it is first opened, then as it stands."""
    if duty_of(seat, Power.REDACT) is None:
        return _page(seat)
    talk = talking.turn(seat, lambda visit: publishing.redact(visit, duty.petition.code))
    return _page(seat, Screen(warned=() if _publication(seat, duty) else notice(talk)))


@at_petition(Power.REDACT, Power.PUBLISH)
def act(seat: Seat, duty: Duty) -> Reply:
    """Something is done with it."""
    what = seat.asked.said("viec")
    return ACTS[what](seat, duty) if what in ACTS else _page(seat)


def _publication(seat: Seat, duty: Duty) -> Publication | None:
    return seat.office.cases.publications.of(duty.petition.id)


def _is_older(seat: Seat, duty: Duty) -> bool:
    """Whether what stands is not what the form was made of."""
    now = _publication(seat, duty)
    return now is None or now.edition != seat.asked.said("ban")


def _typed(seat: Seat) -> dict[str, str]:
    return {name: text[:MOST] for name in (*PARTS, "ly-do") if (text := seat.asked.said(name))}


def _done(seat: Seat, turn: Callable[[Visit], Sequence[Message]]) -> Page:
    """Something is done as in the chat, and what is told of it stands above the page."""
    told = notice(talking.turn(seat, turn))
    return _page(seat, Screen(told=told, typed=_typed(seat) if seat.asked.said("ly-do") else {}))


def _mended(seat: Seat, duty: Duty) -> Page:
    """The texts are kept as they were typed, but for what tells of the sender."""
    code, now = duty.petition.code, _publication(seat, duty)
    if now is None or _is_older(seat, duty):
        return _page(seat, Screen(warned=(say("redact_page.changed"),), typed=_typed(seat)))
    told: list[str] = []
    for name in PARTS:
        text = "\n".join(seat.asked.said(name).splitlines())
        if name not in seat.asked.form or text == getattr(now, name):
            continue
        talk = talking.turn(seat, _typing(code, name, text))
        told = list(dict.fromkeys([*told, *notice(talk)]))
    after = _publication(seat, duty)
    unfit = {name: text for name, text in _typed(seat).items() if after and getattr(after, name) == getattr(now, name)}
    return _page(seat, Screen(told=told, typed=unfit))


def _typing(code: str, name: str, text: str) -> Callable[[Visit], Sequence[Message]]:
    """One of the texts is asked for, and typed."""

    def turn(visit: Visit) -> Sequence[Message]:
        asked = publishing.part(visit, code, name)
        return publishing.typed_part(visit, f"{code}:{name}", text) or asked

    return turn


def _anew(seat: Seat, duty: Duty) -> Page:
    return _done(seat, lambda visit: publishing.anew(visit, duty.petition.code)[:0])


def _handed_up(seat: Seat, duty: Duty) -> Page:
    return _done(seat, lambda visit: publishing.hand_up(visit, duty.petition.code, seat.asked.said("ban")))


def _published(seat: Seat, duty: Duty) -> Page:
    return _done(seat, lambda visit: publishing.publish(visit, duty.petition.code, seat.asked.said("ban")))


def _sent_back(seat: Seat, duty: Duty) -> Page:
    code, edition, reason = duty.petition.code, seat.asked.said("ban"), seat.asked.said("ly-do")

    def turn(visit: Visit) -> Sequence[Message]:
        asked = publishing.send_back(visit, code, edition)
        return publishing.typed_back(visit, f"{code}:{edition}", reason) or asked

    return _done(seat, turn)


def _hidden(seat: Seat, duty: Duty) -> Page:
    code, reason = duty.petition.code, seat.asked.said("ly-do")

    def turn(visit: Visit) -> Sequence[Message]:
        asked = publishing.hide(visit, code)
        return publishing.typed_hide(visit, code, reason) or asked

    return _done(seat, turn)


def _covered(seat: Seat, duty: Duty) -> Page:
    """A copy of a picture goes along, black where cells were ticked; or as it is, if that was ticked instead."""
    cells = seat.asked.every("o")
    if bool(cells) == bool(seat.asked.said("nguyen")):
        return _page(seat, Screen(warned=(say("redact_page.choose_cells"),)))
    return _with_picture(seat, duty, seat.asked.said("anh"), cells)


def _with_picture(seat: Seat, of: Duty, number: str, cells: Sequence[str]) -> Page:
    """As `publishing` guards it: by an officer who may redact, while it may be mended."""
    told: list[Markup] = []

    @publishing.on_publication(Power.REDACT)
    def cover(visit: Visit, duty: Duty) -> list[Message]:
        now, picture = publishing.written(visit, duty), covering.picture_of(visit, duty.petition, number)
        if now is None or picture is None:
            told.append(say("redact_page.changed"))
            return []
        try:
            named = " ".join(map(str, sorted(read_cells(" ".join(cells))))) if cells else ""
        except NotACellError:
            told.append(say("redact_page.choose_cells"))
            return []
        covering.with_copy(visit, duty, now, picture, named)
        return []

    talk = talking.turn(seat, lambda visit: cover(visit, of.petition.code))
    return _page(seat, Screen(warned=(*told, *notice(talk))))


def _uncovered(seat: Seat, duty: Duty) -> Page:
    """A picture goes along no more."""
    number = seat.asked.said("anh")
    return _done(seat, lambda visit: covering.uncover(visit, duty.petition.code, number)[:0])


ACTS: Mapping[str, Callable[[Seat, Duty], Page]] = {
    "luu": _mended,
    "che-lai": _anew,
    "anh": _covered,
    "bo-anh": _uncovered,
    "trinh": _handed_up,
    "cong-khai": _published,
    "tra": _sent_back,
    "thoi": _hidden,
}
"""What the buttons of the page do."""


def _page(seat: Seat, screen: Screen = PLAIN) -> Page:
    """The page as it stands now."""
    duty = duty_of(seat, Power.REDACT, Power.PUBLISH)
    if duty is None:
        return not_theirs(seat)
    now = _publication(seat, duty)
    values = {
        "code": duty.petition.code,
        "petition": duty.petition,
        "screen": screen,
        "publication": now,
        "may": _may(seat, duty, now),
        "goes_up": may_be_published(duty.petition),
        "most": publishing.LONGEST,
        "most_reason": publishing.LONGEST_REASON,
        **(_made(seat, duty, now, screen) if now else {}),
    }
    return Page("publishing.html", values)


def _may(seat: Seat, duty: Duty, now: Publication | None) -> str:
    """What the officer can do with it: mend, decide, hide; or read."""
    may_redact, may_publish = (duty_of(seat, power) is not None for power in (Power.REDACT, Power.PUBLISH))
    if now is None:
        return "read"
    if now.state in WRITTEN:
        return "mend" if may_redact else "read"
    if not may_publish:
        return "read"
    if now.state is PublicationState.STANDING:
        return "hide"
    return "read" if now.author_id == duty.officer.id else "decide"


def _made(seat: Seat, duty: Duty, now: Publication, screen: Screen) -> dict[str, object]:
    """A publication with what it was made of, and as anybody would read it."""
    office, petition = seat.office, duty.petition
    visit, files = Visit(office, seat.officer.telegram_id), {one.file.id: one for one in listed(seat, duty)}
    of = publishing.redacting(visit, duty, now)
    place = office.catalogue.communes.place(petition.place.commune, "")
    read = Published(
        petition.code,
        petition.category,
        petition.place.commune,
        now.words,
        now.answer,
        now.pictures,
        petition.trial,
    )
    return {
        "author": of.author,
        "doubts": of.doubts,
        "originals": originals(seat, duty),
        "texts": {name: screen.typed.get(name, getattr(now, name)) for name in (PARTS if now.answer else [WORDS])},
        "preview": on_page(*views.published(read, place, writing=False).paragraphs),
        "along": [files[number] for number in now.pictures if number in files],
        "pictures": pictures(visit, duty, now, files),
    }
