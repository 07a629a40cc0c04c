"""How a reply comes about: written in parts, handed up, approved or sent back, and then it moves its petition.

Every act holds the petition first, and writes nothing before it is sure that it may: whoever comes second is refused
with what stands now.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.clock import VIET_NAM
from bot.petitions.attachments import FileState
from bot.petitions.cases import Cases
from bot.petitions.contents.kinds import Kind
from bot.petitions.life import OPEN, PAUSED, State
from bot.petitions.petition import Actor, Petition
from bot.petitions.reasons import Reason
from bot.petitions.replies import Document, Part, Reply, ReplyKind, ReplyState
from bot.petitions.templates import Template
from bot.petitions.wording import clean
from bot.petitions.working_days import day_and_hour
from knowledge.text.normalise import bare, compose, drop_marks

PARTS: Mapping[ReplyKind, tuple[Part, ...]] = {
    ReplyKind.ANSWER: (Part.CHECKED, Part.DONE, Part.BASIS, Part.PROOF),
    ReplyKind.REFUSAL: (Part.REASON, Part.EXPLANATION),
    ReplyKind.TRANSFER: (Part.AGENCY, Part.EXPLANATION),
    ReplyKind.EXTENSION: (Part.UNTIL, Part.EXPLANATION),
}
"""What each kind is made of, in the order it is asked for."""

OPTIONAL = frozenset({(ReplyKind.TRANSFER, Part.EXPLANATION)})
"""What a kind can do without."""

LONGEST, LONGEST_AGENCY = 1500, 200
"""Characters of a part: what a phone shows on one screen or two, and what a name can be."""

WORDS_OF_AN_AGENCY = 2
"""With letters: "Sở Y tế", "UBND tỉnh"."""

LONGEST_NUMBER = 50
"""Characters of a document's number."""

TARGETS: Mapping[ReplyKind, State] = {
    ReplyKind.ANSWER: State.ANSWERED,
    ReplyKind.REFUSAL: State.REJECTED,
    ReplyKind.TRANSFER: State.TRANSFERRED,
}
"""Where a reply moves its petition; an extension leaves it where it was."""


class PartFault(StrEnum):
    """Why something typed is no part."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_REASON = "no_reason"  # none of the list
    NO_AGENCY = "no_agency"  # no name of one
    NO_DAY = "no_day"
    NO_SUCH_DAY = "no_such_day"  # the 31st of February
    NOT_LATER = "not_later"
    TOO_FAR = "too_far"
    BARE_NO = "bare_no"  # there is no proof, and it does not say why
    BLANK_DAY = "blank_day"  # a blank takes a day, and there is none
    MANY = "many"  # more than there are blanks


class DocumentFault(StrEnum):
    """Why a document is not ready to go along."""

    NO_NUMBER = "no_number"
    LATE_DAY = "late_day"
    NO_PDF = "no_pdf"
    TOO_BIG = "too_big"
    UNNUMBERED = "unnumbered"
    WAITING = "waiting"
    REFUSED = "refused"


class PartError(Exception):
    """Something typed that is no part."""

    def __init__(self, part: Part, fault: PartFault) -> None:
        self.part = part
        self.fault = fault
        super().__init__(f"{part}: {fault}")


class DocumentError(Exception):
    """A document that cannot go along as it is."""

    def __init__(self, fault: DocumentFault) -> None:
        self.fault = fault
        super().__init__(fault)


class NotOpenError(Exception):
    """A petition that nothing is replied to any more; or for an extension, whose clock stands."""

    def __init__(self, petition: Petition) -> None:
        self.petition = petition
        super().__init__(f"{petition.code} is {petition.state}")


class NotSoError(Exception):
    """What stands of a petition is not what was to be changed: another's, handed up already, changed, or nothing."""

    def __init__(self, standing: Reply | None) -> None:
        self.standing = standing
        super().__init__("the reply is not as it was thought to be")


