"""Every address of the desk behind its door, with the roles that open it: one table, tested role by role."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.review.officers import CLERKS, Officer, Role
from bot.review.powers import ROLES, Power
from bot.web.desk.pages import inbox, leaving, overview, petition, talks, trail
from bot.web.desk.seat import Act


@dataclass(frozen=True, slots=True)
class DeskRoute:
    """An address, what stands behind it, and the roles it is open to: every officer's, unless some are named."""

    name: str
    method: str
    path: str
    act: Act
    roles: frozenset[Role] = frozenset(Role)

    def is_open_to(self, officer: Officer) -> bool:
        """Whether one of an officer's roles opens it."""
        return officer.may(*self.roles)


ROUTES: Sequence[DeskRoute] = (
    DeskRoute("overview", "GET", "/banlamviec", overview.show),
    DeskRoute("inbox", "GET", "/banlamviec/hop-thu", inbox.show, ROLES[Power.SEE]),
    DeskRoute("petition", "GET", "/banlamviec/phan-anh/{code}", petition.show, ROLES[Power.SEE]),
    DeskRoute("petition_act", "POST", "/banlamviec/phan-anh/{code}", petition.act, ROLES[Power.SEE]),
    DeskRoute("contact", "POST", "/banlamviec/phan-anh/{code}/nguoi-gui", petition.contact, ROLES[Power.SEE_CONTACT]),
    DeskRoute("questions", "GET", "/banlamviec/hoi-dap", talks.show("questions"), CLERKS),
    DeskRoute("questions_act", "POST", "/banlamviec/hoi-dap", talks.act("questions"), CLERKS),
    DeskRoute("staff", "GET", "/banlamviec/can-bo", talks.show("staff"), ROLES[Power.APPOINT]),
    DeskRoute("staff_act", "POST", "/banlamviec/can-bo", talks.act("staff"), ROLES[Power.APPOINT]),
    DeskRoute("trail", "GET", "/banlamviec/nhat-ky", trail.show, ROLES[Power.APPOINT]),
    DeskRoute("sign_out", "POST", "/banlamviec/ra", leaving.here),
    DeskRoute("sign_out_everywhere", "POST", "/banlamviec/ra-het", leaving.everywhere),
)

MENU: Sequence[str] = ("overview", "inbox", "questions", "staff", "trail")
"""The pages that stand in the menu, in their order; an officer sees those that are open to them."""


def menu_of(officer: Officer) -> list[tuple[str, str]]:
    """What an officer's menu leads to: the key of its words, and the address."""
    by_name = {route.name: route for route in ROUTES}
    shown = (by_name[name] for name in MENU)
    return [(f"page.menu_{r.name}", r.path) for r in shown if r.is_open_to(officer)]
