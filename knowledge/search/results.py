"""What a search found, with its reasons: printing it answers "why this one?"."""

from dataclasses import dataclass

from knowledge.procedures import NOT_HERE, Procedure
from knowledge.timeline import HOLDING, Standing


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure found, its standing on the day, its score between 0 and 1, and what of the question it matched."""

    procedure: Procedure
    standing: Standing
    score: float
    matched: tuple[str, ...]

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
    """The hits worth showing, best first, and those looked at and rejected."""

    query: str
    kept: tuple[Hit, ...]
    rejected: tuple[Hit, ...] = ()
    by_code: bool = False

    def __str__(self) -> str:
        """The question, then one line for every hit."""
        kept = [f"  + {hit}" for hit in self.kept]
        return "\n".join([self.query, *kept, *(f"  - {hit}" for hit in self.rejected)])