class UnreadyError(Exception):
    """A reply that lacks parts."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        super().__init__(f"without {', '.join(parts)}")


class OwnReplyError(Exception):
    """Nobody approves what they wrote themselves."""


# What is written


BLANK = re.compile(r"\[[^\[\]]*(?:…|\.{3})[^\[\]]*\]|(?<!v\.v)(?<!v\.v\.)(?:…|\.{3,})")
"""A place of a template that is to be filled in; "v.v..." is a word."""

NO_PROOF = frozenset({"khong", "khong co", "khong co minh chung", "chua co", "khong ghi"})
"""Without marks, what says that there is no proof and not why."""


def blanks(text: str) -> list[str]:
    """The places of a text that are not filled in yet."""
    return BLANK.findall(text)


def blanks_from(written: Reply, part: Part) -> list[tuple[Part, str]]:
    """The blanks of a part, and of the parts that come after it, in order."""
    parts = PARTS[written.kind]
    after = parts[parts.index(part) :] if part in parts else ()
    return [(one, place) for one in after for place in blanks(said(written, one))]


def said(written: Reply, part: Part) -> str:
    """A part as it stands; empty where nothing was said."""
    until = written.until.isoformat() if written.until else ""
    columns = {Part.REASON: written.reason, Part.AGENCY: written.agency, Part.UNTIL: until}
    return columns.get(part) or written.parts.get(part, "")


def unsaid(written: Reply) -> list[Part]:
    """The parts of which nothing is said and which a reply can do without."""
    return [part for part in PARTS[written.kind] if (written.kind, part) in OPTIONAL and not said(written, part)]


def is_empty(written: Reply) -> bool:
    """Whether nothing was written yet: nobody loses anything with it."""
    return not written.document and not any(said(written, part) for part in PARTS[written.kind])


def missing(written: Reply) -> list[Part]:
    """The parts that a reply still lacks, in the order they are asked for; one with a blank is no part."""
    parts = PARTS[written.kind]
    needed = [part for part in parts if (written.kind, part) not in OPTIONAL or said(written, part)]
    return [part for part in needed if not said(written, part) or blanks(said(written, part))]


def with_part(cases: Cases, petition: Petition, written: Reply, part: Part, text: str, today: date) -> Reply:
    """A reply with a part as it was typed on a day. Raises PartError."""
    text = tidy(text)
    if part not in PARTS[written.kind] or not any(letter.isalnum() for letter in text):
        raise PartError(part, PartFault.EMPTY)
    if len(text) > (LONGEST_AGENCY if part is Part.AGENCY else LONGEST):
        raise PartError(part, PartFault.TOO_LONG)
    if part is Part.PROOF and bare(text) in NO_PROOF:
        raise PartError(part, PartFault.BARE_NO)
    if part is Part.REASON:
        return replace(written, reason=_reason(text))
    if part is Part.AGENCY:
        return replace(written, agency=_agency(text))
    if part is Part.UNTIL:
        return replace(written, until=_later_day(cases, petition, text, today))
    return replace(written, parts={**written.parts, part: text})


def tidy(text: str) -> str:
    """A text as a part holds it: its lines stay, without empty ones between, since those part one part from another."""
    return re.sub(r"\n{2,}", "\n", clean(unicodedata.normalize("NFC", text)))


def _agency(text: str) -> str:
    """The name of an agency: two words at least that are none but digits."""
    named = text.split()
    if sum(any(letter.isalpha() for letter in word) for word in named) < WORDS_OF_AN_AGENCY:
        raise PartError(Part.AGENCY, PartFault.NO_AGENCY)
    return " ".join(named)


def _reason(text: str) -> Reason:
    if text not in set(Reason):
        raise PartError(Part.REASON, PartFault.NO_REASON)
    return Reason(text)


DAY = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})(?!\d)")


def day_in(text: str) -> tuple[date, re.Match[str]] | None:
    """The last day that is written in a text, and where: "12/UBND-VP 23/11/2026"."""
    found = list(DAY.finditer(text))
    for match in reversed(found):
        day, month, year = map(int, match.groups())
        try:
            return date(year, month, day), match
        except ValueError:
            continue
    return None


DAY_OR_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}))?(?![\d/])")
"""A day, with its year or without."""


def _later_day(cases: Cases, petition: Petition, text: str, today: date) -> date:
    """The new due day of an extension; without a year it is the next such day."""
    found = list(DAY_OR_DATE.finditer(text))
    if not found:
        raise PartError(Part.UNTIL, PartFault.NO_DAY)
    day, month, year = found[-1].groups()
    years = [int(year)] if year else range(today.year, today.year + LEAP)
    days = [one for number in years if (one := _date(number, int(month), int(day)))]
    until = next((one for one in days if year or one >= today), None)
    if until is None:
        raise PartError(Part.UNTIL, PartFault.NO_SUCH_DAY)
    if fault := until_fault(cases, petition, until):
        raise PartError(Part.UNTIL, fault)
    return until


LEAP = 9
"""After so many years there was a 29th of February for sure."""


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def until_fault(cases: Cases, petition: Petition, until: date) -> PartFault | None:
    """Why an answer cannot be put off until a day."""
    if petition.due_at is None or until <= day_and_hour(petition.due_at)[0]:
        return PartFault.NOT_LATER
    try:
        cases.clocking.extended(petition, until)
    except ValueError:
        return PartFault.TOO_FAR
    return None


HEADINGS: Mapping[ReplyKind, Mapping[Part, str]] = {
    ReplyKind.ANSWER: {
        Part.CHECKED: r"(?:noi dung )?(?:da )?(?:kiem tra|xac minh)(?: gi)?",
        Part.DONE: r"da (?:lam|xu ly|giai quyet)(?: gi)?|ket qua (?:xu ly|giai quyet)",
        Part.BASIS: r"can cu(?: phap ly)?|co so phap ly",
        Part.PROOF: r"minh chung|bang chung",
    },
    ReplyKind.REFUSAL: {Part.REASON: r"ly do", Part.EXPLANATION: r"giai thich|noi dung"},
    ReplyKind.TRANSFER: {
        Part.AGENCY: r"(?:chuyen (?:den )?)?(?:co quan|don vi)(?: nhan| co tham quyen)?|noi nhan",
        Part.EXPLANATION: r"giai thich|ly do|noi dung",
    },
    ReplyKind.EXTENSION: {
        Part.EXPLANATION: r"ly do|giai thich",
        Part.UNTIL: r"(?:gia han )?den(?: het)?(?: ngay)?|ngay moi",
    },
}
"""The headings under which several parts may be typed at once, without marks."""


def parted(kind: ReplyKind, text: str) -> tuple[str, dict[Part, str]]:
    """A text under headings in its parts, in whatever order; and what stands before the first heading."""
    text = tidy(text)
    names = {f"p{number}": part for number, part in enumerate(HEADINGS[kind])}
    headings = "|".join(f"(?P<{name}>{HEADINGS[kind][part]})" for name, part in names.items())
    found = list(re.finditer(rf"(?<!\w)(?:{headings})\s*:", _flat(text)))
    begins = [*(match.start() for match in found), len(text)]
    parts: dict[Part, str] = {}
    for match, end in zip(found, begins[1:], strict=True):
        part = names[str(match.lastgroup)]
        parts[part] = "\n".join(filter(None, (parts.get(part), text[match.end() : end].strip(" \n;,-"))))
    return text[: begins[0]].strip(), parts


def _flat(text: str) -> str:
    """A text without marks, letter for letter."""
    return "".join(flat if len(flat := drop_marks(compose(letter))) == 1 else letter for letter in text)


def read_document(text: str, today: date) -> tuple[str, date]:
    """The number and the day of a signed document: "Văn bản số 12/UBND-VP ngày 23/11/2026". Raises DocumentError."""
    found = day_in(text)
    if found is None:
        raise DocumentError(DocumentFault.NO_NUMBER)
    day, where = found
    number = tidy(text[: where.start()]) or tidy(text[where.end() :])
    number = re.sub(r"(?i)^\W*(?:(?:công |cong )?(?:văn|van)(?: bản| ban)?)?\s*(?:số|so)?\s*:?\s*", "", number)
    number = re.sub(r"(?i)[\s,;]*(?:ngày|ngay)?\s*$", "", number)
    if not any(letter.isdigit() for letter in number) or len(number) > LONGEST_NUMBER:
        raise DocumentError(DocumentFault.NO_NUMBER)
    if day > today:
        raise DocumentError(DocumentFault.LATE_DAY)
    return number, day


def document_fault(cases: Cases, written: Reply) -> DocumentFault | None:
    """Why the document of a reply cannot leave with it now; None where it can, or there is none."""
    document = written.document
    if document.attachment_id is None:
        return None
    if not document.number:
        return DocumentFault.UNNUMBERED
    file = cases.attachments.by_id(document.attachment_id)
    if file is None or file.state is FileState.REFUSED or file.state is FileState.DROPPED:
        return DocumentFault.REFUSED
    if file.state is FileState.WAITING:
        return DocumentFault.WAITING
    return None if file.media_type == Kind.PDF.media_type else DocumentFault.REFUSED


# What is done with it


def begin(cases: Cases, petition: Petition, kind: ReplyKind, officer_id: int, at: datetime) -> Reply:
    """Begin a reply. Raises NotOpenError, and NotSoError where another one stands."""
    held = _open(cases, petition, kind)
    begun = cases.replies.begin(held.id, kind, officer_id, at)
    if begun is None:
        raise NotSoError(cases.replies.standing(held.id))
    return begun


def take_over(cases: Cases, petition: Petition, officer_id: int, at: datetime) -> Reply:
    """A co-worker goes on with a draft, and is its author from now on. Raises NotOpenError and NotSoError."""
    cases.register.petitions.hold(petition.id)
    standing = cases.replies.standing(petition.id)
    if standing is None or standing.state is not ReplyState.DRAFT:
        raise NotSoError(standing)
    _open(cases, petition, standing.kind)
    return cases.replies.keep(replace(standing, author_id=officer_id), at)


def own_draft(cases: Cases, petition: Petition, officer_id: int) -> Reply:
    """The draft that an officer writes for a petition, which is held. Raises NotSoError."""
    cases.register.petitions.hold(petition.id)
    standing = cases.replies.standing(petition.id)
    if standing is None or standing.state is not ReplyState.DRAFT or standing.author_id != officer_id:
        raise NotSoError(standing)
    return standing


def say_part(cases: Cases, petition: Petition, officer_id: int, part: Part, text: str, at: datetime) -> Reply:
    """Keep a part of an officer's draft. Raises NotSoError and PartError."""
    draft = own_draft(cases, petition, officer_id)
    return cases.replies.keep(with_part(cases, petition, draft, part, text, _day_of(at)), at)


