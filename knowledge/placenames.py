"""Names of places in a message, however they are typed: without marks, glued, with keys left on the screen, misspelt.

Only the text is looked at; which unit a name stands for is for the caller to say. A name inside a longer sentence is
believed when the sentence points to a place ("xã", "ở") or when its marks were typed, and when its syllables are no
other words.
"""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import product
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.placewords import (
    AGES,
    ASKING,
    DISTRICT_KINDS,
    ELSEWHERE,
    FILLER,
    JOINED,
    KINDS,
    MOVING,
    PERSONS,
    POINTERS,
    PROVINCE_KIND,
    Age,
    Said,
)
from knowledge.text.keystrokes import keystrokes
from knowledge.text.normalise import SHAPES, TONES, drop_marks, marked, one_i

LONGEST_TEXT = 2000
LONGEST_CORE = 4
"""How many syllables of a whole message may be a misspelt name."""
SHORT = 6
"""A name of fewer letters is met by a slip in many a word: without marks it needs a word that points to a place."""
SHORTEST_CODE = 4
"""A number of so many digits may be a procedure's code, and is no filler."""
NEAR = 2
"""How many words may stand between a name and the province it is said to lie in."""
NEAR_BY_DISTRICT = 5
"""The same where a district is named between them: "xã Quang Hưng, huyện Phù Cừ, tỉnh Hưng Yên"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Names of which one is meant, and what the words around them say; all words of it are `[start, end)`."""

    names: tuple[str, ...]
    said: Said
    age: Age | None
    province: str  # ours, where one was said; else empty
    name: tuple[int, int]  # the words of the name itself
    full: bool  # with every mark the name has
    pointed: bool  # after "ở", "tại", "thuộc"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The names a message mentions; with none of them, nothing but the district or its province was named."""

    mentions: tuple[Mention, ...]
    whole: bool  # the message says nothing else
    rest: str  # the message without them


class _Text:
    """A message in comparable syllables: as typed, with one letter for one sound, and without marks."""

    def __init__(self, words: str) -> None:
        clean = marked(words[:LONGEST_TEXT])
        sounds = one_i(clean)
        self.typed = clean.split()
        self.spoken = sounds.split()
        self.bare = drop_marks(sounds).split()
        self.has_marks = not sounds.isascii()

    def __len__(self) -> int:
        return len(self.spoken)


Meant = TypeVar("Meant")


@dataclass(frozen=True, slots=True)
class _Found(Generic[Meant]):
    """A phrase at a place of a text."""

    meant: Meant
    start: int
    end: int
    full: bool


class _Phrases(Generic[Meant]):
    """Phrases found by their syllables, each typed in any of its ways; the longest comes first."""

    def __init__(self, meant: Mapping[str, Meant]) -> None:
        self._by_first: dict[str, list[tuple[list[dict[str, bool]], Meant]]] = {}
        for phrase, meaning in sorted(meant.items(), key=lambda item: -len(item[0].split())):
            ways = [_ways(syllable) for syllable in phrase.split()]
            for typed in ways[0]:
                self._by_first.setdefault(typed, []).append((ways, meaning))
        self._longest = max((len(phrase.split()) for phrase in meant), default=0)

    @property
    def begins(self) -> Set[str]:
        """Every way to type the first syllable of a phrase."""
        return self._by_first.keys()

    def at(self, text: _Text, place: int) -> Iterator[_Found[Meant]]:
        """The phrases that begin at a place."""
        for ways, meant in self._by_first.get(text.spoken[place], ()) if place < len(text) else ():
            there = text.spoken[place : place + len(ways)]
            if len(there) == len(ways) and all(one in known for one, known in zip(there, ways, strict=True)):
                full = all(known[one] for one, known in zip(there, ways, strict=True))
                yield _Found(meant, place, place + len(ways), full)

    def first_at(self, text: _Text, place: int) -> _Found[Meant] | None:
        """The longest phrase that begins at a place."""
        return next(self.at(text, place), None)

    def ending(self, text: _Text, end: int) -> _Found[Meant] | None:
        """The longest phrase that ends at a place."""
        starts = range(max(end - self._longest, 0), end)
        return next((found for start in starts for found in self.at(text, start) if found.end == end), None)


