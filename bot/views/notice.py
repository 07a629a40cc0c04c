"""Short messages that carry no procedure: the greeting, help, a miss, what the chat cannot read."""

from collections.abc import Sequence

from bot.texts import say, words
from bot.views.branches import nearby
from bot.views.message import Button, Message, pairs, pressed
from knowledge.browsing import Branch


def greeting(agency: str, decision: str, contact: str, commands: Sequence[str] = ()) -> Message:
    """What /start says, to officers with their commands.

    Without a named agency and its published decision the channel is a trial, and says so.
    """
    opening, ending = _whose(agency, decision, contact)
    own = [say("start.officer", commands=", ".join(f"/{one}" for one in commands))] if commands else []
    paragraphs = (*opening, *own, say("start.how"), say("start.how_code"), say("start.never"), *ending)
    return Message(paragraphs, _menu())


def _whose(agency: str, decision: str, contact: str) -> tuple[list[str], list[str]]:
    if agency and decision:
        opening = [say("start.official", agency=agency, decision=decision)]
        return [*opening], [say("start.data_contact", contact=contact)] if contact else []
    return [say("start.trial"), say("start.trial_note")], []


def _menu() -> tuple[tuple[Button, ...], ...]:
    """The doors that always stand open."""
    doors = [
        Button(say("button.fields"), pressed("fields", 1)),
        Button(say("button.recent"), pressed("recent", 1)),
        Button(say("button.commune"), pressed("commune")),
        Button(say("button.office"), pressed("office")),
    ]
    return pairs(doors)


def help_(*, for_officer: bool = False, for_clerk: bool = False, for_administrator: bool = False) -> Message:
    """What can be asked and done, by words as well as by command."""
    of_officers = [
        *([say("help.officer")] if for_officer else []),
        *([say("help.clerk")] if for_clerk else []),
        *([say("help.administrator")] if for_administrator else []),
    ]
    return Message(
        (say("help.heading"), say("help.ask"), say("help.commands"), *of_officers, say("help.words")), _menu()
    )


def about(agency: str, decision: str, contact: str, procedures: int, figures: str = "") -> Message:
    """Whose channel it is, what it knows and keeps of a person, and where its figures are, if anybody can read them."""
    opening, ending = _whose(agency, decision, contact)
    known = say("about.data", procedures=words.number(procedures))
    counted = [say("about.figures", address=figures)] if figures else []
    return Message((*opening, known, say("about.kept"), *counted, *ending), _menu())


def not_found(branches: Sequence[Branch] = ()) -> Message:
    """An honest miss, where to ask, and the fields of what was looked at."""
    return Message((say("ask.not_found"), say("ask.not_found_fields")), nearby(branches))


def told(key: str, **values: object) -> Message:
    """One text alone."""
    return Message((say(key, **values),))


def told_with_doors(key: str, **values: object) -> Message:
    """One text, and the doors that always stand open: nobody is left without a way on."""
    return Message((say(key, **values),), _menu())
