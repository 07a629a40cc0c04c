"""Names and addresses in a text: the sender's own, however typed, and those of others by the words beside them."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.petitions.folding import HIDDEN, Folded, Word
from bot.petitions.identity import Identity
from bot.petitions.names import looks_like_name, names_commune
from bot.petitions.telling import Found, Telling, shape
from knowledge.text.names import named_places
from knowledge.text.normalise import bare, drop_marks, marked

_WORDS: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _syllables(key: str) -> frozenset[str]:
    return frozenset(_WORDS[key].split())


def _pairs(key: str) -> frozenset[str]:
    return frozenset(" ".join(pair.split()) for pair in _WORDS[key].split(","))


_ADDRESSING = _syllables("addressing")
_BARE_ADDRESSING = frozenset(map(bare, _ADDRESSING))
_TITLES, _LONG_TITLES = _syllables("titles"), _pairs("long_titles")
_SURE = _syllables("sure")
_POSTS = _syllables("posts")
_NO_NAMES = _pairs("no_names")
_PLACES, _BODIES = _syllables("places"), _syllables("bodies")
_SENTENCE_ENDS = frozenset(".!?\n…")


def others(text: Folded, _: Identity) -> Iterator[Found]:
    """Names by the words before them, by their capitals, and by their family names."""
    words = text.words
    for begin, end in named_places([(word.text, word.capital, word.ends) for word in words]):
        first = begin
        while first < end - 1 and words[first].bare in {"ten", "la"}:
            first += 1
        last = _ending(words, first, end)
        if not (first > begin and words[first - 1].ends == HIDDEN) and _may_be_a_person(words, first, last):
            yield Telling.NAME, words[first].begin, words[last - 1].end


def titled(text: Folded, _: Identity) -> Iterator[Found]:
    """A name after a title, with a capital; a given name in small letters after "ông", "bà"."""
    words = text.words
    for place in range(1, len(words)):
        end = _after_a_title(words, place)
        if end and looks_like_name(words[end - 1].text, beside=True) and _may_be_a_person(words, place, end):
            yield Telling.NAME, words[place].begin, words[end - 1].end


def _after_a_title(words: Sequence[Word], place: int) -> int:
    """Where a name would end that begins here; 0 when nobody is addressed before."""
    before, word = words[place - 1], words[place]
    small = before.text in _SURE
    titled = small or before.text in _TITLES or _pair(words, place - 2) in _LONG_TITLES
    if before.ends or not titled or {_pair(words, place - 1), _pair(words, place)} & _NO_NAMES:
        return 0
    if word.capital and (before.upper or not word.upper):
        return _ending(words, place, _capitals(words, place))
    return place + 1 if small and word.text not in _POSTS else 0


def senders_name(text: Folded, identity: Identity) -> Iterator[Found]:
    """The sender's name, whole and without its family; her given name alone where somebody is addressed."""
    name = marked(identity.name).split()
    for length in range(len(name), 1, -1):
        yield from _all(Telling.NAME, text.words, name[-length:])
    if name:
        yield from _given(text.words, name[-1])


def senders_name_anywhere(text: Folded, identity: Identity) -> Iterator[Found]:
    """Every capitalised word that is the sender's given name: it may be another word too."""
    given = marked(identity.name).split()[-1:]
    for word in text.words:
        if given and word.capital and _same(word, given[0]):
            yield Telling.NAME, word.begin, word.end


def senders_address(text: Folded, identity: Identity) -> Iterator[Found]:
    """The parts of the sender's address below the commune: "thôn 5", "số 12 ngõ 3"."""
    for part in _parts(identity.address):
        yield from _all(Telling.ADDRESS, text.words, part)


