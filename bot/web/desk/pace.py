"""How often somebody may ask: a bound on tries at the door and on requests of one session, in this process."""

from collections import OrderedDict, deque

WINDOW = 60.0
"""Seconds that are looked back on."""

REMEMBERED = 10_000


class Pace:
    """At most so many times a minute, for each name by itself."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def is_over(self, name: str, now: float) -> bool:
        """Count once more; whether it is more than may be. `now` are seconds of a clock that never goes back."""
        times = self._times.setdefault(name, deque(maxlen=self._most + 1))
        self._times.move_to_end(name)
        times.append(now)
        while len(self._times) > REMEMBERED:
            self._times.popitem(last=False)
        return len(times) > self._most and times[0] > now - WINDOW
