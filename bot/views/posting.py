"""The posted list in words, and its codes as messages to the officer who prints them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from markupsafe import Markup

from bot.reports import qr
from bot.reports.posting import Posted, Posting, Section, pdf
from bot.texts import say, words
from bot.views import facts
from bot.views.card import Card
from bot.views.counter import reception
from bot.views.links import link_to
from bot.views.message import Button, File, Message, plain, pressed
from bot.views.pages import turning, within
from bot.views.standing import source
from knowledge.browsing import Branch
from knowledge.catalogue import Catalogue
from knowledge.communes import Place
from knowledge.procedures import Level, Version
from knowledge.text.normalise import bare

ON_A_PAGE = 8
NAME, LONGEST_NAME = 300, 60
"""Characters of a procedure's name beside its code, and of a field's in the name of a file."""

LIST, CODE = "posting", "qr"
"""What is left to be drawn: the list of a field, the code of a procedure."""

NOTE = 90
"""Characters of a fee's note on paper; the whole stands behind the code."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be posted: for which day, of which level and where, and whose channel the codes open."""

    day: date
    agency: str = ""
    bot_name: str = ""
    level: Level | None = None
    place: Place | None = None


def posting(wanted: Wanted, branches: Iterable[tuple[Branch, Sequence[Card]]]) -> Posting:
    """The list: a section a field."""
    grown = [(branch, cards) for branch, cards in branches if cards]
    shown = [card for _, cards in grown for card in cards]
    return Posting(
        agency=wanted.agency,
        subtitle=_subtitle(wanted),
        sections=tuple(
            Section(name_of(branch), tuple(_posted(card, wanted) for card in cards)) for branch, cards in grown
        ),
        how=plain(say("posting.how_code" if wanted.bot_name else "posting.how_portal")),
        remark=_remark(shown),
        sources=plain(say("posting.sources", sources=_sources(shown))),
        made=plain(say("posting.made", day=words.day(wanted.day))),
        day=wanted.day,
    )


def name_of(branch: Branch) -> str:
    """The name of a field, or that nobody stated one."""
    return branch.name or plain(say("fields.unnamed"))


def _subtitle(wanted: Wanted) -> str:
    level = say(f"level.{wanted.level}") if wanted.level else None
    what = say("posting.of_level", level=level) if level else say("posting.all_levels")
    if wanted.place:
        what = say("posting.at", levels=what, unit=facts.commune(wanted.place))
    return plain(say("posting.subtitle", what=what, day=words.day(wanted.day)))


def _posted(card: Card, wanted: Wanted) -> Posted:
    version, day = card.version, wanted.day
    return Posted(
        name=version.display_name,
        code=version.code,
        time=_stated(card.stated(partial(facts.time, day=day))),
        fee=_stated(card.stated(partial(facts.fee, day=day, note=NOTE))),
        place=plain(reception(card)),
        link=link_to(wanted.bot_name, version.code),
    )


def _stated(fact: Markup) -> str:
    said = plain(fact)
    return plain(say("posting.not_stated")) if said == plain(say("line.not_stated")) else said[:1].upper() + said[1:]


def _remark(shown: Sequence[Card]) -> str:
    """Whether what is posted was confirmed for this province; each that was not is counted."""
    unverified = sum(card.version.verified is None for card in shown)
    if unverified == len(shown):
        return plain(say("unverified.line"))
    if unverified:
        return plain(say("posting.unverified_some", number=unverified, total=len(shown)))
    return plain(say("posting.verified"))


def _sources(shown: Sequence[Card]) -> str:
    return "; ".join(dict.fromkeys(plain(source(card.version.source)) for card in shown))


def which(branches: Sequence[Branch], page: str) -> Message:
    """Which field is to be posted."""
    count = max(1, -(-len(branches) // ON_A_PAGE))
    number = within(page, count)
    shown = branches[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    lines = [
        say("posting.one", number=place, name=name_of(branch), total=branch.total)
        for place, branch in enumerate(shown, 1)
    ]
    buttons = [Button(str(place), pressed("posting", branch.key)) for place, branch in enumerate(shown, 1)]
    rows = tuple(tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))
    turned = turning(number, count, "postings")
    return Message((say("posting.which"), Markup("\n").join(lines)), (*rows, turned) if turned else rows)


def handed(branch: Branch, day: date) -> Message:
    """The list of a field as a file, drawn when it is sent."""
    told = say("posting.handed", name=name_of(branch), day=words.day(day))
    name = f"niem-yet-{bare(name_of(branch)).replace(' ', '-')[:LONGEST_NAME]}.pdf"
    return Message((told,), (), (File(name, drawn=f"{LIST}:{branch.key}:{day}"),))


def code(version: Version, bot_name: str) -> Message:
    """The code of a procedure as a picture, with its link for who would rather copy it."""
    link = link_to(bot_name, version.code)
    if not link:
        return Message((say("posting.no_name"),))
    told = say("posting.qr_handed", name=words.shortened(version.display_name, NAME), link=link)
    return Message((told,), (), (File(f"qr-{version.code}.png", drawn=f"{CODE}:{version.code}", is_picture=True),))


def code_row(code: str) -> tuple[tuple[Button, ...], ...]:
    """A row with the button that gives the code of a procedure."""
    return ((Button(say("button.qr"), pressed("qr", code)),),)


def draw(what: str, catalogue: Catalogue, agency: str, bot_name: str) -> bytes:
    """What a message left to be drawn."""
    kind, about, *rest = what.split(":")
    if kind == CODE:
        procedure = catalogue.procedure(about)
        return drawn_code(procedure.latest, bot_name) if procedure else b""
    wanted = Wanted(date.fromisoformat(rest[0]), agency, bot_name)
    return pdf(posting(wanted, cards_of(catalogue, wanted, [about])))


def drawn_code(version: Version, bot_name: str) -> bytes:
    """The code of a procedure with its name under it, as a PNG."""
    caption = plain(say("posting.caption", code=version.code))
    return qr.png(link_to(bot_name, version.code), version.display_name, caption)


def cards_of(catalogue: Catalogue, wanted: Wanted, keys: Iterable[str]) -> Iterator[tuple[Branch, Sequence[Card]]]:
    """What is in use of some fields, of the wanted level alone where one is; a field that nobody knows is left."""
    for key in keys:
        found = catalogue.branch(key, wanted.day)
        if found:
            branch, standings = found
            kept = (s for s in standings if wanted.level is None or wanted.level in s.version.levels)
            formers = ((standing, tuple(catalogue.former(standing.version.code))) for standing in kept)
            yield branch, [Card(standing, wanted.day, wanted.place, former) for standing, former in formers]
