"""Builders with sensible defaults: versions, small catalogues, and the command line as a person types it."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot import groundwork
from bot.clock import Clock
from bot.database import Database
from knowledge import records
from knowledge.procedures import Channel, Decision, Source, Version, Way
from knowledge.release import SHIPPED
from knowledge.timeline import Doubt, Standing, Status
from tests.conftest import Servers
from tests.knowledge import catalogue

DAY = date(2026, 11, 22)
PATIENCE = 240

FEW = frozenset({"1.001193", "1.000689", "TN-NV-03", "TN-NV-13"})
"""Codes of a small catalogue: birth registration, another of its field, and two procedures of one name."""


def a_version(name: str = "Đăng ký khai sinh", **facts: Any) -> Version:
    """A version in force at a commune, of which nothing else is stated, unless told otherwise."""
    return replace(catalogue.a_version(name), **facts)


def a_way(channel: Channel = Channel.COUNTER, **facts: Any) -> Way:
    """A way to apply of which nothing is stated unless told otherwise."""
    return replace(Way(channel, "", "", None, "", None, None), **facts)


def a_decision(number: str = "453/QĐ-UBND", **facts: Any) -> Decision:
    """A decision of the province, signed on 6 March 2024 unless told otherwise."""
    return replace(Decision(number, number, date(2024, 3, 6), "UBND tỉnh Nam Định", "Nam Định", ""), **facts)


def a_source(label: str = "Danh mục thử", month: str = "7/2026") -> Source:
    """A source seen in July 2026."""
    return Source("test", label, date(2026, 7, 31), month)


def a_standing(status: Status = Status.IN_FORCE, doubt: Doubt | None = None, **facts: Any) -> Standing:
    """A version with its standing."""
    return Standing(status, a_version(**facts), doubt)


def small_catalogue(folder: Path, codes: Collection[str] = FEW) -> Path:
    """The shipped files with a few procedures alone, as a folder of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in records.COLUMNS:
        rows = _rows(SHIPPED / file)
        _write(folder / file, [r for r in rows if file == "units.csv" or r.get("code", "") in {"", *codes}], rows[0])
    return folder


def change_cell(folder: Path, file: str, line: int, column: str, value: str) -> None:
    """Write something else into a cell; lines are counted as an editor shows them, the header is the first."""
    rows = _rows(folder / file)
    rows[line - 2][column] = value
    _write(folder / file, rows, rows[0])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(path: Path, rows: list[dict[str, str]], like: dict[str, str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(like))
        writer.writeheader()
        writer.writerows(rows)


def loaded_copy(servers: Servers, folder: Path) -> str:
    """The address of a fresh SQLite database in `folder` with the whole shipped catalogue, loaded once a session."""
    template = servers.folder / "loaded.sqlite"
    if not template.exists():
        database = Database(f"sqlite:///{servers.folder / 'loading.sqlite'}")
        groundwork.prepare(database, Clock())
        database.close()
        (servers.folder / "loading.sqlite").rename(template)
    shutil.copy(template, folder / "motcua.sqlite")
    return f"sqlite:///{folder / 'motcua.sqlite'}"


def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment in which nothing of ours is set."""
    for name in list(os.environ):
        if name.startswith("MOTCUA_"):
            monkeypatch.delenv(name)


def unkind_environment(**settings: str) -> dict[str, str]:
    """An environment in the C locale in which nothing of ours is set but the day and `settings`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "LC_", "PYTHON"))}
    return {**kept, "LANG": "C", "MOTCUA_TODAY": DAY.isoformat(), **settings}


class Finished(NamedTuple):
    """A process that ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str


def motcua(*arguments: str, folder: Path, typed: str = "", python: tuple[str, ...] = (), **settings: str) -> Finished:
    """`python -m bot` as a process of its own in an unkind environment."""
    ended = subprocess.run(
        [sys.executable, *python, "-m", "bot", *arguments],
        cwd=folder,
        env=unkind_environment(**settings),
        input=typed.encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return Finished(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
