"""The words around a name of a place: its kinds, what points to it, what fills, and what only sounds like it."""

from collections.abc import Mapping
from enum import StrEnum

from knowledge.text.normalise import drop_marks, spoken


class Said(StrEnum):
    """What a message calls a name."""

    PLAIN = "plain"
    COMMUNE = "commune"
    TOWN = "town"
    DISTRICT = "district"
    OTHER = "other"  # a kind that none of ours is


class Age(StrEnum):
    """Which of two units of one name is meant."""

    OLD = "old"
    NEW = "new"


KINDS: Mapping[str, Said] = {
    "xã": Said.COMMUNE,
    "x": Said.COMMUNE,
    "thị trấn": Said.TOWN,
    "t trấn": Said.TOWN,
    "tt": Said.TOWN,
    "t t": Said.TOWN,
    "huyện": Said.DISTRICT,
    "h": Said.DISTRICT,
    "phường": Said.OTHER,
    "quận": Said.OTHER,
    "thị xã": Said.OTHER,
    "thành phố": Said.OTHER,
    "tp": Said.OTHER,
}
DISTRICT_KINDS = ("huyện", "h")
PROVINCE_KIND = "tỉnh"
AGES: Mapping[str, Age] = {"cũ": Age.OLD, "mới": Age.NEW}
POINTERS = ("ở", "tại", "thuộc")


def _syllables(text: str) -> frozenset[str]:
    return frozenset(drop_marks(spoken(text)).split())


def _listed(text: str) -> tuple[str, ...]:
    return tuple(spoken(part) for part in text.split(","))


FILLER = _syllables(
    "tôi tui mình em nhà cháu con bác chú ông bà anh chị gia đình chúng ở tại thuộc là xã x thị trấn tt t huyện h tỉnh "
    "hiện nay đang sống quê người dân cho xem hỏi về ạ ah nhé nha nhỉ ơi dạ vâng uh ừ thì của bên trên dưới địa bàn "
    "trước đây giờ đổi sang chọn thôn xóm xin chào alo muốn cũ mới hoặc hay đó đúng rồi"
)
"""What may stand around a place in a message that says nothing else, without marks."""

ASKING = _syllables("nào đâu gì mấy")
"""What a message asks that is about the place itself: "truc dai gio thuoc xa nao"; without marks."""

MOVING = _syllables(
    "đi về sang đến từ ra vào lên xuống qua tới tôi muốn làm chuyển lấy và với có cho sinh là con chồng vợ bố mẹ cháu "
    "em chị mình"
)
"""A province after one of these is where somebody goes, not where the place before it lies; without marks."""

PERSONS = _syllables(
    "tên Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Văn Thị ông bà anh chị chú "
    "bác cậu em cháu bé con"
)
"""After one of these a name is a person's; without marks."""

JOINED = frozenset(
    map(
        drop_marks,
        _listed(
            "chứng minh, thuyết minh, văn minh, tập trung, động trung, địa phương, đối phương, an ninh, quảng ninh, "
            "bắc ninh, tây ninh, thường trực, hào quang, thái độ, thai sản, thái bình, thái nguyên, đông người, "
            "đông dân, đông y, định kỳ, định cư, định hướng, định mức, lệ phí, thành phần, thành phố, thành lập, "
            "thành viên, thành tích, thanh niên, thành 2, thành 3, thành hai, thành ba, thành nhiều, thanh toán, "
            "thanh tra, thanh lý, nội trú, nội bộ, nội dung, nội vụ, chính quyền, chính sách, chính thức, đại hội, "
            "đại học, đại diện, đại biểu, hải quan, hải sản, cường độ, thuận tình, mỹ thuật, mỹ phẩm, đạo đức, cư trú, "
            "mới nhất"
        ),
    )
)
"""Neighbours that are a word of their own, without marks: no name ends or begins between them ("chứng minh thái độ";
"lao động Trung Đông" is abroad)."""

ELSEWHERE = _listed(
    "Hà Nội, Huế, Thừa Thiên, Lai Châu, Điện Biên, Sơn La, Lạng Sơn, Quảng Ninh, Thanh Hóa, Nghệ An, Hà Tĩnh, "
    "Cao Bằng, Tuyên Quang, Lào Cai, Thái Nguyên, Phú Thọ, Bắc Ninh, Hưng Yên, Hải Phòng, Quảng Trị, Đà Nẵng, "
    "Quảng Ngãi, Gia Lai, Khánh Hòa, Lâm Đồng, Đắk Lắk, Hồ Chí Minh, HCM, Sài Gòn, Đồng Nai, Tây Ninh, Cần Thơ, "
    "Vĩnh Long, Đồng Tháp, Cà Mau, An Giang, Bà Rịa, Vũng Tàu, Bạc Liêu, Bắc Giang, Bắc Kạn, Bến Tre, Bình Dương, "
    "Bình Định, Bình Phước, Bình Thuận, Đắk Nông, Hà Giang, Hà Nam, Hải Dương, Hậu Giang, Hòa Bình, Kiên Giang, "
    "Kon Tum, Long An, Ninh Thuận, Phú Yên, Quảng Bình, Quảng Nam, Sóc Trăng, Thái Bình, Tiền Giang, Trà Vinh, "
    "Vĩnh Phúc, Yên Bái"
)
"""The provinces our communes never lay in, before and after the reform of 2025, and what people call them."""
