"""What those who follow a procedure or a field are told when it changes."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.texts import say, words
from bot.views.message import Button, Message, pressed
from bot.views.standing import decisions, standing
from knowledge.announcements import Happening, Turn
from knowledge.procedures import DayBasis, Version
from knowledge.timeline import standing_on

LISTED, ROW = 10, 5
"""Procedures that one message names, and how many of their numbers stand in a row."""

NAME, DECISION = 90, 120


def changed(of: Sequence[Happening]) -> Message:
    """What a change set did to what somebody follows."""
    return _message(say("heralding.heading"), of, [_turned(one) for one in of[:LISTED]])


def undone(of: Sequence[Happening], day: date) -> Message:
    """What stands again after a change set was taken back."""
    return _message(say("heralding.heading_undo"), of, [_stands(one, day) for one in of[:LISTED]])


def on_day(of: Sequence[Happening], day: date) -> Message:
    """What begins or ends today."""
    return _message(say("heralding.heading_day", day=words.day(day)), of, [_turned(one) for one in of[:LISTED]])


def _message(heading: Markup, of: Sequence[Happening], told: Sequence[Markup]) -> Message:
    """A line for each procedure, with its number as the way there."""
    lines = [_line(place, one, what) for place, (one, what) in enumerate(zip(of, told, strict=False), 1)]
    more = [say("heralding.more", number=len(of) - LISTED)] if len(of) > LISTED else []
    known = [(place, one) for place, one in enumerate(of[:LISTED], 1) if one.procedure]
    numbers = [Button(str(place), pressed("pick", one.code)) for place, one in known]
    rows = tuple(tuple(numbers[at : at + ROW]) for at in range(0, len(numbers), ROW))
    mine = Button(say("subscribing.list"), pressed("watched", 1))
    return Message((heading, Markup("\n").join(lines), *more), (*rows, (mine,)))


def _line(number: int, of: Happening, what: Markup) -> Markup:
    name = words.shortened(of.name, NAME)
    return say("heralding.one", number=number, name=name, code=of.code, what=what)


def _stands(of: Happening, day: date) -> Markup:
    return standing(standing_on(of.procedure, day)) if of.procedure else say("heralding.removed")


def _turned(of: Happening) -> Markup:
    return Markup("; ").join(_turn(turn, version) for turn, version in of.turns)


def _turn(turn: Turn, version: Version | None) -> Markup:
    """One thing that happened: since when, by which decision, and what took over."""
    if version is None or turn in {Turn.CORRECTED, Turn.REMOVED}:
        return say("heralding.removed" if turn is Turn.REMOVED else "heralding.corrected")
    ends = turn in {Turn.ABOLISHED, Turn.REPLACED}
    day, basis = (version.valid_to, version.to_basis) if ends else (version.valid_from, version.from_basis)
    is_known = day is not None and basis is not DayBasis.SIGNED
    told = say(f"heralding.{turn}_from", day=words.day(day)) if day and is_known else _without_day(turn)
    decided = words.shortened(decisions(version.ended_by if ends else version.enacted_by), DECISION)
    told = say("heralding.by", what=told, decision=decided) if decided else told
    heirs = words.either(version.replaced_by) if ends else ""
    return say("heralding.heirs", what=told, codes=heirs) if heirs else told


def _without_day(turn: Turn) -> Markup:
    return say("heralding.no_day", what=say(f"change.{turn}"))
