"""A choice: numbered lines and the same numbers as buttons, and how the choices differ."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.texts import say, words
from bot.views import facts
from bot.views.message import Button, Message, pressed
from bot.views.standing import brief, deciding, decisions, standing
from knowledge.procedures import NOT_HERE
from knowledge.timeline import HOLDING, Standing

NAME = 130


def choices(of: Sequence[Standing]) -> Message:
    """Two to six procedures to choose from; typing the number does what the button does."""
    names = [words.shortened(s.version.display_name, NAME) for s in of]
    same = len(set(names)) < len(of)
    differing = [_beside(names, place, s, same) for place, s in enumerate(of)]
    lines = [line(place, name, told) for place, (name, told) in enumerate(zip(names, differing, strict=True), 1)]
    numbers = tuple(Button(str(place), pressed("pick", s.version.code)) for place, s in enumerate(of, 1))
    none = Button(say("ask.none"), pressed("none"))
    condolence = [say("answer.condolence")] if facts.is_after_a_death(of[0].version) else []
    heading = say("ask.same_name") if same else say("ask.choices")
    return Message((*condolence, heading, "\n".join(lines), say("ask.none_hint")), (numbers, (none,)))


def line(number: int, name: str, difference: Markup) -> Markup:
    """A numbered name and what tells it apart, unless the name says that itself."""
    if not difference or difference in name.lower():
        return say("ask.choice", number=number, name=name)
    return say("ask.choice_differs", number=number, name=name, difference=difference)


def _beside(names: Sequence[str], place: int, of: Standing, same: bool) -> Markup:
    """What stands behind a name: all that tells it apart where names are the same, else its level and any end."""
    if same and names.count(names[place]) > 1:
        told = [standing(of), decisions(deciding(of)), say("brief.code", code=of.version.code)]
        return Markup("; ").join(part for part in told if part)
    ended = [brief(of)] if of.status not in HOLDING else []
    handled = facts.body(of.version) if of.version.reception in NOT_HERE else facts.levels(of.version)
    return Markup("; ").join([handled, *ended])
