"""Short messages that carry no procedure: the greeting, a miss, what the chat cannot read."""

from bot.texts import say
from bot.views.message import Message


def greeting(agency: str, decision: str, contact: str) -> Message:
    """What /start says; without a named agency and its published decision the channel is a trial, and says so."""
    if agency and decision:
        opening = [say("start.official", agency=agency, decision=decision)]
        ending = [say("start.data_contact", contact=contact)] if contact else []
    else:
        opening, ending = [say("start.trial"), say("start.trial_note")], []
    return Message((*opening, say("start.how"), say("start.how_code"), say("start.never"), *ending))


def not_found() -> Message:
    """An honest miss, and where to ask."""
    return Message((say("ask.not_found"), say("ask.not_found_fields")))


def told(key: str, **values: object) -> Message:
    """One text alone."""
    return Message((say(key, **values),))
