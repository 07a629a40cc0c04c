"""What the officers know among themselves and no citizen may: whose words are whose, and what they let out."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from zlib import crc32

from tests.day.scripts import mark_of

INTERNAL = re.compile(r"\bZi(?:[bdgklmnrtv][aeiou]){4}\b")
"""A word that one text of one officer holds and no other in the world; citizens' begin otherwise."""

LEFT = 7
"""Of so many petitions one is not looked at before the last stretch, and one is taken and left."""


@dataclass
class Drawer:
    """Shared by all officers of a day."""

    dice: random.Random
    is_late: bool = False
    """Whether the last stretch has begun, in which nothing is left any more."""
    first: str = ""
    """The petition that was heard of first."""
    marks: int = 0
    asked: dict[str, set[str]] = field(default_factory=dict)
    """Marks that an officer's own words to the sender held, by the petition's code."""
    reasons: dict[str, set[str]] = field(default_factory=dict)
    """Marks of reasons for which a contact was looked at: its own sender may read them, nobody else."""
    let_go: dict[tuple[int, int], float] = field(default_factory=dict)
    """When `Duyệt và gửi` was pressed first, by chat and message."""
    visits: Counter[str] = field(default_factory=Counter)
    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Acts that the bot said were done, by act and code."""
    suspended: list[tuple[int, float, float]] = field(default_factory=list)
    """Who held no role in between, from when until when."""

    without_topic: set[str] = field(default_factory=set)
    """Petitions whose topic was deleted: it is made anew when there is something to say in it."""
    unsure: set[tuple[str, str]] = field(default_factory=set)
    """Acts of which nobody read whether they were done: their group threw the bot out in between, or the topic went."""

    def mark(self) -> str:
        """A word that stands nowhere else."""
        self.marks += 1
        return f"Zi{mark_of(self.marks)[2:]}"

    def leaves(self, code: str) -> bool:
        """Whether a petition is left alone for now; the first that was heard of is, whatever its code."""
        self.first = self.first or code
        share = 0 if code == self.first else crc32(code.encode()) % LEFT
        return not self.is_late and (share == 0 or (share == 1 and self.visits[code] > 0))

    def times(self, act: str) -> int:
        """How often an act was done."""
        return sum(number for (done, _), number in self.done.items() if done == act)

    def let_out(self, where: dict[str, set[str]], code: str, *texts: str) -> None:
        """Words of officers go to the sender of a petition."""
        where.setdefault(code, set()).update(*(internal_in(text) for text in texts))

    def is_handed_up(self, code: str) -> bool:
        """Whether more was handed up than was decided."""
        decided = self.done["approve", code] + self.done["send_back", code]
        return self.done["draft", code] > decided


def internal_in(text: str) -> set[str]:
    """All words of officers in a text."""
    return set(INTERNAL.findall(text))
