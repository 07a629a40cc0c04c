"""The quarter's report: the one of early 2024 written again, empty quarters, petitions of both families, periods."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from lxml import etree
from sqlalchemy import insert, update

from bot.clock import VIET_NAM
from bot.database import Database
from bot.petitions.book import Span
from bot.petitions.categories import Family
from bot.petitions.life import State
from bot.petitions.publications import PublicationState
from bot.petitions.tables import petition, publication
from bot.reports.quarter.document import PLACES, Template, WrongTemplateError, quarter_docx
from bot.reports.quarter.dossier_repository import By, DossierRepository
from bot.reports.quarter.dossiers import DossierResults, total
from bot.reports.quarter.figures import Figures, Wanted, read_figures
from bot.reports.quarter.periods import CutOff, Quarter, WrongPeriodError, period_of, quarter_of, read_quarter
from bot.reports.quarter.petition_figures import PetitionFigures, of_family
from bot.reports.quarter.plans import shipped_plans
from bot.reports.quarter.template import shipped_template
from bot.reports.quarter.units import Units
from bot.reports.quarter.wording import number, report, share
from bot.review.officers import OfficerRepository, Role
from knowledge.procedures import Level
from knowledge.repository import CatalogueRepository
from tests.bot.petitions import a_petition

NOW = datetime(2026, 11, 22, 8, tzinfo=VIET_NAM)
FIRST, LAST = Quarter(2024, 1), Quarter(2026, 4)
CO_LE, CAT_THANH = "14026", "14056"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

PLANS = (
    "Thực hiện Quyết định số 2505/QĐ-UBND ngày 14/12/2023 của UBND tỉnh Nam Định ban hành Kế hoạch kiểm soát thủ tục"
    " hành chính trên địa bàn tỉnh Nam Định năm 2024; UBND huyện đã ban hành và triển khai Kế hoạch số 94/KH-UBND ngày"
    " 25/12/2023 về việc kiểm soát thủ tục hành chính năm 2024; Kế hoạch số 04/KH-UBND ngày 12/01/2024 về việc rà soát,"
    " đánh giá TTHC huyện năm 2024 đồng thời chỉ đạo Văn phòng HĐND-UBND huyện đã chủ động, phối hợp với các cơ quan"
    " chuyên môn của UBND huyện để thực hiện việc rà soát các thủ tục hành chính; đồng thời phối hợp với chặt chẽ với"
    " các sở, ngành liên quan để nắm bắt việc sửa đổi, bổ sung các TTHC."
)
PUBLISHED = (
    "Thực hiện Quyết định số 69/QĐ-UBND ngày 12/01/2024 của UBND tỉnh về việc công bố danh mục thủ tục hành chính mới"
    " lĩnh vực Giáo dục và Đào tạo thuộc thẩm quyền giải quyết của Sở Giáo dục và Đào tạo, UBND cấp huyện; Quyết định"
    " số 136/QĐ-UBND ngày 18/01/2024 của UBND tỉnh về việc công bố danh mục thủ tục hành chính bãi bỏ trong lĩnh vực"
    " Văn hoá thuộc thẩm quyền giải quyết của UBND cấp huyện, cấp xã; Quyết định số 270/QĐ-UBND ngày 29/01/2024 của"
    " UBND tỉnh về việc công bố danh mục thủ tục hành chính mới ban hành, thay thế trong lĩnh vực Giáo dục và Đào tạo"
    " thuộc hệ thống giáo dục quốc dân thuộc thẩm quyền giải quyết của Sở Giáo dục và Đào tạo, UBND cấp huyện; Quyết"
    " định số 453/QĐ-UBND ngày 06/3/2024 của UBND tỉnh về việc công bố danh mục thủ tục hành chính quy định tại Nghị"
    " định số 98/2023/NĐ-CP ngày 31/12/2023 của Chính phủ quy định chi tiết thi hành một số điều của Luật Thi đua,"
    " khen thưởng thuộc thẩm quyền giải quyết của Sở Nội vụ, UBND cấp huyện, UBND cấp xã. Theo đó, bãi bỏ 10 TTHC"
    " thuộc thẩm quyền giải quyết cấp huyện trong đó: 02 TTHC[1] lĩnh vực Văn hoá và Thông tin; 08 TTHC[2] lĩnh vực Nội"
    " vụ; công bố mới 08 TTHC trong đó: 01 TTHC[3] lĩnh vực Giáo dục và Đào tạo; 07 TTHC[4] lĩnh vực Nội vụ thuộc thẩm"
    " quyền giải quyết cấp huyện. Qua rà soát, đến nay có 212 TTHC[5] thuộc thẩm quyền giải quyết của UBND huyện; 101"
    " TTHC thuộc thẩm quyền giải quyết của UBND cấp xã[6] được niêm yết công khai tại Bộ phận Một cửa và trên"
    " Cổng/Trang thông tin điện tử các cấp."
)
PETITIONS = (
    "b) Về tiếp nhận, xử lý phản ánh, kiến nghị của cá nhân, tổ chức và giám sát thực hiện các TTHC của các cơ quan,"
    " đơn vị trên địa bàn huyện: Trong quý I năm 2024, UBND huyện không nhận được phản ánh, kiến nghị của tổ chức,"
    " người dân về giải quyết TTHC. Số liệu tính từ ngày 01/01/2024 đến hết ngày 31/3/2024."
)
RESULTS = [
    "c) Kết quả giải quyết Thủ tục hành chính",
    "Hồ sơ tiếp nhận và giải quyết trong Quý I năm 2024:",
    "* Cấp huyện:",
    "- Tổng số hồ sơ đã tiếp nhận TTHC: 1.288 hồ sơ. Trong đó:",
    "+ Hồ sơ đã giải quyết TTHC: 1.272 hồ sơ",
    "+ Hồ sơ đang giải quyết: 15 hồ sơ.",
    "+ Hồ sơ trả lại, rút lại: 01 hồ sơ.",
    "- Giải quyết trước hạn, đúng hạn đạt 100%; không có hồ sơ quá hạn.",
    "* Cấp xã:",
    "- Tổng số hồ sơ đã tiếp nhận TTHC: 9.322 hồ sơ. Trong đó:",
    "+ Hồ sơ đã giải quyết TTHC: 9.305 hồ sơ",
    "+ Hồ sơ đang giải quyết: 10 hồ sơ.",
    "+ Hồ sơ trả lại, rút lại: 07 hồ sơ.",
    "- Giải quyết trước hạn, đúng hạn đạt 100%; không có hồ sơ quá hạn.",
]
"""Section II.2 of the district's report, word for word; a number in brackets is a footnote."""

