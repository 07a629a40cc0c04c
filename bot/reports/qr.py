"""QR codes: as SVG for a page, as a PNG with a caption for a phone and a wall."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

DOTS = 12
"""Dots of the picture to a module of the code."""

QUIET = 4
"""Modules left white around a code, as its standard demands."""

NAME_SIZE, CODE_SIZE, BETWEEN, EDGE = 30, 24, 8, 24
"""Height of the letters, what lies between lines, and the white below, in dots."""

MOST_LINES = 6


def svg(link: str) -> str:
    """A code as an element to stand inside a page; whoever shows it says how large."""
    import segno  # half of the commands never draw one

    return segno.make(link, error="m", micro=False).svg_inline(
        border=QUIET, omitsize=True, svgclass=None, lineclass=None
    )


def svg_file(link: str) -> bytes:
    """A code as a file of its own."""
    import segno

    file = BytesIO()
    segno.make(link, error="m", micro=False).save(file, kind="svg", scale=DOTS, border=QUIET)
    return file.getvalue()


def modules(link: str) -> tuple[tuple[bool, ...], ...]:
    """A code row by row: what is dark."""
    import segno

    return tuple(tuple(map(bool, row)) for row in segno.make(link, error="m", micro=False).matrix)


def png(link: str, name: str, below: str = "") -> bytes:
    """A code with a name under it, and a smaller line under that."""
    from PIL import Image, ImageDraw

    dark = modules(link)
    side = (len(dark) + 2 * QUIET) * DOTS
    lines = _wrapped(name, font_file("bold"), NAME_SIZE, side - 2 * EDGE)
    small = _wrapped(below, font_file("regular"), CODE_SIZE, side - 2 * EDGE) if below else []
    height = side + len(lines) * (NAME_SIZE + BETWEEN) + len(small) * (CODE_SIZE + BETWEEN) + EDGE
    picture = Image.new("L", (side, height), 255)
    draw = ImageDraw.Draw(picture)
    for down, row in enumerate(dark, QUIET):
        for along, is_dark in enumerate(row, QUIET):
            if is_dark:
                draw.rectangle((along * DOTS, down * DOTS, along * DOTS + DOTS - 1, down * DOTS + DOTS - 1), 0)
    at = side - DOTS
    for text, file, size in [
        *((line, font_file("bold"), NAME_SIZE) for line in lines),
        *((line, font_file("regular"), CODE_SIZE) for line in small),
    ]:
        draw.text((side / 2, at), text, 0, _font(file, size), anchor="ma")
        at += size + BETWEEN
    file_ = BytesIO()
    picture.save(file_, "PNG", optimize=True)
    return file_.getvalue()


def _wrapped(text: str, file: Path, size: int, width: int) -> list[str]:
    """A text in lines of a width; what more lines than `MOST_LINES` would take is cut, and marked to be."""
    font, lines = _font(file, size), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1].rstrip(" .,;:-(") + "…"]
    return lines


@cache
def _font(file: Path, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(file), size)


FILES = {"regular": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf", "italic": "DejaVuSans-Oblique.ttf"}


@cache
def font_file(style: str) -> Path:
    """The file of a font that has every Vietnamese letter; it comes with matplotlib."""
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf" / FILES[style]
