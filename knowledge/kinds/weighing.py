"""Weighing what speaks for each kind of message: which cues count, and how much is needed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.kinds.cues import ALONE, HELPERS, SPELLING, SPOKEN_FOR, STATEMENT, THEME, UNMARKED, Cue, by_form
from knowledge.kinds.message import Message, MessageReader
from knowledge.kinds.patterns import NUMBER, Match, Patterns, apart
from knowledge.kinds.reading import Kind
from knowledge.kinds.scale import Scale
from knowledge.search.decision import Finding
from knowledge.search.results import Results

ASKING, APPLYING, FILLER = "asking", "applying", "filler"
"""Themes that the decision itself knows; the others are known to cues.csv alone."""
COMPLAINING = frozenset({Kind.PETITION, Kind.DENUNCIATION})

Found = Match[tuple[Cue, ...]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one kind: the cues that count, strongest first, and how much weight is needed."""

    kind: Kind
    cues: tuple[Cue, ...]
    needed: float

    @property
    def weight(self) -> float:
        """The weight of all cues together."""
        return sum(cue.weight for cue in self.cues)

    @property
    def passes(self) -> bool:
        """Whether there is enough of it."""
        return self.weight >= self.needed

    def weight_of(self, says: str) -> float:
        """The weight of the cues for one finer kind."""
        return sum(cue.weight for cue in self.cues if cue.says == says)

    def __str__(self) -> str:
        """The cues with their weights, their sum, and what is needed."""
        cues = ", ".join(f"'{cue.form}' {cue.weight:g}" for cue in self.cues)
        return f"{self.kind}: {cues} = {self.weight:g}, needed {self.needed:.1f}"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A message weighed: the evidence, the farthest above what is needed first; whether it says nothing at all."""

    evidence: tuple[Evidence, ...]
    idle: bool


class Weigher:
    """Finds and weighs the cues in messages."""

    def __init__(self, cues: Iterable[Cue], scale: Scale) -> None:
        """Take the cues; a form may stand in several rows."""
        cues = tuple(cues)
        self._scale = scale
        self._shares = {
            Kind.EMERGENCY: scale.danger,
            Kind.FILE_STATUS: scale.following,
            Kind.PETITION_STATUS: scale.following,
        }
        forms = by_form(cue for cue in cues if cue.kind != SPELLING)
        self._patterns = Patterns(forms)
        spellings = {cue.form: cue.says for cue in cues if cue.kind == SPELLING}
        syllables = {one for pattern in forms for part in pattern.parts for one in part if one != NUMBER}
        self._reader = MessageReader(spellings, syllables)

    def weigh(self, words: str, results: Results, finding: Finding) -> Weighed:
        """What speaks for each kind, given what the search made of the same words."""
        message = self._reader.read(words)
        everything = self._patterns.all_in(message.syllables)
        themes = self._all_themes(message, apart(everything), finding)
        found = apart(one for one in everything if _matters(message, one, themes))
        themes = self._all_themes(message, found, finding)
        asking = sum(ASKING in _themes([one]) for one in found)
        weighed = [
            Evidence(kind, cues, self._needed(kind, results, finding, asking))
            for kind, cues in _speaking(message, found, themes).items()
        ]
        weighed.sort(key=lambda one: (one.needed - one.weight, one.kind))
        return Weighed(tuple(weighed), idle=_strangers(message, found) == 0)

    def _all_themes(self, message: Message, found: Sequence[Found], finding: Finding) -> frozenset[str]:
        """The themes that forms name, and those that no form stands for."""
        themes = _themes(found)
        if _strangers(message, found) <= self._scale.strangers:
            themes.add(ALONE)
        said = len(message.syllables) >= self._scale.statement and not message.asks
        if said and not finding.hits and themes.isdisjoint({ASKING, APPLYING}):
            themes.add(STATEMENT)
        return frozenset(themes)

    def _needed(self, kind: Kind, results: Results, finding: Finding, asking: int) -> float:
        """How much evidence a kind needs against what the search found."""
        scale = self._scale
        if not finding.hits:
            return scale.bar
        best = finding.hits[0].score
        if kind in self._shares:
            return scale.bar + best * self._shares[kind]
        needed = scale.bar + best * (scale.answer if finding.kind == "answer" else scale.choices)
        if results.by_code or best >= scale.named:
            needed += scale.named_whole
        return needed + (scale.asking if kind in COMPLAINING else scale.asking_else) * min(asking, scale.most_asking)


def _speaking(message: Message, found: Sequence[Found], themes: frozenset[str]) -> dict[Kind, tuple[Cue, ...]]:
    """The cues that count for each kind; a form that comes twice counts once."""
    speaking: dict[Kind, list[Cue]] = {}
    for one in {match.meant: match for match in found}.values():
        for cue in _counting(message, one, themes):
            speaking.setdefault(Kind(cue.kind), []).append(cue)
    return {kind: tuple(sorted(cues, key=lambda cue: -cue.weight)) for kind, cues in speaking.items()}


def _matters(message: Message, one: Found, themes: frozenset[str]) -> bool:
    """Whether a form found may hide the shorter ones inside it.

    It may when it says something, and when it is set aside by what else was said; not when what it needs is missing.
    """
    around = _around(message, one, themes)
    return any(cue.kind in HELPERS or (cue.has_needs(around) and cue.may_be_typed(around)) for cue in one.meant)


def _counting(message: Message, one: Found, themes: frozenset[str]) -> Iterator[Cue]:
    """The rows of a form found that count beside these themes."""
    around = _around(message, one, themes)
    return (cue for cue in one.meant if cue.kind in SPOKEN_FOR and cue.counts(around))


def _around(message: Message, one: Found, themes: frozenset[str]) -> frozenset[str]:
    return themes if message.syllables.shows_marks(one.places) else themes | {UNMARKED}


def _themes(found: Iterable[Found]) -> set[str]:
    return {cue.says for one in found for cue in one.meant if cue.kind == THEME}


def _strangers(message: Message, found: Iterable[Found]) -> int:
    """How many syllables are neither small talk nor filling."""
    return len(message.syllables) - sum(len(one.places) for one in found if _is_idle(one))


def _is_idle(found: Found) -> bool:
    return any(cue.says == FILLER or cue.kind == Kind.SMALL_TALK for cue in found.meant)
