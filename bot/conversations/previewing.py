"""The screen of a petition's reply: what stands of it, with what whoever looks at it can do with it now.

nothing stands ──▶ what may be written     draft ──▶ its author mends it, a co-worker may take it over
waits for approval ──▶ an approver decides, its author may take it back
"""

from dataclasses import replace
from datetime import timedelta

from bot.conversations.desk import Duty, duty_of, moved_on, on_duty, trace
from bot.conversations.visit import Visit
from bot.petitions import answering
from bot.petitions.composition import is_empty, may_be_replied
from bot.petitions.life import OPEN
from bot.petitions.parts import until_fault
from bot.petitions.petition import Petition
from bot.petitions.replies import Part, Reply, ReplyKind, ReplyState
from bot.review.powers import Power
from bot.views import drafting as views
from bot.views.drafting import Written
from bot.views.message import Message, pressed
from bot.views.notice import told

LEFT = timedelta(hours=1)
"""After so long a draft that a co-worker began, and wrote nothing in, was left."""


@on_duty(Power.SEE)
def drafted(visit: Visit, duty: Duty) -> list[Message]:
    """What stands of a petition's reply, with what this officer can do with it now."""
    trace(visit, duty, Power.SEE)
    return shown_reply(visit, duty, kept_of(visit, duty))


def kept_of(visit: Visit, duty: Duty) -> Reply | None:
    """What stands of a petition's reply; a draft that was left before anything was written in it goes."""
    cases, at = visit.office.cases, visit.office.at
    standing = cases.replies.standing(duty.petition.id)
    if standing is None or standing.state is not ReplyState.DRAFT or not is_empty(standing):
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


def shown_reply(visit: Visit, duty: Duty, standing: Reply | None) -> list[Message]:
    """The screen of a reply, by whose it is and how far it came."""
    petition = visit.office.cases.register.petitions.by_id(duty.petition.id)
    visit.put(awaits="", about="", offered=())
    visit.arrive("drafted", petition.code)
    commune = visit.office.catalogue.communes.place(petition.place.commune, "")
    if standing is None:
        is_open = any(may_be_replied(petition, kind) for kind in ReplyKind)
        may_draft = is_open and duty_of(visit, petition.code, Power.DRAFT)
        return [views.begin(petition, commune)] if may_draft else moved_on(visit, replace(duty, petition=petition))
    written = written_of(visit, petition, standing)
    if standing.state is ReplyState.SUBMITTED:
        if standing.author_id != duty.officer.id and duty_of(visit, petition.code, Power.APPROVE):
            return [views.to_approve(replace(written, approver=duty.officer.name), commune)]
        return [views.waiting(written, own=standing.author_id == duty.officer.id)]
    if standing.author_id != duty.officer.id:
        return [views.of_another(written)]
    is_over = petition.state not in OPEN and standing.kind is not ReplyKind.RELAY
    closed = [views.closed(petition)] if is_over else []
    return [*closed, views.draft(written)]


def written_of(visit: Visit, petition: Petition, reply: Reply) -> Written:
    """A reply with what is shown beside it."""
    cases, number = visit.office.cases, reply.document.attachment_id
    file = cases.attachments.by_id(number) if number else None
    is_late = reply.until is None or until_fault(cases, petition, reply.until)
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
        templated=bool(cases.templates.fitting(reply.kind, petition.category)),
        refusals=cases.refusals,
    )


def lost(visit: Visit, duty: Duty, standing: Reply | None) -> list[Message]:
    """Somebody was first: said, with what stands now."""
    return [told("reply.lost"), *shown_reply(visit, duty, standing)]


def is_at(visit: Visit, *screen: str) -> bool:
    """Whether a screen is the last that was shown; what was asked for on another is asked no more."""
    is_last = visit.talk.trail[-1:] == (pressed(*screen),)
    visit.put(awaits="")
    return is_last
