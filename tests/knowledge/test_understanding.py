"""What is read once more is remembered, as long as it is what many ask, and nothing of it ever changes."""

from datetime import date

import pytest

from knowledge.aliases import Alias, Aliases
from knowledge.catalogue import Catalogue
from knowledge.kinds.reading import Kind
from knowledge.understanding import REMEMBERED, SHORT, Understanding
from tests.questions import questions, typed_anew

DAY = date(2026, 11, 22)
EARLIER = date(2025, 3, 1)


@pytest.fixture
def understanding(catalogue: Catalogue) -> Understanding:
    return Understanding(catalogue)


@pytest.mark.parametrize(
    "words", ["làm lại giấy khai sinh", "đăng ký xe", "đăng ký tạm trú và làm hộ chiếu", "xin chào"]
)
def test_what_many_ask_is_read_once_and_read_alike(understanding: Understanding, words: str) -> None:
    first = understanding.read(words, DAY)
    assert understanding.read(words, DAY) is first
    assert first == understanding.read_anew(words, DAY)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("tôi tố cáo cán bộ xã nhận hối lộ", Kind.DENUNCIATION),
        ("CCCD của tôi là ••••••••••••", Kind.SAFETY),
        ("cháy nhà rồi cứu với", Kind.EMERGENCY),
        ("trời hôm nay xanh quá nhỉ bà Tư Mắm", Kind.NOT_FOUND),
    ],
)
def test_what_somebody_tells_of_himself_is_not_kept(understanding: Understanding, words: str, kind: Kind) -> None:
    first = understanding.read(words, DAY)
    assert first.kind is kind
    assert understanding.read(words, DAY) is not first


def test_a_long_message_is_not_kept(understanding: Understanding) -> None:
    words = "làm lại giấy khai sinh " * 8
    assert len(words) > SHORT
    assert understanding.read(words, DAY) is not understanding.read(words, DAY)


def test_another_day_is_read_by_itself(understanding: Understanding) -> None:
    today, before = (understanding.read("làm lại giấy khai sinh", day) for day in (DAY, EARLIER))
    assert before == understanding.read_anew("làm lại giấy khai sinh", EARLIER)
    assert before.hits != today.hits


def test_what_the_office_teaches_counts_at_once(understanding: Understanding) -> None:
    words = "làm lại giấy khai sinh"
    understanding.read(words, DAY)
    taught = understanding.taught(Aliases([Alias(1, words, "1.000894")]))
    assert taught.read(words, DAY).hits[0].code == "1.000894"


def test_so_many_are_kept_and_no_more(understanding: Understanding) -> None:
    kept = understanding.read("xin chào", DAY)
    for turn in range(1, REMEMBERED):
        assert understanding.read(typed_anew("xin chào cả nhà ạ", turn), DAY).kind is Kind.SMALL_TALK
    assert understanding.read("xin chào", DAY) is kept
    understanding.read("xin chào cả nhà ạ", DAY)
    assert understanding.read("xin chào", DAY) is not kept


def test_other_capitals_are_other_words_and_mean_the_same(understanding: Understanding) -> None:
    for words in [question.words for question in questions() if not question.words[0].isdecimal()]:
        typed = [typed_anew(words, turn) for turn in range(20)]
        assert len(set(typed)) == len(typed)
        plain, other = (understanding.read_anew(one, DAY) for one in (typed[0], typed[13]))
        assert (other.kind, other.hits, other.facet) == (plain.kind, plain.hits, plain.facet)
