"""Cách nộp: at the counter, online, by post, each with its time and fee as published."""

from itertools import groupby

from markupsafe import Markup

from bot.texts import say, words
from bot.views import pages
from bot.views.answer import LONG_FACT, NAME
from bot.views.card import Card
from bot.views.counter import reception, where_to_ask
from bot.views.facts import fee_of, time_of
from bot.views.message import Button, Message, pressed
from bot.views.portal import portal_row
from bot.views.standing import source
from knowledge.procedures import Channel, Version, Way
from knowledge.timeline import ways_on


def ways(card: Card, page: str) -> Message:
    """One page of the ways to apply; those of the codes it was coded anew from where it states none itself."""
    heading = say("ways.heading", name=words.shortened(card.version.display_name, NAME))
    back = Button(say("button.pick"), pressed("pick", card.version.code))
    stating = card.spoken_for(lambda version: bool(ways_on(version, card.day)))
    if not stating:
        unknown = say("ways.unknown", place=where_to_ask(card))
        return Message((heading, unknown), ((back,), *portal_row(card.version.code)))
    cut = pages.cut([told for of in stating for told in _told(card, of)])
    number = pages.within(page, len(cut))
    paged = [say("papers.page", page=number, pages=len(cut))] if len(cut) > 1 else []
    told = Markup("\n\n").join(cut[number - 1])
    paragraphs = (heading, *paged, told, say("line.source", value=source(stating[0].source)))
    turning = pages.turning(number, len(cut), "ways", card.version.code)
    return Message(paragraphs, (*((turning,) if turning else ()), (back,), *portal_row(card.version.code)))


def _told(card: Card, of: Version) -> list[Markup]:
    """A paragraph for each channel, after the older code whose ways they are."""
    in_order = sorted(ways_on(of, card.day), key=lambda way: list(Channel).index(way.channel))
    told = [_channel(card, channel, list(same)) for channel, same in groupby(in_order, key=lambda way: way.channel)]
    return told if of is card.version else [say("papers.of_former", code=of.code, name=of.display_name), *told]


def _channel(card: Card, channel: Channel, same: list[Way]) -> Markup:
    place = reception(card) if channel is Channel.COUNTER else say(f"ways.{channel}")
    head = say("ways.channel", channel=say(f"channel.{channel}").capitalize(), place=place)
    return Markup("\n").join((head, *dict.fromkeys(_way(way) for way in same)))


def _way(way: Way) -> Markup:
    """Time and fee of one way."""
    not_stated = say("line.not_stated")
    return say("ways.one", time=time_of(way) or not_stated, fee=fee_of(way, LONG_FACT) or not_stated)
