"""An officer confirms from which document a version is right here: what is asked, and what was confirmed."""

from markupsafe import Markup

from bot.texts import say, words
from bot.views import facts
from bot.views.message import Button, Message, pressed
from bot.views.standing import standing
from knowledge.procedures import Version
from knowledge.timeline import Standing, begins

NAME = 150


def row(of: Version) -> tuple[tuple[Button, ...], ...]:
    """The button under a version: to confirm it, or to take that back."""
    verb, label = ("unconfirm", "confirming.withdraw") if of.verified else ("confirm", "confirming.button")
    return ((Button(say(label), pressed(verb, *place_of(of))),),)


def place_of(of: Version) -> tuple[str, str]:
    """Which version it is, as a button carries it."""
    return of.code, begins(of).isoformat()


def _named(of: Version) -> dict[str, str]:
    return {"name": words.shortened(of.display_name, NAME), "code": of.code}


def ask(of: Standing) -> Message:
    """Which document is asked for, beside what would be confirmed."""
    version = of.version
    field = Markup.escape(version.field) or say("line.not_stated")
    says = say("confirming.says", field=field, levels=facts.levels(version), status=standing(of))
    return Message((say("confirming.ask", **_named(version)), says), (_back(version),))


def _back(of: Version) -> tuple[Button, ...]:
    return (Button(say("button.pick"), pressed("pick", of.code)),)


def sure(of: Version, document: str) -> Message:
    """What will be read, before it is."""
    yes = Button(say("confirming.yes"), pressed("confirmed", *place_of(of)))
    return Message((say("confirming.sure", document=document, **_named(of)),), ((yes,), _back(of)))


def done(of: Version, document: str) -> Message:
    """It is confirmed."""
    return Message((say("confirming.done", document=document, **_named(of)),), (_back(of),))


def ask_withdraw(of: Version) -> Message:
    """Whether what was confirmed is to be taken back; None is confirmed of a version without it."""
    if of.verified is None:
        return Message((say("confirming.not_confirmed"),), (_back(of),))
    told = {"by": of.verified.by, "day": words.day(of.verified.on), "document": of.verified.document}
    yes = Button(say("confirming.withdraw_yes"), pressed("unconfirmed", *place_of(of)))
    return Message((say("confirming.ask_withdraw", **told, **_named(of)),), ((yes,), _back(of)))


def withdrawn(of: Version) -> Message:
    """It is confirmed no more."""
    return Message((say("confirming.withdrawn", **_named(of)),), (_back(of),))
