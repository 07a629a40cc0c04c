"""What can be pressed on a screen."""

from __future__ import annotations

from collections.abc import Sequence

from tests.wire.errors import Json
from tests.wire.keyboards import buttons_of, keys_of
from tests.wire.messages import Kept


def button_on(markup: Json | None, label_or_data: str) -> Json | None:
    """The button under a message with that label or that data."""
    buttons: list[Json] = [button for row in (markup or {}).get("inline_keyboard", []) for button in row]
    return next((button for button in buttons if label_or_data in {button["text"], button.get("callback_data")}), None)


def labels_of(messages: Sequence[Kept]) -> list[str]:
    """The labels of all buttons on the screen."""
    return [label for message in messages for row in buttons_of(message.markup) for label, _ in row]


def keyboard_of(messages: Sequence[Kept]) -> list[str]:
    """The labels of the keyboard that stands after these messages: the last one shown, unless taken away."""
    keys: list[str] = []
    for message in messages:
        markup = message.markup or {}
        if "remove_keyboard" in markup:
            keys = []
        elif "keyboard" in markup:
            keys = [label for row in keys_of(markup) for label in row]
    return keys
