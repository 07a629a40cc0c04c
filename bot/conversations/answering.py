"""Answering petitions (/traloi): a reply is written in parts, handed up, and leaves only as an approver read it.

/traloi ──▶ list ──▶ petition ──Trả lời, Không tiếp nhận, Chuyển cơ quan, Gia hạn──▶ part ──▶ part ──▶ draft
draft ──Sửa …──▶ part     ──Văn bản──▶ number and day ──▶ PDF     ──Mẫu──▶ blanks, one by one     ──Bỏ──▶ gone
  └─Trình duyệt──▶ waits ──▶ approvers read it ──Duyệt và gửi──▶ on its way to the citizen
                     │                        └─Trả lại để sửa──▶ why? ──▶ draft, and its author hears of it
                     └─Rút lại bản trình──▶ draft

What is written is kept at every step, so that no way out of here loses any of it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from bot.conversations.desk import Duty, duty_of, is_taken, moved_on, on_duty, trace
from bot.conversations.visit import Visit
from bot.petitions import answering
from bot.petitions.answering import DocumentError, NotOpenError, NotSoError, OwnReplyError, PartError, UnreadyError
from bot.petitions.attachments import Giver, Parcel
from bot.petitions.codes import read_code
from bot.petitions.contents.kinds import LIMITS, Kind, claimed
from bot.petitions.life import OPEN, State
from bot.petitions.mailbox import Box
from bot.petitions.petition import Petition, is_own
from bot.petitions.replies import Document, Part, Reply, ReplyKind, ReplyState
from bot.petitions.templates import fitting, templates
from bot.review.officers import Officer
from bot.review.powers import Power, who_may
from bot.views import drafting as views
from bot.views.drafting import FILL, TAKE, Written
from bot.views.message import File, Message, pressed
from bot.views.notice import told
from knowledge.text.normalise import bare

LEFT = timedelta(hours=1)
"""After so long a draft that a co-worker began, and wrote nothing in, was left."""

LISTED = 10
"""How many petitions of each group /traloi lists."""

TAKE_OVER, ENDORSE, RECALL, SEND_BACK = "take_over", "endorse", "recall", "send_back"
"""What stands in the trail beside the powers."""


def command(visit: Visit, words: str) -> list[Message]:
    """/traloi: what is to be written and decided on; with a code that petition; with words too, its answer."""
    if visit.officer is None:
        return [told("chat.officers_only")]
    if not words.strip():
        return _listed(visit, visit.officer)
    code, text = split(words)
    if code is None:
        return [told("reply.no_code")]
    return written_at_once(visit, code, text) if text else drafted(visit, code)


def split(words: str) -> tuple[str | None, str]:
    """The code that words begin with, however it was typed, and what follows it; a code further on is not meant."""
    said = list(re.finditer(r"\S+", words))
    for number in range(1, min(len(said), 4) + 1):
        end = said[number - 1].end()
        if code := read_code(words[:end]):
            return (code, words[end:].strip()) if _is_nothing_but(code, words[:end]) else (None, "")
    return None, ""


def _is_nothing_but(code: str, typed: str) -> bool:
    """Whether a text is a code and no more: "mã pa 2611 7k3qx7", or without its prefix."""
    letters = _letters(typed).removeprefix("ma")
    return bool(letters) and _letters(code).endswith(letters)


def _letters(text: str) -> str:
    """The letters and digits of a text, those alike that codes take for one another."""
    return "".join(filter(str.isalnum, bare(text))).translate(str.maketrans("oil", "011"))


def _listed(visit: Visit, officer: Officer) -> list[Message]:
    cases, at = visit.office.cases, visit.office.at
    visit.put(awaits="")
    approve = cases.mailbox.found(officer, at, Box.APPROVAL)
    written = [one for one in cases.replies.written_by(officer.id) if one.state is ReplyState.DRAFT]
    drafts = [one.petition_id for one in written if not answering.is_empty(one)]
    mine = [number for number in cases.mailbox.found(officer, at, Box.MINE) if number not in {*approve, *drafts}]
    groups = [_petitions(visit, numbers) for numbers in (mine, approve, drafts)]
    return [views.mine(groups[0], groups[1], groups[2])]


def _petitions(visit: Visit, numbers: Iterable[int]) -> list[Petition]:
    """The first of some petitions, as far as they may still be seen."""
    petitions = map(visit.office.cases.register.petitions.by_id, numbers)
    return [one for one in petitions if duty_of(visit, one.code, Power.SEE)][:LISTED]


@on_duty(Power.SEE)
def drafted(visit: Visit, duty: Duty) -> list[Message]:
    """What stands of a petition's reply, with what this officer can do with it now."""
    trace(visit, duty, Power.SEE)
    return _shown(visit, duty, _kept(visit, duty))


