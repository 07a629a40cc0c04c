"""Which place of the former district a message names: old units and new communes, as people type them."""

import csv
from datetime import date
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.communes import Communes, Naming, Place
from knowledge.release import SHIPPED, Release
from knowledge.text.normalise import bare
from knowledge.units import Unit
from tests.questions import questions

SEVEN = ["Cát Thành", "Cổ Lễ", "Minh Thái", "Ninh Cường", "Ninh Giang", "Quang Hưng", "Trực Ninh"]


@pytest.fixture(scope="module")
def communes(shipped: Release) -> Communes:
    return Communes(shipped.units)


def told(naming: Naming | None) -> list[str]:
    """The places as "commune" or "commune < former unit"."""
    if naming is None:
        return []
    return [p.commune.name + (f" < {p.former.name}" if p.former else "") for p in naming.places]


# One place, and nothing else in the message

CLEAR = [
    # Communes of today.
    ("Minh Thái", "Minh Thái"),
    ("minh thái", "Minh Thái"),
    ("MINH THÁI", "Minh Thái"),
    ("minh thai", "Minh Thái"),
    ("xã Minh Thái", "Minh Thái"),
    ("xa minh thai", "Minh Thái"),
    ("x. Minh Thái", "Minh Thái"),
    ("x.minh thái", "Minh Thái"),
    ("Xã Cổ Lễ", "Cổ Lễ"),
    ("xa co le", "Cổ Lễ"),
    ("Cổ lễ", "Cổ Lễ"),
    ("cole", "Cổ Lễ"),
    ("ninh giang", "Ninh Giang"),
    ("Quang Hưng", "Quang Hưng"),
    ("ninh cuong", "Ninh Cường"),
    ("xã Trực Ninh", "Trực Ninh"),
    ("xa truc ninh", "Trực Ninh"),
    ("x. Trực Ninh", "Trực Ninh"),
    ("trực ninh mới", "Trực Ninh"),
    ("xã Trực Ninh, huyện Trực Ninh, tỉnh Nam Định", "Trực Ninh"),
    ("trực ninh, tỉnh ninh bình", "Trực Ninh"),
    # Units of before the reform.
    ("Trực Đại", "Minh Thái < Trực Đại"),
    ("trực đại", "Minh Thái < Trực Đại"),
    ("truc dai", "Minh Thái < Trực Đại"),
    ("trucdai", "Minh Thái < Trực Đại"),
    ("TrựcĐại", "Minh Thái < Trực Đại"),
    ("xatrucdai", "Minh Thái < Trực Đại"),
    ("xã trực đại cũ", "Minh Thái < Trực Đại"),
    ("trực nội", "Trực Ninh < Trực Nội"),
    ("trực mỹ", "Quang Hưng < Trực Mỹ"),
    ("trực mĩ", "Quang Hưng < Trực Mỹ"),
    ("truc my", "Quang Hưng < Trực Mỹ"),
    ("Liêm Hải", "Ninh Giang < Liêm Hải"),
    ("liem hai", "Ninh Giang < Liêm Hải"),
    ("xã Trung Đông", "Cổ Lễ < Trung Đông"),
    ("viet hung", "Cát Thành < Việt Hùng"),
    ("phuong dinh", "Ninh Giang < Phương Định"),
    ("Trực Hùng", "Ninh Cường < Trực Hùng"),
    ("trực hưng", "Trực Ninh < Trực Hưng"),
    # One name, before and after: the old unit only when it was said.
    ("thị trấn Cổ Lễ", "Cổ Lễ < Cổ Lễ"),
    ("TT. Cổ Lễ", "Cổ Lễ < Cổ Lễ"),
    ("T.T. Cổ Lễ", "Cổ Lễ < Cổ Lễ"),
    ("tt cát thành", "Cát Thành < Cát Thành"),
    ("TT.Cát Thành", "Cát Thành < Cát Thành"),
    ("thi tran ninh cuong", "Ninh Cường < Ninh Cường"),
    ("ttninhcuong", "Ninh Cường < Ninh Cường"),
    ("cổ lễ cũ", "Cổ Lễ < Cổ Lễ"),
    ("xã cổ lễ mới", "Cổ Lễ"),
    ("xã Cổ Lễ, huyện Trực Ninh cũ", "Cổ Lễ"),
    ("Cổ Lễ, Trực Ninh, Nam Định", "Cổ Lễ"),
    ("tt trực đại", "Minh Thái < Trực Đại"),
    ("tt minh thái", "Minh Thái"),
    ("xã ninh giang cũ", "Ninh Giang"),
    # Marks in another place, keys left on the screen, one slip.
    ("Trực Thuâṇ", "Quang Hưng < Trực Thuận"),
    ("trưc đai", "Minh Thái < Trực Đại"),
    ("trucwj ddaij", "Minh Thái < Trực Đại"),
    ("truwcj ddaji", "Minh Thái < Trực Đại"),
    ("truc daij", "Minh Thái < Trực Đại"),
    ("tru7c5 d9ai5", "Minh Thái < Trực Đại"),
    ("coor leex", "Cổ Lễ"),
    ("truc hungf", "Ninh Cường < Trực Hùng"),
    ("truc huwng", "Trực Ninh < Trực Hưng"),
    ("minh thai'", "Minh Thái"),
    ("minh thaii", "Minh Thái"),
    ("ninh giangg", "Ninh Giang"),
    ("tôi ở ninh giangg ạ", "Ninh Giang"),
    ("nihn giang", "Ninh Giang"),
    ("quang hug", "Quang Hưng"),
    ("xa co lee", "Cổ Lễ"),
    ("trúc đại", "Minh Thái < Trực Đại"),
    ("trực hùgn", "Ninh Cường < Trực Hùng"),
    ("cô lễ", "Cổ Lễ"),
    # What people say around it.
    ("tôi ở xã trực đại", "Minh Thái < Trực Đại"),
    ("toi o truc dai", "Minh Thái < Trực Đại"),
    ("xã tôi là Minh Thái", "Minh Thái"),
    ("nhà em ở trực thắng ạ", "Minh Thái < Trực Thắng"),
    ("mình ở Trực Khang", "Quang Hưng < Trực Khang"),
    ("minh o truc khang", "Quang Hưng < Trực Khang"),
    ("dạ thuộc xã Trực Tuấn", "Cổ Lễ < Trực Tuấn"),
    ("cho tôi xem xã Ninh Cường", "Ninh Cường"),
    ("Trực Đạo, huyện Trực Ninh, Nam Định", "Cát Thành < Trực Đạo"),
    ("huyện Trực Ninh, xã Trực Đạo", "Cát Thành < Trực Đạo"),
    ("tỉnh Ninh Bình xã Cát Thành", "Cát Thành"),
    ("xóm 3 xã Trực Chính", "Ninh Giang < Trực Chính"),
    ("xã Trực Đại cũ, nay là xã Minh Thái", "Minh Thái < Trực Đại"),
    ("minh thái (trực đại cũ)", "Minh Thái < Trực Đại"),
    ("trực đại trực thái", "Minh Thái"),
    ("truc hung ninh cuong", "Ninh Cường < Trực Hùng"),
]


