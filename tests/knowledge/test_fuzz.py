"""Nonsense is read too."""

import pytest

from knowledge.catalogue import Catalogue
from knowledge.kinds.reading import Kind
from knowledge.understanding import Understanding
from tests.fuzz import DAY, messages, read_all

pytestmark = pytest.mark.bulk

NUMBER = 2000


@pytest.fixture(scope="module")
def understanding(catalogue: Catalogue) -> Understanding:
    return Understanding(catalogue)


def test_two_thousand_pieces_of_nonsense_have_a_kind(understanding: Understanding) -> None:
    assert read_all(understanding, NUMBER) == NUMBER


def test_the_same_seed_gives_the_same_nonsense() -> None:
    assert list(messages(20)) == list(messages(20))
    assert list(messages(20)) != list(messages(20, seed=1))


@pytest.mark.parametrize(
    "words", ["", " ", "\u202e\u200d", "😀😀", "1234567890", "\ud800", "a" * 4096, "khai sinh " * 409]
)
def test_the_ends_of_what_can_be_typed_have_a_kind(understanding: Understanding, words: str) -> None:
    assert understanding.read(words, DAY).kind in Kind
