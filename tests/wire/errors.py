"""What can come of a call besides a result: a refusal, a lost connection, a mistake in the bot."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(eq=False)
class RefusedError(Exception):
    """Telegram understood the call and said no."""

    error_code: int
    description: str
    parameters: Json = field(default_factory=dict)

    def __str__(self) -> str:
        return self.description

    def envelope(self) -> Json:
        """The answer as it travels."""
        answer: Json = {"ok": False, "error_code": self.error_code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer

    def to_bytes(self) -> bytes:
        """The answer as the body of an HTTP response."""
        return json.dumps(self.envelope()).encode()


def bad_request(words: str) -> RefusedError:
    """The refusal Telegram gives for most faults of a caller."""
    return RefusedError(400, f"Bad Request: {words}")


def forbidden(words: str) -> RefusedError:
    """The refusal Telegram gives when a chat is closed to the bot."""
    return RefusedError(403, f"Forbidden: {words}")


class MisuseError(AssertionError):
    """The bot made a mistake that Telegram would pass over in silence, or asked for what this double cannot do."""


@dataclass(eq=False)
class LostError(Exception):
    """The answer never came: the server may have acted (`before` is false) or not."""

    before: bool
    timed_out: bool = False

    def __str__(self) -> str:
        manner = "timed out" if self.timed_out else "connection lost"
        return f"{manner} {'before' if self.before else 'after'} the server acted"
