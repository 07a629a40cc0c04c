"""Mending what was typed before it is read: marks left as keys, words run together, letters wrong.

A syllable of the catalogue or of the vocabulary stays as it was typed, unless both its neighbours want another that is
one slip away: "ký tường trú".
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.remembering import remembered
from knowledge.search.ranking import Ranking
from knowledge.text.keystrokes import keystrokes
from knowledge.text.normalise import bare_word, one_i

SHORTEST_SYLLABLE = 2
SHORTEST_GLUED = 5
LONGEST_GLUED = 120
LONGEST_PIECE = 8  # "passport"
LONGEST_MISSPELT = 12
SURELY_GLUED = 10
SHORTEST_SLIP = 3
STRANGE_LETTER = 1
"""How many strange neighbours more a word of one letter counts for: "j", or "ở" without its marks."""
NEAR = 8
REMEMBERED = 4096

_NONE: frozenset[str] = frozenset()
_DOUBLED = re.compile(r"(.)\1")
_RUNS = re.compile(r"\d+|[^\W\d_]+")

_Way = tuple[int, int, tuple[int, ...]]
"""A way of cutting letters into syllables: how many neighbours are strange, how many syllables, and the cuts."""


class Spelling:
    """Knows every syllable there is, and which follow each other."""

    def __init__(self, syllables: Iterable[str], pairs: Collection[str], ranking: Ranking) -> None:
        """Take the known syllables with their marks, and pairs of neighbours without marks."""
        marked = frozenset(syllables)
        self._known = frozenset(bare_word(syllable) for syllable in marked)
        self._bare = tuple(sorted(syllable for syllable in self._known if syllable.isalpha()))
        self._pairs = pairs
        self._after: dict[str, set[str]] = {}
        self._before: dict[str, set[str]] = {}
        for one, other in (pair.split() for pair in pairs):
            self._after.setdefault(one, set()).add(other)
            self._before.setdefault(other, set()).add(one)
        self._ranking = ranking
        self._keys = {typed: one for one in sorted(marked) for typed in keystrokes(one) if typed not in self._known}
        self._near = remembered(self._near_spellings, REMEMBERED)

    def mend(self, typed: Sequence[str]) -> tuple[str, ...]:
        """The syllables meant: ("ddawng", "kys", "khaisinh") -> ("đăng", "ký", "khai", "sinh")."""
        parted: list[str] = []
        for one in typed:
            if self._is_known(one):
                parted.append(one)
            else:
                parted.extend(self._parted(one))
        return tuple(self._meant(one, parted[max(place - 1, 0) : place + 2]) for place, one in enumerate(parted))

    def _meant(self, typed: str, around: Sequence[str]) -> str:
        """A syllable as its neighbours want it; what is known stays unless both of them want another."""
        before = bare_word(around[0]) if around[0] is not typed else ""
        after = bare_word(around[-1]) if around[-1] is not typed else ""
        if self._is_known(typed):
            return self._between(typed, before, after) or typed
        return self._among_neighbours(typed, before, after)

    def _between(self, typed: str, before: str, after: str) -> str:
        """What stands between these neighbours and is one slip away: "ký tường trú" -> "thuong"."""
        plain = bare_word(typed)
        if len(plain) < SHORTEST_SLIP or not before or not after:
            return ""
        followers, leaders = self._after.get(before, _NONE), self._before.get(after, _NONE)
        if plain in followers or plain in leaders:
            return ""
        near = [one for one in followers & leaders if OSA.distance(one, plain, score_cutoff=1) <= 1]
        return near[0] if len(near) == 1 else ""

    def _is_known(self, syllable: str) -> bool:
        return bare_word(syllable) in self._known

    def _parted(self, typed: str) -> Sequence[str]:
        """What is no known syllable: one from its keys, or several that were run together."""
        if typed in self._keys:
            return (self._keys[typed],)
        single = _DOUBLED.sub(r"\1", typed)
        if single != typed and self._is_known(single):
            return (single,)
        if not SHORTEST_GLUED <= len(typed) <= LONGEST_GLUED:
            return (typed,)
        if typed.isalpha():
            return self._split(typed) or (typed,)
        return self._around_digits(typed) if len(typed) >= SURELY_GLUED else (typed,)

    def _around_digits(self, typed: str) -> Sequence[str]:
        """Words and numbers run together: "concho17tuoi" -> "con", "cho", "17", "tuoi"."""
        runs = _RUNS.findall(typed)
        return [one for run in runs for one in (self._split(run) if run.isalpha() else (run,)) or (run,)]

    def _split(self, typed: str) -> Sequence[str]:
        """The known syllables that make up a run of letters: neighbours that are known first, then the fewest."""
        plain = bare_word(typed)
        best: dict[int, _Way] = {0: (0, 0, (0,))}
        shortest = 1 if len(plain) >= SURELY_GLUED else SHORTEST_SYLLABLE
        for end in range(shortest, len(plain) + 1):
            starts = range(max(0, end - LONGEST_PIECE), end - shortest + 1)
            longer = [self._longer(best[start], end, plain) for start in starts if start in best]
            known = [way for way in longer if way]
            if known:
                best[end] = min(known)
        if len(plain) not in best:
            return ()
        return [one_i(typed[one:other]) for one, other in pairwise(best[len(plain)][2])]

    def _longer(self, way: _Way, end: int, plain: str) -> _Way | None:
        """A way of cutting, one known syllable longer."""
        strange, count, cuts = way
        syllable = one_i(plain[cuts[-1] : end])
        if syllable not in self._known:
            return None
        if len(cuts) > 1:
            strange += f"{one_i(plain[cuts[-2] : cuts[-1]])} {syllable}" not in self._pairs
        if len(syllable) == 1:
            strange += STRANGE_LETTER
        return strange, count + 1, (*cuts, end)

    def _among_neighbours(self, typed: str, before: str, after: str) -> str:
        """A misspelt syllable as its neighbours want it; without their support it stays as typed."""
        best, most = typed, 0
        for near in self._near(bare_word(typed)):
            support = (f"{before} {near}" in self._pairs) + (f"{near} {after}" in self._pairs)
            if support > most:
                best, most = near, support
        return best

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
