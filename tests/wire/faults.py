"""Faults asked for in advance: refusals, lost connections, silence."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from tests.wire.errors import LostError, RefusedError

KINDS = ("drop_before", "drop_after", "time_out", "bad_gateway")


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with one call."""

    refused: RefusedError | None = None
    lost: LostError | None = None


class Faults:
    """What is to go wrong next."""

    def __init__(self) -> None:
        self._planned: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._share = 0.0
        self._kinds: Sequence[str] = KINDS
        # Tests that fail must fail again: the dice is loaded with a seed.
        self._dice = random.Random(0)

    def plan(self, method: str, fault: Fault, times: int) -> None:
        """Let the next calls of a method go wrong; `*` stands for any method but getUpdates."""
        self._planned[method.lower()].extend([fault] * times)

    def plan_share(self, share: float, seed: int, kinds: Sequence[str]) -> None:
        """Let every so-many-th call go wrong; 0 ends it."""
        if strange := set(kinds) - set(_MADE):
            raise AssertionError(f"no such faults: {sorted(strange)}")
        self._share, self._kinds, self._dice = share, kinds, random.Random(seed)

    def planned(self, method: str) -> bool:
        """Whether the next call of the method is to go wrong."""
        return any(self._planned[name] for name in _names(method))

    def take(self, method: str) -> Fault | None:
        """What goes wrong with this call."""
        for name in _names(method):
            if self._planned[name]:
                return self._planned[name].popleft()
        if self._share and self._dice.random() < self._share:
            return _MADE[self._dice.choice(self._kinds)]
        return None


def _names(method: str) -> list[str]:
    """Under which names a fault of this method may be planned: a waiting getUpdates would catch every fault for all."""
    return [method.lower()] if method.lower() == "getupdates" else [method.lower(), "*"]


def refusal(error_code: int, description: str, retry_after: int) -> Fault:
    """A refusal in the words given, or in Telegram's for the code."""
    if retry_after:
        words = description or f"Too Many Requests: retry after {retry_after}"
        return Fault(refused=RefusedError(error_code or 429, words, {"retry_after": retry_after}))
    code = error_code or 500
    return Fault(refused=RefusedError(code, description or HTTPStatus(code).phrase))


_MADE = {
    "drop_before": Fault(lost=LostError(before=True)),
    "drop_after": Fault(lost=LostError(before=False)),
    "time_out": Fault(lost=LostError(before=False, timed_out=True)),
    "bad_gateway": refusal(502, "Bad Gateway", 0),
    "too_many": refusal(429, "", 1),
}
