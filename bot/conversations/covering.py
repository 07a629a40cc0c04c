"""Pictures of a petition before others see them: which, and which cells of each are black; none unless it is chosen.

pictures ──number──▶ the picture with its cells ──type cells──▶ as it would be seen ──Dùng ảnh này──▶ goes along
        └─Bỏ ảnh──▶ does not

No picture is opened here: whoever sends one reads it then, and the copy is made as files are fetched.
"""

from collections.abc import Callable
from datetime import timedelta

from bot.conversations.desk import Duty, trace
from bot.conversations.publishing import is_at, keep, on_publication, redact, screen, send_pictures, written
from bot.conversations.visit import Visit
from bot.petitions.attachments import Attachment, Giver, Parcel
from bot.petitions.contents import Kind
from bot.petitions.contents.covering import NotACellError, read_cells
from bot.petitions.life import State
from bot.petitions.petition import Petition
from bot.petitions.publications import Publication, may_be_redacted
from bot.petitions.redaction import passes_on, redacted
from bot.review.powers import Power
from bot.texts import say
from bot.views import publishing as views
from bot.views.message import Message
from bot.views.publishing import NOT_COVERED, Passing
from knowledge.text.normalise import bare

KEPT = timedelta(minutes=10)
"""How long what nobody else may see yet waits to be sent to an officer."""

PASS_ON = "passing_slip"  # noqa: S105 - no password, a word of the trail
"""What stands in the trail."""

AS_IT_IS = frozenset({"khong che", "khong can che", "de nguyen", "khong"})
"""What is typed, without marks, for a picture that nothing is covered in."""


@on_publication(Power.REDACT)
def covering(visit: Visit, duty: Duty, number: str = "") -> list[Message]:
    """The pictures; one of them is sent with the names of its cells."""
    now, found = written(visit, duty), picture_of(visit, duty.petition, number)
    if now is None:
        return redact(visit, duty.petition.code)
    if found is None:
        return _choice(visit, duty, now)
    visit.put(awaits=f"covering:{duty.petition.code}:{found.id}", noted=(), about="", offered=())
    visit.arrive("covering", duty.petition.code, str(found.id))
    trace(visit, duty, Power.SEE, "files")
    return _in_turn(visit, views.with_grid(found), views.ask_cells(duty.petition))


def _choice(visit: Visit, duty: Duty, now: Publication) -> list[Message]:
    visit.put(awaits="", noted=(), about="", offered=())
    visit.arrive("covering", duty.petition.code)
    pictures = visit.office.cases.attachments.pictures_of(duty.petition.id)
    return [views.choose(duty.petition, pictures, chosen(visit, now))]


def chosen(visit: Visit, now: Publication) -> dict[int, int]:
    """The copies that go along, by the pictures they are made of."""
    copies = (visit.office.cases.attachments.by_id(number) for number in now.pictures)
    return {copy.covers: copy.id for copy in copies if copy and copy.covers is not None}


def picture_of(visit: Visit, petition: Petition, number: str) -> Attachment | None:
    """A picture of this petition and of no other."""
    pictures = visit.office.cases.attachments.pictures_of(petition.id)
    return next((one for one in pictures if str(one.id) == number), None)


def _in_turn(visit: Visit, *messages: Message) -> list[Message]:
    """Messages that are kept until they were sent; what the last one offers can be typed as well as pressed."""
    office = visit.office
    for message in messages:
        office.tell(visit.chat_id, message, f"officer:covering:{visit.chat_id}", keep_until=office.at + KEPT)
    buttons = (button for row in messages[-1].buttons for button in row)
    visit.put(typed={bare(button.label): button.data for button in buttons})
    return []


def typed_cells(visit: Visit, about: str, typed: str) -> list[Message] | None:
    """The cells were typed, unless another screen was opened since."""
    code, _, number = about.partition(":")
    return _typed_cells(visit, code, number, typed) if is_at(visit, "covering", code, number) else None


