"""Pictures of figures month by month: a group of bars for each month, drawn in the units of the picture's own frame."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

WIDTH, GROUND, HEIGHT = 640, 105, 100
"""The frame's width, where bars stand, and how high the tallest is."""

GAP, WIDEST = 6, 16
"""Between two months, and how wide a bar is at most."""

ALL_NAMED = 12
"""Of more months than this every third has its name below."""


@dataclass(frozen=True, slots=True)
class Series:
    """What the bars of one look stand for: the class of the look, and the number of each month; None: none is known."""

    look: str
    numbers: Mapping[date, float | None]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, in units of the frame."""

    look: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Pillar:
    """The bars of a month, and what they say."""

    month: date
    x: float
    bars: Sequence[Bar]
    told: Markup
    is_named: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The pillars of some months; empty where there is nothing to show."""

    pillars: Sequence[Pillar]

    def __bool__(self) -> bool:
        return any(bar.height for pillar in self.pillars for bar in pillar.bars)


def picture(
    months: Sequence[date], series: Sequence[Series], told: Callable[[date], Markup], top: float = 0
) -> Picture:
    """The months as bars; `top` is what the tallest bar stands for, the highest number where it is not said."""
    highest = top or max((number or 0 for one in series for number in one.numbers.values()), default=0) or 1
    step = WIDTH / len(months)
    width = min((step - GAP) / len(series), WIDEST)

    def pillar(place: int, month: date) -> Pillar:
        x = place * step + GAP / 2
        heights = [(one.look, HEIGHT * (one.numbers.get(month) or 0) / highest) for one in series]
        bars = [
            Bar(look, round(x + number * width, 1), round(GROUND - high, 1), round(width - 1, 1), round(high, 1))
            for number, (look, high) in enumerate(heights)
        ]
        is_named = len(months) <= ALL_NAMED or place % 3 == 0
        return Pillar(month, round(x, 1), bars, told(month), is_named)

    return Picture([pillar(place, month) for place, month in enumerate(months)])
