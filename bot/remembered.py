"""What is asked for again and again of one catalogue, and laid out once: papers of a version, answers that many get.

What another catalogue says begins anew, with nothing remembered.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

MOST = 1000
"""How much is remembered, some thousands of letters each; when there is more, all is forgotten and begins anew."""

Thing = TypeVar("Thing")


class Remembered:
    """What was laid out of one catalogue, by what it depends on besides. Nothing in it is changed by anybody."""

    def __init__(self) -> None:
        self._things: dict[Hashable, Any] = {}

    def of(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """The thing of a key, made where it is asked for the first time."""
        found: Thing | None = self._things.get(key)
        if found is not None:
            return found
        made = make()
        if len(self._things) >= MOST:
            self._things.clear()  # several threads ask: to look for the oldest would be several steps
        self._things[key] = made
        return made
