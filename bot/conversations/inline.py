"""A procedure for any chat: what is typed behind the bot's name gives cards to lay there.

Who asks for help in danger, or accuses somebody, gets no card but the way to the bot: such words are for no other chat.
"""

from dataclasses import dataclass

from bot.office import Glance
from bot.views.card import Card
from bot.views.inline import Offer, hint, offer
from knowledge.kinds.reading import Kind

MOST = 10
"""How many cards are offered at once."""

LONGEST = 256
"""Characters of a query; Telegram sends no more."""

HINTS = {Kind.EMERGENCY: "inline.emergency", Kind.NOT_FOUND: "inline.not_found"}
"""What is said where there are no cards; of any other kind that it is for the bot alone."""


@dataclass(frozen=True, slots=True)
class Offers:
    """The cards for a query, and the line above them."""

    cards: tuple[Offer, ...]
    hint: str


def offers(glance: Glance, words: str) -> Offers:
    """What a query is offered; an empty one what is asked for most. While the channel is switched off, nothing."""
    if glance.is_shut:
        return Offers((), hint("inline.shut"))
    if not words.strip():
        return Offers(_cards(glance, _most_asked(glance)), hint("inline.ask"))
    understood = glance.understanding.read(words[:LONGEST], glance.day)
    cards = _cards(glance, [hit.code for hit in understood.hits])
    return Offers(cards, hint("inline.ask" if cards else HINTS.get(understood.kind, "inline.elsewhere")))


def _most_asked(glance: Glance) -> list[str]:
    """What was shown most often; before anybody asked, what families need first."""
    of_events = [code for event in glance.understanding.events for code in event.codes[:1]]
    return [*glance.most_shown(MOST), *of_events]


def _cards(glance: Glance, codes: list[str]) -> tuple[Offer, ...]:
    catalogue, day = glance.understanding.catalogue, glance.day
    found = filter(None, (catalogue.standing(code, day) for code in dict.fromkeys(codes)))
    cards = (Card(s, day, None, tuple(catalogue.former(s.version.code))) for s in found)
    return tuple(offer(card, glance.bot_name) for card in cards)[:MOST]
