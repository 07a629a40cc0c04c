"""Các lần thay đổi: every version of a procedure and of the codes it stood under, with its decisions and days."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from bot.texts import say, words
from bot.views import pages
from bot.views.answer import NAME
from bot.views.card import Card
from bot.views.message import Button, Message, pressed
from bot.views.standing import decisions, source, standing
from knowledge.procedures import Procedure, Version
from knowledge.timeline import standing_on


def history(card: Card, known: Sequence[Procedure], page: str) -> Message:
    """One page of what changed; `known`: the procedure and those it replaced, the oldest first."""
    heading = say("history.heading", name=words.shortened(card.version.display_name, NAME))
    cut = pages.cut([_line(card, version) for version in _versions(known)])
    number = pages.within(page, len(cut))
    told = Markup("\n\n").join(cut[number - 1])
    turning = pages.turning(number, len(cut), "history", card.version.code)
    back = Button(say("button.pick"), pressed("pick", card.version.code))
    heirs = _heirs(card)
    rows = (*((turning,) if turning else ()), *((heirs,) if heirs else ()), (back,))
    return Message((heading, told, say("unverified.line")), rows)


def _versions(known: Sequence[Procedure]) -> Iterator[Version]:
    for procedure in known:
        yield from procedure.versions


def _line(card: Card, version: Version) -> Markup:
    """One version: its code and name, its standing on the day, who brought it and who ended it."""
    alone = standing_on(Procedure(version.code, (version,)), card.day)
    enacted, ended = decisions(version.enacted_by), decisions(version.ended_by)
    told = [
        say("history.version", code=version.code, name=words.shortened(version.display_name, NAME)),
        say("line.status", value=standing(alone)),
        say("history.enacted", decision=enacted) if enacted else say("history.enacted_unknown"),
        say("history.ended", decision=ended) if ended else None,
        say("line.source", value=source(version.source)),
    ]
    return Markup("\n").join(line for line in told if line)


def _heirs(card: Card) -> tuple[Button, ...]:
    """The way on to what replaced it."""
    codes = card.version.replaced_by
    return tuple(Button(say("button.heir", code=code), pressed("pick", code)) for code in codes)
