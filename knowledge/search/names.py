"""The names of a catalogue as the search sees them: syllables, how much each counts, neighbours and words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from sys import intern

from knowledge.procedures import Procedure, Version
from knowledge.text.normalise import bare_word, drop_marks, one_i, spoken
from knowledge.text.tokenise import words

_TAIL = re.compile(
    r"[(\[]|\b(đối với|thuộc thẩm quyền|áp dụng cho|(trong )?trường hợp|theo quy định|(thực hiện )?bằng dịch vụ)\b",
    re.IGNORECASE,
)
_OPENING = ("thủ", "tục")
REMEMBERED = 4096
_FOR = ["đối", "với"]
_TURNS = tuple(
    tuple(spoken(form).split())
    for form in (
        "lại", "cấp đổi", "đổi", "gia hạn", "thu hồi", "xóa", "chấm dứt", "tạm ngừng", "dừng", "điều chỉnh",
        "thay đổi", "sửa đổi", "bổ sung", "đính chính", "báo mất", "khôi phục", "mở khóa", "hủy", "giải thể",
        "lưu động", "yếu tố nước ngoài", "khu vực biên giới", "liên thông", "kết hợp", "chuyển đi", "chuyển đến",
        "tạm vắng", "miễn", "xử lý", "thanh tra", "truy tặng", "thôi", "tạm thời", "trực tuyến", "phục hồi",
        "đình chỉ", "báo cáo", "xuất khẩu", "quá cảnh",
    )
)  # fmt: skip
"""What in a name makes another matter of the plain one: another act upon the same paper, or a special condition."""


_SUFFERED = "bi"
"""Before an act: it was done to the person ("giấy phép bị thu hồi"), who asks for something else."""
_ACTS = tuple(
    tuple(spoken(form).split())
    for form in (
        "đăng ký lại", "cấp lại", "cấp đổi", "gia hạn", "thu hồi", "chấm dứt", "tạm ngừng", "thay đổi", "sửa đổi",
        "điều chỉnh", "giải thể", "khôi phục", "mở khóa", "chuyển đi", "chuyển đến", "đính chính", "xóa", "đổi", "hủy",
        "khóa",
    )
)  # fmt: skip
"""Acts upon one paper that must be kept apart, however alike their names are; of two that overlap the first counts."""


_OWNERS = tuple(tuple(spoken(form).split()) for form in ("hộ gia đình", "hợp tác xã"))
"""Whose matter it is, where the same act has another procedure for others: organisations, or a "tổ hợp tác"."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act or an owner a question says: where, and the syllables of a name that states it."""

    places: range
    syllables: frozenset[str]
    owner: bool = False

    def is_stated(self, name: "Name") -> bool:
        """Whether a name states it; a law that it quotes ("Luật Hợp tác xã") is no owner."""
        return self.syllables <= (name.owners if self.owner else name.all)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one procedure: `head` says what it is, `tail` for whom or by whom, `aside` its field and results.

    `owners` are all syllables where the tail says for whom, else those of the head.
    `turns` are those of the head that make another matter of it: "lại", "thu hồi", "có yếu tố nước ngoài".
    """

    procedure: int
    name: str
    keys: frozenset[str]
    all: frozenset[str]
    head: frozenset[str]
    tail: frozenset[str]
    owners: frozenset[str]
    aside: frozenset[str]
    turns: frozenset[str]
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
    head = _syllables(version.name[:cut])
    if tuple(head[:2]) == _OPENING:
        head = head[2:]
    tail = _syllables(version.name[cut:])
    aside = _syllables(f"{version.short_name} {version.field} {version.results[:200]}")
    whole = head + tail
    return Name(
        procedure=number,
        name=version.name,
        keys=frozenset({drop_marks(" ".join(whole)), drop_marks(spoken(version.name))}),
        all=frozenset(whole),
        head=frozenset(head),
        tail=frozenset(tail) - frozenset(head),
        owners=frozenset(whole if tail[:2] == _FOR else head),
        aside=frozenset(aside) - frozenset(whole),
        turns=frozenset(_turns(head)),
        pairs=frozenset(map(intern, pairs(whole))),
        words=frozenset(_compounds(version)),
    )


def _syllables(text: str) -> list[str]:
    """The syllables of a text: of those that are alike one is kept in memory, and is found again sooner."""
    return list(map(intern, spoken(text).split()))


def acts_said(syllables: Sequence[str]) -> list[Act]:
    """The acts a question says, with or without marks: ("gia", "hạn", "tạm", "trú") -> "gia hạn"."""
    return list(_said(_ACTS, syllables))


def owners_said(syllables: Sequence[str]) -> list[Act]:
    """Whose matter a question says it is, where that tells procedures apart."""
    return [replace(owner, owner=True) for owner in _said(_OWNERS, syllables)]


def _said(forms: Iterable[tuple[str, ...]], syllables: Sequence[str]) -> Iterator[Act]:
    taken: set[int] = set()
    plain = set(map(bare_word, syllables))
    for form in forms:
        if bare_word(form[0]) not in plain or not _plain(form) <= plain:
            continue  # most forms: their syllables are looked for without marks first, which is cheap
        for start in range(len(syllables) - len(form) + 1):
            places = range(start, start + len(form))
            if taken.isdisjoint(places) and _is_typed(form, [syllables[at] for at in places]):
                taken.update(places)
                if start == 0 or bare_word(syllables[start - 1]) != _SUFFERED:
                    yield Act(places, frozenset(form))


@cache
def _plain(form: tuple[str, ...]) -> frozenset[str]:
    """The syllables of a form without their marks."""
    return frozenset(map(bare_word, form))


def _is_typed(form: Sequence[str], typed: Sequence[str]) -> bool:
    """Whether each syllable stands as in the form or without its marks; a lone one must bear them."""
    if len(form) == 1:
        return form[0] == typed[0]
    return all(one in {known, bare_word(known)} for one, known in zip(typed, form, strict=True))


@lru_cache(maxsize=REMEMBERED)
def plain_name(name: str) -> frozenset[str]:
    """The different syllables of a name without "thủ tục" before it."""
    syllables = spoken(name).split()
    return frozenset(syllables[2:] if tuple(syllables[:2]) == _OPENING else syllables)


def _turns(head: Sequence[str]) -> Iterator[str]:
    """The syllables of a name that turn it: ("đăng", "kí", "lại", "khai", "sinh") -> "lại"."""
    whole = f" {' '.join(head)} "
    for form in _TURNS:
        if f" {' '.join(form)} " in whole:
            yield from form


def pairs(syllables: Sequence[str]) -> list[str]:
    """Neighbouring syllables without marks: ("khai", "sinh", "lại") -> ["khai sinh", "sinh lai"]."""
    plain = map(bare_word, syllables)
    return [f"{one} {other}" for one, other in pairwise(plain)]


def _compounds(version: Version) -> Iterator[str]:
    """The words of several syllables in a version's name, as loaded with it, else found now."""
    for word in version.words or words(version.name):
        if " " in word:
            yield one_i(word)  # words come comparable, and lack only the one spelling of a sound
