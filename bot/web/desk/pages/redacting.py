"""What of a petition others may read, as officers look at it: what is hidden in its texts, its pictures by cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bot.conversations.covering import chosen
from bot.conversations.desk import Duty
from bot.conversations.visit import Visit
from bot.petitions.attachments import Attachment
from bot.petitions.contents import RefusedFileError, path_of
from bot.petitions.contents.covering import Cell, Grid, grid_in, read_cells
from bot.petitions.publications import Publication
from bot.petitions.redaction import Covered, redacted, signed
from bot.texts import say
from bot.views.publishing import ANSWER, WORDS
from bot.web.desk.pages.files import Shown
from bot.web.desk.seat import Seat


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and what stands for it where it is hidden."""

    words: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the sender's with its cells, and the copy of it that goes along."""

    shown: Shown
    grid: Grid
    copy: Shown | None = None
    black: frozenset[Cell] = frozenset()

    @property
    def cells(self) -> list[Cell]:
        """Its cells, row by row."""
        return [Cell(column, row) for row, column in product(range(self.grid.rows), range(self.grid.columns))]


def originals(seat: Seat, duty: Duty) -> dict[str, list[Piece]]:
    """Her words and the answer, with what is hidden in them if nobody mends it."""
    register = seat.office.cases.register
    identity = register.identity_to_cover(duty.petition)
    answer, signature = signed(register.answer_of(duty.petition))
    texts = {WORDS: (duty.petition.words, ""), ANSWER: (answer, signature)}
    return {
        name: [*_pieces(text, redacted(text, identity).covered), Piece(end)]
        for name, (text, end) in texts.items()
        if text
    }


def _pieces(text: str, covered: Sequence[Covered]) -> list[Piece]:
    pieces: list[Piece] = []
    place = 0
    for one in covered:
        hidden = Piece(one.words, say(f"redaction.{one.kind}"))
        pieces += [Piece(text[place : one.begin]), hidden]
        place = one.end
    return [*pieces, Piece(text[place:])]


def pictures(visit: Visit, duty: Duty, now: Publication, files: Mapping[int, Shown]) -> list[Picture]:
    """The pictures that may go along, each with its cells."""
    cases = visit.office.cases
    copies = chosen(visit, now)
    kept = (one for one in cases.attachments.pictures_of(duty.petition.id) if files[one.id].path)
    return [picture for one in kept if (picture := _picture(visit, one, files, copies.get(one.id)))]


def _picture(visit: Visit, of: Attachment, files: Mapping[int, Shown], copy: int | None) -> Picture | None:
    """A picture with its cells; None for one that cannot be opened."""
    try:
        grid = grid_in(path_of(visit.office.settings.data / "files", of.stored).read_bytes())
    except (RefusedFileError, OSError):
        return None
    its = files.get(copy or 0)
    black = read_cells(its.file.cells) if its and its.file.cells else frozenset()
    return Picture(files[of.id], grid, its, black)
