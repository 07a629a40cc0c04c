"""Browsing without a question: fields, the procedures of one, and what changed lately."""

from functools import partial

from bot.conversations import subscribing
from bot.conversations.visit import Visit
from bot.inbox.subscriptions import Followed
from bot.views import branches
from bot.views.message import Message
from bot.views.notice import told_with_doors


def fields(visit: Visit, page: str = "1") -> list[Message]:
    """The fields with their counts."""
    visit.arrive("fields", page)
    return [branches.fields(visit.office.catalogue.branches(visit.day), page)]


def field(visit: Visit, key: str, page: str = "1") -> list[Message]:
    """The procedures of one field."""
    found = visit.office.catalogue.branch(key, visit.day)
    if found is None:
        return [told_with_doors("button.old")]
    visit.arrive("field", key, page)
    shown = branches.field(*found, page)
    return [subscribing.row_for(visit, shown, Followed.FIELD, key) if found[0].name else shown]


def recent(visit: Visit, page: str = "1") -> list[Message]:
    """What is new, amended, ended or coming."""
    visit.arrive("recent", page)
    catalogue = visit.office.catalogue
    heirs_of = partial(catalogue.successors, day=visit.day)
    return [branches.recent(catalogue.recent(visit.day), visit.day, page, heirs_of)]