@on_publication(Power.REDACT)
def _typed_cells(visit: Visit, duty: Duty, number: str, typed: str) -> list[Message]:
    found = picture_of(visit, duty.petition, number)
    if found is None or written(visit, duty) is None:
        return redact(visit, duty.petition.code)
    try:
        named = NOT_COVERED if bare(typed) in AS_IT_IS else " ".join(map(str, sorted(read_cells(typed))))
    except NotACellError as none:
        return [views.no_cell(none.words)]
    visit.put(noted=(named,))
    return _in_turn(visit, views.covered_so(found, named), views.use(duty.petition, found, named))


@on_publication(Power.REDACT)
def cover(visit: Visit, duty: Duty, number: str) -> list[Message]:
    """The picture goes along as it was shown: a copy of it is made, and the one before goes along no more."""
    now, found, talk = written(visit, duty), picture_of(visit, duty.petition, number), visit.talk
    if now is None:
        return redact(visit, duty.petition.code)
    if found is None or not talk.noted or talk.awaits != f"covering:{duty.petition.code}:{number}":
        return covering(visit, duty.petition.code, number)
    cells = "" if talk.noted[0] == NOT_COVERED else talk.noted[0]
    return screen(visit, duty, with_copy(visit, duty, now, found, cells), say("publish.picture_added"))


def with_copy(visit: Visit, duty: Duty, now: Publication, picture: Attachment, cells: str) -> Publication:
    """A copy of a picture goes along, made as files are fetched; `cells` of it are black, of an empty text none."""
    parcel = Parcel("", views.name_of(picture), Kind.JPEG.media_type, 0)
    files, at = visit.office.cases.attachments, visit.office.at
    copy = files.add(visit.chat_id, parcel, at, duty.petition.id, Giver.OFFICE, covers=picture.id, cells=cells)
    pictures = {**chosen(visit, now), picture.id: copy}
    return keep(visit, duty, now, pictures=tuple(pictures[one] for one in sorted(pictures)))


@on_publication(Power.REDACT)
def uncover(visit: Visit, duty: Duty, number: str) -> list[Message]:
    """A picture goes along no more."""
    now = written(visit, duty)
    if now is None:
        return redact(visit, duty.petition.code)
    left = tuple(copy for picture, copy in chosen(visit, now).items() if str(picture) != number)
    return _choice(visit, duty, keep(visit, duty, now, pictures=left))


def _is_passed_on(of: Petition) -> bool:
    return of.state is State.TRANSFERRED and may_be_redacted(of)


@on_publication(Power.DRAFT, _is_passed_on)
def passing_slip(visit: Visit, duty: Duty) -> list[Message]:
    """What goes to the agency that a petition was transferred to: redacted, unless her name may be known."""
    office, petition = visit.office, duty.petition
    made = office.cases.publications.of(petition.id)
    identity = office.cases.register.identity_to_cover(petition)
    said = made.words if made else redacted(petition.words, identity).text
    place, name = passes_on(petition.place.words, identity), ""
    if petition.shown:
        # Now somebody does look: it stands in the trail that she can read.
        name = office.cases.register.contact(petition, duty.actor, str(say("slip_on.reason")), office.at).name
        said, place = petition.words, petition.place.words
    number = send_pictures(visit, visit.chat_id, made.pictures if made else (), f"officer:slip:{petition.id}")
    commune = office.catalogue.communes.place(petition.place.commune, "")
    slip = views.slip(Passing(petition, said, place, commune, name, number, redacting=not petition.shown))
    trace(visit, duty, PASS_ON)
    visit.put(awaits="", noted=(), about="", offered=())
    visit.arrive("board", petition.code, "1")
    return _in_turn(visit, slip)


TAKEN: dict[str, Callable[[Visit, str, str], list[Message] | None]] = {"covering": typed_cells}
"""What words are taken for, by what a chat awaits."""
