"""The end of writing a petition: it is sent, turned into a remark without a name, or given up."""

from bot.conversations.steps import ask_for, next_step, too_many
from bot.conversations.visit import Visit
from bot.petitions.drafts import Draft
from bot.petitions.petition import Lodging
from bot.views import lodging as views
from bot.views.lodging import Step
from bot.views.message import Message
from bot.views.notice import told_with_doors
from bot.views.petition import receipt


def submit(visit: Visit) -> list[Message]:
    """Send what was reviewed: into the book, with a receipt that must reach her. A second press finds no draft."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    if draft is None:
        return [told_with_doors("lodge.nothing")]
    if next_step(draft) is not Step.REVIEW:
        return ask_for(visit, draft, next_step(draft))
    if refused := too_many(visit):
        return refused
    _lodge(visit, draft)
    return []


def _lodge(visit: Visit, draft: Draft) -> None:
    office, cases = visit.office, visit.office.cases
    lodging = Lodging(
        chat_id=visit.chat_id,
        category=draft.category,
        words=draft.words,
        identity=draft.identity,
        notice=draft.notice,
        place=draft.place,
        about=draft.about,
        shown=draft.shown,
    )
    files = cases.attachments.to_lodge(visit.chat_id)
    petition, secret = cases.register.lodge(lodging, trial=not office.settings.is_official, at=office.at, files=files)
    cases.attachments.lodge(visit.chat_id, petition.id)
    cases.consents.give(visit.chat_id, petition.id, draft.notice, office.at)
    _forget(visit)
    office.tell(
        visit.chat_id, receipt(petition, secret, office.settings.agency, cases.terms), f"petition:{petition.id}:event:1"
    )


def refuse(visit: Visit) -> list[Message]:
    """She does not agree: nothing is sent, and nothing of it stays."""
    _forget(visit)
    return [told_with_doors("lodge.no_consent")]


def drop(visit: Visit) -> list[Message]:
    """She gives up what she was writing."""
    _forget(visit)
    return [told_with_doors("lodge.dropped")]


def anonymous(visit: Visit) -> list[Message]:
    """She does not want to say who she is: what a remark is, and is not."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    if draft is None or not draft.words:
        return [told_with_doors("lodge.nothing")]
    return [views.anonymous(draft)]


def remark(visit: Visit) -> list[Message]:
    """The words as a remark: kept apart, without who sent it, and no petition."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    if draft is None or not draft.words:
        return [told_with_doors("lodge.nothing")]
    visit.office.cases.remarks.add(draft.category, draft.place.commune, draft.words, visit.day)
    _forget(visit)
    return [told_with_doors("lodge.anonymous_kept")]


def _forget(visit: Visit) -> None:
    """Nothing is being written any more; files that were not lodged go from their folder within seconds."""
    visit.office.cases.attachments.drop(visit.chat_id)
    visit.office.cases.drafts.drop(visit.chat_id)
    visit.put(awaits="", grievance="", rest="", trail=())
