"""Our own questions as hurried, worried and old people type them: turned in many ways, each of which means the same."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from knowledge.search.index import Index
from knowledge.text.keystrokes import TELEX, VNI, typed_in
from knowledge.text.normalise import drop_marks
from tests.questions import WIDE, questions

DAY = date(2026, 11, 22)
OF_ALL = 0.98
OF_EACH = 0.95

OPENINGS = (
    "cho tôi hỏi",
    "Dạ cháu chào cô chú ạ,",
    "anh chị cho em hỏi với ạ:",
    "xin chào,",
    "ad ơi cho mình hỏi",
    "kính gửi UBND xã,",
)
ENDINGS = ("ạ", "xin cảm ơn", "mong được giải đáp sớm ạ", "giúp em với nhé", "cảm ơn anh chị nhiều", "vậy ạ")
EMOJI = ("😀", "🙏🙏", "❤️", "😭", "👨‍👩‍👧", "👍🏻")
POINTS = ("...", "??", "!!!", " - ", ",", ";", "(?)")
CHAT = {
    "không": "ko", "được": "dc", "gì": "j", "vợ": "vk", "chồng": "ck", "rồi": "r", "với": "vs", "em": "e", "anh": "a",
    "muốn": "mún", "vậy": "z", "giờ": "h", "thế nào": "tn", "như thế nào": "ntn", "bao nhiêu": "bn",
    "giấy tờ": "gtờ", "làm": "lm", "mọi người": "mng", "biết": "bít", "nhiêu": "nhiu",
}  # fmt: skip
SOUNDS = (
    ("tr", "ch"),
    ("ch", "tr"),
    ("s", "x"),
    ("x", "s"),
    ("d", "gi"),
    ("gi", "d"),
    ("l", "n"),
    ("n", "l"),
    ("r", "d"),
)
LETTERS = 4
"""A word shorter than this is not misspelt: one letter more or less makes another word of it."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A question, the way it was turned, and what came of it."""

    kind: str
    plain: str
    typed: str


def asked() -> list[str]:
    """Every question of our own."""
    return [question.words for question in [*questions(), *questions(WIDE)]]


def upper(text: str, _: Random) -> str:
    return text.upper()


def unmarked(text: str, _: Random) -> str:
    return drop_marks(text)


def opened(text: str, chance: Random) -> str:
    return f"{chance.choice(OPENINGS)} {text}"


def ended(text: str, chance: Random) -> str:
    return f"{text} {chance.choice(ENDINGS)}"


def with_emoji(text: str, chance: Random) -> str:
    words = text.split()
    words.insert(chance.randrange(len(words) + 1), chance.choice(EMOJI))
    return " ".join(words) + chance.choice(EMOJI)


def doubled_spaces(text: str, chance: Random) -> str:
    return re.sub(" ", lambda _: " " * chance.choice((1, 2, 3)), f" {text} ")


def missing_space(text: str, chance: Random) -> str:
    """One space in three or so is left out."""
    spaces = [found.start() for found in re.finditer(" ", text)]
    dropped = set(chance.sample(spaces, len(spaces) // 3))
    return "".join(letter for at, letter in enumerate(text) if at not in dropped)


def glued(text: str, _: Random) -> str:
    """All words run together, without marks, as a phone's keyboard leaves them."""
    return drop_marks(text).replace(" ", "")


def punctuated(text: str, chance: Random) -> str:
    words = text.split()
    at = chance.randrange(len(words))
    words[at] += chance.choice(POINTS)
    return " ".join(words) + chance.choice(POINTS)


def misspelt(text: str, chance: Random) -> str:
    """One longer word with two letters swapped, one doubled or one left out."""
    words = text.split()
    long = [at for at, word in enumerate(words) if len(word) >= LETTERS and word.isalpha()]
    if long:
        at = chance.choice(long)
        words[at] = _slip(words[at], chance)
    return " ".join(words)


def _slip(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return chance.choice((swapped, word[:at] + word[at] + word[at:], word[:at] + word[at + 1 :]))


def chatted(text: str, _: Random) -> str:
    for word in sorted(CHAT, key=len, reverse=True):
        text = re.sub(rf"\b{word}\b", CHAT[word], text)
    return text


def in_telex(text: str, _: Random) -> str:
    return re.sub(r"[^\W\d_]+", lambda found: typed_in(found[0].lower(), TELEX), text)


def in_vni(text: str, _: Random) -> str:
    return re.sub(r"[^\W\d_]+", lambda found: typed_in(found[0].lower(), VNI), text)


WAYS: dict[str, Callable[[str, Random], str]] = {
    "không dấu": unmarked, "chữ hoa": upper, "lời chào": opened, "lời cảm ơn": ended, "biểu tượng": with_emoji,
    "thừa cách": doubled_spaces, "thiếu cách": missing_space, "dính liền": glued, "dấu câu": punctuated,
    "gõ sai": misspelt, "chữ chat": chatted, "Telex": in_telex, "VNI": in_vni,
}  # fmt: skip


def turned(questions: Iterable[str]) -> Iterator[Turned]:
    """Each question in each way; the same question is always turned in the same manner."""
    for plain in questions:
        for kind, way in WAYS.items():
            yield Turned(kind, plain, way(plain, Random(f"{kind} {plain}")))


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of the cases whose first hit stays, of all and of each kind, and the cases that changed."""

    of_all: float
    of_each: dict[str, float]
    changed: tuple[Turned, ...]


def first_hits_kept(index: Index, questions: Iterable[str]) -> Shares:
    """How often the first hit stays the same; a question that finds nothing as it stands is left out."""
    wanted = {plain: first for plain in questions if (first := _first(index, plain))}
    cases = list(turned(wanted))
    changed = tuple(case for case in cases if _first(index, case.typed) != wanted[case.plain])
    lost, each = Counter(case.kind for case in changed), len(wanted)
    return Shares(1 - len(changed) / len(cases), {kind: 1 - lost[kind] / each for kind in WAYS}, changed)


def _first(index: Index, question: str) -> str | None:
    hits = index.search(question, DAY, limit=1).kept
    return hits[0].code if hits else None