def senders_contact(text: Folded, identity: Identity) -> Iterator[Found]:
    """The sender's telephone, however it is grouped and begins, and her e-mail."""
    digits = "".join(letter for letter in identity.phone if letter.isdecimal()).removeprefix("84").lstrip("0")
    if len(digits) > 5:
        grouped = r"[ .()-]{0,3}".join(digits)
        for found in re.finditer(rf"(?<!\d)(?:\+?\(?84\)?|\+|[0o])?[ .()-]{{0,3}}{grouped}(?!\d)", text.plain):
            yield Telling.PHONE, found.start(), found.end()
    email = identity.email.strip().lower()
    at = text.plain.find(email) if email else -1
    while at >= 0:
        yield Telling.EMAIL, at, at + len(email)
        at = text.plain.find(email, at + len(email))


_UNIT = r"(?:thon|xom|tdp|to\s+dan\s+pho|khu\s+pho|khu\s+dan\s+cu|ngo|ngach|hem|kiet)"
_LOOSE_UNIT = r"(?:khu|to|doi|ap|ban|lang|buon|duong|pho)"
"""Units that are other words too: only a number or a capital follows."""
_COMMUNE = r"(?:xa|phuong|thi\s+tran|thi\s+xa|huyen|tinh|quan|thanh\s+pho|tp|tt)(?!\w)"
_CAPITAL = rf"(?!{_COMMUNE})(?-i:[A-Z])\w*"
_SMALL = rf"(?!{_COMMUNE})[^\W\d_]+"
_NUMBER_OR_CAPITAL = rf"\d+[a-z]?(?:/\d+[a-z]?)*(?!\w)|{_CAPITAL}(?:[ ]{_CAPITAL}){{0,3}}"
_SMALL_NAME = rf"{_SMALL}(?:[ ]{_SMALL}){{0,2}}?(?=\s*(?:[,;.\n)]|$|{_COMMUNE}))|{_SMALL}"
_HOUSE = r"\d+[a-z]?(?:[/.-]\d+[a-z]?)*(?!\w)"
_PLACE = (
    rf"(?:{_UNIT}\.?\s*(?:{_NUMBER_OR_CAPITAL}|(?<=\s)(?:{_SMALL_NAME}))|{_LOOSE_UNIT}\.?\s*(?:{_NUMBER_OR_CAPITAL}))"
)
_GOES_ON = rf"(?:\s*[,-]?\s*{_PLACE})"
_LIVES = (
    r"(?:(?:dia\s+chi|d/c|noi\s+o|cho\s+o|thuong\s+tru|tam\s+tru|tru\s+tai|cu\s+tru|dc\s*:|nha\s+rieng)(?:\s+(?:tai|o|la))*"
    r"|(?:toi|em|chau|minh|ong|ba|anh|chi|gia\s+dinh|nha|\0)\s+(?:hien\s+|dang\s+)*(?:o|tru|sinh\s+song|song)(?:\s+(?:tai|o))?)"
)

_ROAD = r"(?:ngo|ngach|hem|kiet|duong|pho|to|tdp|khu|thon|xom)"
_CAPITALS = rf"(?-i:[A-Z][a-z]+\s[A-Z][a-z]+)(?:[ ]{_CAPITAL}){{0,2}}"
"""A road by its name alone: "số 15 Trần Phú"."""

addresses = shape(
    Telling.ADDRESS,
    rf"(?<!\w)(?:so\s+nha|nha\s+so|can\s+(?:ho|nha)\s+so|sn)\s*:?\s*{_HOUSE}(?:\s*,?\s*{_CAPITALS})?{_GOES_ON}*",
    rf"(?<!\w)so\s+{_HOUSE}(?:(?=\s*,?\s*{_ROAD}\s){_GOES_ON}+|\s+{_CAPITALS}{_GOES_ON}*)",
    rf"(?<![\w/.,-])\d+[a-z]?/\d+[a-z]?(?:/\d+[a-z]?)*(?=\s*,?\s*{_ROAD}\s){_GOES_ON}+",
    rf"(?<!\w){_LIVES}\s*:?\s*(?P<it>(?:so\s+)?(?:{_HOUSE}\s*,?\s*)?{_PLACE}{_GOES_ON}*)",
)
"""Houses by their numbers, and where somebody says to live."""


def _ending(words: Sequence[Word], begin: int, end: int) -> int:
    """Where a name really ends: without the words after it that were taken for more of it."""
    least = begin + (1 if words[begin].capital else min(end - begin, 3))
    while end > least and not _goes_on(words[begin], words[end - 1]):
        end -= 1
    return end


