"""The kind of a message: the search's finding stands unless enough speaks for another kind."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from knowledge.kinds.cues import Cue, read_cues
from knowledge.kinds.private import private_numbers
from knowledge.kinds.reading import SUBKINDS, Kind, Reading
from knowledge.kinds.scale import Scale
from knowledge.kinds.weighing import Evidence, Weighed, Weigher
from knowledge.search.decision import Finding
from knowledge.search.results import Results

FIRST = (frozenset({Kind.EMERGENCY}), frozenset({Kind.DENUNCIATION, Kind.SAFETY}))
"""Kinds that go before the others, whatever speaks for these: life first, then what must not be kept."""
NUMBERS, ACCUSATION, CHAT, EITHER = "numbers", "accusation", "chat", "either"


class Kinds:
    """Decides what a message is; complete when constructed, it never changes."""

    def __init__(self, cues: Iterable[Cue], scale: Scale | None = None) -> None:
        """Take the cues."""
        self._scale = scale or Scale()
        self._weigher = Weigher(cues, self._scale)

    @classmethod
    def read(cls, folder: Path) -> "Kinds":
        """The kinds by the cues of a data folder. Raises CuesFileError."""
        return cls(read_cues(folder))

    def of(self, words: str, results: Results, finding: Finding) -> Reading:
        """What a message is, given what the search made of the same words. Never raises, whatever is typed."""
        weighed = self._weigher.weigh(words, results, finding)
        passing = [one for one in weighed.evidence if one.passes]
        denounced = next((one for one in passing if one.kind is Kind.DENUNCIATION), None)
        reading = self._read(words, weighed, _chosen(passing), finding)
        return replace(reading, denounces=self._subkind(denounced) or EITHER) if denounced else reading

    def _read(self, words: str, weighed: Weighed, chosen: Evidence | None, finding: Finding) -> Reading:
        if private_numbers(words) and (chosen is None or chosen.kind not in FIRST[0] | {Kind.DENUNCIATION}):
            return Reading(Kind.SAFETY, "a private number was typed", NUMBERS)
        if chosen:
            return Reading(chosen.kind, str(chosen), self._subkind(chosen))
        if weighed.idle and not finding.hits:
            return Reading(Kind.SMALL_TALK, "nothing but filling was said", CHAT)
        return Reading(Kind(finding.kind), "; ".join([finding.reason, *map(str, weighed.evidence)]))

    def _subkind(self, evidence: Evidence) -> str:
        """The finer kind for which most speaks; a crime makes a denunciation a tố cáo. Empty when nothing says."""
        if evidence.weight_of(ACCUSATION) >= self._scale.accused:
            return ACCUSATION
        best = max(SUBKINDS.get(evidence.kind, ("",)), key=evidence.weight_of)
        return best if evidence.weight_of(best) else ""


def _chosen(passing: Sequence[Evidence]) -> Evidence | None:
    """Of the kinds that pass, one that goes first, else the one that passes by most."""
    for kinds in FIRST:
        for one in passing:
            if one.kind in kinds:
                return one
    return passing[0] if passing else None
