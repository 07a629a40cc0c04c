"""What the poster says: how a citizen asks, how she sends a petition, whom she calls when it is urgent."""

from bot.reports.poster import Part, Poster
from bot.settings import Settings
from bot.texts import say
from bot.views.links import link_to
from bot.views.message import plain

EXAMPLES = ("poster.example_birth", "poster.example_copy", "poster.example_marriage")
"""Questions that are answered as they stand here."""


def poster(settings: Settings) -> Poster:
    """The poster of the office that runs the channel; of a trial, which says so. Its bot has a name."""
    official = say("poster.official", agency=settings.agency, decision=settings.channel_decision)
    contact = (say("start.data_contact", contact=settings.data_contact),) if settings.is_official else ()
    return Poster(
        agency=settings.agency,
        title=plain(say("poster.title")),
        lead=plain(official if settings.is_official else say("poster.trial")),
        link=link_to(settings.bot_name),
        open=plain(say("poster.open", name=settings.bot_name)),
        parts=(_asking(), _lodging(), _minding()),
        urgent=plain(say("poster.urgent")),
        below=tuple(plain(line) for line in (say("poster.not_manned"), *contact)),
    )


def _asking() -> Part:
    labels = {name: say(f"button.{name}") for name in ("papers", "ways", "office")}
    return Part(
        plain(say("poster.ask")),
        (plain(say("poster.ask_how")),),
        tuple(plain(say(example)) for example in EXAMPLES),
        (plain(say("poster.ask_then", **labels)),),
    )


def _lodging() -> Part:
    lines = (say("poster.lodge_how"), say("poster.lodge_then"), say("poster.lodge_not"))
    return Part(plain(say("poster.lodge")), tuple(plain(line) for line in lines))


def _minding() -> Part:
    lines = (say("start.never"), say("guide.scam"), say("poster.counter"))
    return Part(plain(say("poster.mind")), tuple(plain(line) for line in lines))