FOOTNOTES = [
    "Thủ tục Xét tặng danh hiệu Khu dân cư văn hoá hằng năm; Thủ tục Xét tặng Giấy khen Khu dân cư văn hoá.",
    "Thủ tục Tặng Giấy khen của Chủ tịch UBND cấp huyện về thành tích thực hiện nhiệm vụ chính trị; Thủ tục Tặng danh"
    " hiệu “Tập thể lao động tiên tiến”; Thủ tục Tặng danh hiệu “Chiến sỹ thi đua cơ sở”; Thủ tục xét tặng danh hiệu"
    " “Lao động tiên tiến”; Thủ tục tặng Giấy khen của Chủ tịch UBND cấp huyện về thành tích thi đua theo đợt, chuyên"
    " đề; Thủ tục tặng Giấy khen của Chủ tịch UBND cấp huyện về thành tích đột xuất; Thủ tục tặng Giấy khen của Chủ"
    " tịch UBND cấp huyện về khen thưởng đối ngoại; Thủ tục tặng Giấy khen của Chủ tịch UBND cấp huyện về khen thưởng"
    " cho gia đình.",
    "Thủ tục Đề nghị đánh giá, công nhận Đơn vị học tập cấp huyện.",
    "Thủ tục Tặng Giấy khen của Chủ tịch UBND cấp huyện theo công trạng; Thủ tục Tặng danh hiệu “Tập thể lao động tiên"
    " tiến”; Thủ tục Tặng danh hiệu “Chiến sỹ thi đua cơ sở”; Thủ tục xét tặng danh hiệu “Lao động tiên tiến”; Thủ tục"
    " tặng Giấy khen của Chủ tịch UBND cấp huyện về thành tích thi đua theo chuyên đề; Thủ tục tặng Giấy khen của Chủ"
    " tịch UBND cấp huyện về thành tích đột xuất; Thủ tục tặng Giấy khen của Chủ tịch UBND cấp huyện về khen thưởng"
    " cho gia đình.",
    "Tư pháp (32 TTHC), Kinh tế và Hạ tầng (23 TTHC), Lao động - Thương binh và Xã hội (26 TTHC), Tài chính - Kế hoạch"
    " (23 TTHC), Văn hóa - Thông tin (11 TTHC), Nông nghiệp và PTNT (05 TTHC), Tài nguyên và Môi trường (21 TTHC), Nội"
    " vụ (25 TTHC), Giáo dục và Đào tạo (39 TTHC), Thanh tra (07 TTHC).",
    "Tư pháp (37 TTHC), Lao động - Thương binh và Xã hội (18 TTHC), Văn hóa - Xã hội (17 TTHC), Nông nghiệp và PTNT (07"
    " TTHC), Tài nguyên và Môi trường (02 TTHC), Thi đua - Khen thưởng (05 TTHC), Giáo dục (05 TTHC), Thanh tra (07"
    " TTHC), Tài chính - Kế hoạch (03 TTHC).",
]


