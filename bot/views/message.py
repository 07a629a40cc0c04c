"""What is shown: paragraphs in Telegram's HTML, buttons in rows and files, of no channel in particular."""

import html
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
class File:
    """A file as it is handed over: the name a person sees, and what is in it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One message. Paragraphs are escaped already; they are joined by empty lines. Files follow the words."""

    paragraphs: tuple[str, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    files: tuple[File, ...] = ()

    @property
    def html(self) -> str:
        """The words with their tags."""
        return "\n\n".join(self.paragraphs)

    @property
    def text(self) -> str:
        """The words alone, as a terminal or a screen reader gives them."""
        return plain(self.html)

    def with_buttons(self, rows: tuple[tuple[Button, ...], ...]) -> "Message":
        """The message with more buttons at its end."""
        return replace(self, buttons=(*self.buttons, *rows))

    def parts(self) -> tuple["Message", ...]:
        """What a channel takes in one go each, in order: the words with their buttons, then every file by itself."""
        words = (Message(self.paragraphs, self.buttons),) if self.paragraphs or not self.files else ()
        return (*words, *(Message((), (), (file,)) for file in self.files))

    def to_json(self) -> dict[str, Any]:
        """The message as the inbox and the outbox keep it."""
        rows = [[[button.label, button.data, button.url] for button in row] for row in self.buttons]
        files = [[file.name, b64encode(file.content).decode()] for file in self.files]
        return {"paragraphs": list(self.paragraphs), "buttons": rows, "files": files}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Message":
        """A message that was kept, by this version or by an earlier one that knew no files."""
        rows: Sequence[Sequence[Sequence[str]]] = kept["buttons"]
        files: Sequence[tuple[str, str]] = kept.get("files", ())
        return cls(
            tuple(kept["paragraphs"]),
            tuple(tuple(Button(*button) for button in row) for row in rows),
            tuple(File(name, b64decode(content)) for name, content in files),
        )


def plain(marked_up: str) -> str:
    """Telegram's HTML without its tags."""
    return html.unescape(TAG.sub("", marked_up))


def pressed(verb: str, *about: object) -> str:
    """What a button carries."""
    return ":".join((VERSION, verb, *map(str, about or ("",))))


def pairs(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Buttons two to a row, so that a phone shows whole words."""
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
