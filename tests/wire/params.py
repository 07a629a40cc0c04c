"""What each method of the Bot API may be asked with, and the values out of their wrappings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.wire.errors import Json, MisuseError, RefusedError, bad_request

_TARGET = "chat_id message_thread_id business_connection_id"
_SENDING = (
    f"{_TARGET} direct_messages_topic_id disable_notification protect_content allow_paid_broadcast message_effect_id "
    "suggested_post_parameters reply_parameters reply_markup"
)
_CAPTION = "caption parse_mode caption_entities show_caption_above_media"
_EDITING = "business_connection_id chat_id message_id inline_message_id reply_markup"
_COPYING = (
    "chat_id message_thread_id direct_messages_topic_id from_chat_id message_id video_start_timestamp "
    "disable_notification protect_content message_effect_id suggested_post_parameters"
)
PARAMETERS = {
    "getMe": "",
    "getUpdates": "offset limit timeout allowed_updates",
    "sendMessage": f"{_SENDING} text parse_mode entities link_preview_options",
    "sendDocument": f"{_SENDING} {_CAPTION} document thumbnail disable_content_type_detection",
    "sendPhoto": f"{_SENDING} {_CAPTION} photo has_spoiler",
    "editMessageText": f"{_EDITING} text parse_mode entities link_preview_options",
    "editMessageCaption": f"{_EDITING} {_CAPTION}",
    "editMessageReplyMarkup": _EDITING,
    "deleteMessage": "chat_id message_id",
    "forwardMessage": _COPYING,
    "copyMessage": f"{_COPYING} {_CAPTION} allow_paid_broadcast reply_parameters reply_markup",
    "answerCallbackQuery": "callback_query_id text show_alert url cache_time",
    "answerInlineQuery": "inline_query_id results cache_time is_personal next_offset button",
    "sendChatAction": f"{_TARGET} action",
    "getChat": "chat_id",
    "getChatMember": "chat_id user_id",
    "getChatAdministrators": "chat_id",
    "leaveChat": "chat_id",
    "createForumTopic": "chat_id name icon_color icon_custom_emoji_id",
    "editForumTopic": "chat_id message_thread_id name icon_custom_emoji_id",
    "closeForumTopic": "chat_id message_thread_id",
    "reopenForumTopic": "chat_id message_thread_id",
    "deleteForumTopic": "chat_id message_thread_id",
    "getFile": "file_id",
    "setMyCommands": "commands scope language_code",
    "deleteMyCommands": "scope language_code",
    "getMyCommands": "scope language_code",
    "setMyDescription": "description language_code",
    "getMyDescription": "language_code",
    "setMyShortDescription": "short_description language_code",
    "getMyShortDescription": "language_code",
    "setMyName": "name language_code",
    "getMyName": "language_code",
    "setChatMenuButton": "chat_id menu_button",
    "getChatMenuButton": "chat_id",
    "setWebhook": "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
    "deleteWebhook": "drop_pending_updates",
    "getWebhookInfo": "",
    "logOut": "",
    "close": "",
}
# What Telegram says when a nested object cannot be read.
OBJECTS = {
    "reply_markup": "can't parse reply keyboard markup JSON object",
    "reply_parameters": "can't parse reply parameters JSON object",
    "link_preview_options": "can't parse link preview options JSON object",
    "suggested_post_parameters": "can't parse suggested post parameters JSON object",
    "entities": "can't parse entities JSON object",
    "caption_entities": "can't parse entities JSON object",
    "commands": "can't parse commands JSON object",
    "scope": "can't parse BotCommandScope JSON object",
    "menu_button": "can't parse menu button JSON object",
    "allowed_updates": "can't parse allowed_updates JSON object",
    "results": "can't parse results JSON object",
    "button": "can't parse button JSON object",
}
INTEGERS = {
    "message_id",
    "message_thread_id",
    "user_id",
    "icon_color",
    "direct_messages_topic_id",
    "video_start_timestamp",
    "offset",
    "limit",
    "timeout",
    "cache_time",
    "max_connections",
}
FLAGS = {
    "disable_notification",
    "protect_content",
    "allow_paid_broadcast",
    "show_caption_above_media",
    "disable_content_type_detection",
    "has_spoiler",
    "show_alert",
    "is_personal",
    "drop_pending_updates",
}
_NAMES = {name.lower(): name for name in PARAMETERS}


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"

    def __repr__(self) -> str:
        return f"Upload({self.name!r}, {len(self.content)} bytes, {self.mime!r})"


def method_named(name: str) -> str:
    """The method's own spelling: Telegram does not mind the case of letters."""
    if name.lower() not in _NAMES:
        if _really_exists(name):
            raise MisuseError(f"Telegram has {name}, this double has not: teach it")
        raise RefusedError(404, "Not Found")
    return _NAMES[name.lower()]


def unwrap(method: str, params: Mapping[str, object], *, strict: bool) -> Json:
    """The parameters as values: numbers out of digits, objects out of JSON, uploads out of `attach://`."""
    attached = {f"attach://{name}": value for name, value in params.items() if isinstance(value, Upload)}
    used = {value for value in params.values() if isinstance(value, str)}
    given = {name: value for name, value in params.items() if f"attach://{name}" not in used}
    known = set(PARAMETERS[method].split())
    if strict and (strange := given.keys() - known):
        raise MisuseError(f"{method} has no parameter {sorted(strange)}")
    told = {name: attached.get(str(value), value) for name, value in given.items() if name in known}
    values = {name: _value(name, value) for name, value in told.items() if value is not None and value != ""}
    return {name: value for name, value in values.items() if value is not None}


def _value(name: str, value: object) -> Any:
    if name in OBJECTS and isinstance(value, str | bytes):
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(OBJECTS[name]) from None
    if name in INTEGERS:
        return _integer(name, value)
    if name in FLAGS:
        return _flag(name, value)
    if name in OBJECTS or isinstance(value, Upload):
        return value
    return str(value)


def _integer(name: str, value: object) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
        raise MisuseError(f"{name} is not a whole number: {value!r}")
    return int(str(value))


def _flag(name: str, value: object) -> bool:
    spelt = str(value).lower()
    if spelt not in {"true", "false", "1", "0"}:
        raise MisuseError(f"{name} is neither true nor false: {value!r}")
    return spelt in {"true", "1"}


def _really_exists(name: str) -> bool:
    """Whether the library for bots knows such a method."""
    # The library is heavy, and the state of the server has no other use for it.
    from telegram import Bot

    real = {known.lower() for known in vars(Bot) if "_" not in known}
    return name.lower() in real