def figures_of(database: Database, quarter: Quarter, unit: str = "", at: datetime = NOW) -> Figures:
    """The figures of a quarter, of a commune of today alone if one is named."""

    def read(connection: Any) -> Figures:
        period = period_of(quarter, at.date(), CutOff.CALENDAR)
        units = Units(CatalogueRepository(connection).units())
        return read_figures(connection, Wanted(period, at, units.called(unit, period.span.until) if unit else None))

    return database.read(read)


def paragraphs(file: bytes) -> list[str]:
    """The paragraphs of a Word file, each reference to a footnote as its number in brackets."""
    found = []
    for paragraph in Document(BytesIO(file)).element.body.iter(f"{WORD}p"):
        parts = []
        for node in paragraph.iter(f"{WORD}t", f"{WORD}footnoteReference"):
            is_note = node.tag == f"{WORD}footnoteReference"
            parts.append(f"[{node.get(f'{WORD}id')}]" if is_note else node.text or "")
        found.append("".join(parts))
    return [text for text in found if text]


def footnotes_in(file: bytes) -> list[str]:
    """The words of the footnotes, without the lines that separate them from the text."""
    with ZipFile(BytesIO(file)) as packed:
        notes = etree.fromstring(packed.read("word/footnotes.xml"))
    told = ["".join(text.text or "" for text in note.iter(f"{WORD}t")).strip() for note in notes]
    return [words for words in told if words]


# The first quarter of 2024.


def test_the_report_of_the_first_quarter_of_2024_is_written_again(loaded: Database) -> None:
    file = quarter_docx(figures_of(loaded, FIRST), plans=shipped_plans(FIRST, Level.DISTRICT))
    told = paragraphs(file)
    begin = told.index("2. Về cải cách TTHC")
    heading = "a) Về Kế hoạch cải cách thủ tục hành chính"
    assert told[begin + 1 : begin + 5 + len(RESULTS)] == [heading, PLANS, PUBLISHED, PETITIONS, *RESULTS]
    assert footnotes_in(file) == FOOTNOTES


def test_what_is_loaded_otherwise_than_published_stands_below(loaded: Database) -> None:
    notes = report(figures_of(loaded, FIRST)).notes
    assert (
        "Tổng số TTHC cấp huyện ghi theo số đã công bố (212); danh mục nạp theo tên ngày 31/3/2024 có 13 TTHC"
        " cấp huyện, chênh 199." in notes
    )
    assert "Nguồn không nêu rõ 01 TTHC do quyết định nào công bố: 69/QĐ-UBND hoặc 270/QĐ-UBND." in notes
    source = "Báo cáo cải cách hành chính Quý I năm 2024 của UBND huyện Trực Ninh"
    assert f"Kết quả giải quyết hồ sơ cấp xã: {source}." in notes


def test_plans_that_nobody_told_are_left_blank(loaded: Database) -> None:
    (plans,) = report(figures_of(loaded, Quarter(2024, 2))).plans
    assert "Quyết định số ……" in plans
    assert shipped_plans(Quarter(2024, 2), Level.DISTRICT) == []


