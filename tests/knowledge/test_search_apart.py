"""What people mix up and the search must not: other acts upon one paper, other owners, words too broad to answer."""

import csv
from datetime import date
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from knowledge.release import read_release
from knowledge.search.decision import decide
from knowledge.search.index import Index
from knowledge.search.names import acts_said, owners_said
from knowledge.search.results import Step
from knowledge.search.vocabulary import BROAD, Vocabulary
from knowledge.text.normalise import drop_marks, spoken
from tests.knowledge.catalogue import procedure_named

DAY = date(2026, 11, 22)
DATA = Path(__file__).parents[2] / "knowledge" / "data"
BROAD_ROWS = list(csv.DictReader((DATA / BROAD).read_text("utf-8").splitlines()))
MOST_CHOICES = 6

# A question, the codes of which any is right, and those it is confused with.
APART = [
    ("tạm ngừng hkd", {"1.001570"}, {"1.001266"}),
    ("tạm ngừng hộ kinh doanh", {"1.001570"}, {"1.001266"}),
    ("xin tạm ngừng kinh doanh hkd", {"1.001570"}, {"1.001266"}),
    ("chấm dứt hkd", {"1.001266"}, {"1.001570"}),
    ("chấm dứt hoạt động hộ kinh doanh", {"1.001266"}, {"1.001570"}),
    ("tạm dừng hkd 3 tháng", {"1.001570"}, {"1.001266"}),
    ("tạm nghỉ hkd", {"1.001570"}, {"1.001266"}),
    ("đăng ký hkd", {"1.001612"}, {"1.001266", "2.000720"}),
    ("thay đổi đăng ký hkd", {"2.000720"}, {"1.001612", "2.000575"}),
    ("cấp lại gcn đăng ký hkd", {"2.000575"}, {"1.001612", "2.000720"}),
    ("khai sinh", {"1.001193"}, {"1.000656"}),
    ("khai tử", {"1.000656"}, {"1.001193"}),
    ("đk khai sinh", {"1.001193"}, {"1.000656"}),
    ("đk khai tử", {"1.000656"}, {"1.001193"}),
    ("đăng ký lại khai sinh", {"1.004884"}, {"1.001193", "1.005461"}),
    ("đăng ký lại khai tử", {"1.005461"}, {"1.000656", "1.004884"}),
    ("đăng ký lại kết hôn", {"1.004746"}, {"1.000894"}),
    ("đk kết hôn", {"1.000894"}, {"1.004746"}),
    ("đăng ký thường trú", {"1.004222"}, {"1.004194", "1.003197"}),
    ("đăng ký tạm trú", {"1.004194"}, {"1.004222", "1.010028"}),
    ("đk tạm trú", {"1.004194"}, {"1.004222"}),
    ("xóa đăng ký thường trú", {"1.003197"}, {"1.004222", "1.010028"}),
    ("xóa đăng ký tạm trú", {"1.010028"}, {"1.004194", "1.003197"}),
    ("gia hạn tạm trú", {"1.002755"}, {"1.004194"}),
    ("khai báo tạm vắng", {"1.003677"}, {"1.004194"}),
    ("cấp lại gcn quyền sử dụng đất bị mất", {"1.012786", "1.115621"}, {"1.012783"}),
    ("cấp đổi gcn quyền sử dụng đất", {"1.012783"}, {"1.012786", "1.115621"}),
    ("cấp lại sổ đỏ", {"1.012786", "1.115621"}, {"1.012783"}),
    ("cấp đổi sổ đỏ", {"1.012783"}, {"1.012786", "1.115621"}),
    ("thu hồi gcn đăng ký xe", {"1.115971", "1.013065"}, {"1.115970"}),
    ("đăng ký xe máy mới", {"1.115970", "1.013067"}, {"1.115971"}),
    ("cấp lại gcn đăng ký xe", {"1.013080", "1.013082"}, {"1.115970", "1.115971"}),
    ("đổi gcn đăng ký xe", {"1.013079", "1.013078"}, {"1.013080", "1.115971"}),
    ("cấp giấy phép xây dựng", {"1.013225"}, {"1.013227", "1.013228"}),
    ("cấp gpxd", {"1.013225"}, {"1.013227", "1.013228"}),
    ("gia hạn gpxd", {"1.013227"}, {"1.013225", "1.013228"}),
    ("cấp lại gpxd", {"1.013228"}, {"1.013225", "1.013227"}),
    ("điều chỉnh gpxd", {"1.013226"}, {"1.013225", "1.013227"}),
    ("cấp giấy phép bán lẻ rượu", {"2.000620"}, {"2.001240", "2.000615"}),
    ("cấp lại giấy phép bán lẻ rượu", {"2.001240"}, {"2.000620", "2.000615"}),
    ("sửa đổi giấy phép bán lẻ rượu", {"2.000615"}, {"2.000620", "2.001240"}),
    ("cấp giấy phép bán lẻ thuốc lá", {"2.000181"}, {"2.000150", "2.000162"}),
    ("cấp lại giấy phép bán lẻ thuốc lá", {"2.000150"}, {"2.000181", "2.000162"}),
    ("đổi gplx", {"3.000347", "1.002809", "1.115978", "1.115979"}, {"3.000348"}),
    ("cấp lại gplx", {"3.000348"}, {"3.000347"}),
    ("đăng ký giám hộ", {"1.004837"}, {"1.004845"}),
    ("chấm dứt giám hộ", {"1.004845"}, {"1.004837"}),
    ("đăng ký thành lập htx", {"1.005280"}, {"1.004982", "2.002637"}),
    ("giải thể htx", {"1.004982"}, {"1.005280"}),
    ("cấp đổi gcn đăng ký htx", {"1.004901"}, {"2.002638"}),
    ("khóa tài khoản vneid", {"3.000283"}, {"3.000284"}),
    ("mở khóa tài khoản vneid", {"3.000284"}, {"3.000283"}),
    ("đăng ký nuôi con nuôi", {"2.001263"}, {"2.001255"}),
    ("đăng ký lại việc nuôi con nuôi", {"2.001255"}, {"2.001263"}),
    ("đổi giấy xác nhận khuyết tật", {"1.001653"}, {"1.001699"}),
    ("đăng ký nghĩa vụ quân sự chuyển đi", {"1.013134"}, {"1.013137"}),
    ("đăng ký nghĩa vụ quân sự chuyển đến", {"1.013137"}, {"1.013134"}),
    ("cấp lại thẻ bhyt", {"1.002759", "1.001294"}, {"1.001939"}),
    ("chấm dứt mã số thuế", {"1.007607"}, {"1.008498"}),
]

