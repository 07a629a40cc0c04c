"""Words before others read them: nobody can be told apart in them, and the rest can still be read."""

import re
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.petitions.identity import Identity
from bot.petitions.redaction import Covered, passes_on, redacted, signed, still_tells
from bot.petitions.telling import Telling
from bot.texts import say

MAI = Identity("Nguyễn Thị Mai", "số 12 ngõ 3, thôn 5 xã Trực Ninh", "+84912345678", "mai.nguyen@gmail.com")
KINDS = [str(say(f"redaction.{kind}")) for kind in Telling]

AS_TYPED = {
    # The sender herself.
    "Tôi là Nguyễn Thị Mai, 0912 345 678, báo ông Tuấn đổ rác": (
        "Tôi là [họ tên], [số điện thoại], báo ông [họ tên] đổ rác"
    ),
    "toi la nguyen thi mai, sdt 0912.345.678, bao ong tuan do rac": (
        "toi la [họ tên], sdt [số điện thoại], bao ong [họ tên] do rac"
    ),
    "Em tên Mai ở thôn 5 xã Trực Ninh, đt +84 912 345 678": (
        "Em tên [họ tên] ở [địa chỉ] xã Trực Ninh, đt [số điện thoại]"
    ),
    "TÔI LÀ NGUYỄN THỊ MAI, SỐ ĐIỆN THOẠI 84912345678": "TÔI LÀ [họ tên], SỐ ĐIỆN THOẠI [số điện thoại]",
    "Bà Mai phản ánh đường vào thôn 5 hỏng": "Bà [họ tên] phản ánh đường vào [địa chỉ] hỏng",
    "toi ten mai o xom5, thon 05 mat nuoc": "toi ten [họ tên] o [địa chỉ] mat nuoc",
    "tên tôi là mai, nhà tôi ở xóm 7 thôn Đông xã Trực Hùng": "tên tôi là [họ tên], nhà tôi ở [địa chỉ] xã Trực Hùng",
    "chau la Mai con ba Lan": "chau la [họ tên] con ba [họ tên]",
    "Tôi: Mai, sn 1960, số CMND: 162345678": "Tôi: [họ tên], sn [ngày sinh], số CMND: [số giấy tờ]",
    "Nguyễn  Thị   Mai và Thị Mai và nguyen thi mai": "[họ tên] và [họ tên] và [họ tên]",
    "ＮＧＵＹỄＮ Thị Mai ０９１２３４５６７８": "[họ tên] [số điện thoại]",
    unicodedata.normalize("NFD", "Nguyễn Thị Mai, 0912345678"): "[họ tên], [số điện thoại]",
    "Nguyễn\u200b Thị Mai\u200b, 0912\u200b345678": "[họ tên], [số điện thoại]",
    "Tôi tên là: Mai. Đ/c: xóm 3, thôn Phú An, xã Trực Thắng": "Tôi tên là: [họ tên]. Đ/c: [địa chỉ], xã Trực Thắng",
    "nguyễn thị mai ở thôn năm": "[họ tên] ở [địa chỉ]",
    # Telephones, mail and networks.
    "sdt0912345678abc, 09.12.34.56.78, O912 345 678, 0912-345-678": (
        "sdt[số điện thoại]abc, [số điện thoại], [số điện thoại], [số điện thoại]"
    ),
    "Gọi số cố định 02283870123 hoặc (0228) 3.870.123": "Gọi số cố định [số điện thoại] hoặc [số điện thoại]",
    "nguyễn hoa 0987654321 zalo 0987 654 321": "[họ tên] [số điện thoại] zalo [số điện thoại]",
    "gọi con tôi ở Anh +44 20 7946 0958 nhé": "gọi con tôi ở Anh [số điện thoại] nhé",
    "mail mai.nguyen@gmail.com hoặc hung@abc.vn": "mail [thư điện tử] hoặc [thư điện tử]",
    "xem facebook.com/mai.nguyen và https://www.facebook.com/groups/123 hoặc @maimai99": (
        "xem [đường dẫn] và [đường dẫn] hoặc [đường dẫn]"
    ),
    # Papers, accounts, plates, plots, dossiers.
    "CCCD 036185001234, cmnd 163 456 789, hộ chiếu B1234567": (
        "CCCD [số giấy tờ], cmnd [số giấy tờ], hộ chiếu [số giấy tờ]"
    ),
    "can cuoc cua toi so 03618 5001234": "can cuoc cua toi so [số giấy tờ]",
    "mã số thuế 0600123456 của hộ kinh doanh": "mã số thuế [số giấy tờ] của hộ kinh doanh",
    "số của tôi 163456789": "số của tôi [số giấy tờ]",
    "STK 1234567890 Vietcombank, thẻ 4111 1111 1111 1111": "STK [số tài khoản] Vietcombank, thẻ [số tài khoản]",
    "Tài khoản ngân hàng Agribank 3201 2052 1234 5 mang tên Nguyễn Thị Mai": (
        "Tài khoản ngân hàng Agribank [số tài khoản] mang tên [họ tên]"
    ),
    "xe 18A-123.45 và xe máy 18B1-123.45 chở cát, biển số 18h1 2345": (
        "xe [biển số xe] và xe máy [biển số xe] chở cát, biển số [biển số xe]"
    ),
    "xe 90B2 12345; xe 29-A1 1234; xe 18LD-01234": "xe [biển số xe]; xe [biển số xe]; xe [biển số xe]",
    "Ngày 22/11 lúc 7h30 xe tải BKS 18C 123.45 chạy ẩu": "Ngày 22/11 lúc 7h30 xe tải BKS [biển số xe] chạy ẩu",
    "xe ben 18c12345 chay qua lang": "xe ben [biển số xe] chay qua lang",
    "đất nhà tôi ở thửa 45 tờ bản đồ 12, sổ đỏ số CS 123456": "đất nhà tôi ở [số thửa đất], sổ đỏ số [số giấy tờ]",
    "hồ sơ H42-261122-0001 nộp ngày 22/11/2026 chưa trả": "hồ sơ [số hồ sơ] nộp ngày 22/11/2026 chưa trả",
    # Addresses of anybody.
    "Nhà số 12/3 đường Trần Phú bị ngập": "[địa chỉ] bị ngập",
    "số 15 Trần Phú, Cổ Lễ": "[địa chỉ], Cổ Lễ",
    "quán ở số nhà 45 tổ 3 xóm Chợ bán hàng lấn chiếm vỉa hè": "quán ở [địa chỉ] bán hàng lấn chiếm vỉa hè",
    "so nha 5 ngach 2/15 pho Cho": "[địa chỉ]",
    "Ông Lê Văn Sỹ (SN 1975), trú tại xóm 9, xã Trực Đạo": (
        "Ông [họ tên] (SN [ngày sinh]), trú tại [địa chỉ], xã Trực Đạo"
    ),
    # Others.
    "chị Hoa và anh Nam lấn chiếm đất": "chị [họ tên] và anh [họ tên] lấn chiếm đất",
    "Nhà ông Ba cạnh nhà tôi nuôi lợn": "Nhà ông [họ tên] cạnh nhà tôi nuôi lợn",
    "ông trần văn nam lấn chiếm lòng đường": "ông [họ tên] lấn chiếm lòng đường",
    "gia đình bà trần thị hoa xả nước thải": "gia đình bà [họ tên] xả nước thải",
    "Cán bộ Nguyễn Văn Hùng Chủ tịch UBND xã đòi 500.000 đồng": "Cán bộ [họ tên] Chủ tịch UBND xã đòi 500.000 đồng",
    "Đồng chí Hùng trưởng thôn 7 không giải quyết": "Đồng chí [họ tên] trưởng thôn 7 không giải quyết",
    "bác sĩ Hà ở trạm y tế xã Trực Thái thu thêm tiền": "bác sĩ [họ tên] ở trạm y tế xã Trực Thái thu thêm tiền",
    "Cô giáo Lan trường mầm non Trực Thanh": "Cô giáo [họ tên] trường mầm non Trực Thanh",
    "con trai tôi là Trần Minh Đức 5 tuổi": "con trai tôi là [họ tên] 5 tuổi",
    "Vợ tôi là Phạm Thị Hồng Nhung sinh ngày 05/03/1985": "Vợ tôi là [họ tên] sinh ngày [ngày sinh]",
    "Chúng tôi gồm: 1. Nguyễn Văn Hòa 2. Lê Thị Thu Hà": "Chúng tôi gồm: 1. [họ tên] 2. [họ tên]",
    "dương thị ngọc ánh, lý văn ba, đỗ quang vinh": "[họ tên], [họ tên], [họ tên]",
    "le van tam xây nhà trái phép": "[họ tên] xây nhà trái phép",
}


