"""Why a petition is not taken: a closed list, each with a next step for its sender in our words or the office's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.petitions.details import NEXT
from bot.petitions.entries import Entry


class Reason(StrEnum):
    """Grounds of a refusal (NĐ 20/2008/NĐ-CP, Điều 9; NĐ 154/2026/NĐ-CP, Điều 4.1)."""

    NOT_A_PETITION = "not_a_petition"  # a complaint, a denunciation, or a question
    OUTSIDE = "outside"  # no agency known here is competent
    LACKING = "lacking"  # name, address or content lacking, and not given when asked
    REPEATED = "repeated"  # answered already, with nothing new
    CONCLUDED = "concluded"  # a judgment or conclusion is in force, or another body handles it
    INSULTING = "insulting"
    EMERGENCY = "emergency"  # somebody is in danger: 113, 114, 115, 111


TABLE = "reason"
"""What the office's own words for refusals are kept under."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """What the office says of refusals: which reasons it offers, and its own words for the step that comes next."""

    offered: Sequence[Reason] = tuple(Reason)
    steps: Mapping[str, str] = field(default_factory=dict)

    def facts(self, reason: str) -> dict[str, str]:
        """What a refusal for a reason carries of the office's own words; nothing where it has none."""
        return {NEXT: self.steps[reason]} if reason in self.steps else {}


def refusals_of(own: Iterable[Entry]) -> Refusals:
    """The reasons as they stand now: the closed list, and what the office said of some."""
    facts = {Reason(entry.key): entry.facts for entry in own}
    offered = tuple(reason for reason in Reason if facts.get(reason, {}).get("offered", True))
    return Refusals(offered, {reason: said["next"] for reason, said in facts.items()})
