"""The search over the shipped catalogue and vocabulary, in sentences written for this test."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.release import read_release
from knowledge.search.decision import Finding, decide
from knowledge.search.index import Index
from knowledge.search.vocabulary import Vocabulary

DAY = date(2026, 11, 22)
RIGHT_FIRST = 0.88
RIGHT_WITHIN_THREE = 0.94
WRONGLY_ANSWERED = 0.04

# A question, and the codes of which any is right.
QUESTIONS = [
    ("chị gái tôi vừa sinh cháu trai, làm giấy khai sinh cho cháu ở xã nào", {"1.001193"}),
    ("lam khai sinh cho con can mang theo nhung gi", {"1.001193"}),
    ("con sinh ra ở Nhật giờ về quê khai sinh", {"1.000893", "2.000528", "2.000547"}),
    ("bố tôi 70 tuổi chưa từng có giấy khai sinh", {"1.001193", "1.004772"}),
    ("mất bản chính khai sinh gốc xin đăng ký lại", {"1.004884"}),
    ("xin trích lục khai sinh bản sao", {"2.000635"}),
    ("xin 3 bản sao giấy kết hôn", {"2.000635"}),
    ("hai vợ chồng muốn đăng kí kết hôn thì ra đâu", {"1.000894"}),
    ("ket hon voi nguoi dai loan", {"2.000806"}),
    ("mất giấy kết hôn bản chính", {"1.004746", "2.000635"}),
    ("xin xác nhận chưa có vợ để cưới", {"1.004873"}),
    ("giay xac nhan doc than bao nhieu tien", {"1.004873"}),
    ("cụ nhà tôi mới mất, khai tử ở đâu", {"1.000656"}),
    ("khai tử quá hạn có bị phạt không", {"1.000656"}),
    ("đổi họ cho con theo họ mẹ", {"1.004859"}),
    ("sửa lại ngày sinh trong khai sinh cho đúng", {"1.004859"}),
    ("bổ sung tên đệm vào hộ tịch", {"1.004859"}),
    ("nhận cha cho con", {"1.001022"}),
    ("làm giám hộ cho cháu mồ côi", {"1.004837"}),
    ("chấm dứt giám hộ", {"1.004845"}),
    ("xin nhận trẻ bị bỏ rơi làm con nuôi", {"2.001263"}),
    ("sao y bản chính bằng đại học", {"2.000815"}),
    ("công chứng bản sao căn cước", {"2.000815"}),
    ("chứng thực chữ ký trên giấy ủy quyền", {"2.000884"}),
    ("chứng thực sơ yếu lí lịch xin việc", {"2.000884"}),
    ("chứng thực hợp đồng mua bán đất", {"2.001035"}),
    ("lập di chúc để lại nhà cho con", {"2.001019"}),
    ("từ chối nhận di sản của bố", {"2.001016"}),
    ("anh em thỏa thuận chia di sản thừa kế", {"2.001406"}),
    ("chứng thực chữ ký người dịch tiếng Anh", {"2.000992", "2.001008"}),
    ("nhập khẩu cho con mới sinh", {"1.004222"}),
    ("chuyen ho khau ve nha chong", {"1.004222"}),
    ("đăng ký thường trú khi mua nhà mới", {"1.004222"}),
    ("tách khẩu ra ở riêng", {"1.010038"}),
    ("xóa tên người chết khỏi hộ khẩu", {"1.003197"}),
    ("công nhân thuê trọ đăng ký tạm trú", {"1.004194"}),
    ("gia han tam tru", {"1.002755"}),
    ("đi làm xa khai báo tạm vắng", {"1.003677"}),
    ("có bạn đến chơi ngủ lại qua đêm phải khai báo lưu trú", {"2.001159"}),
    ("xin giấy ct07", {"1.010041"}),
    ("xác nhận thông tin cư trú để nộp hồ sơ cho con đi học", {"1.010041"}),
    ("thay đổi chủ hộ", {"1.010039"}),
    ("cho người nước ngoài thuê nhà khai báo tạm trú", {"1.000253"}),
    ("làm căn cước cho bé 6 tuổi", {"1.116410"}),
    ("doi can cuoc het han", {"1.116410"}),
    ("mất thẻ căn cước", {"1.116410"}),
    ("kích hoạt vneid mức 2", {"3.000228"}),
    ("khóa tài khoản vneid vì mất máy", {"3.000283"}),
    ("mo khoa tai khoan dinh danh", {"3.000284"}),
    ("mất hộ chiếu thì báo công an xã thế nào", {"1.010386"}),
    ("đăng ký xe máy mới mua", {"1.115970"}),
    ("thu hồi biển số khi bán xe", {"1.115971"}),
    ("đổi giấy phép lái xe", {"1.002809", "1.115978", "1.115979", "3.000347"}),
    ("khắc dấu mới cho công ty", {"1.115231"}),
    ("xin giấy an ninh trật tự mở nhà nghỉ", {"3.000243"}),
    ("trợ cấp cho cụ 76 tuổi không lương hưu", {"1.014027"}),
    ("tro cap nguoi khuyet tat nang", {"1.001776", "1.116909"}),
    ("làm giấy xác nhận khuyết tật cho con", {"1.001699"}),
    ("đổi giấy xác nhận khuyết tật bị rách", {"1.001653"}),
    ("xin vào hộ nghèo", {"1.011606", "1.011607", "1.116214", "1.116215"}),
    ("mai táng phí cho cựu chiến binh", {"2.002307"}),
    ("hỗ trợ mai táng người đang hưởng trợ cấp bảo trợ", {"1.001731", "1.116910"}),
    ("tiền thờ cúng liệt sĩ hàng năm", {"1.010803"}),
    ("xin đi thăm mộ liệt sĩ", {"1.013750"}),
    ("giấy xác nhận con thương binh để miễn học phí", {"1.010833"}),
    ("di chuyển hài cốt liệt sĩ", {"1.010829", "1.010830", "1.013749"}),
    ("chế độ cho thanh niên xung phong hàng tháng", {"2.001396"}),
    ("mở quán tạp hóa đăng ký kinh doanh", {"1.001612"}),
    ("dang ky ho kinh doanh ca the", {"1.001612"}),
    ("đổi địa chỉ hộ kinh doanh", {"2.000720"}),
    ("tạm nghỉ bán hàng vài tháng", {"1.001570"}),
    ("trả giấy phép kinh doanh nghỉ hẳn", {"1.001266"}),
    ("mất giấy đăng ký hộ kinh doanh", {"2.000575"}),
    ("thành lập hợp tác xã nông nghiệp", {"1.005280"}),
    ("thành lập tổ hợp tác", {"2.002226", "2.002637"}),
    ("giải thể hợp tác xã", {"1.004982"}),
    ("giấy phép bán lẻ rượu", {"2.000620"}),
    ("bán thuốc lá cần giấy phép gì", {"2.000181"}),
    ("cửa hàng gas cần giấy gì", {"2.001283"}),
    ("mua bảo hiểm y tế cho cả gia đình", {"1.001939"}),
    ("đóng bảo hiểm xã hội tự nguyện", {"1.002179"}),
    ("rút bhxh 1 lần", {"1.001613"}),
    ("cấp lại thẻ bhyt bị mất", {"1.001294", "1.002759"}),
    ("chế độ thai sản cho mẹ", {"2.000693"}),
    ("đăng ký mã số thuế cá nhân", {"1.008498"}),
    ("nộp thuế khi bán đất", {"1.007674"}),
    ("cho thuê nhà có phải khai thuế không", {"1.007689"}),
    ("quyết toán thuế thu nhập cá nhân", {"1.008309", "2.002233"}),
    ("lệ phí trước bạ nhà đất", {"1.007277"}),
    ("làm sổ đỏ lần đầu cho đất ông bà để lại", {"1.013978"}),
    ("cap doi so do cu", {"1.012783"}),
    ("sổ đỏ bị mất xin cấp lại", {"1.012786", "1.115621"}),
    ("tách thửa cho con", {"1.012784", "1.115932"}),
    ("hàng xóm lấn sang đất nhà tôi", {"1.012812"}),
    ("sổ đỏ ghi sai tên cần đính chính", {"1.012790", "1.012796"}),
    ("chuyển đất vườn lên đất ở", {"1.013823", "1.013949", "1.013992"}),
    ("xin phép xây nhà cấp 4", {"1.013225"}),
    ("gia hạn giấy phép xây dựng", {"1.013227"}),
    ("sửa chữa nhà có cần xin phép", {"1.013229"}),
    ("xin cấp số nhà", {"1.009140", "1.009141", "1.013234"}),
    ("khoan giếng nước", {"1.001662"}),
    ("chặt cây xanh trước nhà", {"1.002693", "1.014052"}),
    ("dựng rạp đám cưới dưới lòng đường", {"1.013274"}),
    ("xin chuyển trường cho con lớp 3", {"1.005099"}),
    ("chuyen truong cap 2", {"2.002481"}),
    ("xin miễn giảm học phí cho con", {"1.014335", "1.014336"}),
    ("xin cấp bản sao bằng tốt nghiệp", {"3.000467"}),
    ("mở nhóm trẻ tư thục", {"1.012971", "1.116839"}),
    ("tiền ăn trưa cho trẻ mẫu giáo", {"1.001622"}),
    ("tuyển sinh lớp 6", {"3.000182"}),
    ("đăng ký nghĩa vụ quân sự lần đầu", {"1.013133"}),
    ("tạm vắng khi đang trong tuổi nghĩa vụ quân sự", {"1.013138"}),
    ("lợn chết vì dịch tả được hỗ trợ không", {"1.013997"}),
    ("chuyển đất lúa sang trồng cây ăn quả", {"1.008004"}),
    ("đăng ký thuyền chở hàng trên sông", {"1.004047", "1.004088"}),
    ("tổ chức lễ hội làng", {"1.003622"}),
    ("đăng ký sinh hoạt tôn giáo tập trung", {"1.012590"}),
    ("gửi đơn khiếu nại lần đầu", {"2.002409"}),
    ("tố cáo cán bộ xã", {"2.002396"}),
    ("cai nghiện tự nguyện", {"3.000527"}),
    ("phiếu lý lịch tư pháp số 1", {"3.000333"}),
    ("lý lịch tư pháp số 2 để đi nước ngoài", {"3.000333"}),
    ("vay vốn giải quyết việc làm", {"1.013724", "1.013725"}),
    ("đăng ký nội quy lao động", {"2.001955"}),
    ("thi công chức xã", {"1.014111"}),
    ("thăm dò ý kiến hòa giải viên thôi làm", {"2.000930"}),
    ("liên thông khai sinh thường trú thẻ bảo hiểm y tế", {"2.000986", "2.002621", "3.000722"}),
    ("liên thông khai tử xóa thường trú mai táng phí", {"2.002622", "2.002913"}),
]

OTHER_MATTERS = [
    "hôm nay trời có mưa không",
    "cảm ơn nhé",
    "đội bóng nào vô địch",
    "bật nhạc lên đi",
    "hai cộng hai bằng mấy",
    "ngoài đường ồn quá không ngủ được",
    "đèn đường thôn tôi hỏng cả tháng nay",
    "mấy giờ rồi",
    "😀😀😀",
]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(read_release().procedures, Vocabulary.read(Path(__file__).parents[2] / "knowledge" / "data"))


def ask(index: Index, query: str) -> Finding:
    return decide(index.search(query, DAY), index.ranking)


def place_of_right(finding: Finding, right: set[str]) -> int:
    return next((place for place, hit in enumerate(finding.hits) if hit.code in right), 99)


def test_everyday_questions_find_their_procedure(index: Index) -> None:
    findings = [(ask(index, query), right) for query, right in QUESTIONS]
    places = [place_of_right(finding, right) for finding, right in findings]
    wrong = [finding.kind == "answer" and place > 0 for (finding, _), place in zip(findings, places, strict=True)]
    assert sum(place == 0 for place in places) >= RIGHT_FIRST * len(QUESTIONS)
    assert sum(place < 3 for place in places) >= RIGHT_WITHIN_THREE * len(QUESTIONS)
    assert sum(wrong) <= WRONGLY_ANSWERED * len(QUESTIONS)


def test_other_matters_find_no_procedure(index: Index) -> None:
    assert [query for query in OTHER_MATTERS if ask(index, query).kind != "not_found"] == []


def test_a_name_typed_whole_is_answered(index: Index) -> None:
    for procedure in index.procedures[::40]:
        finding = ask(index, procedure.latest.name)
        if not procedure.latest.replaced_by:
            assert procedure.latest.name.casefold() in {hit.name.casefold() for hit in finding.hits}


@pytest.mark.parametrize(
    ("day", "first", "kind"),
    [
        (date(2024, 3, 5), "TN-NV-02", "answer"),
        (date(2024, 3, 6), "TN-NV-12", "answer"),
        (DAY, None, "choices"),
    ],
)
def test_one_name_under_two_codes_is_told_apart_by_the_day(
    index: Index, day: date, first: str | None, kind: str
) -> None:
    finding = decide(index.search("tập thể lao động tiên tiến", day), index.ranking)
    assert finding.kind == kind
    assert {"TN-NV-02", "TN-NV-12"} <= {hit.code for hit in finding.hits}
    assert first in {None, finding.hits[0].code}


def test_an_old_code_and_its_new_one_are_offered_once(index: Index) -> None:
    hits = ask(index, "cấp lại thẻ căn cước bị mất").hits
    assert hits[0].code == "1.116410"
    assert "1.014064" not in {hit.code for hit in hits}
