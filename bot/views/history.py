"""Các lần thay đổi: every version of a procedure and of the codes it stood under, with its decisions and days."""

from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from bot.texts import say, words
from bot.views import heirs, pages
from bot.views.answer import NAME
from bot.views.card import Card
from bot.views.message import Button, Message, pressed
from bot.views.standing import decisions, end_reason, source, standing, verified
from knowledge.procedures import Change, Procedure, Version
from knowledge.timeline import begins, standing_on


def history(card: Card, known: Sequence[Procedure], page: str) -> Message:
    """One page of what changed; `known`: the procedure and those it replaced, the oldest first."""
    heading = say("history.heading", name=words.shortened(card.version.display_name, NAME))
    cut = pages.cut([_line(card, version, followed) for version, followed in _versions(known)])
    number = pages.within(page, len(cut))
    told = Markup("\n\n").join(cut[number - 1])
    turning = pages.turning(number, len(cut), "history", card.version.code)
    back = Button(say("button.pick"), pressed("pick", card.version.code))
    after = _heirs(card)
    unverified = [] if card.version.verified else [say("unverified.line")]
    rows = (*((turning,) if turning else ()), *((after,) if after else ()), (back,))
    return Message((heading, told, *unverified), rows)


def _versions(known: Sequence[Procedure]) -> Iterator[tuple[Version, bool]]:
    """Every version, and whether the next one of its code followed it at once."""
    for procedure in known:
        followers = {begins(version) for version in procedure.versions}
        for version in procedure.versions:
            yield version, version.valid_to in followers and version.ended in {None, Change.AMENDED}


def _line(card: Card, version: Version, followed: bool) -> Markup:
    """One version: its code and name, its standing on the day, who brought it and who ended it."""
    alone = standing_on(Procedure(version.code, (version,)), card.day)
    until = _until(version, card.day) if followed else None
    enacted, ended, reason = decisions(version.enacted_by), decisions(version.ended_by), end_reason(alone)
    told = [
        say("history.version", code=version.code, name=words.shortened(version.display_name, NAME)),
        say("line.status", value=until or standing(alone)),
        say("history.enacted", decision=enacted) if enacted else say("history.enacted_unknown"),
        say("history.ended", decision=ended) if ended else None,
        say("line.end_reason", value=reason) if reason else None,
        say("line.source", value=source(version.source)),
        verified(version) if version.verified else None,
    ]
    return Markup("\n").join(line for line in told if line)


def _until(version: Version, day: date) -> Markup | None:
    """How long a version held that another of the same code followed; None while it holds."""
    if version.valid_to is None or day < version.valid_to:
        return None
    return say("history.until", day=words.day(version.valid_to))


def _heirs(card: Card) -> tuple[Button, ...]:
    """The way on to what replaced it, and to what is in force at the end of all replacements."""
    codes = card.version.replaced_by
    last = [heir.version.code for heir in card.usable if heir.version.code not in codes]
    direct = [Button(say("button.heir", code=code), pressed("pick", code)) for code in codes]
    return (*direct, *heirs.buttons(last))
