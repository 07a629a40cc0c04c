"""What is built once and stays."""

import gc
import sys
from collections.abc import Iterator

import pytest

from bot.snapshot import HAND_OVER, at_once, settle


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """The collector and the threads of the test run, given back."""
    interval = sys.getswitchinterval()
    yield
    sys.setswitchinterval(interval)
    gc.unfreeze()


def test_nothing_is_swept_while_something_large_is_built() -> None:
    with at_once():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_built_is_not_looked_through_again() -> None:
    with at_once():
        built = [[number] for number in range(2_000)]
    assert gc.get_freeze_count() >= len(built)


def test_the_collector_is_back_when_building_fails() -> None:
    with pytest.raises(ZeroDivisionError), at_once():
        _ = 1 / 0
    assert gc.isenabled()


def test_a_bot_that_serves_has_settled() -> None:
    settle()
    assert gc.get_freeze_count() > 0
    assert sys.getswitchinterval() == pytest.approx(HAND_OVER)
