"""From a list of hits to what the person is told: one answer, a few choices, or that nothing was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.search.names import plain_name
from knowledge.search.ranking import Ranking
from knowledge.search.results import Hit, Results

Kind = Literal["answer", "choices", "not_found"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What to do with the hits, and why."""

    kind: Kind
    hits: tuple[Hit, ...]
    reason: str


def decide(results: Results, ranking: Ranking) -> Finding:
    """One answer when the first is good and clearly ahead, choices when several are near, else nothing."""
    hits = tuple(hit for hit in results.kept if not hit.elsewhere or hit.score >= ranking.elsewhere)
    if not hits or hits[0].score < ranking.floor:
        return Finding("not_found", (), "no hit reaches the floor")
    if results.by_code:
        return _by_code(hits)
    if results.broad:
        return Finding("choices", hits[: ranking.choices], "the question says too little: all it may mean")
    near = [hit for hit in hits if hit.score >= hits[0].score * ranking.near][: ranking.choices]
    if _share_a_name(near):
        return Finding("choices", tuple(near), "one name stands under several codes")
    if hits[0].score < ranking.answer and len(near) > 1:
        return Finding("choices", tuple(near), "no hit is good enough to answer outright")
    if any(hit.score > near[0].score * (1 - _margin(near[0], hit, ranking)) for hit in near[1:]):
        return Finding("choices", tuple(near), "the first is not clearly ahead of the second")
    return Finding("answer", hits, "the first is clearly ahead")


def _by_code(hits: Sequence[Hit]) -> Finding:
    if len(hits) == 1 or hits[0].score > hits[1].score:
        return Finding("answer", tuple(hits), "its code was typed")
    return Finding("choices", tuple(hits), "several codes were typed or fit")


def _margin(first: Hit, other: Hit, ranking: Ranking) -> float:
    """How far the first must be ahead of another: less where that is a special form of it that nobody asked for."""
    plain, special = plain_name(first.name), plain_name(other.name)
    added = special - plain
    asked = added & set(other.matched)
    unasked = plain < special and len(asked) <= ranking.special * len(added)
    return ranking.special_margin if unasked else ranking.margin


def _share_a_name(near: Sequence[Hit]) -> bool:
    """Whether the first hit's name stands under another code too, and the day does not tell them apart."""
    same = [hit for hit in near if hit.name.casefold() == near[0].name.casefold()]
    return len(same) > 1 and sum(hit.holds for hit in same) != 1
