"""How alike a question and a name are."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from knowledge.search.evidence import Evidence
from knowledge.search.names import Act, Name
from knowledge.search.ranking import Ranking
from knowledge.search.results import Step
from knowledge.search.syllables import Syllables, rarities

SAMPLE = 3
"""How many times as many names as are wanted are sorted first."""


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
        self._length = [sum(counted.values()) for counted in weighed]
        self._counting = _counting(weighed)
        self._holding_pair = _holding(name.pairs for name in names)
        self._far = [ranking.standing_here * (1 - near) for near in nearness]
        self._near = [1 - far for far in self._far]

    def best(self, evidence: Evidence, named: Collection[int] = ()) -> list[tuple[float, int]]:
        """The names most like the question, each with its score between 0 and 1, in no order; `named` were typed."""
        found = self._nearer(self._likenesses(self._first(evidence.gain), evidence))
        evidence.acts = [act for act in evidence.acts if self._is_near(act, found)]
        exact = [(self._exact(n), n) for n in named]
        if not evidence.acts:
            return exact + found
        return exact + [(score * self._apart(n, evidence), n) for score, n in found]

    def _first(self, gains: Mapping[int, float]) -> Sequence[int]:
        """The names worth a closer look, in no order: they answer most, less for what is far from the communes."""
        near, most = self._near, self._ranking.candidates
        if len(gains) <= most:
            return list(gains)
        worth = [gain * near[n] for n, gain in gains.items()]
        least = _last_of_the_best(worth, most)
        first = [n for n, one in zip(gains, worth, strict=True) if one >= least]
        if len(first) == most:
            return first
        # Several are worth just as little as the last: of these the higher numbers count.
        return sorted(first, key=lambda n: (gains[n] * near[n], n))[-most:]

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
        return whole + (1 - whole) * self._near[number]

    def _nearer(self, found: Iterable[tuple[int, float]]) -> list[tuple[float, int]]:
        """The likenesses, less for what is far from the communes, but not much less for what was named in full."""
        far, full = self._far, self._ranking.full
        return [(alike * (1 - far[n] * (1 - full * alike)), n) for n, alike in found]

    def _likenesses(self, numbers: Sequence[int], evidence: Evidence) -> list[tuple[int, float]]:
        """How alike each of these names is to the question: by its syllables, and a little by its neighbours."""
        doubt, share = self._ranking.doubt, self._ranking.pairs
        weights = zip(numbers, self._weights(numbers, evidence), strict=True)
        alike = [(n, gain / (gain + doubt + missed + unasked)) for n, (gain, missed, unasked) in weights]
        asked = evidence.pairs & self._pairs.keys()
        if not asked:
            return alike
        whole, names, held = sum(map(self._pairs.__getitem__, asked)), frozenset(numbers), dict.fromkeys(numbers, 0.0)
        for pair in asked:
            rarity = self._pairs[pair]
            for n in names & self._holding_pair[pair]:
                held[n] += rarity
        return [(n, score + share * (held[n] / whole - score)) for n, score in alike]

    def _weights(self, numbers: Sequence[int], evidence: Evidence) -> Iterator[tuple[float, float, float]]:
        """What each name answers of the question, and, as far as they count, what each has that the other lacks."""
        gains, whole, length = evidence.gain, evidence.weight, self._length
        unanswered, counts, limit = self._ranking.unanswered, self._ranking.unasked, self._ranking.unasked_limit
        asked = self._asked(numbers, evidence.covered)
        for n in numbers:
            gain, unasked = gains[n], length[n] - asked[n]
            yield gain, unanswered * max(whole - gain, 0.0), counts * unasked / (1 + unasked / limit)

    def _asked(self, numbers: Sequence[int], covered: Iterable[str]) -> dict[int, float]:
        """How much of each of these names is asked for; by the syllables, since few of the names hold one."""
        names, asked = frozenset(numbers), dict.fromkeys(numbers, 0.0)
        for syllable in covered:
            for counted, holding in self._counting.get(syllable, ()):
                for n in names & holding:
                    asked[n] += counted
        return asked

    def _weighed(self, name: Name) -> dict[str, float]:
        """What each syllable of a name counts that a question may lack."""
        ranking, rarity = self._ranking, self._rarity
        weighed = {one: ranking.tail * rarity[one] for one in name.tail}
        weighed |= {one: rarity[one] for one in name.head}
        return weighed | {one: weighed[one] + ranking.turn for one in name.turns}


def _counting(names: Sequence[Mapping[str, float]]) -> dict[str, tuple[tuple[float, set[int]], ...]]:
    """For each syllable what it counts, and the names in which it counts so much: these are but a few values."""
    found: dict[str, dict[float, set[int]]] = {}
    for number, weighed in enumerate(names):
        for syllable, counted in weighed.items():
            found.setdefault(syllable, {}).setdefault(counted, set()).add(number)
    return {syllable: tuple(values.items()) for syllable, values in found.items()}


def _holding(names: Iterable[Collection[str]]) -> dict[str, set[int]]:
    """For each thing the names that hold it."""
    holding: dict[str, set[int]] = {}
    for number, things in enumerate(names):
        for thing in things:
            holding.setdefault(thing, set()).add(number)
    return holding


def _last_of_the_best(worth: Sequence[float], most: int) -> float:
    """The least of so many best, of more than so many.

    What weighs most was counted first, so the first few tell how much is too little, and only the rest is sorted.
    """
    low = sorted(worth[: SAMPLE * most])[-most]
    return sorted([one for one in worth if one >= low])[-most]
