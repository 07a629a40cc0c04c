"""Procedures as cards that a person lays into any chat, and the one line above them that leads to the bot."""

from dataclasses import dataclass

from bot.texts import say, words
from bot.views import facts
from bot.views.answer import answer
from bot.views.card import Card
from bot.views.links import link_to
from bot.views.message import Button, Message, plain
from bot.views.standing import brief

TITLE, ABOUT = 100, 120
"""Characters of a title and of the line under it that a phone shows."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A card to choose, and the message it becomes."""

    code: str
    title: str
    about: str
    message: Message


def offer(card: Card, bot_name: str) -> Offer:
    """A procedure as a card: the answer as anybody reads it, with a link to the rest in place of its buttons."""
    version = card.version
    about = say("inline.about", levels=facts.levels(version), standing=brief(card.standing))
    link = link_to(bot_name, version.code)
    rows = ((Button(say("inline.open"), "", link),),) if link else ()
    return Offer(
        version.code,
        words.shortened(version.display_name, TITLE),
        words.shortened(plain(about), ABOUT),
        Message(answer(card).paragraphs, rows),
    )


def hint(key: str) -> str:
    """The line above the cards, which opens the bot."""
    return plain(say(key))
