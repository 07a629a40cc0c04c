"""Texts that a reply may begin with, by its kind and what the petition is about; what belongs to the case is blank."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.petitions.reasons import Reason
from bot.petitions.replies import Part, ReplyKind

FILE = Path(__file__).parent / "templates.toml"


@dataclass(frozen=True, slots=True)
class Template:
    """Parts to begin with; `categories` empty: for every category."""

    key: str
    kind: ReplyKind
    categories: frozenset[str]
    name: str
    parts: Mapping[Part, str]
    reason: str  # of a refusal


@cache
def templates() -> dict[str, Template]:
    """Every template by its key, in the order they are offered."""
    rows: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))
    return {key: _template(key, row) for key, row in rows.items()}


def fitting(kind: ReplyKind, category: str) -> list[Template]:
    """The templates of a kind for a category, its own before those for all."""
    of_kind = [one for one in templates().values() if one.kind is kind and category in (one.categories or {category})]
    return sorted(of_kind, key=lambda one: not one.categories)


def _template(key: str, row: Mapping[str, Any]) -> Template:
    parts = {Part(name): text for name, text in row.items() if name in set(Part) - {Part.REASON}}
    reason = Reason(row["reason"]) if "reason" in row else ""
    return Template(key, ReplyKind(row["kind"]), frozenset(row.get("categories", ())), row["name"], parts, reason)
