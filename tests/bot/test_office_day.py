"""Six officers at the screens of the bot for a day in little, while the network fails and the bot is killed."""

from pathlib import Path

import pytest

from tests.conftest import Servers
from tests.office_day.day import SHORT, live

pytestmark = pytest.mark.bulk


def test_a_day_of_six_officers_shows_nobody_what_is_not_theirs_and_leaves_nothing_overdue_unsaid(
    servers: Servers, tmp_path: Path
) -> None:
    outcome = live(SHORT, servers.loaded("sqlite"), tmp_path)
    assert outcome.wrong == []
    figures = outcome.figures
    assert figures.kills == SHORT.kills + 1  # the last where the clock is turned
    assert figures.faults
    assert figures.approved
    assert figures.sent_back
    assert figures.internal
    assert figures.overdue
    assert {"topic deleted", "role ended", "role given back", "thrown out"} <= set(outcome.befallen)
