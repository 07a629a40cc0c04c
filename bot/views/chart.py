"""The week as a picture, for those who read it on a phone."""

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from bot.reports.bulletins import Weekly
from bot.texts import say, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GREY, BLUE, RED = "#8c8c8c", "#4c72b0", "#c44e52"
"""Quiet colours, told apart in black and white too."""

WIDTH, TOTALS, UNIT, DOTS = 8.0, 2.6, 0.55, 110
"""Inches of the picture, of the totals and of a unit, and dots to an inch."""


def week(of: Weekly, names: Mapping[str, str]) -> bytes:
    """What came and was answered, and below it what is open by unit, as a PNG."""
    # A second to import, for one picture a week: nobody who starts the bot should wait for it.
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    below = (1 + len(of.loads)) * UNIT if of.loads else 0.0
    with rc_context({"font.family": "DejaVu Sans", "font.size": 11}):
        figure = Figure(figsize=(WIDTH, TOTALS + below), dpi=DOTS, layout="constrained")
        FigureCanvasAgg(figure)  # draws without a screen
        figure.suptitle(_title(of))
        heights = [TOTALS, below] if of.loads else [TOTALS]
        axes = figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        totals = {"received": of.received, "on_time": of.on_time, "late": of.late}
        _bars(axes[0], [_said(f"bulletin.chart_{name}") for name in totals], list(totals.values()), GREY)
        if of.loads:
            _loads(axes[1], of, names)
        png = BytesIO()
        figure.savefig(png, format="png")
    return png.getvalue()


def _title(of: Weekly) -> str:
    title = str(say("bulletin.chart", since=words.day(of.since), until=words.day(of.until)))
    return str(say("bulletin.trial", line=title)) if of.trial else title


def _loads(axes: "Axes", of: Weekly, names: Mapping[str, str]) -> None:
    units = [names.get(load.unit) or _said("bulletin.no_unit") for load in of.loads]
    _bars(axes, units, [load.open for load in of.loads], BLUE, _said("bulletin.chart_open"))
    # Where all of them are overdue the bar has its number already.
    overdue = [load.overdue for load in of.loads]
    numbered = [load.overdue < load.open for load in of.loads]
    _bars(axes, units, overdue, RED, _said("bulletin.chart_overdue"), numbered)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, frameon=False, borderaxespad=2)


def _bars(
    axes: "Axes",
    labels: list[str],
    numbers: list[int],
    colour: str,
    legend: str = "",
    numbered: list[bool] | None = None,
) -> None:
    """Bars from the top down, each with its number, unless it is none or is not to be."""
    drawn = axes.barh(labels, numbers, color=colour, label=legend or None)
    shown = [number if which else 0 for number, which in zip(numbers, numbered or [True] * len(numbers), strict=True)]
    axes.bar_label(drawn, [str(number) if number else "" for number in shown], padding=3)
    axes.set_xlim(0, max(axes.get_xlim()[1], 1, *numbers) * 1.08)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.locator_params(axis="x", integer=True)  # petitions are counted whole
    axes.spines[["top", "right"]].set_visible(False)


def _said(key: str) -> str:
    return str(say(key))
