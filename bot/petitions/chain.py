"""A petition's events as a chain: each link holds the digest of the one before, so that nothing is changed unseen.

What may be erased one day enters as a keyed digest; erasing the text leaves the chain whole.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

START = ""
"""What stands before the first link."""

Facts = Mapping[str, str | int | None]
Digests = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """One event as the chain sees it. `number` counts from 1; `previous` and `digest` are hexadecimal SHA-256."""

    number: int
    facts: Facts
    digests: Digests
    previous: str
    digest: str


def link(previous: str, number: int, facts: Facts, digests: Digests) -> str:
    """The digest of an event that follows the link with the digest `previous`, or START."""
    return _hash({"previous": previous, "number": number, "facts": dict(facts), "digests": dict(digests)})


def first_broken(links: Iterable[Link], upto: tuple[int, str] | None = None) -> int | None:
    """The number of the first link that is altered, missing, doubled or out of its place; None for a whole chain.

    A whole chain may have been written anew or cut off; `upto`, the number and digest of a head in a signed anchor,
    tells that.
    """
    previous, place = START, 0
    for place, found in enumerate(links, start=1):
        if found.number != place:
            return min(place, found.number)
        if found.previous != previous or found.digest != link(previous, place, found.facts, found.digests):
            return place
        if upto and upto[0] == place and upto[1] != found.digest:
            return place
        previous = found.digest
    return place + 1 if upto and upto[0] > place else None


def anchor_root(heads: Iterable[tuple[str, int, str]], previous_root: str) -> str:
    """One digest over the heads of all petitions, each its code, last number and digest, and over the anchor before.

    The order of the heads does not matter. The first anchor follows START.
    """
    return _hash({"previous": previous_root, "heads": sorted(map(list, heads))})


def _hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of the one way to write this content: sorted names, no spaces, UTF-8."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
