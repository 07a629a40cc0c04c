"""What was asked about a procedure, answered first in one or two sentences."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from markupsafe import Markup

from bot.texts import say, words
from bot.views import facts
from bot.views.card import Card
from bot.views.counter import reception
from knowledge.asking.facets import Facet
from knowledge.procedures import Channel, Paper, Version
from knowledge.timeline import ways_on

SHOWN = 3
PAPER = 90
FACT = 220
"""Characters of a fact in its sentence; the whole stands behind the buttons."""


def facet(asked: Facet, card: Card, papers: Sequence[Paper]) -> Markup:
    """The sentence; what nobody states is said to be not stated."""
    return TOLD[asked](card, papers).replace("….", "…")  # a fact that was cut ends its sentence itself


def _papers(card: Card, papers: Sequence[Paper]) -> Markup:
    if not papers:
        return say("facet.papers_unknown")
    named = Markup("; ").join(words.shortened(Markup.escape(paper.name), PAPER) for paper in papers[:SHOWN])
    more = len(papers) - SHOWN
    return say("facet.papers_more", papers=named, number=more) if more > 0 else say("facet.papers", papers=named)


def _stated(key: str, fact: Callable[[Version], Markup], card: Card) -> Markup:
    return say(key, value=words.shortened(card.stated(fact), FACT))


def _time(card: Card, _: Sequence[Paper]) -> Markup:
    return _stated("facet.time", partial(facts.time, day=card.day), card)


def _fee(card: Card, _: Sequence[Paper]) -> Markup:
    return _stated("facet.fee", partial(facts.fee, day=card.day), card)


def _place(card: Card, _: Sequence[Paper]) -> Markup:
    return say("facet.place", value=reception(card))


def _online(card: Card, _: Sequence[Paper]) -> Markup:
    stating = card.spoken_for(lambda version: bool(ways_on(version, card.day)))
    channels = {way.channel for version in stating for way in ways_on(version, card.day)}
    if not channels:
        return say("facet.online_unknown")
    return say("facet.online") if Channel.ONLINE in channels else say("facet.not_online")


def _conditions(_: Card, __: Sequence[Paper]) -> Markup:
    """Conditions stand in no source of the catalogue yet."""
    return say("facet.conditions_unknown")


def _applicants(card: Card, _: Sequence[Paper]) -> Markup:
    return _stated("facet.applicants", lambda version: Markup.escape(version.applicants), card)


TOLD: Mapping[Facet, Callable[[Card, Sequence[Paper]], Markup]] = {
    Facet.PAPERS: _papers,
    Facet.TIME: _time,
    Facet.FEE: _fee,
    Facet.PLACE: _place,
    Facet.ONLINE: _online,
    Facet.CONDITIONS: _conditions,
    Facet.APPLICANTS: _applicants,
}
