"""Petitions that say nearly the same: one's own, and those whose answer is published; shown before one is sent."""

from collections.abc import Iterable, Sequence

from rapidfuzz.fuzz import token_set_ratio

from bot.petitions.life import OPEN
from bot.petitions.petition import Petition
from bot.petitions.publications import Published
from knowledge.text.normalise import bare

ALIKE = 80
"""The likeness, of 100, from which two texts are said to speak of the same matter."""

MOST = 3


def similar_to(words: str, petitions: Iterable[Petition]) -> list[Petition]:
    """The open ones of some petitions that say nearly the same, the most alike first."""
    waiting = {petition.id: petition for petition in petitions if petition.state in OPEN}
    return [waiting[number] for number in nearest(words, ((p.id, p.words) for p in waiting.values()))]


def published_like(words: str, published: Sequence[Published]) -> list[Published]:
    """Of what is published that which says nearly the same, the most alike first."""
    return [published[number] for number in nearest(words, enumerate(one.words for one in published))]


def nearest(words: str, texts: Iterable[tuple[int, str]]) -> list[int]:
    """The numbers of the texts that say nearly the same, the most alike first."""
    said = bare(words)
    alike = [(token_set_ratio(said, bare(text)), number) for number, text in texts if said]
    near = sorted((one for one in alike if one[0] >= ALIKE), key=lambda one: -one[0])
    return [number for _, number in near[:MOST]]