def _day_of(at: datetime) -> date:
    return at.astimezone(VIET_NAM).date()


def fill_in(cases: Cases, petition: Petition, officer_id: int, part: Part, text: str, at: datetime) -> Reply:
    """Fill the blanks from a part on, as many as were typed: one a line, or apart by ";"; the last takes what is left.

    Where none is left in the part, it is said anew. What comes before a value that is none is kept. Raises NotSoError
    and PartError.
    """
    draft = own_draft(cases, petition, officer_id)
    if not blanks(said(draft, part)):
        return say_part(cases, petition, officer_id, part, text, at)
    open_blanks = blanks_from(draft, part)
    values = _values(text, len(open_blanks))
    if len(values) > len(open_blanks):
        raise PartError(part, PartFault.MANY)
    for (where, place), value in zip(open_blanks, values, strict=False):
        begin, end = BLANK.search(said(draft, where)).span()  # type: ignore[union-attr]
        before, after = said(draft, where)[:begin], said(draft, where)[end:]
        filled = f"{before}{_filling(where, place, value, _day_of(at))}{after}"
        draft = cases.replies.keep(with_part(cases, petition, draft, where, filled, _day_of(at)), at)
    return draft


def _filling(part: Part, place: str, value: str, today: date) -> str:
    """What a blank is filled with. Raises PartError."""
    if not any(letter.isalnum() for letter in value):
        raise PartError(part, PartFault.EMPTY)
    return _day_for(part, value, today) if bare(place).startswith("ngay") else value


