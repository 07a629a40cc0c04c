"""What a person sends that is not text: files, a place on the map, her own contact.

While a petition is written they belong to it, and to one the office asks about; otherwise they wait half an hour for
one to be begun.
"""

from dataclasses import replace

from bot.conversations import appointing, documenting, doors, proposing, saying, shutting, steps, taking
from bot.conversations.hearing import hear
from bot.conversations.visit import Visit
from bot.petitions.attachments import Parcel
from bot.petitions.life import OPEN, State
from bot.petitions.petition import Petition
from bot.petitions.room import no_room
from bot.texts import say
from bot.views import lodging as views
from bot.views.files import without_room
from bot.views.message import Message
from bot.views.notice import told

TO_PETITION = frozenset({"supply", "add"})
"""What a chat awaits when a file or a place belongs to a petition that was lodged."""


def parcel(visit: Visit, sent: Parcel, words: str) -> list[Message]:
    """A file, and the words beside it. A picture of what may not be kept is not kept either."""
    if (document := documenting.file_sent(visit, sent, words)) is not None:
        return document
    if words and (leads := doors.door(visit, words)).messages:
        return steps.turned(visit, leads)
    return [*_taken(visit, sent, words), *(hear(visit, words) if words else [])]


def _taken(visit: Visit, sent: Parcel, words: str) -> list[Message]:
    """Where a file goes: to the petition she was asked about, to the one being written, or into waiting for one."""
    if petition := _awaiting(visit):
        return _kept(visit, sent, petition.id, [views.to_petition(petition)])
    draft = steps.draft_of(visit) if steps.open_step(visit) else None
    if draft is None:
        return _waits(visit, sent, words)
    number = len(visit.office.cases.attachments.of_draft(visit.chat_id)) + 1
    again = [] if words else steps.again(visit)
    return _kept(visit, sent, None, [told("lodge.file_kept", number=number), *again])


def _awaiting(visit: Visit) -> Petition | None:
    """Her own open petition that this belongs to: the one whose screen asks, else the one that waits for her."""
    petitions = visit.office.cases.register.petitions
    what, _, code = visit.talk.awaits.partition(":")
    if what in TO_PETITION and saying.is_at(visit, code):
        asked = petitions.by_code(code)
        return asked if asked and asked.chat_id == visit.chat_id and asked.state in OPEN else None
    if steps.open_step(visit):
        return None
    owed = [one for one in petitions.of_chat(visit.chat_id) if one.state is State.NEED_INFO]
    return owed[0] if len(owed) == 1 else None


def _kept(visit: Visit, sent: Parcel, petition_id: int | None, messages: list[Message]) -> list[Message]:
    """A file with a place to go to, if there is room for it; of an album the first file is answered for all of them."""
    files = visit.office.cases.attachments
    if refused := files.room_for(sent, visit.office.at, visit.chat_id, petition_id):
        return _once(visit, sent, [without_room(refused, sent)], refused)
    files.add(visit.chat_id, sent, visit.office.at, petition_id)
    return _once(visit, sent, messages)


def _waits(visit: Visit, sent: Parcel, words: str) -> list[Message]:
    """A file with nothing written yet: a petition may begin with a picture, and an officer may bring an annex."""
    if visit.is_shut:
        return [] if words else _once(visit, sent, shutting.told(visit))
    waiting = visit.talk.parcels
    beside = no_room([one.size for one in waiting], sent.size)
    refused = beside or visit.office.cases.attachments.room_for(sent, visit.office.at, visit.chat_id)
    annex = proposing.offered(visit, sent, for_petition=not refused)
    if refused and annex:
        return annex
    if refused:
        return _once(visit, sent, [without_room(refused, sent)], refused)
    visit.put(parcels=(*waiting, sent))
    offer = [told("chat.caption_only")] if words else [views.offer("lodge.file_offer")]
    return annex or _once(visit, sent, offer)


def _once(visit: Visit, sent: Parcel, messages: list[Message], about: str = "") -> list[Message]:
    """Messages about a file; of an album each is told once."""
    album = f"{sent.album}:{about}"
    answered = bool(sent.album) and album == visit.talk.album
    visit.put(album=album)
    return [] if answered else messages


def caption(visit: Visit, words: str) -> list[Message]:
    """Words beside something nobody can read."""
    return [told("chat.caption_only"), *hear(visit, words)]


def location(visit: Visit, latitude: float, longitude: float) -> list[Message]:
    """A place on the map."""
    if petition := _awaiting(visit):
        place = say("file.location", latitude=latitude, longitude=longitude)
        visit.office.cases.register.add(petition, str(place), visit.office.at)
        return [views.to_petition(petition)]
    draft = steps.draft_of(visit) if steps.open_step(visit) else None
    if draft is None and visit.is_shut:
        return shutting.told(visit)
    if draft is None:
        visit.put(point=(latitude, longitude))
        return [views.offer("lodge.location_offer")]
    placed = replace(draft, place=replace(draft.place, latitude=latitude, longitude=longitude))
    return [told("lodge.location_kept"), *steps.proceed(visit, placed)]


def contact(visit: Visit, phone: str, own: bool, account: int = 0) -> list[Message]:
    """Her own contact, shared instead of typed; that of somebody else only where an officer to be is asked for."""
    if appointing.awaits_account(visit):
        return appointing.shared(visit, account)
    draft = steps.draft_of(visit) if steps.open_step(visit) else None
    if draft is None:
        return shutting.told_or_shut(visit, "chat.words_only")
    if own is draft.is_for_another:
        return [told("enter.contact_own" if own else "lodge.contact_of_another")]
    return taking.take_contact(visit, draft, phone)
