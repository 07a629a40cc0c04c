"""How a reply comes about: written in parts, handed up, approved or sent back, and then it moves its petition.

Every act holds the petition first, and writes nothing before it is sure that it may: whoever comes second is refused
with what stands now.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.clock import VIET_NAM
from bot.petitions.cases import Cases
from bot.petitions.composition import BLANK, TARGETS, blanks, blanks_from, may_be_replied, missing, said
from bot.petitions.filling import filled, values_of
from bot.petitions.life import OPEN, State
from bot.petitions.parts import until_fault, with_part
from bot.petitions.petition import Actor, EventKind, Petition, Reader
from bot.petitions.replies import Document, Part, Reply, ReplyKind, ReplyState
from bot.petitions.reply_faults import (
    DocumentError,
    NotOpenError,
    NotSoError,
    OwnReplyError,
    PartError,
    PartFault,
    UnreadyError,
)
from bot.petitions.signed import document_fault, facts_of
from bot.petitions.templates import Template


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


def clear_part(cases: Cases, petition: Petition, officer_id: int, part: Part, at: datetime) -> Reply:
    """Nothing is said of a part of an officer's draft any more. Raises NotSoError."""
    draft = own_draft(cases, petition, officer_id)
    parts = {name: text for name, text in draft.parts.items() if name is not part}
    columns: dict[Part, dict[str, Any]] = {
        Part.REASON: {"reason": ""},
        Part.AGENCY: {"agency": ""},
        Part.UNTIL: {"until": None},
    }
    return cases.replies.keep(replace(draft, parts=parts, **columns.get(part, {})), at)


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
    values = values_of(text, len(open_blanks))
    if len(values) > len(open_blanks):
        raise PartError(part, PartFault.MANY)
    for (where, place), value in zip(open_blanks, values, strict=False):
        begin, end = BLANK.search(said(draft, where)).span()  # type: ignore[union-attr]
        before, after = said(draft, where)[:begin], said(draft, where)[end:]
        whole = f"{before}{filled(where, place, value, _day_of(at))}{after}"
        draft = cases.replies.keep(with_part(cases, petition, draft, where, whole, _day_of(at)), at)
    return draft


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

    What another agency answered waits too, and its petition stays where it is.
    Raises NotSoError, NotOpenError, UnreadyError, PartError and DocumentError.
    """
    draft = own_draft(cases, petition, actor.officer_id or 0)
    held = _open(cases, petition, draft.kind)
    if lacking := missing(draft):
        raise UnreadyError(lacking)
    _check(cases, held, draft)
    if held.state in OPEN - {State.AWAITING_APPROVAL}:
        facts: dict[str, Any] = {"officer": actor.officer_id} if takes else {}
        cases.register.move_to(held, State.AWAITING_APPROVAL, actor, at, **facts)
    cases.replies.submit(draft, at)
    return replace(draft, state=ReplyState.SUBMITTED, submitted_at=at)


def approve(
    cases: Cases, petition: Petition, actor: Actor, edition: str, text: str, at: datetime, *, lifted: bool = False
) -> Petition:
    """Let a reply leave as `text`, the note of its move, or of its event. `lifted`: approval is not asked for.

    Raises NotSoError for another edition than was read, OwnReplyError, NotOpenError, PartError and DocumentError.
    """
    waiting = _submitted(cases, petition, edition)
    if waiting.author_id == actor.officer_id and not lifted:
        raise OwnReplyError
    held = cases.register.petitions.by_id(petition.id)
    waits = State.TRANSFERRED if waiting.kind is ReplyKind.RELAY else State.AWAITING_APPROVAL
    if held.state is not waits or held.anonymised_at:
        raise NotOpenError(held)
    _check(cases, held, waiting)
    cases.replies.sent(waiting, actor.officer_id, at)
    facts = {"reply": waiting.id, **facts_of(waiting.document)}
    if waiting.until:
        return cases.register.extend(held, actor, waiting.until, text, at, **facts)
    if waiting.kind is ReplyKind.RELAY:
        return cases.register.record(held, EventKind.RELAYED, actor, at, Reader.EVERYONE, text, **facts)
    needed = {Part.REASON: waiting.reason, Part.AGENCY: waiting.agency}
    facts |= {part.value: value for part, value in needed.items() if value}
    # What she is told to do next stays what it was, whatever the office says of that reason later.
    facts |= cases.refusals.facts(waiting.reason)
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
    if not may_be_replied(held, kind):
        raise NotOpenError(held)
    return held


def _check(cases: Cases, held: Petition, written: Reply) -> None:
    """What may have changed since it was written: the due day, and whether the document's file was kept."""
    if written.until and (fault := until_fault(cases, held, written.until)):
        raise PartError(Part.UNTIL, fault)
    if late := document_fault(cases, written):
        raise DocumentError(late)
