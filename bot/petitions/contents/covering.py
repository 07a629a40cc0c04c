"""Pictures before others see them: a grid is laid over one, and the cells of it that an officer names are blackened.

The grid follows from the sides of the picture alone, so what was named on the one shown is found again in the one kept.
"""

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product, starmap

from PIL import Image, ImageDraw, ImageFont, ImageOps

from bot.petitions.contents.kinds import LIMITS, PICTURES, Refusal, RefusedFileError
from knowledge.text.normalise import compose, drop_unseen, squash_spaces

LONG, SHORT = 8, 6
"""How many cells lie along the longer side of a picture, and at most along the shorter."""
SHOWN = 1280
"""The longer side of a picture with its grid; as much as Telegram shows."""
SMALLEST_CELL = 64
"""A cell that is shown has sides of at least so many pixels: its name must be read in it."""
LONGEST_SIDE = 65_500
"""As long as a side of a JPEG may be."""

_COLUMNS = "ABCDEFGH"
_FORMATS = tuple(sorted(kind.name for kind in PICTURES))
_QUALITIES = (90, 75, 50)
"""The first with which a picture is no larger than what is taken."""
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_TO = re.compile(r" ?(?:[-–—:]|\.{2,}|…|(?<!\w)(?:đến|den|tới|toi)(?!\w)) ?")
_NOISE = re.compile(r"(?<!\w)(?:và|va|ô|o)(?!\w)")
_APART = re.compile(r"[\s,;.+&/]+")
_CELL = re.compile(r"([a-h])\s?([1-9])")
_SPACED = re.compile(r"(?<!\w)([a-h])\s+(?=[1-9](?!\w))")

# The largest picture takes some hundred megabytes while it is changed: one after the other.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A cell of a grid, counted from 0: column from the left, row from the top."""

    column: int
    row: int

    def __str__(self) -> str:
        return f"{_COLUMNS[self.column]}{self.row + 1}"


@dataclass(frozen=True, slots=True)
class Grid:
    """How many columns and rows a picture is divided into."""

    columns: int
    rows: int

    def __contains__(self, cell: Cell) -> bool:
        return cell.column < self.columns and cell.row < self.rows

    @property
    def last(self) -> Cell:
        """The cell at the bottom right: with A1 it says which cells there are."""
        return Cell(self.columns - 1, self.rows - 1)


LARGEST = Grid(LONG, LONG)
"""Every cell that any grid has."""


