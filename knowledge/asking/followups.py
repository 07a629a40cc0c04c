"""What a message means that goes on with what was just said: a pick, none of them, or a correction.

A real question is never taken for one: a pick or a refusal is all the message says, and a correction says that it is
one ("không, …", "nhầm, …", "ý tôi là …", "… cơ"). Words are compared without marks.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.asking.message import Message, read_message


class Turn(StrEnum):
    """What a message does with what was offered or told last."""

    PICK = "pick"
    NONE = "none"  # none of what was offered, or not what was told
    CORRECTION = "correction"  # something else was meant, and the message says what


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a message does; a pick has a `position` (1 the first, -1 the last), a correction the words that remain."""

    turn: Turn
    position: int = 0
    words: str = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LONGEST = 12
"""How many syllables a pick or a refusal has at most."""
REACH = 8
"""How many syllables are looked at for where a correction begins."""

NOT = _words("khong ko kg k hok hong khum chang cha")
PERSONS = _words("toi em e minh m chau con anh chi bac chu co tui t")
POLITE = _words("a ah o u uh da vang ok oke ad ban nhe nha nhi oi z v vay the")
BEFORE_PICK = POLITE | PERSONS | _words("chon lay xem bam hoi cho muon xin la thi vao noi y can")
AFTER_PICK = POLITE | _words("do ay nay kia day di co ma luon em chi voi giup trong danh sach tren")
THINGS = _words("cai muc so thu tuc dong cau lua chon phuong an viec loai phan truong hop stt")
"""What stands before a number: "cái thứ", "mục số", "thủ tục thứ"."""
COUNTED = {
    "nhat": 1,
    "mot": 1,
    "hai": 2,
    "nhi": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
}
SAID_ALONE = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
"""Numbers that may be the whole message: with their marks, as "nam" and "sau" are other words too."""
ENDS = {
    **dict.fromkeys(("dau", "dau tien", "tren cung"), 1),
    **dict.fromkeys(("cuoi", "cuoi cung", "sau cung", "duoi cung", "chot"), -1),
    **dict.fromkeys(("ap chot", "ke cuoi", "gan cuoi"), -2),
}
REFUSED = PERSONS | POLITE | THINGS
REFUSED |= _words(
    "phai dung trung thay nao may nhung cac nay kia do ay day ca het deu dau roi o tren danh sach can tim"
)
REFUSED |= _words("hoi muon nua tat")
"""What a refusal is made of beside the word for not: "không có mục tôi cần", "không phải mấy cái này"."""
WANTED = _words("can muon hoi tim")
"""Right after the word for not these refuse help and not what was offered: "không cần nữa"."""
MISTAKEN = _words("nham sai")
OTHER = _words("roi khac cai muc thu tuc viec mat") | MISTAKEN | POLITE
DENIED = _words("phai dung the vay dau roi mat cai nay do ay may")
"""What may stand between the opening of a correction and its comma: "không phải thế, …", "nhầm rồi, …"."""
INSTEAD = "cơ"
NO_INSTEAD = _words("dong huu vo nguy thoi ninh quan phi")
"""Before these two letters another word: "động cơ", "sông Ninh Cơ"."""
ENDING = POLITE | frozenset({"ma", "chu", "co"})
_P = f"(?:{'|'.join(sorted(PERSONS))})"
MEANT = re.compile(
    rf"(?:y(?: cua)?(?: {_P})?(?: (?:la|muon|hoi|noi|can|dang|ve))+"
    rf"|{_P}(?: (?:muon|dang|can|dinh))* (?:hoi|noi|can|muon)(?: (?:la|ve))*"
    rf"|(?:cho|xin|muon)(?: {_P})? hoi(?: ve)?|ma la|phai la|la) "
)
"""What leads to what is meant: "ý tôi là", "em muốn hỏi", "cho hỏi"."""
STOP = re.compile(r"[,.;:!?\n–—-]")