PLAIN = [
    ("đăng ký khai sinh cho cháu mới sinh", "1.001193"),
    ("em lấy chồng người nước ngoài", "2.000806"),
    ("đăng ký thành lập hợp tác xã", "1.005280"),
    ("cấp sổ đỏ lần đầu cho hộ gia đình", "1.013978"),
]

SAID_TOO_LITTLE = [
    ("dang ky xe", {"1.115970", "1.013076"}),
    ("đăng ký xe", {"1.115970", "1.013076"}),
    ("làm sổ hộ khẩu", {"1.004222", "1.010038", "1.010041"}),
    ("sang tên", {"1.013831", "1.013076"}),
    ("em muốn sang tên thì làm thế nào ạ", {"1.013831", "1.013076"}),
    ("lam lai giay to", {"1.116410", "2.000635"}),
    ("cấp lại thẻ", {"1.116410", "1.002759"}),
]


@pytest.mark.parametrize(("words", "right", "confused"), APART, ids=[words for words, *_ in APART])
def test_what_is_confused_is_kept_apart(catalogue: Catalogue, words: str, right: set[str], confused: set[str]) -> None:
    first = catalogue.ask(words, DAY).finding.hits[0].code
    assert first in right
    assert first not in confused


@pytest.mark.parametrize(("words", "right", "confused"), APART, ids=[words for words, *_ in APART])
def test_without_marks_it_is_kept_apart_or_asked_back(
    catalogue: Catalogue, words: str, right: set[str], confused: set[str]
) -> None:
    finding = catalogue.ask(drop_marks(words), DAY).finding
    offered = [hit.code for hit in finding.hits[: 1 if finding.kind == "answer" else 3]]
    assert right & set(offered)
    assert finding.kind == "choices" or offered[0] not in confused


def test_the_pairs_are_many_and_each_has_two_sides() -> None:
    assert len(APART) >= 40
    assert [words for words, right, confused in APART if right & confused] == []


@pytest.mark.parametrize(("words", "code"), PLAIN)
def test_the_plain_form_is_answered_although_special_ones_are_near(catalogue: Catalogue, words: str, code: str) -> None:
    finding = catalogue.ask(words, DAY).finding
    assert (finding.kind, finding.hits[0].code) == ("answer", code)


