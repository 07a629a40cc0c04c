"""What took over from a procedure that ended: in words, and as the way there."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from bot.texts import say, words
from bot.views.message import Button, pressed
from bot.views.standing import ENDED, standing
from knowledge.timeline import Standing

MOST, NAME = 3, 80
"""How many of those that took over are named, and in how many characters each."""


def named(of: Sequence[Standing]) -> Markup:
    """The first few that took over, each with its code; of what ended itself also that."""
    return Markup("; ").join(_named(one) for one in of[:MOST])


def _named(of: Standing) -> Markup:
    name, code = words.shortened(of.version.display_name, NAME), of.version.code
    if of.status in ENDED:
        return say("changing.now_ended", name=name, code=code, standing=standing(of))
    return say("changing.now_one", name=name, code=code)


def buttons(codes: Iterable[str]) -> tuple[Button, ...]:
    """The ways to what is used instead."""
    return tuple(Button(say("button.successor", code=code), pressed("pick", code)) for code in codes)