def _kept(visit: Visit, duty: Duty) -> Reply | None:
    """What stands of a petition's reply; a draft that was left before anything was written in it goes."""
    cases, at = visit.office.cases, visit.office.at
    standing = cases.replies.standing(duty.petition.id)
    if standing is None or standing.state is not ReplyState.DRAFT or not answering.is_empty(standing):
        return standing
    if standing.author_id == duty.officer.id:
        was_left = not any(visit.talk.trail[-1:] == (pressed(*screen),) for screen in _screens(duty.petition.code))
    else:
        was_left = standing.changed_at is None or standing.changed_at + LEFT < at
    if not was_left:
        return standing
    answering.discard(cases, duty.petition, at)
    trace(visit, duty, Power.DRAFT)
    return None


def _screens(code: str) -> list[tuple[str, ...]]:
    """Where a reply is written."""
    return [("drafted", code), ("document", code), *(("part", code, part) for part in Part)]


def _shown(visit: Visit, duty: Duty, standing: Reply | None) -> list[Message]:
    """The screen of a reply, by whose it is and how far it came."""
    petition = visit.office.cases.register.petitions.by_id(duty.petition.id)
    visit.put(awaits="", about="", offered=())
    visit.arrive("drafted", petition.code)
    commune = visit.office.catalogue.communes.place(petition.place.commune, "")
    if standing is None:
        is_open = petition.state in OPEN and duty_of(visit, petition.code, Power.DRAFT)
        return [views.begin(petition, commune)] if is_open else moved_on(visit, replace(duty, petition=petition))
    written = _written(visit, petition, standing)
    if standing.state is ReplyState.SUBMITTED:
        if standing.author_id != duty.officer.id and duty_of(visit, petition.code, Power.APPROVE):
            return [views.to_approve(replace(written, approver=duty.officer.name), commune)]
        return [views.waiting(written, own=standing.author_id == duty.officer.id)]
    if standing.author_id != duty.officer.id:
        return [views.of_another(written)]
    closed = [] if petition.state in OPEN else [views.closed(petition)]
    return [*closed, views.draft(written)]


def _written(visit: Visit, petition: Petition, reply: Reply) -> Written:
    """A reply with what is shown beside it."""
    cases, number = visit.office.cases, reply.document.attachment_id
    file = cases.attachments.by_id(number) if number else None
    is_late = reply.until is None or answering.until_fault(cases, petition, reply.until)
    due = None if is_late or reply.until is None else cases.clocking.extended(petition, reply.until)["due_at"]
    lifted = reply.kind in visit.office.settings.lifted
    author = visit.office.officers.name_of(reply.author_id)
    return Written(
        petition,
        reply,
        visit.office.at,
        due=due or petition.due_at,
        author=author,
        approver=author if lifted else "",
        file=file.name if file else "",
        lifted=lifted,
    )


# Writing


def _beginning(kind: ReplyKind) -> Callable[..., list[Message]]:
    """What begins a reply of a kind, or shows the one that stands; a co-worker's may be taken over."""

    @on_duty(Power.DRAFT)
    def begin(visit: Visit, duty: Duty, how: str = "") -> list[Message]:
        standing = _kept(visit, duty)
        try:
            if standing and how == TAKE:
                return _taken_over(visit, duty, standing)
            if standing and _gives_way(duty, standing, kind, how):
                answering.discard(visit.office.cases, duty.petition, visit.office.at)
                trace(visit, duty, Power.DRAFT)
                standing = None
            if standing:
                return _stands(visit, duty, standing, kind)
            return _next(visit, duty, _begun(visit, duty, kind))
        except NotSoError as first:
            return _lost(visit, duty, first.standing)
        except NotOpenError as closed:
            return moved_on(visit, replace(duty, petition=closed.petition))

    return begin


