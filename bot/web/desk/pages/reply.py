"""The reply to a petition: written in a form, read as its sender will read it, handed up, approved or sent back.

nothing stands ──begin──▶ draft ──save──▶ preview ──Trình duyệt──▶ waits ──Duyệt và gửi──▶ on its way
                            ▲                                       └─Trả lại để sửa──▶ draft
Every step is the conversation's own, with its guards; of two officers at once the second is told, and loses no word.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from bot.conversations import approving, writing
from bot.conversations.desk import Duty
from bot.conversations.previewing import written_of
from bot.conversations.visit import Visit
from bot.petitions import answering
from bot.petitions.attachments import Attachment
from bot.petitions.composition import blanks, lacks_document, may_be_replied, missing, said
from bot.petitions.life import OPEN
from bot.petitions.parts import LONGEST
from bot.petitions.petition import Petition
from bot.petitions.replies import Part, Reply, ReplyKind, ReplyState
from bot.petitions.reply_faults import NotSoError
from bot.petitions.templates import Template
from bot.review.powers import Power
from bot.texts import say
from bot.views.drafting import TAKE, Written, leaving
from bot.views.message import Message
from bot.web.desk import talking
from bot.web.desk.pages import reply_form as form
from bot.web.desk.pages.at_petition import at_petition, duty_of, not_theirs, notice, on_page, path_of, trace
from bot.web.desk.pages.reply_form import Saved
from bot.web.desk.replies import Page, Redirect
from bot.web.desk.replies import Reply as Answer
from bot.web.desk.seat import Seat

BEGIN: Mapping[ReplyKind, Callable[..., list[Message]]] = {
    ReplyKind.ANSWER: writing.answer,
    ReplyKind.REFUSAL: writing.refusal,
    ReplyKind.TRANSFER: writing.passing,
    ReplyKind.EXTENSION: writing.extension,
    ReplyKind.RELAY: writing.relay,
}
"""What begins a reply of each kind."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page says beside what stands: what was told, what was typed, and what was typed for nothing."""

    told: Sequence[str] = ()
    warned: Sequence[str] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Sequence[Markup]] = field(default_factory=dict)
    unkept: Sequence[str] = ()
    remark: str = ""
    instead: ReplyKind | None = None  # the kind that is wanted in place of the draft's


PLAIN = Screen()


@at_petition(Power.SEE)
def show(seat: Seat, duty: Duty) -> Page:
    """What stands of the reply, with what this officer can do with it now."""
    trace(seat, duty, Power.SEE)
    return _page(seat)


@at_petition(Power.SEE)
def act(seat: Seat, duty: Duty) -> Answer:
    """Something is done with it."""
    if kind := seat.asked.said("loai"):
        return _begun(seat, duty, ReplyKind(kind)) if kind in set(ReplyKind) else _page(seat)
    return ACTS.get(seat.asked.said("viec"), _nothing)(seat, duty)


def _nothing(seat: Seat, _: Duty) -> Page:
    return _page(seat)


def _begun(seat: Seat, duty: Duty, kind: ReplyKind) -> Answer:
    """A reply of a kind is begun, or a co-worker's is gone on with."""
    talk = talking.turn(seat, lambda visit: BEGIN[kind](visit, duty.petition.code, seat.asked.said("cach")))
    standing = _standing(seat, duty.petition)
    if standing is None or standing.author_id != duty.officer.id or standing.state is not ReplyState.DRAFT:
        return _page(seat, Screen(warned=() if standing else notice(talk)))
    if standing.kind is not kind:
        return _page(seat, Screen(warned=notice(talk), instead=kind))
    return Redirect(path_of(duty, "/tra-loi"))


def _standing(seat: Seat, petition: Petition) -> Reply | None:
    return seat.office.cases.replies.standing(petition.id)


Then = Callable[[Seat, Duty, Saved], Answer]


def _writing(then: Then) -> Callable[[Seat, Duty], Answer]:
    """What the form says is kept, unless the draft is another's or another one now; then something is done with it."""

    def written(seat: Seat, _: Duty) -> Answer:
        duty = duty_of(seat, Power.DRAFT)
        if duty is None:
            return not_theirs(seat)
        try:
            draft = answering.own_draft(seat.office.cases, duty.petition, duty.officer.id)
        except NotSoError:
            return _page(seat, Screen(warned=(say("reply.lost"),), unkept=form.told_back(seat)))
        if draft.edition != seat.asked.said("ban"):
            return _page(seat, Screen(warned=(say("reply_page.changed"),), typed=form.typed(seat)))
        saved = form.save(seat, duty, draft)
        if saved.is_changed:
            trace(seat, duty, Power.DRAFT)
        return then(seat, duty, saved)

    return written


def _saved(seat: Seat, duty: Duty, saved: Saved) -> Answer:
    """The draft as it is kept now, with its preview."""
    return _faulty(seat, saved) if saved.faults else Redirect(path_of(duty, "/tra-loi"))


def _faulty(seat: Seat, saved: Saved) -> Page:
    typed = form.typed(seat)
    unfit = {name: text for name, text in typed.items() if name in saved.faults or name in {"so", "ngay"}}
    return _page(seat, Screen(warned=(say("reply_page.faults"),), typed=unfit, faults=saved.faults))


