"""The hours of an office on a day it works, in the time of Việt Nam."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import pairwise

SHIFT = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class Shifts:
    """The shifts of a working day: [begins, ends) since midnight, in order and apart."""

    spans: tuple[tuple[timedelta, timedelta], ...]

    @classmethod
    def parse(cls, text: str) -> "Shifts":
        """Shifts as a setting writes them, "07:30-11:30,13:30-17:00"; ValueError with a sentence for a wrong one."""
        parts = [part.strip() for part in text.split(",")]
        spans = tuple(_span(part) for part in parts)
        for (part, earlier), (later_part, later) in pairwise(zip(parts, spans, strict=True)):
            if later[0] < earlier[1]:
                raise ValueError(f"the shift '{later_part}' begins before '{part}' has ended")
        return cls(spans)

    def __str__(self) -> str:
        return ",".join(f"{_clock_face(begins)}-{_clock_face(ends)}" for begins, ends in self.spans)

    @cached_property
    def length(self) -> timedelta:
        """How long a whole working day is."""
        return sum((ends - begins for begins, ends in self.spans), timedelta())

    @property
    def begin(self) -> timedelta:
        """When the first shift begins, since midnight."""
        return self.spans[0][0]

    @property
    def end(self) -> timedelta:
        """When the last shift ends, since midnight."""
        return self.spans[-1][1]

    def worked_by(self, hour: timedelta) -> timedelta:
        """How much of a working day is over at `hour` since midnight."""
        return sum((min(hour, ends) - begins for begins, ends in self.spans if hour > begins), timedelta())

    def hour_when(self, worked: timedelta) -> timedelta:
        """The earliest hour since midnight when `worked`, more than nothing and at most `length`, is over."""
        for begins, ends in self.spans:
            if worked <= ends - begins:
                return begins + worked
            worked -= ends - begins
        raise ValueError("a working day is not that long")

    def open_from(self, hour: timedelta) -> timedelta | None:
        """`hour` itself inside a shift, else when the next shift of the day begins, None after the last."""
        return next((max(hour, begins) for begins, ends in self.spans if hour < ends), None)


def _span(part: str) -> tuple[timedelta, timedelta]:
    found = SHIFT.fullmatch(part)
    if not found:
        raise ValueError(f"'{part}' is not a shift; write shifts like 07:30-11:30,13:30-17:00")
    hours = [int(number) for number in found.groups()]
    begins, ends = timedelta(hours=hours[0], minutes=hours[1]), timedelta(hours=hours[2], minutes=hours[3])
    if ends <= begins:
        raise ValueError(f"the shift '{part}' does not end after it begins")
    return begins, ends


def _clock_face(hour: timedelta) -> str:
    hours, rest = divmod(hour, timedelta(hours=1))
    return f"{hours:02}:{rest // timedelta(minutes=1):02}"
