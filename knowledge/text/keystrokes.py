"""What a syllable looks like when the keyboard did not put its marks together: Telex "ddawng kys", VNI "d9ang8 ky1"."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.text.normalise import REMEMBERED, SHAPES, TONES


@dataclass(frozen=True, slots=True)
class Method:
    """A way of typing: the key of each shape and tone, and of the stroke of "đ"; None doubles the letter."""

    shapes: Mapping[str, str | None]
    tones: Mapping[str, str]
    stroke: str


TELEX = Method(dict(zip(SHAPES, (None, "w", "w"), strict=True)), dict(zip(TONES, "fsxrj", strict=True)), "d")
VNI = Method(dict(zip(SHAPES, "687", strict=True)), dict(zip(TONES, "21435", strict=True)), "9")


@lru_cache(maxsize=REMEMBERED)
def keystrokes(syllable: str) -> frozenset[str]:
    """The ways a syllable is left on the screen: "kết" -> "keets", "keest", "kets"…; none when it has no marks."""
    typed = {way for method in (TELEX, VNI) for way in _typed(syllable, method)}
    shorter = {way.replace("uwow", "uow").replace("u7o7", "uo7") for way in typed}
    return frozenset(typed | shorter) - {syllable}


def typed_in(syllable: str, method: Method) -> str:
    """The keys of a syllable, each mark right after its letter and the tone last: "ký" -> "kys" in Telex."""
    return list(_typed(syllable, method))[1]


def _typed(syllable: str, method: Method) -> Iterator[str]:
    """Each mark right after its letter; the tone last; all marks last."""
    in_place = tone_last = plain = tones = marks = ""
    for letter in unicodedata.normalize("NFC", syllable):
        base, shape, tone = _keys(letter, method)
        in_place += base + shape + tone
        tone_last += base + shape
        plain += base
        marks += shape
        tones += tone
    yield from (in_place, tone_last + tones, plain + marks + tones)


def _keys(letter: str, method: Method) -> tuple[str, str, str]:
    """The keys for a letter, for its shape and for its tone."""
    if letter == "đ":
        return "d", method.stroke, ""
    apart = unicodedata.normalize("NFD", letter)
    base, marks = apart[0], apart[1:]
    shapes = [method.shapes[mark] or base for mark in marks if mark in method.shapes]
    return base, "".join(shapes), "".join(method.tones[mark] for mark in marks if mark in method.tones)
