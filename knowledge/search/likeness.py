"""How alike a question and a name are."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from knowledge.search.evidence import Evidence, Gain, Numbers, Worths
from knowledge.search.names import Act, Name
from knowledge.search.ranking import Ranking
from knowledge.search.results import Step
from knowledge.search.syllables import Syllables, rarities

Weights = tuple[Worths, Worths, Worths]
"""For each of some names what it answers of a question, and what each of the two has that the other lacks."""


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
        weighed = [self._weighed(name) for name in names]
        self._length = np.array([sum(counted.values()) for counted in weighed])
        self._place = {syllable: place for place, syllable in enumerate(self._rarity, 1)}
        self._places, self._counted = _laid_out(weighed, self._place)
        self._holding_pair = _holding(name.pairs for name in names)
        self._far = [ranking.standing_here * (1 - near) for near in nearness]
        self._near = np.array([1 - far for far in self._far])

    def best(self, evidence: Evidence, named: Collection[int] = ()) -> list[tuple[float, int]]:
        """The names most like the question, each with its score between 0 and 1, in no order; `named` were typed."""
        found = self._nearer(self._likenesses(self._first(evidence.gain), evidence))
        evidence.acts = [act for act in evidence.acts if self._is_near(act, found)]
        exact = [(self._exact(n), n) for n in named]
        if not evidence.acts:
            return exact + found
        return exact + [(score * self._apart(n, evidence), n) for score, n in found]

    def _first(self, gain: Gain) -> Numbers:
        """The names worth a closer look, in no order: they answer most, less for what is far from the communes."""
        names: Numbers = gain.numbers()
        most = self._ranking.candidates
        if len(names) <= most:
            return names
        worth = gain.of[names] * self._near[names]
        first = worth >= np.partition(worth, -most)[-most]
        names, worth = names[first], worth[first]
        if len(names) > most:  # several are worth just as little as the last: of these the higher numbers count
            names = names[np.lexsort((names, worth))[-most:]]
        return names

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
        one = np.array([number])
        gain, missed, unasked = (float(part[0]) for part in self._weights(one, evidence))
        believed = gain + self._ranking.doubt
        [(_, alike)] = self._likenesses(one, evidence)
        [(nearer, _)] = self._nearer([(number, alike)])
        return [
            (Step.SAID, gain / believed),
            (Step.UNANSWERED, gain / (believed + missed)),
            (Step.UNASKED, gain / (believed + missed + unasked)),
            (Step.NEIGHBOURS, alike),
            (Step.FAR, nearer),
            (Step.ACT, nearer * self._apart(number, evidence)),
        ]

    def _exact(self, number: int) -> float:
        """The score of a name that was typed whole."""
        whole = self._ranking.whole_name
        return whole + (1 - whole) * float(self._near[number])

    def _nearer(self, found: Iterable[tuple[int, float]]) -> list[tuple[float, int]]:
        """The likenesses, less for what is far from the communes, but not much less for what was named in full."""
        far, full = self._far, self._ranking.full
        return [(alike * (1 - far[n] * (1 - full * alike)), n) for n, alike in found]

    def _likenesses(self, numbers: Numbers, evidence: Evidence) -> list[tuple[int, float]]:
        """How alike each of these names is to the question: by its syllables, and a little by its neighbours."""
        share, pairs = self._ranking.pairs, self._pairs
        gain, missed, unasked = self._weights(numbers, evidence)
        alike = (gain / (gain + self._ranking.doubt + missed + unasked)).tolist()
        candidates: list[int] = numbers.tolist()
        asked = evidence.pairs & pairs.keys()
        if not asked:
            return list(zip(candidates, alike, strict=True))
        whole, names, held = sum(map(pairs.__getitem__, asked)), frozenset(candidates), dict.fromkeys(candidates, 0.0)
        for pair in asked:
            for n in names & self._holding_pair[pair]:
                held[n] += pairs[pair]
        return [(n, score + share * (held[n] / whole - score)) for n, score in zip(candidates, alike, strict=True)]

    def _weights(self, numbers: Numbers, evidence: Evidence) -> Weights:
        """What each name answers of the question, and, as far as they count, what each has that the other lacks."""
        gain, counts, limit = evidence.gain.of[numbers], self._ranking.unasked, self._ranking.unasked_limit
        missed = self._ranking.unanswered * np.maximum(evidence.weight - gain, 0.0)
        unasked = self._length[numbers] - self._asked(numbers, evidence.covered)
        return gain, missed, counts * unasked / (1 + unasked / limit)

    def _asked(self, numbers: Numbers, covered: Iterable[str]) -> Worths:
        """How much of each of these names is asked for."""
        said = np.zeros(len(self._place) + 1)
        said[[self._place[syllable] for syllable in covered if syllable in self._place]] = 1.0
        asked: Worths = (said[self._places[numbers]] * self._counted[numbers]).sum(axis=1)
        return asked

    def _weighed(self, name: Name) -> dict[str, float]:
        """What each syllable of a name counts that a question may lack."""
        ranking, rarity = self._ranking, self._rarity
        weighed = {one: ranking.tail * rarity[one] for one in name.tail}
        weighed |= {one: rarity[one] for one in name.head}
        return weighed | {one: weighed[one] + ranking.turn for one in name.turns}


def _laid_out(names: Sequence[Mapping[str, float]], place: Mapping[str, int]) -> tuple[Numbers, Worths]:
    """For each name the places of its syllables, and what each counts, filled up with place 0, which counts nothing."""
    longest = max(map(len, names), default=0)
    places, counted = np.zeros((len(names), longest), np.intp), np.zeros((len(names), longest))
    for number, weighed in enumerate(names):
        places[number, : len(weighed)] = [place[syllable] for syllable in weighed]
        counted[number, : len(weighed)] = list(weighed.values())
    return places, counted


def _holding(names: Iterable[Collection[str]]) -> dict[str, set[int]]:
    """For each thing the names that hold it."""
    holding: dict[str, set[int]] = {}
    for number, things in enumerate(names):
        for thing in things:
            holding.setdefault(thing, set()).add(number)
    return holding
