"""Walks: whole conversations in files that a person can read, walked through the real application and written down.

A line that begins with what the person does is a step; what follows, indented, is what the bot replied, with its
buttons in brackets. `make walks` writes the replies anew; the test says which file differs from what the bot says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.review.officers import OfficerRepository, Role
from tests.wire.messages import Shown

if TYPE_CHECKING:
    from tests.bot.conftest import Chat

FOLDER = Path(__file__).parent / "walks"
STEP = re.compile(
    r"(?P<does>gõ|bấm|bấm nút cũ|gửi ảnh|gửi nhãn dán|gửi lời nói|chuyển tiếp|sửa thành|trả lời tin \d+): ?(?P<with>.*)"
)
OFFICER = "# cán bộ"

CODE = re.compile(r"\b(PA|THU)-(\d{4})-[0-9A-Z]{6}\b")
SECRET = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b(?!-)")
"""What chance gives a petition: its code and the secret that opens it."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One file: what it is about, whether a clerk walks it, and the steps in order."""

    path: Path
    heading: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def by_officer(self) -> bool:
        """Whether a clerk walks it."""
        return OFFICER in self.heading


def walks() -> list[Walk]:
    """Every walk, in order of its file."""
    return [_read(path) for path in sorted(FOLDER.glob("*.txt"))]


def _read(path: Path) -> Walk:
    lines = path.read_text("utf-8").splitlines()
    heading = tuple(line for line in lines if line.startswith("#"))
    return Walk(path, heading, tuple(line for line in lines if STEP.fullmatch(line)))


async def walked(walk: Walk, chat: Chat, person: int) -> tuple[str, list[Shown]]:
    """Walk through: the file as it should stand, and everything that was shown."""
    if walk.by_officer:
        at = Clock().now()
        chat.database.transact(lambda c: OfficerRepository(c).add(person, Role.CLERK, "", "Nguyễn Thị Mai", at, "walk"))
    told, everything = ["\n".join(walk.heading)], list[Shown]()
    for step in walk.steps:
        before = len(everything)
        _do(step, chat, person)
        await chat.settled(person)
        everything = chat.api.shown(person)
        told.append("\n".join([step, *(_written(shown) for shown in everything[before:])]))
    return "\n\n".join(told) + "\n", everything


def _do(step: str, chat: Chat, person: int) -> None:
    found = STEP.fullmatch(step)
    assert found, step
    does, what, api = found["does"], found["with"], chat.api
    if does.startswith("trả lời tin"):
        shown = api.shown(person)[int(does.split()[-1]) - 1]
        api.say(person, what, reply_to=shown.message_id)
        return
    acts: dict[str, Callable[[], object]] = {
        "gõ": lambda: api.say(person, what),
        "bấm": lambda: api.press(person, what),
        "bấm nút cũ": lambda: api.forge(person, what),
        "gửi ảnh": lambda: api.send_photo(person, what),
        "gửi nhãn dán": lambda: api.send_sticker(person),
        "gửi lời nói": lambda: api.send_voice(person),
        "chuyển tiếp": lambda: api.forward(person, what),
        "sửa thành": lambda: api.edit(person, what),
    }
    acts[does]()


def _as_always(text: str) -> str:
    """A text without what is another one at every walk."""
    return SECRET.sub("····-····", CODE.sub(r"\1-\2-······", text))


def _written(shown: Shown) -> str:
    """A reply as the file holds it."""
    lines = [f"    {line}".rstrip() for line in _as_always(shown.text).splitlines()]
    rows = ["    " + " ".join(f"[{label}]" for label, _ in row) for row in shown.buttons]
    return "\n".join([*lines, *rows, "    ---"])
