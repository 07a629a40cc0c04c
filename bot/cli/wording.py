"""`motcua texts`: every word that people read, on one page an official can approve."""

import argparse
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from bot.cli.common import DONE
from bot.texts import say, texts


def show(typed: argparse.Namespace) -> int:
    """The texts by section, numbered; as a page to print with --html."""
    print(_html() if typed.html else _plain())
    return DONE


def _sections() -> Iterator[tuple[Markup, list[str]]]:
    """The title of each section and its texts, as they stand in the file; the titles themselves are not shown again."""
    for section, named in groupby(texts().items(), key=lambda item: item[0].partition(".")[0]):
        if section != "texts":
            yield say(f"texts.{section}"), [text for _, text in named]


def _plain() -> str:
    lines: list[str] = [say("texts.texts"), say("texts.how")]
    for title, said in _sections():
        lines += ["", title.upper(), *(f"{number:3}. {text}" for number, text in enumerate(said, 1))]
    return "\n".join(lines)


def _html() -> Markup:
    """One page: a table a section, room for the signature at the end."""
    rows = Markup("").join(
        Markup("<h2>{}</h2><ol>{}</ol>").format(
            title, Markup("").join(Markup('<li style="white-space:pre-line">{}</li>').format(text) for text in said)
        )
        for title, said in _sections()
    )
    page = Markup('<!doctype html><html lang="vi"><meta charset="utf-8"><title>{0}</title><h1>{0}</h1><p>{1}</p>{2}{3}')
    sign = Markup('<p style="margin:2em 0 6em;text-align:right">{}</p></html>').format(say("texts.sign"))
    return page.format(say("texts.texts"), say("texts.how"), rows, sign)
