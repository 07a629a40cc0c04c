"""Who was competent before the districts ended, as far as there is evidence, and whether an officer confirmed it."""

from markupsafe import Markup

from bot.texts import say, words
from bot.views import facts
from bot.views.card import Card
from knowledge.moves import moves
from knowledge.procedures import Level
from knowledge.timeline import TWO_TIERS


def moved(card: Card, *, for_officer: bool = False) -> Markup | None:
    """What is known of a procedure that may have been the district's; None for any other, and for days before.

    That it may have been the commune's all along is for officers alone, who can find out.
    """
    move = moves().get(card.version.code)
    if move is None or card.day < TWO_TIERS or (Level.COMMUNE in move.before and not for_officer):
        return None
    version = card.version
    told = {
        "now": say("moved.now_unknown") if version.levels == {Level.DISTRICT} else facts.levels(version),
        "evidence": move.evidence,
        "confirmed": say("moved.confirmed" if version.verified else "moved.waiting"),
    }
    if move.sure:
        return say("moved.sure", **told)
    before = words.either(say(f"level.{level}") for level in Level if level in move.before)
    return say("moved.perhaps", before=before, **told)
