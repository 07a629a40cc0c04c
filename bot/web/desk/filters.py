"""What the inbox is asked for, as it stands behind "?" in its address and in filters that officers keep.

Whatever is no word of ours is left out, so that an altered address asks for less and never for something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode

from bot.clock import VIET_NAM
from bot.petitions.categories import categories
from bot.petitions.life import State
from bot.petitions.mailbox import NOWHERE, Box, Wanted
from bot.web.desk.typed import day_in

LONGEST = 200
"""Characters that are looked for."""

NEWEST = "moi"
"""What stands in the address for the newest first."""

STATES = tuple(state for state in State if state is not State.DRAFT)


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for: a box, words that are looked for, and what is asked of petitions beside them."""

    box: Box
    value: str = ""  # of a unit or field
    words: str = ""
    state: State | None = None
    unit: str = ""
    field: str = ""
    officer_id: int | None = None
    since: date | None = None
    until: date | None = None
    newest_first: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str], boxes: list[Box], units: Mapping[str, str]) -> "Filter":
        """What words of an address ask for, of an officer's boxes and of known units."""
        state, officer = asked.get("trang-thai", ""), asked.get("can-bo", "")
        unit, field = asked.get("don-vi", ""), asked.get("linh-vuc", "")
        return cls(
            box=Box(asked["loc"]) if asked.get("loc") in boxes else Box.TODO,
            value=asked.get("gia-tri", "")[:LONGEST],
            words=asked.get("tim", "").strip()[:LONGEST],
            state=State(state) if state in STATES else None,
            unit=unit if unit == NOWHERE or unit in units else "",
            field=field if field in categories() else "",
            officer_id=int(officer) if officer.isdecimal() and len(officer) < 10 else None,
            since=day_in(asked.get("tu", "")),
            until=day_in(asked.get("den", "")),
            newest_first=asked.get("xep") == NEWEST,
        )

    @property
    def wanted(self) -> Wanted:
        """What the mailbox is asked for beside the box; both days are among those asked for."""
        since = _midnight(self.since) if self.since else None
        until = _midnight(self.until + timedelta(days=1)) if self.until else None
        return Wanted(self.state, self.unit, self.field, self.officer_id, since, until, self.newest_first)

    @property
    def is_narrow(self) -> bool:
        """Whether something is asked for beside the box."""
        return self.wanted != Wanted()

    @property
    def address(self) -> str:
        """The same as it stands behind "?"."""
        words = {
            "loc": self.box if self.box is not Box.TODO else "",
            "gia-tri": self.value,
            "tim": self.words,
            "trang-thai": self.state or "",
            "don-vi": self.unit,
            "linh-vuc": self.field,
            "can-bo": "" if self.officer_id is None else str(self.officer_id),
            "tu": self.since.isoformat() if self.since else "",
            "den": self.until.isoformat() if self.until else "",
            "xep": NEWEST if self.newest_first else "",
        }
        return urlencode({name: word for name, word in words.items() if word})


def asked_in(address: str) -> dict[str, str]:
    """The words behind "?" of an address."""
    return dict(parse_qsl(address[:2000], errors="replace"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIET_NAM)
