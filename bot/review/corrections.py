"""What people said is not right: it waits for a clerk, and who said it stands nowhere."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.review.tables import correction
from bot.texts.words import shortened
from knowledge.text.normalise import drop_unseen, squash_spaces

LONGEST = 500
"""Characters kept of what a person adds."""

HIDDEN = "…"

_APART = r"[ .()–-]{0,2}"  # what people put between the groups of a number
_CLOCK = r"(?:[01]?\d|2[0-3])\.[0-5]\d"
_PLAIN = "|".join(
    (
        r"\d{1,2}[-.]\d{1,2}[-.](?:19|20)\d{2}",  # a day
        r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}",  # a day, the year first
        r"\d\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2})?",  # a procedure's code, with its local tail
        r"[1-9]\d{0,2}(?:\.\d{3})+(?= ?(?:đ|vn))",  # a sum of money
        rf"{_CLOCK} ?[-–] ?{_CLOCK}",  # opening hours
    )
)
_LONG = re.compile(
    rf"(?<!\d)(?P<plain>(?:{_PLAIN})(?:{_APART}(?<!\d)(?:{_PLAIN}))*)(?!{_APART}\d)|\+?\d(?:{_APART}\d){{7,}}",
    re.IGNORECASE,
)
"""Eight digits or more, however they are grouped, told apart from what is no person's number."""


_FAMILY = "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đào|Đinh|Đoàn|Trịnh|Mai|Cao|Lương|Tạ"
_CAPITAL = "[A-ZĐÀ-ÝĂƠƯẠ-Ỹ]"
_PERSON = re.compile(rf"(?<!\w)(?:{_FAMILY})(?: {_CAPITAL}\w*){{1,3}}|(?<=tên là )\w+(?: {_CAPITAL}\w*){{0,3}}")
"""A person's name in full, or what follows "tên là"."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What waits about one procedure: how often it was reported, what was added, since when, and the rows' numbers."""

    code: str
    number: int
    sentences: tuple[str, ...]
    first_at: datetime
    ids: tuple[int, ...]


class CorrectionRepository:
    """The clerks' queue over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, code: str, day: date, at: datetime) -> int:
        """Somebody says that what was shown about a procedure on a day is not right; gives the row's number."""
        said = insert(correction).values(code=code, day=day, sentence="", made_at=at).returning(correction.c.id)
        number: int = self._connection.execute(said).scalar_one()
        return number

    def explain(self, number: int, sentence: str) -> bool:
        """Add what is not right; gives false where something was added before, or a clerk has settled it."""
        c = correction.c
        open_still = update(correction).where(c.id == number, c.sentence == "", c.settled_at.is_(None))
        return self._connection.execute(open_still.values(sentence=without_numbers(sentence))).rowcount > 0

    def waiting(self) -> list[Reported]:
        """What no clerk has settled, by procedure: the most reported first, then the longest waiting."""
        c = correction.c
        rows = self._connection.execute(select(correction).where(c.settled_at.is_(None)).order_by(c.id)).mappings()
        of_codes: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            of_codes[row["code"]].append(row)
        found = [_reported(code, of_one) for code, of_one in of_codes.items()]
        return sorted(found, key=lambda one: (-one.number, one.first_at))

    def settle(self, code: str, officer_id: int, at: datetime, last: int | None = None) -> int:
        """A clerk has seen to what waits about a procedure; gives how many.

        `last` is the highest number the clerk was shown: what came after it goes on waiting.
        """
        c = correction.c
        open_still = update(correction).where(c.code == code, c.settled_at.is_(None))
        seen = open_still if last is None else open_still.where(c.id <= last)
        return self._connection.execute(seen.values(settled_at=at, settled_by=officer_id)).rowcount


def without_numbers(sentence: str) -> str:
    """One line of at most 500 characters in which no number can be a person's, a telephone's or an account's.

    Days, hours, codes of procedures and sums of money stay, for they are what is corrected.
    """
    line = squash_spaces(drop_unseen(sentence))
    unnamed = _PERSON.sub(HIDDEN, line)
    return shortened(_LONG.sub(lambda found: found["plain"] or HIDDEN, unnamed), LONGEST)


def _reported(code: str, rows: list[Any]) -> Reported:
    """What was said about one procedure, out of its rows in order."""
    return Reported(
        code=code,
        number=len(rows),
        sentences=tuple(row["sentence"] for row in rows if row["sentence"]),
        first_at=min(row["made_at"] for row in rows),
        ids=tuple(row["id"] for row in rows),
    )
