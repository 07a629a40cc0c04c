"""What the office taught: an alias speaks for a question that says what it says, and for no other."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.aliases import TAUGHT, Alias, Aliases, Match
from knowledge.catalogue import Catalogue
from knowledge.text.normalise import spoken
from tests.knowledge.catalogue import a_procedure, a_version

DAY = date(2026, 11, 22)
BIRTH, MARRIAGE = "1.001193", "1.000894"
BURIAL, BURIAL_NOW = "1.001731", "1.116910"

TAUGHT_WORDS = [
    "sang tên sổ đỏ",
    "giấy độc thân",
    "làm nhà",
    "đẻ",
    "chuyển trường cho cháu",
    "giấy xác nhận tình trạng",
    "hồ sơ",
]


def taught(*words: str) -> Aliases:
    return Aliases(Alias(number, one, f"1.00000{number}") for number, one in enumerate(words, start=1))


SAYS = [
    ("sang tên sổ đỏ", "sang tên sổ đỏ"),
    ("Thủ tục SANG TÊN sổ đỏ ở đâu ạ?", "sang tên sổ đỏ"),
    ("sổ đỏ sang tên cần giấy tờ gì", "sang tên sổ đỏ"),
    ("so do sang ten the nao", "sang tên sổ đỏ"),
    ("tôi muốn xin giay doc than", "giấy độc thân"),
    ("giấy độc thần", "giấy độc thân"),  # one mark of three is taken for an error
    ("giấy độc thnâ", "giấy độc thân"),
    ("giấy độc thânn", "giấy độc thân"),
    ("chueyn trường cho cháu", "chuyển trường cho cháu"),
    ("chuyển trường", "chuyển trường cho cháu"),
    ("xin làm nhà", "làm nhà"),
    ("đẻ thì làm thế nào", "đẻ"),
    ("giấy xác nhận tình trạng nhà", "giấy xác nhận tình trạng"),
    ("giấy xác nhân tình trạng", "giấy xác nhận tình trạng"),
    ("hồ sơ", "hồ sơ"),
]

SAYS_SOMETHING_ELSE = [
    "sang tên xe máy",
    "giấy độc thân nhà",
    "sang tên",
    "sổ đỏ",
    "sang tên sổ đỏ của ô tô và xe máy",
    "giấy độc hại thân cây",
    "giấy đọc thần",  # marks that make other words
    "chuyên trường",
    "nhà ở đâu",  # only what asks stands beside the one word
    "sửa nhà",
    "để",
    "de",
    "chuyền trường",  # a word of its own, and no typing error
    "giấy xác nhận tình trạng nhà đất",
    "",
    "???",
]


@pytest.mark.parametrize(("typed", "alias"), SAYS, ids=[typed for typed, _ in SAYS])
def test_a_question_that_says_the_same_is_recognised(typed: str, alias: str) -> None:
    match = taught(*TAUGHT_WORDS).match(typed)
    assert match is not None
    assert match.alias == alias
    assert 0.8 <= match.score <= 1


@pytest.mark.parametrize("typed", SAYS_SOMETHING_ELSE)
def test_a_question_that_says_something_else_is_not(typed: str) -> None:
    assert taught(*TAUGHT_WORDS).match(typed) is None


def test_the_nearer_of_two_aliases_speaks() -> None:
    aliases = taught("sang tên sổ đỏ", "sang tên sổ đỏ cho con")
    assert aliases.match("sang tên sổ đỏ") == Match("1.000001", 1.0, "sang tên sổ đỏ")
    assert aliases.match("sang tên sổ đỏ cho con") == Match("1.000002", 1.0, "sang tên sổ đỏ cho con")


def test_of_two_aliases_with_the_same_words_the_one_added_last_counts() -> None:
    assert Aliases([Alias(2, "giấy độc thân", None), Alias(1, "giay doc than", "1.000001")]).match(
        "giấy độc thân"
    ) == Match(None, 1.0, "giấy độc thân")


def test_without_aliases_and_with_empty_ones_nothing_is_recognised() -> None:
    assert Aliases(()).match("giấy độc thân") is None
    assert taught("", "?!").match("giấy độc thân") is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_taught_and_typed_nothing_fails(words: str, typed: str) -> None:
    match = taught(words).match(typed)
    assert match is None or 0 < match.score <= 1


@given(st.text(max_size=60))
def test_whatever_is_taught_is_recognised_when_it_is_typed_so(words: str) -> None:
    assert (taught(words).match(words) is not None) == bool(spoken(words))


def test_an_alias_goes_before_what_the_search_finds(catalogue: Catalogue) -> None:
    found = catalogue.ask("đăng ký kết hôn", DAY)
    led = Aliases([Alias(1, "đăng ký kết hôn", BIRTH)]).over("đăng ký kết hôn", found, catalogue, DAY)
    assert led.finding.kind == "answer"
    first, *others = led.finding.hits
    assert (first.code, first.score, first.matched) == (BIRTH, TAUGHT, ("đăng ký kết hôn",))
    assert first.standing == catalogue.standing(BIRTH, DAY)
    assert [hit.code for hit in others] == [hit.code for hit in found.results.kept if hit.code != BIRTH]
    assert led.results.kept == led.finding.hits
    assert "taught by the office" in led.finding.reason


def test_an_alias_finds_where_the_search_finds_nothing(catalogue: Catalogue) -> None:
    found = catalogue.ask("thẻ nhựa", DAY)
    assert found.finding.kind == "not_found"
    led = Aliases([Alias(1, "thẻ nhựa", BIRTH)]).over("xin thẻ nhựa", found, catalogue, DAY)
    assert [hit.code for hit in led.finding.hits][:1] == [BIRTH]


def test_what_is_not_in_the_catalogue_is_honestly_not_found(catalogue: Catalogue) -> None:
    found = catalogue.ask("đăng ký kết hôn", DAY)
    led = Aliases([Alias(1, "đăng ký kết hôn", None)]).over("đăng ký kết hôn", found, catalogue, DAY)
    assert (led.finding.kind, led.finding.hits, led.results.kept) == ("not_found", (), ())
    assert set(found.results.kept) <= set(led.results.rejected)


def test_a_code_typed_goes_before_an_alias(catalogue: Catalogue) -> None:
    found = catalogue.ask(MARRIAGE, DAY)
    assert Aliases([Alias(1, MARRIAGE, BIRTH)]).over(MARRIAGE, found, catalogue, DAY) is found


def test_what_no_alias_speaks_for_stays_as_the_search_found_it(catalogue: Catalogue) -> None:
    found = catalogue.ask("đăng ký kết hôn", DAY)
    assert taught("giấy độc thân").over("đăng ký kết hôn", found, catalogue, DAY) is found


def test_an_alias_of_a_code_that_is_no_more_known_says_nothing(catalogue: Catalogue) -> None:
    found = catalogue.ask("thẻ nhựa", DAY)
    assert Aliases([Alias(1, "thẻ nhựa", "9.999999")]).over("thẻ nhựa", found, catalogue, DAY) is found


def test_an_alias_of_a_replaced_code_leads_to_what_replaced_it(catalogue: Catalogue) -> None:
    found = catalogue.ask("thẻ nhựa", DAY)
    led = Aliases([Alias(1, "thẻ nhựa", BURIAL)]).over("thẻ nhựa", found, catalogue, DAY)
    assert led.finding.hits[0].code == BURIAL_NOW
    assert led.finding.hits[0].holds


def test_codes_that_replace_each_other_or_are_unknown_lead_nowhere_for_ever() -> None:
    ended = {"valid_to": date(2025, 1, 1)}
    one = a_version("Một", code="1.000001", replaced_by=("1.000002",), **ended)  # type: ignore[arg-type]
    two = a_version("Hai", code="1.000002", replaced_by=("1.000001",), **ended)  # type: ignore[arg-type]
    lost = a_version("Ba", code="1.000003", replaced_by=("9.999999",), **ended)  # type: ignore[arg-type]
    catalogue = Catalogue([a_procedure(v.code, v) for v in (one, two, lost)], {}, [], [])
    for code, shown in (("1.000001", "1.000002"), ("1.000003", "1.000003")):
        led = Aliases([Alias(1, "thẻ nhựa", code)]).over("thẻ nhựa", catalogue.ask("thẻ nhựa", DAY), catalogue, DAY)
        assert led.finding.hits[0].code == shown
