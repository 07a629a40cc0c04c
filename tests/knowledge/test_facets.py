"""What is asked about a procedure: the mechanism, the rows that are shipped, and what they do to the search."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.asking.facets import COLUMNS, FILE, HELPERS, NAME, Asked, Facet, Facets, FacetsFileError
from knowledge.asking.message import LONGEST
from knowledge.catalogue import Catalogue
from knowledge.release import SHIPPED

DAY = date(2026, 11, 22)
TESTS = Path(__file__).parents[1] / "data"
FACETS = Facets.read(SHIPPED)
ROWS = list(csv.DictReader((SHIPPED / FILE).read_text("utf-8").splitlines()))

WORTH = 0.005
"""The share of questions that may find worse when the words that ask are taken out."""


def in_conversations() -> Iterator[tuple[str, str]]:
    """Each message of the conversations after which a facet must be told, with the facet."""
    for file in sorted((TESTS / "conversations").glob("*.txt")):
        message = ""
        for line in file.read_text("utf-8").splitlines()[1:]:
            told = re.match(r"> facet (\w+) of", line)
            if told:
                yield message, told[1]
            message = message if line.startswith((">", "...")) else line


@pytest.mark.parametrize(("words", "facet"), list(in_conversations()))
def test_the_facet_of_a_conversation_is_found(words: str, facet: str) -> None:
    assert FACETS.of(words).facet == facet


@pytest.mark.parametrize(
    ("words", "facet", "rest"),
    [
        ("làm khai sinh cần giấy tờ gì", Facet.PAPERS, "làm khai sinh"),
        ("khai sinh cho con mất bao lâu", Facet.TIME, "khai sinh cho con"),
        ("tách hộ hết bao nhiêu tiền", Facet.FEE, "tách hộ"),
        ("phí làm hộ chiếu hết bao nhiêu ạ", Facet.FEE, "làm hộ chiếu ạ"),
        ("đăng ký tạm trú nộp ở đâu", Facet.PLACE, "đăng kí tạm trú"),
        ("đăng ký kết hôn làm trên mạng được không", Facet.ONLINE, "đăng kí kết hôn"),
        ("kết hôn cần điều kiện gì", Facet.CONDITIONS, "kết hôn"),
        ("trợ cấp hưu trí xã hội ai được hưởng", Facet.APPLICANTS, "trợ cấp hưu trí xã hội"),
        ("ket hon can giay to gi", Facet.PAPERS, "ket hon"),
        ("tach ho mat may ngay", Facet.TIME, "tach ho"),
        ("đki tạm trú onl dc ko", Facet.ONLINE, "đki tạm trú"),
        ("lm passport cần j ạ", Facet.PAPERS, "lm passport ạ"),
        ("có phải mất phí khi khoá tài khoản định danh không", Facet.FEE, "khi khóa tài khoản định danh"),
        ("hộ chiếu bn tiền", Facet.FEE, "hộ chiếu"),
        ("1.001193 lệ phí bao nhiêu", Facet.FEE, "1.001193"),
        ("đăng ký khai sinh, đăng ký kết hôn cần giấy tờ gì", Facet.PAPERS, "đăng kí khai sinh, đăng kí kết hôn"),
        ("làm hộ chiếu trên mạng mất bao lâu", Facet.TIME, "làm hộ chiếu"),
        ("mất căn cước làm lại ở đâu, hết bao nhiêu tiền", Facet.PLACE, "mất căn cước làm lại"),
    ],
)
def test_the_words_that_ask_are_taken_out(words: str, facet: Facet, rest: str) -> None:
    assert FACETS.of(words) == Asked(facet, rest, alone=False)


@pytest.mark.parametrize(
    ("words", "facet"),
    [
        *[(words, Facet.FEE) for words in ("thế còn lệ phí?", "le phi", "bn tiền z", "hết bnh ạ", "phí thì sao")],
        *[(words, Facet.TIME) for words in ("bao lâu thì xong ạ", "mat bao lau", "mất bn lâu", "bao lauu", "thời hạn")],
        *[
            (words, Facet.PLACE)
            for words in ("nop o dau", "ở đâu z", "nộp cho ai", "làm odau", "nộp ở ddaau", "ra xã nào ạ")
        ],
        *[
            (words, Facet.PAPERS)
            for words in ("cần j", "gaiy to gi", "giấy tờ", "cần mang theo những gì ạ", "can nhung gi")
        ],
        *[(words, Facet.ONLINE) for words in ("onl dc ko", "làm qua mạng được không", "nop truc tuyen duoc khong")],
        *[(words, Facet.CONDITIONS) for words in ("cần điều kiện gì", "dieu kien", "bao nhiêu tuổi thì được")],
        *[(words, Facet.APPLICANTS) for words in ("ai được làm", "ai duoc huong", "đối tượng nào được")],
    ],
)
def test_a_facet_may_be_all_a_message_says(words: str, facet: Facet) -> None:
    assert FACETS.of(words) == Asked(facet, "", alone=True)


@pytest.mark.parametrize(
    "words",
    [
        "khai lệ phí trước bạ nhà đất",
        "có phải nộp tiền sử dụng đất không",
        "xin miễn giảm học phí",
        "gia hạn thời hạn sử dụng đất",
        "chứng nhận đủ điều kiện chăn nuôi",
        "mai táng phí cựu chiến binh",
        "hỗ trợ được bao nhiêu tiền",
        "nghỉ việc bao lâu thì phải báo",
        "giấy khai sinh có giá trị bao lâu",
        "hồ sơ của tôi đến đâu rồi",
        "chứng thực bản sao giấy tờ",
        "lam lai giay to",
        "mở quán nét thì xin giấy gì",
        "bố mới mất thì làm thủ tục gì",
        "phi cơ",
        "đàn lợn chết vì dịch tả châu Phi",
        "chào bạn",
        "",
        "???",
    ],
)
def test_a_message_that_asks_for_no_facet_stays_as_it_was_typed(words: str) -> None:
    assert FACETS.of(words) == Asked(None, words, alone=False)


def test_no_name_of_the_catalogue_asks_for_anything(catalogue: Catalogue) -> None:
    asking = [p.latest.name for p in catalogue.procedures() if FACETS.of(p.latest.name).facet]
    assert asking == []


def test_what_is_left_finds_its_procedure_as_well_as_the_whole_message(catalogue: Catalogue) -> None:
    with (TESTS / "questions_wide.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    asking = [(row, asked) for row in rows if (asked := FACETS.of(row["question"])).facet]
    worse = [
        row["question"]
        for row, asked in asking
        if _finds(catalogue, row["question"], row["codes"]) and not _finds(catalogue, asked.rest, row["codes"])
    ]
    assert len(asking) > 60
    assert len(worse) <= WORTH * len(rows), worse


def _finds(catalogue: Catalogue, words: str, codes: str) -> bool:
    kept = catalogue.ask(words, DAY).results.kept
    return bool(kept) and kept[0].code in codes.split("; ")


@given(st.text())
def test_anything_typed_is_read(words: str) -> None:
    assert isinstance(FACETS.of(words), Asked)


@given(st.lists(st.sampled_from([row["phrase"] for row in ROWS] + ["khai sinh", ",", "1.001193"]), max_size=12))
def test_any_order_of_phrases_is_read(words: list[str]) -> None:
    asked = FACETS.of(" ".join(words))
    assert not asked.alone or (asked.facet and not asked.rest)


@pytest.mark.parametrize("words", ["cần giấy tờ gì " * 10_000, "a" * 100_000, "\u0301" * 5000, "ﷺ" * 5000])
def test_only_the_beginning_of_a_long_message_is_read(words: str) -> None:
    assert len(FACETS.of(words).rest) <= max(LONGEST, len(words))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (" ,fee,anywhere,,,test", "row 2: phrase is empty"),
        ("phí,price,anywhere,,,test", "'price' is none of papers"),
        ("phí,fee,everywhere,,,test", "'everywhere' is none of anywhere"),
        ("bn,spelling,,,,test", "a spelling must stand for something"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, row: str, fault: str) -> None:
    (tmp_path / FILE).write_text(",".join(COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(FacetsFileError, match=fault):
        Facets.read(tmp_path)


def test_every_shipped_row_names_where_it_was_seen_and_every_exception_says_why() -> None:
    assert [row for row in ROWS if not row["source"]] == []
    assert [row for row in ROWS if row["facet"] == NAME and not row["note"]] == []


def test_no_shipped_row_stands_twice() -> None:
    assert len({(row["phrase"], row["facet"]) for row in ROWS}) == len(ROWS)


def test_the_shipped_file_is_composed_and_trimmed() -> None:
    cells = [cell for row in ROWS for cell in row.values()]
    assert [cell for cell in cells if cell != unicodedata.normalize("NFC", cell).strip()] == []


def test_every_facet_has_phrases() -> None:
    assert {row["facet"] for row in ROWS} == {*Facet, *HELPERS}
