"""Whether an update has the shape that Telegram promises, as far as we look at it.

The library takes over whatever stands in a place; a number for a text would only be met where it is worked with, and an
update that stops its handler holds up its chat. What we do not look at may be anything: Telegram adds to it each month.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST = 2**63
"""Beyond every number that a database keeps."""


@dataclass(frozen=True, slots=True)
class Must:
    """A part that may not be left out."""

    be: Any


CHAT = {
    "id": Must(int),
    "type": Must(str),
    "title": str,
    "username": str,
    "first_name": str,
    "last_name": str,
    "is_forum": bool,
}
USER = {"id": Must(int), "is_bot": bool, "first_name": str, "last_name": str, "username": str, "language_code": str}
ENTITY = {"type": Must(str), "offset": Must(int), "length": Must(int), "url": str, "user": USER}
FILE = {"file_id": Must(str), "file_unique_id": str, "file_size": int, "file_name": str, "mime_type": str}
BUTTON = {"text": Must(str), "callback_data": str, "url": str}
MEMBER = {"status": Must(str), "user": Must(USER)}

MESSAGE: dict[str, Any] = {
    **dict.fromkeys(("message_id", "date"), Must(int)),
    **dict.fromkeys(("edit_date", "message_thread_id"), int),
    **dict.fromkeys(("migrate_to_chat_id", "migrate_from_chat_id"), int),
    **dict.fromkeys(("text", "caption", "media_group_id"), str),
    **{name: [ENTITY] for name in ("entities", "caption_entities")},
    **dict.fromkeys(("document", "video", "voice", "audio", "animation", "sticker", "video_note"), FILE),
    "chat": Must(CHAT),
    "sender_chat": CHAT,
    "from": USER,
    "is_topic_message": bool,
    "photo": [FILE],
    "contact": {"phone_number": Must(str), "first_name": str, "user_id": int},
    "location": {"latitude": Must(float), "longitude": Must(float)},
    "reply_markup": {"inline_keyboard": [[BUTTON]]},
}
MESSAGE["reply_to_message"] = MESSAGE

CHANGE = {
    "chat": Must(CHAT),
    "from": Must(USER),
    "date": Must(int),
    "old_chat_member": Must(MEMBER),
    "new_chat_member": Must(MEMBER),
}

SHAPE: Mapping[str, Any] = {
    "message": MESSAGE,
    "edited_message": MESSAGE,
    "callback_query": {"id": Must(str), "from": Must(USER), "message": MESSAGE, "data": str},
    "my_chat_member": CHANGE,
    "inline_query": {"id": Must(str), "from": Must(USER), "query": Must(str), "offset": str},
}
"""The kinds of update that we ask for, and what in them we look at."""

_HALF = re.compile("[\ud800-\udfff]")


def is_sound(update: Mapping[str, Any]) -> bool:
    """Whether what we look at in an update is of the kind it is to be."""
    return _fits(update, SHAPE)


def whole(value: Any) -> Any:
    """The same with a sign for what is unknown in place of half a letter, which is text to nobody."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, dict):
        return {whole(name): whole(part) for name, part in value.items()}
    return [whole(part) for part in value] if isinstance(value, list) else value


def _fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, Must):
        return value is not None and _fits(value, shape.be)
    if value is None:
        return True  # the same as not being there
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(_fits(value.get(name), part) for name, part in shape.items())
    if isinstance(shape, list):
        return isinstance(value, list) and all(part is not None and _fits(part, shape[0]) for part in value)
    if shape is int:
        return type(value) is int and abs(value) < LARGEST
    if shape is float:
        return type(value) in {int, float} and abs(value) < LARGEST
    return isinstance(value, shape)
