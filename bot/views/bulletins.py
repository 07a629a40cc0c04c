"""What the office is told by the clock: reminders, the line of the day, the week, an officer's own figures.

Codes, fields, days and numbers alone: what a petition says is read where it may be read.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from bot.petitions.petition import Petition
from bot.petitions.timers import What
from bot.reports.bulletins import Daily, Load, Weekly
from bot.reports.own_figures import OwnFigures
from bot.texts import say, words
from bot.views.message import Button, File, Message, pressed
from bot.views.petition import day_of, hour_of


def reminder(petition: Petition, what: What, days_left: int | None) -> Message:
    """An officer is reminded of a petition: which it is, when it is due and how far off that is."""
    field = say(f"category.{petition.category}")
    facts = [say("remind.field", field=field), *_due(petition, days_left)]
    told = (say(f"remind.{what}", code=petition.code), Markup("\n").join(facts))
    return Message(told, (opening(petition.code),))


def samples(month: date, number: int) -> Message:
    """Leaders hear that replies of a month were drawn, and wait to be judged."""
    return Message((say("bulletin.samples", number=number, month=month.month, year=month.year),))


def opening(code: str) -> tuple[Button, ...]:
    """The way to the petition of a reminder."""
    return (Button(say("remind.open"), pressed("board", code)),)


def _due(petition: Petition, days_left: int | None) -> list[Markup]:
    if petition.due_at is None or days_left is None:
        return []
    return [say("remind.due_day", hour=hour_of(petition.due_at), day=day_of(petition.due_at), far=_far(days_left))]


def _far(days_left: int) -> Markup:
    if days_left < 0:
        return say("remind.over", days=-days_left)
    return say("remind.left", days=days_left) if days_left else say("remind.today")


def nobody() -> Message:
    """Administrators hear that there is something nobody can be reminded of, and nothing more."""
    return Message((say("remind.nobody"),))


Line = tuple[str, Daily, bool]
"""The name of a unit, how its petitions stand, and whether they are trials."""


def daily(day: date, lines: Sequence[Line]) -> Message:
    """What is due in some units."""
    told = [_trial(_daily(unit, of), trial) for unit, of, trial in lines]
    mailbox = Button(say("bulletin.mailbox"), pressed("mailbox"))
    return Message((say("bulletin.daily", day=words.day(day)), Markup("\n").join(told)), ((mailbox,),))


def _daily(unit: str, of: Daily) -> Markup:
    numbers = {"new": of.new, "today": of.today, "nearly": of.nearly, "overdue": of.overdue, "awaiting": of.awaiting}
    return say("bulletin.daily_unit", unit=unit or say("bulletin.no_unit"), **numbers)


def _trial(line: Markup, trial: bool) -> Markup:
    return say("bulletin.trial", line=line) if trial else line


def weekly(real: Weekly, trial: Weekly, names: Mapping[str, str], picture: bytes) -> Message:
    """The week for the leaders; trials stand by themselves, where there are any."""
    heading = say("bulletin.weekly", since=words.day(real.since), until=words.day(real.until))
    of_trials = [_trial(_week(trial, names), trial=True)] if not trial.is_empty else []
    shown = [] if real.is_empty and of_trials else [_week(real, names)]
    file = File(f"tuan-{real.since}.png", picture, is_picture=True)
    return Message((heading, *shown, *of_trials), files=(file,))


def _week(of: Weekly, names: Mapping[str, str]) -> Markup:
    numbers = {"received": of.received, "answered": of.answered, "on_time": of.on_time, "late": of.late}
    lines = [say("bulletin.week", **numbers)]
    if of.median_days is not None:
        lines.append(say("bulletin.median", days=_days(of.median_days)))
    if of.others:
        others = {"reopened": of.reopened, "transferred": of.transferred, "rejected": of.rejected}
        lines.append(say("bulletin.others", **others))
    lines.append(say("bulletin.open", open=of.open, overdue=of.overdue))
    lines += [_load(load, names) for load in of.loads if load.overdue]
    return Markup("\n").join(lines)


def _load(load: Load, names: Mapping[str, str]) -> Markup:
    name = names.get(load.unit) or say("bulletin.no_unit")
    return say("bulletin.load", unit=name, overdue=load.overdue, open=load.open)


def figures(real: OwnFigures, trial: OwnFigures) -> Message:
    """An officer's own figures; trials stand by themselves, where there are any."""
    of_trials = [_trial(_own(trial), trial=True)] if not trial.is_empty else []
    shown = [] if real.is_empty and of_trials else [_own(real)]
    mailbox = Button(say("bulletin.mailbox"), pressed("mailbox"))
    return Message((say("figures.heading"), *shown, *of_trials), ((mailbox,),))


def _own(of: OwnFigures) -> Markup:
    lines = [
        say("figures.open", open=of.open, due=of.due, overdue=of.overdue),
        say("figures.answered", since=words.day(of.since), answered=of.answered, reopened=of.reopened),
    ]
    if of.median_days is not None:
        lines.append(say("bulletin.median", days=_days(of.median_days)))
    return Markup("\n").join(lines)


def _days(number: float) -> str:
    """A number of days with a comma where it is a half: 3, 3,5."""
    return f"{number:g}".replace(".", ",")