# Other quarters.


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_an_empty_quarter_says_so_with_its_days(loaded: Database) -> None:
    told = report(figures_of(loaded, Quarter(2026, 3)))
    assert told.petitions == (
        "Trong quý III năm 2026, UBND các xã không nhận được phản ánh, kiến nghị của tổ chức, người dân về giải quyết"
        " TTHC. Số liệu tính từ ngày 01/7/2026 đến hết ngày 30/9/2026."
    )
    assert told.other_petitions == []
    assert [level.title for level in told.dossiers] == ["Cấp xã"]
    assert list(told.dossiers[0].lines) == [
        "- Tổng số hồ sơ đã tiếp nhận TTHC: …… hồ sơ (chưa nhập kết quả giải quyết hồ sơ của kỳ này)."
    ]
    assert told.published.startswith("Trong quý III năm 2026, danh mục đã nạp không có quyết định công bố TTHC")
    assert any("chưa có số công bố để đối chiếu" in note for note in told.notes)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_quarter_that_runs_is_counted_until_today(loaded: Database) -> None:
    told = report(figures_of(loaded, LAST))
    assert "Kỳ báo cáo chưa kết thúc; số liệu tính đến hết ngày 22/11/2026." in told.notes
    assert told.petitions.endswith("Số liệu tính từ ngày 01/10/2026 đến hết ngày 22/11/2026.")


# Petitions.


def lodged(database: Database, day: date, state: State = State.SUBMITTED, **facts: Any) -> int:
    """A petition that was lodged on a morning; its unit is where the matter is."""
    unit = facts.pop("unit", CO_LE)
    made = a_petition(database, state, at=datetime(day.year, day.month, day.day, 8, tzinfo=VIET_NAM), **facts)
    where = petition.c.id == made.id
    database.transact(lambda connection: connection.execute(update(petition).where(where).values(unit=unit)))
    return made.id


def put(database: Database, number_: int, **values: Any) -> None:
    """Write something else of a petition: a test has no time to wait for it."""
    where = petition.c.id == number_
    database.transact(lambda connection: connection.execute(update(petition).where(where).values(**values)))


def a_quarter_of_petitions(database: Database) -> None:
    """Of the law's forms two that came before, five that came, of which one is another commune's; others and trials."""
    before, within, after = date(2026, 9, 21), date(2026, 10, 5), date(2026, 11, 19)
    lodged(database, before, State.IN_PROGRESS, category="conduct")
    old = lodged(database, before, State.ANSWERED, category="rule")
    put(database, old, answered_at=NOW - timedelta(days=30), due_at=NOW - timedelta(days=40))
    lodged(database, before, State.REJECTED, category="rule")  # done before the quarter began
    lodged(database, within, State.RESOLVED, category="conduct")
    lodged(database, within, State.TRANSFERRED, category="rule")
    lodged(database, within, State.WITHDRAWN, category="proposal")
    lodged(database, after, State.RECEIVED, category="rule")
    lodged(database, after, State.RECEIVED, category="conduct", unit=CAT_THANH)
    lodged(database, within, State.REJECTED, category="road")
    lodged(database, within, State.ASSIGNED, category="waste")
    lodged(database, within, State.ANSWERED, category="rule", trial=True)


def test_petitions_are_counted_by_family_and_trials_nowhere(loaded: Database) -> None:
    a_quarter_of_petitions(loaded)
    figures = figures_of(loaded, LAST)
    rules, others = (of_family(figures.petitions, family) for family in Family)
    assert rules == PetitionFigures(
        received=5, carried=2, on_time=2, late=1, aside=1, pending=2, overdue=1, refused=0, transferred=1
    )
    assert others == PetitionFigures(received=2, on_time=1, overdue=1, refused=1)
    for counted in (rules, others):
        assert counted.received + counted.carried == counted.handled + counted.aside + counted.being_handled
    told = report(figures)
    assert told.petitions == (
        "Trong quý IV năm 2026, UBND các xã nhận được 05 phản ánh, kiến nghị của tổ chức, người dân về giải quyết TTHC,"
        " gồm 02 về hành vi hành chính và 03 về quy định hành chính. Kỳ trước chuyển sang 02. Đã xử lý 03 (đúng hạn 02,"
        " quá hạn 01). Trong số đã xử lý có 01 chuyển cơ quan có thẩm quyền. Trùng nội dung, người gửi đã rút hoặc đã"
        " hướng dẫn gửi khiếu nại, tố cáo: 01. Đang xử lý 03 (trong hạn 02, quá hạn 01). Số liệu tính từ ngày"
        " 01/10/2026 đến hết ngày 22/11/2026."
    )
    assert told.other_petitions == [
        "Ngoài ra, trong quý IV năm 2026, UBND các xã nhận được 02 phản ánh, kiến nghị về việc ở nơi sinh sống (theo"
        " dõi riêng, không tính vào báo cáo kiểm soát TTHC). Đã xử lý 01 (đúng hạn 01, quá hạn 0). Trong số đã xử lý có"
        " 01 không tiếp nhận. Đang xử lý 01 (trong hạn 0, quá hạn 01)."
    ]


