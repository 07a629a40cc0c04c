"""Each request has a number: it stands in every line that is logged of it, and in its answer for who asks about it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.logs import about, new_request

HEADER = "X-Request-Id"


class Numbered:
    """Gives the numbers; one that a request brings is not taken over, since anybody may write it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application's answer, with the number of its request."""
        number = new_request()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = (HEADER.lower().encode(), number.encode())
                message = {**message, "headers": [*message.get("headers", ()), own]}
            await send(message)

        with about(request=number):
            await self._app(scope, receive, sent)
