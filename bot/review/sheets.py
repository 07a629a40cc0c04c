"""What an officer is drawing up from an annex, and what of it those read who decide; both as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256

from pydantic import TypeAdapter

from knowledge.annexes.values import Annex, ColumnMatch
from knowledge.procedures import Decision
from knowledge.proposing.values import Draft, Facts, Kind, Line


@dataclass(frozen=True, slots=True)
class Sheet:
    """An annex on its way to a proposal: where it is, what was read of it, what was said of it since."""

    file_id: str = ""  # where Telegram has it
    stored: str = ""  # the name under which our folder has it, of one that was brought in at the desk
    tries: int = 0
    not_before: datetime | None = None
    annex: Annex | None = None
    facts: Facts = field(default_factory=Facts)
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def edition(self) -> str:
        """Tells what was said so far apart from what was said before."""
        facts = replace(self.facts, levels=frozenset()), sorted(self.facts.levels)
        return sha256(repr((*facts, sorted(self.answers.items()))).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a proposal would change, as it was drawn up; `effective_on` is the earliest day of it."""

    decision: Decision | None = None
    effective_on: date | None = None
    lines: tuple[Line, ...] = ()
    columns: tuple[ColumnMatch, ...] = ()

    @classmethod
    def of(cls, draft: Draft) -> "Summary":
        """What those who decide are to read of a draft."""
        days = [line.on for line in draft.lines if line.on and line.kind in {Kind.NEW, Kind.CHANGED, Kind.ENDED}]
        return cls(draft.decision, min(days, default=draft.facts.effective_on), draft.lines, draft.annex.columns)

    def number_of(self, kind: Kind) -> int:
        """How many lines are of a kind."""
        return sum(line.kind is kind for line in self.lines)


def to_json(kept: Sheet | Summary) -> str:
    """As it is kept in its row."""
    if isinstance(kept, Summary):
        return _summaries().dump_json(kept).decode()
    return _sheets().dump_json(kept).decode()


def sheet_of(text: str) -> Sheet:
    """What an officer is drawing up."""
    return _sheets().validate_json(text)


def summary_of(text: str) -> Summary:
    """What a proposal would change."""
    return _summaries().validate_json(text)


# Made when they are first asked for, since it takes a while.
@cache
def _sheets() -> TypeAdapter[Sheet]:
    return TypeAdapter(Sheet)


@cache
def _summaries() -> TypeAdapter[Summary]:
    return TypeAdapter(Summary)