@pytest.mark.parametrize(("words", "place"), CLEAR)
def test_a_message_that_is_nothing_but_a_place_names_it(communes: Communes, words: str, place: str) -> None:
    naming = communes.read(words)
    assert naming
    assert ", ".join(told(naming)) == place
    assert (naming.whole, naming.district, naming.rest) == (True, False, "")


# Several places, or the old district

SEVERAL = [
    ("truc hung", ["Ninh Cường < Trực Hùng", "Trực Ninh < Trực Hưng"], False),
    ("xã trực hung", ["Ninh Cường < Trực Hùng", "Trực Ninh < Trực Hưng"], False),
    ("truchung", ["Ninh Cường < Trực Hùng", "Trực Ninh < Trực Hưng"], False),
    (
        "truc than",
        [
            *("Cổ Lễ < Trực Tuấn", "Minh Thái < Trực Thái", "Minh Thái < Trực Thắng", "Quang Hưng < Trực Thuận"),
            "Trực Ninh < Trực Thanh",
        ],
        False,
    ),
    ("xã Trực Đại hoặc xã Cổ Lễ", ["Cổ Lễ", "Minh Thái < Trực Đại"], False),
    ("trực ninh", ["Trực Ninh"], True),
    ("trực hugn", ["Ninh Cường < Trực Hùng", "Trực Ninh < Trực Hưng"], False),
    ("truc ninh", ["Trực Ninh"], True),
    ("tôi ở Trực Ninh", ["Trực Ninh"], True),
    ("huyện Trực Ninh", SEVEN, True),
    ("huyen truc ninh", SEVEN, True),
    ("h. Trực Ninh", SEVEN, True),
    ("huyện trực ninh cũ", SEVEN, True),
    ("trực ninh cũ", SEVEN, True),
    ("Trực Ninh, Nam Định", SEVEN, True),
    ("huyện", SEVEN, True),
    ("tôi ở huyện", SEVEN, True),
    ("nam định", SEVEN, True),
    ("tỉnh nam dinh", SEVEN, True),
    ("em ở Nam Định ạ", SEVEN, True),
    ("huyen truc nihn", SEVEN, True),
]


