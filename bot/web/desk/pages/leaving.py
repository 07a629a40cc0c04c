"""Signing out: in this browser, or wherever somebody is signed in as this officer."""

from bot.web.desk.replies import Redirect
from bot.web.desk.seat import Seat

DOOR = "/banlamviec/vao"


def here(seat: Seat) -> Redirect:
    """This session ends."""
    seat.office.sign_ins.end(seat.session, seat.office.at, "officer")
    _write_down(seat, "signed_out")
    return Redirect(DOOR)


def everywhere(seat: Seat) -> Redirect:
    """Every session of the officer ends, and no link that waits opens anything."""
    seat.office.sign_ins.end_all(seat.officer.id, seat.office.at, "officer")
    _write_down(seat, "signed_out_everywhere")
    return Redirect(DOOR)


def _write_down(seat: Seat, act: str) -> None:
    seat.office.traces.leave(seat.office.at, seat.officer.id, seat.role, act, f"officer:{seat.officer.id}")
