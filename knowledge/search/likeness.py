"""How alike a question and a name are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nlargest

from knowledge.search.evidence import Evidence
from knowledge.search.names import Act, Name
from knowledge.search.ranking import Ranking
from knowledge.search.results import Step
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
        self._length = [self._weight(name.head, name.tail, name.turns) for name in names]
        self._far = [ranking.standing_here * (1 - near) for near in nearness]

    def best(self, evidence: Evidence, named: Collection[int] = ()) -> list[tuple[float, int]]:
        """The names most like the question, each with its score between 0 and 1, in no order; `named` were typed."""
        far = self._far
        first = nlargest(self._ranking.candidates, [(gain * (1 - far[n]), n) for n, gain in evidence.gain.items()])
        pairs = Asked(evidence.pairs, self._pairs)
        found = [(self._nearer(n, self._likeness(n, evidence, pairs)), n) for _, n in first]
        evidence.acts = [act for act in evidence.acts if self._is_near(act, found)]
        exact = [(self._exact(n), n) for n in named]
        return exact + [(score * self._apart(n, evidence), n) for score, n in found]

    def _is_near(self, act: Act, found: Collection[tuple[float, int]]) -> bool:
        """Whether a name that states an act is so near that the others must mean another."""
        stating = [score for score, n in found if act.is_stated(self._names[n])]
        return bool(stating) and max(stating) >= self._ranking.act_near * max(found)[0]

    def _apart(self, number: int, evidence: Evidence) -> float:
        """What is left of the score of a name for the acts asked for that it does not state."""
        missed = sum(not act.is_stated(self._names[number]) for act in evidence.acts)
        return self._ranking.other_act**missed

    def steps(self, number: int, evidence: Evidence, named: Collection[int] = ()) -> list[tuple[Step, float]]:
        """The score of a name after each step that `best` takes at once."""
        if number in named:
            return [(Step.NAMED, 1.0), (Step.FAR, self._exact(number))]
        gain, missed, unasked = self._weights(number, evidence)
        believed = gain + self._ranking.doubt
        alike = self._likeness(number, evidence, Asked(evidence.pairs, self._pairs))
        return [
            (Step.SAID, gain / believed),
            (Step.UNANSWERED, gain / (believed + missed)),
            (Step.UNASKED, gain / (believed + missed + unasked)),
            (Step.NEIGHBOURS, alike),
            (Step.FAR, self._nearer(number, alike)),
            (Step.ACT, self._nearer(number, alike) * self._apart(number, evidence)),
        ]

    def _exact(self, number: int) -> float:
        """The score of a name that was typed whole."""
        whole = self._ranking.whole_name
        return whole + (1 - whole) * (1 - self._far[number])

    def _nearer(self, number: int, alike: float) -> float:
        """A likeness, less for what is far from the communes, but not much less for what was named in full."""
        return alike * (1 - self._far[number] * (1 - self._ranking.full * alike))

    def _likeness(self, number: int, evidence: Evidence, pairs: "Asked") -> float:
        gain, missed, unasked = self._weights(number, evidence)
        alike = gain / (gain + self._ranking.doubt + missed + unasked)
        neighbours = pairs.share(self._names[number].pairs, alike)
        return alike + self._ranking.pairs * (neighbours - alike)

    def _weights(self, number: int, evidence: Evidence) -> tuple[float, float, float]:
        """What a name answers of the question, and, as far as they count, what each has that the other lacks."""
        ranking, name, asked = self._ranking, self._names[number], evidence.covered
        gain = evidence.gain[number]
        unasked = self._length[number] - self._weight(name.head & asked, name.tail & asked, name.turns & asked)
        unasked = unasked / (1 + unasked / ranking.unasked_limit)
        return gain, ranking.unanswered * max(evidence.weight - gain, 0.0), ranking.unasked * unasked

    def _weight(self, head: Iterable[str], tail: Iterable[str], turns: Collection[str]) -> float:
        rarity, ranking = self._rarity.__getitem__, self._ranking
        return sum(map(rarity, head)) + ranking.tail * sum(map(rarity, tail)) + ranking.turn * len(turns)


class Asked:
    """The pairs a question asks for, as far as the catalogue knows them, with their weights."""

    def __init__(self, asked: Iterable[str], rarity: Mapping[str, float]) -> None:
        self._weights = {thing: rarity[thing] for thing in asked if thing in rarity}
        self._whole = sum(self._weights.values())

    def share(self, held: frozenset[str], otherwise: float) -> float:
        """How much of what is asked a name holds, by weight; `otherwise` when nothing is asked."""
        if not self._weights:
            return otherwise
        return sum(map(self._weights.__getitem__, self._weights.keys() & held)) / self._whole
