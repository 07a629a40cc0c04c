"""What messages are, by the shipped cues and the shipped catalogue."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.kinds.deciding import Kinds
from knowledge.kinds.reading import SUBKINDS, Kind, Reading
from knowledge.release import SHIPPED, Release
from knowledge.search.decision import Finding, decide
from knowledge.search.index import Index
from knowledge.search.results import Results
from knowledge.search.vocabulary import Vocabulary
from knowledge.text.normalise import bare
from tests.knowledge.kinds_sentences import SENTENCES

DAY = date(2026, 11, 22)
PROCEDURES = frozenset({Kind.ANSWER, Kind.CHOICES, Kind.SEVERAL, Kind.NOT_FOUND})
MESSAGES = list(csv.DictReader((Path(__file__).parents[1] / "data" / "kinds.csv").read_text("utf-8").splitlines()))
OUR_WORDS = (
    "cán",
    "bộ",
    "đường",
    "hỏng",
    "chưa",
    "không",
    "đâu",
    "2",
    "tháng",
    "rồi",
    "…",
    "#",
    ".",
    "ạ",
    "036123456789",
)
NOTHING = Finding("not_found", (), "none")
MARKED, UNMARKED = 0.95, 0.9
"""The share of our own sentences that must be read rightly, with marks and without; the search has a say in it too."""
SAID = 0.95
"""The share of the messages of another hand that must be read as they are labelled."""


class Reader:
    """The search and the kinds together, as the catalogue asks them."""

    def __init__(self, release: Release) -> None:
        self._index = Index(release.procedures, Vocabulary.read(SHIPPED))
        self._kinds = Kinds.read(SHIPPED)

    def __call__(self, words: str) -> Reading:
        results = self._index.search(words, DAY)
        return self._kinds.of(words, results, decide(results, self._index.ranking))


@pytest.fixture(scope="module")
def read(shipped: Release) -> Reader:
    return Reader(shipped)


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    return Kinds.read(SHIPPED)


def is_read(reading: Reading, wanted: str) -> bool:
    return reading.kind in PROCEDURES if wanted == "procedure" else reading.kind == wanted


@pytest.mark.parametrize("wanted", SENTENCES)
@pytest.mark.parametrize(("typed", "share"), [(str, MARKED), (bare, UNMARKED)], ids=["with marks", "without marks"])
def test_messages_are_read_as_what_they_are(
    read: Reader, wanted: str, typed: Callable[[str], str], share: float
) -> None:
    wrong = [(words, read(words)) for words in map(typed, SENTENCES[wanted]) if not is_read(read(words), wanted)]
    assert len(wrong) <= (1 - share) * len(SENTENCES[wanted]), wrong


TRAPS = [
    # How long it takes, and how long it has taken.
    ("làm căn cước mất bao lâu", "procedure"),
    ("làm căn cước mất bao lâu rồi mà chưa xong", "petition"),
    ("hồ sơ đăng ký kết hôn mấy ngày có", "procedure"),
    ("hồ sơ đăng ký kết hôn mấy tuần rồi vẫn chưa có, cứ hẹn mãi", "petition"),
    ("hồ sơ đăng ký kết hôn của tôi xong chưa", "file_status"),
    # One's own delay, and an office's.
    ("đăng ký khai tử quá hạn có sao không", "procedure"),
    ("trả kết quả khai tử quá hạn 10 ngày rồi", "petition"),
    # The procedure of resolving, the wish to lodge, the door.
    ("thủ tục giải quyết khiếu nại lần đầu", "procedure"),
    ("thời hạn giải quyết tố cáo là bao nhiêu ngày", "procedure"),
    ("hồ sơ tố cáo gồm những gì", "procedure"),
    ("tôi muốn khiếu nại quyết định thu hồi đất", "denunciation"),
    ("đơn tố cáo nộp ở đâu", "denunciation"),
    ("viết đơn khiếu nại gửi cho ai", "denunciation"),
    # A bribe, though there is delay too; a deceiver who asks for money.
    ("hồ sơ chậm ba tháng, cán bộ vòi tiền mới làm", "denunciation"),
    ("hồ sơ chậm ba tháng, cán bộ cứ hẹn mãi", "petition"),
    ("có người gọi điện tự xưng cán bộ đòi tiền làm căn cước", "safety"),
    ("cán bộ một cửa đòi tiền mới nhận hồ sơ", "denunciation"),
    # A danger, and the mention of one.
    ("nhà tôi đang cháy", "emergency"),
    ("sổ đỏ bị cháy thì xin cấp lại thế nào", "procedure"),
    ("có người đuối nước ngoài sông", "emergency"),
    ("khai tử cho người chết đuối", "procedure"),
    ("chồng đang đánh tôi", "emergency"),
    ("cấm tiếp xúc khi bị bạo lực gia đình cần giấy tờ gì", "procedure"),
    ("trẻ bị bỏ rơi làm khai sinh thế nào", "procedure"),
    # A place that is broken, and a permit for it.
    ("đường làng hỏng hết rồi", "petition"),
    ("xin phép đào đường lắp ống nước", "procedure"),
    ("vỉa hè bị quán ăn lấn chiếm", "petition"),
    ("xin sử dụng tạm vỉa hè làm đám cưới", "procedure"),
    # A loss to be reported.
    ("báo mất căn cước", "procedure"),
    ("mất điện từ sáng", "petition"),
    ("mất điện thoại muốn khóa tài khoản định danh", "procedure"),
    # What is new, and something new.
    ("có thủ tục gì mới", "changes"),
    ("cấp mới giấy phép lái xe", "procedure"),
    # Who answers, and a person who answers.
    ("bạn là người hay máy", "about"),
    ("cho gặp người thật", "office"),
    # A petition's code and a dossier's number.
    ("PA-2611-7K3QXX", "petition_status"),
    ("H42.12-241122-0001", "file_status"),
    ("1.001193", "procedure"),
    # A divorce is for a court; a commune writes down one made abroad.
    ("tôi muốn ly hôn", "out_of_scope"),
    ("ghi chú ly hôn đã làm ở nước ngoài", "procedure"),
    # The whole message counts.
    ("chào anh, cho em hỏi làm khai sinh", "procedure"),
    ("cảm ơn, nhưng cán bộ thái độ quá kém", "petition"),
]


@pytest.mark.parametrize(("words", "wanted"), TRAPS)
def test_neighbours_are_told_apart(read: Reader, words: str, wanted: str) -> None:
    assert is_read(read(words), wanted), read(words)


@pytest.mark.parametrize(
    ("words", "subkind"),
    [
        ("cán bộ thái độ hách dịch", "conduct"),
        ("hẹn đi hẹn lại mà chưa trả kết quả", "conduct"),
        ("thủ tục rườm rà, đề nghị bỏ bớt giấy tờ", "rule"),
        ("đề nghị rút ngắn thời gian giải quyết", "rule"),
        ("bãi rác bốc mùi hôi thối", "place"),
        ("đèn đường không sáng", "place"),
        ("cán bộ nhận hối lộ", "accusation"),
        ("tôi khiếu nại quyết định xử phạt, cán bộ còn vòi tiền", "accusation"),
        ("tôi không đồng ý với quyết định thu hồi đất", "grievance"),
        ("cháy nhà", "fire"),
        ("gọi cấp cứu", "health"),
        ("có trộm vào nhà", "crime"),
        ("em muốn tự tử", "health"),
        ("bị lừa đảo chuyển tiền", "scam"),
        ("cccd 036123456789", "numbers"),
        ("số điện thoại công an xã", "telephone"),
        ("ủy ban xã ở đâu", "address"),
        ("mấy giờ làm việc", "hours"),
        ("cho gặp cán bộ", "person"),
        ("trực nội nay thuộc xã nào", "commune"),
        ("có thủ tục nào mới", "new"),
        ("thủ tục nào bị bãi bỏ", "ended"),
        ("bạn là ai", "who"),
        ("xóa dữ liệu của tôi", "data"),
        ("cách dùng bot này", "use"),
        ("xin chào", "greeting"),
        ("cảm ơn nhiều", "thanks"),
        ("tạm biệt", "farewell"),
        ("đồ ngu", "insult"),
        ("haha", "chat"),
        ("tôi muốn ly hôn", "law"),
        ("không đăng nhập được dịch vụ công", "portal"),
        ("thời tiết hôm nay", "other"),
        ("hồ sơ của tôi đến đâu rồi", ""),
    ],
)
def test_the_finer_kind_is_told(read: Reader, words: str, subkind: str) -> None:
    assert read(words).subkind == subkind


@pytest.mark.bulk
def test_no_name_of_the_catalogue_is_taken_for_anything_else(read: Reader, shipped: Release) -> None:
    names = [procedure.latest.name for procedure in shipped.procedures[::4]]
    assert [name for name in names if read(name).kind not in PROCEDURES] == []


@pytest.mark.bulk
def test_messages_of_another_hand_are_read_as_labelled(read: Reader) -> None:
    right = [read(row["message"]).kind in row["kind"].split("; ") for row in MESSAGES if row["kind"] != "several"]
    assert sum(right) >= SAID * len(right)


def test_khieu_nai_and_to_cao_are_told_apart(read: Reader) -> None:
    wanted = {"khiếu nại": "grievance", "tố cáo": "accusation"}
    labelled = [(read(row["message"]), wanted[row["note"]]) for row in MESSAGES if row["kind"] == "denunciation"]
    assert sum(reading.subkind == subkind for reading, subkind in labelled) >= SAID * len(labelled)


@pytest.mark.bulk
def test_no_question_about_a_procedure_is_taken_for_a_complaint(read: Reader) -> None:
    questions = [
        row["question"]
        for name in ("questions", "questions_wide", "ambiguous")
        for row in csv.DictReader((Path(__file__).parents[1] / "data" / f"{name}.csv").read_text("utf-8").splitlines())
    ]
    taken = Counter(read(question).kind for question in questions)
    assert taken[Kind.PETITION] + taken[Kind.DENUNCIATION] <= 0.005 * len(questions)
    assert sum(taken.values()) - sum(taken[kind] for kind in PROCEDURES) <= 0.01 * len(questions)


# Whatever is typed


@given(st.text(max_size=200))
def test_no_text_is_too_strange(kinds: Kinds, words: str) -> None:
    reading = kinds.of(words, Results(words, ()), NOTHING)
    assert reading.subkind in {"", *SUBKINDS.get(reading.kind, ())}
    assert kinds.of(words, Results(words, ()), NOTHING) == reading


@given(st.lists(st.sampled_from(OUR_WORDS)))
def test_no_message_of_our_own_words_is_too_strange(kinds: Kinds, words: list[str]) -> None:
    text = " ".join(words)
    assert kinds.of(text, Results(text, ()), NOTHING).reason


def test_the_reason_never_says_what_a_person_wrote(kinds: Kinds) -> None:
    words = "tôi là Nguyễn Văn Bình, cán bộ Trần Thị Lan nhận hối lộ"
    reason = kinds.of(words, Results(words, ()), NOTHING).reason
    assert not any(name in reason for name in ("Bình", "Lan", "Trần", "Nguyễn"))


@pytest.mark.parametrize("unit", ["đường hỏng rác cán bộ ", "không không ", "036 ", "aaaaaaaa ", "1234567 ", "?!. "])
def test_a_long_message_takes_time_in_proportion(kinds: Kinds, unit: str) -> None:
    def seconds(words: str) -> float:
        started = thread_time()
        kinds.of(words, Results(words, ()), NOTHING)
        return thread_time() - started

    short, long = (unit * (size // len(unit)) for size in (500, 4000))
    best_short, best_long = (min(seconds(words) for _ in range(5)) for words in (short, long))
    assert best_long < 8 * 4 * best_short + 0.005
