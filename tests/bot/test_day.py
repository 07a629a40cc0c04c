"""Citizens and officers for a day in little, while the network fails and the bot is killed."""

from pathlib import Path

import pytest

from tests.conftest import Servers
from tests.day.day import SHORT, live

pytestmark = pytest.mark.bulk


def test_a_day_of_faults_and_kills_loses_no_petition_and_leaves_nobody_wondering(
    servers: Servers, tmp_path: Path
) -> None:
    outcome = live(SHORT, servers.loaded("postgresql"), tmp_path)
    assert outcome.wrong == []
    assert outcome.figures.kills == SHORT.kills
    assert outcome.figures.faults
