"""Aliases as officers add and undo them: nothing is deleted, and each says who added it and who undid it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from bot.database import insert_into
from bot.review.tables import alias, officer
from knowledge.aliases import Alias, Aliases
from knowledge.questions import Question
from knowledge.ringing import ring
from knowledge.search.decision import Finding
from knowledge.text.normalise import marked

LONGEST = 200
"""Characters of an alias."""

Ask = Callable[[str, date, Aliases], Finding]
"""What is made of a question on a day, with these aliases over the search."""


class UnusableAliasError(Exception):
    """Words that cannot be an alias: nothing is left of them, or they are longer than anybody would ask."""

    def __init__(self, words: str, longest: int) -> None:
        self.words = words
        self.longest = longest
        super().__init__(f"no alias: {words!r}")


@dataclass(frozen=True, slots=True)
class Told:
    """One alias with its history: who added it when; who undid it when, empty and None while it stands."""

    id: int
    words: str
    code: str | None
    added_by: str
    added_at: datetime
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question is answered with: the kind of finding, and the code of the procedure that comes first."""

    kind: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A question of the project that a change answers otherwise and not rightly; `codes` are the right answers."""

    question: str
    codes: tuple[str, ...]
    was: Answer
    becomes: Answer


class AliasRepository:
    """The aliases over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, words: str, code: str | None, officer_id: int, at: datetime) -> int:
        """Words mean a procedure from now on, or with None nothing of the catalogue; gives the alias's number.

        The same said twice is one alias, also when two say it at once. Raises UnusableAliasError.
        """
        clean = marked(words)
        if not clean or len(clean) > LONGEST:
            raise UnusableAliasError(clean, LONGEST)
        told = {"words": clean, "code": code or "", "standing": True, "added_at": at, "added_by": officer_id}
        row = insert_into(self._connection, alias).values(**told)
        same = row.on_conflict_do_update(index_elements=[A.words, A.code, A.standing], set_={"standing": True})
        number: int = self._connection.execute(same.returning(A.id)).scalar_one()
        ring(self._connection)
        return number

    def undo(self, number: int, officer_id: int, at: datetime) -> bool:
        """An alias counts no more, and an older one of the same words again; gives false where it was undone before."""
        standing = update(alias).where(A.id == number, A.standing)
        ring(self._connection)
        return self._connection.execute(standing.values(standing=None, undone_at=at, undone_by=officer_id)).rowcount > 0

    def current(self) -> list[Alias]:
        """Every alias that stands, in the order they were added."""
        rows = self._connection.execute(select(A.id, A.words, A.code).where(A.standing).order_by(A.id))
        return [Alias(row.id, row.words, row.code or None) for row in rows]

    def version(self) -> int:
        """How many changes there were: it rises with every alias added or undone, once that is committed."""
        return self._connection.execute(VERSION).scalar_one()

    def history(self, limit: int) -> list[Told]:
        """The aliases added last, standing or undone, each with those who did it."""
        by, undoer = officer.alias("adder"), officer.alias("undoer")
        names = by.c.name.label("added_by"), func.coalesce(undoer.c.name, "").label("undone_by")
        found = select(A.id, A.words, A.code, A.added_at, A.undone_at, *names)
        joined = found.join_from(alias, by, A.added_by == by.c.id).outerjoin(undoer, A.undone_by == undoer.c.id)
        rows = self._connection.execute(joined.order_by(A.id.desc()).limit(limit)).mappings()
        return [_told(dict(row)) for row in rows]


class LiveAliases:
    """The aliases as a process last read them; read anew when they changed, by whomever and wherever."""

    def __init__(self) -> None:
        self._read: tuple[int, Aliases] = (0, Aliases(()))

    def now(self, connection: Connection, version: int) -> Aliases:
        """The aliases that stand, when this is what `VERSION` says; they are read only where it changed."""
        repository, (before, aliases) = AliasRepository(connection), self._read
        if version != before:
            # The version was read first: what comes between is read now, and once more for the next question.
            aliases = Aliases(repository.current())
            self._read = version, aliases  # one assignment, so that threads see the two together
        return aliases


def broken(ask: Ask, before: Aliases, after: Aliases, questions: Iterable[Question], day: date) -> list[Broken]:
    """The questions that a change of the aliases would answer otherwise, but for those it answers rightly.

    Only what the aliases speak for is asked, so that all questions of the project take milliseconds. Plain and without
    a database: run it in a thread.
    """
    found = []
    for question in questions:
        if _code(before, question.words) != _code(after, question.words):
            was, becomes = (_answer(ask(question.words, day, aliases)) for aliases in (before, after))
            if was != becomes and not (becomes.kind == "answer" and becomes.code in question.codes):
                found.append(Broken(question.words, question.codes, was, becomes))
    return found


A = alias.c
# A count and no highest number: of two transactions the one that began first may be kept last.
VERSION = select(func.count(A.id) + func.count(A.undone_at))
"""How many changes of the aliases there were."""


def _told(row: dict[str, Any]) -> Told:
    return Told(**{**row, "code": row["code"] or None})


def _code(aliases: Aliases, words: str) -> Sequence[str | None]:
    """What the aliases say of a question: nothing, or a code, which may be None."""
    match = aliases.match(words)
    return () if match is None else (match.code,)


def _answer(finding: Finding) -> Answer:
    return Answer(finding.kind, finding.hits[0].code if finding.hits else None)
