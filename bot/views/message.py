"""What is shown: paragraphs in Telegram's HTML, buttons in rows and files, of no channel in particular."""

import html
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

VERSION = "v1"
TAG = re.compile(r"</?[a-z]+>")

LONGEST = 2000
"""Characters of one message: what every channel takes."""


GRID = "grid"
"""A picture is shown with the names of its cells on it."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button: the words on it, and what pressing it means, `v1:verb:id` in at most 64 bytes; or a page it opens.

    `is_app`: the page is opened inside Telegram, which tells it who opened it (a Mini App).
    """

    label: str
    data: str
    url: str = ""
    is_app: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is handed over: the name a person sees, and what is in it, or where the channel has it already.

    A picture is shown as one. `stored` is the name of a file that our folder has: whoever sends it reads it then, and
    lays a grid over a picture, or makes cells of it black, as `covering` says (GRID, or "A1 B2"). `drawn` says what to
    draw before it is sent: what takes long to draw holds no transaction up.
    """

    name: str
    content: bytes = b""
    file_id: str = ""
    is_picture: bool = False
    stored: str = ""
    covering: str = ""
    drawn: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. Paragraphs are escaped already; they are joined by empty lines. Files follow the words.

    In a staff chat with topics it goes to the topic of the petition `topic`, which is called `title` from then on.
    With `menu` the commands that its chat is shown are set by the roles held once it arrived. Nothing of the office's
    own comes together with one that is `urgent`: who is in danger, or accuses somebody, reads that alone.
    """

    paragraphs: tuple[str, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    files: tuple[File, ...] = ()
    topic: int = 0
    title: str = ""
    menu: bool = False
    urgent: bool = False

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
        """What a channel takes in one go each, in order: the words with buttons at their end, then file by file."""
        words = self._words() if self.paragraphs or not self.files else ()
        return (*words, *(replace(self, paragraphs=(), buttons=(), files=(file,)) for file in self.files))

    def _words(self) -> tuple["Message", ...]:
        """The words, cut between paragraphs where they are more than one message takes."""
        cut: list[tuple[str, ...]] = [()]
        for paragraph in self.paragraphs:
            longer = (*cut[-1], paragraph)
            if cut[-1] and len(plain("\n\n".join(longer))) > LONGEST:
                cut.append((paragraph,))
            else:
                cut[-1] = longer
        *before, last = cut
        parts = (replace(self, paragraphs=part, buttons=(), files=()) for part in before)
        return (*parts, replace(self, paragraphs=last, files=()))

    def to_json(self) -> dict[str, Any]:
        """The message as the inbox and the outbox keep it."""
        rows = [[[button.label, button.data, button.url, button.is_app] for button in row] for row in self.buttons]
        files = [
            [f.name, b64encode(f.content).decode(), f.file_id, f.is_picture, f.stored, f.covering, f.drawn]
            for f in self.files
        ]
        place = {"topic": self.topic, "title": self.title} if self.topic else {}
        menu = {"menu": True} if self.menu else {}
        return {"paragraphs": list(self.paragraphs), "buttons": rows, "files": files, **place, **menu}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Message":
        """A message that was kept, by this version or by an earlier one that knew less."""
        rows: Sequence[Sequence[Sequence[Any]]] = kept["buttons"]
        return cls(
            tuple(kept["paragraphs"]),
            tuple(tuple(Button(*button) for button in row) for row in rows),
            tuple(File(name, b64decode(content), *more) for name, content, *more in kept.get("files", ())),
            kept.get("topic", 0),
            kept.get("title", ""),
            kept.get("menu", False),
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
