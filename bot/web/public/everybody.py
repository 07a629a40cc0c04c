"""Every address that is open to everybody, in one list."""

from starlette.routing import BaseRoute

from bot.app import App
from bot.web.public.feed import Feed
from bot.web.public.open_to_all import Gate
from bot.web.public.statistics import Statistics


def routes_for_everybody(app: App) -> list[BaseRoute]:
    """The figures, and what officers published; who asks for either is counted once."""
    gate = Gate(behind_tls=app.settings.behind_tls)
    return [*Statistics(app, gate).routes(), *Feed(app, gate).routes()]
