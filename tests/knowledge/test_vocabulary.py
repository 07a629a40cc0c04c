"""The district's words: the mechanism, and the rows that are shipped."""

import csv
import unicodedata
from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest

from knowledge.procedures import Level
from knowledge.release import read_release
from knowledge.search.names import names_of
from knowledge.search.vocabulary import ASKED, BROAD, COLUMNS, FILE, Kind, Vocabulary, Word, WordsFileError
from knowledge.text.normalise import drop_marks, spoken

DATA = Path(__file__).parents[2] / "knowledge" / "data"
ROWS = list(csv.DictReader((DATA / FILE).read_text("utf-8").splitlines()))

OFTEN = list(csv.DictReader((DATA / ASKED).read_text("utf-8").splitlines()))

CONFUSABLE = [
    ("tạm ngừng", "chấm dứt"),
    ("tạm dừng", "chấm dứt"),
    ("tạm nghỉ", "chấm dứt"),
    ("khai sinh", "khai tử"),
    ("thường trú", "tạm trú"),
    ("tạm trú", "tạm vắng"),
    ("cấp lại", "cấp đổi"),
    ("cấp lại", "gia hạn"),
    ("cấp đổi", "gia hạn"),
    ("xóa", "gia hạn"),
    ("kết hôn", "ly hôn"),
    ("thành lập", "giải thể"),
    ("chuyển đi", "chuyển đến"),
    ("một lần", "hàng tháng"),
]
"""Words of which a form that says one never means the other."""


def vocabulary_of(*forms: str, kind: Kind = Kind.EVERYDAY) -> Vocabulary:
    return Vocabulary([Word(form, ("nghĩa",), kind, "", "test") for form in forms])


def found(vocabulary: Vocabulary, text: str) -> str | None:
    syllables = spoken(text).split()
    words = vocabulary.terms.all_in(syllables, [drop_marks(one) for one in syllables])
    return words[0].meant.form if words else None


def test_the_longest_form_is_found() -> None:
    assert found(vocabulary_of("sổ đỏ", "sổ đỏ lần đầu"), "sổ đỏ lần đầu") == "sổ đỏ lần đầu"


@pytest.mark.parametrize("typed", ["sổ đỏ", "so do", "sổ do", "SỔ ĐỎ"])
def test_a_form_of_several_syllables_needs_no_marks(typed: str) -> None:
    assert found(vocabulary_of("sổ đỏ"), typed) == "sổ đỏ"


@pytest.mark.parametrize("typed", ["số đo", "so đo", "sổ"])
def test_other_marks_are_another_word(typed: str) -> None:
    assert found(vocabulary_of("sổ đỏ"), typed) is None


def test_a_long_form_forgives_one_wrong_mark() -> None:
    assert found(vocabulary_of("sổ đỏ lần đầu"), "sổ đõ lần đầu") == "sổ đỏ lần đầu"


def test_a_form_of_one_marked_syllable_must_be_typed_with_its_marks() -> None:
    assert found(vocabulary_of("đẻ"), "đẻ") == "đẻ"
    assert found(vocabulary_of("đẻ"), "de") is None


@pytest.mark.parametrize("typed", ["sổ đỏ của tôi mất", "mất cuốn sổ đỏ", "đỏ sổ mất"])
def test_a_long_form_is_found_with_other_words_between(typed: str) -> None:
    assert found(vocabulary_of("mất sổ đỏ"), typed) == "mất sổ đỏ"


@pytest.mark.parametrize("typed", ["sổ hộ khẩu màu đỏ bị mất rồi", "sổ mất", "đỏ"])
def test_but_not_when_they_are_too_far_or_incomplete(typed: str) -> None:
    assert found(vocabulary_of("mất sổ đỏ"), typed) is None


def test_a_form_of_two_syllables_must_stand_together() -> None:
    assert found(vocabulary_of("sổ đỏ"), "sổ màu đỏ") is None


def test_forms_share_no_syllable_and_the_longer_wins() -> None:
    words = vocabulary_of("sổ đỏ lần", "lần đầu tiên ra")
    text = ["sổ", "đỏ", "lần", "đầu", "tiên", "ra"]
    assert [one.meant.form for one in words.terms.all_in(text, [drop_marks(one) for one in text])] == [
        "lần đầu tiên ra"
    ]


def test_a_spelling_of_the_chat_is_read_out_and_is_no_form() -> None:
    words = Vocabulary([Word("ng", ("người",), Kind.SPELLING, "", "test")])
    assert words.spelt == {"ng": ("người",)}
    assert found(words, "ng") is None


def test_every_shipped_spelling_is_one_syllable_and_has_one_meaning() -> None:
    spellings = [row for row in ROWS if row["kind"] == Kind.SPELLING]
    assert len(spellings) >= 10
    assert [row["form"] for row in spellings if len(spoken(row["form"]).split()) != 1 or ";" in row["meaning"]] == []


