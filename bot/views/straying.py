"""Words at a step of an officer's that may be a question about a procedure: which of the two they are."""

from bot.texts import say, words
from bot.views.message import Button, Message, pressed

STEPS = ("part", "send_back", "inquire", "set_aside", "contact", "redact_part", "publish_back", "hide")
"""Steps at which an officer writes in words of their own; a text names what is written there."""

WORDS = 200
"""Characters of what was typed that are shown again."""


def which(step: str, typed: str) -> Message:
    """Which of the two the words were meant for is asked."""
    asked = say("stray.which", words=words.shortened(typed, WORDS), what=say(f"stray.{step}"))
    buttons = (Button(say("stray.take"), pressed("stray", "take")), Button(say("stray.ask"), pressed("stray", "ask")))
    return Message((asked,), (buttons,))
