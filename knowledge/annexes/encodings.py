"""In which encoding a text file is written; text of the fonts before Unicode is known by its words."""

import unicodedata

from charset_normalizer import from_bytes

_MARKS_OF_ORDER = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "",  # UTF-32, which no spreadsheet writes
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
"""How a file begins whose writer says what it is, longer marks first."""

_OLD_FONTS = {
    "TCVN3 (.VnTime)": ("thñ tôc", "hµnh chÝnh", "m· sè", "tªn thñ", "quyÕt ®Þnh"),
    "VNI (VNI-Times)": ("thuû tuïc", "haønh chính", "maõ soá", "teân thuû", "quyeát ñònh"),
}
"""Words of every annex as those fonts keep them: "thủ tục" is "thñ tôc" or "thuû tuïc" underneath."""

_SEEMS_TEXT = 0.9
"""The share of Latin letters, signs and spaces at which bytes are a text in some encoding."""


class UnknownEncodingError(ValueError):
    """A text in an encoding that cannot be told for sure; `seems` names the old font, where its words show it."""

    def __init__(self, seems: str = "") -> None:
        super().__init__(seems)
        self.seems = seems


def is_text(content: bytes) -> bool:
    """Whether bytes are a text at all, in whatever encoding."""
    head = content[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _without_mark(head):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
    return b"\0" not in head and controls <= len(head) * (1 - _SEEMS_TEXT)


def decoded(content: bytes) -> str:
    """The text of a file. Raises UnknownEncodingError."""
    for mark, encoding in _MARKS_OF_ORDER.items():
        if content.startswith(mark):
            return _as(content, encoding)
    hidden = _without_mark(content)
    if hidden:
        return _as(content, hidden)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _of_windows(content)


def old_font(text: str) -> str:
    """The kind of font that a text was typed for before Unicode; empty for text as it is written now."""
    said = text.casefold()
    return next((name for name, words in _OLD_FONTS.items() if any(word.casefold() in said for word in words)), "")


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding or "ascii")
    except UnicodeError:
        raise UnknownEncodingError from None


def _without_mark(content: bytes) -> str:
    """UTF-16 without a mark of order: every other byte of its commas and digits is zero."""
    head = content[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 8 > max(even, odd) or max(even, odd) * 8 < len(head):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _of_windows(content: bytes) -> str:
    """Vietnamese as Windows wrote it before Unicode, where nothing speaks against it. Raises UnknownEncodingError."""
    seems = old_font(content.decode("latin-1"))
    best = None if seems else from_bytes(content, cp_isolation=["cp1258", "cp1252"]).best()
    if best is None or best.encoding != "cp1258" or best.chaos:
        raise UnknownEncodingError(seems)
    text = unicodedata.normalize("NFC", _as(content, "cp1258"))
    if any(unicodedata.combining(letter) for letter in text):
        raise UnknownEncodingError
    return text