def _values(text: str, most: int) -> list[str]:
    """What was typed for some blanks: for a single one it is the whole text."""
    whole = tidy(text)
    if most == 1:
        return [whole]
    lines = [line.strip() for line in whole.split("\n")] if "\n" in whole else whole.split(";")
    values = [value for line in lines if (value := re.sub(r"^\d{1,2}[.)]\s+", "", line.strip()))]
    return values or [whole]


_BESIDE_A_DAY = "ngay tu den va gio phut sang trua chieu toi luc h"
BESIDE_A_DAY = frozenset(_BESIDE_A_DAY.split())
"""Without marks, what may stand beside a day where a day is asked for."""


def _day_for(part: Part, value: str, today: date) -> str:
    """A day for a blank that asks for one: "ngày 20/11" is "20/11/2026", the nearest such day. Raises PartError."""
    found = list(DAY_OR_DATE.finditer(value))
    beside = re.findall(r"[^\W\d_]+", bare(DAY_OR_DATE.sub(" ", value)))
    if not found or not BESIDE_A_DAY.issuperset(beside):
        raise PartError(part, PartFault.BLANK_DAY)
    if not all(_nearest(match, today) for match in found):
        raise PartError(part, PartFault.NO_SUCH_DAY)
    without = re.sub(r"(?i)^(?:ngày|ngay)\s+", "", value)
    return DAY_OR_DATE.sub(lambda match: _with_year(match, today), without)


