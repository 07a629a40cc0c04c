"""The keyboards under messages: what Telegram takes, what it refuses, and what a person sees of them."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from tests.wire.errors import Json, MisuseError, bad_request
from tests.wire.formatting import utf16_length

Rows = tuple[tuple[tuple[str, str], ...], ...]

ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)
BUTTON_FIELDS = {"text", "icon_custom_emoji_id", "style", *ACTIONS}
KEY_FIELDS = {
    "text",
    "icon_custom_emoji_id",
    "style",
    "request_contact",
    "request_location",
    "request_poll",
    "request_users",
    "request_chat",
    "web_app",
}
MARKUP_FIELDS = {
    "inline_keyboard": {"inline_keyboard"},
    "keyboard": {
        "keyboard",
        "is_persistent",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
    },
    "remove_keyboard": {"remove_keyboard", "selective"},
    "force_reply": {"force_reply", "input_field_placeholder", "selective"},
}
PRIVATE_KEYS = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
    "web_app": "Web App buttons can be used in private chats only",
}
# Telegram names no number for the weight of a markup; people who measured found ten kilobytes.
HEAVIEST = 10_240
MOST_BUTTONS, WIDEST_ROW = 100, 8
MOST_KEYS, WIDEST_KEY_ROW = 300, 12
LONGEST_DATA = 64
LONGEST_COPY = 256


def check(markup: object, *, private: bool, inline_only: bool = False) -> Json | None:
    """The markup as Telegram keeps it; nothing when it holds no key at all."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    kind = _kind(markup)
    if inline_only and kind not in {"", "inline_keyboard"}:
        raise bad_request("inline keyboard expected")
    if len(json.dumps(markup, ensure_ascii=False).encode()) > HEAVIEST:
        raise bad_request("reply markup is too long")
    match kind:
        case "inline_keyboard":
            _check_buttons(markup["inline_keyboard"], private=private)
        case "keyboard":
            _check_keys(markup["keyboard"], private=private)
        case "":
            return None
    return markup


def buttons_of(markup: Json | None) -> Rows:
    """The rows of (label, data) under a message; a link stands for the data of its button."""
    rows = (markup or {}).get("inline_keyboard", [])
    return tuple(tuple((button["text"], _data(button)) for button in row) for row in rows)


def keys_of(markup: Json | None) -> tuple[tuple[str, ...], ...]:
    """The labels of a keyboard shown in place of letters."""
    return tuple(tuple(_key_label(key) for key in row) for row in (markup or {}).get("keyboard", []))


def _kind(markup: Json) -> str:
    """Which of the four markups this is; nothing for an empty one."""
    for kind, fields in MARKUP_FIELDS.items():
        if kind in markup:
            if strange := markup.keys() - fields:
                raise MisuseError(f"a {kind} has no {sorted(strange)}")
            return kind if markup[kind] else ""
    if markup:
        raise MisuseError(f"not a markup: {markup}")
    return ""


def _check_buttons(rows: object, *, private: bool) -> None:
    count = 0
    for row in _rows(rows, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'):
        for button in row:
            _check_button(button, private=private)
        count += len(row)
        if len(row) > WIDEST_ROW:
            raise MisuseError(f"{len(row)} buttons in a row: Telegram shows {WIDEST_ROW} and hides the others")
    if count > MOST_BUTTONS:
        raise bad_request("reply markup is too long")


def _rows(rows: object, otherwise: str) -> list[list[object]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(otherwise)
    return rows


def _check_button(button: object, *, private: bool) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if strange := button.keys() - BUTTON_FIELDS:
        raise MisuseError(f"a button has no {sorted(strange)}: {button}")
    # An empty link and empty data are no action to Telegram.
    actions = [name for name in ACTIONS if name in button and (button[name] or name not in {"url", "callback_data"})]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if not button["text"].strip():
        raise MisuseError(f"Telegram leaves out a button without text: {button}")
    if len(actions) > 1:
        raise MisuseError(f"Telegram takes one action of a button and forgets the others: {button}")
    _check_action(actions[0], button[actions[0]], private=private)


def _check_action(action: str, value: object, *, private: bool) -> None:
    match action:
        case "callback_data" if len(str(value).encode()) > LONGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            _check_address(str(value), "inline keyboard button URL")
        case "web_app" if not private:
            raise bad_request("BUTTON_TYPE_INVALID")
        case "web_app" if isinstance(value, dict):
            _check_address(str(value.get("url", "")), "inline keyboard button Web App URL", https_only=True)
        case "copy_text" if isinstance(value, dict):
            if not 1 <= utf16_length(str(value.get("text", ""))) <= LONGEST_COPY:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_address(address: str, what: str, *, https_only: bool = False) -> None:
    if address.startswith("tg://") and not https_only:
        return
    whole = address if "://" in address else f"http://{address}"
    parts = urlsplit(whole)
    if https_only and parts.scheme != "https":
        raise bad_request(f"{what} '{address}' is invalid: Only HTTPS links are allowed")
    known = parts.scheme in {"http", "https", "ton", "tonsite"}
    if not known or not re.fullmatch(r"[^\s.]+(?:\.[^\s.]+)+", parts.hostname or ""):
        raise bad_request(f"{what} '{address}' is invalid: Wrong HTTP URL")


def _check_keys(rows: object, *, private: bool) -> None:
    count = 0
    for row in _rows(rows, 'field "keyboard" must be an Array of Arrays'):
        for key in row:
            _check_key(key, private=private)
        count += len(row)
        if len(row) > WIDEST_KEY_ROW or count > MOST_KEYS:
            raise MisuseError(f"Telegram hides keys past {WIDEST_KEY_ROW} in a row and {MOST_KEYS} in all")


def _check_key(key: object, *, private: bool) -> None:
    if isinstance(key, str):
        key = {"text": key}
    if not isinstance(key, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if strange := key.keys() - KEY_FIELDS:
        raise MisuseError(f"a key has no {sorted(strange)}: {key}")
    if not str(key.get("text", "")).strip():
        raise MisuseError(f"Telegram leaves out a key without text: {key}")
    for field, words in PRIVATE_KEYS.items():
        if key.get(field) and not private:
            raise bad_request(words)


def _key_label(key: str | Json) -> str:
    return key if isinstance(key, str) else str(key["text"])


def _data(button: Json) -> str:
    action = next(name for name in ACTIONS if button.get(name, "") != "")
    value = button[action]
    if isinstance(value, dict):
        return str(value.get("url", value.get("text", "")))
    return str(value)
