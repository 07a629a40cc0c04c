"""Vietnamese words: the one file that knows underthesea.

Importing it costs 0.7 s and 90 MB, and a name 0.6 ms, so it is loaded only for a name that was never segmented before.
The names of the shipped catalogue were: `segmented.txt` holds them as underthesea gave them (knowledge/segmenting.py).
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from knowledge.text.normalise import marked

SEGMENTED = Path(__file__).parent / "segmented.txt"

JOINT = "_"
"""Between the syllables of one word, as underthesea itself writes it: "đăng_ký khai_sinh"."""


def words(text: str) -> tuple[str, ...]:
    """The words of a text, comparable and in order: "Đăng ký khai sinh" -> ("đăng ký", "khai sinh")."""
    return segmented_before().get(marked(text)) or segment(text)


def segment(text: str) -> tuple[str, ...]:
    """The words of a text, as underthesea finds them now."""
    clean = (marked(word) for word in _segmenter()(text))
    return tuple(word for word in clean if word)


@cache
def segmented_before() -> dict[str, tuple[str, ...]]:
    """What was segmented before, by the text in its marked form."""
    lines = SEGMENTED.read_text("utf-8").splitlines() if SEGMENTED.is_file() else []
    pairs = (line.rpartition("\t") for line in lines)
    return {text or found.replace(JOINT, " "): tuple(map(_apart, found.split())) for text, _, found in pairs}


def _apart(word: str) -> str:
    return word.replace(JOINT, " ")


@cache
def _segmenter() -> Callable[[str], list[str]]:
    from underthesea import word_tokenize

    found: Callable[[str], list[str]] = word_tokenize
    return found