answer = _beginning(ReplyKind.ANSWER)
refusal = _beginning(ReplyKind.REFUSAL)
passing = _beginning(ReplyKind.TRANSFER)
extension = _beginning(ReplyKind.EXTENSION)


def _begun(visit: Visit, duty: Duty, kind: ReplyKind) -> Reply:
    begun = answering.begin(visit.office.cases, duty.petition, kind, duty.officer.id, visit.office.at)
    trace(visit, duty, Power.DRAFT)
    return begun


def _gives_way(duty: Duty, standing: Reply, wanted: ReplyKind, how: str) -> bool:
    """Whether an officer's own draft goes for one of another kind: nothing stands in it, or it was agreed to."""
    is_own_draft = standing.state is ReplyState.DRAFT and standing.author_id == duty.officer.id
    return is_own_draft and standing.kind is not wanted and (answering.is_empty(standing) or how == standing.edition)


def _stands(visit: Visit, duty: Duty, standing: Reply, wanted: ReplyKind) -> list[Message]:
    """A reply was begun already: it is shown; whether an own one of another kind is to go is asked."""
    is_own_draft = standing.state is ReplyState.DRAFT and standing.author_id == duty.officer.id
    if not is_own_draft or standing.kind is wanted:
        return _shown(visit, duty, standing)
    visit.put(awaits="")
    return [views.ask_instead(_written(visit, duty.petition, standing), wanted)]


def _taken_over(visit: Visit, duty: Duty, standing: Reply) -> list[Message]:
    if standing.author_id == duty.officer.id:
        return _shown(visit, duty, standing)
    mine = answering.take_over(visit.office.cases, duty.petition, duty.officer.id, visit.office.at)
    before = visit.office.officers.name_of(standing.author_id)
    trace(visit, duty, TAKE_OVER, before)
    return [told("reply.taken_over", name=before), *_shown(visit, duty, mine)]


def _lost(visit: Visit, duty: Duty, standing: Reply | None) -> list[Message]:
    """Somebody was first: said, with what stands now."""
    return [told("reply.lost"), *_shown(visit, duty, standing)]


def _next(visit: Visit, duty: Duty, draft: Reply) -> list[Message]:
    """The next part that is lacking or may be said too, or the whole draft when none is."""
    lacking = answering.missing(draft) or answering.unsaid(draft)
    if not lacking:
        return _shown(visit, duty, draft)
    begun = any(answering.said(draft, part) for part in answering.PARTS[draft.kind])
    return _ask(visit, duty, draft, lacking[0], fill=True, offer=not begun)


def _ask(visit: Visit, duty: Duty, draft: Reply, part: Part, *, fill: bool, offer: bool = False) -> list[Message]:
    """Ask for a part, or for the blanks that are left in it."""
    code = duty.petition.code
    fill = fill and bool(answering.blanks(answering.said(draft, part)))
    screen = ("part", code, part, FILL) if fill else ("part", code, part)
    visit.arrive(*screen)
    visit.put(awaits=":".join(screen), about="", offered=())
    templated = offer and bool(fitting(draft.kind, duty.petition.category))
    return [views.ask(_written(visit, duty.petition, draft), part, fill=fill, templates=templated)]


@on_duty(Power.DRAFT)
def part(visit: Visit, duty: Duty, name: str, how: str = "") -> list[Message]:
    """One part is asked for again."""
    try:
        draft = answering.own_draft(visit.office.cases, duty.petition, duty.officer.id)
    except NotSoError as first:
        return _lost(visit, duty, first.standing)
    if name not in {*answering.PARTS[draft.kind]}:
        return _shown(visit, duty, draft)
    return _ask(visit, duty, draft, Part(name), fill=how == FILL)


@on_duty(Power.DRAFT)
def picked(visit: Visit, duty: Duty, name: str, value: str) -> list[Message]:
    """A part was chosen by a button."""
    return _keep(visit, duty, {name: value}, fill=False)


def typed_part(visit: Visit, about: str, words: str) -> list[Message] | None:
    """A part was typed, unless another screen was opened since it was asked for."""
    code, name, *how = about.split(":")
    if not _is_at(visit, "part", code, name, *how):
        return None
    return _typed_part(visit, code, name, words, how == [FILL])


def _is_at(visit: Visit, *screen: str) -> bool:
    """Whether a screen is the last that was shown; what was asked for on another is asked no more."""
    is_last = visit.talk.trail[-1:] == (pressed(*screen),)
    visit.put(awaits="")
    return is_last


