"""What the bot has still to hear: the queue behind getUpdates and webhooks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count

from tests.wire.errors import Json, MisuseError, RefusedError, bad_request

# A real bot's numbers are large, and code that takes them for small ones should fail here.
FIRST_ID = 700_000_001
# A bot hears of these only when it names them.
UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
MOST = 100


@dataclass
class _Waiting:
    """An update in the queue; `owed` says that no offset may forget it before it was handed out."""

    update: Json
    owed: bool = False

    @property
    def id(self) -> int:
        return int(self.update["update_id"])


class Updates:
    """Updates in order, each kept until an offset beyond it confirms it."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._all: dict[int, Json] = {}
        self._ids = count(FIRST_ID)
        self._allowed: frozenset[str] | None = None
        self.webhook: Json = {}

    def add(self, kind: str, content: Json) -> int:
        """Queue something that happened, and give its number: 0 when the bot does not wish to hear of its kind."""
        wished = kind in self._allowed if self._allowed else kind not in UNASKED
        if not wished:
            return 0
        update_id = next(self._ids)
        self._all[update_id] = {"update_id": update_id, kind: content}
        self._waiting.append(_Waiting(self._all[update_id]))
        return update_id

    def duplicate(self, update_id: int) -> int:
        """Queue a past update once more under its old number, due even to a bot that has confirmed it."""
        if update_id not in self._all:
            raise AssertionError(f"there was no update {update_id}")
        self._waiting.append(_Waiting(self._all[update_id], owed=True))
        return update_id

    def pending(self) -> list[Json]:
        """The updates not yet confirmed."""
        return [waiting.update for waiting in self._waiting]

    def due(self, offset: int) -> bool:
        """Whether getUpdates with that offset has something to hand out at once."""
        return any(waiting.owed or waiting.id >= offset for waiting in self._waiting)

    def confirm(self, offset: int) -> None:
        """Forget for ever what lies before the offset; a negative one counts from the end."""
        if offset < 0:
            self._waiting = self._waiting[offset:]
        elif offset > 0:
            self._waiting = [waiting for waiting in self._waiting if waiting.owed or waiting.id >= offset]

    def delivered(self, update_id: int) -> None:
        """Forget one update that a webhook has taken."""
        self._waiting = [waiting for waiting in self._waiting if waiting.id != update_id]

    def get_updates(self, params: Json) -> list[Json]:
        """The oldest unconfirmed updates."""
        if self.webhook:
            raise RefusedError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )
        self._allow(params)
        self.confirm(params.get("offset", 0))
        handed = self._waiting[: min(max(params.get("limit", MOST), 1), MOST)]
        for waiting in handed:
            waiting.owed = False
        return [waiting.update for waiting in handed]

    def set_webhook(self, params: Json) -> bool:
        """Where updates are sent instead; an empty address ends it."""
        self._allow(params)
        if params.get("drop_pending_updates"):
            self._waiting.clear()
        url = str(params.get("url", ""))
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", params.get("secret_token", "")):
            raise bad_request("secret token contains unallowed characters")
        self.webhook = dict(params) if url else {}
        return True

    def delete_webhook(self, params: Json) -> bool:
        """Back to getUpdates."""
        if params.get("drop_pending_updates"):
            self._waiting.clear()
        self.webhook = {}
        return True

    def webhook_info(self, _: Json) -> Json:
        """What the server thinks of the webhook."""
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": "certificate" in self.webhook,
            "pending_update_count": len(self._waiting),
            **({"allowed_updates": sorted(self._allowed)} if self._allowed else {}),
        }

    def _allow(self, params: Json) -> None:
        """Kinds once named stay named until others are; none named means the usual ones."""
        if "allowed_updates" in params:
            kinds = params["allowed_updates"]
            if not isinstance(kinds, list):
                raise MisuseError(f"allowed_updates is a list, not {kinds!r}")
            self._allowed = frozenset(kinds) or None
