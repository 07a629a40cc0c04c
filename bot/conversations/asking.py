"""A citizen asks: an answer, a choice, or an honest miss; and what stands behind an answer.

nothing under way ──words──▶ answer ──button──▶ papers | ways | details | history | office
        │                        ▲
        ├──words──▶ choice ──number or button──┘
        │              └──none──▶ fields (browsing)
        └──words──▶ miss ──▶ fields | office
"""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from bot.conversations import subscribing
from bot.conversations.visit import Visit
from bot.inbox.subscriptions import Followed
from bot.review.powers import Power, role_for
from bot.views.answer import answer, details
from bot.views.card import Card
from bot.views.choices import choices
from bot.views.confirming import row as confirming_row
from bot.views.facet import facet
from bot.views.facts import is_of_the_commune
from bot.views.guidance import of_what
from bot.views.history import history as shown_history
from bot.views.lodging import waiting
from bot.views.message import Message, pressed
from bot.views.notice import not_found, told_with_doors
from bot.views.papers import Listed
from bot.views.papers import papers as shown_papers
from bot.views.posting import code_row
from bot.views.several import several
from bot.views.ways import ways as shown_ways
from knowledge.asking.facets import Facet
from knowledge.browsing import Branch
from knowledge.kinds.reading import Kind
from knowledge.text import codes
from knowledge.timeline import Standing
from knowledge.understanding import Understood

NEARBY = 3
"""How many fields a miss leads on to."""

TEACHABLE = 2
"""How many words say enough for a clerk to teach what they mean."""

NEAR = 0.3
"""The score from which something that was looked at says where to look on."""


def show(visit: Visit, understood: Understood) -> list[Message]:
    """The procedures that were understood, or that there are none."""
    visit.put(facet=understood.facet or "", awaits="", question="")
    return SHOWN[understood.kind](visit, understood)


def _answered(visit: Visit, understood: Understood) -> list[Message]:
    return pick(visit, understood.hits[0].code)


def _several(visit: Visit, understood: Understood) -> list[Message]:
    """Things asked together, or what a life event brings."""
    visit.put(about="", offered=tuple(hit.code for hit in understood.hits))
    visit.arrive("several")
    return [several([hit.standing for hit in understood.hits], understood.event.title if understood.event else "")]


def together(visit: Visit) -> list[Message]:
    """The several procedures that were shown last, again."""
    offered = [standing for standing in map(visit.standing, visit.talk.offered) if standing]
    if not offered:
        return [told_with_doors("button.old")]
    visit.arrive("several")
    return [several(offered)]


def _missed(visit: Visit, understood: Understood) -> list[Message]:
    """An honest miss; its words wait for a clerk who can teach them, without who said them."""
    words = understood.results.query
    visit.put(about="", offered=(), question=words)
    if unknown := codes.mentions(words).whole:
        return [told_with_doors("ask.unknown_code", code=unknown[0])]
    if visit.office.cases.drafts.waits(visit.chat_id):
        return [not_found(_near(visit, understood)), waiting()]  # perhaps it was meant for the petition: not kept
    if not understood.taught and visit.officer is None and len(words.split()) >= TEACHABLE:
        visit.office.misses.add(words, visit.day)
    return [not_found(_near(visit, understood))]


def _near(visit: Visit, understood: Understood) -> list[Branch]:
    """The fields of what was looked at."""
    return _branches(visit, [hit.code for hit in understood.results.kept if hit.score >= NEAR])


def about_it(visit: Visit, understood: Understood) -> list[Message]:
    """A facet alone: of what was spoken of, or of what is chosen next."""
    visit.put(facet=understood.facet or "")
    if visit.talk.about:
        return pick(visit, visit.talk.about)
    return choice(visit) if visit.talk.offered else [of_what()]


def _choose(visit: Visit, understood: Understood) -> list[Message]:
    """A choice; one that was not taken is not put a second time, but opens the fields."""
    offered = tuple(hit.code for hit in understood.hits)
    shown = visit.talk.trail[-1:] == (pressed("choice"),) and set(offered) == set(visit.talk.offered)
    again = shown and understood.facet is None
    visit.put(about="", offered=offered, awaits="", question=understood.results.query)
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
    asked = visit.talk.facet
    visit.put(about=code, awaits="", facet="")
    visit.arrive("pick", code)
    visit.office.tally.shown(visit.day, code)
    if visit.officer:
        card = visit.card(standing)
        return [_details(visit, card), answer(card, first=_asked_first(visit, card, asked))]
    return [_answer_many_get(visit, standing, asked)]


def _answer_many_get(visit: Visit, standing: Standing, asked: str) -> Message:
    """The answer for a citizen: whoever asks the same on this day, and lives in the same place, gets the same."""
    ask_commune = _asks_commune(visit, standing)

    def lay_out() -> Message:
        card = visit.card(standing)
        return answer(card, first=_asked_first(visit, card, asked), ask_commune=ask_commune)

    key = standing.version.code, visit.day, visit.place, asked, ask_commune
    return visit.office.remembered.of(key, lay_out)


def _asked_first(visit: Visit, card: Card, about: str) -> Markup | None:
    """The sentence that answers what was asked."""
    if not about:
        return None
    asked = Facet(about)
    listed = [paper for _, papers in _lists(visit, card) for paper in papers] if asked is Facet.PAPERS else []
    return facet(asked, card, listed)


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
    if visit.talk.question:
        visit.office.misses.add(visit.talk.question, visit.day)
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
    return [_details(visit, visit.card(standing))]


def _details(visit: Visit, card: Card) -> Message:
    """What stands behind an answer; an officer gets its QR code there."""
    code, officer = card.version.code, visit.officer
    shown = details(card, for_officer=officer is not None)
    told = subscribing.row_for(visit, shown, Followed.PROCEDURE, code)
    if officer and role_for(officer, Power.CONFIRM):
        told = told.with_buttons(confirming_row(card.version))
    return told.with_buttons(code_row(code)) if officer else told


def papers(visit: Visit, code: str, page: str = "1") -> list[Message]:
    """The papers of a procedure; where its new code has no list, that of the code it replaced."""
    standing = visit.standing(code)
    if standing is None:
        return [told_with_doors("button.old")]
    visit.arrive("papers", code, page)
    card = visit.card(standing)
    return [shown_papers(card, _lists(visit, card), page)]


def _lists(visit: Visit, card: Card) -> list[Listed]:
    """The papers, each list with the version that states it."""
    lists = {version: visit.office.papers(version) for version in (card.version, *card.former)}
    return [(version, lists[version]) for version in card.spoken_for(lambda version: bool(lists[version]))]


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
    return [subscribing.row_for(visit, shown_history(card, list(known), page), Followed.PROCEDURE, code)]


SHOWN: Mapping[Kind, Callable[[Visit, Understood], list[Message]]] = {
    Kind.ANSWER: _answered,
    Kind.CHOICES: _choose,
    Kind.SEVERAL: _several,
    Kind.NOT_FOUND: _missed,
}
"""What the kinds of message that ask for procedures are shown."""