@on_duty(Power.DRAFT)
def _typed_part(visit: Visit, duty: Duty, name: str, words: str, fill: bool) -> list[Message]:
    standing = visit.office.cases.replies.standing(duty.petition.id)
    before, parts = answering.parted(standing.kind, words) if standing else ("", {})
    if parts and not before and not fill:
        return _keep(visit, duty, parts, fill=False, typed=words)
    return _keep(visit, duty, {name: words}, fill=fill, typed=words)


def _keep(
    visit: Visit, duty: Duty, parts: dict[str, str] | dict[Part, str], *, fill: bool, typed: str = ""
) -> list[Message]:
    """Keep what was said of some parts; what is no part is said to be none, and asked for again.

    What was `typed` for a draft that is another's now is given back.
    """
    say = answering.fill_in if fill else answering.say_part
    wrong: list[Message] = []
    try:
        before = draft = answering.own_draft(visit.office.cases, duty.petition, duty.officer.id)
        for name, words in parts.items():
            if name not in set(Part):
                continue
            text = views.reason_named(words) if name == Part.REASON else words
            try:
                draft = say(visit.office.cases, duty.petition, duty.officer.id, Part(name), text, visit.office.at)
            except PartError as unfit:
                # What was typed before it is kept.
                draft = answering.own_draft(visit.office.cases, duty.petition, duty.officer.id)
                wrong = [views.fault(unfit.part, unfit.fault), *_ask(visit, duty, draft, unfit.part, fill=fill)]
    except NotSoError as first:
        return [*_unkept(typed), *_lost(visit, duty, first.standing)]
    if draft != before:
        trace(visit, duty, Power.DRAFT)
    return wrong or _next(visit, duty, draft)


def _unkept(typed: str) -> list[Message]:
    return [views.unkept(typed)] if typed else []


@on_duty(Power.DRAFT, states=OPEN)
def written_at_once(visit: Visit, duty: Duty, words: str) -> list[Message]:
    """An answer that was typed behind the code: all its parts under headings, or what was done."""
    cases = visit.office.cases
    standing = cases.replies.standing(duty.petition.id)
    try:
        standing = standing or _begun(visit, duty, ReplyKind.ANSWER)
    except NotSoError as first:
        if first.standing is None or first.standing.author_id != duty.officer.id:
            return [*_unkept(words), *_lost(visit, duty, first.standing)]
        standing = first.standing
    except NotOpenError as closed:
        return [*_unkept(words), *moved_on(visit, replace(duty, petition=closed.petition))]
    before, parts = answering.parted(standing.kind, words)
    if before and standing.kind is ReplyKind.ANSWER and Part.DONE not in parts:
        parts = {Part.DONE: before, **parts}
    elif before and Part.EXPLANATION in answering.PARTS[standing.kind] and Part.EXPLANATION not in parts:
        parts = {Part.EXPLANATION: before, **parts}
    return _keep(visit, duty, parts, fill=False, typed=words)


@on_duty(Power.DRAFT)
def template(visit: Visit, duty: Duty, key: str = "") -> list[Message]:
    """The texts a reply may begin with; a chosen one is filled in blank by blank."""
    cases = visit.office.cases
    try:
        draft = answering.own_draft(cases, duty.petition, duty.officer.id)
    except NotSoError as first:
        return _lost(visit, duty, first.standing)
    offered = fitting(draft.kind, duty.petition.category)
    if (chosen := templates().get(key)) in offered and chosen:
        begun = answering.use_template(cases, duty.petition, draft, chosen, visit.office.at)
        trace(visit, duty, Power.DRAFT)
        return _next(visit, duty, begun)
    visit.put(awaits="")
    return [views.offer(_written(visit, duty.petition, draft), offered)]


@on_duty(Power.DRAFT)
def discard(visit: Visit, duty: Duty, edition: str = "") -> list[Message]:
    """A draft is given up, once that was asked: what was changed since is asked about anew."""
    cases = visit.office.cases
    standing = cases.replies.standing(duty.petition.id)
    if standing is None or standing.state is not ReplyState.DRAFT:
        return _lost(visit, duty, standing)
    if edition != standing.edition:
        visit.put(awaits="")
        return [views.ask_discard(_written(visit, duty.petition, standing))]
    answering.discard(cases, duty.petition, visit.office.at)
    trace(visit, duty, Power.DRAFT)
    return [told("reply.discarded", code=duty.petition.code), *_shown(visit, duty, None)]


