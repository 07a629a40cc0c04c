"""What stands in the trail, in words: the acts of officers, and what they were done to."""

from markupsafe import Markup

from bot.texts import say, texts


def act_name(act: str) -> Markup:
    """An act of the trail; one that has no words of its own is called handling."""
    key = f"trace.{act}"
    return say(key) if key in texts() else say("trace.other")
