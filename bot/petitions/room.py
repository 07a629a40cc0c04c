"""Whether one more file may join others."""

from collections.abc import Sequence
from enum import StrEnum

from bot.petitions.contents import LIMITS


class NoRoom(StrEnum):
    """Why a file cannot join the others."""

    TOO_BIG = "too_big"  # by itself
    TOO_MANY = "too_many"
    TOO_MUCH = "too_much"  # all together
    TOO_MUCH_TODAY = "too_much_today"  # of one person within a day


def no_room(sizes: Sequence[int], size: int) -> NoRoom | None:
    """Why a file of `size` bytes cannot join files of these sizes; None when it can."""
    if size > LIMITS.each:
        return NoRoom.TOO_BIG
    if len(sizes) >= LIMITS.files:
        return NoRoom.TOO_MANY
    return None if LIMITS.have_room(len(sizes), sum(sizes), size) else NoRoom.TOO_MUCH
