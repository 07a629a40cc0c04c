"""Words that stand under several news: which petition they were meant for."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.petitions.petition import Petition
from bot.texts import say, words
from bot.views.message import Button, Message

MOST, ROW = 10, 5
"""How many petitions are offered, and how many numbers stand in a row."""

WORDS = 60
"""Characters of what was typed that are shown again."""


def which(typed: str, meant: Sequence[tuple[Petition | None, str]]) -> Message:
    """Which petition is meant is asked, by number; none is what the last screen was about."""
    offered = list(enumerate(meant[:MOST], 1))
    lines = [_line(number, petition) for number, (petition, _) in offered]
    numbers = [Button(str(number), data) for number, (_, data) in offered]
    asked = say("heed.which", words=words.shortened(typed, WORDS))
    rows = tuple(tuple(numbers[at : at + ROW]) for at in range(0, len(numbers), ROW))
    return Message((asked, Markup("\n").join(lines)), rows)


def _line(number: int, petition: Petition | None) -> Markup:
    if petition is None:
        return say("heed.screen", number=number)
    return say("heed.line", number=number, code=petition.code, category=say(f"category.{petition.category}"))
