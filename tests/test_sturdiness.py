"""What people mean stays the same however they type it."""

import pytest

from knowledge.release import SHIPPED, read_release
from knowledge.search.index import Index
from knowledge.search.vocabulary import Vocabulary
from tests.sturdiness import OF_ALL, OF_EACH, WAYS, Shares, asked, first_hits_kept, turned

pytestmark = pytest.mark.bulk

EVERY = 2
"""Of so many questions one is turned here; `make bench` turns them all."""


@pytest.fixture(scope="module")
def shares() -> Shares:
    return first_hits_kept(Index(read_release().procedures, Vocabulary.read(SHIPPED)), asked()[::EVERY])


def test_the_first_hit_stays_however_it_is_typed(shares: Shares) -> None:
    assert shares.of_all >= OF_ALL


@pytest.mark.parametrize("kind", WAYS)
def test_the_first_hit_stays_in_each_way_of_typing(shares: Shares, kind: str) -> None:
    assert shares.of_each[kind] >= OF_EACH


def test_the_same_question_is_always_turned_in_the_same_manner() -> None:
    assert list(turned(asked()[:5])) == list(turned(asked()[:5]))


def test_each_way_turns_something() -> None:
    cases = list(turned(asked()[:40]))
    assert {case.kind for case in cases if case.typed != case.plain} == set(WAYS)


def test_keys_are_left_as_they_were_struck() -> None:
    typed = {case.kind: case.typed for case in turned(["Đăng ký khai sinh"])}
    assert typed["Telex"] == "ddawng kys khai sinh"
    assert typed["VNI"] == "d9a8ng ky1 khai sinh"
