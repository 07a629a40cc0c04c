"""What an update loses before it is stored: private numbers that a person should not have typed."""

from collections.abc import Mapping
from typing import Any

from knowledge.kinds.masking import masked

WRITTEN = frozenset({"text", "caption", "query"})
"""Where in an update stands what people wrote, however deep: a quoted message carries its own."""


def discreet(update: Mapping[str, Any]) -> dict[str, Any]:
    """The update with the private numbers masked in whatever somebody wrote."""
    return {name: _discreet(name, value) for name, value in update.items()}


def _discreet(name: str, value: object) -> object:
    if isinstance(value, str):
        return masked(value) if name in WRITTEN else value
    if isinstance(value, Mapping):
        return discreet(value)
    if isinstance(value, list):
        return [_discreet(name, one) for one in value]
    return value
