"""What a person sends that is not text: files, a place on the map, her own contact.

While a petition is written they belong to it; otherwise they wait half an hour for one to be begun.
"""

from dataclasses import replace

from bot.conversations import lodging
from bot.conversations.hearing import hear
from bot.conversations.visit import Visit
from bot.petitions.attachments import MOST, Parcel
from bot.petitions.contents import LIMITS
from bot.petitions.drafts import Draft
from bot.petitions.life import OPEN
from bot.views import lodging as views
from bot.views.lodging import Step
from bot.views.message import Message
from bot.views.notice import told, told_with_doors

TO_PETITION = frozenset({"supply", "add"})
"""What a chat awaits when a file belongs to a petition that was lodged."""


def parcel(visit: Visit, sent: Parcel, words: str) -> list[Message]:
    """A file, and the words beside it. Of an album the first is answered, for all of them."""
    if sent.size > LIMITS.each:
        return [told("file.too_big", name=sent.name), *caption_alone(visit, words)]
    if visit.talk.awaits.partition(":")[0] in TO_PETITION:
        return [*_to_petition(visit, sent), *caption_alone(visit, words)]
    draft = _written(visit)
    if draft is None:
        return _beside(visit, words, _waits(visit, sent))
    taken = _to_draft(visit, draft, sent, asks=not words)
    return [*taken, *caption_alone(visit, words)]


def _beside(visit: Visit, words: str, waits: list[Message]) -> list[Message]:
    """Words beside a file without a petition begun: a question is answered, a grievance is offered to be one."""
    if not words:
        return waits
    answer = hear(visit, words)
    return answer if visit.talk.grievance else [told("chat.caption_only"), *answer]


def caption_alone(visit: Visit, words: str) -> list[Message]:
    """The words beside what was sent, as if they had been typed."""
    return hear(visit, words) if words else []


def caption(visit: Visit, words: str) -> list[Message]:
    """Words beside something nobody can read."""
    return [told("chat.caption_only"), *hear(visit, words)]


def _written(visit: Visit) -> Draft | None:
    """The petition that is being written now, not one that was left."""
    return visit.office.cases.drafts.of(visit.chat_id) if visit.talk.awaits.startswith("draft:") else None


def _to_draft(visit: Visit, draft: Draft, sent: Parcel, *, asks: bool) -> list[Message]:
    cases = visit.office.cases
    number = len(cases.attachments.of_draft(visit.chat_id))
    if number >= MOST:
        return _once(visit, sent, [told("lodge.file_too_many", most=MOST)])
    cases.attachments.add(visit.chat_id, sent, visit.office.at)
    cases.drafts.keep(visit.chat_id, draft, visit.office.at)
    again = _again(visit, draft) if asks else []
    return _once(visit, sent, [told("lodge.file_kept", number=number + 1), *again])


def _again(visit: Visit, draft: Draft) -> list[Message]:
    """The step that was open, once more: after the album she knows what is asked."""
    step = visit.talk.awaits.partition(":")[2]
    return lodging.ask_for(visit, draft, Step(step)) if step in set(Step) else []


def _to_petition(visit: Visit, sent: Parcel) -> list[Message]:
    """A file for a petition that was lodged: its own sender's, and no more than a petition may have."""
    cases = visit.office.cases
    petition = cases.register.petitions.by_code(visit.talk.awaits.partition(":")[2])
    if petition is None or petition.chat_id != visit.chat_id or petition.state not in OPEN:
        return [told_with_doors("button.old")]
    if cases.attachments.number_of(petition.id) >= MOST:
        return _once(visit, sent, [told("lodge.file_too_many", most=MOST)])
    cases.attachments.add(visit.chat_id, sent, visit.office.at, petition.id)
    return _once(visit, sent, [told("file.to_petition", code=petition.code)])


def _waits(visit: Visit, sent: Parcel) -> list[Message]:
    """A file with nothing written yet: a petition may begin with a picture."""
    if len(visit.talk.parcels) >= MOST:
        return _once(visit, sent, [told("lodge.file_too_many", most=MOST)])
    visit.put(parcels=(*visit.talk.parcels, sent))
    return _once(visit, sent, [views.offer("lodge.file_offer")])


def _once(visit: Visit, sent: Parcel, messages: list[Message]) -> list[Message]:
    """Messages about a file; of an album only its first file is answered."""
    answered = bool(sent.album) and sent.album == visit.talk.album
    visit.put(album=sent.album)
    return [] if answered else messages


def location(visit: Visit, latitude: float, longitude: float) -> list[Message]:
    """A place on the map."""
    draft = _written(visit)
    if draft is None:
        visit.put(point=(latitude, longitude))
        return [views.offer("lodge.location_offer")]
    placed = replace(draft, place=replace(draft.place, latitude=latitude, longitude=longitude))
    return [told("lodge.location_kept"), *lodging.proceed(visit, placed)]


def contact(visit: Visit, phone: str, own: bool) -> list[Message]:
    """Her own contact, shared instead of typed; that of somebody else is not taken."""
    draft = _written(visit)
    if draft is None:
        return [told_with_doors("chat.words_only")]
    if not own:
        return [told("lodge.contact_of_another")]
    return lodging.take_contact(visit, draft, phone)
