"""Pictures before others see them: cells are named, and of what stood in a covered one no pixel is left."""

from contextlib import suppress
from io import BytesIO
from itertools import product, starmap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.petitions.contents import LIMITS, Refusal, RefusedFileError
from bot.petitions.contents.covering import (
    LARGEST,
    LONGEST_SIDE,
    SHOWN,
    Cell,
    Grid,
    NotACellError,
    covered,
    grid_in,
    grid_of,
    read_cells,
    with_grid,
)
from tests.bot import files

LYING, STANDING = (800, 600), (600, 800)


def a_noise(size: tuple[int, int], form: str = "PNG") -> bytes:
    """A picture in which every pixel is bright and none is like its neighbours."""
    noise = Image.effect_noise(size, 120).point(lambda value: 120 + value // 2)
    written = BytesIO()
    Image.merge("RGB", (noise, noise.transpose(Image.Transpose.ROTATE_180), noise)).save(written, form)
    return written.getvalue()


def a_blank(size: tuple[int, int]) -> bytes:
    """A picture of black alone, little work however large."""
    written = BytesIO()
    Image.new("1", size).save(written, "PNG")
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def brightest(image: Image.Image) -> int:
    return max(image.convert("L").tobytes())


def names(cells: frozenset[Cell]) -> set[str]:
    return set(map(str, cells))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a1", {"A1"}),
        ("A1 b2,C3", {"A1", "B2", "C3"}),
        ("a1 b2-c4, D5", {"A1", "B2", "B3", "B4", "C2", "C3", "C4", "D5"}),
        ("A1:B3", {"A1", "A2", "A3", "B1", "B2", "B3"}),
        ("a1 đến b2", {"A1", "A2", "B1", "B2"}),
        ("a1 den b2", {"A1", "A2", "B1", "B2"}),
        ("ô A1 tới ô A3", {"A1", "A2", "A3"}),
        ("A1 – A2; h8.", {"A1", "A2", "H8"}),
        ("c2..b1", {"B1", "B2", "C1", "C2"}),
        ("a 1, b 2", {"A1", "B2"}),
        ("  A1 và\nb2  ", {"A1", "B2"}),
        ("Ａ１", {"A1"}),
        ("a1 a1 A1", {"A1"}),
    ],
)
def test_cells_are_read_however_they_are_typed(typed: str, read: set[str]) -> None:
    assert names(read_cells(typed)) == read


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ""),
        (" , ", ""),
        ("a1, i3", "I3"),
        ("a9", "A9"),
        ("a0", "A0"),
        ("đ4", "Đ4"),
        ("a1b2", "A1B2"),
        ("a12", "A12"),
        ("a1-b2-c3", "A1-B2-C3"),
        ("a1-", "A1-"),
        ("-a1", "-A1"),
        ("góc trái", "GÓC"),
    ],
)
def test_what_is_no_cell_is_said(typed: str, words: str) -> None:
    with pytest.raises(NotACellError) as unfit:
        read_cells(typed)
    assert unfit.value.words == words


def test_a_cell_that_a_picture_does_not_have_is_no_cell() -> None:
    grid = grid_of(*LYING)
    assert (grid, str(grid.last)) == (Grid(8, 6), "H6")
    assert names(read_cells("h6", grid)) == {"H6"}
    with pytest.raises(NotACellError):
        read_cells("h7", grid)
    with pytest.raises(NotACellError) as unfit:
        covered(a_noise(LYING), {Cell(7, 7)})
    assert unfit.value.words == "H8"


@given(st.text())
def test_whatever_is_typed_gives_cells_or_says_why_not(typed: str) -> None:
    cells: frozenset[Cell] = frozenset()
    with suppress(NotACellError):
        cells = read_cells(typed)
        assert cells
    assert all(cell in LARGEST for cell in cells)


@given(st.sets(st.builds(Cell, st.integers(0, 7), st.integers(0, 7)), min_size=1))
def test_cells_are_read_by_the_names_they_are_told_by(cells: set[Cell]) -> None:
    assert read_cells(" ".join(map(str, cells))) == cells


@pytest.mark.parametrize(
    ("size", "grid"),
    [
        (LYING, Grid(8, 6)),
        (STANDING, Grid(6, 8)),
        ((500, 500), Grid(8, 6)),
        ((1600, 200), Grid(8, 1)),
        ((200, 1600), Grid(1, 8)),
        ((1, 1), Grid(1, 1)),
        ((3, 2), Grid(3, 2)),
    ],
)
def test_a_grid_follows_the_sides_of_a_picture(size: tuple[int, int], grid: Grid) -> None:
    assert grid_of(*size) == grid
    assert grid_in(a_noise(size)) == grid


@given(st.integers(1, 70_000), st.integers(1, 70_000))
def test_every_cell_of_every_grid_has_a_name_and_a_pixel(width: int, height: int) -> None:
    grid = grid_of(width, height)
    assert grid.last in LARGEST
    assert grid.columns <= width
    assert grid.rows <= height