def _nearest(match: re.Match[str], today: date) -> date | None:
    """The day that was typed; without a year the nearest such day, since some are past and some are to come."""
    day, month, year = match.groups()
    years = [int(year)] if year else range(today.year - 1, today.year + 2)
    days = [one for number in years if (one := _date(number, int(month), int(day)))]
    return min(days, key=lambda one: abs(one - today), default=None)


def _with_year(match: re.Match[str], today: date) -> str:
    nearest = _nearest(match, today)
    return match[0] if match[3] or nearest is None else f"{match[0]}/{nearest.year}"


def use_template(cases: Cases, petition: Petition, draft: Reply, chosen: Template, at: datetime) -> Reply:
    """Let an officer's draft begin with a template, in place of what was said of its parts. Raises NotSoError."""
    own = own_draft(cases, petition, draft.author_id)
    parts = {**own.parts, **chosen.parts}
    return cases.replies.keep(replace(own, reason=chosen.reason or own.reason, parts=parts), at)


def put_document(cases: Cases, petition: Petition, officer_id: int, document: Document, at: datetime) -> Reply:
    """The signed document that goes along; an empty one takes it away. Raises NotSoError."""
    draft = own_draft(cases, petition, officer_id)
    return cases.replies.keep(replace(draft, document=document), at)


def discard(cases: Cases, petition: Petition, at: datetime) -> None:
    """A draft is given up, whoever wrote it. Raises NotSoError for one that waits for approval, and where none is."""
    cases.register.petitions.hold(petition.id)
    standing = cases.replies.standing(petition.id)
    if standing is None or standing.state is not ReplyState.DRAFT:
        raise NotSoError(standing)
    cases.replies.drop(petition.id, at)


def submit(cases: Cases, petition: Petition, actor: Actor, at: datetime, *, takes: bool = False) -> Reply:
    """Hand a draft up: its petition waits for approval; with `takes` who wrote it answers for it from now on.

    Raises NotSoError, NotOpenError, UnreadyError, PartError and DocumentError.
    """
    draft = own_draft(cases, petition, actor.officer_id or 0)
    held = _open(cases, petition, draft.kind)
    if lacking := missing(draft):
        raise UnreadyError(lacking)
    _check(cases, held, draft)
    if held.state is not State.AWAITING_APPROVAL:
        facts: dict[str, Any] = {"officer": actor.officer_id} if takes else {}
        cases.register.move_to(held, State.AWAITING_APPROVAL, actor, at, **facts)
    cases.replies.submit(draft, at)
    return replace(draft, state=ReplyState.SUBMITTED, submitted_at=at)


