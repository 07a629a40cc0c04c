"""HTTP/1.1 as it arrives: read by httptools, with a bound on what a request may send beside its body.

httptools keeps whatever comes until a head is whole; how long a body may be is for whoever reads it to say.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST = 2**16
"""Bytes of one request's address, headers, frames around the pieces of its body, and trailers together."""


class Bounded(HttpToolsProtocol):
    """One connection; a request that sends more than that is answered with 400, and its connection closed."""

    _beside = 0
    """How much of the request that is under way came and was not of its body."""

    def data_received(self, data: bytes) -> None:
        """Read what came; one reading of the network is at most a few times the bound."""
        self._beside += len(data)
        super().data_received(data)
        if self._beside > MOST and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_body(self, body: bytes) -> None:
        """Some of the body."""
        self._beside -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole; what comes from now on is the next."""
        self._beside = 0
        super().on_message_complete()
