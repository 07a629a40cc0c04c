"""How alike a question and a name are."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from heapq import nlargest

from knowledge.search.evidence import Evidence
from knowledge.search.names import Act, Name
from knowledge.search.ranking import Ranking
from knowledge.search.results import Step
from knowledge.search.syllables import Syllables, rarities

_NONE: frozenset[int] = frozenset()


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
        self._syllables = [self._weighed(name) for name in names]
        self._length = [sum(weighed.values()) for weighed in self._syllables]
        self._holding = _holding(name.all for name in names)
        self._holding_pair = _holding(name.pairs for name in names)
        self._far = [ranking.standing_here * (1 - near) for near in nearness]
        self._near = [1 - far for far in self._far]

    def best(self, evidence: Evidence, named: Collection[int] = ()) -> list[tuple[float, int]]:
        """The names most like the question, each with its score between 0 and 1, in no order; `named` were typed."""
        first = self._first(evidence.gain)
        found = [(self._nearer(n, alike), n) for n, alike in self._likenesses(first, evidence)]
        evidence.acts = [act for act in evidence.acts if self._is_near(act, found)]
        exact = [(self._exact(n), n) for n in named]
        return exact + [(score * self._apart(n, evidence), n) for score, n in found]

    def _first(self, gains: Mapping[int, float]) -> list[int]:
        """The names worth a closer look: those that answer most, less for what is far from the communes."""
        near, most = self._near, self._ranking.candidates
        worth = [gain * near[n] for n, gain in gains.items()]
        least = min(nlargest(most, worth), default=0.0)
        candidates = [(one, n) for n, one in zip(gains, worth, strict=True) if one >= least]
        return [n for _, n in nlargest(most, candidates)]

    def _is_near(self, act: Act, found: Collection[tuple[float, int]]) -> bool:
        """Whether a name that states an act is so near that the others must mean another."""
        stating = [score for score, n in found if act.is_stated(self._names[n])]
        return bool(stating) and max(stating) >= self._ranking.act_near * max(found)[0]

    def _apart(self, number: int, evidence: Evidence) -> float:
        """What is left of the score of a name for the acts asked for that it does not state."""
        if not evidence.acts:
            return 1.0
        missed = sum(not act.is_stated(self._names[number]) for act in evidence.acts)
        return self._ranking.other_act**missed

    def steps(self, number: int, evidence: Evidence, named: Collection[int] = ()) -> list[tuple[Step, float]]:
        """The score of a name after each step that `best` takes at once."""
        if number in named:
            return [(Step.NAMED, 1.0), (Step.FAR, self._exact(number))]
        [(gain, missed, unasked)] = self._weights([number], evidence)
        believed = gain + self._ranking.doubt
        [(_, alike)] = self._likenesses([number], evidence)
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
        return whole + (1 - whole) * self._near[number]

    def _nearer(self, number: int, alike: float) -> float:
        """A likeness, less for what is far from the communes, but not much less for what was named in full."""
        return alike * (1 - self._far[number] * (1 - self._ranking.full * alike))

    def _likenesses(self, numbers: Sequence[int], evidence: Evidence) -> list[tuple[int, float]]:
        """How alike each of these names is to the question: by its syllables, and a little by its neighbours."""
        doubt, share = self._ranking.doubt, self._ranking.pairs
        weights = zip(numbers, self._weights(numbers, evidence), strict=True)
        alike = [(n, gain / (gain + doubt + missed + unasked)) for n, (gain, missed, unasked) in weights]
        asked = evidence.pairs & self._pairs.keys()
        if not asked:
            return alike
        whole, held = sum(map(self._pairs.__getitem__, asked)), dict.fromkeys(numbers, 0.0)
        for pair, n in _shared(asked, self._holding_pair, numbers):
            held[n] += self._pairs[pair]
        return [(n, score + share * (held[n] / whole - score)) for n, score in alike]

    def _weights(self, numbers: Sequence[int], evidence: Evidence) -> Iterator[tuple[float, float, float]]:
        """What each name answers of the question, and, as far as they count, what each has that the other lacks."""
        ranking, gains, whole = self._ranking, evidence.gain, evidence.weight
        asked = dict.fromkeys(numbers, 0.0)
        for syllable, n in _shared(evidence.covered, self._holding, numbers):
            asked[n] += self._syllables[n][syllable]
        for n in numbers:
            unasked = self._length[n] - asked[n]
            counted = ranking.unasked * unasked / (1 + unasked / ranking.unasked_limit)
            yield gains[n], ranking.unanswered * max(whole - gains[n], 0.0), counted

    def _weighed(self, name: Name) -> dict[str, float]:
        """What each syllable of a name counts that a question may lack."""
        ranking, rarity = self._ranking, self._rarity
        weighed = {one: ranking.tail * rarity[one] for one in name.tail}
        weighed |= {one: rarity[one] for one in name.head}
        return weighed | {one: weighed[one] + ranking.turn for one in name.turns}


def _holding(names: Iterable[Collection[str]]) -> dict[str, set[int]]:
    """For each thing the names that hold it."""
    holding: dict[str, set[int]] = {}
    for number, things in enumerate(names):
        for thing in things:
            holding.setdefault(thing, set()).add(number)
    return holding


def _shared(
    asked: Iterable[str], holding: Mapping[str, AbstractSet[int]], numbers: Iterable[int]
) -> Iterator[tuple[str, int]]:
    """Each thing asked for with each of these names that holds it."""
    names = frozenset(numbers)
    for thing in asked:
        for number in names & holding.get(thing, _NONE):
            yield thing, number
