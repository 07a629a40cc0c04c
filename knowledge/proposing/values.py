"""What is drawn up from an annex: lines, what a person must say, and the versions that would stand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.annexes.values import TOLERATED, Annex, AnnexFault, AnnexRow, StatedDecision, Trouble
from knowledge.procedures import Decision, EndReason, Field, Level, Procedure, Source, Version
from knowledge.units import Unit


class Fact(StrEnum):
    """What must be known of a decision before anything of it is proposed."""

    NUMBER = "number"
    SIGNED_ON = "signed_on"
    ISSUER = "issuer"
    EFFECTIVE_ON = "effective_on"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a decision as a person gave them; empty where the file's own hold."""

    number: str = ""
    signed_on: date | None = None
    issuer: str = ""
    effective_on: date | None = None
    levels: frozenset[Level] = frozenset()

    def over(self, stated: StatedDecision) -> "Facts":
        """These, and for what they leave empty those of the file."""
        return Facts(
            self.number or stated.number,
            self.signed_on or stated.signed_on,
            self.issuer or stated.issuer,
            self.effective_on or stated.effective_on,
            self.levels,
        )


class Kind(StrEnum):
    """What a row does to the catalogue."""

    NEW = "new"
    CHANGED = "changed"
    ENDED = "ended"
    UNTOUCHED = "untouched"  # it stands so already
    LEFT = "left"  # a person left it out
    OPEN = "open"  # a person must say something first


class Doubt(StrEnum):
    """Why a row needs a person."""

    NO_CODE = "no_code"
    OTHER_CODE = "other_code"  # the very name stands under another code
    NEAR_NAME = "near_name"  # nearly the same name stands in the same field
    OTHER_NAME = "other_name"  # the code stands under quite another name
    NO_REPLACED = "no_replaced"  # it replaces what is not known
    NO_HEIR = "no_heir"  # it is replaced by what is not known
    NO_FIELD = "no_field"
    EARLY = "early"  # it takes effect before its decision was signed
    NOT_KNOWN = "not_known"  # the end of what the catalogue does not have
    ENDED_BEFORE = "ended_before"
    NO_REASON = "no_reason"
    SEEN_LATER = "seen_later"  # it was first seen after the day of the change
    SAME_DAY = "same_day"  # another version begins on that very day
    LATER = "later"  # another version begins after that day


class Choice(StrEnum):
    """What a person may say of a row."""

    LEAVE = "leave"
    CODE = "code"  # it is this code
    REPLACES = "replaces"  # it replaces this one
    ANOTHER = "another"  # it is another procedure, and replaces none
    RENAMED = "renamed"
    FIELD = "field"  # it is of this field
    NEW_FIELD = "new_field"
    STATED = "stated"  # the day holds as it is stated
    SIGNED = "signed"  # the day of the signing holds
    AGAIN = "again"  # this decision holds over what ended it before
    REASON = "reason"
    EACH = "each"  # row by row
    SEEN = "seen"  # what was seen is what this decision brought
    OVER = "over"  # it takes the place of the other version
    UNTIL = "until"  # it holds until the later version begins
    DROP = "drop"  # what would begin later does not begin


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: what it is about, and the name of that where it has one."""

    choice: Choice
    about: str = ""
    name: str = ""

    @property
    def key(self) -> str:
        """What the answer is kept as, and typed on the command line: "replaces:1.001193"."""
        return f"{self.choice}:{self.about}" if self.about else str(self.choice)


@dataclass(frozen=True, slots=True)
class Question:
    """What a person must say of a row; the same key asks the same of other rows too."""

    key: str
    doubt: Doubt
    number: int  # of the row, from 1
    row: AnnexRow
    options: tuple[Option, ...]
    about: str = ""  # the day, the field or the name it is about
    takes_code: bool = False  # a code may be typed instead


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a line changes: its name among `COMPARED`, and what stood and would stand, as text."""

    what: str
    before: str
    after: str


COMPARED = ("name", "field", "levels", "authority", "reception", "time", "fee")
"""What a changed procedure is compared by."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one row does, or a code that it replaces (`number` is the row's)."""

    number: int
    kind: Kind
    code: str
    name: str
    field: str = ""
    on: date | None = None
    differences: tuple[Difference, ...] = ()
    replaced_by: tuple[str, ...] = ()
    reason: EndReason | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A version that would stand; `of` is the one that stands now, whose papers go with it."""

    version: Version
    of: Version | None = None
    ref: str = ""  # where the annex says it; empty: as it was


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue says now, as far as an annex is held against it."""

    procedures: Mapping[str, Procedure]
    fields: Collection[str]
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    units: Sequence[Unit] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An annex held against the catalogue of a day."""

    annex: Annex
    facts: Facts
    missing: tuple[Fact, ...]
    elsewhere: str  # the place of a decision that does not hold here; empty for one that does
    decision: Decision | None
    source: Source | None
    lines: tuple[Line, ...]
    questions: tuple[Question, ...]
    fields: tuple[Field, ...]  # new ones
    drawn: Mapping[str, tuple[Piece, ...]]  # by code, what would stand, oldest first

    @property
    def faults(self) -> tuple[AnnexFault, ...]:
        """What is wrong in the file and no answer mends; a day that lies ahead is asked for instead."""
        asked = TOLERATED | {Trouble.SIGNED_LATER}
        return tuple(fault for fault in self.annex.faults if fault.trouble not in asked)

    @property
    def is_ready(self) -> bool:
        """Whether it can be proposed: nothing is missing, asked or wrong, and something changes."""
        waits = self.missing or self.questions or self.elsewhere or self.faults
        return not waits and bool(self.drawn)

    def number_of(self, kind: Kind) -> int:
        """How many lines are of a kind."""
        return sum(line.kind is kind for line in self.lines)
