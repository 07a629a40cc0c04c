"""Her data (/dulieucuatoi): what is held of a person, given to her whole, deleted as far as the law lets us.

shown ──Tải dữ liệu──▶ a file
      ├─Xóa dữ liệu──▶ what goes, what stays; sure? ──▶ gone; her petitions restricted, with a reference
      └─Rút lại đồng ý──▶ what that means; sure? ──▶ withdrawn, names withheld, drafts and questions dropped
"""

from dataclasses import asdict

from bot.conversations.subscribing import named
from bot.conversations.visit import Talk, Visit
from bot.heralding import ABOUT
from bot.petitions.petition import SENDER, EventKind, Petition, Reader
from bot.views import mydata as views
from bot.views.message import Message
from bot.views.mydata import Held, Record
from bot.views.notice import told_with_doors
from bot.views.subscribing import what

ABOUT_ASKED = "asked:"
"""What messages are about that answer a question to the office."""


def show(visit: Visit) -> list[Message]:
    """What is held of her, and what is not."""
    visit.put(awaits="", about="", offered=())
    visit.arrive("mydata")
    return [views.overview(_held(visit))]


def export(visit: Visit) -> list[Message]:
    """All of it as a file, her name and address too: they are her own."""
    return [views.exported(_held(visit), visit.day)]


def erase(visit: Visit) -> list[Message]:
    """What can go at once, and what the law keeps; asked once more."""
    return [views.ask_erase(len(_petitions(visit)))]


def erased(visit: Visit) -> list[Message]:
    """What can go goes; her petitions are kept for the law alone, and each has it in its trail."""
    office = visit.office
    _drop_draft(visit)
    _withdraw_questions(visit)
    office.citizens.forget(visit.chat_id)
    office.subscriptions.forget(visit.chat_id)
    office.channel.forget_chat(visit.chat_id)
    office.outbox.drop_beginning(visit.chat_id, ABOUT)
    visit.place, visit.talk = None, Talk()
    petitions = _petitions(visit)
    for petition in reversed(petitions):  # the oldest first: whoever holds several petitions holds them in that order
        if petition.restricted_at is None:
            office.cases.register.restrict(petition, office.at)
    return [views.erased([petition.code for petition in petitions], visit.day)]


def unconsent(visit: Visit) -> list[Message]:
    """What taking back her consent means; asked once more."""
    return [views.ask_unconsent()]


def unconsented(visit: Visit) -> list[Message]:
    """She takes back what she agreed to: her name is shown to nobody but those who handle it, and no draft stays."""
    office = visit.office
    _drop_draft(visit)
    visit.put(awaits="")
    questions = _withdraw_questions(visit)
    if not office.cases.consents.withdraw(visit.chat_id, office.at) and not questions:
        return [told_with_doors("mine.unconsented_none")]
    for petition in reversed(_petitions(visit)):
        if petition.shown:
            office.cases.register.show_name(petition, shown=False, at=office.at)
    return [views.unconsented(visit.day)]


def kept(visit: Visit) -> list[Message]:
    """She changes nothing."""
    return [told_with_doors("mine.kept_as_is")]


def _drop_draft(visit: Visit) -> None:
    """Nothing is being written any more; its files go from their folder within seconds."""
    visit.office.cases.attachments.drop(visit.chat_id)
    visit.office.cases.drafts.drop(visit.chat_id)
    visit.put(grievance="", rest="", parcels=(), annexes=(), point=())


def _withdraw_questions(visit: Visit) -> int:
    """Nothing she asked the office waits any more, nor an answer that is on its way; gives how many questions did."""
    office = visit.office
    questions = office.asked.of_chat(visit.chat_id)
    for question in questions:
        office.asked.withdraw(visit.chat_id, question.id)
    for waiting in office.outbox.waiting_for(visit.chat_id):
        if waiting.about.startswith(ABOUT_ASKED):
            office.outbox.drop(visit.chat_id, waiting.about)
    return len(questions)


def _petitions(visit: Visit) -> list[Petition]:
    return visit.office.cases.petitions.of_chat(visit.chat_id, limit=10**6)


def _held(visit: Visit) -> Held:
    """Everything that is held of who writes."""
    office = visit.office
    officer = visit.officer
    draft = office.cases.drafts.of(visit.chat_id)
    own = None if draft and draft.is_for_another else draft  # what is entered for somebody is not the officer's
    return Held(
        chat_id=visit.chat_id,
        at=office.at,
        place=visit.place,
        context=asdict(visit.talk),
        asked=office.asked.of_chat(visit.chat_id),
        draft=own,
        draft_files=office.cases.attachments.of_draft(visit.chat_id) if own else (),
        petitions=[_record(visit, petition) for petition in _petitions(visit)],
        consents=office.cases.consents.of(visit.chat_id),
        followed=[(what(named(visit, one.kind, one.key)), one.since) for one in office.subscriptions.of(visit.chat_id)],
        waiting=office.outbox.waiting_for(visit.chat_id),
        officer=officer.name if officer else "",
    )


def _record(visit: Visit, petition: Petition) -> Record:
    """One petition with all that belongs to it."""
    cases = visit.office.cases
    events = cases.register.trail.of(petition.id, Reader.EVERYONE, Reader.SENDER)
    return Record(
        petition,
        cases.register.contact(petition, SENDER, "", visit.office.at),
        events,
        cases.attachments.of_petition(petition.id),
        [event for event in events if event.kind is EventKind.CONTACT_SEEN],
        visit.office.traces.of(f"petition:{petition.id}"),
        cases.register.petitions.by_id(petition.parent_id).code if petition.parent_id else "",
    )
