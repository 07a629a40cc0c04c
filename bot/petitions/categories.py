"""What a petition can be about: the closed list of categories.toml, and a guess from what was written."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from knowledge.text.normalise import bare

FILE = Path(__file__).parent / "categories.toml"


class Family(StrEnum):
    """Which figures a petition is counted in."""

    RULES = "A"  # administrative acts and rules: the law's forms
    NEIGHBOURHOOD = "B"


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of matter; `cues` are words, without marks, by which people speak of it. Its name is in the texts."""

    key: str
    family: Family
    cues: tuple[str, ...]


@cache
def categories() -> dict[str, Category]:
    """Every category by its key, in the order people are shown them."""
    read = tomllib.loads(FILE.read_text("utf-8"))
    return {key: Category(key, Family(row["family"]), tuple(row["cues"])) for key, row in read.items()}


def guess(words: str) -> Category | None:
    """The category that the words speak of most; None when nothing points at one, or at two alike."""
    said = bare(words)
    weights = {key: _weight(said, category.cues) for key, category in categories().items()}
    first, second = sorted(weights.values(), reverse=True)[:2]
    if first == second:
        return None
    return categories()[max(weights, key=lambda key: weights[key])]


def _weight(said: str, cues: Sequence[str]) -> int:
    """How many syllables speak of a category: a longer cue says more than a short one."""
    return sum(len(cue.split()) * len(re.findall(rf"\b{re.escape(cue)}\b", said)) for cue in cues)
