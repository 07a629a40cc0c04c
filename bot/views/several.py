"""Several procedures at once: what was asked together, or what a life event brings, in the order to do them."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.texts import say, words
from bot.views import facts
from bot.views.choices import NAME, line
from bot.views.message import Button, Message, pressed
from knowledge.timeline import Standing


def several(of: Sequence[Standing], event: str = "") -> Message:
    """Numbered procedures; `event` is the title of the life event that brings them."""
    heading = say("several.event", title=event) if event else say("several.heading", number=len(of))
    condolence = [say("answer.condolence")] if any(facts.is_after_a_death(s.version) for s in of) else []
    lines = [_line(number, standing) for number, standing in enumerate(of, 1)]
    numbers = tuple(Button(str(number), pressed("pick", s.version.code)) for number, s in enumerate(of, 1))
    return Message((*condolence, heading, Markup("\n").join(lines)), (numbers,))


def _line(number: int, of: Standing) -> Markup:
    return line(number, words.shortened(of.version.display_name, NAME), facts.levels(of.version))
