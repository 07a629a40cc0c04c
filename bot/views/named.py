"""What typed words choose of several that have names: "thieu thong tin", "co le", "hoang anh tu"."""

from collections.abc import Mapping
from typing import TypeVar

from knowledge.text.normalise import bare

K = TypeVar("K")

ENOUGH = 0.5
"""How much of what was typed a name holds at least that was not typed word by word."""


def named(typed: str, names: Mapping[K, str]) -> list[K]:
    """Those whose name was typed, whole or in part, with marks or without.

    One whose whole name it is, or whose name begins with it, comes alone.
    """
    said = bare(typed)
    whole = [key for key, name in names.items() if bare(name) == said]
    begun = [key for key, name in names.items() if said and bare(name).startswith(f"{said} ")]
    words = set(said.split())
    return (
        whole
        or (begun if len(begun) == 1 else [])
        or [key for key, name in names.items() if words and words <= set(bare(name).split())]
    )


def closest(typed: str, names: Mapping[K, str]) -> K | None:
    """The one that was typed; else the one that holds most of what was typed, if that is enough and no other does."""
    found = named(typed, names)
    if found:
        return found[0] if len(found) == 1 else None
    words = set(bare(typed).split())
    shared = {key: len(words & set(bare(name).split())) for key, name in names.items()}
    most = max(shared.values(), default=0)
    best = [key for key, number in shared.items() if number == most]
    return best[0] if most > 1 and most >= ENOUGH * len(words) and len(best) == 1 else None
