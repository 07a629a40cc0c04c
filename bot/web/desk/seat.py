"""An officer at the desk: within one transaction, with the office, the session and what was asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.office import Office
from bot.review.officers import Officer, Role
from bot.review.powers import Power, role_for
from bot.review.sign_ins import Session
from bot.web.desk.asked import Asked
from bot.web.desk.replies import Reply


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is at the desk, and for what."""

    office: Office
    officer: Officer
    session: Session
    asked: Asked

    def may(self, power: Power) -> bool:
        """Whether the officer may do something at all; a matter's own scope is asked where it is done."""
        return role_for(self.officer, power) is not None

    @property
    def role(self) -> Role:
        """One of the officer's roles, for what needs none of them."""
        return self.officer.holdings[0].role


Act = Callable[[Seat], Reply]
"""What stands behind an address of the desk."""
