"""Words of a petition before others read them: what tells a person apart is covered, and an officer looks at the rest.

    "Tôi là Nguyễn Thị Mai, 0912 345 678, báo ông Tuấn đổ rác"
      -> "Tôi là [họ tên], [số điện thoại], báo ông [họ tên] đổ rác"

One pass after the other is made until nothing more is found: "[họ tên] ở xóm 5" tells of an address when the name is
covered. So what is proposed for a text that was redacted already is that text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.petitions.folding import Folded, folded
from bot.petitions.identity import Identity
from bot.petitions.persons import (
    addresses,
    others,
    senders_address,
    senders_contact,
    senders_name,
    senders_name_anywhere,
    titled,
)
from bot.petitions.telling import (
    Finder,
    Telling,
    births,
    dossiers,
    emails,
    lands,
    links,
    long_numbers,
    numbers,
    papers,
    phones,
    plates,
)
from bot.texts import say

_OF_THE_SENDER: tuple[Finder, ...] = (senders_contact, senders_name, senders_address)
_PRIVATE: tuple[Finder, ...] = (births, dossiers, papers, plates, lands, numbers)
"""Numbers that only a person has; an answer to a sender holds her own."""
_OF_ANYBODY: tuple[Finder, ...] = (
    *(emails, links, senders_contact, phones),
    *_PRIVATE,
    *(senders_name, addresses, senders_address, others, titled),
)
"""In this order: what an earlier one found, a later one leaves."""
_OF_NOBODYS_BUSINESS: tuple[Finder, ...] = (emails, senders_contact, phones, papers, numbers, senders_name)
"""What a unit's staff need not know of a sender to see to her matter."""
_DOUBTFUL: tuple[Finder, ...] = (senders_name_anywhere, long_numbers)

_BETWEEN = re.compile(r" {0,3}")
_BETWEEN_PLACES = re.compile(r"[ ,-]{0,3}")
"""What may stand between two parts that are covered as one: "[địa chỉ], [địa chỉ]"; two names stay two."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A part of a text that tells a person apart: `[begin, end)` of the text that was given, and its words."""

    kind: Telling
    begin: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that others may read, and what was covered in it, in order."""

    text: str
    covered: tuple[Covered, ...]


def redacted(words: str, identity: Identity) -> Redacted:
    """The words without what tells the sender or anybody else apart; a proposal, which a person checks.

    Codes of procedures, numbers of decisions, days, sums and names of communes stay. Idempotent; never raises.
    """
    return _without(words, identity, _OF_ANYBODY)


def still_tells(text: str, identity: Identity) -> list[Covered]:
    """What in a text that an officer has mended still looks personal, and what may be; what is covered does not."""
    return list(_without(text, identity, (*_OF_ANYBODY, *_DOUBTFUL)).covered)


def passes_on(answer: str, identity: Identity) -> str:
    """An answer to one sender, made fit for those who sent the same: it loses her name, address and numbers.

    Whoever signed it, and the telephone to ask at, stay: "Kính gửi bà Nguyễn Thị Mai" -> "Kính gửi ông/bà".
    """
    without = _without(answer, identity, (*_OF_THE_SENDER, *_PRIVATE)).text
    return _greeting().sub(lambda found: f"{found['greeting']} {say('redaction.addressee')}", without)


def signed(answer: str) -> tuple[str, str]:
    """An answer, and the line under it that names who approved it: an office's own, and nobody's secret."""
    found = _signature().search(answer)
    return (answer[: found.start()], found[0]) if found else (answer, "")


def among_staff(words: str, identity: Identity) -> str:
    """Words as a unit's staff read them together: without the sender's name, and without anybody's contact.

    Places and other people's names stay, since the matter is found by them.
    """
    return _without(words, identity, _OF_NOBODYS_BUSINESS).text


_Hidden = tuple[Telling, int, int]
"""What is covered, and where in the text as it was typed."""


def _without(words: str, identity: Identity, finders: Sequence[Finder]) -> Redacted:
    shown = [(_kinds()[found[0]], *found.span()) for found in _any_placeholder().finditer(words)]
    hidden = _joined(words, shown)
    while True:
        new = _new(folded(words, [(begin, end) for _, begin, end in hidden]), identity, finders, hidden)
        if not new:
            break
        hidden = _joined(words, sorted([*hidden, *new], key=_begin))
    covered = [Covered(kind, begin, end, words[begin:end]) for kind, begin, end in hidden]
    return Redacted(_written(words, hidden), tuple(one for one in covered if one.words not in _kinds()))


def _new(text: Folded, identity: Identity, finders: Sequence[Finder], hidden: Sequence[_Hidden]) -> list[_Hidden]:
    """What the finders find beside what is hidden, nothing of it twice."""
    taken = bytearray(len(text.typed))
    for _, begin, end in hidden:
        taken[begin:end] = bytes([1]) * (end - begin)
    found: list[_Hidden] = []
    for finder in finders:
        for kind, first, last in finder(text, identity):
            begin, end = text.at[first], text.at[last]
            if begin < end and not any(taken[begin:end]):
                taken[begin:end] = bytes([1]) * (end - begin)
                found.append((kind, begin, end))
    return found


def _joined(words: str, hidden: Sequence[_Hidden]) -> list[_Hidden]:
    """Neighbours of one kind become one."""
    joined: list[_Hidden] = []
    for kind, begin, end in hidden:
        between = _BETWEEN_PLACES if kind is Telling.ADDRESS else _BETWEEN
        if joined and joined[-1][0] is kind and between.fullmatch(words, joined[-1][2], begin):
            joined[-1] = (kind, joined[-1][1], end)
        else:
            joined.append((kind, begin, end))
    return joined


def _begin(hidden: _Hidden) -> int:
    return hidden[1]


def _written(words: str, hidden: Sequence[_Hidden]) -> str:
    return "".join(_pieces(words, hidden))


def _pieces(words: str, hidden: Sequence[_Hidden]) -> Iterator[str]:
    place = 0
    for kind, begin, end in hidden:
        yield words[place:begin]
        yield _placeholder(kind)
        place = end
    yield words[place:]


def _placeholder(kind: Telling) -> str:
    return str(say(f"redaction.{kind}"))


@cache
def _kinds() -> Mapping[str, Telling]:
    """What each placeholder stands for."""
    return {_placeholder(kind): kind for kind in Telling}


@cache
def _any_placeholder() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _kinds())))


@cache
def _signature() -> re.Pattern[str]:
    """The last line of an answer: "Người duyệt: Phạm Văn Duyệt"."""
    before, after = str(say("reply.approved_by", name="…")).split("…")
    return re.compile(rf"(?<!\s)\s*^{re.escape(before)}[^\n]+{re.escape(after)}\s*\Z", re.MULTILINE)


@cache
def _greeting() -> re.Pattern[str]:
    """How an answer begins: "Kính gửi: Bà [họ tên]"."""
    name = re.escape(_placeholder(Telling.NAME))
    return re.compile(
        rf"(?P<greeting>(?<!\w)(?:kính\s+)?(?:gửi|thưa):?)\s+(?:(?:ông|bà|anh|chị|cô|chú|bác|cụ|ông/bà)\s+)?{name}",
        re.IGNORECASE,
    )
