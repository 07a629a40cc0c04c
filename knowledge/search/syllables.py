"""The syllables of the catalogue: how rare each is, and which of them a typed syllable may stand for."""

from collections.abc import Collection, Iterable
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.remembering import remembered
from knowledge.search.ranking import Ranking
from knowledge.text.normalise import bare_word

SHORTEST_FUZZY = 3
REMEMBERED = 4096

Variants = tuple[tuple[str, float], ...]
"""The catalogue's syllables a typed one may stand for, each with its worth, best first."""


class Syllables:
    """Rarity and spelling over the names of a catalogue."""

    def __init__(self, names: Iterable[Collection[str]], ranking: Ranking) -> None:
        """Count in how many names each syllable stands; a name is given as its different syllables."""
        self._ranking = ranking
        self.rarities = rarities(names)
        self._spelt: dict[str, list[str]] = {}
        for syllable in self.rarities:
            self._spelt.setdefault(bare_word(syllable), []).append(syllable)
        self._bare = tuple(self._spelt)
        self.variants = remembered(self._variants, REMEMBERED)

    def rarity(self, syllable: str) -> float:
        """How much a syllable says; 0 when no name holds it."""
        return self.rarities.get(syllable, 0.0)

    def _variants(self, typed: str) -> Variants:
        """What a typed syllable may stand for: itself, the same letters with other marks, or near spellings."""
        plain = bare_word(typed)
        worth = self._ranking.unmarked if typed == plain else self._ranking.other_marks
        same = [(known, 1.0 if known == typed else worth) for known in self._spelt.get(plain, ())]
        if typed != plain and plain in self.rarities:
            same = [(known, self._ranking.unmarked if known == plain else value) for known, value in same]
        if any(value == 1.0 for _, value in same):
            same = [(known, value) for known, value in same if value == 1.0 or typed == plain]
        found = same or self._fuzzy(plain)
        return tuple(sorted(found, key=lambda pair: -pair[1]))

    def _fuzzy(self, plain: str) -> list[tuple[str, float]]:
        if len(plain) < SHORTEST_FUZZY or not plain.isalpha() or len(plain) > 12:
            return []
        near = process.extract(
            plain, self._bare, scorer=OSA.normalized_similarity, score_cutoff=self._ranking.fuzzy_cutoff, limit=3
        )
        best = near[0][1] if near else 0.0
        return [
            (known, self._ranking.fuzzy * score)
            for spelt, score, _ in near
            if score == best
            for known in self._spelt[spelt]
        ]


def rarities(groups: Iterable[Iterable[str]]) -> dict[str, float]:
    """How much each thing says that stands in some of the groups: 7.6 in one of 2,000, near 0 in all."""
    count: dict[str, int] = {}
    total = 0
    for group in groups:
        total += 1
        for thing in group:
            count[thing] = count.get(thing, 0) + 1
    return {thing: log(1 + total / number) for thing, number in count.items()}
