"""The names of a catalogue as the search sees them: syllables, how much each counts, neighbours and words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.procedures import Procedure, Version
from knowledge.text.normalise import drop_marks, one_i, spoken
from knowledge.text.tokenise import words

_TAIL = re.compile(
    r"[(\[]|\b(đối với|thuộc thẩm quyền|áp dụng cho|(trong )?trường hợp|theo quy định|(thực hiện )?bằng dịch vụ)\b",
    re.IGNORECASE,
)
_OPENING = ("thủ", "tục")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one procedure: `head` says what it is, `tail` for whom or by whom, `aside` its field and results."""

    procedure: int
    name: str
    keys: frozenset[str]
    all: frozenset[str]
    head: frozenset[str]
    tail: frozenset[str]
    aside: frozenset[str]
    pairs: frozenset[str]
    words: frozenset[str]


def names_of(procedures: Sequence[Procedure]) -> Iterator[Name]:
    """Every different name of every procedure; a name two versions share comes once."""
    for number, procedure in enumerate(procedures):
        seen: set[str] = set()
        for version in procedure.versions:
            name = spoken(version.name)
            if name not in seen:
                seen.add(name)
                yield _name(number, version)


def _name(number: int, version: Version) -> Name:
    found = _TAIL.search(version.name)
    cut = found.start() if found and found.start() > 0 else len(version.name)
    head = spoken(version.name[:cut]).split()
    if tuple(head[:2]) == _OPENING:
        head = head[2:]
    tail = spoken(version.name[cut:]).split()
    aside = spoken(f"{version.short_name} {version.field} {version.results[:200]}").split()
    whole = head + tail
    return Name(
        procedure=number,
        name=version.name,
        keys=frozenset({drop_marks(" ".join(whole)), drop_marks(spoken(version.name))}),
        all=frozenset(whole),
        head=frozenset(head),
        tail=frozenset(tail) - frozenset(head),
        aside=frozenset(aside) - frozenset(whole),
        pairs=frozenset(pairs(whole)),
        words=frozenset(_compounds(version)),
    )


def pairs(syllables: Sequence[str]) -> list[str]:
    """Neighbouring syllables without marks: ("khai", "sinh", "lại") -> ["khai sinh", "sinh lai"]."""
    plain = [drop_marks(syllable) for syllable in syllables]
    return [f"{one} {other}" for one, other in pairwise(plain)]


def _compounds(version: Version) -> Iterator[str]:
    """The words of several syllables in a version's name, as loaded with it, else found now."""
    for word in version.words or words(version.name):
        if " " in word:
            yield one_i(word)  # words come comparable, and lack only the one spelling of a sound