# The signed document


@on_duty(Power.DRAFT)
def document(visit: Visit, duty: Duty) -> list[Message]:
    """The number and the day of the signed document are asked for, and its file."""
    try:
        draft = answering.own_draft(visit.office.cases, duty.petition, duty.officer.id)
    except NotSoError as first:
        return _lost(visit, duty, first.standing)
    return _ask_document(visit, duty, draft)


@on_duty(Power.DRAFT)
def undocument(visit: Visit, duty: Duty) -> list[Message]:
    """The document goes along no more."""
    try:
        return _shown(visit, duty, _with_document(visit, duty, Document()))
    except NotSoError as first:
        return _lost(visit, duty, first.standing)


def _ask_document(visit: Visit, duty: Duty, draft: Reply) -> list[Message]:
    screen = ("document", duty.petition.code)
    visit.arrive(*screen)
    visit.put(awaits=":".join(screen), about="", offered=())
    return [views.ask_document(_written(visit, duty.petition, draft))]


def _with_document(visit: Visit, duty: Duty, what: Document) -> Reply:
    kept = answering.put_document(visit.office.cases, duty.petition, duty.officer.id, what, visit.office.at)
    trace(visit, duty, Power.DRAFT)
    return kept


def typed_document(visit: Visit, code: str, words: str) -> list[Message] | None:
    """The number and the day were typed."""
    return _typed_document(visit, code, words) if _is_at(visit, "document", code) else None


@on_duty(Power.DRAFT)
def _typed_document(visit: Visit, duty: Duty, words: str) -> list[Message]:
    try:
        draft = answering.own_draft(visit.office.cases, duty.petition, duty.officer.id)
        number, day = answering.read_document(words, visit.day)
        kept = _with_document(visit, duty, replace(draft.document, number=number, day=day))
    except NotSoError as first:
        return _lost(visit, duty, first.standing)
    except DocumentError as unfit:
        return [told(f"reply.document_{unfit.fault}"), *_ask_document(visit, duty, draft)]
    return _shown(visit, duty, kept) if kept.document.attachment_id else _ask_document(visit, duty, kept)


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
        return _lost(visit, duty, first.standing)
    number = cases.attachments.add(visit.chat_id, sent, visit.office.at, duty.petition.id, Giver.OFFICE)
    with_file = replace(draft.document, attachment_id=number, file_id=sent.file_id)
    kept = _with_document(visit, duty, with_file)
    if words:
        return _typed_document(visit, duty.petition.code, words)
    return _shown(visit, duty, kept) if kept.document.number else _ask_document(visit, duty, kept)


# Up, out and back


@on_duty(Power.DRAFT)
def endorse(visit: Visit, duty: Duty) -> list[Message]:
    """A draft goes up to whoever approves; where the office does without, it leaves."""
    cases, office = visit.office.cases, visit.office
    # What may leave at once concerns those who sent the same too: all are held before anything is written.
    cases.register.hold(duty.petition, State.ANSWERED)
    standing = cases.replies.standing(duty.petition.id)
    lifted = standing is not None and standing.kind in office.settings.lifted
    approvers = _approvers(visit, duty)
    if duty.petition.state in OPEN and not approvers and not lifted:
        return [told("reply.nobody_approves")]
    try:
        waiting = answering.submit(cases, duty.petition, duty.actor, office.at, takes=_is_nobodys(visit, duty))
    except NotSoError as first:
        return _lost(visit, duty, first.standing)
    except UnreadyError as unready:
        own = answering.own_draft(cases, duty.petition, duty.officer.id)
        return [views.lacking(unready.parts), *_ask(visit, duty, own, unready.parts[0], fill=True)]
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
    written = replace(_written(visit, now, waiting), approver=approver.name)
    commune = visit.office.catalogue.communes.place(petition.place.commune, "")
    visit.office.tell(approver.telegram_id, views.to_approve(written, commune), f"reply:{waiting.id}")


@on_duty(Power.APPROVE)
def approve(visit: Visit, duty: Duty, edition: str) -> list[Message]:
    """An approver lets leave what they read."""
    standing = visit.office.cases.replies.standing(duty.petition.id)
    if standing is None or standing.edition != edition:
        return _lost(visit, duty, standing)
    return _leave(visit, duty, standing, lifted=False)