@pytest.mark.parametrize("typed", AS_TYPED)
def test_what_tells_a_person_apart_is_covered(typed: str) -> None:
    assert redacted(typed, MAI).text == AS_TYPED[typed]


STAYS = [
    "Mai tôi ra xã nộp hồ sơ mã 1.001193 theo Quyết định 12/QĐ-UBND ngày 05/12/2025, lệ phí 10.000 đồng",
    "quyết định số 45 ngày 3/5/2025, công văn số 12/UBND-VP, nghị định 118/2025/NĐ-CP",
    "xã Trực Hùng, xã Ninh Cường, thị trấn Cổ Lễ, huyện Trực Ninh, Hà Nội",
    "Tôi ở xã Trực Thuận, hiện nay đường tỉnh 490C xuống cấp",
    "Chúng tôi là người dân xóm 7, đường liên xóm dài 300 m, rộng 3 m",
    "Ngày 05.12.2025 07 giờ sáng mất điện, gọi 19001000 và 113",
    "Đơn vị nộp 1.500.000.000 năm 2019 2020 2021",
    "phạm vi dự án, hồ sơ lý lịch, lương hưu tháng 11/2026 là 3.500.000đ",
    "nguyên nhân do rác thải, nguyen nhan khong ro",
    "bà con chú ý, anh hùng liệt sĩ, cô lập",
    "học sinh năm 2024 đi lại khó, đăng ký khai sinh năm 2025 chậm, vệ sinh kém",
    "ông trưởng xóm, bà chủ tịch, anh cán bộ, chị văn thư",
    "cong an xa bat xe, ong chu tich khong tiep dan",
    "Trường THCS Nguyễn Du xã Trực Đại, đường Lê Lợi, nhà văn hóa thôn Hùng Vương",
    "kênh Hưng Nghĩa, sông Ninh Cơ, cầu Ninh Cường, chùa Cổ Lễ, tượng Chủ tịch Hồ Chí Minh",
    "Trạm biến áp số 5 đội 3 quá tải, cột 12/4 đường dây 35kV, QL21B km 15+200",
    "đường trục xã rộng 5m, dài 1200 m, 150 hộ, 2.000 người, lúc 10h 1500 người",
    "pa-2611-7k3qxx của tôi đến đâu rồi, xem https://dichvucong.gov.vn/p/home",
    "Kính gửi UBND xã Cổ Lễ, tôi đề nghị sửa cầu Lạc Quần, tôi cảm ơn",
    "",
]


