"""The words of a petition: cleaned, and held against what the law asks of them (NĐ 20/2008/NĐ-CP, Điều 7)."""

import unicodedata
from enum import StrEnum

from knowledge.text.normalise import drop_unseen

LONGEST = 4000
"""Characters; Telegram's own messages end at 4,096."""

FEWEST_WORDS = 3

LATIN = 0.8
"""The part of the letters that is Latin in whatever is written in Vietnamese."""


class WordsFault(StrEnum):
    """What is wrong with the words."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_VIETNAMESE = "not_vietnamese"


def clean(text: str) -> str:
    """A text as it may be stored: without NUL, control and direction characters; its lines stay lines."""
    return "\n".join(" ".join(drop_unseen(line).split()) for line in text.splitlines()).strip()


def fault_of(text: str) -> WordsFault | None:
    """What is wrong with a clean text; None when it can be lodged."""
    letters = [letter for letter in text if letter.isalpha()]
    latin = [letter for letter in letters if unicodedata.name(letter, "").startswith("LATIN")]
    if letters and len(latin) < LATIN * len(letters):
        return WordsFault.NOT_VIETNAMESE
    if len(text) > LONGEST:
        return WordsFault.TOO_LONG
    worded = [word for word in text.split() if any(letter.isalpha() for letter in word)]
    return WordsFault.TOO_SHORT if len(worded) < FEWEST_WORDS else None
