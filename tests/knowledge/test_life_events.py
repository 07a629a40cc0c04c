"""Life events: the mechanism, the rows that are shipped, and that every procedure named holds."""

import csv
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.asking.events import COLUMNS, FILE, PROCEDURE, SPELLING, TITLE, Events, EventsFileError
from knowledge.catalogue import Catalogue
from knowledge.procedures import Level, Reception
from knowledge.release import SHIPPED
from knowledge.timeline import HOLDING

DAY = date(2026, 11, 22)
TESTS = Path(__file__).parents[1] / "data"
EVENTS = Events.read(SHIPPED)
ROWS = list(csv.DictReader((SHIPPED / FILE).read_text("utf-8").splitlines()))
FARTHER = {"1.013831"}
"""The land office enters a new owner: a sale without it would be told only in part."""


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("vợ tôi mới sinh cần làm những gì", "birth"),
        ("vo toi moi sinh can lam nhung gi", "birth"),
        ("vừa sinh cháu, phải làm những giấy tờ gì", "birth"),
        ("e mới sinh bé lm j ạ", "birth"),
        ("sắp cưới thì cần những giấy tờ gì", "marriage"),
        ("nhà có người mất phải làm thủ tục gì", "death"),
        ("nha co nguoi mat thi lam gi", "death"),
        ("bố em mới mất tuần trước giờ phải làm giấy gì ạ", "death"),
        ("mẹ tôi qua đời", "death"),
        ("mới mua đất", "land_sale"),
        ("mua đất cần làm những thủ tục gì", "land_sale"),
        ("mở quán thì cần làm gì", "business"),
        ("mo quan an can lam nhung thu tuc gi", "business"),
        ("em mới chuyển nhà thì phải làm thủ tục gì", "moving"),
        ("nhà có người khuyết tật được hưởng những gì", "disability"),
        ("con sắp vào lớp 1 cần giấy tờ gì", "school"),
    ],
)
def test_an_event_is_told(words: str, key: str) -> None:
    event = EVENTS.of(words)
    assert event is not None
    assert event.key == key


@pytest.mark.parametrize(
    "words",
    [
        "vợ em mới sinh cháu, làm giấy khai sinh cho bé ở đâu ạ",
        "bố tôi mất căn cước",
        "tôi mới mất ví",
        "mới mất xe máy",
        "mất",
        "chết rồi, giờ phải làm sao",
        "sinh con thứ ba có bị phạt không",
        "mua đất",
        "mở quán karaoke cần giấy phép gì",
        "mở cửa hàng bán gas bình",
        "sinh con rồi bố mất thì làm gì",
        "cần làm những gì",
        "đăng ký kết hôn",
        "",
    ],
)
def test_a_message_that_asks_for_something_of_its_own_is_no_event(words: str) -> None:
    assert EVENTS.of(words) is None


def test_an_event_never_hides_the_procedure_that_a_question_asks_for() -> None:
    with (TESTS / "questions_wide.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    told = [(row, event) for row in rows if (event := EVENTS.of(row["question"]))]
    assert [row["question"] for row, event in told if not set(row["codes"].split("; ")) & set(event.codes)] == []


@pytest.mark.parametrize("key", sorted(EVENTS.events))
def test_an_event_has_a_title_and_two_to_five_procedures(key: str) -> None:
    event = EVENTS.events[key]
    assert event.title
    assert 2 <= len(event.codes) == len(set(event.codes)) <= 5


@pytest.mark.parametrize("code", sorted({row["value"] for row in ROWS if row["kind"] == PROCEDURE}))
def test_every_procedure_of_an_event_holds_and_is_near(catalogue: Catalogue, code: str) -> None:
    standing = catalogue.standing(code, DAY)
    assert standing is not None
    assert standing.status in HOLDING
    if code not in FARTHER:
        assert Level.COMMUNE in standing.version.levels
        assert standing.version.reception is not Reception.DEPARTMENT


def test_every_procedure_says_why_it_is_needed_and_every_row_where_it_is_from() -> None:
    assert [row for row in ROWS if row["kind"] == PROCEDURE and not row["note"]] == []
    assert [row for row in ROWS if not row["source"]] == []


def test_every_row_belongs_to_an_event_with_a_title_and_none_stands_twice() -> None:
    titled = {row["event"] for row in ROWS if row["kind"] == TITLE}
    assert {row["event"] for row in ROWS if row["event"]} == titled
    assert len({(row["event"], row["kind"], row["value"]) for row in ROWS}) == len(ROWS)
    assert [row for row in ROWS if row["kind"] == SPELLING and "=" not in row["value"]] == []


def test_the_shipped_file_is_composed_and_trimmed() -> None:
    cells = [cell for row in ROWS for cell in row.values()]
    assert [cell for cell in cells if cell != unicodedata.normalize("NFC", cell).strip()] == []


@given(st.text() | st.lists(st.sampled_from([row["value"] for row in ROWS]), max_size=6).map(" ".join))
def test_anything_typed_is_read(words: str) -> None:
    event = EVENTS.of(words)
    assert event is None or event.codes


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("birth,tells, ,,test", "row 2: value is empty"),
        ("birth,says,sinh con,,test", "'says' is none of asks"),
        (",tells,sinh con,,test", "a tells needs one"),
        ("birth,asks,làm gì,,test", "a asks has none"),
        (",spelling,j,,test", "written as typed=meant"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, row: str, fault: str) -> None:
    (tmp_path / FILE).write_text(",".join(COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(EventsFileError, match=fault):
        Events.read(tmp_path)
