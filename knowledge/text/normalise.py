"""Vietnamese text made comparable: ordered lists of small steps, each `str -> str`.

`marked` keeps the tone and vowel marks a person typed, `bare` drops them: "Đăng ký" and "dang ky" meet in `bare`.
Both are idempotent, accept any Unicode and never raise.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

SHAPES = "\u0302\u0306\u031b"  # the circumflex of â, the breve of ă, the horn of ơ
TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_MARKS = frozenset(SHAPES + TONES)
_LETTERED = "aáàảãạăắằẳẵặâấầẩẫậeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵđ"
_PLAIN = re.compile(f"[\\x00-\\x7f{_LETTERED}]*")
_BARE_OF = str.maketrans({c: unicodedata.normalize("NFD", c)[0] for c in _LETTERED} | {"đ": "d"})
_STROKED = str.maketrans("ðɖƌȡ", "đđđđ")
_TONE_FIRST = re.compile(f"([{TONES}])([{SHAPES}])")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85")
_VOWELS = "aăâeêioôơuưy"
_SHAPED = frozenset("ăâêôơư")
_SYLLABLE = re.compile(
    rf"(?P<onset>qu|gi(?=[{_VOWELS}])|ngh|ng|nh|ch|gh|kh|ph|th|tr|[bcdđghklmnpqrstvx]?)"
    rf"(?P<nucleus>[{_VOWELS}]{{1,3}})(?P<coda>ng|nh|ch|[cmnpt]?)"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_APART = re.compile(r"[^\w\s](?<!\d[.,](?=\d))(?<!\d\.(?=h\d))|_")
"""Punctuation, but no point or comma between digits, nor the point before "H42"."""
_OPEN_Y = re.compile(r"\b([hklmst]|qu)([yỳýỷỹỵ])\b")
_I_FOR_Y = dict(zip("yỳýỷỹỵ", "iìíỉĩị", strict=True))
LONGEST_SYLLABLE = 7  # "nghiêng"
REMEMBERED = 4096
"""How many words are remembered as a step left them: a language has few syllables, and they come again and again."""


def drop_unseen(text: str) -> str:
    """Control, zero-width and direction characters go: "khai\u200b sinh" -> "khai sinh"; a tab becomes a space."""
    if text.isprintable():
        return text
    return "".join(" " if c in _SPACES else c for c in text if c in _SPACES or unicodedata.category(c) not in _UNSEEN)


def compose(text: str) -> str:
    """One way to write a letter, in lower case: "ＫＨＡＩ SINH" -> "khai sinh", "Ð" -> "đ", a + ◌̂ + ◌́ -> "ấ"."""
    lower = text.lower()
    if _PLAIN.fullmatch(lower):
        return lower
    apart = _unfold(_unfold(text).casefold()).translate(_STROKED)
    kept = "".join(c for c in apart if c in _MARKS or not (unicodedata.combining(c) or unicodedata.category(c) == "Mn"))
    return unicodedata.normalize("NFC", _TONE_FIRST.sub(r"\2\1", kept))


def _unfold(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


def place_tones(text: str) -> str:
    """One place for the tone mark: "hoà" -> "hòa", "thuý" -> "thúy", "qúy" -> "quý", "tóan" -> "toán"."""
    if text.isascii():
        return text
    return " ".join(map(_with_tones_placed, text.split(" ")))


@lru_cache(maxsize=REMEMBERED)
def _with_tones_placed(word: str) -> str:
    return _LETTERS.sub(lambda found: place_tone(found[0]), word)


def place_tone(syllable: str) -> str:
    """The tone mark of one syllable where it belongs; what is no Vietnamese syllable stays as it is."""
    if syllable.isascii() or len(syllable) > LONGEST_SYLLABLE + 2:
        return syllable
    apart = unicodedata.normalize("NFD", syllable)
    tones = [c for c in apart if c in TONES]
    plain = unicodedata.normalize("NFC", "".join(c for c in apart if c not in TONES))
    found = _SYLLABLE.fullmatch(plain)
    if not found or len(tones) != 1:
        return syllable
    at = found.start("nucleus") + _bearer(found["nucleus"], closed=bool(found["coda"]))
    return unicodedata.normalize("NFC", plain[: at + 1] + tones[0] + plain[at + 1 :])


def _bearer(nucleus: str, *, closed: bool) -> int:
    """Which vowel bears the tone: the last with a shape ("ươ"), else the last if closed, the middle of 3, the first."""
    shaped = [place for place, vowel in enumerate(nucleus) if vowel in _SHAPED]
    if shaped:
        return shaped[-1]
    if closed:
        return len(nucleus) - 1
    return 1 if len(nucleus) == 3 else 0


def open_punctuation(text: str) -> str:
    """Punctuation becomes space, but codes and numbers stay whole: "mã 1.001193, phí 10.000đ?" keeps both points."""
    return _APART.sub(" ", text)


def squash_spaces(text: str) -> str:
    """One space between words, none around: "  khai   sinh " -> "khai sinh"."""
    return " ".join(text.split())


def drop_marks(text: str) -> str:
    """No marks at all: "đăng ký hộ tịch" -> "dang ky ho tich"."""
    if text.isascii():
        return text
    bare_text = text.translate(_BARE_OF)
    if bare_text.isascii():
        return bare_text
    apart = unicodedata.normalize("NFD", bare_text)
    return "".join(c for c in apart if not unicodedata.combining(c))


bare_word = lru_cache(maxsize=REMEMBERED)(drop_marks)
"""The same for single words, remembered."""


def one_i(text: str) -> str:
    """One letter for one sound: "ký" -> "kí", "bác sỹ" -> "bác sĩ"; both are written, so search compares "i"."""
    return " ".join(map(_with_one_i, text.split(" ")))


@lru_cache(maxsize=REMEMBERED)
def _with_one_i(word: str) -> str:
    return _OPEN_Y.sub(lambda found: found[1] + _I_FOR_Y[found[2]], word)


Step = Callable[[str], str]
MARKED: tuple[Step, ...] = (drop_unseen, compose, open_punctuation, place_tones, squash_spaces)
BARE = (*MARKED, drop_marks)
SPOKEN = (*MARKED, one_i)


def marked(text: str) -> str:
    """The text made comparable, its marks kept: "Thủ tục ĐĂNG KÝ  khai sinh?" -> "thủ tục đăng ký khai sinh"."""
    return _taken(MARKED, text)


def bare(text: str) -> str:
    """The text made comparable, without marks: "Đăng ký" and "dang ky" meet in "dang ky"."""
    return _taken(BARE, text)


def spoken(text: str) -> str:
    """The text made comparable by its sound, for search alone: "Đăng Ký" and "đăng kí" meet in "đăng kí"."""
    return _taken(SPOKEN, text)


def _taken(steps: tuple[Step, ...], text: str) -> str:
    for step in steps:
        text = step(text)
    return text
