"""Who writes faster than anybody reads: many messages within a minute, sent without waiting for any answer.

Counted per process and in memory: it only keeps one person's flood from everybody else's turn.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)

BACKLOG = 30
"""How many messages of one chat wait at least before it is said to hurry; who waits for answers never has so many."""

CHATS = 10_000
"""How many chats are remembered; the ones that were silent longest are forgotten first."""


class Haste:
    """How many messages each chat wrote within the last minute."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._written: OrderedDict[int, deque[datetime]] = OrderedDict()

    def is_over(self, chat_id: int, at: datetime) -> bool:
        """Count a message; whether the chat wrote more within this minute than one may."""
        moments = self._written.setdefault(chat_id, deque(maxlen=self._most + 1))
        self._written.move_to_end(chat_id)
        moments.append(at)
        while len(self._written) > CHATS:
            self._written.popitem(last=False)
        return len(moments) > self._most and moments[0] > at - MINUTE
