"""The greeting, help, whose channel it is, and letting go of what is under way."""

from bot.conversations.visit import Visit
from bot.views import lodging, notice
from bot.views.message import Message


def start(visit: Visit) -> list[Message]:
    """The greeting: whose channel it is, and what it can do now."""
    settings = visit.office.settings
    visit.put(about="", offered=(), awaits="", facet="", trail=())
    return [notice.greeting(settings.agency, settings.channel_decision, settings.data_contact)]


def help_(visit: Visit) -> list[Message]:
    """What can be asked and done."""
    visit.put(about="", offered=(), awaits="", facet="")
    visit.arrive("help")
    return [notice.help_(for_clerk=visit.clerk is not None)]


def about(visit: Visit) -> list[Message]:
    """Whose channel it is, what it knows, and what it keeps of a person."""
    visit.arrive("about")
    settings = visit.office.settings
    known = len(visit.office.catalogue)
    return [notice.about(settings.agency, settings.channel_decision, settings.data_contact, known)]


def cancel(visit: Visit) -> list[Message]:
    """Whatever was under way is let go; what was given stays given, and a petition can be gone on with."""
    writes = visit.talk.awaits.startswith("draft:")
    visit.put(about="", offered=(), awaits="", facet="", trail=())
    if writes:
        return [lodging.stopped()]
    return [notice.told_with_doors("chat.cancelled")]
