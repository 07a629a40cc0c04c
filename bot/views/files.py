"""Files that were not taken: which, and why."""

from bot.petitions.attachments import Attachment
from bot.texts import say
from bot.views.message import Message


def refused(attachment: Attachment) -> Message:
    """A file that is not part of the petition, in one sentence."""
    name = attachment.name or say("file.unnamed")
    return Message((say(f"file.{attachment.reason}", name=name),))
