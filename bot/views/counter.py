"""Where one hands a file in, and where one asks when nothing is handed in any more."""

from markupsafe import Markup

from bot.texts import say
from bot.views import facts
from bot.views.card import Card
from knowledge.procedures import Level
from knowledge.timeline import HOLDING, Status


def reception(card: Card) -> Markup:
    """Where to hand in; nowhere what has ended."""
    if card.standing.status in {Status.ABOLISHED, Status.REPLACED}:
        return say("reception.ended")
    return facts.reception(card.version, card.day, card.place)


def where_to_ask(card: Card) -> Markup:
    """Who knows more: where the file is handed in, or the one-stop centre where nothing is handed in any more."""
    if card.standing.status in HOLDING and card.version.levels != {Level.DISTRICT}:
        return reception(card)
    if card.place:
        return say("reception.one_stop_there", commune=facts.commune(card.place))
    return say("reception.one_stop")
