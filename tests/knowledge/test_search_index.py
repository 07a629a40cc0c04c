"""The search, in a small catalogue."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.procedures import Change, Level, Reception
from knowledge.search.decision import decide
from knowledge.search.index import Index
from knowledge.search.ranking import Ranking
from knowledge.search.results import Step
from knowledge.search.vocabulary import Kind, Vocabulary, Word
from knowledge.timeline import Status
from tests.knowledge.catalogue import a_procedure, a_version, procedure_named

DAY = date(2026, 6, 1)


def a_word(form: str, *meanings: str, kind: Kind = Kind.EVERYDAY) -> Word:
    return Word(form, meanings, kind, note="", source="test")


WORDS = Vocabulary(
    [
        a_word("bìa đỏ", "giấy chứng nhận quyền sử dụng đất"),
        a_word("lấy nhau", "đăng ký kết hôn"),
        a_word("đk", "đăng ký", kind=Kind.ABBREVIATION),
        a_word("tôi muốn", kind=Kind.QUESTION),
        a_word("cần giấy tờ gì", kind=Kind.QUESTION),
        a_word("bao nhiêu tiền", kind=Kind.QUESTION),
        a_word("cho", kind=Kind.QUESTION),
        a_word("ở đâu", kind=Kind.QUESTION),
    ]
)

CATALOGUE = [
    procedure_named("1.001193", "Thủ tục đăng ký khai sinh", words=("đăng ký", "khai sinh")),
    procedure_named("1.003583", "Thủ tục đăng ký khai sinh lưu động", words=("đăng ký", "khai sinh", "lưu động")),
    procedure_named("1.000110", "Thủ tục đăng ký khai sinh có yếu tố nước ngoài"),
    procedure_named("1.000894", "Thủ tục đăng ký kết hôn", words=("đăng ký", "kết hôn")),
    procedure_named("2.000806", "Thủ tục đăng ký kết hôn có yếu tố nước ngoài"),
    procedure_named("1.000656", "Thủ tục đăng ký khai tử"),
    procedure_named("1.004222", "Đăng ký thường trú", reception=Reception.POLICE, lists=0),
    procedure_named("1.003197", "Xóa đăng ký thường trú", reception=Reception.POLICE, lists=0),
    procedure_named("1.004194", "Đăng ký tạm trú", reception=Reception.POLICE, lists=0),
    procedure_named("1.012812", "Hòa giải tranh chấp đất đai"),
    procedure_named("1.013978", "Cấp Giấy chứng nhận quyền sử dụng đất lần đầu đối với hộ gia đình"),
    procedure_named("2.000815", "Chứng thực bản sao từ bản chính giấy tờ, văn bản"),
    procedure_named(
        "1.010814", "Cấp bổ sung giấy chứng nhận người có công", levels=frozenset({Level.PROVINCE}), lists=0
    ),
    procedure_named("1.007701", "Kiểm tra chất lượng thép nhập khẩu", reception=Reception.CUSTOMS, lists=0),
    procedure_named("1.007702", "Kiểm tra chất lượng thép"),
    procedure_named("TN-NV-01", "Tặng giấy khen của Chủ tịch"),
]
INDEX = Index(CATALOGUE, WORDS)


def codes(query: str, day: date = DAY, index: Index = INDEX) -> list[str]:
    return [hit.code for hit in index.search(query, day).kept]


def first(query: str, day: date = DAY, index: Index = INDEX) -> str | None:
    return next(iter(codes(query, day, index)), None)


@pytest.mark.parametrize(
    "query",
    [
        "Đăng ký khai sinh",
        "dang ky khai sinh",
        "ĐĂNG KÍ KHAI SINH",
        "đk khai sinh",
        "tôi muốn khai sinh cho cháu ngoại",
        "khai sinh cần giấy tờ gì",
        "khai sihn bao nhiêu tiền",
        "dangky khaisinh",
        "ddawng kys khai sinh",
        "d9ang8 ky1 khai sinh",
        "đăng ký\u200b khai\u00a0sinh???",
    ],
)
def test_one_procedure_is_found_however_it_is_typed(query: str) -> None:
    assert first(query) == "1.001193"


def test_the_plain_form_comes_before_the_special_one() -> None:
    assert codes("khai sinh")[:1] == ["1.001193"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("khai sinh lưu động", "1.003583"),
        ("khai sinh có yếu tố nước ngoài", "1.000110"),
        ("kết hôn với người nước ngoài", "2.000806"),
        ("xoa thuong tru", "1.003197"),
    ],
)
def test_a_condition_that_is_named_finds_the_special_form(query: str, code: str) -> None:
    assert first(query) == code


def test_an_everyday_word_finds_the_official_term() -> None:
    assert first("làm bìa đỏ") == "1.013978"
    assert first("hai đứa lấy nhau") == "1.000894"
    assert first("lam bia do") == "1.013978"


def test_marks_that_were_typed_count() -> None:
    assert first("thường trú") == "1.004222"
    assert first("tạm trú") == "1.004194"
    marked, unmarked = (INDEX.search(query, DAY).kept[0].score for query in ("khai tử", "khai tu"))
    assert marked > unmarked


def test_what_is_not_about_procedures_finds_nothing_to_answer() -> None:
    for query in ("", "?!", "🙂", "xin chào", "tối nay ăn gì nhỉ", "123456789012", "0912345678"):
        finding = decide(INDEX.search(query, DAY), INDEX.ranking)
        assert finding.kind == "not_found", query
        assert finding.hits == ()


@pytest.mark.parametrize("query", ["1.001193", "1001193", "1.001193.000.00.00.H42", "1193", "mã 1193 là gì"])
def test_a_code_finds_its_procedure_at_once(query: str) -> None:
    results = INDEX.search(query, DAY)
    assert [hit.code for hit in results.kept] == ["1.001193"]
    assert decide(results, INDEX.ranking).kind == "answer"


def test_a_local_code_is_found_in_small_letters_too() -> None:
    assert codes("tn-nv-01") == ["TN-NV-01"]


def test_digits_that_end_several_codes_are_asked_back() -> None:
    twins = Index([procedure_named("1.001193", "Một việc"), procedure_named("2.001193", "Một việc khác")], WORDS)
    finding = decide(twins.search("1193", DAY), twins.ranking)
    assert finding.kind == "choices"
    assert {hit.code for hit in finding.hits} == {"1.001193", "2.001193"}


def test_digits_that_end_no_code_are_read_as_words() -> None:
    assert decide(INDEX.search("9999", DAY), INDEX.ranking).kind == "not_found"


def test_a_code_unknown_to_the_catalogue_is_not_taken_for_another() -> None:
    assert decide(INDEX.search("9.999999", DAY), INDEX.ranking).kind == "not_found"


def test_what_the_communes_handle_comes_first_and_customs_say_so() -> None:
    kept = INDEX.search("kiểm tra chất lượng thép", DAY).kept
    assert [hit.code for hit in kept[:2]] == ["1.007702", "1.007701"]
    assert [hit.elsewhere for hit in kept[:2]] == [False, True]
    assert first("kiểm tra chất lượng thép nhập khẩu") == "1.007701"


def test_more_commune_lists_come_before_fewer() -> None:
    index = Index([procedure_named("1.000001", "Thăm hỏi", lists=0), procedure_named("1.000002", "Thăm hỏi")], WORDS)
    assert codes("thăm hỏi", index=index) == ["1.000002", "1.000001"]


TITLE = "Tặng danh hiệu tập thể lao động tiên tiến"
CHANGED = date(2024, 3, 6)
ENDED = date(2025, 7, 1)
OLD = replace(a_version(TITLE, code="TN-NV-02", valid_to=CHANGED), ended=Change.ABOLISHED)
NEW = replace(a_version(TITLE, code="TN-NV-12", valid_from=CHANGED, valid_to=ENDED), ended=Change.ABOLISHED)
SAME_NAME = Index([a_procedure("TN-NV-02", OLD), a_procedure("TN-NV-12", NEW)], WORDS)


@pytest.mark.parametrize(("day", "holding"), [(date(2024, 3, 5), "TN-NV-02"), (date(2024, 3, 6), "TN-NV-12")])
def test_of_two_codes_with_one_name_the_one_that_holds_comes_first(day: date, holding: str) -> None:
    kept = SAME_NAME.search("tập thể lao động tiên tiến", day).kept
    assert [hit.code for hit in kept if hit.holds] == [kept[0].code] == [holding]
    assert len(kept) == 2


def test_one_name_under_two_codes_is_asked_back_when_neither_holds() -> None:
    finding = decide(SAME_NAME.search("tập thể lao động tiên tiến", DAY), SAME_NAME.ranking)
    assert finding.kind == "choices"
    assert {hit.code for hit in finding.hits} == {"TN-NV-02", "TN-NV-12"}
    assert {hit.standing.status for hit in finding.hits} == {Status.ABOLISHED}


def test_a_replaced_code_is_offered_once_under_the_new_one() -> None:
    index = Index(
        [
            procedure_named("1.000001", "Cấp thẻ thư viện", replaced_by=("1.000002",)),
            procedure_named("1.000002", "Cấp, đổi thẻ bạn đọc"),
        ],
        WORDS,
    )
    assert codes("cấp thẻ thư viện", index=index) == ["1.000002"]
    assert codes("1.000001", index=index) == ["1.000001"]


def test_codes_that_replace_each_other_do_not_hang() -> None:
    index = Index(
        [
            procedure_named("1.000001", "Cấp thẻ thư viện", replaced_by=("1.000002",)),
            procedure_named("1.000002", "Cấp thẻ thư viện", replaced_by=("1.000001",)),
        ],
        WORDS,
    )
    assert len(codes("thẻ thư viện", index=index)) >= 1


def test_a_replaced_code_whose_heir_is_missing_stands_for_itself() -> None:
    index = Index([procedure_named("1.000001", "Cấp thẻ thư viện", replaced_by=("1.000009",))], WORDS)
    assert codes("thẻ thư viện", index=index) == ["1.000001"]


def test_an_older_name_finds_the_procedure_too() -> None:
    changed = date(2025, 1, 1)
    older = a_version("Cấp sổ góp ý", code="1.000001", valid_to=changed)
    newer = a_version("Cấp phiếu ghi nhận", code="1.000001", valid_from=changed)
    index = Index([a_procedure("1.000001", older, newer)], WORDS)
    hit = index.search("sổ góp ý", DAY).kept[0]
    assert hit.name == "Cấp phiếu ghi nhận"


def test_the_result_of_a_procedure_is_evidence() -> None:
    index = Index([procedure_named("1.000001", "Cấp thẻ", results="Thẻ bạn đọc"), *CATALOGUE], WORDS)
    assert first("thẻ bạn đọc", index=index) == "1.000001"


def test_words_missing_in_the_catalogue_are_found_once_when_built() -> None:
    index = Index([procedure_named("1.000001", "Đăng ký khai sinh", words=())], WORDS)
    assert first("khai sinh", index=index) == "1.000001"


def test_an_empty_catalogue_finds_nothing() -> None:
    assert codes("khai sinh", index=Index([], WORDS)) == []


def test_no_more_hits_are_kept_than_asked_for() -> None:
    results = INDEX.search("đăng ký", DAY, limit=3)
    assert len(results.kept) == 3
    assert results.rejected


def test_scores_lie_between_0_and_1_and_fall() -> None:
    for query in ("đăng ký khai sinh", "bìa đỏ", "xin cấp giấy", "dat dai"):
        scores = [hit.score for hit in INDEX.search(query, DAY).kept]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_printing_results_says_why() -> None:
    printed = str(INDEX.search("khai sinh", DAY, limit=2))
    assert "khai sinh" in printed.splitlines()[0]
    assert "+ " in printed
    assert "1.001193" in printed
    assert "- " in printed


def test_the_same_question_has_the_same_answer() -> None:
    again = Index(CATALOGUE, WORDS)
    for query in ("khai sinh", "dat", "kiểm tra"):
        assert str(again.search(query, DAY)) == str(INDEX.search(query, DAY))


def test_a_ranking_of_ones_own_is_used() -> None:
    assert Index(CATALOGUE, WORDS, Ranking(floor=2)).ranking.floor == 2


@given(st.text(max_size=200))
def test_no_question_is_too_strange(query: str) -> None:
    assert decide(INDEX.search(query, DAY), INDEX.ranking).kind in {"answer", "choices", "not_found"}


@pytest.mark.parametrize("query", ["khai sinh " * 500, "a" * 5000, "ạ" * 5000, "dangky" * 900, "1.001193 " * 600])
def test_a_long_paste_is_answered_too(query: str) -> None:
    assert len(INDEX.search(query, DAY).kept) <= 10


def parts(index: Index, query: str, day: date = DAY) -> dict[Step, float]:
    hit = index.search(query, day, explain=True).kept[0]
    assert sum(part.value for part in hit.parts) == pytest.approx(hit.score, abs=1e-9)
    return {part.step: part.value for part in hit.parts}


def test_nothing_is_explained_unless_asked() -> None:
    assert INDEX.search("đăng ký khai sinh cho con", DAY).kept[0].parts == ()


def test_the_parts_of_a_score_add_up_to_it() -> None:
    explained = parts(INDEX, "khai sinh lưu động ở bản")
    assert explained[Step.SAID] > 0
    assert explained[Step.UNANSWERED] < 0
    assert explained[Step.UNASKED] < 0


def test_explaining_changes_neither_order_nor_scores() -> None:
    plain, told = (INDEX.search("giấy khai sinh", DAY, explain=explain).kept for explain in (False, True))
    assert [(hit.code, hit.score) for hit in plain] == [(hit.code, hit.score) for hit in told]


def test_a_code_typed_is_the_whole_explanation() -> None:
    assert parts(INDEX, "1.001193") == {Step.CODE: 1.0}


def test_a_name_typed_whole_explains_itself() -> None:
    assert parts(INDEX, "Thủ tục đăng ký khai sinh")[Step.NAMED] == 1.0


def test_an_ended_procedure_loses_by_its_standing() -> None:
    ended = a_procedure("1.000009", a_version("Đổi thẻ đò", code="1.000009", valid_to=date(2026, 5, 1)))
    assert parts(Index([ended], Vocabulary()), "đổi thẻ đò")[Step.STANDING] < 0


def test_a_circumstance_brings_the_special_form_nearer_and_is_not_missed_elsewhere() -> None:
    korean = Word("người hàn", ("có yếu tố nước ngoài",), Kind.CIRCUMSTANCE, note="x", source="test")
    told = Index(CATALOGUE, Vocabulary([*WORDS.words, korean]))
    assert told.search("kết hôn với người hàn", DAY).kept[0].code == "2.000806"
    assert INDEX.search("kết hôn với người hàn", DAY).kept[0].code == "1.000894"


def test_a_hint_that_a_name_does_not_answer_weighs_less_than_a_word_that_it_lacks() -> None:
    def score(kind: Kind) -> float:
        hinted = Vocabulary([a_word("bố", "người có công", kind=kind)])
        return Index(CATALOGUE, hinted).search("bố khai tử", DAY).kept[0].score

    assert score(Kind.HINT) > score(Kind.EVERYDAY)


def test_what_is_asked_often_is_near_though_the_province_handles_it() -> None:
    near = Index(CATALOGUE, Vocabulary(asked=["1.010814"])).search("giấy chứng nhận người có công", DAY).kept[0]
    far = Index(CATALOGUE, Vocabulary()).search("giấy chứng nhận người có công", DAY).kept[0]
    assert near.code == far.code == "1.010814"
    assert near.score > far.score


def test_words_that_say_little_bring_no_further_candidates() -> None:
    many = [procedure_named(f"1.1{n:05}", f"Cấp giấy thứ {n} về đò ngang") for n in range(6)]
    index = Index([*many, procedure_named("1.200000", "Cấp phà")], Vocabulary(), Ranking(enough=3))
    assert "1.200000" not in {hit.code for hit in index.search("cấp đò ngang", DAY, limit=20).kept}


def test_a_word_whose_syllables_weigh_nothing_is_answered_by_its_term_alone() -> None:
    numbered = Index(CATALOGUE, Vocabulary([a_word("999", "đăng ký khai tử")]))
    assert numbered.search("999 ở đâu", DAY).kept[0].code == "1.000656"
