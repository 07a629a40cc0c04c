"""What a question says for each name: how much of it the name answers, and which of the name's words it asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.remembering import remembered
from knowledge.search.names import Act, Name, pairs
from knowledge.search.question import Question, Span
from knowledge.search.ranking import Ranking
from knowledge.search.syllables import Syllables, Variants
from knowledge.search.vocabulary import Kind, Word
from knowledge.text.normalise import spoken

TERMS_REMEMBERED = 1024
WORDS_REMEMBERED = 2048
REACHES_REMEMBERED = 1024
FAINT = 0.3


Numbers = NDArray[np.intp]
Worths = NDArray[np.float64]


class Reach(NamedTuple):
    """The names that a thing reaches, each once, and how much of it each answers, between 0 and 1."""

    names: Numbers
    worths: Worths

    @classmethod
    def of(cls, worths: Mapping[int, float]) -> "Reach":
        """A reach of names with their worths."""
        return cls(np.fromiter(worths.keys(), np.intp, len(worths)), np.fromiter(worths.values(), float, len(worths)))


NOTHING = Reach.of({})


class Gain:
    """What each name of a catalogue gains, and whether anything was said of it at all."""

    def __init__(self, names: int) -> None:
        """Of so many names none gains anything yet."""
        self.of: Worths = np.zeros(names)
        self.has = np.zeros(names, bool)

    def add(self, weight: float, reach: Reach, *, brings: bool) -> None:
        """Something is said; unless it `brings` names, only those gain of which something was said before."""
        names, worths = reach
        if brings:
            self.has[names] = True
        else:
            before = self.has[names]
            names, worths = names[before], worths[before]
        self.of[names] += weight * worths

    def numbers(self) -> Numbers:
        """The names of which something was said."""
        return np.flatnonzero(self.has)

    def reach(self) -> Reach:
        """The same with what each gains."""
        names = self.numbers()
        return Reach(names, self.of[names])


@dataclass(slots=True)
class Evidence:
    """What one question says: a gain for each name, its whole weight, and the syllables, pairs and acts it asks for."""

    gain: Gain
    weight: float = 0.0
    covered: set[str] = field(default_factory=set)
    pairs: set[str] = field(default_factory=set)

    acts: Sequence[Act] = ()

    said: list[tuple[float, Reach]] = field(default_factory=list)

    def add(self, weight: float, reach: Reach) -> None:
        """Note something the question says; `settle` counts it."""
        self.weight += weight
        self.said.append((weight, reach))

    def settle(self, enough: int) -> None:
        """Count all that was said."""
        count(self.said, self.gain, enough)


def count(said: Iterable[tuple[float, Reach]], gain: Gain, enough: int) -> None:
    """What each name gains, by what weighs most first: once there are names enough, the rest brings no further ones."""
    known = 0
    for weight, reach in sorted(said, key=lambda one: -one[0]):
        brings = not enough <= known < len(reach.names)
        gain.add(weight, reach, brings=brings)
        known = int(np.count_nonzero(gain.has)) if brings else known


class Weigher:
    """Turns questions into evidence over the names of one catalogue."""

    def __init__(self, names: Sequence[Name], ranking: Ranking) -> None:
        """Note which names hold which syllable."""
        self._ranking = ranking
        self._names = len(names)
        self.syllables = Syllables((name.all for name in names), ranking)
        holders: dict[str, dict[int, float]] = {}
        for number, name in enumerate(names):
            for syllable in name.all:
                holders.setdefault(syllable, {})[number] = 1.0 if syllable in name.head else ranking.in_tail
            for syllable in name.aside:
                holders.setdefault(syllable, {})[number] = ranking.aside
        self._holders = {syllable: Reach.of(held) for syllable, held in holders.items()}
        self._together = remembered(self._join, REACHES_REMEMBERED)
        self._term = remembered(self._weigh_term, TERMS_REMEMBERED)
        self._said = remembered(self._weigh_word, WORDS_REMEMBERED)

    def weigh(self, question: Question) -> Evidence:
        """The evidence of a whole question."""
        evidence = Evidence(Gain(self._names))
        for span in question.spans:
            if span.asks:
                evidence.covered.update(span.syllables)
            elif span.word is None:
                self._add_syllables(evidence, span)
            else:
                self._add_word(evidence, span, span.word)
        evidence.settle(self._ranking.enough)
        for word in question.circumstances:
            self._lean(evidence, word)
        evidence.pairs.update(_pairs(question))
        acts = question.acts if len(question.acts) == 1 else ()  # several are asked about together: "khóa, mở khóa"
        evidence.acts = [*acts, *question.owners]
        return evidence

    def _add_syllables(self, evidence: Evidence, span: Span) -> None:
        for syllable in span.syllables:
            weight, reach = self._reach(syllable)
            evidence.add(weight, reach)
            evidence.covered.update(known for known, _ in self.syllables.variants(syllable))

    def _add_word(self, evidence: Evidence, span: Span, word: Word) -> None:
        said = self._said(word, span.syllables)
        evidence.add(said.weight, said.reach)
        evidence.weight -= said.weight * said.forgiven
        evidence.covered |= said.covered
        evidence.pairs |= said.pairs

    def _weigh_word(self, word: Word, syllables: tuple[str, ...]) -> "Said":
        """An everyday word: a name answers it by holding it as typed, or by the official term, whichever is more."""
        ranking, hint = self._ranking, word.kind is Kind.HINT
        typed, literal = self._literal(syllables)
        best = literal.of
        heaviest, value = (typed, ranking.hint) if hint else (0.0, ranking.everyday)
        covered: set[str] = set()
        neighbours: set[str] = set()
        for term in map(self._term, word.meanings):
            heaviest = max(heaviest, min(term.weight, ranking.heaviest))
            _raise_to(best, term.reach, value)
            covered |= term.syllables
            neighbours |= term.pairs
        for syllable in syllables:
            covered.update(known for known, worth in self.syllables.variants(syllable) if worth == 1.0)
        forgiven = 1 - ranking.hint_missed if hint else 0.0
        literal.has |= best > 0
        return Said(heaviest, forgiven, literal.reach(), frozenset(covered), frozenset(neighbours))

    def _literal(self, syllables: tuple[str, ...]) -> tuple[float, Gain]:
        """The weight of the word's own syllables, and how much of them each name holds."""
        literal, held = [self._reach(syllable) for syllable in syllables], Gain(self._names)
        typed = sum(weight for weight, _ in literal)
        if typed:
            count([(weight / typed, reach) for weight, reach in literal], held, self._ranking.enough)
        return typed, held

    def _lean(self, evidence: Evidence, word: Word) -> None:
        """A circumstance brings the names nearer that state it, and takes nothing from the others."""
        for meaning in word.meanings:
            term = self._term(meaning)
            weight = self._ranking.circumstance * min(term.weight, self._ranking.heaviest)
            evidence.gain.add(weight, term.reach, brings=False)
            evidence.covered.update(term.syllables)

    def _reach(self, syllable: str) -> tuple[float, Reach]:
        """How much a typed syllable weighs and which names hold it."""
        variants = self.syllables.variants(syllable)
        if not variants:
            return (self._ranking.unknown if any(c.isalpha() for c in syllable) else 0.0), NOTHING
        if len(variants) == 1 and variants[0][1] == 1.0:
            known = variants[0][0]
            return self.syllables.rarity(known), self._holders[known]
        return min(self.syllables.rarity(known) for known, _ in variants), self._together(variants)

    def _join(self, variants: Variants) -> Reach:
        """The names that hold one of several syllables."""
        together = Gain(self._names)
        for known, worth in variants:
            _raise_to(together.of, self._holders[known], worth)
        together.has = together.of > 0
        return together.reach()

    def _weigh_term(self, meaning: str) -> "Term":
        syllables = spoken(meaning).split()
        weights = {known: self.syllables.rarity(known) for known in syllables}
        whole = sum(weights.values())
        shares = [(weight / (whole or 1.0), self._holders.get(known, NOTHING)) for known, weight in weights.items()]
        together, power = Gain(self._names), self._ranking.part
        count(shares, together, self._ranking.enough)
        held = zip(*(part.tolist() for part in together.reach()), strict=True)
        reach = {name: share**power for name, share in held if share**power >= FAINT}
        return Term(whole, Reach.of(reach), frozenset(weights), frozenset(pairs(syllables)))


@dataclass(frozen=True, slots=True)
class Term:
    """An official term that an everyday word stands for, weighed."""

    weight: float
    reach: Reach
    syllables: frozenset[str]
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """What an everyday word of a question says; a name may leave the share `forgiven` of its weight unanswered."""

    weight: float
    forgiven: float
    reach: Reach
    covered: frozenset[str]
    pairs: frozenset[str]


def _raise_to(worths: Worths, reach: Reach, value: float) -> None:
    """Each name that a thing reaches is worth at least so much of what it answers."""
    worths[reach.names] = np.maximum(worths[reach.names], value * reach.worths)


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
