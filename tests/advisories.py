"""`make advisories`: whether a known fault is told of any package that we are made of; in one question, to OSV.

Where nobody answers, nothing is said to be checked, and that is no failure: the gate does without a network.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
SOURCE = "https://api.osv.dev"
PATIENCE = 10.0
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([A-Za-z0-9._+!-]+)", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Package:
    """A package at the version that is locked."""

    name: str
    version: str


class NobodyAnswersError(Exception):
    """The source of advisories is not reached, or says something else than advisories."""


def locked() -> list[Package]:
    """Every package of the locks."""
    texts = ((ROOT / lock).read_text("utf-8") for lock in LOCKS)
    return sorted({Package(*found) for text in texts for found in PINNED.findall(text)})


def advisories(packages: Iterable[Package], source: str = SOURCE) -> dict[Package, list[str]]:
    """What is told of packages, each advisory by its number. Raises NobodyAnswersError."""
    asked = list(packages)
    queries = [{"package": {"name": one.name, "ecosystem": "PyPI"}, "version": one.version} for one in asked]
    try:
        said = httpx.post(f"{source}/v1/querybatch", json={"queries": queries}, timeout=PATIENCE).raise_for_status()
        told = [[str(one["id"]) for one in result.get("vulns", ())] for result in said.json()["results"]]
    except (httpx.HTTPError, OSError, ValueError, KeyError, TypeError, AttributeError) as away:
        raise NobodyAnswersError(type(away).__name__) from None
    if len(told) != len(asked):
        raise NobodyAnswersError("fewer answers than questions")
    return {package: ids for package, ids in zip(asked, told, strict=True) if ids}


def main(source: str = SOURCE) -> int:
    """Say what is told of our packages; 1 where anything is."""
    packages = locked()
    try:
        found = advisories(packages, source)
    except NobodyAnswersError as why:
        sys.stdout.write(f"not checked: {source} does not answer ({why})\n")
        return 0
    for package, ids in found.items():
        sys.stdout.write(f"{package.name} {package.version}: {', '.join(ids)}\n")
    sys.stdout.write(f"{len(packages)} packages were checked at {source}, {len(found)} with an advisory\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