def read(words: str) -> FollowUp | None:
    """What a message does with what was said last; None for a message of its own. Never raises, whatever is typed."""
    message = read_message(words)
    if not message:
        return None
    if len(message) <= LONGEST:
        position = _position(message)
        if position:
            return FollowUp(Turn.PICK, position)
        if _refuses(message):
            return FollowUp(Turn.NONE)
    start = _correction_at(message)
    return None if start is None else _corrected(message, start)


def _position(message: Message) -> int:
    """The place a message picks; 0 when it picks none."""
    start, end = 0, len(message)
    while end > 1 and message.bare[end - 1] in AFTER_PICK:
        end -= 1
    if end == 1 and message.typed[0] in SAID_ALONE:
        return SAID_ALONE[message.typed[0]]
    while start < end and message.bare[start] in BEFORE_PICK - THINGS:
        start += 1
    first = start
    while start < end and message.bare[start] in THINGS | {"o"} | BEFORE_PICK:
        start += 1
    core = " ".join(message.bare[start:end])
    if core.isdecimal() and len(core) <= 2:
        return int(core)
    named = any(one in THINGS for one in message.bare[first:start])
    return ENDS.get(core, 0) or (COUNTED.get(core, 0) if named else 0)


def _refuses(message: Message) -> bool:
    """Whether a message says that it was none of these, and nothing more."""
    said = [one for one in message.bare if one not in POLITE | {"deu", "ca", "tat"}]
    if not said:
        return False
    if said[0] in NOT:
        others = [one for one in said[1:] if one not in PERSONS]
        return REFUSED.issuperset(said[1:]) and not WANTED.issuperset(others[:1] or {"phai"})
    return OTHER.issuperset(said) and not {"khac", *MISTAKEN}.isdisjoint(said)


def _correction_at(message: Message) -> int | None:
    """The syllable from which a message says what was meant instead; None when it corrects nothing."""
    at = 0
    while at < min(len(message), REACH) and message.bare[at] in POLITE | PERSONS and not _leads(message, at):
        at += 1
    if at < len(message) and message.bare[at] in NOT | MISTAKEN | {"thoi"}:
        return _after_opening(message, at)
    if message.bare[at : at + 1] == ("y",) and _leads(message, at):
        return at
    return 0 if _ends_instead(message) else None


def _after_opening(message: Message, opening: int) -> int | None:
    """Where the correction begins after its opening: at a comma or at "ý tôi là", with nothing but a denial between."""
    at = opening + 1
    while at < len(message):
        if STOP.search(message.gap_before(at)) or _leads(message, at):
            return at
        if message.bare[at] not in DENIED:
            break
        at += 1
    return _after_denied(message, at) if message.bare[opening] in NOT else None


def _after_denied(message: Message, start: int) -> int | None:
    """Where it begins after what is denied: "không phải khai sinh mà là khai tử", "không phải tạm trú, tạm vắng cơ"."""
    for at in range(start, len(message)):
        if message.bare[at : at + 2] == ("ma", "la"):
            return at
        if STOP.search(message.gap_before(at)):
            return at if _ends_instead(message) or _leads(message, at) else None
    return None


def _leads(message: Message, at: int) -> int:
    """How many syllables from a place on lead to what is meant."""
    found = MEANT.match(" ".join(message.bare[at : at + REACH]) + " ")
    return found[0].count(" ") if found else 0


def _ends_instead(message: Message) -> bool:
    """Whether a message ends with the word that sets one thing against another: "làm lại khai sinh cơ"."""
    end = len(message)
    while end > 1 and message.bare[end - 1] in POLITE | {"ma"}:
        end -= 1
    return end > 1 and message.typed[end - 1] == INSTEAD and message.bare[end - 2] not in NO_INSTEAD


def _corrected(message: Message, start: int) -> FollowUp:
    """The words of a correction, unless they are a pick or say nothing."""
    while start < len(message) and (leading := _leads(message, start)):
        start += leading
    end = len(message)
    if _ends_instead(message):
        while message.bare[end - 1] in ENDING:
            end -= 1
    words = message.between(start, end)
    if not words:
        return FollowUp(Turn.NONE)
    further = read_message(words)
    position = _position(further) if len(further) <= LONGEST else 0
    return FollowUp(Turn.PICK, position) if position else FollowUp(Turn.CORRECTION, words=words)
