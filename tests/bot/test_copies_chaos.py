"""Copies on one PostgreSQL for half a minute, while everything fails that can: the long form is `make chaos`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.chaos import SHORT, live
from tests.chaos.server import Falling

pytestmark = pytest.mark.bulk


@pytest.fixture
def falling(tmp_path: Path) -> Iterator[Falling]:
    """A server of its own, since it falls."""
    (folder := tmp_path / "databases").mkdir()
    servers = Falling(folder)
    yield servers
    servers.stop()


def test_chaos_loses_no_petition_and_leaves_nobody_wondering(falling: Falling, tmp_path: Path) -> None:
    outcome = live(SHORT, falling, tmp_path)
    assert outcome.wrong == []
    assert outcome.figures.kills == SHORT.kills
    assert outcome.figures.faults