@pytest.mark.parametrize(("words", "places", "district"), SEVERAL)
def test_a_name_that_may_mean_several_places_gives_them_all(
    communes: Communes, words: str, places: list[str], district: bool
) -> None:
    naming = communes.read(words)
    assert naming
    assert told(naming) == places
    assert naming.district is district
    assert (naming.whole, naming.rest) == (True, "")


# A place inside a question

INSIDE = [
    ("khai sinh ở xã trực đại", "Minh Thái < Trực Đại", "khai sinh"),
    ("khai sinh o truc dai", "Minh Thái < Trực Đại", "khai sinh"),
    ("dang ky ket hon tai minh thai", "Minh Thái", "dang ky ket hon"),
    ("tôi ở xã Trực Đại muốn đăng ký tạm trú", "Minh Thái < Trực Đại", "tôi muốn đăng ký tạm trú"),
    ("đăng ký kết hôn Trực Đại", "Minh Thái < Trực Đại", "đăng ký kết hôn"),
    ("đăng ký kết hôn trucwj ddaji", "Minh Thái < Trực Đại", "đăng ký kết hôn"),
    ("đăng ký kết hôn TrựcĐại", "Minh Thái < Trực Đại", "đăng ký kết hôn"),
    ("đăng ký kết hôn ninh giang", "Ninh Giang", "đăng ký kết hôn"),
    ("thị trấn cổ lễ làm căn cước ở đâu", "Cổ Lễ < Cổ Lễ", "làm căn cước ở đâu"),
    ("lam can cuoc tt co le", "Cổ Lễ < Cổ Lễ", "lam can cuoc"),
    ("xã Minh Thái ở đâu", "Minh Thái", "ở đâu"),
    ("truc dai gio thuoc xa nao", "Minh Thái < Trực Đại", "gio thuoc xa nao"),
    ("minh thai o dau", "Minh Thái", "o dau"),
    ("co le o dau lam can cuoc o xa truc noi", "Trực Ninh < Trực Nội", "co le o dau lam can cuoc"),
    ("số điện thoại UBND xã Quang Hưng", "Quang Hưng", "số điện thoại ubnd"),
    ("mã 1.001193 ở xã Cổ Lễ", "Cổ Lễ", "mã 1.001193"),
    ("1001193 xã Cổ Lễ", "Cổ Lễ", "1001193"),
    ("1193 co le o xa co le", "Cổ Lễ", "1193 co le"),
    ("địa phương Trực Đại hỗ trợ gì", "Minh Thái < Trực Đại", "địa phương hỗ trợ gì"),
    ("phuong Trực Đại cấp phép gì", "Minh Thái < Trực Đại", "phuong cấp phép gì"),
    ("khai tử thuộc xã Trực Thanh, huyện Trực Ninh, tỉnh Nam Định", "Trực Ninh < Trực Thanh", "khai tử"),
    ("công an xã Trực Nội mấy giờ mở cửa", "Trực Ninh < Trực Nội", "công an mấy giờ mở cửa"),
    ("tạm trú ở cát thành 3 tháng", "Cát Thành", "tạm trú 3 tháng"),
    ("xã Trực Đại đại diện", "Minh Thái < Trực Đại", "đại diện"),
    ("xã Trực Đại tôi đi Hải Phòng làm", "Minh Thái < Trực Đại", "tôi đi hải phòng làm"),
    ("chuyển khẩu từ Hải Phòng về xã Trực Đại", "Minh Thái < Trực Đại", "chuyển khẩu từ hải phòng về"),
    ("người Hải Phòng ở xã Cổ Lễ đăng ký tạm trú", "Cổ Lễ", "người hải phòng đăng ký tạm trú"),
    ("khai sinh ở xã trực hung", "Ninh Cường < Trực Hùng, Trực Ninh < Trực Hưng", "khai sinh"),
]


