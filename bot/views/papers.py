"""Giấy tờ cần nộp: the papers of a procedure, by the circumstances under which each is asked for."""

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from bot.texts import say, words
from bot.views import pages
from bot.views.answer import NAME
from bot.views.card import Card
from bot.views.counter import where_to_ask
from bot.views.message import Button, Message, pressed
from bot.views.portal import portal_row
from knowledge.procedures import Paper, Version

LONGEST = 600
"""Characters of one paper's name."""


Listed = tuple[Version, Sequence[Paper]]
"""A version and its list."""


def papers(card: Card, lists: Sequence[Listed], page: str) -> Message:
    """One page of the list, or of the lists of the codes that this procedure was coded anew from."""
    heading = say("papers.heading", name=words.shortened(card.version.display_name, NAME))
    back = Button(say("button.pick"), pressed("pick", card.version.code))
    if not lists:
        return Message((heading, _unknown(card)), ((back,), *portal_row(card.version.code)))
    cut = pages.cut([line for listed in lists for line in _lines(card, listed)])
    number = pages.within(page, len(cut))
    notes = [
        say("papers.by_case") if _differ(lists) else None,
        say("papers.page", page=number, pages=len(cut)) if len(cut) > 1 else None,
    ]
    paragraphs = (heading, *(note for note in notes if note), Markup("\n").join(cut[number - 1]), _ending(card, lists))
    turning = pages.turning(number, len(cut), "papers", card.version.code)
    return Message(paragraphs, (*((turning,) if turning else ()), (back,), *portal_row(card.version.code)))


def _differ(lists: Sequence[Listed]) -> bool:
    """Whether not every paper is asked of everybody."""
    return len({(of.code, paper.case) for of, listed in lists for paper in listed}) > 1


def _ending(card: Card, lists: Sequence[Listed]) -> Markup:
    if any(of.papers_complete is False for of, _ in lists):
        return _unknown(card)
    return say("papers.source", source=lists[0][0].source.label)


def _unknown(card: Card) -> Markup:
    return say("papers.unknown", code=card.version.code, place=where_to_ask(card))


def _lines(card: Card, of: Listed) -> list[Markup]:
    """A line a paper, each circumstance before its own, and the older code whose list it is."""
    version, listed = of
    lines = [] if version is card.version else [say("papers.of_former", code=version.code, name=version.display_name)]
    for case, of_case in groupby(listed, key=lambda paper: paper.case):
        if case:
            lines.append(say("papers.case", case=case))
        lines.extend(_line(paper) for paper in of_case)
    return lines


def _line(paper: Paper) -> Markup:
    counted = [
        say("papers.originals", number=f"{paper.originals:02}") if paper.originals else None,
        say("papers.copies", number=f"{paper.copies:02}") if paper.copies else None,
        say("papers.conditional") if paper.conditional else None,
    ]
    name = words.shortened(paper.name, LONGEST)
    told = Markup(", ").join(said for said in counted if said)
    return say("papers.one_counted", name=name, counted=told) if told else say("papers.one", name=name)
