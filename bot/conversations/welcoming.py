"""The greeting, help, whose channel it is, and letting go of what is under way."""

from collections.abc import Mapping, Sequence

from bot.conversations.visit import Visit
from bot.review.officers import Role
from bot.review.powers import Power, role_for
from bot.views import lodging, notice
from bot.views.message import Message


def start(visit: Visit) -> list[Message]:
    """The greeting: whose channel it is, and what it can do now."""
    settings = visit.office.settings
    visit.put(about="", offered=(), awaits="", facet="", trail=())
    greeting = notice.greeting(settings.agency, settings.channel_decision, settings.data_contact, _commands(visit))
    return [greeting]


def _commands(visit: Visit) -> list[str]:
    """The commands that an officer's roles open, in the order they are most used."""
    officer = visit.officer
    return [name for name, powers in OF_OFFICERS.items() if officer and any(role_for(officer, p) for p in powers)]


OF_OFFICERS: Mapping[str, Sequence[Power]] = {
    "hopthu": (Power.SEE,),
    "traloi": (Power.DRAFT, Power.APPROVE),
    "chuatraloi": (Power.DRAFT,),
    "sotiepnhan": (Power.EXPORT,),
    "thaydoi": tuple(Power),
    "baibo": tuple(Power),
    "coquan": (Power.FILL_IN,),
    "hosoquy": (Power.REPORT,),
    "dexuat": (Power.PROPOSE, Power.DECIDE),
    "canbo": (Power.APPOINT,),
    "niemyet": tuple(Power),
    "banlamviec": tuple(Power),
}
"""The powers of which each command of officers needs one."""


FIGURES = "/thong-ke"
"""Where everybody reads how many petitions came and were handled."""


def help_(visit: Visit) -> list[Message]:
    """What can be asked and done."""
    visit.put(about="", offered=(), awaits="", facet="")
    visit.arrive("help")
    officer = visit.officer
    administers = officer is not None and officer.may(Role.ADMINISTRATOR)
    for_clerk = visit.clerk is not None
    return [notice.help_(for_officer=officer is not None, for_clerk=for_clerk, for_administrator=administers)]


def about(visit: Visit) -> list[Message]:
    """Whose channel it is, what it knows, and what it keeps of a person."""
    visit.arrive("about")
    settings = visit.office.settings
    known = len(visit.office.catalogue)
    figures = f"{settings.public_url}{FIGURES}" if settings.public_url else ""
    return [notice.about(settings.agency, settings.channel_decision, settings.data_contact, known, figures)]


def cancel(visit: Visit) -> list[Message]:
    """Whatever was under way is let go; what was given stays given, and a petition can be gone on with."""
    writes = visit.talk.awaits.startswith("draft:")
    visit.put(about="", offered=(), awaits="", facet="", trail=(), said=())
    if writes:
        return [lodging.stopped()]
    return [notice.told_with_doors("chat.cancelled")]
