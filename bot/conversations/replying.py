"""A message in free text, answered by its kind."""

import re
from collections.abc import Callable, Mapping, Sequence

from bot.conversations import asking, browsing, following, keeping, living, shutting, welcoming
from bot.conversations.doors import door
from bot.conversations.visit import Visit
from bot.views.guidance import guided
from bot.views.lodging import mixed
from bot.views.message import Message
from bot.views.notice import told
from knowledge.kinds.reading import Kind
from knowledge.understanding import Understood

ELSEWHERE_NAMED = re.compile(r"\b(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh|ở) [A-ZĐÂĂÊÔƠƯ]\w+")
"""A place with a name that is none of ours: "ở xã Hải Hậu"."""


HER_DATA = "data"
"""What a message asks that is about the channel, when it asks what is held of her."""


def ask(visit: Visit, words: str) -> list[Message]:
    """A question; a commune named in it is hers for the answer."""
    if not words.strip():
        return [told("ask.how")]
    understood = visit.office.understand(_without_place(visit, words))
    if visit.is_shut and understood.kind not in shutting.KINDS and not understood.denounces:
        return shutting.told(visit)
    visit.office.tally.count(visit.day, understood.kind)
    if understood.alone:
        return asking.about_it(visit, understood)
    if understood.denounces:
        return _denounced(visit, words)
    if understood.kind in asking.SHOWN:
        return asking.show(visit, understood)
    return _elsewhere(visit, understood, words)


def _elsewhere(visit: Visit, understood: Understood, words: str) -> list[Message]:
    """What asks for no procedure: its own screen, or the right door."""
    visit.put(grievance=words if understood.kind is Kind.PETITION else "")
    if understood.kind is Kind.PETITION_STATUS:
        return following.asked_about(visit, words)
    if understood.kind is Kind.ABOUT and understood.subkind == HER_DATA:
        return keeping.show(visit)
    if understood.kind in ELSEWHERE:
        return list(ELSEWHERE[understood.kind](visit))
    return guided(understood.kind, understood.subkind)


def _denounced(visit: Visit, words: str) -> list[Message]:
    """A khiếu nại or tố cáo, whatever else is in it: its door, and the rest as a petition if she likes."""
    leads = door(visit, words)
    visit.put(grievance="", rest=leads.rest)
    return mixed(leads.messages, leads.rest) if leads.rest and not visit.is_shut else list(leads.messages)


def _without_place(visit: Visit, words: str) -> str:
    """The words without the commune they name, which is remembered where none was."""
    naming = visit.naming(words)
    if naming is None and ELSEWHERE_NAMED.search(words):
        visit.place = None  # another place's office is not ours to name; what is remembered stays
    if naming is None or len(naming.places) != 1 or naming.district or naming.whole:
        return words
    visit.place = naming.places[0]
    if not visit.citizen.commune:
        visit.lives_in(visit.place)
    return naming.rest


ELSEWHERE: Mapping[Kind, Callable[[Visit], Sequence[Message]]] = {
    Kind.OFFICE: living.office,
    Kind.CHANGES: browsing.recent,
    Kind.ABOUT: welcoming.about,
}
"""Kinds that have a screen of their own."""
