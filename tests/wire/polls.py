"""One getUpdates that waits; the transports differ only in how they wait."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.wire.api import BotApi
from tests.wire.errors import Json, RefusedError

LONGEST_WAIT = 50
CONFLICT = RefusedError(
    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


class Poll:
    """A long poll from its arrival on.

    The offset counts from the arrival, even if the bot dies while it waits. A later poll ends this one with a
    conflict, as two running copies of a bot do to each other.
    """

    def __init__(self, api: BotApi, params: Mapping[str, Any]) -> None:
        self._api, self._params = api, params
        self._offset = _number(params.get("offset"))
        self.timeout = min(max(_number(params.get("timeout")), 0), LONGEST_WAIT)
        with api.world.lock:
            api.poll_turn += 1
            self._turn = api.poll_turn
            self._fault = api.faults.take("getUpdates")
            if not self._fault and not api.world.updates.webhook:
                api.world.updates.confirm(self._offset)
        api.world.ring()

    def ready(self) -> bool:
        """Whether there is a reason to answer at once; a fault planned since then is one, for the next poll."""
        with self._api.world.lock:
            updates = self._api.world.updates
            trouble = self._fault or updates.webhook or self._superseded() or self._api.faults.planned("getUpdates")
            return bool(trouble) or updates.due(self._offset)

    def answer(self) -> Json:
        """The envelope for the bot, perhaps with no update in it."""
        with self._api.world.lock:
            if self._superseded():
                return CONFLICT.envelope()
            return self._api.perform("getUpdates", self._params, self._fault)

    def _superseded(self) -> bool:
        return self._turn != self._api.poll_turn


def _number(given: object) -> int:
    """The number given; what is none is left to the server to judge."""
    return int(str(given)) if re.fullmatch(r"-?\d+", str(given)) else 0
