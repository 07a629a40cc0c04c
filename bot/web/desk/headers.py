"""What every page says to browsers: nothing from outside, nothing kept, shown in no frame."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""The one Content-Security-Policy of every page."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # To nobody else; with less than this, browsers would not say either that a form comes from our own page.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}


class SafeHeaders:
    """Lays the headers over every answer; what is not said to be kept is kept nowhere."""

    def __init__(self, app: ASGIApp, *, behind_tls: bool) -> None:
        self._app = app
        said = {**HEADERS, **(OVER_TLS if behind_tls else {}), "Cache-Control": "no-store"}
        self._headers = [(name.lower().encode(), value.encode()) for name, value in said.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application's answer, with the headers."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                names = {name.lower() for name, _ in own}
                message = {**message, "headers": own + [one for one in self._headers if one[0] not in names]}
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)
