"""Conversations in files, talked through in the office: what a citizen types, and what must hold after it.

The grammar stands in tests/data/conversations/README.md.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.conversations.hearing import hear
from bot.conversations.visit import Talk, Visit
from bot.office import Office
from bot.views.facet import facet
from bot.views.message import plain, pressed
from knowledge.asking.facets import Facet
from knowledge.understanding import Understood

FOLDER = Path(__file__).parent / "data" / "conversations"
PAUSE = re.compile(r"\.\.\. (\d+) phút")

Open = Callable[[Connection, datetime], Office]


@dataclass
class Heard:
    """One turn as a test sees it."""

    words: str
    text: str = ""
    talk: Talk = field(default_factory=Talk)
    before: Talk = field(default_factory=Talk)
    told_before: str = ""
    understood: Understood | None = None
    visit: Visit | None = None

    @property
    def told(self) -> str:
        """The code of the procedure that was told; empty when none was."""
        about = self.talk.about
        return about if about and self.talk.trail[-1:] == (pressed("pick", about),) and self._names(about) else ""

    @property
    def offered(self) -> tuple[str, ...]:
        """The codes that were offered now."""
        return tuple(code for code in self.talk.offered if self._names(code)) if not self.told else ()

    @property
    def kind(self) -> str:
        """What the message was taken for, also where a word or a place was understood before any search."""
        if self.understood:
            return self.understood.kind
        if self.told:
            return "answer"
        asks_for_an_office = "v1:office" in self.talk.trail[-1:] or self.talk.awaits.startswith("commune:office")
        return "office" if asks_for_an_office else ""

    def _names(self, code: str) -> bool:
        assert self.visit
        standing = self.visit.standing(code)
        return standing is not None and standing.version.display_name[:60] in self.text

    def says(self, asked: str) -> bool:
        """Whether a facet of the procedure that was told is what is told first."""
        assert self.visit
        standing = self.visit.standing(self.told)
        if standing is None:
            return False
        card = self.visit.card(standing)
        versions = card.spoken_for(lambda version: bool(self.visit and self.visit.office.papers(version)))
        listed = [paper for version in versions for paper in self.visit.office.papers(version)]
        return plain(facet(Facet(asked), card, listed))[:80] in self.text


def conversations() -> list[Path]:
    """Every file."""
    return sorted(FOLDER.glob("*.txt"))


def broken(path: Path, connection: Connection, open_office: Open, chat: int) -> Iterator[str]:
    """Talk a conversation through; the lines that do not hold."""
    at, heard, told = datetime.fromisoformat("2026-11-22T08:00:00+00:00"), Heard(""), ""
    for line in path.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if pause := PAUSE.fullmatch(line.strip()):
            at += timedelta(minutes=int(pause[1]))
        elif line.startswith(">"):
            if not holds(line[1:].strip(), heard):
                got = heard.told or heard.offered or (heard.understood and heard.understood.kind)
                yield f"{path.name}: {heard.words!r}: {line} (got {got}; {heard.text[:60]!r})"
        else:
            at += timedelta(seconds=20)
            told = heard.told or told
            heard = _hear(line.strip(), open_office(connection, at), chat)
            heard.told_before = told


def _hear(words: str, office: Office, chat: int) -> Heard:
    heard = Heard(words)

    def understand(said: str) -> Understood:
        heard.understood = office.understand(said)
        return heard.understood

    heard.visit = Visit(replace(office, understand=understand), chat)
    heard.before = heard.visit.talk
    messages = hear(heard.visit, words)
    heard.visit.close(messages)
    heard.talk, heard.text = heard.visit.talk, "\n\n".join(message.text for message in messages)
    return heard


def holds(line: str, heard: Heard) -> bool:
    """Whether a line of a file holds after a turn."""
    verb, _, rest = line.partition(" ")
    return CHECKS[verb](rest.strip(), heard)


def _codes(rest: str) -> set[str]:
    return {code.strip() for code in re.split(r"[;+]", rest)}


def _kind(rest: str, heard: Heard) -> bool:
    return heard.kind in {kind.strip() for kind in rest.split(";")}


def _facet(rest: str, heard: Heard) -> bool:
    asked, _, of = rest.partition(" of ")
    wanted = {heard.told_before} if of == "the same" else _codes(of)
    return heard.told in wanted and heard.says(asked)


def _picks(rest: str, heard: Heard) -> bool:
    offered = heard.before.offered
    place = -1 if rest == "last" else int(rest) - 1
    return bool(offered) and heard.told == offered[place]


def _choices(rest: str, heard: Heard) -> bool:
    codes = _codes(rest.removeprefix("has "))
    return 2 <= len(heard.offered) <= 6 and not codes.isdisjoint(heard.offered)


def _no(rest: str, heard: Heard) -> bool:
    return not heard.told and (rest == "answer" or not heard.offered)


CHECKS: dict[str, Callable[[str, Heard], bool]] = {
    "kind": _kind,
    "answer": lambda rest, heard: heard.told in _codes(rest),
    "facet": _facet,
    "choices": _choices,
    "picks": _picks,
    "several": lambda rest, heard: _codes(rest) <= {heard.told, *heard.offered},
    "not": lambda rest, heard: _codes(rest).isdisjoint({heard.told, *heard.offered}),
    "no": _no,
}
