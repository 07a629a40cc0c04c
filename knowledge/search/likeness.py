"""How alike a question and a name are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nlargest

from knowledge.search.evidence import Evidence
from knowledge.search.names import Name
from knowledge.search.ranking import Ranking
from knowledge.search.syllables import Syllables, rarities


class Likeness:
    """Compares evidence with the names of one catalogue."""

    def __init__(
        self, names: Sequence[Name], syllables: Syllables, nearness: Sequence[float], ranking: Ranking
    ) -> None:
        """Weigh the names; `nearness` says for each how near it is to the communes, between 0 and 1."""
        self._names = names
        self._rarity = syllables.rarities
        self._ranking = ranking
        self._pairs = rarities(name.pairs for name in names)
        self._length = [self._weight(name.head, name.tail) for name in names]
        self._far = [ranking.standing_here * (1 - near) for near in nearness]

    def best(self, evidence: Evidence, named: Collection[int] = ()) -> list[tuple[float, int]]:
        """The names most like the question, each with its score between 0 and 1, in no order; `named` were typed."""
        far = self._far
        first = nlargest(self._ranking.candidates, [(gain * (1 - far[n]), n) for n, gain in evidence.gain.items()])
        pairs = _Asked(evidence.pairs, self._pairs)
        whole = self._ranking.whole_name
        exact = [(whole + (1 - whole) * (1 - far[n]), n) for n in named]
        return exact + [(self._nearer(n, self._likeness(n, evidence, pairs)), n) for _, n in first]

    def _nearer(self, number: int, alike: float) -> float:
        """A likeness, less for what is far from the communes, but not much less for what was named in full."""
        return alike * (1 - self._far[number] * (1 - self._ranking.full * alike))

    def _likeness(self, number: int, evidence: Evidence, pairs: "_Asked") -> float:
        ranking, name = self._ranking, self._names[number]
        gain = evidence.gain[number]
        unasked = self._length[number] - self._weight(name.head & evidence.covered, name.tail & evidence.covered)
        unasked = unasked / (1 + unasked / ranking.unasked_limit)
        missed = max(evidence.weight - gain, 0.0)
        alike = gain / (gain + ranking.doubt + ranking.unanswered * missed + ranking.unasked * unasked)
        neighbours = pairs.share(name.pairs, alike)
        return alike + ranking.pairs * (neighbours - alike)

    def _weight(self, head: Iterable[str], tail: Iterable[str]) -> float:
        rarity = self._rarity.__getitem__
        return sum(map(rarity, head)) + self._ranking.tail * sum(map(rarity, tail))


class _Asked:
    """The pairs a question asks for, as far as the catalogue knows them, with their weights."""

    def __init__(self, asked: Iterable[str], rarity: Mapping[str, float]) -> None:
        self._weights = {thing: rarity[thing] for thing in asked if thing in rarity}
        self._whole = sum(self._weights.values())

    def share(self, held: frozenset[str], otherwise: float) -> float:
        """How much of what is asked a name holds, by weight; `otherwise` when nothing is asked."""
        if not self._weights:
            return otherwise
        return sum(map(self._weights.__getitem__, self._weights.keys() & held)) / self._whole
