"""Writing a reply: begun in a kind, said part by part, with a template or all at once, and given up.

petition ──Trả lời, Không tiếp nhận, Chuyển cơ quan, Gia hạn──▶ part ──▶ part ──▶ draft
draft ──Sửa …──▶ part     ──Mẫu──▶ blanks, one by one     ──Bỏ──▶ gone
transferred ──Ghi trả lời của cơ quan nhận──▶ what it says ──▶ its number and day ──▶ draft

What is written is kept at every step, so that no way out of here loses any of it.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.conversations.desk import Duty, moved_on, on_duty, trace
from bot.conversations.documenting import ask_document
from bot.conversations.previewing import is_at, kept_of, lost, shown_reply, written_of
from bot.conversations.visit import Visit
from bot.petitions import answering
from bot.petitions.composition import PARTS, blanks, is_empty, lacks_document, missing, said, unsaid
from bot.petitions.life import OPEN, State
from bot.petitions.parts import parted
from bot.petitions.replies import Part, Reply, ReplyKind, ReplyState
from bot.petitions.reply_faults import NotOpenError, NotSoError, PartError
from bot.review.powers import Power
from bot.views import drafting as views
from bot.views.drafting import FILL, TAKE
from bot.views.message import Message
from bot.views.notice import told

TAKE_OVER = "take_over"
"""What stands in the trail beside the powers."""


def _beginning(kind: ReplyKind) -> Callable[..., list[Message]]:
    """What begins a reply of a kind, or shows the one that stands; a co-worker's may be taken over."""

    @on_duty(Power.DRAFT)
    def begin(visit: Visit, duty: Duty, how: str = "") -> list[Message]:
        standing = kept_of(visit, duty)
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
            return lost(visit, duty, first.standing)
        except NotOpenError as closed:
            return moved_on(visit, replace(duty, petition=closed.petition))

    return begin


answer = _beginning(ReplyKind.ANSWER)
refusal = _beginning(ReplyKind.REFUSAL)
passing = _beginning(ReplyKind.TRANSFER)
extension = _beginning(ReplyKind.EXTENSION)
relay = _beginning(ReplyKind.RELAY)


def _begun(visit: Visit, duty: Duty, kind: ReplyKind) -> Reply:
    begun = answering.begin(visit.office.cases, duty.petition, kind, duty.officer.id, visit.office.at)
    trace(visit, duty, Power.DRAFT)
    return begun


def _gives_way(duty: Duty, standing: Reply, wanted: ReplyKind, how: str) -> bool:
    """Whether an officer's own draft goes for one of another kind: nothing stands in it, or it was agreed to."""
    is_own_draft = standing.state is ReplyState.DRAFT and standing.author_id == duty.officer.id
    return is_own_draft and standing.kind is not wanted and (is_empty(standing) or how == standing.edition)


def _stands(visit: Visit, duty: Duty, standing: Reply, wanted: ReplyKind) -> list[Message]:
    """A reply was begun already: it is shown; whether an own one of another kind is to go is asked."""
    is_own_draft = standing.state is ReplyState.DRAFT and standing.author_id == duty.officer.id
    if not is_own_draft or standing.kind is wanted:
        return shown_reply(visit, duty, standing)
    visit.put(awaits="")
    return [views.ask_instead(written_of(visit, duty.petition, standing), wanted)]


def _taken_over(visit: Visit, duty: Duty, standing: Reply) -> list[Message]:
    if standing.author_id == duty.officer.id:
        return shown_reply(visit, duty, standing)
    mine = answering.take_over(visit.office.cases, duty.petition, duty.officer.id, visit.office.at)
    before = visit.office.officers.name_of(standing.author_id)
    trace(visit, duty, TAKE_OVER, before)
    return [told("reply.taken_over", name=before), *shown_reply(visit, duty, mine)]


def _next(visit: Visit, duty: Duty, draft: Reply) -> list[Message]:
    """The next part that is lacking or may be said too, or the whole draft when none is."""
    lacking = missing(draft) or unsaid(draft)
    if not lacking:
        return ask_document(visit, duty, draft) if lacks_document(draft) else shown_reply(visit, duty, draft)
    begun = any(said(draft, part) for part in PARTS[draft.kind])
    return ask(visit, duty, draft, lacking[0], fill=True, offer=not begun)


def ask(visit: Visit, duty: Duty, draft: Reply, part: Part, *, fill: bool, offer: bool = False) -> list[Message]:
    """Ask for a part, or for the blanks that are left in it."""
    code = duty.petition.code
    fill = fill and bool(blanks(said(draft, part)))
    screen = ("part", code, part, FILL) if fill else ("part", code, part)
    visit.arrive(*screen)
    visit.put(awaits=":".join(screen), about="", offered=())
    return [views.ask(written_of(visit, duty.petition, draft), part, fill=fill, templates=offer)]


