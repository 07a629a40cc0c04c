"""A message as syllables that know where they stand, so that words can be taken out of it and the rest stays typed."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.text.normalise import bare_word, compose, drop_unseen, one_i, open_punctuation, place_tones

LONGEST = 2000
"""How many characters of a message are read."""
MOST = 64
"""How many syllables of a message are read: more than that is a story and no question."""
AT_ONCE = 8
"""How many messages are remembered: those that are being read by several threads at once."""
_PUNCTUATION = " ,;.:!?…-–—\"'()/"


@dataclass(frozen=True, slots=True)
class Message:
    """What was typed, made comparable: `typed` and `bare` syllables, and for each the place `[start, end)` in `shown`.

    A chat spelling is read out: "bn" gives two syllables, "bao nhiêu", of one place.
    """

    shown: str
    typed: tuple[str, ...]
    bare: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        """How many syllables there are."""
        return len(self.typed)

    def without(self, places: Collection[int]) -> str:
        """What is left when syllables go, with its punctuation between words: "phí khai sinh, khai tử" stays so."""
        gone = {self.spans[place] for place in places}
        kept: list[str] = []
        at = 0
        for start, end in sorted(gone):
            kept.append(self.shown[at:start])
            at = end
        kept.append(self.shown[at:])
        return " ".join(" ".join(kept).split()).strip(_PUNCTUATION)

    def between(self, start: int, end: int) -> str:
        """What was typed from a syllable on, up to another: `[start, end)`."""
        if start >= min(end, len(self)):
            return ""
        return self.shown[self.spans[start][0] : self.spans[min(end, len(self)) - 1][1]]

    def gap_before(self, place: int) -> str:
        """The punctuation and space before a syllable; before the first whatever the message begins with."""
        start = self.spans[place - 1][1] if place else 0
        return self.shown[start : self.spans[place][0]]


def read_message(words: str, spellings: Mapping[str, Sequence[str]] | None = None) -> Message:
    """A message; chat spellings, by how they are typed, are read as their syllables. Never raises."""
    shown, places = _laid_out(words[:LONGEST])
    typed: list[str] = []
    spans: list[tuple[int, int]] = []
    for word, place in places:
        meant = spellings.get(word) if spellings else None
        if meant is None:
            typed.append(word)
            spans.append(place)
        else:
            typed += meant
            spans += [place] * len(meant)
    return Message(shown, tuple(typed), tuple(map(bare_word, typed)), tuple(spans))


@lru_cache(maxsize=AT_ONCE)
def _laid_out(words: str) -> tuple[str, tuple[tuple[str, tuple[int, int]], ...]]:
    """A message as it is shown, and its words with the place of each.

    The facets, the events and the parts of one message are looked for one after another, each in spellings of its own.
    """
    shown = one_i(place_tones(compose(drop_unseen(words))))
    places: list[tuple[str, tuple[int, int]]] = []
    at = 0
    for word in open_punctuation(shown).split()[:MOST]:
        start = shown.index(word, at)
        at = start + len(word)
        places.append((word, (start, at)))
    return shown, tuple(places)


@lru_cache(maxsize=4096)
def could_be(typed: str, meant: str) -> bool:
    """Whether one syllable typed may mean another: the same, or with marks missing ("đô" or "do" for "độ")."""
    if typed == meant:
        return True
    return len(typed) == len(meant) and all(map(_lacks, typed, meant))


def _lacks(letter: str, meant: str) -> bool:
    return _marks(letter) <= _marks(meant)


def _marks(letter: str) -> set[str]:
    """A letter taken apart, for a test of sets: its base, the stroke of "đ", its shape and its tone."""
    return {"d", "đ"} if letter == "đ" else set(unicodedata.normalize("NFD", letter))
