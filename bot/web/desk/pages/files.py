"""The files of a petition: its sender's and the office's, how far each came; a picture is shown, others are kept."""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from bot.conversations.desk import Duty
from bot.petitions.attachments import Attachment, FileState, Giver
from bot.petitions.contents import path_of as stored_at
from bot.petitions.contents.kinds import PICTURES
from bot.review.powers import Power
from bot.views.publishing import name_of
from bot.web.desk.pages.at_petition import at_petition, path_of, trace
from bot.web.desk.replies import Download, Page, Reply
from bot.web.desk.seat import Seat

SHOWN = frozenset(kind.media_type for kind in PICTURES)
"""What is shown on a page: pictures, each of them written anew when it was kept."""

LOOKED_AT = "files"
"""Why a petition was looked at, as it stands in the trail."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A file in the list: its place, whose it is, how far it came, and where it is to be had."""

    place: int
    file: Attachment
    path: str  # empty while it is not to be had
    is_picture: bool

    @property
    def is_copy(self) -> bool:
        """Whether it is a picture of the sender's, covered for others to see."""
        return self.file.covers is not None

    @property
    def is_office(self) -> bool:
        """Whether it is one of the office's."""
        return self.file.party is Giver.OFFICE

    @property
    def kilobytes(self) -> int:
        """How large it is."""
        return -(-self.file.size // 1024)


def listed(seat: Seat, duty: Duty) -> list[Shown]:
    """Every file of a petition, in the order they came."""
    files = seat.office.cases.attachments.all_of_petition(duty.petition.id)
    return [_shown(seat, duty, place, file) for place, file in enumerate(files, 1)]


def _shown(seat: Seat, duty: Duty, place: int, file: Attachment) -> Shown:
    there = _where(seat, file) is not None
    path = path_of(duty, f"/tep/{file.id}") if there else ""
    return Shown(place, file, path, there and file.media_type in SHOWN)


def _where(seat: Seat, file: Attachment) -> Path | None:
    """Where a file that is kept is in our folder; None for one that is not, or is there no more."""
    if file.state is not FileState.KEPT or not file.stored:
        return None
    try:
        path = stored_at(seat.office.settings.data / "files", file.stored)
    except ValueError:
        return None
    return path if path.is_file() else None


@at_petition(Power.SEE)
def fetch(seat: Seat, duty: Duty) -> Reply:
    """A file of this petition and of no other; that it was looked at is written down."""
    number = seat.asked.parts["number"]
    files = seat.office.cases.attachments.all_of_petition(duty.petition.id)
    file = next((one for one in files if str(one.id) == number), None)
    path = _where(seat, file) if file else None
    if file is None or path is None:
        return Page("no_file.html", {"code": duty.petition.code}, HTTPStatus.NOT_FOUND)
    trace(seat, duty, Power.SEE, LOOKED_AT)
    is_picture = file.media_type in SHOWN
    name = name_of(file) if is_picture else file.name or file.stored
    return Download(name, file.media_type, path.read_bytes(), inline=is_picture)
