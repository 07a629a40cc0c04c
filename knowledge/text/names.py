"""Taking out of a text what tells a person apart: names, numbers of three digits or more, addresses of mail and links.

A name is known by what stands before it ("tên là …", "ông Tuấn"), by a family name with a middle name ("nguyễn thị …"),
or by a run of capitals that begins with a family name. In doubt it goes: a text may lose a word, a person no name.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from knowledge.text.normalise import drop_unseen, marked

LONGEST = 2000
"""How many characters of a text are read."""
DIGITS = 3
"""A number of so many digits tells a person apart."""
LONGEST_NAME = 4

_ADDRESS = re.compile(
    r"(?<!\S)(?:\S*\s?@\s?\S*|\S*(?:https?:|www\.)\S*|\S+\.(?:vn|com|net|org|edu|info|me)(?![^\W\d_])\S*)",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"([!?,;:()\"/\n…–-]+)")
_STOPS = tuple('!?,;:()"/.…–-')

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _syllables(key: str) -> frozenset[str]:
    return frozenset(_WORDS[key].split())


_FAMILIES = _syllables("family") | _syllables("rare_family") | _syllables("plain_family")
_MIDDLES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_syllables("plain_family"), _syllables("plain_middle")),
    **dict.fromkeys(_syllables("family"), _syllables("middle") | {"thi", "van"}),
}
"""What may follow each family name where no capitals tell."""
_NOTHING_ELSE = _syllables("nothing_else")
_PERSON = _syllables("person")
_AFTER_A_NAME = _syllables("after_a_name")
_NO_NAME = _syllables("no_name")
_BEFORE_NO_NAME = _syllables("before_no_name")
_NOT_PERSONS = frozenset(" ".join(pair.split()) for pair in _WORDS["not_persons"].split(","))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, comparable; whether it began with a capital, and the mark of punctuation after it."""

    text: str
    capital: bool = False
    ends: str = ""


def without_persons(text: str, most: int = LONGEST) -> str:
    """The text made comparable, its marks kept, without what tells a person apart, in at most so many characters.

    "Tôi tên là Nguyễn Văn A, số 0912 345 678, làm lại khai sinh" -> "tôi số làm lại khai sinh". Idempotent; never
    raises, whatever is typed.
    """
    read = unicodedata.normalize("NFKC", drop_unseen(text[:LONGEST]))
    before, now = "", _kept(_words(_ADDRESS.sub(" ", read)), most)
    while now != before:
        before, now = now, _kept([_Word(word) for word in now.split()], most)
    return now


def named_places(words: Sequence[tuple[str, bool, str]]) -> Iterator[tuple[int, int]]:
    """Where names stand among words, `[begin, end)`, with the words "tên là" that introduce one.

    Of each word: comparable with its marks, whether it begins with a capital, the mark of punctuation after it.
    """
    read = [_Word(*word) for word in words]
    yield from _places(read if _tells_by_capitals(read) else [replace(word, capital=False) for word in read])


def _kept(words: Sequence[_Word], most: int) -> str:
    """One pass: names first, then the numbers; what is left may stand together anew."""
    kept = marked(" ".join(_without_numbers(_without_names(words))))
    return kept if len(kept) <= most else kept[: most + 1].rpartition(" ")[0]


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    for chunk in _PUNCTUATION.sub(r"\1 ", text).split():
        syllables = marked(chunk).split()
        first = next((letter for letter in chunk if letter.isalnum()), "")
        found += [_Word(one, capital=first.isupper()) for one in syllables]
        if found and chunk.endswith(_STOPS):
            found[-1] = replace(found[-1], ends=chunk[-1])
    return found if _tells_by_capitals(found) else [replace(word, capital=False) for word in found]


def _tells_by_capitals(words: Sequence[_Word]) -> bool:
    """Whether small letters stand in the text too; where everything is a capital, none tells a name."""
    return not all(word.capital for word in words)


def _without_names(words: Sequence[_Word]) -> Iterator[str]:
    place = 0
    for begin, end in (*_places(words), (len(words), len(words))):
        yield from (word.text for word in words[place:begin])
        place = end


def _places(words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(words):
        length = _introduced(words, place) or _named(words, place)
        if length:
            yield place, place + length
        place += length or 1


def _introduced(words: Sequence[_Word], place: int) -> int:
    """How many words from here on introduce a name and are it: "tên là nguyễn văn a" is five."""
    if words[place].text not in {"tên", "ten"}:
        return _addressed(words, place)
    said = place + 1
    if said < len(words) and words[said].text in {"là", "la"}:
        said += 1
    spoken_of = said > place + 1 or words[place].ends == ":" or (place > 0 and words[place - 1].text in _PERSON)
    if said >= len(words) or not (spoken_of or words[said].capital):
        return 0
    length = _length_of_a_name(words, said)
    return said - place + length if length else 0


def _addressed(words: Sequence[_Word], place: int) -> int:
    """The length of a run of capitals after "ông", "cháu" or "tôi là": it goes, and what introduced it stays."""
    if not words[place].capital or place == 0 or words[place - 1].ends or _is_ordinary(words, place):
        return 0
    before = words[place - 2 : place] if words[place - 1].text in {"là", "la"} else words[place - 1 : place]
    return _run(words, place) if before and before[0].text in _PERSON else 0


def _length_of_a_name(words: Sequence[_Word], place: int) -> int:
    """How many words a name has that was said to begin here; 0 when there is none."""
    if words[place].capital:
        return _run(words, place)
    return 0 if words[place].text in _NO_NAME else _small(words, place, 1)


def _named(words: Sequence[_Word], place: int) -> int:
    """How many words a name has that begins here with a family name; 0 when there is none."""
    if place + 1 == len(words) or words[place].ends or _is_ordinary(words, place):
        return 0
    family, following = words[place].text, words[place + 1].text
    run = _run(words, place) if words[place].capital else 0
    if run > 1 and family in _FAMILIES:
        return run
    if following in _MIDDLES.get(family, ()):
        return _small(words, place, 3)
    return _small(words, place, 1) if family in _NOTHING_ELSE else 0


def _is_ordinary(words: Sequence[_Word], place: int) -> bool:
    """Whether a word belongs to its neighbour and is no family name: "hồ sơ", "quản lý", "xã Ninh Cường"."""
    following = words[place + 1].text if place + 1 < len(words) else ""
    before = words[place - 1] if place else _Word("")
    return f"{words[place].text} {following}" in _NOT_PERSONS or (before.text in _BEFORE_NO_NAME and not before.ends)


def _run(words: Sequence[_Word], place: int) -> int:
    """How many capitals follow each other, with no punctuation between."""
    length = 1
    while not words[place + length - 1].ends and place + length < len(words) and words[place + length].capital:
        length += 1
    return length


def _small(words: Sequence[_Word], place: int, least: int) -> int:
    """How long a name in small letters is: `least` words whatever they are, then up to four until another word."""
    length = 1
    while length < LONGEST_NAME and place + length < len(words) and not words[place + length - 1].ends:
        if length >= least and words[place + length].text in _AFTER_A_NAME:
            break
        length += 1
    return length


def _without_numbers(words: Iterator[str]) -> Iterator[str]:
    """Neighbouring words with digits are one number, however it is grouped; with three digits or more it goes."""
    for with_digits, together in groupby(words, lambda word: any(letter.isdigit() for letter in word)):
        group = list(together)
        if not with_digits or sum(letter.isdigit() for word in group for letter in word) < DIGITS:
            yield from group