def _leave(visit: Visit, duty: Duty, waiting: Reply, *, lifted: bool) -> list[Message]:
    """A reply leaves: it moves its petition, which tells the sender; the document follows."""
    cases, office, text = visit.office.cases, visit.office, views.body(waiting, duty.officer.name)
    try:
        moved = answering.approve(cases, duty.petition, duty.actor, waiting.edition, text, office.at, lifted=lifted)
    except NotSoError as first:
        return _lost(visit, duty, first.standing)
    except OwnReplyError:
        return [told("reply.own")]
    except (PartError, DocumentError, NotOpenError) as unfit:
        return _held_up(visit, duty, unfit)
    trace(visit, duty, Power.APPROVE)
    visit.put(awaits="")
    if waiting.document.file_id and moved.chat_id is not None:
        file = _written(visit, moved, waiting).file
        document = Message((), files=(File(file, file_id=waiting.document.file_id),))
        office.tell(moved.chat_id, document, f"petition:{moved.id}:event:{moved.events}")
    if waiting.author_id != duty.officer.id:
        _tell_author(visit, moved, waiting, views.approved(moved, waiting, duty.officer.name))
    return [views.left(moved, waiting)]


def _tell_author(visit: Visit, moved: Petition, of: Reply, message: Message) -> None:
    """Who wrote a reply hears what became of it once: the news of its petition's move tell the same."""
    author = visit.office.officers.by_id(of.author_id)
    if author:
        visit.office.outbox.drop(author.telegram_id, f"staff:petition:{moved.id}:event:{moved.events}")
        visit.office.tell(author.telegram_id, message, f"reply:{of.id}")


@on_duty(Power.DRAFT)
def recall(visit: Visit, duty: Duty, edition: str) -> list[Message]:
    """An author takes back what waits for approval, to mend it."""
    cases, code = visit.office.cases, duty.petition.code
    try:
        draft = answering.recall(cases, duty.petition, duty.actor, edition, visit.office.at)
    except NotSoError as first:
        return _lost(visit, duty, first.standing)
    trace(visit, duty, RECALL)
    return [told("reply.recalled", code=code), *_shown(visit, duty, draft)]


@on_duty(Power.APPROVE)
def send_back(visit: Visit, duty: Duty, edition: str) -> list[Message]:
    """An approver is asked why a reply comes back."""
    standing = visit.office.cases.replies.standing(duty.petition.id)
    if standing is None or standing.state is not ReplyState.SUBMITTED or standing.edition != edition:
        return _lost(visit, duty, standing)
    screen = ("send_back", duty.petition.code, edition)
    visit.arrive(*screen)
    visit.put(awaits=":".join(screen), about="", offered=())
    return [views.ask_remark(_written(visit, duty.petition, standing))]


def typed_remark(visit: Visit, about: str, words: str) -> list[Message] | None:
    """Why a reply comes back was typed."""
    code, _, edition = about.partition(":")
    return _typed_remark(visit, code, edition, words) if _is_at(visit, "send_back", code, edition) else None


@on_duty(Power.APPROVE)
def _typed_remark(visit: Visit, duty: Duty, edition: str, words: str) -> list[Message]:
    remark, office = answering.tidy(words), visit.office
    if not any(letter.isalpha() for letter in remark) or len(remark) > answering.LONGEST:
        return [told("reply.fault_remark", most=answering.LONGEST), *send_back(visit, duty.petition.code, edition)]
    try:
        draft = answering.send_back(office.cases, duty.petition, duty.actor, edition, remark, office.at)
    except NotSoError as first:
        return _lost(visit, duty, first.standing)
    trace(visit, duty, SEND_BACK)
    moved = office.cases.register.petitions.by_id(duty.petition.id)
    _tell_author(visit, moved, draft, views.sent_back(moved, draft, duty.officer.name))
    return [told("reply.sent_back", code=duty.petition.code, name=office.officers.name_of(draft.author_id))]


TAKEN: dict[str, Callable[[Visit, str, str], list[Message] | None]] = {
    "part": typed_part,
    "document": typed_document,
    "send_back": typed_remark,
}
"""What takes the next words, by what a chat awaits."""