@pytest.mark.parametrize(("words", "place", "rest"), INSIDE)
def test_a_place_inside_a_question_is_found_and_the_rest_is_left_to_the_search(
    communes: Communes, words: str, place: str, rest: str
) -> None:
    naming = communes.read(words)
    assert naming
    assert ", ".join(told(naming)) == place
    assert (naming.whole, naming.district, naming.rest) == (False, False, rest)


@pytest.mark.parametrize(
    ("words", "places", "rest"),
    [
        ("khai sinh ở huyện Trực Ninh", SEVEN, "khai sinh"),
        ("khai sinh ở huyện Trực Ninh cũ tỉnh Nam Định", SEVEN, "khai sinh"),
        ("khai sinh ở trực ninh", ["Trực Ninh"], "khai sinh"),
        ("đăng ký kết hôn Trực Ninh", ["Trực Ninh"], "đăng ký kết hôn"),
    ],
)
def test_the_old_district_inside_a_question_is_found_too(
    communes: Communes, words: str, places: list[str], rest: str
) -> None:
    naming = communes.read(words)
    assert naming
    assert (told(naming), naming.district, naming.whole, naming.rest) == (places, True, False, rest)


# No place of ours

NONE = [
    "",
    "   ",
    "?!",
    "khai sinh",
    "xin chào",
    "cho tôi hỏi",
    "xã",
    "tôi ở xã",
    "thị trấn",
    "ninh bình",
    "tôi ở Hà Nội",
    # The same name in another place.
    "ninh giang hải dương",
    "Ninh Giang, Hải Phòng",
    "xã Ninh Giang thành phố Hải Phòng",
    "Hải Dương, Ninh Giang",
    "huyện Ninh Giang",
    "huyện Ninh Giang tỉnh Hải Dương",
    "xã Ninh Giang, huyện Ninh Giang, tỉnh Hải Dương",
    "phường Ninh Giang",
    "phuong ninh giang",
    "xã Quang Hưng huyện Phù Cừ tỉnh Hưng Yên",
    "quang hung hung yen",
    "khai sinh ở xã Quang Hưng, Hưng Yên",
    "việt hùng vũ thư thái bình",
    "xã Việt Hùng, Đông Anh, Hà Nội",
    # Other places.
    "huyện Hải Hậu",
    "huyện Nam Trực",
    "xã Trực Phú",
    "binh giang",
    "xã Bình Giang",
    # Other words that sound alike.
    "chứng minh thái độ của cán bộ",
    "hỗ trợ tập trung đông người",
    "ho tro tai trung dong nguoi",
    "trợ cấp địa phương định kỳ",
    "dang ky ket hon o xa co le phi khong",
    "đăng ký kết hôn ở xã có lệ phí không",
    "có lẽ",
    "có lệ phí không",
    "co le phi khong",
    "tach dat cat thanh 2 thua",
    "cắt thành hai thửa",
    "trực thanh tra xã",
    "an ninh cường độ cao",
    "đi xuất khẩu lao động ở Trung Đông",
    "xuất khẩu lao động Trung Đông",
    "khai sinh cho cháu Nguyễn Quang Hưng",
    "khai sinh cho con tên Việt Hùng",
    "nha minh thai san",
    "xa hoi hoa",
    "cô Lê dạy trường nào",
    "khai sinh truc dai",
    "dang ky ket hon ninh giang",
    "cấp huyện",
    "thủ tục cấp huyện",
    "thủ tục ở nam định",
    "trực tuyến",
    "truc tuyen",
    "nộp trực tiếp",
]


@pytest.mark.parametrize("words", NONE)
def test_a_message_that_means_no_place_of_ours_names_none(communes: Communes, words: str) -> None:
    assert communes.read(words) is None


def test_no_question_of_the_collection_names_a_place(communes: Communes) -> None:
    wording = [w for q in questions() for w in (q.words, bare(q.words), q.words.upper())]
    assert [w for w in wording if communes.read(w)] == []


def test_no_name_of_the_catalogue_names_a_place(communes: Communes, shipped: Release) -> None:
    versions = [v for p in shipped.procedures for v in p.versions]
    names = {name for v in versions for name in (v.name, v.display_name, v.field, v.results, v.authority)}
    assert len(names) > 2000
    assert [name for name in sorted(names) if communes.read(name) or communes.read(bare(name))] == []


