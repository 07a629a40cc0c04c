"""The signed document of a reply: its number and its day are typed, its PDF is sent.

draft ──Văn bản──▶ number and day ──▶ PDF, where there is one ──▶ draft
  └─Không kèm văn bản──▶ draft
"""

from dataclasses import replace

from bot.conversations.desk import Duty, on_duty, trace
from bot.conversations.previewing import is_at, lost, shown_reply, written_of
from bot.conversations.visit import Visit
from bot.petitions import answering
from bot.petitions.attachments import Giver, Parcel
from bot.petitions.contents.kinds import LIMITS, Kind, claimed
from bot.petitions.replies import Document, Reply
from bot.petitions.reply_faults import DocumentError, NotSoError
from bot.petitions.signed import read_document
from bot.review.powers import Power
from bot.views import drafting as views
from bot.views.message import Message, pressed
from bot.views.notice import told


@on_duty(Power.DRAFT)
def document(visit: Visit, duty: Duty) -> list[Message]:
    """The number and the day of the signed document are asked for, and its file."""
    try:
        draft = answering.own_draft(visit.office.cases, duty.petition, duty.officer.id)
    except NotSoError as first:
        return lost(visit, duty, first.standing)
    return ask_document(visit, duty, draft)


@on_duty(Power.DRAFT)
def undocument(visit: Visit, duty: Duty) -> list[Message]:
    """The document goes along no more."""
    try:
        return shown_reply(visit, duty, _with_document(visit, duty, Document()))
    except NotSoError as first:
        return lost(visit, duty, first.standing)


def ask_document(visit: Visit, duty: Duty, draft: Reply) -> list[Message]:
    """Ask for what is not known of the document yet."""
    screen = ("document", duty.petition.code)
    visit.arrive(*screen)
    visit.put(awaits=":".join(screen), about="", offered=())
    return [views.ask_document(written_of(visit, duty.petition, draft))]


def _with_document(visit: Visit, duty: Duty, what: Document) -> Reply:
    kept = answering.put_document(visit.office.cases, duty.petition, duty.officer.id, what, visit.office.at)
    trace(visit, duty, Power.DRAFT)
    return kept


def typed_document(visit: Visit, code: str, words: str) -> list[Message] | None:
    """The number and the day were typed."""
    return _typed_document(visit, code, words) if is_at(visit, "document", code) else None


@on_duty(Power.DRAFT)
def _typed_document(visit: Visit, duty: Duty, words: str) -> list[Message]:
    try:
        draft = answering.own_draft(visit.office.cases, duty.petition, duty.officer.id)
        number, day = read_document(words, visit.day)
        kept = _with_document(visit, duty, replace(draft.document, number=number, day=day))
    except NotSoError as first:
        return lost(visit, duty, first.standing)
    except DocumentError as unfit:
        return [told(f"reply.document_{unfit.fault}"), *ask_document(visit, duty, draft)]
    return shown_reply(visit, duty, kept) if kept.document.attachment_id else ask_document(visit, duty, kept)


def file_sent(visit: Visit, sent: Parcel, words: str) -> list[Message] | None:
    """A file that an officer sent while the document was asked for; None for whoever was asked for none."""
    what, _, code = visit.talk.awaits.partition(":")
    if what != "document" or visit.talk.trail[-1:] != (pressed("document", code),):
        return None
    return _file_sent(visit, code, sent, words)


@on_duty(Power.DRAFT)
def _file_sent(visit: Visit, duty: Duty, sent: Parcel, words: str) -> list[Message]:
    """The document's file; its number may stand beside it."""
    cases = visit.office.cases
    if claimed(sent.name, sent.media_type) is not Kind.PDF or sent.size > LIMITS.each:
        return [told("reply.document_too_big" if sent.size > LIMITS.each else "reply.document_no_pdf")]
    try:
        draft = answering.own_draft(cases, duty.petition, duty.officer.id)
    except NotSoError as first:
        return lost(visit, duty, first.standing)
    number = cases.attachments.add(visit.chat_id, sent, visit.office.at, duty.petition.id, Giver.OFFICE)
    with_file = replace(draft.document, attachment_id=number, file_id=sent.file_id)
    kept = _with_document(visit, duty, with_file)
    if words:
        return _typed_document(visit, duty.petition.code, words)
    return shown_reply(visit, duty, kept) if kept.document.number else ask_document(visit, duty, kept)
