"""Pictures: opened whole, turned upright, written anew without anything but their pixels."""

import threading
from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image, ImageOps

from bot.petitions.contents.kinds import LIMITS, Kind, Refusal, RefusedFileError

_FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP"}
_MODES = {
    Kind.JPEG: frozenset({"L", "RGB"}),
    Kind.PNG: frozenset({"1", "L", "LA", "RGB", "RGBA", "I;16"}),
    Kind.WEBP: frozenset({"RGB", "RGBA"}),
}
"""How a format may keep its pixels; whatever came otherwise becomes RGB, or RGBA when one sees through it."""

_SAVED: Mapping[Kind, Mapping[str, int]] = {
    Kind.JPEG: {"quality": 90},
    Kind.PNG: {"compress_level": 6},
    Kind.WEBP: {"quality": 90, "method": 2},  # twice as fast as by default, hardly larger
}

# The largest picture takes some hundred megabytes while it is turned: one after the other.
_one_at_a_time = threading.Lock()


def picture(kind: Kind) -> Callable[[bytes], tuple[Kind, bytes]]:
    """The reader of pictures of a kind: gives them anew, without EXIF, comments, colour profiles or further frames."""

    def read(data: bytes) -> tuple[Kind, bytes]:
        try:
            with _one_at_a_time:
                return kind, _anew(kind, data)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise RefusedFileError(Refusal.TOO_MANY_PIXELS) from None
        except RefusedFileError:
            raise
        except Exception:  # noqa: BLE001 - what a decoder raises over hostile bytes is listed nowhere
            raise RefusedFileError(Refusal.CANNOT_BE_READ) from None

    return read


def _anew(kind: Kind, data: bytes) -> bytes:
    with Image.open(BytesIO(data), formats=[_FORMATS[kind]]) as opened:
        if opened.width * opened.height > LIMITS.pixels:
            raise RefusedFileError(Refusal.TOO_MANY_PIXELS)
        upright = _plain(ImageOps.exif_transpose(opened), kind)
    # Some writers take over what they find here: comments, profiles, positions.
    upright.info.clear()
    written = BytesIO()
    upright.save(written, _FORMATS[kind], **_SAVED[kind])
    return written.getvalue()


def _plain(image: Image.Image, kind: Kind) -> Image.Image:
    """Pixels in a way the format keeps, colours that one sees through among them."""
    if image.mode in _MODES[kind] and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data and kind is not Kind.JPEG else "RGB")
