"""Vì sao?: how the days to a petition's due day were counted, one by one, and by which rules."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from bot.petitions.clocks import Counted, CountedDay
from bot.petitions.petition import Petition
from bot.petitions.working_days import WORKING, DayKind
from bot.texts import say, words
from bot.views import pages
from bot.views.message import Button, Message, pressed
from bot.views.petition import day_of, hour_of

FOLDED = 2
"""Days of one meaning in a row from which they are told in one line."""


def why(petition: Petition, days: Sequence[CountedDay], estimated: Sequence[int], page: str) -> Message:
    """A page of the count; `estimated` are the years whose calendar is not announced yet."""
    parts = pages.cut(list(_lines(days, petition.national)))
    number = pages.within(page, len(parts))
    turned = [say("follow.why_page", page=number, pages=len(parts))] if len(parts) > 1 else []
    told = (_due(petition), *_rules(petition, estimated), *turned, Markup("\n").join(parts[number - 1]))
    back = (Button(say("button.petition"), pressed("petition", petition.code)),)
    return Message(told, tuple(filter(None, (pages.turning(number, len(parts), "why", petition.code), back))))


def _due(petition: Petition) -> Markup:
    if petition.due_at is None:
        return say("follow.why_stands", code=petition.code)
    return say("follow.why", code=petition.code, hour=hour_of(petition.due_at), day=day_of(petition.due_at))


def _rules(petition: Petition, estimated: Sequence[int]) -> list[Markup]:
    """The rules that the count follows, and which years are not sure."""
    days = f"{petition.clock_days:02}"
    rule = say("follow.why_rule_national", days=days) if petition.national else say("follow.why_rule", days=days)
    return [rule, *(say("follow.why_estimated", year=year) for year in estimated)]


def _lines(days: Sequence[CountedDay], national: bool) -> Iterator[Markup]:
    """A line a day; weekends and long pauses in one."""
    for meaning, together in groupby(days, _folds_as):
        group = list(together)
        if meaning and len(group) >= FOLDED:
            since, until = words.day(group[0].day), words.day(group[-1].day)
            yield say("follow.days", since=since, until=until, what=_what(group[0], national))
        else:
            yield from (_line(day, national) for day in group)


def _folds_as(day: CountedDay) -> str:
    """What a day is folded with; empty for one that has a line of its own."""
    if _is_free(day) and day.reason.kind is DayKind.WEEKEND:
        return DayKind.WEEKEND
    return Counted.PAUSED if day.counted is Counted.PAUSED else ""


def _line(day: CountedDay, national: bool) -> Markup:
    weekday = say(f"follow.weekday_{day.day.weekday()}")
    return say("follow.day", day=words.day(day.day), weekday=weekday, what=_what(day, national))


def _what(day: CountedDay, national: bool) -> Markup:
    """What the count makes of a day, and why."""
    if _is_free(day):
        return FREE.get(day.reason.kind, _weekend)(day)
    if day.counted is not Counted.COUNTED:
        return MADE[day.counted]()
    said = say("follow.counted_national" if national else "follow.counted", number=day.number)
    if day.reason.kind is DayKind.SWAPPED:
        said = say("follow.swapped", what=said)
    elif day.reason.kind is DayKind.LOCAL_WORKING:
        said = say("follow.local_working", what=said, name=day.reason.name)
    return say("follow.paused_partly", what=said) if day.pauses else said


def _is_free(day: CountedDay) -> bool:
    """Whether nobody works and nothing counts; a limit that ended on such a day is said to end with the next other."""
    lengthened = day.counted is Counted.LENGTHENED and day.reason.kind not in WORKING
    return day.counted is Counted.FREE or lengthened


def _weekend(_: CountedDay) -> Markup:
    return say("follow.weekend")


FREE: Mapping[DayKind, Callable[[CountedDay], Markup]] = {
    DayKind.HOLIDAY: lambda day: say("follow.holiday", name=day.reason.name),
    DayKind.LOCAL_FREE: lambda day: say("follow.local_free", name=day.reason.name),
}
"""Why a day is free, beside weekends."""

MADE: Mapping[Counted, Callable[[], Markup]] = {
    Counted.RECEIVED: lambda: say("follow.received"),
    Counted.PAUSED: lambda: say("follow.paused"),
    Counted.LENGTHENED: lambda: say("follow.lengthened"),
}
"""What the count makes of a day that is neither counted nor free."""