def test_a_commune_reports_for_itself(loaded: Database) -> None:
    a_quarter_of_petitions(loaded)
    enter(loaded, a_result(unit=CAT_THANH), a_result(unit=CO_LE, received=5, resolved=5, pending=0))
    figures = figures_of(loaded, LAST, "Cát Thành")
    told = report(figures)
    assert told.petitions.startswith("Trong quý IV năm 2026, UBND xã Cát Thành nhận được 01 phản ánh, kiến nghị")
    assert told.agency == "ỦY BAN NHÂN DÂN XÃ CÁT THÀNH"
    assert [(level.title, level.lines[0]) for level in told.dossiers] == [
        ("Xã Cát Thành", "- Tổng số hồ sơ đã tiếp nhận TTHC: 10 hồ sơ. Trong đó:")
    ]
    assert "b) Về tiếp nhận, xử lý" in "".join(paragraphs(quarter_docx(figures)))
    assert "trên địa bàn xã Cát Thành: Trong quý IV" in "".join(paragraphs(quarter_docx(figures)))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_petition_that_is_answered_later_was_open_at_the_end_of_the_quarter(loaded: Database) -> None:
    late = lodged(loaded, date(2026, 9, 28), State.ANSWERED, category="rule")
    put(loaded, late, answered_at=NOW - timedelta(days=30), due_at=NOW - timedelta(days=29))
    then, now = (of_family(figures_of(loaded, quarter).petitions, Family.RULES) for quarter in (Quarter(2026, 3), LAST))
    assert (then.received, then.handled, then.pending) == (1, 0, 1)
    assert (now.received, now.carried, now.on_time) == (0, 1, 1)


def test_what_is_published_later_is_counted_when_it_is_published(loaded: Database) -> None:
    old = lodged(loaded, date(2026, 8, 10), State.RESOLVED, category="rule")

    def publish(connection: Any) -> None:
        author = OfficerRepository(connection).add(31, Role.APPROVER, "", "Lan", NOW, "test")
        stands = {"state": PublicationState.STANDING, "decided_by": author, "decided_at": NOW - timedelta(days=1)}
        texts = {"words": "", "answer": "", "pictures": "[]", "author_id": author, "changed_at": NOW}
        connection.execute(insert(publication).values(petition_id=old, **stands, **texts))

    loaded.transact(publish)
    assert figures_of(loaded, LAST).petitions == {"rule": PetitionFigures(published=1)}


# Results of dossiers.


def a_result(unit: str = "", **numbers: Any) -> DossierResults:
    """Ten dossiers of the last quarter, unless told otherwise."""
    facts = {"received": 10, "resolved": 8, "pending": 1, "returned": 1} | numbers
    if "returned" not in numbers:
        facts["returned"] = facts["received"] - facts["resolved"] - facts["pending"]
    return DossierResults(quarter=LAST, level=Level.COMMUNE, unit=unit, **facts)