class NotACellError(ValueError):
    """Words that name no cell; `words` is empty when nothing was named at all."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def grid_of(width: int, height: int) -> Grid:
    """The grid of a picture with these sides: 8 x 6 when it lies, 6 x 8 when it stands, fewer when it is narrow."""
    longer, shorter = max(width, height), min(width, height)
    along = min(LONG, longer)
    across = max(1, min(SHORT, round(LONG * shorter / longer), shorter))
    return Grid(along, across) if width >= height else Grid(across, along)


def grid_in(content: bytes) -> Grid:
    """The grid of a picture that is kept. Raises RefusedFileError."""
    try:
        with _opened(content) as image:
            return grid_of(*_upright_size(image))
    except (OSError, ValueError, SyntaxError):
        raise RefusedFileError(Refusal.CANNOT_BE_READ) from None


def read_cells(typed: str, grid: Grid = LARGEST) -> frozenset[Cell]:
    """The cells that somebody names: "a1 b2-c4, D5", "A1:B3", "ô a1 đến b3"; a range is the rectangle between two.

    Raises NotACellError with the first words that are no cell of the grid.
    """
    plain = _SPACED.sub(r"\1", _NOISE.sub(" ", compose(drop_unseen(typed))))
    words = [word for word in _APART.split(_TO.sub("-", squash_spaces(plain))) if word]
    if not words:
        raise NotACellError("")
    return frozenset(cell for word in words for cell in _range(word, grid))


def with_grid(content: bytes) -> bytes:
    """The picture as a JPEG with its grid and the names of the cells on it, large enough to read them.

    Raises RefusedFileError. It may take seconds: never inside a transaction.
    """
    with _one_at_a_time:
        image = _upright(content)
        grid = grid_of(*image.size)
        shown = image.resize(_shown_size(image.size, grid), Image.Resampling.LANCZOS)
        _draw(shown, grid)
        return _jpeg(shown)


def covered(content: bytes, cells: Iterable[Cell]) -> bytes:
    """The picture as a JPEG whose named cells are black: nothing of what stood there is in it, and no EXIF.

    Raises RefusedFileError, NotACellError for a cell outside its grid. It may take seconds: never inside a transaction.
    """
    with _one_at_a_time:
        image = _upright(content)
        grid = grid_of(*image.size)
        for cell in sorted(cells):
            if cell not in grid:
                raise NotACellError(str(cell))
            left, top, right, bottom = _box(cell, grid, image.size)
            image.paste(_BLACK, (left, top, right, bottom))
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _jpeg(image)


def _range(word: str, grid: Grid) -> Iterator[Cell]:
    first, *more = [_cell(part, word, grid) for part in word.split("-")]
    if len(more) > 1:
        raise NotACellError(word.upper())
    last = more[0] if more else first
    columns, rows = sorted((first.column, last.column)), sorted((first.row, last.row))
    return starmap(Cell, product(range(columns[0], columns[1] + 1), range(rows[0], rows[1] + 1)))


def _cell(part: str, word: str, grid: Grid) -> Cell:
    found = _CELL.fullmatch(part)
    cell = Cell(_COLUMNS.index(found[1].upper()), int(found[2]) - 1) if found else None
    if cell is None or cell not in grid:
        raise NotACellError((part or word).upper())
    return cell


def _opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content), formats=_FORMATS)


def _upright_size(image: Image.Image) -> tuple[int, int]:
    """The sides of a picture as it is looked at."""
    turned = image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    return (image.height, image.width) if turned else image.size


def _upright(content: bytes) -> Image.Image:
    """All pixels as they are looked at, what is seen through on white. Raises RefusedFileError."""
    try:
        with _opened(content) as image:
            _expect_room_for(image)
            upright = ImageOps.exif_transpose(image)
            if not upright.has_transparency_data:
                return upright.convert("RGB")
            layered = upright.convert("RGBA")
            ground = Image.new("RGB", layered.size, _WHITE)
            ground.paste(layered, mask=layered)
            return ground
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RefusedFileError(Refusal.TOO_MANY_PIXELS) from None
    except RefusedFileError:
        raise
    except Exception:  # noqa: BLE001 - what a decoder raises over broken bytes is listed nowhere
        raise RefusedFileError(Refusal.CANNOT_BE_READ) from None


def _expect_room_for(image: Image.Image) -> None:
    if image.width * image.height > LIMITS.pixels:
        raise RefusedFileError(Refusal.TOO_MANY_PIXELS)


def _shown_size(size: tuple[int, int], grid: Grid) -> tuple[int, int]:
    """A narrow picture is shown wider than it is: the names must have room."""
    scale = SHOWN / max(size)
    width, height = (round(side * scale) for side in size)
    return max(width, grid.columns * SMALLEST_CELL), max(height, grid.rows * SMALLEST_CELL)


def _box(cell: Cell, grid: Grid, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a cell; neighbours share their edges, so that no pixel lies between."""
    width, height = size
    return (
        cell.column * width // grid.columns,
        cell.row * height // grid.rows,
        (cell.column + 1) * width // grid.columns,
        (cell.row + 1) * height // grid.rows,
    )


def _draw(image: Image.Image, grid: Grid) -> None:
    pen = ImageDraw.Draw(image)
    for cell in starmap(Cell, product(range(grid.columns), range(grid.rows))):
        left, top, right, bottom = _box(cell, grid, image.size)
        pen.rectangle((left, top, right - 1, bottom - 1), outline=_BLACK, width=3)
        pen.rectangle((left + 1, top + 1, right - 2, bottom - 2), outline=_WHITE)
        font = ImageFont.load_default(max(min(right - left, bottom - top) // 4, 24))
        corner = (left + 6, top + 4)
        pen.rectangle(pen.textbbox(corner, str(cell), font=font, stroke_width=3), fill=_BLACK)
        pen.text(corner, str(cell), fill=_WHITE, font=font)


def _jpeg(image: Image.Image) -> bytes:
    image.info.clear()
    for quality in _QUALITIES:
        written = BytesIO()
        image.save(written, "JPEG", quality=quality)
        if written.tell() <= LIMITS.each:
            break
    return written.getvalue()
