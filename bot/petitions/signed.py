"""The signed document that goes with a reply: its number and day as they are typed, and whether it can go along."""

import re
from datetime import date
from typing import Any

from bot.petitions.attachments import FileState
from bot.petitions.cases import Cases
from bot.petitions.composition import lacks_document
from bot.petitions.contents.kinds import Kind
from bot.petitions.parts import tidy
from bot.petitions.replies import Document, Reply
from bot.petitions.reply_faults import DocumentError, DocumentFault

LONGEST_NUMBER = 50
"""Characters of a document's number."""

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


def read_document(text: str, today: date) -> tuple[str, date]:
    """The number and the day of a signed document: "Văn bản số 12/UBND-VP ngày 23/11/2026". Raises DocumentError."""
    found = day_in(text)
    if found is None:
        raise DocumentError(DocumentFault.NO_NUMBER)
    day, where = found
    number = tidy(text[: where.start()]) or tidy(text[where.end() :])
    number = re.sub(r"(?i)^\W*(?:(?:công |cong )?(?:văn|van)(?: bản| ban)?)?\s*(?:số|so)?\s*:?\s*", "", number)
    number = re.sub(r"(?i)(?<![\s,;])[\s,;]*(?:(?:ngày|ngay)\s*)?$", "", number)
    if not any(letter.isdigit() for letter in number) or len(number) > LONGEST_NUMBER:
        raise DocumentError(DocumentFault.NO_NUMBER)
    if day > today:
        raise DocumentError(DocumentFault.LATE_DAY)
    return number, day


def document_fault(cases: Cases, written: Reply) -> DocumentFault | None:
    """Why the document of a reply cannot leave with it now; None where it can, or there is none."""
    document = written.document
    if lacks_document(written):
        return DocumentFault.MISSING
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


def facts_of(document: Document) -> dict[str, Any]:
    """What of a document stays in the trail."""
    day = document.day.isoformat() if document.day else ""
    return {"document": document.number, "document_on": day, "enclosed": document.attachment_id} if document else {}
