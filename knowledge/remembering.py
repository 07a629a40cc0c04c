"""Answers kept for a while, without keeping alive who gave them.

A catalogue that is no longer asked goes at once and whole: what stays for a run is kept out of the rounds of the
garbage collector, which alone would find a method that is remembered by the very thing it belongs to.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import TypeVar
from weakref import WeakMethod

Answer = TypeVar("Answer")


def remembered(method: Callable[..., Answer], most: int) -> Callable[..., Answer]:
    """A method that keeps its last answers, so many at most; it is asked while its object lives."""
    weak = WeakMethod(method)

    @lru_cache(maxsize=most)
    def asked(*arguments: Hashable) -> Answer:
        alive = weak()
        assert alive is not None  # noqa: S101 - who asks holds the object
        return alive(*arguments)

    return asked
