"""Who sends a petition, as people write it: in one line, in several, part by part, with labels and without."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.petitions.identity import (
    Fault,
    Identity,
    faults,
    looks_like_identity,
    missing,
    read_identity,
    read_phone,
    shown_phone,
    sound,
    with_contact,
)
from bot.petitions.names import looks_like_name
from knowledge.text.normalise import bare

A = Identity("Nguyễn Văn A", "thôn 5 xã Trực Ninh", "+84912345678")
CITIZEN_ID = "036123456789"


@pytest.mark.parametrize(
    "typed",
    [
        "Nguyễn Văn A, thôn 5 xã Trực Ninh, 0912 345 678",
        "Nguyễn Văn A; thôn 5 xã Trực Ninh; 0912.345.678",
        "Nguyễn Văn A - thôn 5 xã Trực Ninh - 0912-345-678",
        "Nguyễn Văn A / thôn 5 xã Trực Ninh / 0912345678",
        "Nguyễn Văn A thôn 5 xã Trực Ninh 0912345678",
        "0912345678 Nguyễn Văn A thôn 5 xã Trực Ninh",
        "Nguyễn Văn A 0912345678 thôn 5 xã Trực Ninh",
        "Nguyễn Văn A\nthôn 5 xã Trực Ninh\n0912 345 678",
        "Nguyễn Văn A\r\nthôn 5 xã Trực Ninh\r\n\r\n+84 912 345 678",
        "Nguyễn Văn A, thôn 5 xã Trực Ninh, 84912345678",
        "Nguyễn Văn A, thôn 5 xã Trực Ninh, ０９１２３４５６７８",
        "tên: Nguyễn Văn A, địa chỉ: thôn 5 xã Trực Ninh, sđt: 0912345678",
        "SĐT 0912345678, ĐỊA CHỈ thôn 5 xã Trực Ninh, TÊN Nguyễn Văn A",
        "Họ và tên: Nguyễn Văn A\nĐịa chỉ: thôn 5 xã Trực Ninh\nSố điện thoại: 0912345678",
        "Họ tên\nNguyễn Văn A\nĐịa chỉ\nthôn 5 xã Trực Ninh\nĐiện thoại\n0912345678",
        "ho ten: Nguyễn Văn A; dc: thôn 5 xã Trực Ninh; dt: 0912345678",
        "Tôi là Nguyễn Văn A ở thôn 5 xã Trực Ninh, đt 0912345678",
        "tên = Nguyễn Văn A, đ/c=thôn 5 xã Trực Ninh, zalo 0912345678",
        "Nguyễn Văn A, địa chỉ thôn 5 xã Trực Ninh. Điện thoại: 0912 345 678.",
        "Nguyễn Văn A,, thôn 5   xã Trực Ninh,\t0912 345 678, 0987 654 321",
        "Nguyễn\x00 Văn A, thôn\u200b 5 xã Trực Ninh\x07, 0912 345 678",
        "Nguye\u0302\u0303n Va\u0306n A, tho\u0302n 5 xa\u0303 Tru\u031b\u0323c Ninh, 0912 345 678",
    ],
)
def test_one_identity_however_it_is_typed(typed: str) -> None:
    assert read_identity(typed) == A


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("nguyen van a, thon 5 xa truc ninh", Identity("nguyen van a", "thon 5 xa truc ninh")),
        ("Ngo Thi Huyen xom 7, 0912345678", Identity("Ngo Thi Huyen", "xom 7", "+84912345678")),
        ("Y Ngôn Niê, buôn 3 xã Trực Ninh", Identity("Y Ngôn Niê", "buôn 3 xã Trực Ninh")),
        ("John Smith, 12 Trần Phú", Identity("John Smith", "12 Trần Phú")),
        ("A, xóm 5", Identity("A", "xóm 5")),
        ("Nguyễn Văn Đường, đường 19/5", Identity("Nguyễn Văn Đường", "đường 19/5")),
        ("Lý Thị Làng, làng Đông", Identity("Lý Thị Làng", "làng Đông")),
        ("Nguyễn Văn A, xóm 3, Cổ Lễ, Trực Ninh", Identity("Nguyễn Văn A", "xóm 3, Cổ Lễ, Trực Ninh")),
        ("địa chỉ: xóm 3, Cổ Lễ\nNguyễn Văn A", Identity("Nguyễn Văn A", "xóm 3, Cổ Lễ")),
        ("Nguyễn Văn A, thôn 12 0912 345 678", Identity("Nguyễn Văn A", "thôn 12", "+84912345678")),
        ("số 05 0912 345 678", Identity(address="số 05", phone="+84912345678")),
        ("Nguyễn Văn A, 12/3 Trần Phú", Identity("Nguyễn Văn A", "12/3 Trần Phú")),
        ("0228 3883 456", Identity(phone="+842283883456")),
        ("đt bàn (0228) 3883456", Identity(phone="+842283883456")),
        ("+44 20 7946 0958", Identity(phone="+442079460958")),
        ("a.b+c@gmail.com", Identity(email="a.b+c@gmail.com")),
        ("email:a@b.vn, xóm 5", Identity(address="xóm 5", email="a@b.vn")),
        ("sđt không có, email không có", Identity()),
        ("địa chỉ:", Identity()),
        ("...", Identity()),
        ("", Identity()),
    ],
)
def test_what_is_read_of_other_lines(typed: str, read: Identity) -> None:
    assert read_identity(typed) == read


def test_parts_come_one_at_a_time() -> None:
    known = read_identity("Nguyễn Văn A")
    assert known == Identity("Nguyễn Văn A")
    assert missing(known) == ("address", "contact")
    known = read_identity("thôn 5 xã Trực Ninh", known)
    assert missing(known) == ("contact",)
    known = read_identity("0912 345 678", known)
    assert known == A
    assert missing(known) == ()


@pytest.mark.parametrize(
    ("typed", "known", "read"),
    [
        ("Cổ Lễ, Trực Ninh", Identity("Nguyễn Văn A"), Identity("Nguyễn Văn A", "Cổ Lễ, Trực Ninh")),
        ("Cổ Lễ huyện Trực Ninh", Identity("Nguyễn Văn A"), Identity("Nguyễn Văn A", "Cổ Lễ huyện Trực Ninh")),
        ("nguyễn văn a, Cổ Lễ", Identity("Nguyễn Văn A"), Identity("nguyễn văn a", "Cổ Lễ")),
        ("Trần Văn B, Cổ Lễ, 0912 345 678", Identity("Nguyễn Văn A"), Identity("Trần Văn B", "Cổ Lễ", A.phone)),
        ("Trần Văn B", A, Identity("Trần Văn B", A.address, A.phone)),
        ("xóm 7 Trực Đại", A, Identity(A.name, "xóm 7 Trực Đại", A.phone)),
        ("tên: Trần Văn B", A, Identity("Trần Văn B", A.address, A.phone)),
        ("địa chỉ: Cổ Lễ", A, Identity(A.name, "Cổ Lễ", A.phone)),
        ("0987 654 321", A, Identity(A.name, A.address, "+84987654321")),
        ("a@b.vn", A, Identity(A.name, A.address, A.phone, "a@b.vn")),
        ("tên:", A, A),
        ("", A, A),
    ],
)
def test_what_is_typed_later_adds_or_mends(typed: str, known: Identity, read: Identity) -> None:
    assert read_identity(typed, known) == read


texts = st.text() | st.text("Aa ,;:\n-0193456789.+@(•ởđtên", max_size=60)
identities = st.builds(Identity, *[st.sampled_from(["", part]) for part in (A.name, A.address, A.phone, "a@b.vn")])


@given(texts, identities)
def test_any_text_is_read_and_nothing_known_is_lost(typed: str, known: Identity) -> None:
    read = read_identity(typed, known)
    assert set(missing(read)) <= set(missing(known))
    faults(read)
    for part in (read.name, read.address, read.phone, read.email):
        assert not re.search(r"[\x00-\x1f•]", part)
        assert part == part.strip()
    assert read_identity("", read) == read


groupings = st.lists(st.sampled_from(["", " ", ".", "-"]), min_size=11, max_size=11)


@given(
    st.from_regex(r"0(01|36|37|96)[0-3][0-9]{8}", fullmatch=True),
    groupings,
    st.sampled_from(
        ["{}", "Nguyễn Văn A, xóm 5, {}", "cccd {} Nguyễn Văn A", "sđt: {}", "địa chỉ: xóm 5 {}", "tên {}"]
    ),
)
def test_a_citizens_number_is_never_kept(number: str, between: list[str], around: str) -> None:
    typed = number[0] + "".join(apart + digit for apart, digit in zip(between, number[1:], strict=True))
    groups = re.split("[ .-]", typed)
    runs = {"".join(groups[i:j]) for i in range(len(groups)) for j in range(i + 1, len(groups) + 1)}
    assume(not any(len(run) in {10, 11} and run[0] == "0" and read_phone(run) for run in runs))
    read = read_identity(around.format(typed))
    assert number not in re.sub(r"\D", "", f"{read}")
    assert not read.phone


@pytest.mark.parametrize(
    "typed",
    [
        CITIZEN_ID,
        "036 123 456 789",
        "0361 2345 6789",
        f"+{CITIZEN_ID}",
        f"x{CITIZEN_ID}",
        f"{CITIZEN_ID}0",
        "cmnd 163456789",
    ],
)
def test_nothing_of_a_private_number_is_kept(typed: str) -> None:
    assert not re.search(r"\d", f"{read_identity(f'Lê C, Cổ Lễ, {typed}')}")
    assert not re.search(r"\d", f"{read_identity(typed)}")


@pytest.mark.parametrize("typed", ["163456789", "123456789012345", "Lê C 163456789", "stk 0123456789 vietcombank"])
def test_a_long_number_that_is_no_telephone_is_not_kept(typed: str) -> None:
    assert not re.search(r"\d", f"{read_identity(typed)}")


def test_of_a_message_whose_digits_were_masked_only_the_whole_parts_are_read() -> None:
    assert read_identity("Lê C, thôn •, •••• ••• •••, ••••••••••••") == Identity("Lê C")


@pytest.mark.parametrize("number", ["+84912345678", "84912345678", "0912345678", "+84 91 234 56 78"])
def test_a_shared_contact_gives_its_telephone(number: str) -> None:
    assert with_contact(Identity("Lê C"), number) == Identity("Lê C", phone="+84912345678")


def test_a_shared_contact_from_abroad_may_come_without_its_plus() -> None:
    assert with_contact(Identity(), "491711234567").phone == "+491711234567"


def test_a_shared_contact_that_is_no_telephone_is_named() -> None:
    assert faults(with_contact(Identity(), "123")) == (Fault.PHONE_WRONG,)
    assert with_contact(A, "") == A


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+84912345678", "0912 345 678"),
        ("+842283883456", "0228 3883 456"),
        ("+442079460958", "+44 20 7946 0958"),
        ("0912 345 67", "0912 345 67"),
        ("", ""),
    ],
)
def test_a_telephone_is_shown_as_people_read_it(phone: str, shown: str) -> None:
    assert shown_phone(phone) == shown


@pytest.mark.parametrize(
    ("part", "value", "found"),
    [
        ("name", "???", (Fault.NAME_WITHOUT_LETTERS, Fault.NAME_WITH_SIGNS)),
        ("name", "Nguyễn Văn A1", (Fault.NAME_WITH_DIGITS,)),
        ("name", "x" * 101, (Fault.NAME_TOO_LONG,)),
        ("name", "=HYPERLINK", (Fault.NAME_WITH_SIGNS,)),
        ("name", "<b>Nguyễn Văn A</b>", (Fault.NAME_WITH_SIGNS,)),
        ("name", "Иван Петров", (Fault.OTHER_SCRIPT,)),
        ("name", "王小明", (Fault.OTHER_SCRIPT,)),
        ("name", "أحمد", (Fault.OTHER_SCRIPT,)),
        ("address", "xóm", (Fault.ADDRESS_TOO_SHORT,)),
        ("address", "x" * 201, (Fault.ADDRESS_TOO_LONG,)),
        ("address", "улица Ленина 5", (Fault.OTHER_SCRIPT,)),
        ("phone", "0912 345 67", (Fault.PHONE_WRONG,)),
        ("phone", "0912345678", (Fault.PHONE_WRONG,)),
        ("phone", "+1", (Fault.PHONE_WRONG,)),
        ("email", "a@b", (Fault.EMAIL_WRONG,)),
        *[("name", name, ()) for name in ("A", "Y Ngôn Niê", "H'Hen Niê", "K’Brếu", "John O'Neil-Smith Jr.", "Å Ş")],
        *[("address", place, ()) for place in ("Cổ Lễ", '=HYPERLINK("http://x","y")', "<b>xóm 5</b>", "số 5 ʻʻ")],
        ("name", "x" * 100, ()),
        ("address", "x" * 200, ()),
        ("phone", "+84912345678", ()),
        ("phone", "+442079460958", ()),
        ("email", "a.b+c@mail.gov.vn", ()),
    ],
)
def test_what_is_wrong_with_a_part_is_named(part: str, value: str, found: tuple[Fault, ...]) -> None:
    assert faults(replace(Identity(), **dict[str, Any]({part: value}))) == found


def test_what_is_missing_is_no_fault() -> None:
    assert faults(Identity()) == ()
    assert missing(Identity()) == ("name", "address", "contact")
    assert missing(Identity(email="a@b.vn")) == ("name", "address")


def test_faults_are_named_once_and_in_the_order_of_the_parts() -> None:
    everything = Identity("Иван 5", "ул", "1", "x")
    wanted = (Fault.NAME_WITH_DIGITS, Fault.OTHER_SCRIPT, Fault.ADDRESS_TOO_SHORT, Fault.PHONE_WRONG, Fault.EMAIL_WRONG)
    assert faults(everything) == wanted


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Lê C, xóm 5 Cổ Lễ, 0912 345 67", (Fault.PHONE_WRONG,)),
        ("Lê C, xóm 5 Cổ Lễ, sđt 12345", (Fault.PHONE_WRONG,)),
        ("Lê C, xóm 5 Cổ Lễ, email: abc.gmail.com", (Fault.EMAIL_WRONG,)),
        ("Lê C, xóm 5 Cổ Lễ, abc@gmail", (Fault.EMAIL_WRONG,)),
        ("Иван Петров, xóm 5 Cổ Lễ", (Fault.OTHER_SCRIPT,)),
        ("tên: 12345, xóm 5 Cổ Lễ", (Fault.NAME_WITHOUT_LETTERS, Fault.NAME_WITH_DIGITS)),
        ('Lê C, xóm 5 =HYPERLINK("http://x"), 0912345678', ()),
    ],
)
def test_what_is_typed_wrong_is_kept_long_enough_to_be_named(typed: str, found: tuple[Fault, ...]) -> None:
    assert faults(read_identity(typed)) == found


@pytest.mark.bulk
@pytest.mark.parametrize(
    "unit", ["a", "1 ", "0912345678 ", "0", "a@", "a.", "tên ", ", ", "0 1", "+", "( ", "địa chỉ: "]
)
def test_a_message_of_any_length_is_read_in_no_time(unit: str) -> None:
    begun = time.thread_time()
    read_identity(unit * (4096 // len(unit)))
    assert time.thread_time() - begun < 1


SPEECH = [
    *(
        "ok",
        "không",
        "không biết",
        "vâng",
        "đồng ý",
        "Đồng ý",
        "thôi",
        "ừ",
        "Chuẩn",
        "1",
        "có",
        "cũng được",
        "giấu tên",
    ),
    *("sao lâu thế", "xin chào", "Cảm ơn", "bỏ qua", "quay lại", "Hủy", "để mai", "Đúng rồi", "hồ sơ", "lệ phí"),
    *(
        "tôi không muốn ghi tên",
        "không có điện thoại",
        "tên gì cũng được",
        "ở trên có rồi",
        "tôi ở xa",
        "ẩn danh được không",
    ),
    *("Đã 3 tháng nay rồi, mong sớm sửa", "3 tháng nay", "phí làm căn cước bao nhiêu", "bao giờ sửa đường thôn 5"),
    *("Ông chủ tịch xã Trần Văn Tham nhận hối lộ 50 triệu", "thôn 3 có đánh bạc", "Xóm 5 ngập nước", "Rác đầy chợ"),
    *("Đường hỏng nặng", "mất điện", "hai vợ chồng tôi", "tôi là dân xóm 3", "KHÔNG", "RÁC THẢI NHIỀU"),
]


@pytest.mark.parametrize("typed", SPEECH)
def test_speech_is_no_identity(typed: str) -> None:
    assert read_identity(typed) == Identity()
    assert not looks_like_identity(typed)


@pytest.mark.parametrize(
    "typed", ["khong", "khong biet", "toi khong muon ghi ten", "dung roi", "gui di", "khong co dien thoai"]
)
def test_speech_without_marks_is_no_identity(typed: str) -> None:
    assert not looks_like_identity(typed)


NAMES = [
    *(
        "Nguyễn Văn An",
        "Lò Thị Mùi",
        "Vũ Thị Thu Hằng",
        "Trịnh Xuân Đường",
        "Trần Đình Tỉnh",
        "Đặng Quốc Bảo",
        "Bùi Thị Là",
    ),
    *("Phan Anh", "Hoàng Anh Tuấn", "Lê Thu Hà", "Trần Tuấn", "Đỗ Thị Lan", "Phạm Văn Ba", "Lê Văn Bản"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("typed", [str, str.lower, str.upper, bare], ids=["", "lower", "upper", "bare"])
def test_names_are_read_however_they_are_typed(typed: Callable[[str], str], name: str) -> None:
    assert read_identity(typed(name)) == Identity(typed(name))


@pytest.mark.parametrize(
    "name", ["Y Ngôn Niê", "y ngôn niê", "H'Hen Niê", "John Smith", "Hương", "Иван Петров", "王小明"]
)
def test_names_that_stand_in_no_list_are_read(name: str) -> None:
    assert read_identity(name).name == name


@pytest.mark.parametrize("name", ["mai", "minh", "B", "Mai", "minh đức"])
def test_less_is_a_name_beside_an_address_or_a_telephone(name: str) -> None:
    assert read_identity(f"{name}, xóm 5, 0912345678") == Identity(name, "xóm 5", "+84912345678")
    assert looks_like_name(name, beside=True)


@pytest.mark.parametrize(
    ("typed", "name", "address"),
    [
        ("thôn 5 xã Cát Thành, Nguyễn Văn An", "Nguyễn Văn An", "thôn 5 xã Cát Thành"),
        ("xã Cát Thành - Nguyễn Minh Đức", "Nguyễn Minh Đức", "xã Cát Thành"),
        ("xóm 3, Đông Hạ, Lê Văn Tám", "Lê Văn Tám", "xóm 3, Đông Hạ"),
        ("Cổ Lễ, Nguyễn Văn An", "Nguyễn Văn An", "Cổ Lễ"),
        ("nhà ông Ba xóm 5", "", "nhà ông Ba xóm 5"),
        ("so nha 5 duong huu nghi, co le", "", "so nha 5 duong huu nghi, co le"),
        ("Trần Đình Tỉnh xã Ninh Giang tỉnh Ninh Bình", "Trần Đình Tỉnh", "xã Ninh Giang tỉnh Ninh Bình"),
        ("Nguyễn Văn Thôn thôn 5", "Nguyễn Văn Thôn", "thôn 5"),
        ("Trịnh Xuân Đường đường Hữu Nghị Cổ Lễ", "Trịnh Xuân Đường", "đường Hữu Nghị Cổ Lễ"),
        ("Vũ Đức Cường tdp số 3 thị trấn Cổ Lễ", "Vũ Đức Cường", "tdp số 3 thị trấn Cổ Lễ"),
        ("dạ em Hương, xóm 5", "Hương", "xóm 5"),
        ("Em tên là Đỗ Thị Lan, em ở thôn 5", "Đỗ Thị Lan", "thôn 5"),
        ("Cháu là Lê Thu Hà, thôn 5", "Lê Thu Hà", "thôn 5"),
        ("ông Phạm Văn Ba, xóm 4 ạ", "Phạm Văn Ba", "xóm 4"),
        ("tôi: Lê Văn Bản, đ/c: khu 3 Cổ Lễ", "Lê Văn Bản", "khu 3 Cổ Lễ"),
        ("tên: Lê Văn Bản xóm 5", "Lê Văn Bản", ""),
        ("tên không biết, xóm 5", "", "xóm 5"),
        ("Nguyễn Văn A, 68 tuổi, xóm 3", "Nguyễn Văn A", "xóm 3"),
        ("Nguyễn Văn A sinh năm 1965 xóm 3", "Nguyễn Văn A", "xóm 3"),
        ("Nguyễn Văn A 1972, xóm 3", "Nguyễn Văn A", "xóm 3"),
        ("Nguyễn Văn A, SN 1972, xóm 3", "Nguyễn Văn A", "xóm 3"),
        ("Nguyễn Văn A /xóm 3 Cổ Lễ", "Nguyễn Văn A", "xóm 3 Cổ Lễ"),
        ("/ Nguyễn Văn A/xóm 3", "Nguyễn Văn A", "xóm 3"),
        ("Công ty TNHH Hoa Mai Xanh Tươi Tốt Mãi, xóm 3", "", "xóm 3"),
    ],
)
@pytest.mark.parametrize("phone", ["{}", "{}, 0912345678", "0912345678, {}", "{} số em là 0912345678 hoặc 0987654321"])
def test_parts_come_in_any_order_and_among_words_of_speech(phone: str, typed: str, name: str, address: str) -> None:
    read = read_identity(phone.format(typed))
    assert (read.name, read.address) == (name, address)
    assert read.phone in {"", "+84912345678"}


def test_what_is_wrong_is_emptied_and_the_rest_kept() -> None:
    wrong = Identity("Nguyễn Văn A1", "xóm 5 Cổ Lễ", "0912 345 67", "a@b.vn", by_post=True)
    assert sound(wrong) == Identity("", "xóm 5 Cổ Lễ", "", "a@b.vn", by_post=True)
    assert sound(Identity(A.name, "ул", A.phone, "a@b")) == Identity(A.name, "", A.phone)
    assert sound(A) == A


def test_who_wants_letters_needs_no_telephone_but_an_address() -> None:
    assert missing(Identity(A.name, A.address, by_post=True)) == ()
    assert missing(Identity(A.name, by_post=True)) == ("address",)
    assert read_identity("xóm 9 Cổ Lễ", Identity(A.name, by_post=True)).by_post
