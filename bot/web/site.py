"""Every address of the bot over HTTP."""

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.routing import Route

from bot.app import App
from bot.web.health import Health
from bot.web.webhook import Webhook


def site(app: App) -> Starlette:
    """The addresses of an application whose settings name a webhook; anything else is 404, a wrong method 405."""
    made = Starlette(
        routes=[
            Route(urlsplit(app.settings.webhook_url).path, Webhook(app).take, methods=["POST"]),
            Route("/health", Health(app).show, methods=["GET"]),
        ]
    )
    made.router.redirect_slashes = False  # Telegram follows no redirection
    return made
