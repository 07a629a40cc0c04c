"""The cues: the mechanism of their file, and the rows that are shipped."""

import csv
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from knowledge.kinds.cues import COLUMNS, COMPUTED, FILE, HELPERS, SPOKEN_FOR, THEME, CuesFileError, read_cues
from knowledge.kinds.patterns import pattern_of
from knowledge.kinds.reading import SUBKINDS, Kind

DATA = Path(__file__).parents[2] / "knowledge" / "data"
ROWS = list(csv.DictReader((DATA / FILE).read_text("utf-8").splitlines()))


def write(folder: Path, *rows: str) -> Path:
    (folder / FILE).write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",petition,,2,,,,test", r"row 2 \(\), form: '' has an empty part"),
        ("đi …,petition,,2,,,,test", "row 2 .*empty part"),
        ("rác,complaint,,2,,,,test", "kind: 'complaint' is none of"),
        ("rác,answer,,2,,,,test", "kind: 'answer' is none of"),
        ("rác,petition,smell,2,,,,test", "says: 'smell' is none of conduct, rule, place"),
        ("tra cứu,file_status,mine,2,,,,test", "says: 'mine' is none of"),
        ("rác,theme,,,,,,test", "says: a theme must say something"),
        ("ko,spelling,,,,,,test", "says: a spelling must say something"),
        ("thank you,spelling,cảm ơn,,,,,test", "form: a spelling is one syllable"),
        ("rác,petition,place,,,,,test", "weight: '' is no number"),
        ("rác,petition,place,0,,,,test", "weight: '0' is no number"),
        ("rác,petition,place,11,,,,test", "weight: '11' is no number"),
        ("rác,petition,place,nan,,,,test", "weight: 'nan' is no number"),
        ("rác,petition,place,two,,,,test", "weight: 'two' is no number"),
        ("rác,petition,place,2,somewhere,,,test", "no row is a theme that says 'somewhere'"),
        ("rác,petition,place,2,,alone; sea,,test", "no row is a theme that says 'sea'"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, row: str, fault: str) -> None:
    with pytest.raises(CuesFileError, match=fault):
        read_cues(write(tmp_path, row))


def test_what_a_cue_needs_is_read_as_alternatives_of_sets(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        "xã,theme,official,,,,,test",
        "ngõ,theme,place,,,,,test",
        "bị,petition,,1,place + alone; official,unmarked,,test",
    )
    cue = read_cues(folder)[-1]
    assert cue.counts({"official"})
    assert cue.counts({"place", "alone"})
    assert not cue.counts({"place"})
    assert not cue.counts({"official", "unmarked"})


def test_a_cue_that_needs_nothing_counts() -> None:
    assert all(cue.counts(set()) for cue in read_cues(DATA) if not cue.needs)


def test_every_shipped_row_is_read() -> None:
    assert len(read_cues(DATA)) == len(ROWS) > 1000


def test_every_shipped_row_names_its_source() -> None:
    assert [row["form"] for row in ROWS if not row["source"].strip()] == []


def test_no_shipped_row_stands_twice() -> None:
    counted = Counter((pattern_of(row["form"]), *(row[name] for name in COLUMNS[1:3] + COLUMNS[4:6])) for row in ROWS)
    assert [key for key, times in counted.items() if times > 1] == []


def test_the_shipped_file_is_composed_and_trimmed() -> None:
    cells = [cell for row in ROWS for cell in row.values()]
    assert [cell for cell in cells if cell != unicodedata.normalize("NFC", cell).strip()] == []


def test_every_kind_that_cues_speak_for_has_some_and_so_has_every_finer_kind() -> None:
    spoken = {(row["kind"], row["says"]) for row in ROWS}
    assert {kind for kind, _ in spoken} >= SPOKEN_FOR
    finer = {(kind.value, one) for kind, ones in SUBKINDS.items() for one in ones}
    assert finer - spoken == {(Kind.SAFETY.value, "numbers")}


def test_every_theme_is_used() -> None:
    named = {
        name.strip()
        for row in ROWS
        for cell in (row["needs"], row["unless"])
        for name in cell.replace("+", ";").split(";")
    }
    themes = {row["says"] for row in ROWS if row["kind"] == THEME}
    assert themes - named == {"asking", "applying", "filler"}
    assert named >= COMPUTED


def test_a_helper_has_no_weight() -> None:
    assert [row["form"] for row in ROWS if row["kind"] in HELPERS and row["weight"]] == []
