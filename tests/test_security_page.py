"""The page on security tells no more than is tested: every line of its tables names tests that are there."""

import ast
import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.bulk

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/security.md").read_text("utf-8")
TESTS = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
PARTS = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
TABLES = [part for part in PARTS if "| tests |" in part]

WANTED = (
    "without the secret",
    "forged initData",
    "replayed initData",
    "forged, altered or foreign link",
    "button of another person, role or scope",
    "page or form of another role",
    "command of another role",
    "HTML in what people type",
    "formulas in what we write",
    "path in a file's name",
    "decompression bomb",
    "regular expression",
    "SSRF",
    "second line forged into the log",
    "token, a password or a key in the log",
    "how long an answer takes",
    "CSRF",
    "clickjacking",
    "stolen cookie",
    "brute force",
)
"""What the page is to speak of at the least."""


def rows() -> list[str]:
    """The lines of the tables, each with its threat."""
    lines = (line for part in TABLES for line in part.splitlines() if line.startswith("| "))
    return [line for line in lines if not line.startswith(("| threat", "|---"))]


@cache
def known() -> dict[str, set[str]]:
    """Every test there is, by the name of its file."""
    found = defaultdict[str, set[str]](set)
    for path in (ROOT / "tests").rglob("test_*.py"):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        found[path.name] |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return found


def test_every_threat_names_tests_that_are_there() -> None:
    without = [row for row in rows() if not TESTS.findall(row) or row.count(" | ") != 3]
    gone = [f"{file}::{name}" for file, name in TESTS.findall(PAGE) if name not in known().get(file, ())]
    assert (without, gone) == ([], [])


@pytest.mark.parametrize("threat", WANTED)
def test_what_the_page_is_to_speak_of_stands_in_a_line(threat: str) -> None:
    assert [row for row in rows() if threat.casefold() in row.casefold()]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_is_pinned_and_hashed(lock: str) -> None:
    text = re.sub(r"^\s*#.*\n?", "", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    packages = re.sub(r"\\\n\s*", " ", text).strip().splitlines()
    assert len(packages) > 40
    pinned = re.compile(r"[\w.\[\],-]+==[\w.+!]+(?: ; [^\n]*?)? +(?:--hash=sha256:[0-9a-f]{64}\s*)+")
    assert [package[:80] for package in packages if not pinned.fullmatch(package)] == []


def test_the_gate_looks_for_careless_lines() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    assert "S" in settings["ruff"]["lint"]["select"]
    assert "bandit --quiet --configfile pyproject.toml --recursive bot knowledge migrations" in (
        ROOT / ".ci/checks"
    ).read_text("utf-8")
    excused = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for room in ("bot", "knowledge", "migrations")
        for path in (ROOT / room).rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if "# nosec" in line and not re.search(r"# nosec B\d{3} # \w", line)
    ]
    assert excused == []
