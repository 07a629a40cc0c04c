"""What a message of Telegram's carries beside words: a file, a place on the map, a contact."""

from functools import partial

from telegram import Document, Message, PhotoSize, Video, Voice

from bot.conversations import enclosing
from bot.conversations.visit import Turn
from bot.petitions.attachments import Parcel

PICTURE = "image/jpeg"
"""What Telegram makes of every photo."""


def enclosure(message: Message) -> Turn | None:
    """The turn that a message asks for by what it carries; None for what nobody can use, such as a sticker."""
    caption = message.caption or ""
    if found := _parcel(message):
        return partial(enclosing.parcel, sent=found, words=caption)
    if place := message.location:
        return partial(enclosing.location, latitude=place.latitude, longitude=place.longitude)
    if contact := message.contact:
        own = message.from_user is not None and contact.user_id == message.from_user.id
        return partial(enclosing.contact, phone=contact.phone_number, own=own, account=contact.user_id or 0)
    return partial(enclosing.caption, words=caption) if caption else None


def _parcel(message: Message) -> Parcel | None:
    """The file of a message; of a photo the largest size."""
    album = message.media_group_id or ""
    if message.photo:
        return _of(message.photo[-1], PICTURE, "", album)
    file = message.document or message.video or message.voice
    return _of(file, file.mime_type or "", _name(file), album) if file else None


def _of(file: Document | PhotoSize | Video | Voice, media_type: str, name: str, album: str) -> Parcel:
    return Parcel(file.file_id, name, media_type, file.file_size or 0, album)


def _name(file: Document | Video | Voice) -> str:
    return "" if isinstance(file, Voice) else file.file_name or ""
