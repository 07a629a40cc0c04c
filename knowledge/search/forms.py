"""Recognising written forms in a question: as they stand, or with other words between them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Generic, TypeVar

from knowledge.text.normalise import bare_word, spoken

Meant = TypeVar("Meant")

SHORTEST_SCATTERED = 3
"""A form of two syllables must stand together: scattered, two syllables say too little."""
ROOM = 3
"""How many other syllables may stand between those of a scattered form."""


@dataclass(frozen=True, slots=True)
class Form(Generic[Meant]):
    """A form in comparable syllables, with and without marks, the `different` ones of these, and what it means."""

    syllables: tuple[str, ...]
    bare: tuple[str, ...]
    different: frozenset[str]
    meant: Meant
    strict: bool


@dataclass(frozen=True, slots=True)
class Found(Generic[Meant]):
    """A form recognised at places of a question."""

    meant: Meant
    places: tuple[int, ...]


def form_of(text: str, meant: Meant, *, strict: bool) -> Form[Meant]:
    """A form; when strict, one syllable with marks must be typed with them: "đẻ" and "để" are both "de"."""
    syllables = tuple(spoken(text).split())
    bare = tuple(map(bare_word, syllables))
    return Form(syllables, bare, frozenset(bare), meant, strict)


class Forms(Generic[Meant]):
    """Many forms, found by their syllables; of two equal forms the first counts."""

    def __init__(self, forms: Iterable[Form[Meant]]) -> None:
        """File the forms as they stand, and the longer ones by their rarest syllable too."""
        kept = list({form.syllables: form for form in reversed(list(forms))}.values())
        kept.sort(key=lambda form: -len(form.syllables))
        count = Counter(syllable for form in kept for syllable in form.different)
        self._standing: dict[tuple[str, ...], list[Form[Meant]]] = {}
        self._lengths: dict[str, list[int]] = {}
        self._by_rarest: dict[str, list[Form[Meant]]] = {}
        for form in kept:
            self._standing.setdefault(form.bare, []).append(form)
            lengths = self._lengths.setdefault(form.bare[0], [])
            if len(form.bare) not in lengths:
                lengths.append(len(form.bare))
            if len(form.bare) >= SHORTEST_SCATTERED:
                self._by_rarest.setdefault(min(form.bare, key=count.__getitem__), []).append(form)

    def longest_at(self, place: int, typed: Sequence[str], bare: Sequence[str]) -> Found[Meant] | None:
        """The longest form that stands together from a place on."""
        return next(self._together(place, typed, bare), None) if bare[place] in self._lengths else None

    def all_in(self, typed: Sequence[str], bare: Sequence[str]) -> list[Found[Meant]]:
        """The forms of a question that share no syllable: long ones first, then those that stand together."""
        found: list[Found[Meant]] = []
        different = frozenset(bare)
        for place, syllable in enumerate(bare):  # most syllables begin no form, and are the rarest of none
            if syllable in self._lengths:
                found.extend(self._together(place, typed, bare))
            if syllable in self._by_rarest:
                found.extend(self._scattered(place, typed, bare, different))
        found.sort(key=lambda one: (-len(one.places), max(one.places) - min(one.places), one.places))
        taken: set[int] = set()
        kept: list[Found[Meant]] = []
        for one in found:
            if taken.isdisjoint(one.places):
                taken.update(one.places)
                kept.append(one)
        return kept

    def _together(self, place: int, typed: Sequence[str], bare: Sequence[str]) -> Iterator[Found[Meant]]:
        room = len(bare) - place
        for length in self._lengths.get(bare[place], ()):
            if length <= room:
                end = place + length
                for form in self._standing.get(tuple(bare[place:end]), ()):
                    if _agrees(form, tuple(typed[place:end])):
                        yield Found(form.meant, tuple(range(place, end)))

    def _scattered(
        self, place: int, typed: Sequence[str], bare: Sequence[str], different: AbstractSet[str]
    ) -> Iterator[Found[Meant]]:
        for form in self._by_rarest.get(bare[place], ()):
            if form.different <= different:  # few are: what follows is for these alone
                places = _near(form, place, bare)
                if places and _agrees(form, tuple(typed[at] for at in places)):
                    yield Found(form.meant, places)


def _near(form: Form[Meant], place: int, bare: Sequence[str]) -> tuple[int, ...]:
    """Where the syllables of a form stand around one of its own; empty when they stand too far apart."""
    reach = len(form.bare) + ROOM
    first = max(place - reach + 1, 0)
    near = bare[first : place + reach]
    if not form.different.issubset(near):
        return ()
    places = tuple(first + near.index(one) for one in form.bare)
    fits = len(set(places)) == len(places) and max(places) - min(places) < reach
    return places if fits else ()


def _agrees(form: Form[Meant], typed: tuple[str, ...]) -> bool:
    """Whether the marks typed allow a form: most of its syllables are typed as in it or without marks."""
    if typed == form.syllables:
        return True
    if len(typed) == 1:
        return not form.strict and typed == form.bare
    if typed == form.bare:
        return True
    wrong = sum(one != other and other != bare_word(one) for one, other in zip(form.syllables, typed, strict=True))
    return wrong <= (len(form.syllables) - 1) // 2
