"""What officers type for the parts of a reply, as it is read: one by one, or several under headings.

Nothing is kept here: what is no part is refused, and what stood before it stands.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.petitions.cases import Cases
from bot.petitions.composition import PARTS
from bot.petitions.petition import Petition
from bot.petitions.reasons import Reason
from bot.petitions.replies import Part, Reply, ReplyKind
from bot.petitions.reply_faults import PartError, PartFault
from bot.petitions.wording import clean
from bot.petitions.working_days import day_and_hour
from knowledge.text.normalise import bare, compose, drop_marks

IN_WORDS = frozenset(Part) - {Part.REASON, Part.AGENCY, Part.UNTIL}
"""Parts that say something in words."""

LONGEST, LONGEST_AGENCY = 1500, 200
"""Characters of a part: what a phone shows on one screen or two, and what a name can be."""

WORDS_OF_AN_AGENCY = 2
"""With letters: "Sở Y tế", "UBND tỉnh"."""

NO_PROOF = frozenset({"khong", "khong co", "khong co minh chung", "chua co", "khong ghi"})
"""Without marks, what says that there is no proof and not why."""


def with_part(cases: Cases, petition: Petition, written: Reply, part: Part, text: str, today: date) -> Reply:
    """A reply with a part as it was typed on a day. Raises PartError."""
    text = tidy(text)
    if part not in PARTS[written.kind] or not any(letter.isalnum() for letter in text):
        raise PartError(part, PartFault.EMPTY)
    if len(text) > (LONGEST_AGENCY if part is Part.AGENCY else LONGEST):
        raise PartError(part, PartFault.TOO_LONG)
    if part in IN_WORDS and not any(letter.isalpha() for letter in text):
        raise PartError(part, PartFault.NO_WORDS)
    if part is Part.PROOF and bare(text) in NO_PROOF:
        raise PartError(part, PartFault.BARE_NO)
    if part is Part.REASON:
        return replace(written, reason=_reason(cases, text))
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


def _reason(cases: Cases, text: str) -> Reason:
    if text not in cases.refusals.offered:
        raise PartError(Part.REASON, PartFault.NO_REASON)
    return Reason(text)


DAY_OR_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}))?(?![\d/])")
"""A day, with its year or without."""


def _later_day(cases: Cases, petition: Petition, text: str, today: date) -> date:
    """The new due day of an extension; without a year it is the next such day."""
    found = list(DAY_OR_DATE.finditer(text))
    if not found:
        raise PartError(Part.UNTIL, PartFault.NO_DAY)
    day, month, year = found[-1].groups()
    years = [int(year)] if year else range(today.year, today.year + LEAP)
    days = [one for number in years if (one := day_or_none(number, int(month), int(day)))]
    until = next((one for one in days if year or one >= today), None)
    if until is None:
        raise PartError(Part.UNTIL, PartFault.NO_SUCH_DAY)
    if fault := until_fault(cases, petition, until):
        raise PartError(Part.UNTIL, fault)
    return until


LEAP = 9
"""After so many years there was a 29th of February for sure."""


def day_or_none(year: int, month: int, day: int) -> date | None:
    """A day of the calendar; None for one that it has not: the 31st of February."""
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
    ReplyKind.RELAY: {},
}
"""The headings under which several parts may be typed at once, without marks."""


def parted(kind: ReplyKind, text: str) -> tuple[str, dict[Part, str]]:
    """A text under headings in its parts, in whatever order; and what stands before the first heading."""
    text = tidy(text)
    if not HEADINGS[kind]:
        return text, {}
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
