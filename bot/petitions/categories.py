"""What a petition can be about: the closed list of categories.toml, and a guess from what was written.

"đề nghị cán bộ xã cho người dọn rác ở chợ"
  found   the words of the list, the longest first; no syllable counts twice: "đề nghị cán bộ" (aside), "dọn rác"
  weighed a sure word counts more than a common one: waste 4
  guessed the heaviest, if nothing else comes near: a person who is asked is served better than one misplaced
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.kinds.patterns import Pattern, Patterns, Syllables, apart, pattern_of
from knowledge.text.normalise import spoken

FILE = Path(__file__).parent / "categories.toml"
CONDUCT = "conduct"
"""The category of petitions about what an agency or official does: for named reviewers alone."""
ASIDE = "aside"
WEIGHTS: Mapping[str, float] = {"sure": 4, "cues": 2, "weak": 1}
"""How much a word of each list says."""
ENOUGH = 2
"""What speaks for a category at least."""
FEW = 3
"""Of so few words a weak one says enough: somebody names the category."""
LEAD, LEAD_OF_FAMILIES = 1, 2
"""By how much it leads the next of its own family, and the next of the other, which is counted elsewhere."""
LONGEST = 400
"""How many syllables of a petition are read: people say first what it is about."""


class Family(StrEnum):
    """Which figures a petition is counted in."""

    RULES = "A"  # administrative acts and rules: the law's forms
    NEIGHBOURHOOD = "B"


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of matter; `cues` are the words by which people speak of it, with their weights. Texts hold its name."""

    key: str
    family: Family
    cues: Mapping[str, float]


@cache
def categories() -> dict[str, Category]:
    """Every category by its key, in the order people are shown them."""
    rows = {key: row for key, row in _read().items() if key != ASIDE}
    return {key: Category(key, Family(row["family"]), dict(_cues(row))) for key, row in rows.items()}


def guess(words: str) -> Category | None:
    """The category that the words speak of most; None when nothing points at one clearly enough."""
    weights: dict[str, float] = defaultdict(float)
    for key, weight in _said(words):
        weights[key] += weight
    ranked = [(categories()[key], weight) for key, weight in sorted(weights.items(), key=lambda item: -item[1])]
    enough = ENOUGH if len(words.split()) > FEW else min(WEIGHTS.values())
    return ranked[0][0] if ranked and _is_clear(ranked, enough) else None


def _is_clear(ranked: Sequence[tuple[Category, float]], enough: float) -> bool:
    """Whether the first, of categories by falling weight, says enough and leads all others by enough."""
    first, weight = ranked[0]
    leads = (
        weight - behind >= (LEAD if one.family == first.family else LEAD_OF_FAMILIES) for one, behind in ranked[1:]
    )
    return weight >= enough and all(leads)


def _said(words: str) -> Iterator[tuple[str, float]]:
    """The categories spoken of, each with the weight of one form; a form that comes twice counts once."""
    found = apart(_forms().all_in(Syllables(spoken(words).split()[:LONGEST])))
    for key, weight, _ in dict.fromkeys(match.meant for match in found):
        if key != ASIDE:
            yield key, weight


@cache
def _forms() -> Patterns[tuple[str, float, Pattern]]:
    """Every form of the file, with the category and the weight it stands for."""
    forms = {pattern_of(form): (ASIDE, 0.0) for form in _read()[ASIDE]}
    for key, category in categories().items():
        forms.update({pattern_of(form): (key, weight) for form, weight in category.cues.items()})
    return Patterns({pattern: (*meant, pattern) for pattern, meant in forms.items()})


def _cues(row: Mapping[str, list[str]]) -> Iterator[tuple[str, float]]:
    return ((form, weight) for group, weight in WEIGHTS.items() for form in row[group])


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