def test_no_everyday_word_names_a_place(communes: Communes) -> None:
    with (SHIPPED / "words.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    forms = {form for row in rows for cell in (row["form"], row["meaning"]) for form in cell.split(";")}
    assert len(forms) > 1000
    assert [form for form in sorted(forms) if communes.read(form) or communes.read(bare(form))] == []


@given(st.text(max_size=80))
def test_no_text_is_too_strange(text: str) -> None:
    naming = Communes(UNITS).read(text)
    assert naming is None or naming.places


def test_a_very_long_message_is_read_only_in_part(communes: Communes) -> None:
    assert communes.read("khai sinh " * 1000 + "ở xã Trực Đại") is None


@pytest.mark.bulk
def test_reading_a_message_is_no_work_to_speak_of(communes: Communes) -> None:
    wording = [row[0] for row in (*CLEAR, *INSIDE)] + [row[0] for row in SEVERAL] + NONE
    for words in wording:
        communes.read(words)
    taken = []
    for _ in range(3):
        began = thread_time()
        for words in wording:
            communes.read(words)
        taken.append((thread_time() - began) / len(wording))
    assert min(taken) < 0.001  # of the processor's time, which others do not take; 0.00004 is usual


# Every unit, however it is typed


def test_every_unit_is_found_by_its_name(communes: Communes, shipped: Release) -> None:
    units = [u for u in shipped.units if u.kind in {"xã", "thị trấn"}]
    assert len(units) == 28
    for unit in units:
        for words in (
            f"{unit.kind} {unit.name}",
            bare(f"ở {unit.kind} {unit.name}"),
            f"{unit.kind} {unit.name}".upper(),
        ):
            naming = communes.read(words)
            assert naming, words
            codes = {p.commune.code for p in naming.places}
            assert (unit.successor or unit.code) in codes, words


# The communes themselves


def test_the_seven_stand_by_name(communes: Communes) -> None:
    assert [c.name for c in communes.of_today()] == SEVEN


def test_a_commune_knows_the_units_it_took_over(communes: Communes) -> None:
    (minh_thai,) = (c for c in communes.of_today() if c.name == "Minh Thái")
    assert [u.name for u in communes.former_of(minh_thai)] == ["Trực Đại", "Trực Thái", "Trực Thắng"]
    assert sum(len(communes.former_of(c)) for c in communes.of_today()) == 21


def test_a_place_is_given_by_its_codes(communes: Communes) -> None:
    place = communes.place("14071", "14080")
    assert place
    assert (place.commune.name, place.former and place.former.name) == ("Minh Thái", "Trực Thái")
    alone = communes.place("14071", "")
    assert alone == Place(place.commune, None)


@pytest.mark.parametrize(("commune", "former"), [("14080", ""), ("", ""), ("37", ""), ("14071", "14026")])
def test_codes_that_are_no_place_of_today_give_none(communes: Communes, commune: str, former: str) -> None:
    assert communes.place(commune, former) is None


def test_without_units_nothing_is_a_place() -> None:
    empty = Communes(())
    assert (empty.of_today(), empty.read("xã Trực Đại"), empty.read("huyện"), empty.place("14071", "")) == (
        (),
        None,
        None,
        None,
    )


# Names of one syllable and of three, and a unit whose commune is not known

REFORM = date(2025, 7, 1)
UNITS = [
    Unit("1", "Gôi", "thị trấn", "huyện Vụ Bản, tỉnh Nam Định", None, REFORM, "2"),
    Unit("2", "Trần Hưng Đạo", "xã", "tỉnh Ninh Bình", REFORM, None, ""),
    Unit("3", "Lạc", "xã", "huyện Vụ Bản, tỉnh Nam Định", None, REFORM, "99"),
    Unit("36", "Nam Định", "tỉnh", "", None, REFORM, "37"),
    Unit("37", "Ninh Bình", "tỉnh", "", REFORM, None, ""),
]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("thị trấn Gôi", "Trần Hưng Đạo < Gôi"),
        ("tran hung dao", "Trần Hưng Đạo"),
        ("xã tranhungdao", "Trần Hưng Đạo"),
        ("xã Lạc", ""),
        ("huyện", ""),
    ],
)
def test_names_of_any_length_are_read(words: str, place: str) -> None:
    assert ", ".join(told(Communes(UNITS).read(words))) == place
