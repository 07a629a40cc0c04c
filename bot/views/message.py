"""What is shown: paragraphs in Telegram's HTML and buttons in rows, of no channel in particular."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

VERSION = "v1"
TAG = re.compile(r"</?[a-z]+>")


@dataclass(frozen=True, slots=True)
class Button:
    """A button: the words on it, and what pressing it means, `v1:verb:id` in at most 64 bytes; or a page it opens."""

    label: str
    data: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. Paragraphs are escaped already; they are joined by empty lines."""

    paragraphs: tuple[str, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()

    @property
    def html(self) -> str:
        """The words with their tags."""
        return "\n\n".join(self.paragraphs)

    @property
    def text(self) -> str:
        """The words alone, as a terminal or a screen reader gives them."""
        return plain(self.html)

    def to_json(self) -> dict[str, Any]:
        """The message as the inbox keeps it."""
        rows = [[[button.label, button.data, button.url] for button in row] for row in self.buttons]
        return {"paragraphs": list(self.paragraphs), "buttons": rows}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Message":
        """The message the inbox kept."""
        rows: Sequence[Sequence[Sequence[str]]] = kept["buttons"]
        return cls(tuple(kept["paragraphs"]), tuple(tuple(Button(*button) for button in row) for row in rows))


def plain(marked_up: str) -> str:
    """Telegram's HTML without its tags."""
    return html.unescape(TAG.sub("", marked_up))


def pressed(verb: str, *about: object) -> str:
    """What a button carries."""
    return ":".join((VERSION, verb, *map(str, about or ("",))))


def pairs(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Buttons two to a row, so that a phone shows whole words."""
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
