"""Officers print what hangs on the office's wall: the list of a field with its codes, and the code of one procedure."""

from collections.abc import Sequence

from bot.conversations.visit import Visit
from bot.views import posting as views
from bot.views.message import Message
from bot.views.notice import told, told_with_doors
from knowledge.browsing import Branch
from knowledge.text.normalise import bare


def command(visit: Visit, words: str = "") -> list[Message]:
    """The list of the field that is named behind the command; which field, where none or several are."""
    if visit.officer is None:
        return [told("posting.not_yours")]
    if not words.strip():
        return choose(visit)
    named = named_fields(visit.office.catalogue.branches(visit.day), words)
    if len(named) == 1:
        return posted(visit, named[0].key)
    return [views.which(named, "1")] if named else choose(visit)


def choose(visit: Visit, page: str = "1") -> list[Message]:
    """Which field is to be posted."""
    if visit.officer is None:
        return [told("posting.not_yours")]
    visit.arrive("postings", page)
    return [views.which(visit.office.catalogue.branches(visit.day), page)]


def posted(visit: Visit, key: str) -> list[Message]:
    """The list of one field as a file."""
    if visit.officer is None:
        return [told("posting.not_yours")]
    found = visit.office.catalogue.branch(key, visit.day)
    return [views.handed(found[0], visit.day)] if found else [told_with_doors("button.old")]


def code(visit: Visit, code: str) -> list[Message]:
    """The QR code of a procedure."""
    if visit.officer is None:
        return [told("posting.not_yours")]
    standing = visit.standing(code)
    if standing is None:
        return [told_with_doors("button.old")]
    return [views.code(standing.version, visit.office.bot_name)]


def named_fields(branches: Sequence[Branch], words: str) -> list[Branch]:
    """The fields whose name is typed, or else holds what is typed, with or without marks."""
    typed = bare(words)
    whole = [branch for branch in branches if bare(branch.name) == typed]
    return whole or [branch for branch in branches if typed and f" {typed} " in f" {bare(branch.name)} "]
