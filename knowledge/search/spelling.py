"""Mending what was typed before it is read: marks left as keys, words run together, letters wrong.

Only what nobody knows is mended: a syllable of the catalogue or of the vocabulary stays as it was typed.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.search.ranking import Ranking
from knowledge.text.keystrokes import keystrokes
from knowledge.text.normalise import LONGEST_SYLLABLE, drop_marks

SHORTEST_SYLLABLE = 2
SHORTEST_GLUED = 5
LONGEST_GLUED = 40
LONGEST_MISSPELT = 12
NEAR = 8
REMEMBERED = 4096

_Way = tuple[int, int, tuple[int, ...]]
"""A way of cutting letters into syllables: how many neighbours are strange, how many syllables, and the cuts."""


class Spelling:
    """Knows every syllable there is, and which follow each other."""

    def __init__(self, syllables: Iterable[str], pairs: Collection[str], ranking: Ranking) -> None:
        """Take the known syllables with their marks, and pairs of neighbours without marks."""
        marked = frozenset(syllables)
        self._known = frozenset(drop_marks(syllable) for syllable in marked)
        self._bare = tuple(sorted(syllable for syllable in self._known if syllable.isalpha()))
        self._pairs = pairs
        self._ranking = ranking
        self._keys = {typed: one for one in sorted(marked) for typed in keystrokes(one) if typed not in self._known}
        self._near = lru_cache(maxsize=REMEMBERED)(self._near_spellings)

    def mend(self, typed: Sequence[str]) -> tuple[str, ...]:
        """The syllables meant: ("ddawng", "kys", "khaisinh") -> ("đăng", "ký", "khai", "sinh")."""
        parted: list[str] = []
        for one in typed:
            parted.extend(self._parted(one))
        return tuple(
            one if self._is_known(one) else self._among_neighbours(one, parted[max(place - 1, 0) : place + 2])
            for place, one in enumerate(parted)
        )

    def _is_known(self, syllable: str) -> bool:
        return drop_marks(syllable) in self._known

    def _parted(self, typed: str) -> Sequence[str]:
        """One syllable from its keys, or several that were run together."""
        if self._is_known(typed):
            return (typed,)
        if typed in self._keys:
            return (self._keys[typed],)
        if SHORTEST_GLUED <= len(typed) <= LONGEST_GLUED and typed.isalpha():
            return self._split(typed) or (typed,)
        return (typed,)

    def _split(self, typed: str) -> Sequence[str]:
        """The known syllables that make up a run of letters: neighbours that are known first, then the fewest."""
        plain = drop_marks(typed)
        best: dict[int, _Way] = {0: (0, 0, (0,))}
        for end in range(SHORTEST_SYLLABLE, len(plain) + 1):
            starts = range(max(0, end - LONGEST_SYLLABLE), end - SHORTEST_SYLLABLE + 1)
            longer = [self._longer(best[start], end, plain) for start in starts if start in best]
            known = [way for way in longer if way]
            if known:
                best[end] = min(known)
        if len(plain) not in best:
            return ()
        return [typed[one:other] for one, other in pairwise(best[len(plain)][2])]

    def _longer(self, way: _Way, end: int, plain: str) -> _Way | None:
        """A way of cutting, one known syllable longer."""
        strange, count, cuts = way
        syllable = plain[cuts[-1] : end]
        if syllable not in self._known:
            return None
        if len(cuts) > 1:
            strange += f"{plain[cuts[-2] : cuts[-1]]} {syllable}" not in self._pairs
        return strange, count + 1, (*cuts, end)

    def _among_neighbours(self, typed: str, around: Sequence[str]) -> str:
        """A misspelt syllable as its neighbours want it; without their support it stays as typed."""
        before = drop_marks(around[0]) if around[0] is not typed else ""
        after = drop_marks(around[-1]) if around[-1] is not typed else ""
        for near in self._near(drop_marks(typed)):
            if f"{before} {near}" in self._pairs or f"{near} {after}" in self._pairs:
                return near
        return typed

    def _near_spellings(self, plain: str) -> tuple[str, ...]:
        if not plain.isalpha() or len(plain) > LONGEST_MISSPELT:
            return ()
        found = process.extract(
            plain,
            self._bare,
            scorer=OSA.normalized_similarity,
            score_cutoff=self._ranking.fuzzy_cutoff,
            limit=NEAR,
        )
        return tuple(spelt for spelt, _, _ in found)