@pytest.mark.parametrize(("words", "meant"), SAID_TOO_LITTLE)
def test_what_says_too_little_is_asked_back_with_all_it_may_mean(
    catalogue: Catalogue, words: str, meant: set[str]
) -> None:
    finding = catalogue.ask(words, DAY).finding
    assert finding.kind == "choices"
    assert meant <= {hit.code for hit in finding.hits}


@pytest.mark.parametrize("words", ["đăng ký xe máy mới mua", "tạm ngừng hộ kinh doanh", "mất thẻ căn cước"])
def test_what_says_more_than_a_broad_word_is_answered(catalogue: Catalogue, words: str) -> None:
    assert catalogue.ask(words, DAY).finding.kind == "answer"


def test_other_marks_are_no_broad_word(catalogue: Catalogue) -> None:
    assert catalogue.ask("bố ơi con đói", DAY).finding.kind == "not_found"
    assert catalogue.ask("che do bo doi", DAY).finding.kind == "choices"


@pytest.mark.bulk
def test_every_broad_word_stands_once_and_is_asked_back() -> None:
    index = Index(read_release().procedures, Vocabulary.read(DATA))
    forms = [form.strip() for row in BROAD_ROWS for form in row["forms"].split(";")]
    assert len({drop_marks(spoken(form)) for form in forms}) == len(forms) > 100
    assert [form for form in forms if decide(index.search(form, DAY), index.ranking).kind != "choices"] == []


def test_every_broad_row_names_known_procedures_its_reason_and_its_source(catalogue: Catalogue) -> None:
    for row in BROAD_ROWS:
        codes = row["codes"].split("; ")
        assert 2 <= len(codes) == len(set(codes)) <= MOST_CHOICES
        assert [code for code in codes if catalogue.procedure(code) is None] == []
        assert row["reason"].strip()
        assert row["source"].strip()


def test_a_broad_word_of_which_one_matter_is_left_is_searched_as_any_other() -> None:
    one = procedure_named("1.000001", "Sang tên xe")
    index = Index([one], Vocabulary(broad={"sang tên": ("1.000001", "1.999999")}))
    results = index.search("sang tên", DAY)
    assert not results.broad
    assert [hit.code for hit in results.kept] == ["1.000001"]


def test_a_broad_word_is_explained() -> None:
    both = [procedure_named("1.000001", "Sang tên xe"), procedure_named("1.000002", "Sang tên đất")]
    index = Index(both, Vocabulary(broad={"sang tên": ("1.000002", "1.000001")}))
    hits = index.search("SANG TEN?", DAY, explain=True).kept
    assert [hit.code for hit in hits] == ["1.000002", "1.000001"]
    assert [(part.step, part.value) for part in hits[0].parts] == [(Step.BROAD, hits[0].score)]


def test_another_act_is_explained_and_the_parts_add_up() -> None:
    both = [procedure_named("1.000001", "Cấp giấy phép đò"), procedure_named("1.000002", "Gia hạn giấy phép đò")]
    hits = Index(both, Vocabulary()).search("gia hạn giấy phép đò nhà tôi", DAY, explain=True).kept
    assert [hit.code for hit in hits] == ["1.000002", "1.000001"]
    assert next(part.value for part in hits[1].parts if part.step is Step.ACT) < 0
    assert sum(part.value for part in hits[1].parts) == pytest.approx(hits[1].score)


@pytest.mark.parametrize(
    ("typed", "acts"),
    [
        ("gia hạn tạm trú", [{"gia", "hạn"}]),
        ("gia han tam tru", [{"gia", "hạn"}]),
        ("cấp đổi thẻ", [{"cấp", "đổi"}]),
        ("đổi thẻ", [{"đổi"}]),
        ("doi the", []),
        ("giấy phép bị thu hồi", []),
        ("khóa, mở khóa tài khoản", [{"mở", "khóa"}, {"khóa"}]),
    ],
)
def test_acts_are_read_with_and_without_marks_but_not_where_they_were_suffered(
    typed: str, acts: list[set[str]]
) -> None:
    assert [set(act.syllables) for act in acts_said(spoken(typed).split())] == acts


def test_owners_are_read() -> None:
    assert [one.owner for one in owners_said(["sổ", "đỏ", "cho", "hộ", "gia", "đình"])] == [True]
