"""`motcua catalogue post`, `motcua poster` and `motcua qr`: what hangs on the office's wall."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.cli.common import DONE, MISUSED, REFUSED, complain, opened
from bot.conversations.posting import named_fields
from bot.reports import poster, qr
from bot.reports.posting import html_page, pdf
from bot.settings import read_settings
from bot.snapshot import catalogue_of
from bot.texts import say
from bot.views import poster as poster_views
from bot.views import posting as views
from bot.views.links import link_to
from bot.views.message import plain
from bot.views.posting import Wanted
from knowledge.browsing import Branch
from knowledge.catalogue import Catalogue
from knowledge.communes import Place
from knowledge.procedures import Level
from knowledge.text.normalise import bare

PAGES = {".html": html_page, ".pdf": pdf}
POSTERS = {".html": poster.html_page, ".pdf": poster.pdf}
NO_NAME = "MOTCUA_BOT_NAME is needed: the bot's user name, as @BotFather shows it."


class UnknownError(Exception):
    """Something that was named is not known; the text says what would be right."""


def post(typed: argparse.Namespace) -> int:
    """The list of procedures in use, to be posted at the office."""
    setting = PAGES.get(typed.out.suffix.lower())
    if setting is None:
        complain(f"{typed.out} is no name of a list; call it {typed.out.stem}.html or {typed.out.stem}.pdf.")
        return MISUSED
    settings = read_settings()
    with opened() as (database, clock):
        catalogue = catalogue_of(database)
        day = typed.day or clock.today()
    try:
        place = _place(catalogue, typed.unit) if typed.unit else None
        branches = _branches(catalogue.branches(day), typed.field)
    except UnknownError as unknown:
        complain(str(unknown))
        return REFUSED
    level = Level(typed.level) if typed.level else None
    wanted = Wanted(day, settings.agency, settings.bot_name, level, place)
    posting = views.posting(wanted, views.cards_of(catalogue, wanted, [branch.key for branch in branches]))
    if not _is_written(typed.out, setting(posting)):
        return REFUSED
    if not settings.bot_name:
        print("no QR codes: MOTCUA_BOT_NAME is not set; the list names the national portal instead.", file=sys.stderr)
    print(
        f"{typed.out}: {sum(len(s.rows) for s in posting.sections)} procedures in {len(posting.sections)} fields, {day}"
    )
    return DONE


def _place(catalogue: Catalogue, named: str) -> Place:
    """The commune of today with this code or name. Raises UnknownError."""
    communes = catalogue.communes.of_today()
    for unit in communes:
        if named == unit.code or bare(named) in {bare(unit.name), bare(f"{unit.kind} {unit.name}")}:
            return Place(unit, None)
    known = ", ".join(f"{unit.name} ({unit.code})" for unit in communes)
    raise UnknownError(f"no commune of today is called {named!r}; there are {known}.")


def _branches(known: Sequence[Branch], named: Sequence[str] | None) -> Sequence[Branch]:
    """The fields that were named, each once; all without a name. Raises UnknownError."""
    found: list[Branch] = []
    for name in named or ():
        of_name = [b for b in known if b.key == name] or named_fields(known, name)
        if not of_name:
            raise UnknownError(f"no field in use is called {name!r}; `motcua catalogue counts` and /linhvuc show them.")
        found += of_name
    return list(dict.fromkeys(found)) if named else known


def guide(typed: argparse.Namespace) -> int:
    """The citizens' guide to hang up, one page with the code that opens the bot."""
    setting = POSTERS.get(typed.out.suffix.lower())
    if setting is None:
        complain(f"{typed.out} is no name of a poster; call it {typed.out.stem}.html or {typed.out.stem}.pdf.")
        return MISUSED
    settings = read_settings()
    if not settings.bot_name:
        complain(NO_NAME)
        return REFUSED
    of = poster_views.poster(settings)
    if not _is_written(typed.out, setting(of)):
        return REFUSED
    print(f"{typed.out}: {of.link}")
    return DONE


def code(typed: argparse.Namespace) -> int:
    """A QR code that opens the bot, at a procedure if one is named."""
    kind = typed.file.suffix.lower()
    if kind not in {".png", ".svg"}:
        complain(f"{typed.file} is no name of a picture; call it {typed.file.stem}.png or {typed.file.stem}.svg.")
        return MISUSED
    name = read_settings().bot_name
    if not name:
        complain(NO_NAME)
        return REFUSED
    title, below = plain(say("posting.poster")), plain(say("posting.poster_name", name=name))
    if typed.code:
        with opened() as (database, _):
            procedure = catalogue_of(database).procedure(typed.code)
        if procedure is None:
            complain(f"no procedure has the code {typed.code}; a code looks like 1.001193 or TN-NV-01.")
            return REFUSED
        title, below = procedure.latest.display_name, plain(say("posting.caption", code=typed.code))
    link = link_to(name, typed.code or "")
    picture = qr.png(link, title, below) if kind == ".png" else qr.svg_file(link)
    if not _is_written(typed.file, picture):
        return REFUSED
    print(f"{typed.file}: {link}")
    return DONE


def _is_written(file: Path, content: bytes) -> bool:
    try:
        file.write_bytes(content)
    except OSError as error:
        complain(f"{file} cannot be written: {error.strerror}.")
        return False
    return True