def _goes_on(first: Word, word: Word) -> bool:
    if word.upper and not first.upper:
        return False
    written = word.text.capitalize() if word.capital else word.text
    return looks_like_name(written, beside=True) and word.text not in _PLACES


def _capitals(words: Sequence[Word], place: int) -> int:
    """Where the capitals end that begin here, with no punctuation between."""
    end = place + 1
    while end < len(words) and words[end].capital and not words[end - 1].ends:
        end += 1
    return end


def _may_be_a_person(words: Sequence[Word], begin: int, end: int) -> bool:
    """Whether words taken for a name are no place, school or fixed expression: "xã Trực Thái thu", "THCS Nguyễn Du"."""
    before = words[begin - 1] if begin else None
    if before and not before.ends and (before.text in _BODIES or _names_a_place((before, words[begin]))):
        return False
    return not _names_a_place(words[begin:end]) and _pair(words, begin) not in _NO_NAMES


def _names_a_place(words: Sequence[Word]) -> bool:
    return len(words) > 1 and names_commune(" ".join(word.text for word in words))


def _pair(words: Sequence[Word], place: int) -> str:
    return " ".join(word.text for word in words[max(place, 0) : place + 2])


def _same(word: Word, syllable: str) -> bool:
    """Whether a word is a syllable, typed with its marks or without any."""
    return syllable == word.text or drop_marks(syllable) == word.text or _as_number(syllable) == _as_number(word.text)


def _as_number(word: str) -> str:
    return word.lstrip("0") if word.isdecimal() else word


def _all(kind: Telling, words: Sequence[Word], syllables: Sequence[str]) -> Iterator[Found]:
    """Every place where syllables follow each other, whatever stands between them but a new line."""
    for place in range(len(words) - len(syllables) + 1):
        together = words[place : place + len(syllables)]
        if all(_same(word, one) for word, one in zip(together, syllables, strict=True)):
            yield kind, together[0].begin, together[-1].end


def _given(words: Sequence[Word], given: str) -> Iterator[Found]:
    """The given name after a word that addresses somebody, or with its capital in the middle of a sentence."""
    for place, word in enumerate(words):
        before = words[place - 1] if place else None
        if before and _same(word, given) and _is_somebody(before, word):
            yield Telling.NAME, word.begin, word.end


def _is_somebody(before: Word, word: Word) -> bool:
    if before.ends in _SENTENCE_ENDS:
        return False
    addressed = before.text in _ADDRESSING or (word.capital and before.bare in _BARE_ADDRESSING)
    return addressed or (word.capital and not before.capital and before.text not in _PLACES)


def _parts(address: str) -> Iterator[list[str]]:
    """The parts of an address that tell a house or a hamlet, each as its syllables: "số 12 ngõ 3" is one."""
    for number, part in enumerate(re.split(r"[,;\n]|\s-\s", address)):
        for piece in _UNITS.split(_COMMUNES.split(part)[0]):
            syllables = re.findall(r"[^\W\d_]+|\d+", marked(piece))
            telling = _UNITS.match(piece) or any(map(str.isdecimal, syllables)) or not number
            numbered = len(syllables) == 2 and syllables[0] in {"số", "so"}
            if telling and len(syllables) > 1 and not numbered and not names_commune(piece):
                yield syllables


_COMMUNES = re.compile(
    r"(?<!\w)(?:xã|xa|phường|thị trấn|thi tran|thị xã|huyện|huyen|tỉnh|tinh|thành phố|thanh pho|tp|tt)(?!\w)",
    re.IGNORECASE,
)
_UNITS = re.compile(
    r"(?<!\w)(?<!\d\s)(?=(?:thôn|xóm|tdp|tổ|đội|khu|ấp|bản|làng|buôn|ngõ|ngách|hẻm|đường|phố|số|thon|xom|to|doi|lang|ngo|duong|pho|so)(?!\w))",
    re.IGNORECASE,
)
