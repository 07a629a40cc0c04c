"""What is published, as anybody reads it: from a petition that is being written, from its code, from its news."""

from bot.conversations.publishing import send_pictures
from bot.conversations.visit import Visit
from bot.petitions.codes import read_code
from bot.views import publishing as views
from bot.views.message import Message
from bot.views.notice import told_with_doors


def published(visit: Visit, code: str, what: str = "") -> list[Message]:
    """A published petition with its answer; its pictures where they are asked for. What was awaited is so still."""
    office, read = visit.office, read_code(code)
    found = office.cases.publications.standing(read) if read else None
    if found is None:
        return [told_with_doors("publish.not_public")]
    if what == views.PICTURES:
        send_pictures(visit, visit.chat_id, found.pictures, f"published:{found.code}")
        return []
    place = office.catalogue.communes.place(found.commune, "")
    return [views.published(found, place, writing=visit.talk.awaits.startswith("draft:"))]
