"""Buttons that were pressed, and how the bot answered."""

from __future__ import annotations

from dataclasses import dataclass

from tests.wire.errors import Json, bad_request
from tests.wire.formatting import utf16_length
from tests.wire.messages import Kept
from tests.wire.world import Handler, World

LONGEST_TOAST = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass
class Press:
    """One press of a button, and the notice it brought."""

    chat_id: int
    query: Json
    answered: int = 0
    text: str = ""
    alert: bool = False
    expired: bool = False


class Presses:
    """All presses by the number of their query."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._presses: dict[str, Press] = {}
        self.methods: dict[str, Handler] = {"answerCallbackQuery": self.answer_callback_query}

    def add(self, message: Kept, user: Json, data: str) -> Json:
        """The query that a press sends to the bot."""
        query: Json = {
            "id": str(4_000_000_000_000 + next(self.world.numbers)),
            "from": user,
            "message": dict(message.json),
            "chat_instance": str(message.chat.id * 7919),
            "data": data,
        }
        self._presses[query["id"]] = Press(message.chat.id, query)
        return query

    def of(self, chat_id: int) -> list[Press]:
        """The presses in a chat in order."""
        return [press for press in self._presses.values() if press.chat_id == chat_id]

    def expire(self) -> None:
        """Let all presses so far be too old to answer."""
        for press in self._presses.values():
            press.expired = True

    def answer_callback_query(self, params: Json) -> bool:
        """Stop the little clock on a button, perhaps with a notice."""
        press = self._presses.get(params.get("callback_query_id", ""))
        if press is None or press.expired:
            raise bad_request(TOO_OLD)
        text = params.get("text", "")
        if utf16_length(text) > LONGEST_TOAST:
            raise bad_request("MESSAGE_TOO_LONG")
        press.answered += 1
        press.text, press.alert = text, params.get("show_alert", False)
        return True
