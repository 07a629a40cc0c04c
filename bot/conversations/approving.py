"""A reply goes up to who approves, and leaves only as an approver read it.

draft ──Trình duyệt──▶ waits ──▶ approvers read it ──Duyệt và gửi──▶ on its way to the citizen
                         │                        └─Trả lại để sửa──▶ why? ──▶ draft, and its author hears of it
                         └─Rút lại bản trình──▶ draft
"""

from dataclasses import replace

from bot.conversations.desk import Duty, is_taken, on_duty, trace
from bot.conversations.previewing import is_at, lost, shown_reply, written_of
from bot.conversations.visit import Visit
from bot.conversations.writing import ask
from bot.petitions import answering
from bot.petitions.composition import may_be_replied
from bot.petitions.life import State
from bot.petitions.parts import LONGEST, tidy
from bot.petitions.petition import Petition, is_own
from bot.petitions.replies import Reply, ReplyState
from bot.petitions.reply_faults import DocumentError, NotOpenError, NotSoError, OwnReplyError, PartError, UnreadyError
from bot.review.officers import Officer
from bot.review.powers import Power, role_for, who_may
from bot.views import drafting as views
from bot.views.message import File, Message
from bot.views.notice import told

ENDORSE, RECALL, SEND_BACK = "endorse", "recall", "send_back"
"""What stands in the trail beside the powers."""


@on_duty(Power.DRAFT)
def endorse(visit: Visit, duty: Duty) -> list[Message]:
    """A draft goes up to whoever approves; where the office does without, it leaves."""
    cases, office = visit.office.cases, visit.office
    # What may leave at once concerns those who sent the same too: all are held before anything is written.
    cases.register.hold(duty.petition, State.ANSWERED)
    standing = cases.replies.standing(duty.petition.id)
    lifted = standing is not None and standing.kind in office.settings.lifted
    approvers = _approvers(visit, duty)
    is_open = standing is not None and may_be_replied(duty.petition, standing.kind)
    if is_open and not approvers and not lifted:
        return [told("reply.nobody_approves")]
    try:
        waiting = answering.submit(cases, duty.petition, duty.actor, office.at, takes=_is_nobodys(visit, duty))
    except NotSoError as first:
        return lost(visit, duty, first.standing)
    except UnreadyError as unready:
        own = answering.own_draft(cases, duty.petition, duty.officer.id)
        return [views.lacking(unready.parts), *ask(visit, duty, own, unready.parts[0], fill=True)]
    except (PartError, DocumentError, NotOpenError) as unfit:
        return _held_up(visit, duty, unfit)
    trace(visit, duty, ENDORSE)
    if lifted:
        return _leave(visit, duty, waiting, lifted=True)
    for approver in approvers:
        _tell_approver(visit, duty.petition, waiting, approver)
    visit.put(awaits="")
    return [told("reply.handed_up", code=duty.petition.code, names=", ".join(one.name for one in approvers))]


def _is_nobodys(visit: Visit, duty: Duty) -> bool:
    """Whether nobody answers for a petition who still may: whoever hands its reply up does from then on."""
    return duty.petition.officer_id != duty.officer.id and not is_taken(visit, duty)


def _held_up(visit: Visit, duty: Duty, unfit: PartError | DocumentError | NotOpenError) -> list[Message]:
    """Why a reply cannot go on now."""
    if isinstance(unfit, NotOpenError):
        return [views.closed(unfit.petition)]
    if isinstance(unfit, PartError):
        return [views.fault(unfit.part, unfit.fault)]
    return [told(f"reply.document_{unfit.fault}")]


def _approvers(visit: Visit, duty: Duty) -> list[Officer]:
    """Everybody who may let a reply to this petition leave, but for who writes it."""
    matter = visit.office.cases.concerned.matter(duty.petition)
    able = who_may(visit.office.officers.current(), Power.APPROVE, matter)
    return [one for one in able if one.id != duty.officer.id and not is_own(one, duty.petition)]


def _tell_approver(visit: Visit, petition: Petition, waiting: Reply, approver: Officer) -> None:
    """The preview reaches an approver's own chat, with the approver's own name under it."""
    now = visit.office.cases.register.petitions.by_id(petition.id)
    written = replace(written_of(visit, now, waiting), approver=approver.name)
    commune = visit.office.catalogue.communes.place(petition.place.commune, "")
    visit.office.tell(approver.telegram_id, views.to_approve(written, commune), f"reply:{waiting.id}")