def _ways(syllable: str) -> dict[str, bool]:
    """How a syllable may be typed, and whether with every mark it has: "đại" -> "đại", "ddaij" yes; "dai", "đai" no."""
    whole = {syllable, one_i(syllable)}
    fewer = {lesser for form in whole for lesser in _with_fewer_marks(form)}
    part = {typed: False for form in fewer for typed in (form, *keystrokes(form))}
    return part | {typed: True for form in whole for typed in (form, *keystrokes(form))}


def _with_fewer_marks(syllable: str) -> Iterator[str]:
    """A syllable without its tone, its shapes, its stroke, or several of them: "đại" -> "đai", "dại", "dai"."""
    for dropped in ("", TONES, SHAPES, TONES + SHAPES):
        apart = "".join(mark for mark in unicodedata.normalize("NFD", syllable) if mark not in dropped)
        together = unicodedata.normalize("NFC", apart)
        yield from (together, together.replace("đ", "d"))


@dataclass(frozen=True, slots=True)
class _Glued:
    """The names one word may be."""

    names: tuple[str, ...]
    full: bool
    said: Said


class PlaceNames:
    """Finds names of a closed list in messages."""

    def __init__(
        self, names: Iterable[str], districts: Collection[str], provinces: Collection[str], vague: Collection[str]
    ) -> None:
        """Take the names of communes and districts, our provinces, and those which say no more than the district."""
        known = dict.fromkeys(map(marked, names))
        self._districts = frozenset(map(marked, districts))
        self._names = _Phrases({name: name for name in known})
        self._kinds = _Phrases(KINDS)
        self._ages = _Phrases(AGES)
        self._pointers = _Phrases({word: word for word in POINTERS})
        self._elsewhere = _Phrases({name: name for name in ELSEWHERE})
        self._around = _Phrases(_surroundings(self._districts, provinces))
        self._vague = _Phrases(dict.fromkeys((*map(marked, vague), DISTRICT_KINDS[0]), True))
        self._glued = _glued(known)
        self._begins = self._names.begins | self._glued.keys()
        self._spelt = _spelt(known)
        self._spellings = list(self._spelt)

    def read(self, words: str) -> Reading | None:
        """What a message names; None when it names no place of ours."""
        text = _Text(words)
        found = list(self._mentions(text))
        ours = tuple(mention for mention in found if not self._lies_elsewhere(text, mention))
        if not found:
            return self._without_a_name(text)
        besides = self._besides(text, ours)
        if ours and not besides:
            return Reading(ours, whole=True, rest="")
        believed = ours if besides <= ASKING else tuple(mention for mention in ours if _believed(text, mention))
        return Reading(believed, whole=False, rest=_rest(text, believed)) if believed else None

    def _mentions(self, text: _Text) -> Iterator[Mention]:
        taken = 0
        for place, syllable in enumerate(text.spoken):
            mention = self._mention_at(text, place) if place >= taken and syllable in self._begins else None
            if mention:
                taken = mention.end
                yield mention

    def _mention_at(self, text: _Text, place: int) -> Mention | None:
        """The names that begin at a place: of several the longest, then those typed in full."""
        found = list(self._names.at(text, place))
        if found:
            best = max((one.end, one.full) for one in found)
            names = tuple(one.meant for one in found if (one.end, one.full) == best)
            return self._mention(text, names, (place, best[0]), full=best[1])
        glued = self._glued.get(text.spoken[place])
        return self._mention(text, glued.names, (place, place + 1), full=glued.full, said=glued.said) if glued else None

    def _mention(
        self, text: _Text, names: tuple[str, ...], name: tuple[int, int], *, full: bool, said: Said = Said.PLAIN
    ) -> Mention:
        """A mention with the words around the name that belong to it."""
        start, end = name
        kind = self._kinds.ending(text, start)
        if kind and (kind.full or kind.meant is not Said.OTHER or not text.has_marks):
            said, start = kind.meant, kind.start
        before = start
        while pointer := self._pointers.ending(text, start):
            start = pointer.start
        age = self._age_at(text, end)
        end, province = self._parents(text, age.end if age else end)
        return Mention(names, said, age.meant if age else None, province, name, full, start < before, start, end)

    def _age_at(self, text: _Text, place: int) -> _Found[Age] | None:
        age = self._ages.first_at(text, place)
        return None if age and " ".join(text.bare[place : place + 2]) in JOINED else age

    def _parents(self, text: _Text, place: int) -> tuple[int, str]:
        """Where the district and the province after a name end, and the province."""
        province = ""
        while True:
            pointer = self._pointers.first_at(text, place)
            parent = self._around.first_at(text, pointer.end if pointer else place)
            if parent is None:
                return place, province
            age = self._age_at(text, parent.end)
            place, province = age.end if age else parent.end, province or parent.meant

    def _lies_elsewhere(self, text: _Text, mention: Mention) -> bool:
        """Whether a mention is of another unit: of a kind ours are not, or of another province named beside it."""
        if mention.said is Said.OTHER:
            return True
        if mention.said is Said.DISTRICT and self._districts.isdisjoint(mention.names):
            return True
        before = not mention.pointed and self._elsewhere.ending(text, mention.start)
        return not mention.province and (bool(before) or self._elsewhere_after(text, mention.end))

    def _elsewhere_after(self, text: _Text, place: int) -> bool:
        kind = self._kinds.first_at(text, place)
        for near in range(place, place + (NEAR_BY_DISTRICT if kind else NEAR) + 1):
            if self._elsewhere.first_at(text, near):
                return True
            if near >= len(text) or text.bare[near] in MOVING:
                return False
        return False

    def _besides(self, text: _Text, mentions: Sequence[Mention]) -> set[str]:
        """What a message says besides these places and what fills around them, without marks."""
        ends = {mention.start: mention.end for mention in mentions}
        besides: set[str] = set()
        place = 0
        while place < len(text):
            next_place = ends.get(place) or self._filled(text, place)
            if not next_place:
                besides.add(text.bare[place])
            place = next_place or place + 1
        return besides

    def _filled(self, text: _Text, place: int) -> int:
        """Where the words go on after a filler or a place that lies around ours; 0 when something else is said."""
        around = self._around.first_at(text, place)
        if around:
            return around.end
        return place + 1 if _is_filler(text.bare[place]) else 0

    def _filled_before(self, text: _Text, end: int) -> int | None:
        """The same backwards: where a filler or a place around ours begins; None when something else is said."""
        around = self._around.ending(text, end)
        if around:
            return around.start
        return end - 1 if _is_filler(text.bare[end - 1]) else None

    def _without_a_name(self, text: _Text) -> Reading | None:
        """A misspelt name, or nothing but the district or its province, in a message that says nothing else."""
        start, end = 0, len(text)
        while start < end and (filled := self._filled(text, start)):
            start = filled
        while start < end and (before := self._filled_before(text, end)) is not None:
            end = before
        if start < end:
            return self._misspelt(text, start, end)
        return Reading((), whole=True, rest="") if self._is_vague(text) else None

    def _is_vague(self, text: _Text) -> bool:
        """Whether a message of nothing but fillers names the district or its province, and no kind below them."""
        kinds = {kind.meant for place in range(len(text)) for kind in self._kinds.at(text, place)}
        vague = any(self._vague.first_at(text, place) for place in range(len(text)))
        return vague and bool(self._districts) and kinds <= {Said.DISTRICT}

    def _misspelt(self, text: _Text, start: int, end: int) -> Reading | None:
        """A name with one slip in it; its first syllable may look like a filler ("minh")."""
        if end - start > LONGEST_CORE:
            return None
        for first in range(start, max(start - 2, -1), -1):
            around = self._mention(text, (), (first, end), full=False)
            names = self._near("".join(text.spoken[first:end]), pointed=around.start < first)
            if around.said is Said.DISTRICT:
                names &= self._districts
            if names and around.said is not Said.OTHER:
                return Reading((replace(around, names=tuple(sorted(names))),), whole=True, rest="")
        return None

    def _near(self, typed: str, *, pointed: bool) -> set[str]:
        """The names one slip away at most, and none that is farther than the nearest.

        A slip seldom hits the first letter, and "Bình Giang" is another commune than "Ninh Giang".
        """
        found = process.extract(typed, self._spellings, scorer=OSA.distance, score_cutoff=1, limit=None)
        alike = [(key, far) for key, far, _ in found if key[0] == typed[0]]
        likely = [(key, far) for key, far in alike if pointed or len(key) >= SHORT or not key.isascii()]
        nearest = min((far for _, far in likely), default=0)
        return {name for key, far in likely if far == nearest for name in self._spelt[key]}