def enter(database: Database, *results: DossierResults) -> None:
    """Let results stand, whoever enters them."""
    by = By(NOW, "Bà Hoa")
    assert database.transact(lambda connection: DossierRepository(connection).enter(results, by, NOW.date())) == []


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_units_make_the_level_and_those_without_results_are_named(loaded: Database) -> None:
    enter(loaded, a_result(CO_LE, late=1, pending_late=0), a_result(CAT_THANH, received=1200, resolved=1199, late=0))
    told = report(figures_of(loaded, LAST))
    (level,) = told.dossiers
    assert list(level.lines) == [
        "- Tổng số hồ sơ đã tiếp nhận TTHC: 1.210 hồ sơ. Trong đó:",
        "+ Hồ sơ đã giải quyết TTHC: 1.207 hồ sơ",
        "+ Hồ sơ đang giải quyết: 02 hồ sơ.",
        "+ Hồ sơ trả lại, rút lại: 01 hồ sơ.",
        "- Giải quyết trước hạn, đúng hạn đạt 99,91%; có 01 hồ sơ quá hạn.",
    ]
    (without,) = [note for note in told.notes if note.startswith("Chưa có kết quả")]
    assert "xã Trực Ninh" in without
    assert "xã Cổ Lễ" not in without
    assert "Kết quả giải quyết hồ sơ cấp xã: Bà Hoa nhập ngày 22/11/2026." in told.notes


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_level_that_differs_from_its_units_is_said(loaded: Database) -> None:
    enter(loaded, a_result(), a_result(CO_LE))
    enter(loaded, a_result(CO_LE, received=9, resolved=8, pending=0))
    told = report(figures_of(loaded, LAST))
    assert told.dossiers[0].lines[0] == "- Tổng số hồ sơ đã tiếp nhận TTHC: 10 hồ sơ. Trong đó:"
    assert "Hồ sơ tiếp nhận của cấp xã nhập chung là 10; cộng các xã đã nhập riêng là 09." in told.notes
    assert told.dossiers[0].lines[-1].startswith("- Giải quyết trước hạn, đúng hạn đạt ……%")


def test_results_of_nobody_come_to_nothing() -> None:
    assert total([]) is None


# Templates.


def a_template(*lines: str) -> Template:
    """A template of an office: some paragraphs."""
    page, file = Document(), BytesIO()
    for line in lines:
        page.add_paragraph(line)
    page.save(file)
    return Template("mẫu.docx", file.getvalue())


WHOLE = (
    "{{ ky }}",
    "{{ ke_hoach[0] }}",
    "Phần a: {{ cong_bo }}",
    "{{ phan_anh }} {{ phan_anh_khac | length }}",
    "{{ ho_so_ky }} {{ ho_so[0].dong[0] }}",
    "{{ ghi_chu | length }}",
)


@pytest.fixture(scope="module")
def no_figures() -> Figures:
    """Figures of a quarter in which nothing happened."""
    wanted = Wanted(period_of(LAST, NOW.date(), CutOff.CALENDAR), NOW)
    return Figures(wanted, (), (), (), {}, {}, {})


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_an_office_has_its_own_template(loaded: Database) -> None:
    told = paragraphs(quarter_docx(figures_of(loaded, FIRST), a_template(*WHOLE)))
    assert told[0] == "Quý I năm 2024"
    assert told[2] == f"Phần a: {PUBLISHED}"
    assert told[4] == f"{RESULTS[1]} {RESULTS[3]}"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (WHOLE[1:], "Mẫu mẫu.docx thiếu chỗ điền ky; "),
        ((*WHOLE, "{{ ky_bao_cao }}"), "Mẫu mẫu.docx có chỗ điền không biết: ky_bao_cao; "),
        ((*WHOLE, "{{ ky"), "Mẫu mẫu.docx có chỗ điền viết sai ("),
        ((*WHOLE, "{{ ho_so[0].tong }}"), "Mẫu mẫu.docx có chỗ điền viết sai ("),
        ((*WHOLE, "{{ ky.__class__.__mro__ }}"), "Mẫu mẫu.docx có chỗ điền viết sai ("),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_refused(no_figures: Figures, lines: Sequence[str], why: str) -> None:
    with pytest.raises(WrongTemplateError) as refused:
        quarter_docx(no_figures, a_template(*lines))
    assert refused.value.sentence.startswith(why)
    assert refused.value.sentence.endswith("Chưa ghi tệp nào.")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"plain words"])
def test_what_is_no_word_file_is_refused(no_figures: Figures, content: bytes) -> None:
    with pytest.raises(WrongTemplateError) as refused:
        quarter_docx(no_figures, Template("x.docx", content))
    assert refused.value.sentence == "Mẫu x.docx không phải tệp Word (.docx) đọc được. Chưa ghi tệp nào."


