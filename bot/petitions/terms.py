"""The limits of time a petition is handled within; the law's values unless the office sets others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """Limits in working days, unless said otherwise."""

    transfer_days: int = 5
    """To pass on what is another agency's (NĐ 20/2008/NĐ-CP, Điều 9.1.d)."""

    answer_days: int = 10
    """To answer (Luật Tiếp công dân 42/2013, Điều 28.1)."""

    confirm_days: int = 10
    """For the citizen to say whether the answer settles it; as many more to re-open what was closed without a word."""

    national: bool = False
    """Counted as the national system counts: 20 days, then a word every 7 (QĐ 574/QĐ-TTg 2017)."""


MOST_DAYS = 120
"""The longest limit that any petition is extended to."""

NATIONAL_DAYS = 20
NATIONAL_UPDATE_DAYS = 7
REMIND_DAYS = 2
"""Working days before a petition is closed without a word that its sender is told of it."""