def _surroundings(districts: Iterable[str], provinces: Iterable[str]) -> dict[str, str]:
    """What a commune lies in, as people write it behind its name, and the province that says."""
    around = {f"{kind}{name}": "" for name in districts for kind in ("", *(f"{kind} " for kind in DISTRICT_KINDS))}
    return around | {f"{kind}{marked(name)}": marked(name) for name in provinces for kind in ("", f"{PROVINCE_KIND} ")}


def _glued(names: Iterable[str]) -> dict[str, _Glued]:
    """Names written without a space, and their kind glued before them: "trucdai", "ttcole"."""
    found: dict[str, _Glued] = {}
    for name, (kind, said) in product(names, [("", Said.PLAIN), *KINDS.items()]):
        whole = (kind + name).replace(" ", "")
        for typed in {drop_marks(whole), one_i(drop_marks(whole)), whole, one_i(whole)}:
            same = found[typed].names if typed in found else ()
            found[typed] = _Glued((*same, name), not typed.isascii(), said)
    return found


def _spelt(names: Iterable[str]) -> dict[str, set[str]]:
    """Names glued, each syllable with or without its marks, since a slip is looked for in what was typed."""
    found: dict[str, set[str]] = {}
    for name in names:
        for typed in product(*((syllable, drop_marks(syllable)) for syllable in one_i(name).split())):
            found.setdefault("".join(typed), set()).add(name)
    return found


def _believed(text: _Text, mention: Mention) -> bool:
    """Whether a name inside a longer sentence is meant as a place."""
    first, last = mention.name
    before = text.bare[mention.start - 1] if mention.start else ""
    begins_within = f"{before} {text.bare[first]}" in JOINED
    ends_within = " ".join(text.bare[last - 1 : last + 1]) in JOINED
    if mention.said is not Said.PLAIN:
        return mention.full or not (begins_within or ends_within)
    if mention.pointed:
        return not begins_within and (mention.full or not ends_within)
    typed_with_marks = mention.full and (text.has_marks or not mention.names[0].isascii())
    return typed_with_marks and not (begins_within or ends_within or before in PERSONS)


def _is_filler(syllable: str) -> bool:
    return syllable in FILLER or (syllable.isdecimal() and len(syllable) < SHORTEST_CODE)  # "xóm 3"


def _rest(text: _Text, mentions: Iterable[Mention]) -> str:
    taken = {place for mention in mentions for place in range(mention.start, mention.end)}
    return " ".join(word for place, word in enumerate(text.typed) if place not in taken)
