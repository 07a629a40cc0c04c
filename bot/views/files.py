"""Files that were not taken: which, and why."""

from bot.petitions.attachments import Attachment, Parcel
from bot.petitions.contents import LIMITS
from bot.texts import say
from bot.views.message import Message


def refused(attachment: Attachment) -> Message:
    """A file that is not part of the petition, in one sentence."""
    name = attachment.name or say("file.unnamed")
    return Message((say(f"file.{attachment.reason}", name=name, most=LIMITS.files),))


def without_room(reason: str, sent: Parcel) -> Message:
    """A file that a petition has no room for."""
    return Message((say(f"file.{reason}", name=sent.name or say("file.unnamed"), most=LIMITS.files),))