@on_duty(Power.DRAFT)
def part(visit: Visit, duty: Duty, name: str, how: str = "") -> list[Message]:
    """One part is asked for again."""
    try:
        draft = answering.own_draft(visit.office.cases, duty.petition, duty.officer.id)
    except NotSoError as first:
        return lost(visit, duty, first.standing)
    if name not in {*PARTS[draft.kind]}:
        return shown_reply(visit, duty, draft)
    return ask(visit, duty, draft, Part(name), fill=how == FILL)


@on_duty(Power.DRAFT)
def picked(visit: Visit, duty: Duty, name: str, value: str) -> list[Message]:
    """A part was chosen by a button."""
    return _keep(visit, duty, {name: value}, fill=False)


def typed_part(visit: Visit, about: str, words: str) -> list[Message] | None:
    """A part was typed, unless another screen was opened since it was asked for."""
    code, name, *how = about.split(":")
    if not is_at(visit, "part", code, name, *how):
        return None
    return _typed_part(visit, code, name, words, how == [FILL])


@on_duty(Power.DRAFT)
def _typed_part(visit: Visit, duty: Duty, name: str, words: str, fill: bool) -> list[Message]:
    standing = visit.office.cases.replies.standing(duty.petition.id)
    before, parts = parted(standing.kind, words) if standing else ("", {})
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
            text = views.reason_named(words, visit.office.cases.refusals.offered) if name == Part.REASON else words
            try:
                draft = say(visit.office.cases, duty.petition, duty.officer.id, Part(name), text, visit.office.at)
            except PartError as unfit:
                # What was typed before it is kept.
                draft = answering.own_draft(visit.office.cases, duty.petition, duty.officer.id)
                wrong = [views.fault(unfit.part, unfit.fault), *ask(visit, duty, draft, unfit.part, fill=fill)]
    except NotSoError as first:
        return [*_unkept(typed), *lost(visit, duty, first.standing)]
    if draft != before:
        trace(visit, duty, Power.DRAFT)
    return wrong or _next(visit, duty, draft)


def _unkept(typed: str) -> list[Message]:
    return [views.unkept(typed)] if typed else []


@on_duty(Power.DRAFT, states=OPEN | {State.TRANSFERRED})
def written_at_once(visit: Visit, duty: Duty, words: str) -> list[Message]:
    """An answer that was typed behind the code: all its parts under headings, or what was done.

    Of what was transferred it is what the other agency answered.
    """
    cases = visit.office.cases
    standing = cases.replies.standing(duty.petition.id)
    try:
        is_elsewhere = duty.petition.state is State.TRANSFERRED
        standing = standing or _begun(visit, duty, ReplyKind.RELAY if is_elsewhere else ReplyKind.ANSWER)
    except NotSoError as first:
        if first.standing is None or first.standing.author_id != duty.officer.id:
            return [*_unkept(words), *lost(visit, duty, first.standing)]
        standing = first.standing
    except NotOpenError as closed:
        return [*_unkept(words), *moved_on(visit, replace(duty, petition=closed.petition))]
    before, parts = parted(standing.kind, words)
    if before and standing.kind is ReplyKind.ANSWER and Part.DONE not in parts:
        parts = {Part.DONE: before, **parts}
    elif before and Part.EXPLANATION in PARTS[standing.kind] and Part.EXPLANATION not in parts:
        parts = {Part.EXPLANATION: before, **parts}
    elif before and standing.kind is ReplyKind.RELAY:
        parts = {Part.RELAYED: before}
    return _keep(visit, duty, parts, fill=False, typed=words)


@on_duty(Power.DRAFT)
def template(visit: Visit, duty: Duty, key: str = "") -> list[Message]:
    """The texts a reply may begin with; a chosen one is filled in blank by blank."""
    cases = visit.office.cases
    try:
        draft = answering.own_draft(cases, duty.petition, duty.officer.id)
    except NotSoError as first:
        return lost(visit, duty, first.standing)
    offered = cases.templates.fitting(draft.kind, duty.petition.category)
    if chosen := next((one for one in offered if one.key == key), None):
        begun = answering.use_template(cases, duty.petition, draft, chosen, visit.office.at)
        trace(visit, duty, Power.DRAFT)
        return _next(visit, duty, begun)
    visit.put(awaits="")
    return [views.offer(written_of(visit, duty.petition, draft), offered)]


@on_duty(Power.DRAFT)
def discard(visit: Visit, duty: Duty, edition: str = "") -> list[Message]:
    """A draft is given up, once that was asked: what was changed since is asked about anew."""
    cases = visit.office.cases
    standing = cases.replies.standing(duty.petition.id)
    if standing is None or standing.state is not ReplyState.DRAFT:
        return lost(visit, duty, standing)
    if edition != standing.edition:
        visit.put(awaits="")
        return [views.ask_discard(written_of(visit, duty.petition, standing))]
    answering.discard(cases, duty.petition, visit.office.at)
    trace(visit, duty, Power.DRAFT)
    return [told("reply.discarded", code=duty.petition.code), *shown_reply(visit, duty, None)]
