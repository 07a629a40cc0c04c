"""Texts that a reply may begin with, by its kind and what the petition is about; what belongs to the case is blank.

Shipped ones stand in templates.toml; what the office says of one goes before it, and the office has others of its own.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.petitions.entries import Entry
from bot.petitions.reasons import Reason
from bot.petitions.replies import Part, ReplyKind

FILE = Path(__file__).parent / "templates.toml"

TABLE = "template"
"""What the office's own are kept under."""


@dataclass(frozen=True, slots=True)
class Template:
    """Parts to begin with; `categories` empty: for every category."""

    key: str
    kind: ReplyKind
    categories: frozenset[str]
    name: str
    parts: Mapping[Part, str]
    reason: str  # of a refusal
    offered: bool = True


class Templates:
    """Every template as it stands now: the shipped ones, the office's words for some of them, and its own."""

    def __init__(self, own: Iterable[Entry] = (), reasons: Iterable[Reason] = tuple(Reason)) -> None:
        """`reasons` are those that are offered: a template of any other is not."""
        self._reasons = frozenset(reasons)
        self.every = {**shipped(), **{entry.key: template_of(entry.key, entry.facts) for entry in own}}

    def fitting(self, kind: ReplyKind, category: str) -> list[Template]:
        """The templates that are offered of a kind for a category, its own before those for all."""
        of_kind = [one for one in self.every.values() if one.kind is kind and self._is_offered(one, category)]
        return sorted(of_kind, key=lambda one: not one.categories)

    def _is_offered(self, one: Template, category: str) -> bool:
        in_category = category in (one.categories or {category})
        return one.offered and in_category and (not one.reason or one.reason in self._reasons)


@cache
def shipped() -> dict[str, Template]:
    """The templates that come with the program by their keys, in the order they are offered."""
    rows: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))
    return {key: template_of(key, row) for key, row in rows.items()}


def facts_of(template: Template) -> dict[str, Any]:
    """A template as the office's own are kept, without its key."""
    return {
        "kind": template.kind,
        "categories": sorted(template.categories),
        "name": template.name,
        "offered": template.offered,
        **({"reason": template.reason} if template.reason else {}),
        **{part.value: text for part, text in template.parts.items()},
    }


def template_of(key: str, row: Mapping[str, Any]) -> Template:
    """A template as a file or the office's own keep it."""
    parts = {Part(name): text for name, text in row.items() if name in set(Part) - {Part.REASON}}
    reason = Reason(row["reason"]) if "reason" in row else ""
    categories, offered = frozenset(row.get("categories", ())), row.get("offered", True)
    return Template(key, ReplyKind(row["kind"]), categories, row["name"], parts, reason, offered)
