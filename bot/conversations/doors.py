"""What may not become a petition: khiếu nại and tố cáo are shown their own doors, and nothing of them is kept.

A message that is only partly one is split: the rest may be lodged if she agrees (NĐ 154/2026/NĐ-CP, Điều 14.4).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from bot.conversations.visit import Visit
from bot.views.guidance import emergency, guided
from bot.views.message import Message
from knowledge.kinds.masking import was_masked
from knowledge.kinds.reading import Kind
from knowledge.understanding import Understood

SENTENCES = re.compile(r"(?<=[.!?;…])\s+|\n+")
CLAUSES = re.compile(r",\s+")

MOST_PIECES = 40
"""How many pieces of a text are looked at by themselves; a longer text is cut into longer pieces."""

SAYS_SOMETHING = 4
"""Words a rest has at least to be a petition of its own."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a text belongs instead: what is told, and what of the text may be a petition all the same."""

    messages: tuple[Message, ...] = ()
    rest: str = ""
    closes: bool = False  # what comes next may go on accusing: nothing is awaited any more


def door(visit: Visit, words: str) -> Door:
    """The door of a text that is a khiếu nại or tố cáo, wholly or in part; none for what may be a petition."""
    whole = visit.office.understand(words)
    if was_masked(words) or whole.kind is Kind.SAFETY:
        return Door(tuple(guided(Kind.SAFETY, "numbers" if was_masked(words) else whole.subkind)))
    pieces = list(_pieces(words, SENTENCES))
    denounced = [_denounced(visit, piece) for piece in pieces] if len(pieces) > 1 else [whole.denounces]
    if not any(denounced) and not whole.denounces:
        return Door()
    kept = [part for piece, of in zip(pieces, denounced, strict=True) for part in _kept(visit, piece, of)]
    said = next(filter(None, denounced), whole.denounces)
    urgent = [emergency()] if whole.kind is Kind.EMERGENCY else []
    rest = " ".join(kept) if any(denounced) and _is_petition(visit, kept) else ""
    return Door((*urgent, *guided(Kind.DENUNCIATION, said)), rest, closes=True)


def _denounced(visit: Visit, piece: str) -> str:
    """What a piece is as a denunciation: its subkind; empty for none."""
    return visit.office.understand(piece).denounces


def _kept(visit: Visit, piece: str, denounced: str) -> Iterator[str]:
    """What of a sentence may be lodged: all of it, or its clauses before the first that accuses."""
    if not denounced:
        yield piece
        return
    clauses = list(_pieces(piece, CLAUSES))
    before = takewhile(lambda clause: not _denounced(visit, clause), clauses if len(clauses) > 1 else ())
    if text := ", ".join(before):
        yield f"{text}."


def _pieces(words: str, apart: re.Pattern[str]) -> Iterator[str]:
    """The parts of a text, few enough to look at each."""
    parts = [part.strip() for part in apart.split(words) if part.strip()]
    size = -(-len(parts) // MOST_PIECES) or 1
    for at in range(0, len(parts), size):
        yield " ".join(parts[at : at + size])


def _is_petition(visit: Visit, pieces: list[str]) -> bool:
    """Whether what is left says enough, and complains of something or proposes it, without accusing by itself."""
    rest = " ".join(pieces)
    if len(rest.split()) < SAYS_SOMETHING:
        return False
    readings: list[Understood] = [visit.office.understand(piece) for piece in (rest, *pieces)]
    return not readings[0].denounces and any(reading.kind is Kind.PETITION for reading in readings)


def urgent(visit: Visit, words: str) -> list[Message]:
    """Whom to call first, where somebody may be in danger; what was written is taken all the same."""
    return [emergency()] if visit.office.understand(words).kind is Kind.EMERGENCY else []
