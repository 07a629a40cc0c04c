"""What a search found, with its reasons: printing it answers "why this one?"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.procedures import NOT_HERE, Procedure
from knowledge.timeline import HOLDING, Standing

PLACES = 4
"""Scores are told with this many decimal places."""


class Step(StrEnum):
    """A step on the way to a score, in the order in which they are taken."""

    CODE = "code"  # its code was typed
    NAMED = "named"  # its name was typed whole
    BROAD = "broad"  # one of the matters that a word too broad to answer may mean
    SAID = "said"  # what the question says and the name answers
    UNANSWERED = "unanswered"  # what the question says and the name does not answer
    UNASKED = "unasked"  # what the name says and the question does not ask for
    NEIGHBOURS = "neighbours"  # syllables that are neighbours in both
    FAR = "far"  # handled far from the communes, or for organisations alone
    ACT = "act"  # another act than the one asked for: "cấp đổi" for "cấp lại"
    STANDING = "standing"  # what the day makes of it, and whether it stands for one that it replaced


@dataclass(frozen=True, slots=True)
class Part:
    """What one step added to a score; below 0 when it took away."""

    step: Step
    value: float


def parts_of(totals: Iterable[tuple[Step, float]]) -> Iterator[Part]:
    """The parts of a score by the totals after each step: they add up to the last total; idle steps are left out."""
    before = 0.0
    for step, total in totals:
        value = round(round(total, PLACES) - before, PLACES)
        before = round(total, PLACES)
        if value:
            yield Part(step, value)


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure found, its standing on the day, its score between 0 and 1, and what of the question it matched.

    `parts` add up to the score; they are empty unless an explanation was asked for.
    """

    procedure: Procedure
    standing: Standing
    score: float
    matched: tuple[str, ...]
    parts: tuple[Part, ...] = ()

    @property
    def code(self) -> str:
        """The procedure's code."""
        return self.procedure.code

    @property
    def name(self) -> str:
        """The full name on the day."""
        return self.standing.version.name

    @property
    def holds(self) -> bool:
        """Whether a citizen can hand a file in on the day."""
        return self.standing.status in HOLDING

    @property
    def elsewhere(self) -> bool:
        """Whether none of the seven communes handles it: customs, border, bank or sea."""
        return self.standing.version.reception in NOT_HERE

    def __str__(self) -> str:
        """One line: score, code, status, name and what matched."""
        return f"{self.score:.3f} {self.code} [{self.standing.status}] {self.name} <- {', '.join(self.matched)}"


@dataclass(frozen=True, slots=True)
class Results:
    """The hits worth showing, best first, and those looked at and rejected.

    When `broad`, the question says too little to be answered, and the hits are all that it may mean.
    """

    query: str
    kept: tuple[Hit, ...]
    rejected: tuple[Hit, ...] = ()
    by_code: bool = False
    broad: bool = False

    def __str__(self) -> str:
        """The question, then one line for every hit."""
        kept = [f"  + {hit}" for hit in self.kept]
        return "\n".join([self.query, *kept, *(f"  - {hit}" for hit in self.rejected)])