@pytest.mark.parametrize("typed", STAYS)
def test_what_tells_nobody_apart_stays(typed: str) -> None:
    assert redacted(typed, MAI).text == typed
    assert redacted(typed, Identity()).covered == ()


def test_of_a_sender_nobody_knows_the_rest_is_covered_too() -> None:
    typed = "Tôi là Trần Văn Long, số 5 ngõ 2 phố Chợ, 0987654321"
    assert redacted(typed, Identity()).text == "Tôi là [họ tên], [địa chỉ], [số điện thoại]"


def test_what_was_covered_is_told_with_its_kind_and_its_place() -> None:
    typed = "Tôi là Nguyễn Thị Mai, 0912 345 678"
    assert redacted(typed, MAI).covered == (
        Covered(Telling.NAME, 7, 21, "Nguyễn Thị Mai"),
        Covered(Telling.PHONE, 23, 35, "0912 345 678"),
    )


def test_what_was_covered_already_is_not_told_again() -> None:
    once = redacted("Tôi là Nguyễn Thị Mai, 0912 345 678", MAI).text
    assert redacted(once, MAI).covered == ()
    assert still_tells(once, MAI) == []


@pytest.mark.parametrize(
    ("mended", "told"),
    [
        ("[họ tên] ở thôn 5 phản ánh", [(Telling.ADDRESS, "thôn 5")]),
        ("Kính gửi bà Mai, [số điện thoại]", [(Telling.NAME, "Mai")]),
        ("Mai ra họp với dân", [(Telling.NAME, "Mai")]),
        ("hóa đơn 123456 của [họ tên]", [(Telling.PAPER, "123456")]),
        ("[họ tên], 0987 654 321; ông Tuấn", [(Telling.PHONE, "0987 654 321"), (Telling.NAME, "Tuấn")]),
        ("Quyết định 12/QĐ-UBND ngày 05/12/2025, các năm 2024 2025, 1.500.000 đồng", []),
    ],
)
def test_an_officer_is_warned_of_what_still_looks_personal(mended: str, told: list[tuple[Telling, str]]) -> None:
    assert [(one.kind, one.words) for one in still_tells(mended, MAI)] == told


@pytest.mark.parametrize(
    ("answer", "without"),
    [
        ("Kính gửi bà Nguyễn Thị Mai, đường đã sửa.", "Kính gửi ông/bà, đường đã sửa."),
        ("Kính gửi: Bà Mai\nĐường đã sửa.", "Kính gửi: ông/bà\nĐường đã sửa."),
        ("Thưa chị mai, đường đã sửa.", "Thưa ông/bà, đường đã sửa."),
        ("Kinh gui ba Nguyen Thi Mai", "Kinh gui ba [họ tên]"),
        ("Đã kiểm tra nhà bà Mai ở thôn 5, xã Trực Ninh.", "Đã kiểm tra nhà bà [họ tên] ở [địa chỉ], xã Trực Ninh."),
        ("Đã gọi 0912 345 678, viết đến mai.nguyen@gmail.com.", "Đã gọi [số điện thoại], viết đến [thư điện tử]."),
        ("Căn cước 036185001234 của bà đã sửa.", "Căn cước [số giấy tờ] của bà đã sửa."),
    ],
)
def test_an_answer_is_passed_on_without_its_first_receiver(answer: str, without: str) -> None:
    assert passes_on(answer, MAI) == without
    assert passes_on(without, MAI) == without


