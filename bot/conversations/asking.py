"""A citizen asks: an answer, a choice, or an honest miss; and what stands behind an answer.

nothing under way ──words──▶ answer ──button──▶ papers | ways | details | history | office
        │                        ▲
        ├──words──▶ choice ──number or button──┘
        │              └──none──▶ fields (browsing)
        └──words──▶ miss ──▶ fields | office
"""

from bot.conversations.visit import Visit
from bot.views.answer import answer, details
from bot.views.choices import choices
from bot.views.facts import is_of_the_commune
from bot.views.history import history as shown_history
from bot.views.message import Message, pressed
from bot.views.notice import not_found, told, told_with_doors
from bot.views.papers import papers as shown_papers
from bot.views.ways import ways as shown_ways
from knowledge.browsing import Branch
from knowledge.catalogue import Found
from knowledge.search.results import Hit
from knowledge.timeline import Standing

NEARBY = 3
"""How many fields a miss leads on to."""

NEAR = 0.3
"""The score from which something that was looked at says where to look on."""


def ask(visit: Visit, words: str) -> list[Message]:
    """A question in free text; a commune named in it is hers for the answer."""
    if not words.strip():
        return [told("ask.how")]
    naming = visit.office.catalogue.communes.read(words)
    if naming and len(naming.places) == 1 and not naming.district:
        visit.place = naming.places[0]
        if not visit.citizen.commune:
            visit.lives_in(visit.place)
        words = naming.rest
    return show(visit, visit.office.catalogue.ask(words, visit.day))


def show(visit: Visit, found: Found) -> list[Message]:
    """What was found for a question."""
    finding, office = found.finding, visit.office
    office.tally.count(office.day, finding.kind)
    if finding.kind == "answer":
        return pick(visit, finding.hits[0].code)
    if finding.kind == "choices":
        return _choose(visit, finding.hits)
    visit.put(about="", offered=(), awaits="")
    return [not_found(_branches(visit, [hit.code for hit in found.results.kept if hit.score >= NEAR]))]


def _choose(visit: Visit, hits: tuple[Hit, ...]) -> list[Message]:
    """A choice; one that was not taken is not put a second time, but opens the fields."""
    codes = tuple(hit.code for hit in hits)
    again = set(codes) == set(visit.talk.offered) and visit.talk.trail[-1:] == (pressed("choice"),)
    visit.put(about="", offered=codes, awaits="")
    return none_of_these(visit) if again else choice(visit)


def choice(visit: Visit) -> list[Message]:
    """The choice that is open."""
    offered = [standing for standing in map(visit.standing, visit.talk.offered) if standing]
    if not offered:
        return [told_with_doors("button.old")]
    visit.arrive("choice")
    return [choices(offered)]


def pick(visit: Visit, code: str) -> list[Message]:
    """One procedure by its code; to staff all of it at once."""
    standing = visit.standing(code)
    if standing is None:
        return [told_with_doors("ask.unknown_code", code=code)]
    visit.put(about=code, awaits="")
    visit.arrive("pick", code)
    card = visit.card(standing)
    if visit.officer:
        return [details(card), answer(card)]
    return [answer(card, ask_commune=_asks_commune(visit, standing))]


def _asks_commune(visit: Visit, standing: Standing) -> bool:
    """Whether it is the once that she is asked where she lives: when it first matters."""
    if visit.place or visit.citizen.asked or not is_of_the_commune(standing.version, visit.day):
        return False
    visit.office.citizens.asked(visit.chat_id, visit.office.at)
    return True


def none_of_these(visit: Visit) -> list[Message]:
    """None of the choices fits: on to the fields they lie in."""
    branches = _branches(visit, visit.talk.offered)
    visit.put(about="", offered=(), awaits="")
    visit.office.tally.count(visit.day, "none_of_these")
    return [not_found(branches)]


def _branches(visit: Visit, codes: list[str] | tuple[str, ...]) -> list[Branch]:
    """The fields of some procedures, the nearest first."""
    found = filter(None, map(visit.standing, codes))
    names = dict.fromkeys(standing.version.field for standing in found if standing.version.field)
    known = {branch.name: branch for branch in visit.office.catalogue.branches(visit.day)}
    return [known[name] for name in names if name in known][:NEARBY]


def more(visit: Visit, code: str) -> list[Message]:
    """What stands behind an answer."""
    standing = visit.standing(code)
    if standing is None:
        return [told_with_doors("button.old")]
    visit.arrive("more", code)
    return [details(visit.card(standing))]


def papers(visit: Visit, code: str, page: str = "1") -> list[Message]:
    """The papers of a procedure; where its new code has no list, that of the code it replaced."""
    standing = visit.standing(code)
    if standing is None:
        return [told_with_doors("button.old")]
    visit.arrive("papers", code, page)
    card = visit.card(standing)
    lists = {version: visit.office.papers(version) for version in (card.version, *card.former)}
    stating = card.spoken_for(lambda version: bool(lists[version]))
    return [shown_papers(card, [(version, lists[version]) for version in stating], page)]


def ways(visit: Visit, code: str, page: str = "1") -> list[Message]:
    """The ways to apply."""
    standing = visit.standing(code)
    if standing is None:
        return [told_with_doors("button.old")]
    visit.arrive("ways", code, page)
    return [shown_ways(visit.card(standing), page)]


def history(visit: Visit, code: str, page: str = "1") -> list[Message]:
    """Every version of a procedure and of the codes it stood under."""
    standing = visit.standing(code)
    if standing is None:
        return [told_with_doors("button.old")]
    visit.arrive("history", code, page)
    card = visit.card(standing)
    codes = [*dict.fromkeys(version.code for version in reversed(card.former)), code]
    known = filter(None, map(visit.office.catalogue.procedure, codes))
    return [shown_history(card, list(known), page)]