def test_asking_phrases_are_found_apart() -> None:
    asking = vocabulary_of("cần gì", kind=Kind.QUESTION)
    assert found(asking, "cần gì") is None
    assert asking.asking.longest_at(0, ["can", "gi"], ["can", "gi"]) is not None


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",nghĩa,everyday,,test", "row 2: form is empty"),
        ("sổ,nghĩa,slang,,test", "'slang' is none of"),
        ("sổ, ,everyday,,test", "meaning is empty"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, row: str, fault: str) -> None:
    (tmp_path / FILE).write_text(",".join(COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(WordsFileError, match=fault):
        Vocabulary.read(tmp_path)


def test_a_form_may_have_several_meanings(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(",".join(COLUMNS) + "\nsổ,một; hai,hint,,test\n", encoding="utf-8")
    assert Vocabulary.read(tmp_path).words[0].meanings == ("một", "hai")


def test_the_shipped_file_is_read_whole() -> None:
    assert len(Vocabulary.read(DATA).words) == len(ROWS) > 1000


def test_every_shipped_row_names_where_it_was_seen() -> None:
    assert [row for row in ROWS if not row["source"].strip()] == []


def test_every_weak_shipped_row_says_why_it_is_weak() -> None:
    assert [row for row in ROWS if row["kind"] == Kind.HINT and not row["note"].strip()] == []


def test_no_shipped_form_stands_twice() -> None:
    counted = Counter(spoken(row["form"]) for row in ROWS)
    assert [form for form, times in counted.items() if times > 1] == []


def test_the_shipped_file_is_composed_and_trimmed() -> None:
    cells = [cell for row in ROWS for cell in row.values()]
    assert [cell for cell in cells if cell != unicodedata.normalize("NFC", cell).strip()] == []


def test_no_shipped_form_means_itself() -> None:
    wordy = [row for row in ROWS if row["kind"] in {Kind.EVERYDAY, Kind.ABBREVIATION}]
    assert [row["form"] for row in wordy if spoken(row["form"]) == spoken(row["meaning"])] == []


def test_a_circumstance_is_no_term() -> None:
    words = vocabulary_of("người hàn", kind=Kind.CIRCUMSTANCE)
    assert found(words, "chồng em là người hàn") is None
    assert words.circumstances.longest_at(0, ["người", "hàn"], ["nguoi", "han"]) is not None


def test_the_file_of_what_is_often_asked_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(",".join(COLUMNS) + "\nsổ,đất,everyday,,test\n", encoding="utf-8")
    assert Vocabulary.read(tmp_path).asked == frozenset()
    (tmp_path / ASKED).write_text("code,reason,source\n1.000001,vì sao,test\n", encoding="utf-8")
    assert Vocabulary.read(tmp_path).asked == {"1.000001"}


def test_the_file_of_broad_words_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(",".join(COLUMNS) + "\nsổ,đất,everyday,,test\n", encoding="utf-8")
    assert Vocabulary.read(tmp_path).broad == {}
    row = "Sang tên; đổi chủ,1.000001; 1.000002,vì sao,test"
    (tmp_path / BROAD).write_text(f"forms,codes,reason,source\n{row}\n", encoding="utf-8")
    both = ("1.000001", "1.000002")
    assert Vocabulary.read(tmp_path).broad == {"sang ten": both, "doi chu": both}


def test_every_official_term_of_a_shipped_row_is_made_of_words_in_names() -> None:
    known = {syllable for name in names_of(read_release().procedures) for syllable in name.all | name.aside}
    rows = [row for row in ROWS if row["kind"] != Kind.QUESTION]
    assert [row["form"] for row in rows if not set(spoken(row["meaning"].replace(";", " ")).split()) <= known] == []


@pytest.mark.bulk
def test_no_shipped_row_takes_one_thing_for_the_thing_it_is_confused_with() -> None:
    rows = [row for row in ROWS if row["kind"] != Kind.QUESTION]
    assert [row["form"] for row in rows if confuses(row["form"], row["meaning"].split("; "))] == []


def test_a_row_that_confuses_would_be_found() -> None:
    assert confuses("xin tạm ngừng", ["chấm dứt hoạt động"])
    assert not confuses("xin tạm ngừng", ["chấm dứt hoạt động", "tạm ngừng kinh doanh"])


def confuses(form: str, meanings: list[str]) -> bool:
    pairs = [pair for both in CONFUSABLE for pair in permutations(both)]
    return any(
        says(form, one) and not says(form, other) and all(says(m, other) and not says(m, one) for m in meanings)
        for one, other in pairs
    )


def says(text: str, words: str) -> bool:
    return f" {spoken(words)} " in f" {spoken(text)} "


def test_what_is_asked_often_is_in_the_catalogue_once_with_its_reason_and_beyond_the_commune() -> None:
    procedures = {procedure.code: procedure for procedure in read_release().procedures}
    codes = [row["code"] for row in OFTEN]
    assert len(set(codes)) == len(codes) > 0
    assert [row for row in OFTEN if not row["reason"].strip() or not row["source"].strip()] == []
    assert [code for code in codes if code not in procedures] == []
    assert [code for code in codes if Level.COMMUNE in procedures[code].latest.levels] == []