def _templated(seat: Seat, duty: Duty, saved: Saved) -> Answer:
    """The draft begins with a template; the words that give way to it are shown, to be used again."""
    cases, draft = seat.office.cases, saved.draft
    chosen = next((one for one in _offered(seat, duty, draft) if one.key == seat.asked.said("mau")), None)
    if chosen is None:
        return _page(seat, Screen(warned=(say("reply_page.choose_template"),), faults=saved.faults))
    begun = answering.use_template(cases, duty.petition, draft, chosen, seat.office.at)
    trace(seat, duty, Power.DRAFT)
    gone = [text for part, text in draft.parts.items() if text and text != begun.parts.get(part) and not blanks(text)]
    typed = [text for name, text in form.typed(seat).items() if name in saved.faults]
    return _page(seat, Screen(told=(say("reply_page.template_used"),), unkept=[*gone, *typed]))


def _offered(seat: Seat, duty: Duty, draft: Reply) -> list[Template]:
    return seat.office.cases.templates.fitting(draft.kind, duty.petition.category)


def _handed_up(seat: Seat, duty: Duty, saved: Saved) -> Answer:
    """It goes up as it was previewed; what was changed in the same press is looked at first."""
    if saved.faults:
        return _faulty(seat, saved)
    if saved.is_changed:
        return _page(seat, Screen(warned=(say("reply_page.look_again"),)))
    return _done(seat, lambda visit: approving.endorse(visit, duty.petition.code))


def _done(seat: Seat, turn: Callable[[Visit], Sequence[Message]], remark: str = "") -> Page:
    """Something is done as in the chat, and what is told of it stands above the page."""
    return _page(seat, Screen(told=notice(talking.turn(seat, turn)), remark=remark))


def _recalled(seat: Seat, duty: Duty) -> Page:
    return _done(seat, lambda visit: approving.recall(visit, duty.petition.code, seat.asked.said("ban")))


def _discarded(seat: Seat, duty: Duty) -> Page:
    return _done(seat, lambda visit: writing.discard(visit, duty.petition.code, seat.asked.said("ban")))


def _approved(seat: Seat, duty: Duty) -> Page:
    return _done(seat, lambda visit: approving.approve(visit, duty.petition.code, seat.asked.said("ban")))


def _sent_back(seat: Seat, duty: Duty) -> Page:
    """It comes back to its author; a remark that says nothing stands in the form again."""
    code, edition, remark = duty.petition.code, seat.asked.said("ban"), seat.asked.said("sua")

    def turn(visit: Visit) -> Sequence[Message]:
        asked = approving.send_back(visit, code, edition)
        return approving.typed_remark(visit, f"{code}:{edition}", remark) or asked

    return _done(seat, turn, remark[: form.MOST])


ACTS: Mapping[str, Callable[[Seat, Duty], Answer]] = {
    "luu": _writing(_saved),
    "mau": _writing(_templated),
    "trinh": _writing(_handed_up),
    "rut": _recalled,
    "bo": _discarded,
    "duyet": _approved,
    "tra": _sent_back,
}
"""What the buttons of the page do."""


def _page(seat: Seat, screen: Screen = PLAIN) -> Page:
    """The page as it stands now; who does not see the petition any more reads what was told alone."""
    duty = duty_of(seat, Power.SEE)
    if duty is None:
        return Page("told.html", {"talk": talking.Talk([talking.shown(Message(tuple(screen.told)))])})
    visit, petition = Visit(seat.office, seat.officer.telegram_id), duty.petition
    standing = _standing(seat, petition)
    written = written_of(visit, petition, standing) if standing else None
    values = {
        "code": petition.code,
        "petition": petition,
        "screen": screen,
        "standing": standing,
        "may": _may(seat, duty, standing),
        "kinds": [kind for kind in ReplyKind if may_be_replied(petition, kind)],
        "most_remark": LONGEST,
        "take": TAKE,
        **(_shown(seat, duty, written, screen) if written else {}),
    }
    return Page("reply.html", values)


def _may(seat: Seat, duty: Duty, standing: Reply | None) -> str:
    """What the officer can do with the reply: begin, write, go on with a co-worker's, take back, decide; or read."""
    may_draft, may_approve = (duty_of(seat, power) is not None for power in (Power.DRAFT, Power.APPROVE))
    if standing is None:
        return "begin" if may_draft else "read"
    own = standing.author_id == duty.officer.id
    if standing.state is ReplyState.DRAFT:
        return "read" if not may_draft else "write" if own else "take_over"
    if own:
        return "recall" if may_draft else "read"
    return "decide" if may_approve else "read"


def _shown(seat: Seat, duty: Duty, written: Written, screen: Screen) -> dict[str, object]:
    """A reply that stands, as its page shows it."""
    draft = written.reply
    lacking = [say(f"reply.part_{part}") for part in missing(draft)]
    lacking += [say("reply.the_document")] if lacks_document(draft) else []
    named = replace(written, approver=duty.officer.name) if _may(seat, duty, draft) == "decide" else written
    return {
        "written": written,
        "lacking": lacking,
        "preview": on_page(*leaving(named)) if not lacking else (),
        "fields": form.fields(draft, screen.typed, screen.faults),
        "said": [(part, said(draft, part)) for part in draft.parts if part is not Part.REASON],
        "reasons": seat.office.cases.refusals.offered,
        "templates": _offered(seat, duty, draft),
        "file": _file(seat, draft),
        "over": duty.petition.state not in OPEN and draft.kind is not ReplyKind.RELAY,
    }


def _file(seat: Seat, draft: Reply) -> Attachment | None:
    number = draft.document.attachment_id
    return seat.office.cases.attachments.by_id(number) if number else None
