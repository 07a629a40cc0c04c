"""Giving roles and ending them, in the chat and on the command line alike; each leaves a trace.

Who loses one gets nothing more of what waits for them as an officer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.review.officers import EVERYTHING, Holding, OfficerRepository, Post, Role, Scope
from bot.review.powers import NAMED
from bot.review.traces import TraceRepository

APPOINT, DISMISS = "appoint", "dismiss"
"""What stands in the trail."""


@dataclass(frozen=True, slots=True)
class By:
    """Who gives and ends roles: an administrator, or who types a command and is nobody of ours."""

    name: str
    officer_id: int | None = None


class UnfitScopeError(Exception):
    """A role that is never held for this: an administrator's is for everything, and few are named."""

    def __init__(self, role: Role, scope: Scope) -> None:
        self.role = role
        self.scope = scope
        super().__init__(f"{role} is not held for {scope}")


class Appointments:
    """The roles as administrators change them, inside their caller's transaction.

    `withhold` drops what waits for an account as an officer's: it was written for a role that ended.
    """

    def __init__(
        self,
        officers: OfficerRepository,
        traces: TraceRepository,
        withhold: Callable[[int], object],
        by: By,
        at: datetime,
    ) -> None:
        self._officers = officers
        self._traces = traces
        self._withhold = withhold
        self._by = by
        self._at = at

    def give(self, telegram_id: int, name: str, role: Role, scope: Scope, reason: str = "") -> int:
        """Give somebody a role for a scope; gives the officer's number. Raises UnfitScopeError."""
        if not fits(role, scope):
            raise UnfitScopeError(role, scope)
        whose = telegram_id, role, scope.unit, name, self._at, self._by.name
        before = self._held(telegram_id)
        number = self._officers.add(*whose, field=scope.field, restricted=scope.restricted)
        if before - self._held(telegram_id):  # not named any more for what is confidential
            self._withhold(telegram_id)
        self._leave(APPOINT, number, role, scope, reason)
        return number

    def end(self, post: Post, reason: str = "") -> bool:
        """End one role; gives false where somebody was faster. Raises LastAdministratorError."""
        ended = self._officers.end_post(post.id, self._at, self._by.name)
        if ended:
            self._withhold(post.telegram_id)
            self._leave(DISMISS, post.officer_id, post.role, post.scope, reason)
        return ended

    def end_all(self, telegram_id: int, role: Role | None) -> int:
        """End a role of somebody wherever it is held, or with None every role; gives how many.

        Raises LastAdministratorError.
        """
        going = [p for p in self._officers.posts() if p.telegram_id == telegram_id and role in {None, p.role}]
        ended = self._officers.end(telegram_id, role, self._at, self._by.name)
        if ended:
            self._withhold(telegram_id)
        for post in going:
            self._leave(DISMISS, post.officer_id, post.role, post.scope, "")
        return ended

    def _held(self, telegram_id: int) -> frozenset[Holding]:
        found = self._officers.of(telegram_id)
        return frozenset(found.holdings if found else ())

    def _leave(self, act: str, officer_id: int, role: Role, scope: Scope, reason: str) -> None:
        by = "" if self._by.officer_id else self._by.name
        why = "; ".join(filter(None, (described(role, scope), reason)))
        self._traces.leave(self._at, self._by.officer_id, Role.ADMINISTRATOR, act, f"officer:{officer_id}", why, by=by)


def fits(role: Role, scope: Scope) -> bool:
    """Whether a role can be held for a scope."""
    return scope == EVERYTHING if role is Role.ADMINISTRATOR else not scope.restricted or role in NAMED


def described(role: Role, scope: Scope) -> str:
    """A role with its scope as the trail keeps it: "controller, unit 14026, restricted"."""
    return ", ".join(_parts(role, scope))


def _parts(role: Role, scope: Scope) -> Iterable[str]:
    yield role
    if scope.unit:
        yield f"unit {scope.unit}"
    if scope.field:
        yield f"field {scope.field}"
    if scope.restricted:
        yield "restricted"
