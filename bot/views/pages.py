"""Lists that are longer than one screen: cut into pages between their lines, and turned by buttons."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from markupsafe import Markup

from bot.texts import say
from bot.views.message import Button, pressed

Value = TypeVar("Value")

VIEW = 2000
"""Characters of any view, so that each channel can show it."""

PAGE = 1400
"""Characters of a page's list, which leaves room for what stands around it."""


def cut(lines: Sequence[Markup], most: int = PAGE) -> list[list[Markup]]:
    """Lines in pages of at most `most` characters; a line longer than that stands alone."""
    pages: list[list[Markup]] = [[]]
    for line in lines:
        if pages[-1] and sum(len(said) + 1 for said in pages[-1]) + len(line) > most:
            pages.append([])
        pages[-1].append(line)
    return pages


def filled(
    values: Iterable[Value], line: Callable[[int, Value], Markup], most: int = PAGE, on_a_page: int = 8
) -> list[list[tuple[Value, Markup]]]:
    """Things in pages, each with its line, which is told its number on the page; as many as a page has room for."""
    pages: list[list[tuple[Value, Markup]]] = [[]]
    for value in values:
        told = line(len(pages[-1]) + 1, value)
        taken = sum(len(said) + 1 for _, said in pages[-1])
        if pages[-1] and (len(pages[-1]) == on_a_page or taken + len(told) > most):
            pages.append([])
            told = line(1, value)
        pages[-1].append((value, told))
    return pages


def within(page: str, number: int) -> int:
    """Which page is meant, from 1; what is no page of these is the nearest one."""
    asked = int(page) if page.isdecimal() and len(page) < 5 else 1
    return max(1, min(asked, number))


def turning(page: int, number: int, *screen: object) -> tuple[Button, ...]:
    """The buttons that turn to the page before and after."""
    before = Button(say("button.before"), pressed(*map(str, screen), page - 1))
    after = Button(say("button.after"), pressed(*map(str, screen), page + 1))
    return (*((before,) if page > 1 else ()), *((after,) if page < number else ()))
