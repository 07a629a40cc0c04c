"""The link that lets an officer in at the desk."""

from datetime import timedelta

from bot.texts import say
from bot.views.message import Button, Message

PUBLIC = "https://"
"""What the address begins with when Telegram opens it from a button; it refuses others."""


def link(desk: str, signed: str, lasts: timedelta) -> Message:
    """The link in words, and as buttons where Telegram takes it; the Mini App opens the same desk inside Telegram."""
    address = f"{desk}/banlamviec/vao/{signed}"
    words = (say("signing_in.link", address=address), say("signing_in.how_long", minutes=lasts.seconds // 60))
    if not desk.startswith(PUBLIC):
        return Message((*words, say("signing_in.this_machine")))
    return Message(
        words,
        (
            (Button(say("signing_in.open"), "", url=address),),
            (Button(say("signing_in.open_here"), "", url=f"{desk}/banlamviec/ung-dung", is_app=True),),
        ),
    )
