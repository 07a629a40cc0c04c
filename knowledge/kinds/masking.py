"""Private numbers taken out of a message before anything keeps it."""

import re
from collections.abc import Iterator

from knowledge.kinds.private import Number, numbers

MASK = "•"
"""What stands for a digit that was taken out."""

HIDDEN = MASK * 4
"""How a message shows that a private number was taken out of it; the shortest private number has four digits."""

SHORT = 5
"""How many digits a number has at most that stays beside a private one: no number of a paper or an account is so short.

Codes that are shorter are known by the words around them.
"""

SHORTEST_APART = 8
"""How many digits together are taken for one number that is written with other signs between: "036/080/001/234"."""

_BETWEEN = re.compile(r"[^\w\s]|_|[\s.-]{1,3}")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[ .-](?:19|20)\d\d)*")
_ROUND_SUM = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})*\.000")


def masked(words: str) -> str:
    """A message with a private number loses that and whatever else may be one; any other stays as it is.

    Codes of petitions, procedures and dossiers, days, decisions, sums and short numbers stay:
    "PA-2611-7K3QXX: CCCD 036080001234, 2 lần" -> "PA-2611-7K3QXX: CCCD ••••••••••••, 2 lần".
    """
    found = numbers(words)
    if not any(number.kinds for number in found):
        return words
    hidden = {place for number in _doubtful(found) for place in number.places}
    return "".join(MASK if place in hidden else letter for place, letter in enumerate(words))


def _doubtful(found: list[Number]) -> Iterator[Number]:
    """The numbers that are private, and those too long to be sure that they are not."""
    for together in _together(found):
        digits = sum(len(number.places) for number in together)
        long = digits >= SHORTEST_APART and not all(map(_is_known, together))
        yield from (number for number in together if number.kinds or long or not _stays(number))


def _stays(number: Number) -> bool:
    return len(number.places) <= SHORT or _is_known(number)


def _is_known(number: Number) -> bool:
    """Whether a number is years, or a round sum: "2024-2025", "1.500.000"."""
    return any(shape.fullmatch(number.run) for shape in (_YEARS, _ROUND_SUM))


def _together(found: list[Number]) -> list[list[Number]]:
    """Numbers with nothing but a sign between them."""
    runs: list[list[Number]] = []
    for number in found:
        if runs and _BETWEEN.fullmatch(number.after):
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def was_masked(words: str) -> bool:
    """Whether a private number was taken out: its digits stood together, or in groups."""
    return words.count(MASK) >= len(HIDDEN)
