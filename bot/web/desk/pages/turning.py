"""Long lists, a bounded page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.web.desk.asked import Asked
from bot.web.desk.typed import number_in

ON_A_PAGE = 25
MOST_PAGES = 200
"""Pages that are turned at most; whoever looks further back searches."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Turned(Generic[Row]):
    """A page of a list: its rows, which page it is, whether there is another."""

    rows: Sequence[Row]
    page: int
    more: bool


def page_of(asked: Asked) -> int:
    """Which page is asked for, from 1; what is no number is the first."""
    return number_in(asked.query.get("trang", ""), MOST_PAGES)


def before(asked: Asked) -> int:
    """How many rows stand before the page that is asked for."""
    return (page_of(asked) - 1) * ON_A_PAGE


def turned(rows: Sequence[Row], asked: Asked) -> Turned[Row]:
    """The page of a whole list that is asked for."""
    since = before(asked)
    return of_page(rows[since : since + ON_A_PAGE + 1], asked)


def of_page(found: Sequence[Row], asked: Asked) -> Turned[Row]:
    """A page, from its rows and one more where there is one."""
    page = page_of(asked)
    return Turned(found[:ON_A_PAGE], page, len(found) > ON_A_PAGE and page < MOST_PAGES)