def approve(
    cases: Cases, petition: Petition, actor: Actor, edition: str, text: str, at: datetime, *, lifted: bool = False
) -> Petition:
    """Let a reply leave as `text`, which becomes the note of its move. `lifted`: approval is not asked for.

    Raises NotSoError for another edition than was read, OwnReplyError, NotOpenError, PartError and DocumentError.
    """
    waiting = _submitted(cases, petition, edition)
    if waiting.author_id == actor.officer_id and not lifted:
        raise OwnReplyError
    held = cases.register.petitions.by_id(petition.id)
    if held.state is not State.AWAITING_APPROVAL:
        raise NotOpenError(held)
    _check(cases, held, waiting)
    cases.replies.sent(waiting, actor.officer_id, at)
    facts = {"reply": waiting.id, **_facts(waiting.document)}
    if waiting.until:
        return cases.register.extend(held, actor, waiting.until, text, at, **facts)
    needed = {Part.REASON: waiting.reason, Part.AGENCY: waiting.agency}
    facts |= {part.value: value for part, value in needed.items() if value}
    return cases.register.move_to(held, TARGETS[waiting.kind], actor, at, text, lifted=lifted, **facts)


def send_back(cases: Cases, petition: Petition, actor: Actor, edition: str, remark: str, at: datetime) -> Reply:
    """Give a reply back to who wrote it, with what is to be mended; its petition is where it was. Raises NotSoError."""
    waiting = _submitted(cases, petition, edition)
    cases.replies.send_back(waiting, actor.officer_id or 0, remark, at)
    _go_back(cases, petition, actor, at)
    return replace(waiting, state=ReplyState.DRAFT, remark=remark)


def recall(cases: Cases, petition: Petition, actor: Actor, edition: str, at: datetime) -> Reply:
    """Its author takes a reply back before it was decided on: it is a draft again. Raises NotSoError."""
    waiting = _submitted(cases, petition, edition)
    if waiting.author_id != actor.officer_id:
        raise NotSoError(waiting)
    cases.replies.back_to_draft(petition.id)
    _go_back(cases, petition, actor, at)
    return replace(waiting, state=ReplyState.DRAFT)


def _go_back(cases: Cases, petition: Petition, actor: Actor, at: datetime) -> None:
    """A petition waits for approval no more: it is where it was."""
    held = cases.register.petitions.by_id(petition.id)
    if held.state is State.AWAITING_APPROVAL and held.resumes:
        cases.register.move_to(held, held.resumes, actor, at)


def _submitted(cases: Cases, petition: Petition, edition: str) -> Reply:
    """The reply that waits for approval, as it was read; its petition is held with all that its move concerns."""
    seen = cases.replies.standing(petition.id)
    cases.register.hold(petition, TARGETS.get(seen.kind, petition.state) if seen else petition.state)
    waiting = cases.replies.standing(petition.id)
    if waiting is None or waiting.state is not ReplyState.SUBMITTED or waiting.edition != edition:
        raise NotSoError(waiting)
    return waiting


def _open(cases: Cases, petition: Petition, kind: ReplyKind) -> Petition:
    """A petition, held, that something may be replied to."""
    held = cases.register.petitions.hold(petition.id)
    if held.state not in OPEN or (kind is ReplyKind.EXTENSION and held.state in PAUSED):
        raise NotOpenError(held)
    return held


def _check(cases: Cases, held: Petition, written: Reply) -> None:
    """What may have changed since it was written: the due day, and whether the document's file was kept."""
    if written.until and (fault := until_fault(cases, held, written.until)):
        raise PartError(Part.UNTIL, fault)
    if late := document_fault(cases, written):
        raise DocumentError(late)


def _facts(document: Document) -> dict[str, Any]:
    """What of a document stays in the trail."""
    day = document.day.isoformat() if document.day else ""
    return {"document": document.number, "document_on": day, "enclosed": document.attachment_id} if document else {}
