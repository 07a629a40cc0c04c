"""The end of writing a petition: it is sent, turned into a remark without a name, or given up."""

from datetime import timedelta

from bot.conversations import shutting
from bot.conversations.steps import ask_for, draft_of, next_step, role_to_enter, too_many
from bot.conversations.visit import Visit
from bot.petitions.concerned import named_in
from bot.petitions.drafts import Draft
from bot.petitions.identity import Identity
from bot.petitions.petition import SENDER, Actor, Channel, Lodging, Petition, actor_of
from bot.review.powers import Power
from bot.views import lodging as views
from bot.views.entering import handed
from bot.views.lodging import Step
from bot.views.message import Message
from bot.views.notice import told, told_with_doors
from bot.views.petition import receipt

SLIP_KEPT = timedelta(days=3)
"""How long a slip waits to be sent at most; once it was, nothing of it stays here."""


def submit(visit: Visit, channel: str = Channel.CHAT) -> list[Message]:
    """Send what was reviewed: into the book, with a receipt that must reach her. A second press finds no draft.

    An officer's own button sends nothing that is entered for somebody, nor the other way round.
    """
    draft = draft_of(visit)
    if draft is None:
        return [told_with_doors("lodge.nothing")]
    if next_step(draft) is not Step.REVIEW or channel != draft.channel:
        return ask_for(visit, draft, next_step(draft))
    if refused := _refused(visit, draft):
        return refused
    _lodge(visit, draft)
    return []


def _refused(visit: Visit, draft: Draft) -> list[Message]:
    """Why it is not taken: the channel is off; too many today; or it speaks of the very officer who enters it."""
    if visit.is_shut:
        return shutting.told(visit)
    if not draft.is_for_another:
        return too_many(visit)
    if visit.officer and visit.officer.id in _concerned(visit, draft):
        _forget(visit)
        return [told("enter.of_you")]
    return []


def _concerned(visit: Visit, draft: Draft) -> frozenset[int]:
    """The officers it speaks of."""
    return named_in(draft.words, ((officer.id, officer.name) for officer in visit.office.officers.current()))


def _lodge(visit: Visit, draft: Draft) -> None:
    office, cases = visit.office, visit.office.cases
    chat_id = None if draft.is_for_another else visit.chat_id
    lodging = Lodging(
        chat_id=chat_id,
        category=draft.category,
        words=draft.words,
        identity=draft.identity,
        notice=draft.notice,
        place=draft.place,
        about=draft.about,
        shown=draft.shown,
        channel=draft.channel,
        entered_by=_by_whom(visit, draft),
    )
    files, concerned = cases.attachments.to_lodge(visit.chat_id), _concerned(visit, draft)
    trial = not office.settings.is_official
    petition, secret = cases.register.lodge(lodging, trial=trial, at=office.at, files=files, concerned=concerned)
    cases.attachments.lodge(visit.chat_id, petition.id)
    cases.consents.give(chat_id, petition.id, draft.notice, office.at)
    _forget(visit)
    if draft.is_for_another:
        _hand_over(visit, draft, petition, secret)
    else:
        told_of = f"petition:{petition.id}:event:1"
        office.tell(visit.chat_id, receipt(petition, secret, office.settings.agency, cases.terms), told_of)


def _by_whom(visit: Visit, draft: Draft) -> Actor:
    """Who enters it in the book: she herself, or an officer in a role."""
    officer, role = visit.officer, role_to_enter(visit)
    return actor_of(officer, role) if draft.is_for_another and officer and role else SENDER


def _hand_over(visit: Visit, draft: Draft, petition: Petition, secret: str) -> None:
    """Her slip, to the officer's private chat alone; that it was entered is in the trail of officers' acts."""
    office, officer, role = visit.office, visit.officer, role_to_enter(visit)
    if officer is None or role is None:
        return
    office.traces.leave(office.at, officer.id, role, Power.ENTER, f"petition:{petition.id}")
    identity = draft.identity if draft.printed else Identity()
    slip = handed(petition, secret, office.settings.agency, office.cases.terms, officer.name, identity)
    office.tell(officer.telegram_id, slip, f"slip:{petition.id}", keep_until=office.at + SLIP_KEPT)


def refuse(visit: Visit) -> list[Message]:
    """She does not agree: nothing is sent, and nothing of it stays."""
    draft = draft_of(visit)
    _forget(visit)
    return [told_with_doors("enter.no_consent" if draft and draft.is_for_another else "lodge.no_consent")]


def drop(visit: Visit) -> list[Message]:
    """She gives up what she was writing."""
    _forget(visit)
    return [told_with_doors("lodge.dropped")]


def anonymous(visit: Visit) -> list[Message]:
    """She does not want to say who she is: what a remark is, and is not."""
    draft = draft_of(visit)
    if draft is None or not draft.words:
        return [told_with_doors("lodge.nothing")]
    return [views.anonymous(draft)]


def remark(visit: Visit) -> list[Message]:
    """The words as a remark: kept apart, without who sent it, and no petition."""
    draft = draft_of(visit)
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
