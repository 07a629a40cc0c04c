"""What tells a person apart goes, and what is asked stays."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.release import Release
from knowledge.text.names import LONGEST, without_persons
from knowledge.text.normalise import marked
from tests.shipping import DATA

GONE = [
    # A name that was introduced.
    ("Tôi tên là Nguyễn Văn A, số 0912 345 678, làm lại khai sinh", "tôi số làm lại khai sinh"),
    ("toi ten la nguyen van an muon lam khai sinh", "toi muon lam khai sinh"),
    ("cháu tên Bảo Ngọc sinh ở xã khác", "cháu sinh ở xã khác"),
    ("con tên bảo ngọc bị sai trong giấy khai sinh", "con bị sai trong giấy khai sinh"),
    ("họ tên: vũ minh khôi - xin cấp lại thẻ bhyt", "họ xin cấp lại thẻ bhyt"),
    ("chủ hộ tên Hòa đã mất", "chủ hộ đã mất"),
    ("tôi tên là hoa", "tôi"),
    ("tên là Hoa. Làm hộ chiếu", "làm hộ chiếu"),
    # A name after a word for a person.
    ("ông Tuấn muốn làm sổ đỏ", "ông muốn làm sổ đỏ"),
    ("em là Lan, muốn hỏi", "em là muốn hỏi"),
    ("đất của bà Phạm Thị Mỹ Hạnh, xã Trực Thái", "đất của bà xã trực thái"),
    # A name by itself.
    ("Nguyễn Thị Hoa", ""),
    ("Trần Quốc Toản xin đổi căn cước", "xin đổi căn cước"),
    ("XIN LÀM KHAI SINH CHO PHẠM NGỌC ÁNH", "xin làm khai sinh cho"),
    ("lê thị hoa làm hộ chiếu", "làm hộ chiếu"),
    ("le thi hoa lam ho chieu", "lam ho chieu"),
    ("toi la pham duy khanh can lam lai the", "toi la can lam lai the"),
    ("nguyễn hoàng nam muốn đổi tên", "muốn đổi tên"),
    ("cấp thẻ cho bé Lò Thị Mai", "cấp thẻ cho bé"),
    # Numbers, mail and links.
    ("gọi 0912.345.678 hoặc (0228) 38 71 234 hỏi", "gọi hoặc hỏi"),
    ("xe 18B1-123.45 sang tên", "xe sang tên"),
    ("sinh ngày 12/5/1990 ở đâu", "sinh ngày ở đâu"),
    ("số ٠٩١٢ và ①②③ và ０９１", "số và và"),
    ("thư a.b@gmail.com hay hoa @ yahoo.com", "thư hay"),
    ("@nguyenhoa hỏi t.me/hoa https://x.vn/a?b=1 www.abc.vn dichvucong.gov.vn xem", "hỏi xem"),
]

STAYS = [
    "đổi tên con trong khai sinh",
    "tên là gì",
    "con tên bị sai trong khai sinh",
    "cháu tên",
    "có 2 con, con 18 tuổi, đất 20 m",
    "Hồ sơ cấp lại bằng lái",
    "Đăng Ký Khai Sinh",
    "ĐĂNG KÝ KHAI SINH CHO CON",
    "quản lý thanh lý tài sản",
    "quy hoach do thi o thi tran",
    "gia dinh van hoa",
    "che do huu tri",
    "khai sinh khong co ten cha",
    "nghia vu quoc te",
    "khai thac tai nguyen nuoc",
    "lấy chồng Đài Loan",
    "mẹ Việt Nam anh hùng",
    "ở xã Ninh Cường, huyện Trực Ninh",
    "lương hưu của bố tôi",
    "khai sinh cho con. Cần giấy tờ gì",
    "thay đổi tên, tính năng của xe",
    "tôi là. Hoa",
    "nguyễn",
    "",
]


@pytest.mark.parametrize(("typed", "kept"), GONE, ids=[typed for typed, _ in GONE])
def test_what_tells_a_person_apart_goes(typed: str, kept: str) -> None:
    assert without_persons(typed) == kept


@pytest.mark.parametrize("typed", STAYS)
def test_what_is_asked_stays(typed: str) -> None:
    assert without_persons(typed) == marked(typed)


def test_of_the_projects_questions_nearly_none_loses_more_than_its_numbers() -> None:
    files = [DATA / name for name in ("questions.csv", "questions_wide.csv", "ambiguous.csv")]
    typed = [row for file in files for row in _first_column(file) if not re.search(r"\d.*\d.*\d", row)]
    poorer = [one for one in typed if without_persons(one) != marked(one)]
    assert len(typed) > 700
    assert len(poorer) <= len(typed) / 200, poorer


def test_names_of_procedures_are_no_names_of_persons(shipped: Release) -> None:
    names = [version.name for procedure in shipped.procedures for version in procedure.versions]
    short = [name for name in names if len(name) < 200 and not re.search(r"\d.*\d.*\d", name)]
    poorer = [name for name in short if without_persons(name) != marked(name)]
    assert len(poorer) <= len(short) / 200, poorer


def _first_column(file: Path) -> list[str]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [row[0] for row in csv.reader(rows)][1:]


def test_a_text_is_cut_between_words() -> None:
    assert without_persons("giấy " * 1000, most=12) == "giấy giấy"
    assert without_persons("g" * LONGEST, most=12) == ""
    assert without_persons("giấy tờ", most=7) == "giấy tờ"


PIECES = (
    "Nguyễn nguyễn Thị thị Văn van le Hồ sơ quản lý tên là tên: ten la ông cháu con Hoa hoa, muốn 12 7 0912 a.b@c.vn "
    ". - x1y2z3 đô thị do thi xã Ninh ǰ ⅷ ١٢٣ ½"
)
WORDS = st.sampled_from(PIECES.split())
TYPED = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=14).map(" ".join))


@given(TYPED, st.integers(min_value=1, max_value=60))
def test_whatever_is_typed_no_number_is_left_and_twice_is_once(text: str, most: int) -> None:
    once = without_persons(text, most)
    assert len(once) <= most
    assert once == marked(once)
    assert without_persons(once, most) == once
    assert not re.search(r"\d\W{0,3}\d\W{0,3}\d", once)
