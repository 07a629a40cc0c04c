"""The values of the catalogue: a procedure (thủ tục hành chính), its versions in time and what brought them.

A code is one identity for ever; what held under it over `[valid_from, valid_to)` is a version. Days are legal dates in
Việt Nam. An empty value means that no source states it, never that there is none.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """Cấp thực hiện: the level of government that carries a procedure out."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DISTRICT = "district"  # until the end of 2025-06-30
    COMMUNE = "commune"
    OTHER = "other"


class Reception(StrEnum):
    """Nơi nộp hồ sơ: the kind of place where a citizen hands the file in."""

    ONE_STOP = "one_stop"
    POLICE = "police"
    MILITARY = "military"
    SCHOOL = "school"
    SOCIAL_INSURANCE = "social_insurance"
    TAX = "tax"
    DEPARTMENT = "department"
    CUSTOMS = "customs"
    BORDER = "border"
    BANK = "bank"
    SEA = "sea"
    OTHER = "other"  # a body of its own, named in `authority`


NOT_HERE = frozenset({Reception.CUSTOMS, Reception.BORDER, Reception.BANK, Reception.SEA})
"""Kinds of reception that none of the seven communes has: found by name, never browsed, and said so."""


OUR_PLACES = frozenset({"", "Nam Định", "Ninh Bình"})
"""Whose decisions hold here: the nation's, Nam Định's until 2025-06-30, Ninh Bình's since."""


class DayBasis(StrEnum):
    """Where the day of a change comes from."""

    STATED = "stated"  # a text states the day it takes effect
    SIGNED = "signed"  # only the day the decision was signed is known
    OBSERVED = "observed"  # changed by this day at the latest; the day itself is not known


class Change(StrEnum):
    """What a decision does to a procedure (NĐ 63/2010, Điều 14)."""

    NEW = "new"
    AMENDED = "amended"
    REPLACED = "replaced"
    ABOLISHED = "abolished"


class EndReason(StrEnum):
    """Lý do hết hiệu lực: why a procedure ended."""

    REPLACED_HERE = "replaced_here"  # another procedure of the same place took over
    MOVED = "moved_elsewhere"  # another level or body carries it out
    MERGED = "merged"  # several became one
    DROPPED = "without_replacement"
    IN_ERROR = "published_in_error"


class Channel(StrEnum):
    """Cách nộp: a way to apply."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was seen, in words a citizen can read, and by which day at the latest."""

    key: str
    label: str
    observed_on: date | None
    month: str  # as published: "7/2026", "2026", "quý I/2024"; empty when not known


@dataclass(frozen=True, slots=True)
class Decision:
    """Quyết định công bố: number, signing day and issuer; `place` is empty for the nation, else the province."""

    key: str
    number: str
    signed_on: date | None
    issuer: str
    place: str
    subject: str


@dataclass(frozen=True, slots=True)
class Field:
    """Lĩnh vực, and the office group under which the report of 2024 counts it at each level (empty: not known)."""

    name: str
    district_group: str
    commune_group: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to apply with its own time and fee (đồng), valid over `[valid_from, valid_to)`."""

    channel: Channel
    time: str  # "5 ngày làm việc" as published; empty when not stated
    time_without_unit: str  # a figure published without its unit: shown as doubtful, never as days
    fee: int | None  # đồng; 0 is free of charge; None is not stated or doubtful
    fee_note: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """Giấy tờ cần nộp: one paper, with the number of originals and copies where published."""

    case: str  # "1. Trường hợp …": the circumstance under which it is asked for; empty when always
    name: str
    originals: int | None
    copies: int | None
    conditional: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """Đối chiếu: an officer confirmed for this province what a version says, from a document, on a day."""

    document: str
    on: date
    by: str  # the officer's name at the time


@dataclass(frozen=True, slots=True)
class Version:
    """Phiên bản: what held under a code over `[valid_from, valid_to)`."""

    code: str
    name: str
    short_name: str
    field: str
    levels: frozenset[Level]
    reception: Reception
    performing: str  # who carries it out, as published, without another place's name
    authority: str  # who decides, as published; empty when not stated
    lists: int  # how many independent commune lists of 2026 hold the code
    valid_from: date | None
    from_basis: DayBasis | None
    valid_to: date | None
    to_basis: DayBasis | None
    observed_on: date | None
    begun: Change | None
    ended: Change | None
    enacted_by: tuple[Decision, ...]  # several: one of them, the source does not say which
    ended_by: tuple[Decision, ...]
    ended_elsewhere: Decision | None  # another province published the end; it does not hold here
    ended_elsewhere_on: date | None
    replaced_by: tuple[str, ...]
    applicants: str
    results: str
    papers_complete: bool | None  # False: a list without its main paper; None: no list
    note: str
    source: Source
    ways: tuple[Way, ...] = ()
    words: tuple[str, ...] = ()  # the name in underthesea's words
    end_reason: EndReason | None = None  # None: nobody stated it
    verified: Verification | None = None  # None: not confirmed for this province yet

    @property
    def display_name(self) -> str:
        """The short name where there is one, else the full name without the words "Thủ tục" that begin half of them."""
        told = self.short_name or self.name.removeprefix("Thủ tục ")
        return told[:1].upper() + told[1:]


@dataclass(frozen=True, slots=True)
class Procedure:
    """Thủ tục: one code and its versions, oldest first."""

    code: str
    versions: tuple[Version, ...]

    @property
    def latest(self) -> Version:
        """The version that began last."""
        return self.versions[-1]