def test_a_template_with_footnotes_of_its_own_keeps_them(no_figures: Figures) -> None:
    once = quarter_docx(no_figures)
    with ZipFile(BytesIO(once)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    own = b'<w:footnote w:id="7"><w:p><w:r><w:t>cua co quan</w:t></w:r></w:p></w:footnote></w:footnotes>'
    parts["word/footnotes.xml"] = parts["word/footnotes.xml"].replace(b"</w:footnotes>", own)
    with ZipFile(BytesIO(shipped_template())) as packed:
        parts["word/document.xml"] = packed.read("word/document.xml")
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert footnotes_in(quarter_docx(no_figures, Template("own.docx", file.getvalue()))) == ["cua co quan"]


def test_the_shipped_template_is_a_page_of_an_office() -> None:
    page = Document(BytesIO(shipped_template()))
    section = page.sections[0]
    assert section.page_width is not None
    assert section.left_margin is not None
    assert (round(section.page_width.mm), round(section.left_margin.mm)) == (210, 30)
    assert page.styles["Normal"].font.name == "Times New Roman"
    words = "".join(paragraphs(shipped_template()))
    assert [place for place in PLACES if place not in words] == []


def test_what_no_xml_may_hold_is_left_out(no_figures: Figures) -> None:
    told = paragraphs(quarter_docx(no_figures, plans=["Kế hoạch <b>\x0b & \x00“số 1”"]))
    assert "Kế hoạch <b> & “số 1”" in told


# Periods and numbers.


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2024-Q1", "2024-Q1"),
        (" 2024-q4 ", "2024-Q4"),
        ("Quý I/2024", "2024-Q1"),
        ("quý iv năm 2026", "2026-Q4"),
        ("3/2025", "2025-Q3"),
    ],
)
def test_a_quarter_is_read_as_people_write_it(typed: str, key: str) -> None:
    assert read_quarter(typed).key == key


@pytest.mark.parametrize("typed", ["", "2024", "2024-Q5", "2024-Q0", "Quý V/2024", "2024-Q1x", "0024-Q1", "9999-Q1"])
def test_what_is_no_quarter_is_refused(typed: str) -> None:
    with pytest.raises(WrongPeriodError):
        read_quarter(typed)


@pytest.mark.parametrize(
    ("quarter", "cut_off", "days"),
    [
        (FIRST, CutOff.CALENDAR, Span(date(2024, 1, 1), date(2024, 3, 31))),
        (FIRST, CutOff.FIFTEENTH, Span(date(2023, 12, 15), date(2024, 3, 14))),
        (LAST, CutOff.CALENDAR, Span(date(2026, 10, 1), date(2026, 12, 31))),
        (LAST, CutOff.FIFTEENTH, Span(date(2026, 9, 15), date(2026, 12, 14))),
    ],
)
def test_the_days_of_a_quarter(quarter: Quarter, cut_off: CutOff, days: Span) -> None:
    assert quarter.days(cut_off) == days


def test_other_days_may_be_asked_for_and_are_said() -> None:
    period = period_of(LAST, NOW.date(), CutOff.CALENDAR, since=date(2026, 11, 1))
    assert period.span == Span(date(2026, 11, 1), date(2026, 12, 31))
    notes = report(Figures(Wanted(period, NOW), (), (), (), {}, {}, {})).notes
    assert any("không theo những ngày được chọn riêng" in note for note in notes)


def test_a_period_that_turns_back_or_has_not_begun_is_refused() -> None:
    with pytest.raises(WrongPeriodError, match="turned"):
        period_of(LAST, NOW.date(), CutOff.CALENDAR, since=date(2027, 1, 1))
    with pytest.raises(WrongPeriodError, match="not_begun"):
        period_of(Quarter(2027, 1), NOW.date(), CutOff.CALENDAR)


@pytest.mark.parametrize(("day", "quarter"), [(date(2024, 1, 1), FIRST), (date(2026, 12, 31), LAST)])
def test_each_day_lies_in_a_quarter(day: date, quarter: Quarter) -> None:
    assert quarter_of(day) == quarter


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (1, "01"), (9, "09"), (10, "10"), (1288, "1.288"), (1_000_000, "1.000.000")]
)
def test_a_number_is_written_as_in_documents(value: int, written: str) -> None:
    assert number(value) == written


@pytest.mark.parametrize(
    ("resolved", "late", "told"),
    [(100, 0, "100"), (200, 1, "99,5"), (100_000, 1, "99,99"), (3, 3, "0"), (3, 1, "66,66")],
)
def test_a_share_is_never_rounded_up(resolved: int, late: int, told: str) -> None:
    assert share(a_result(received=resolved, resolved=resolved, pending=0, late=late)) == told
