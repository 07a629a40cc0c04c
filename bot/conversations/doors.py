"""What may not become a petition: khiếu nại and tố cáo are shown their own doors, and nothing of them is kept.

A message that is only partly one is split: the rest may be lodged if she agrees (NĐ 154/2026/NĐ-CP, Điều 14.4).
"""

import re
from dataclasses import dataclass

from bot.conversations.visit import Visit
from bot.views.guidance import emergency, guided
from bot.views.message import Message
from knowledge.kinds.reading import Kind

SENTENCES = re.compile(r"(?<=[.!?;…])\s+|\n+")

SAYS_SOMETHING = 4
"""Words a rest has at least to be a petition of its own."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a text belongs instead: what is told, and what of the text may be a petition all the same."""

    messages: tuple[Message, ...] = ()
    rest: str = ""


def door(visit: Visit, words: str) -> Door:
    """The door of a text that is a khiếu nại or tố cáo, wholly or in some of its sentences; none for a petition."""
    whole = visit.office.understand(words)
    if whole.kind is Kind.SAFETY:
        return Door(tuple(guided(whole.kind, whole.subkind)))
    sentences = [sentence for sentence in SENTENCES.split(words) if sentence.strip()]
    readings = [visit.office.understand(sentence) for sentence in sentences] if len(sentences) > 1 else [whole]
    accused = [reading for reading in readings if reading.kind is Kind.DENUNCIATION]
    if not accused and whole.kind is not Kind.DENUNCIATION:
        return Door()
    worst = (accused or [whole])[0]
    kept = [s for s, reading in zip(sentences, readings, strict=False) if reading.kind is not Kind.DENUNCIATION]
    rest = " ".join(kept) if accused and _is_petition(visit, kept) else ""
    return Door(tuple(guided(worst.kind, worst.subkind)), rest)


def _is_petition(visit: Visit, sentences: list[str]) -> bool:
    """Whether what is left says enough, and complains of something or proposes it, without accusing by itself."""
    rest = " ".join(sentences)
    if len(rest.split()) < SAYS_SOMETHING:
        return False
    return any(visit.office.understand(sentence).kind is Kind.PETITION for sentence in (*sentences, rest))


def urgent(visit: Visit, words: str) -> list[Message]:
    """Whom to call first, where somebody may be in danger; what was written is taken all the same."""
    return [emergency()] if visit.office.understand(words).kind is Kind.EMERGENCY else []
