"""The pretended server as tests and transports meet it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.wire.citizens import Citizens
from tests.wire.editing import Editing
from tests.wire.errors import Json, LostError, MisuseError, RefusedError
from tests.wire.faults import KINDS, Fault, Faults, refusal
from tests.wire.params import method_named, unwrap
from tests.wire.presses import Presses
from tests.wire.profile import Profile
from tests.wire.queries import Queries
from tests.wire.rooms import Rooms
from tests.wire.sending import Sending
from tests.wire.topics import Topics
from tests.wire.world import Handler, World, whole

TOKEN = "1234567890:the-token-of-a-pretended-bot"
BOT = {"id": 1234567890, "is_bot": True, "first_name": "Một cửa", "username": "mot_cua_bot"}
SHORTEST, LONGEST = 0.002, 0.1
"""Seconds between two looks of who waits for something that rings no bell."""


@dataclass
class Call:
    """One call of the bot: the answer that was made, and what kept it from arriving, if anything did."""

    method: str
    params: Json
    answer: Json | None = None
    fault: str = ""

    @property
    def ok(self) -> bool:
        """Whether the server did what was asked, even if the bot was never told."""
        return bool(self.answer and self.answer["ok"])


class BotApi(Citizens):
    """One Bot API server with one bot; safe to use from several threads."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        bot: Json | None = None,
        clock: Callable[[], float] = time.time,
        strict: bool = True,
    ) -> None:
        self.token = token
        self.strict = strict
        self.world = World(bot={**BOT, **(bot or {})}, clock=clock)
        self.presses = Presses(self.world)
        self.queries = Queries(self.world)
        self.profile = Profile(self.world)
        self.faults = Faults()
        self.log: list[Call] = []
        self.misuses: list[MisuseError] = []
        # The getUpdates that came last; the ones before it have lost their turn.
        self.poll_turn = 0
        self._methods = self._known_methods()

    def call(self, method: str, params: Mapping[str, Any] | None = None) -> Json:
        """The JSON envelope of one call; a planned fault may raise LostError, a mistake of the bot MisuseError."""
        with self.world.lock:
            fault = self.faults.take(method)
        return self.perform(method, params or {}, fault)

    @whole
    def perform(self, method: str, params: Mapping[str, Any], fault: Fault | None) -> Json:
        """The same with the fault, if any, already chosen."""
        call = Call(method, dict(params))
        self.log.append(call)
        try:
            return self._answer(call, fault or Fault())
        except MisuseError as misuse:
            call.fault = f"misuse: {misuse}"
            self.misuses.append(misuse)
            raise
        except LostError as lost:
            call.fault = str(lost)
            raise

    def calls(self, method: str) -> list[Call]:
        """The calls of one method so far."""
        return [call for call in self.log if call.method.lower() == method.lower()]

    def check(self) -> None:
        """Raise the first mistake of the bot that nobody has been told of, and forget them all."""
        if self.misuses:
            first = self.misuses[0]
            self.misuses.clear()
            raise first

    @whole
    def duplicate(self, update_id: int) -> int:
        """Queue a past update once more, under its old number."""
        return self.world.updates.duplicate(update_id)

    def pending(self) -> list[Json]:
        """The updates the bot has not confirmed."""
        with self.world.lock:
            return self.world.updates.pending()

    @whole
    def delivered(self, update_id: int) -> None:
        """Take an update out of the queue, as when a webhook has taken it."""
        self.world.updates.delivered(update_id)

    @whole
    def fail_next(
        self, method: str, *, error_code: int = 0, description: str = "", retry_after: int = 0, times: int = 1
    ) -> None:
        """Refuse the next calls of a method, `*` for any but getUpdates: 500 by default, 429 with retry_after."""
        self.faults.plan(method, refusal(error_code, description, retry_after), times)

    @whole
    def drop_next(self, method: str, *, before: bool, times: int = 1) -> None:
        """Lose the connection before the server acts, or after it acted and before the answer."""
        self.faults.plan(method, Fault(lost=LostError(before=before)), times)

    @whole
    def time_out_next(self, method: str, *, before: bool = False, times: int = 1) -> None:
        """Never answer; the server has acted unless `before`."""
        self.faults.plan(method, Fault(lost=LostError(before=before, timed_out=True)), times)

    @whole
    def fail_share(self, share: float, *, seed: int = 0, kinds: Sequence[str] = KINDS) -> None:
        """Let that share of all calls go wrong in one of the kinds (`too_many` is one more); 0 ends it."""
        self.faults.plan_share(share, seed, kinds)

    def wait_until(self, question: Callable[[], object], seconds: float = 30) -> None:
        """Block until the question is answered with yes; an AssertionError inside it counts as no."""
        bell = threading.Event()
        deadline, pause = time.monotonic() + seconds, SHORTEST
        with self.world.listening(bell.set):
            while not _holds(question):
                left = deadline - time.monotonic()
                if left <= 0:
                    tail = "\n".join(f"{call.method} {call.params} {call.answer}" for call in self.log[-10:])
                    raise AssertionError(f"not within {seconds} seconds; the last calls were\n{tail}")
                # Answers may depend on things that ring no bell, so look again, soon after a ring and then more seldom.
                pause = SHORTEST if bell.wait(min(left, pause)) else min(2 * pause, LONGEST)
                bell.clear()

    def _answer(self, call: Call, fault: Fault) -> Json:
        try:
            call.method = method_named(call.method)
            call.params = unwrap(call.method, call.params, strict=self.strict)
            if fault.refused:
                raise replace(fault.refused)
            if fault.lost and fault.lost.before:
                raise replace(fault.lost)
            call.answer = {"ok": True, "result": self._methods[call.method](call.params)}
        except RefusedError as refused:
            call.answer = refused.envelope()
        if fault.lost:
            raise replace(fault.lost)
        return call.answer

    def _known_methods(self) -> dict[str, Handler]:
        updates, files = self.world.updates, self.world.files
        return {
            **self.profile.methods,
            **Sending(self.world).methods,
            **Editing(self.world).methods,
            **self.presses.methods,
            **self.queries.methods,
            **Rooms(self.world).methods,
            **Topics(self.world).methods,
            "getUpdates": updates.get_updates,
            "setWebhook": updates.set_webhook,
            "deleteWebhook": updates.delete_webhook,
            "getWebhookInfo": updates.webhook_info,
            "getFile": files.get_file,
            "logOut": lambda _: True,
            "close": lambda _: True,
        }


def _holds(question: Callable[[], object]) -> bool:
    try:
        return bool(question())
    except AssertionError:
        return False
