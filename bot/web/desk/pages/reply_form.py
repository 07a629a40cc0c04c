"""The form of a reply: what stands in it, and what of it is kept.

Whatever was typed comes back: what is kept as it is kept, what is no part as it was typed, with why it is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from bot.conversations.desk import Duty
from bot.petitions import answering
from bot.petitions.attachments import BROUGHT, Giver, Parcel
from bot.petitions.composition import PARTS, blanks, said
from bot.petitions.contents import Kind, random_name, store
from bot.petitions.contents.kinds import LIMITS, claimed
from bot.petitions.parts import IN_WORDS, LONGEST, LONGEST_AGENCY, tidy
from bot.petitions.replies import Document, Part, Reply
from bot.petitions.reply_faults import DocumentError, PartError
from bot.petitions.signed import LONGEST_NUMBER, read_document
from bot.texts import say, words
from bot.views import drafting as views
from bot.web.desk.asked import Upload
from bot.web.desk.pages.at_petition import on_page
from bot.web.desk.seat import Seat
from bot.web.desk.typed import day_in, day_of

DOCUMENT = "document"
"""Stands for the signed document among the parts."""

MOST = 2 * LONGEST
"""Characters of a field that come back."""


@dataclass(frozen=True, slots=True)
class Field:
    """A part in the form: what stands there, why it is no part, and what of a template is not filled in yet."""

    part: Part
    value: str
    faults: Sequence[Markup] = ()
    blanks: Sequence[str] = ()
    longest: int = LONGEST


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft as it is kept now, and why some of what was typed is not."""

    draft: Reply
    faults: Mapping[str, Sequence[Markup]] = field(default_factory=dict)
    is_changed: bool = False


def fields(draft: Reply, typed: Mapping[str, str], faults: Mapping[str, Sequence[Markup]]) -> list[Field]:
    """The parts of a draft; of those in `typed`, as they were typed."""
    return [
        Field(
            part,
            typed.get(part, _as_chat(said(draft, part))),
            faults.get(part, ()),
            blanks(said(draft, part)),
            LONGEST_AGENCY if part is Part.AGENCY else LONGEST,
        )
        for part in PARTS[draft.kind]
    ]


def typed(seat: Seat) -> dict[str, str]:
    """What stands in the fields of the form that was sent."""
    return {name: seat.asked.said(name)[:MOST] for name in (*Part, "so", "ngay") if seat.asked.said(name)}


def told_back(seat: Seat) -> list[str]:
    """What was typed in words, for whoever typed it to use elsewhere."""
    return [text for name, text in typed(seat).items() if name in IN_WORDS]


def save(seat: Seat, duty: Duty, before: Reply) -> Saved:
    """Keep whatever of the form may be kept. The petition is held, and the draft is the officer's own."""
    draft, faults = _parts(seat, duty, before)
    document, fault = _document(seat, duty, draft)
    if document != draft.document:
        draft = answering.put_document(seat.office.cases, duty.petition, duty.officer.id, document, seat.office.at)
    return Saved(draft, {**faults, **({DOCUMENT: fault} if fault else {})}, draft != before)


def _parts(seat: Seat, duty: Duty, draft: Reply) -> tuple[Reply, dict[str, Sequence[Markup]]]:
    cases, at, faults = seat.office.cases, seat.office.at, dict[str, Sequence[Markup]]()
    its = cases, duty.petition, duty.officer.id
    for part in PARTS[draft.kind]:
        text = tidy(seat.asked.said(part))
        if text == _as_chat(said(draft, part)):
            continue
        try:
            draft = answering.say_part(*its, part, _as_chat(text), at) if text else answering.clear_part(*its, part, at)
        except PartError as unfit:
            faults[part] = on_page(*views.fault(unfit.part, unfit.fault).paragraphs)
    return draft, faults


def _as_chat(text: str) -> str:
    """A day as it is typed in the chat and shown in the form, where what is kept says it in its own way."""
    day = day_of(text)
    return words.day(day) if day else text


def _document(seat: Seat, duty: Duty, draft: Reply) -> tuple[Document, Sequence[Markup]]:
    """The signed document as the form says it; and why something of it is not kept."""
    document, faults = draft.document, list[Markup]()
    number, day = tidy(seat.asked.said("so"))[: 2 * LONGEST_NUMBER], seat.asked.said("ngay")
    if (number, day_in(day)) != (document.number, document.day):
        try:
            known = read_document(f"{number} {_as_chat(day)}", seat.office.day) if number or day else ("", None)
            document = replace(document, number=known[0], day=known[1])
        except DocumentError as unfit:
            faults.append(say(f"reply.document_{unfit.fault}"))
    if seat.asked.said("bo-tep"):
        document = replace(document, attachment_id=None, file_id="")
    file = seat.asked.files.get("tep")
    if file and file.content:
        document, fault = _with_file(seat, duty, document, file)
        faults += fault
    return document, faults


def _with_file(seat: Seat, duty: Duty, document: Document, file: Upload) -> tuple[Document, list[Markup]]:
    """The document's file lies in our folder, and waits to be checked like any other."""
    if claimed(file.name, "") is not Kind.PDF or not file.content.startswith(b"%PDF-"):
        return document, [say("reply.document_no_pdf")]
    if len(file.content) > LIMITS.each:
        return document, [say("reply.document_too_big")]
    name = random_name(Kind.PDF)
    store(seat.office.settings.data / "files", name, file.content)
    parcel = Parcel(f"{BROUGHT}{name}", tidy(file.name), Kind.PDF.media_type, len(file.content))
    files = seat.office.cases.attachments
    number = files.add(seat.officer.telegram_id, parcel, seat.office.at, duty.petition.id, Giver.OFFICE)
    return replace(document, attachment_id=number, file_id=""), []
