"""What a question says for each name: how much of it the name answers, and which of the name's words it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from knowledge.search.names import Name, pairs
from knowledge.search.question import Question, Span
from knowledge.search.ranking import Ranking
from knowledge.search.syllables import Syllables, Variants
from knowledge.search.vocabulary import Kind, Word
from knowledge.text.normalise import spoken

Reach = Mapping[int, float]
"""For each name reached, how much of a thing it answers, between 0 and 1."""

TERMS_REMEMBERED = 1024
REACHES_REMEMBERED = 256
FAINT = 0.3


@dataclass(slots=True)
class Evidence:
    """What one question says: a gain for each name, its whole weight, the syllables and pairs it asks for."""

    gain: dict[int, float] = field(default_factory=dict)
    weight: float = 0.0
    covered: set[str] = field(default_factory=set)
    pairs: set[str] = field(default_factory=set)

    def add(self, weight: float, reach: Reach) -> None:
        """Count something the question says."""
        self.weight += weight
        gain = self.gain
        for name, worth in reach.items():
            gain[name] = gain.get(name, 0.0) + weight * worth


class Weigher:
    """Turns questions into evidence over the names of one catalogue."""

    def __init__(self, names: Sequence[Name], ranking: Ranking) -> None:
        """Note which names hold which syllable."""
        self._ranking = ranking
        self.syllables = Syllables((name.all for name in names), ranking)
        self._holders: dict[str, dict[int, float]] = {}
        for number, name in enumerate(names):
            for syllable in name.all:
                self._holders.setdefault(syllable, {})[number] = 1.0
            for syllable in name.aside:
                self._holders.setdefault(syllable, {})[number] = ranking.aside
        self._together = lru_cache(maxsize=REACHES_REMEMBERED)(self._join)
        self._term = lru_cache(maxsize=TERMS_REMEMBERED)(self._weigh_term)

    def weigh(self, question: Question) -> Evidence:
        """The evidence of a whole question."""
        evidence = Evidence()
        for span in question.spans:
            if span.asks:
                evidence.covered.update(span.syllables)
            elif span.word is None:
                self._add_syllables(evidence, span)
            else:
                self._add_word(evidence, span, span.word)
        evidence.pairs.update(_pairs(question))
        return evidence

    def _add_syllables(self, evidence: Evidence, span: Span) -> None:
        for syllable in span.syllables:
            weight, reach = self._reach(syllable)
            evidence.add(weight, reach)
            evidence.covered.update(known for known, _ in self.syllables.variants(syllable))

    def _add_word(self, evidence: Evidence, span: Span, word: Word) -> None:
        """An everyday word: a name answers it by holding it as typed, or by the official term, whichever is more."""
        literal = [self._reach(syllable) for syllable in span.syllables]
        typed = sum(weight for weight, _ in literal)
        best: dict[int, float] = {}
        for weight, reach in literal:
            for name, worth in reach.items():
                best[name] = best.get(name, 0.0) + worth * weight / typed if typed else 0.0
        heaviest = typed if word.kind is Kind.HINT else 0.0
        value = self._ranking.hint if word.kind is Kind.HINT else self._ranking.everyday
        for meaning in word.meanings:
            term = self._term(meaning)
            heaviest = max(heaviest, min(term.weight, self._ranking.heaviest))
            for name, worth in term.reach.items():
                if value * worth > best.get(name, 0.0):
                    best[name] = value * worth
            evidence.covered.update(term.syllables)
            evidence.pairs.update(term.pairs)
        for syllable in span.syllables:
            evidence.covered.update(known for known, worth in self.syllables.variants(syllable) if worth == 1.0)
        evidence.add(heaviest, best)

    def _reach(self, syllable: str) -> tuple[float, Reach]:
        """How much a typed syllable weighs and which names hold it."""
        variants = self.syllables.variants(syllable)
        if not variants:
            return (self._ranking.unknown if any(c.isalpha() for c in syllable) else 0.0), {}
        if len(variants) == 1 and variants[0][1] == 1.0:
            known = variants[0][0]
            return self.syllables.rarity(known), self._holders[known]
        return min(self.syllables.rarity(known) for known, _ in variants), self._together(variants)

    def _join(self, variants: Variants) -> Reach:
        """The names that hold one of several syllables."""
        together: dict[int, float] = {}
        for known, worth in variants:
            for name, held in self._holders[known].items():
                if worth * held > together.get(name, 0.0):
                    together[name] = worth * held
        return together

    def _weigh_term(self, meaning: str) -> "Term":
        syllables = spoken(meaning).split()
        weights = {known: self.syllables.rarity(known) for known in syllables}
        whole = sum(weights.values())
        together: dict[int, float] = {}
        for known, weight in weights.items():
            for name, held in self._holders.get(known, {}).items():
                together[name] = together.get(name, 0.0) + held * weight / whole
        power = self._ranking.part
        reach = {name: share**power for name, share in together.items() if share**power >= FAINT}
        return Term(whole, reach, frozenset(weights), frozenset(pairs(syllables)))


@dataclass(frozen=True, slots=True)
class Term:
    """An official term that an everyday word stands for, weighed."""

    weight: float
    reach: Reach
    syllables: frozenset[str]
    pairs: frozenset[str]


def _pairs(question: Question) -> list[str]:
    """The neighbours typed, where neither only asks."""
    found: list[str] = []
    run: list[str] = []
    for span in question.spans:
        if span.asks:
            found += pairs(run)
            run = []
        else:
            run.extend(span.syllables)
    return found + pairs(run)
