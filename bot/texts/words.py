"""Days, sums and lists as they are written in Vietnamese documents (NĐ 30/2020/NĐ-CP)."""

from collections.abc import Iterable, Iterator
from datetime import date, time

from markupsafe import Markup

FIRST_UNPADDED_MONTH = 3


def day(value: date) -> str:
    """A legal date: 06/3/2024, 22/11/2026; only January and February carry a zero."""
    month = f"{value.month:02}" if value.month < FIRST_UNPADDED_MONTH else str(value.month)
    return f"{value.day:02}/{month}/{value.year}"


def hour(value: time) -> str:
    """An hour of the day: 17 giờ, 11 giờ 30."""
    return f"{value.hour} giờ {value.minute:02}" if value.minute else f"{value.hour} giờ"


def minute(value: time) -> str:
    """A moment of the day to the minute: 9 giờ 05."""
    return f"{value.hour} giờ {value.minute:02}"


def number(value: int) -> str:
    """A number with points between thousands: 2.030."""
    return f"{value:,}".replace(",", ".")


def dong(amount: int) -> str:
    """A sum of money: 10.000 đồng."""
    return number(amount) + " đồng"


def either(parts: Iterable[str]) -> str:
    """Alternatives: A hoặc B."""
    return " hoặc ".join(parts)


def pieces(text: str, most: int) -> Iterator[str]:
    """A text in pieces of at most `most` characters, cut between words where there are any; nothing of it is lost."""
    left = text
    while len(left) > most:
        at = left.rfind(" ", 1, most) + 1 or most
        yield left[:at].rstrip()
        left = left[at:]
    yield left


def shortened(text: str, most: int) -> str:
    """A text of at most `most` characters, cut between words and marked with an ellipsis."""
    if isinstance(text, Markup):
        return Markup.escape(shortened(text.unescape(), most))  # never inside an entity
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" .,;:-(") + "…"
