"""Every address of the bot over HTTP."""

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.app import App
from bot.web.desk.desk import Desk
from bot.web.desk.headers import SafeHeaders
from bot.web.health import Health
from bot.web.metrics import Metrics
from bot.web.numbered import Numbered
from bot.web.public.everybody import routes_for_everybody
from bot.web.webhook import Webhook


def site(app: App) -> ASGIApp:
    """The addresses of an application; anything else is 404, a wrong method 405."""
    health = Health(app)
    routes: list[BaseRoute] = []
    if app.settings.webhook_url:  # the first that is looked at, since it is asked most
        path = urlsplit(app.settings.webhook_url).path
        routes.append(Route(path, Webhook(app).take, methods=["POST"]))
    routes += [
        Route("/health", health.ready, methods=["GET"]),
        Route("/health/live", health.live, methods=["GET"]),
        Route("/health/ready", health.ready, methods=["GET"]),
        Route("/metrics", Metrics(app).show, methods=["GET"]),
    ]
    desk = Desk(app)
    made = Starlette(routes=[*routes, *routes_for_everybody(app), *desk.routes()], exception_handlers=desk.handlers())
    made.router.redirect_slashes = False  # Telegram follows no redirection
    # Around everything, so that the page of a fault has them too.
    return Numbered(SafeHeaders(made, behind_tls=app.settings.behind_tls))