@pytest.mark.parametrize("size", [LYING, STANDING, (1000, 130), (97, 131), (8, 8), (3, 2), (1, 1)])
def test_of_a_covered_cell_nothing_is_left_and_the_others_stay(size: tuple[int, int]) -> None:
    grid = grid_of(*size)
    cells = {Cell(0, 0), grid.last}
    before, after = opened(a_noise(size)).convert("RGB"), opened(covered(a_noise(size), cells))
    assert (after.format, after.size, after.mode) == ("JPEG", size, "RGB")
    for column, row in product(range(grid.columns), range(grid.rows)):
        left, right = column * size[0] // grid.columns, (column + 1) * size[0] // grid.columns
        top, bottom = row * size[1] // grid.rows, (row + 1) * size[1] // grid.rows
        box = (left, top, right, bottom)
        if Cell(column, row) not in cells:
            assert brightest(after.crop(box)) > 100 or min(size) < 16
        elif min(right - left, bottom - top) > 40:
            inner = after.crop((left + 16, top + 16, right - 16, bottom - 16))
            assert brightest(inner) < 8
        assert before.crop(box).size == after.crop(box).size


def test_what_is_hidden_leaves_no_trace_in_the_bytes() -> None:
    secret, other = Image.open(BytesIO(a_noise(LYING))), Image.open(BytesIO(a_noise(LYING)))
    ground = Image.new("RGB", LYING, "white")
    contents = []
    for noise in (secret, other):
        image = ground.copy()
        image.paste(noise.crop((0, 0, 100, 100)), (0, 0))
        written = BytesIO()
        image.save(written, "PNG")
        contents.append(written.getvalue())
    assert contents[0] != contents[1]
    assert covered(contents[0], {Cell(0, 0)}) == covered(contents[1], {Cell(0, 0)})


def test_every_cell_covers_the_whole_picture() -> None:
    grid = grid_of(97, 131)
    cells = starmap(Cell, product(range(grid.columns), range(grid.rows)))
    black = opened(covered(a_noise((97, 131)), cells))
    assert black.convert("L").getextrema() == (0, 0)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_tells_where_and_with_what_a_picture_was_made(form: str) -> None:
    for content in (covered(files.a_told_picture(form), {Cell(0, 0)}), with_grid(files.a_told_picture(form))):
        image = opened(content)
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)
        assert files.WORDS.encode() not in content


def test_a_picture_that_lies_on_its_side_is_covered_as_it_is_looked_at() -> None:
    turned = files.a_told_picture("JPEG", orientation=6)
    assert opened(turned).size == (40, 20)
    assert grid_in(turned) == grid_of(20, 40)
    assert opened(covered(turned, {Cell(0, 0)})).size == (20, 40)


def test_what_is_seen_through_stays_unseen() -> None:
    written = BytesIO()
    Image.new("RGBA", LYING, (10, 20, 30, 0)).save(written, "PNG")
    assert opened(covered(written.getvalue(), ())).getpixel((400, 300)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_kind_are_covered(mode: str) -> None:
    written = BytesIO()
    Image.new("L", (64, 48), 200).convert("I" if mode == "I;16" else mode).convert(mode).save(written, "PNG")
    assert opened(covered(written.getvalue(), {Cell(0, 0)})).size == (64, 48)


@pytest.mark.parametrize("size", [LYING, STANDING, (4000, 3000), (3000, 30), (30, 3000), (40, 30), (1, 1)])
def test_a_grid_is_shown_large_enough_to_read_its_names(size: tuple[int, int]) -> None:
    grid, shown = grid_of(*size), opened(with_grid(a_noise(size)))
    assert shown.format == "JPEG"
    assert max(shown.size) == SHOWN
    assert min(shown.width // grid.columns, shown.height // grid.rows) >= 64


def test_each_cell_bears_its_own_name() -> None:
    written = BytesIO()
    Image.new("RGB", LYING, (0, 0, 255)).save(written, "PNG")
    shown = opened(with_grid(written.getvalue()))
    width, height = shown.width // 8, shown.height // 6
    marks = {
        shown.crop((c * width, r * height, (c + 1) * width, (r + 1) * height))
        .convert("1", dither=Image.Dither.NONE)
        .tobytes()
        for c, r in product(range(8), range(6))
    }
    assert len(marks) == 48


def test_the_longest_picture_that_is_taken_fits_a_jpeg() -> None:
    size = (70_000, 40)
    written = BytesIO()
    Image.new("L", size, 255).save(written, "PNG")
    after = opened(covered(written.getvalue(), {Cell(0, 0)}))
    assert after.width == LONGEST_SIDE
    assert after.convert("L").crop((0, 0, LONGEST_SIDE // 8 - 16, after.height)).getextrema() == (0, 0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Refusal.CANNOT_BE_READ),
        (b"no picture", Refusal.CANNOT_BE_READ),
        (files.a_picture("PNG")[:60], Refusal.CANNOT_BE_READ),
        (files.a_picture("GIF"), Refusal.CANNOT_BE_READ),
        (a_blank((LIMITS.pixels // 100 + 1, 100)), Refusal.TOO_MANY_PIXELS),
    ],
)
def test_what_cannot_be_covered_is_refused(content: bytes, reason: Refusal) -> None:
    for change in (with_grid, lambda kept: covered(kept, ())):
        with pytest.raises(RefusedFileError) as unfit:
            change(content)
        assert unfit.value.reason is reason
