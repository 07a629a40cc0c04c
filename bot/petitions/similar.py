"""Petitions that say nearly the same: shown before another one is sent."""

from collections.abc import Iterable

from rapidfuzz.fuzz import token_set_ratio

from bot.petitions.life import OPEN
from bot.petitions.petition import Petition
from knowledge.text.normalise import bare

ALIKE = 80
"""The likeness, of 100, from which two texts are said to speak of the same matter."""

MOST = 3


def similar_to(words: str, petitions: Iterable[Petition]) -> list[Petition]:
    """The open ones of some petitions that say nearly the same, the most alike first."""
    said = bare(words)
    alike = [(token_set_ratio(said, bare(p.words)), p) for p in petitions if p.state in OPEN and said]
    near = sorted((one for one in alike if one[0] >= ALIKE), key=lambda one: -one[0])
    return [petition for _, petition in near[:MOST]]
