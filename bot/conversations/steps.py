"""The steps of writing a petition: which is open, what is missing first, and the way back.

words ──▶ (category) ──▶ who ──▶ (place) ──▶ consent ──▶ review

In brackets: asked only where nothing said it. The draft is a row of its own; /huy leaves it for a week.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time

from markupsafe import Markup

from bot.clock import VIET_NAM
from bot.conversations import shutting
from bot.conversations.doors import Door
from bot.conversations.visit import Visit
from bot.petitions.consents import NOTICE
from bot.petitions.drafts import Draft
from bot.petitions.identity import missing
from bot.petitions.publications import Published
from bot.petitions.similar import published_like, similar_to
from bot.review.officers import Role
from bot.review.powers import Power, role_for
from bot.views import lodging as views
from bot.views.lodging import Form, Step
from bot.views.message import Message
from bot.views.notice import told, told_with_doors

OPEN = "draft:"
"""How what a chat awaits begins while a step is open."""


def draft_of(visit: Visit) -> Draft | None:
    """What is being written, or was left; what was entered for somebody goes with the office of who entered it."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    if draft and draft.is_for_another and role_to_enter(visit) is None:
        visit.office.cases.attachments.drop(visit.chat_id)
        visit.office.cases.drafts.drop(visit.chat_id)
        return None
    return draft


def role_to_enter(visit: Visit) -> Role | None:
    """The role in which who writes may enter a petition for somebody; None where none is held."""
    officer = visit.officer
    return role_for(officer, Power.ENTER) if officer else None


def open_step(visit: Visit) -> Step | None:
    """The step whose screen was shown last."""
    wanted = visit.talk.awaits.removeprefix(OPEN)
    return Step(wanted) if visit.talk.awaits.startswith(OPEN) and wanted in set(Step) else None


def proceed(visit: Visit, draft: Draft, *, opening: Markup | None = None) -> list[Message]:
    """Keep the draft, with what came before it was begun, and ask for the first thing that is missing."""
    draft = _with_parcels(visit, draft)
    visit.office.cases.drafts.keep(visit.chat_id, draft, visit.office.at)
    return ask_for(visit, draft, next_step(draft), opening=opening)


def _with_parcels(visit: Visit, draft: Draft) -> Draft:
    """What was sent before the petition was begun belongs to it."""
    files, at = visit.office.cases.attachments, visit.office.at
    for parcel in visit.talk.parcels:
        if files.room_for(parcel, at, visit.chat_id) is None:
            files.add(visit.chat_id, parcel, at)
    point = visit.talk.point
    visit.put(parcels=(), point=())
    return replace(draft, place=replace(draft.place, latitude=point[0], longitude=point[1])) if point else draft


def next_step(draft: Draft) -> Step:
    """What is missing first; the review when nothing is."""
    place = draft.place
    lacking = {
        Step.WORDS: not draft.words,
        Step.CATEGORY: not draft.category,
        Step.IDENTITY: bool(missing(draft.identity)),
        Step.PLACE: not (draft.placeless or place.commune or place.words or place.latitude is not None),
        Step.CONSENT: draft.notice != NOTICE,
    }
    return next((step for step, lacks in lacking.items() if lacks), Step.REVIEW)


def ask_for(visit: Visit, draft: Draft, step: Step, *, opening: Markup | None = None) -> list[Message]:
    """The screen of a step; what is typed next is taken for it."""
    visit.put(awaits=f"{OPEN}{step}", about="", offered=(), facet="")
    visit.arrive("step", step)
    if visit.is_shut:
        return shutting.told(visit)  # what was given is kept; the step comes when the channel is open again
    form = replace(_form(visit, draft), opening=opening)
    # Looked for once everything else is known: it reads all that is published.
    published = _published(visit, draft) if step is Step.REVIEW else []
    return [views.asked(step, replace(form, published=published))]


def _published(visit: Visit, draft: Draft) -> list[Published]:
    """What is published, with its answer, and says nearly the same: perhaps it is her answer too."""
    office = visit.office
    return published_like(draft.words, office.cases.publications.all_standing(trial=not office.settings.is_official))


def _form(visit: Visit, draft: Draft) -> Form:
    """A draft with the names of what it only has the codes of."""
    standing = visit.standing(draft.about) if draft.about else None
    settings = visit.office.settings
    own = [] if draft.is_for_another else visit.office.cases.petitions.of_chat(visit.chat_id)
    return Form(
        draft,
        about=standing.version.display_name if standing else "",
        commune=visit.office.catalogue.communes.place(draft.place.commune, ""),
        files=len(visit.office.cases.attachments.of_draft(visit.chat_id)),
        trial=not settings.is_official,
        contact=settings.data_contact,
        similar=similar_to(draft.words, own),
    )


def step(visit: Visit, wanted: str) -> list[Message]:
    """A step again, to mend what was given there."""
    draft = draft_of(visit)
    if draft is None or wanted not in set(Step):
        return [told_with_doors("lodge.nothing")]
    if Step(wanted) in {Step.CONSENT, Step.REVIEW}:
        return ask_for(visit, draft, next_step(draft))
    return ask_for(visit, draft, Step(wanted))


def again(visit: Visit, *messages: Message) -> list[Message]:
    """Something is told, and the step that was open stays open."""
    draft, step = draft_of(visit), open_step(visit)
    return [*messages, *ask_for(visit, draft or Draft(), step)] if step else list(messages)


def too_many(visit: Visit) -> list[Message]:
    """One sentence for who sent as many petitions today as one may."""
    most = visit.office.settings.petitions_a_day
    midnight = datetime.combine(visit.office.at.astimezone(VIET_NAM), time(), VIET_NAM)
    sent = visit.office.cases.register.petitions.lodged_since(visit.chat_id, midnight)
    return [told_with_doors("lodge.too_many_today", most=most)] if sent >= most else []


def turned(visit: Visit, leads: Door) -> list[Message]:
    """The door of what may not be kept; the step stays open only where nobody was accused."""
    if (draft := draft_of(visit)) and draft.is_for_another:
        leads = replace(leads, messages=(told("enter.door"), *leads.messages))
    if not leads.closes:
        return again(visit, *leads.messages)
    visit.put(awaits="", grievance="", rest=leads.rest)
    if leads.rest:
        return views.mixed(leads.messages, leads.rest)
    *before, last = leads.messages
    return [*before, views.with_way_back(last) if visit.office.cases.drafts.waits(visit.chat_id) else last]


BEFORE: Mapping[Step, Step] = {
    Step.CATEGORY: Step.WORDS,
    Step.IDENTITY: Step.WORDS,
    Step.PLACE: Step.IDENTITY,
    Step.CONSENT: Step.IDENTITY,
    Step.REVIEW: Step.IDENTITY,
}
"""Where "quay lại" leads from each step; from the first one it stops writing."""


def back(visit: Visit) -> list[Message]:
    """The step before the one that is open; who was mending a part returns to the review."""
    draft, now = draft_of(visit), open_step(visit)
    if draft and now is not Step.REVIEW and next_step(draft) is Step.REVIEW:
        return ask_for(visit, draft, Step.REVIEW)
    before = BEFORE.get(now) if now else None
    if draft is None or before is None:
        visit.put(awaits="")
        return [views.stopped()]
    return ask_for(visit, draft, before)


def keep(visit: Visit) -> list[Message]:
    """What was given at a step stays as it is."""
    draft = draft_of(visit)
    return proceed(visit, draft) if draft else [told("lodge.nothing")]
