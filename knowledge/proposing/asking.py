"""What a person was asked of the rows, and what was answered."""

from collections.abc import Iterable, Mapping

from knowledge.annexes.values import AnnexRow
from knowledge.cells import CODE
from knowledge.proposing.values import Choice, Doubt, Option, Question

LEAVE = Option(Choice.LEAVE)


class OpenError(Exception):
    """A person must say something of the row first."""


class LeftError(Exception):
    """A person left the row out."""


class Asking:
    """The answers that were given, and the questions that are open; the same key is asked once."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self._open: dict[str, Question] = {}

    def questions(self) -> tuple[Question, ...]:
        """What is open, in the order of the rows."""
        return tuple(sorted(self._open.values(), key=lambda one: one.number))

    def ask(
        self,
        doubt: Doubt,
        number: int,
        row: AnnexRow,
        options: Iterable[Option],
        *,
        key: str = "",
        about: str = "",
        takes_code: bool = False,
    ) -> Option:
        """The answer that was given. Raises OpenError where there is none yet, LeftError where the row is left out."""
        key, offered = key or f"{doubt}:{number}", (*options, LEAVE)
        said = self._answers.get(key, "")
        found = next((option for option in offered if option.key == said), None)
        if found is None and takes_code:
            found = _typed_code(said)
        if found is None:
            self._open.setdefault(key, Question(key, doubt, number, row, offered, about, takes_code))
            raise OpenError
        if found == LEAVE:
            raise LeftError
        return found


def _typed_code(said: str) -> Option | None:
    choice, _, code = said.partition(":")
    return Option(Choice.CODE, code) if choice == Choice.CODE and CODE.fullmatch(code) else None