@on_duty(Power.APPROVE)
def approve(visit: Visit, duty: Duty, edition: str) -> list[Message]:
    """An approver lets leave what they read."""
    standing = visit.office.cases.replies.standing(duty.petition.id)
    if standing is None or standing.edition != edition:
        return lost(visit, duty, standing)
    return _leave(visit, duty, standing, lifted=False)


def _leave(visit: Visit, duty: Duty, waiting: Reply, *, lifted: bool) -> list[Message]:
    """A reply leaves: it moves its petition, which tells the sender; the document follows."""
    cases, office, text = visit.office.cases, visit.office, views.body(waiting, duty.officer.name)
    try:
        moved = answering.approve(cases, duty.petition, duty.actor, waiting.edition, text, office.at, lifted=lifted)
    except NotSoError as first:
        return lost(visit, duty, first.standing)
    except OwnReplyError:
        return [told("reply.own")]
    except (PartError, DocumentError, NotOpenError) as unfit:
        return _held_up(visit, duty, unfit)
    trace(visit, duty, Power.APPROVE)
    visit.put(awaits="")
    document = _document_of(visit, moved, waiting)
    if document and moved.chat_id is not None:
        office.tell(moved.chat_id, Message((), files=(document,)), f"petition:{moved.id}:event:{moved.events}")
    if waiting.author_id != duty.officer.id:
        _tell_author(visit, moved, waiting, views.approved(moved, waiting, duty.officer.name))
    return [views.left(moved, waiting)]


def _document_of(visit: Visit, moved: Petition, waiting: Reply) -> File | None:
    """The document's file: as the channel has it, or from our folder where it was brought at the desk."""
    document, name = waiting.document, written_of(visit, moved, waiting).file
    if document.file_id:
        return File(name, file_id=document.file_id)
    kept = visit.office.cases.attachments.by_id(document.attachment_id) if document.attachment_id else None
    return File(name, stored=kept.stored) if kept and kept.stored else None


def _tell_author(visit: Visit, moved: Petition, of: Reply, message: Message) -> None:
    """Who wrote a reply hears what became of it once, if they may still see its petition.

    The news of its petition's move tell the same.
    """
    author = visit.office.officers.by_id(of.author_id)
    if author and role_for(author, Power.SEE, visit.office.cases.concerned.matter(moved)):
        visit.office.outbox.drop(author.telegram_id, f"staff:petition:{moved.id}:event:{moved.events}")
        visit.office.tell(author.telegram_id, message, f"reply:{of.id}")


@on_duty(Power.DRAFT)
def recall(visit: Visit, duty: Duty, edition: str) -> list[Message]:
    """An author takes back what waits for approval, to mend it."""
    cases, code = visit.office.cases, duty.petition.code
    try:
        draft = answering.recall(cases, duty.petition, duty.actor, edition, visit.office.at)
    except NotSoError as first:
        return lost(visit, duty, first.standing)
    trace(visit, duty, RECALL)
    return [told("reply.recalled", code=code), *shown_reply(visit, duty, draft)]


@on_duty(Power.APPROVE)
def send_back(visit: Visit, duty: Duty, edition: str) -> list[Message]:
    """An approver is asked why a reply comes back."""
    standing = visit.office.cases.replies.standing(duty.petition.id)
    if standing is None or standing.state is not ReplyState.SUBMITTED or standing.edition != edition:
        return lost(visit, duty, standing)
    screen = ("send_back", duty.petition.code, edition)
    visit.arrive(*screen)
    visit.put(awaits=":".join(screen), about="", offered=())
    return [views.ask_remark(written_of(visit, duty.petition, standing))]


def typed_remark(visit: Visit, about: str, words: str) -> list[Message] | None:
    """Why a reply comes back was typed."""
    code, _, edition = about.partition(":")
    return _typed_remark(visit, code, edition, words) if is_at(visit, "send_back", code, edition) else None


@on_duty(Power.APPROVE)
def _typed_remark(visit: Visit, duty: Duty, edition: str, words: str) -> list[Message]:
    remark, office = tidy(words), visit.office
    if not any(letter.isalpha() for letter in remark) or len(remark) > LONGEST:
        return [told("reply.fault_remark", most=LONGEST), *send_back(visit, duty.petition.code, edition)]
    try:
        draft = answering.send_back(office.cases, duty.petition, duty.actor, edition, remark, office.at)
    except NotSoError as first:
        return lost(visit, duty, first.standing)
    trace(visit, duty, SEND_BACK)
    moved = office.cases.register.petitions.by_id(duty.petition.id)
    _tell_author(visit, moved, draft, views.sent_back(moved, draft, duty.officer.name))
    return [told("reply.sent_back", code=duty.petition.code, name=office.officers.name_of(draft.author_id))]
