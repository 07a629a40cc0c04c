"""The district's everyday words: abbreviations, common names of official things, and phrases that only ask.

`words.csv` holds them as data, `asked.csv` the procedures that are asked for most, and `broad.csv` what says too little
by itself. A form of several syllables is recognised with or without its marks; a form of one syllable that bears marks
must be typed with them, since "đẻ" and "để" are both "de".
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from knowledge.search.forms import Forms, form_of
from knowledge.text.normalise import drop_marks, spoken

FILE = "words.csv"
ASKED = "asked.csv"
BROAD = "broad.csv"
COLUMNS = ("form", "meaning", "kind", "note", "source")


class Kind(StrEnum):
    """What a row of the vocabulary says about its form."""

    SPELLING = "spelling"  # one syllable of the chat, read out before any form is looked for: "ng", "vk"
    ABBREVIATION = "abbreviation"  # stands for its meaning and for nothing else: "cccd"
    EVERYDAY = "everyday"  # what people call an official thing: "sổ đỏ"
    HINT = "hint"  # the same, but it may mean other things too: "nhập khẩu"
    CIRCUMSTANCE = "circumstance"  # names a condition beside the matter itself: "chồng người Hàn"
    QUESTION = "question"  # asks, greets or fills, and says little about the procedure: "cần giấy tờ gì"


@dataclass(frozen=True, slots=True)
class Word:
    """One row: a form, what it stands for, and where that was seen."""

    form: str
    meanings: tuple[str, ...]
    kind: Kind
    note: str
    source: str


class WordsFileError(ValueError):
    """A row of the vocabulary that cannot be used; says the row, the field and what would be right."""


class Vocabulary:
    """All words: `terms` have a meaning, `asking` phrases have none, and `circumstances` stand beside both.

    `spelt` holds the syllables that spellings of the chat stand for: "ng" -> ("người",). `asked` are the codes of what
    citizens often ask for although the commune does not handle it. `broad` says for what is too little to ask with
    ("sang tên", without marks) the codes that may be meant, and `broad_marked` its syllables with their marks.
    """

    def __init__(
        self, words: Iterable[Word] = (), asked: Iterable[str] = (), broad: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """Take the words; the first of two rows with one form counts."""
        self.words = tuple(words)
        self.asked = frozenset(asked)
        self.broad = {drop_marks(spoken(form)): codes for form, codes in (broad or {}).items()}
        self.broad_marked = {drop_marks(spoken(form)): frozenset(spoken(form).split()) for form in broad or ()}
        self.spelt = {
            spoken(word.form): tuple(spoken(word.meanings[0]).split())
            for word in self.words
            if word.kind is Kind.SPELLING
        }
        said = (word for word in self.words if word.kind is not Kind.SPELLING)
        forms = [form_of(word.form, word, strict=word.kind is not Kind.QUESTION) for word in said]
        self.terms = Forms(form for form in forms if form.strict and form.meant.kind is not Kind.CIRCUMSTANCE)
        self.circumstances = Forms(form for form in forms if form.meant.kind is Kind.CIRCUMSTANCE)
        self.asking = Forms(form for form in forms if not form.strict)
        self.syllables = {syllable for form in forms for syllable in form.syllables}
        self.pairs = {f"{one} {other}" for form in forms for one, other in pairwise(form.bare)}

    @classmethod
    def read(cls, folder: Path) -> "Vocabulary":
        """The vocabulary of a data folder; all but the file of words may be missing."""
        words = (_word(row, number) for number, row in enumerate(_rows(folder / FILE), start=2))
        asked = [row["code"] for row in _rows(folder / ASKED)]
        broad = {form: tuple(_parts(row["codes"])) for row in _rows(folder / BROAD) for form in _parts(row["forms"])}
        return cls(words, asked, broad)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a file; none when a further file is missing."""
    if path.name == FILE or path.is_file():
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _word(row: Mapping[str, str], number: int) -> Word:
    form, kind = row.get("form") or "", row.get("kind") or ""
    if not spoken(form):
        raise WordsFileError(f"{FILE}, row {number}: form is empty")
    if kind not in set(Kind):
        raise WordsFileError(f"{FILE}, row {number} ({form}), kind: '{kind}' is none of {', '.join(Kind)}")
    meanings = tuple(_parts(row.get("meaning") or ""))
    if not meanings and kind != Kind.QUESTION:
        raise WordsFileError(f"{FILE}, row {number} ({form}): meaning is empty")
    return Word(form, meanings, Kind(kind), row.get("note") or "", row.get("source") or "")