def test_who_signed_an_answer_and_where_to_ask_is_passed_on() -> None:
    answer = "Liên hệ ông Trần Văn B, 0228 3870 123, số 5 đường Trần Phú. Chủ tịch Lê Văn C, ngày 22/11/2026"
    assert passes_on(answer, MAI) == answer


PIECES = st.sampled_from(
    [
        *(
            "Nguyễn",
            "Thị",
            "Mai",
            "nguyen",
            "ông",
            "bà",
            "tên",
            "là",
            "tên là",
            "ở",
            "thôn 5",
            "xã Trực Ninh",
            "số nhà 12",
        ),
        *(
            "0912 345 678",
            "036185001234",
            "18A-123.45",
            "stk",
            "mail",
            "@",
            "a@b.vn",
            ".",
            ",",
            ":",
            "\n",
            "(",
            "/",
            "-",
        ),
        *("sinh năm 1960", "05/12/2025", "10.000 đồng", "1.001193", "đường", "Hùng", "tuấn", "  ", "\u0301", "\u200b"),
        *KINDS,
    ]
)
TEXTS = st.text() | st.lists(PIECES, max_size=30).map(" ".join) | st.lists(PIECES | st.text(max_size=4)).map("".join)
SENDERS = st.just(MAI) | st.builds(Identity, st.text(), st.text(), st.text(), st.text())


@settings(deadline=None)
@given(TEXTS, SENDERS)
def test_whatever_is_typed_a_second_time_changes_nothing(typed: str, sender: Identity) -> None:
    once = redacted(typed, sender)
    assert redacted(once.text, sender) == type(once)(once.text, ())
    passed = passes_on(typed, sender)
    assert passes_on(passed, sender) == passed


@settings(deadline=None)
@given(TEXTS, SENDERS)
def test_what_is_covered_is_put_back_and_gives_the_text(typed: str, sender: Identity) -> None:
    covered = redacted(typed, sender).covered
    assert all(one.words == typed[one.begin : one.end] != "" for one in covered)
    assert all(one.end <= other.begin for one, other in pairwise(covered))
    by_hand = typed
    for one in reversed(covered):
        by_hand = by_hand[: one.begin] + str(say(f"redaction.{one.kind}")) + by_hand[one.end :]
    assert by_hand == redacted(typed, sender).text
    assert still_tells(typed, sender) or not covered


@settings(deadline=None)
@given(st.lists(PIECES, max_size=6).map(" ".join), st.lists(PIECES, max_size=6).map(" ".join))
def test_the_senders_name_and_telephone_stay_in_no_text(before: str, after: str) -> None:
    text = redacted(f"{before}\ntôi là Nguyễn Thị Mai; 0912.345.678; {after}", MAI).text
    assert "Nguyễn Thị Mai" not in text
    assert not re.search(r"912\D{0,2}345\D{0,2}678", text)


UNITS = [
    *(
        "a",
        "1",
        "1 ",
        "Nguyễn ",
        "a@",
        "a.",
        "nhà số 1/",
        "thôn a ",
        "tên là ",
        "0 ",
        "số 1/2 ",
        "địa chỉ thôn ",
        " ",
        "- ",
    ),
    *("thon Aa ", "@", "+", "(", "ông Ông ", "sdt ", "cccd la ", "www.", "\n", "so nha 1 , ", "[họ tên]", "18A-"),
]


@pytest.mark.bulk
@pytest.mark.parametrize("unit", UNITS)
def test_a_text_four_times_as_long_takes_no_more_than_its_share(unit: str) -> None:
    def spent(length: int) -> float:
        # This thread's own time, and the quickest of three: what else the process does is no fault of the text.
        return min(once(length) for _ in range(3))

    def once(length: int) -> float:
        begun = time.thread_time()
        redacted((unit * length)[:length], MAI)
        return time.thread_time() - begun

    redacted(unit, MAI)
    assert spent(4000) < 10 * spent(1000) + 0.3


def test_who_approved_an_answer_stands_under_it() -> None:
    body = "Ông Nguyễn Văn Tuấn đã dọn rác.\n\nVăn bản số 12/UBND-VP ngày 21/11/2026."
    assert signed(f"{body}\n\nNgười duyệt: Phạm Văn Duyệt") == (body, "\n\nNgười duyệt: Phạm Văn Duyệt")
    assert signed(body) == (body, "")
    inside = f"Người duyệt: Nguyễn Văn Tuấn\n\n{body}"
    assert signed(inside) == (inside, "")
