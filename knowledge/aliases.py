"""What the office taught: words of citizens, each with the procedure they mean, laid over the search.

It is complete when made, in milliseconds, and never changes; the index below it stays as it is. An alias speaks only
for a question that says what it says: the same meaningful syllables, in any order, with or without marks.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from knowledge.catalogue import Catalogue, Found
from knowledge.release import SHIPPED
from knowledge.search.decision import Finding
from knowledge.search.results import Hit, Results
from knowledge.search.vocabulary import Vocabulary
from knowledge.text.normalise import drop_marks, spoken
from knowledge.text.tokenise import segmented_before
from knowledge.timeline import Status

TAUGHT = 0.97
"""The score of a procedure the office named for these words; only a code that was typed is surer."""

LONGEST = 48
"""How many syllables of a question are read."""
LONG = 4
"""How many letters a syllable has in which one may be wrong."""
ROOM = 4
"""For so many syllables of an alias a question may say one thing more."""
EXTRA, TYPO, OTHER_MARKS, UNSAID = 0.1, 0.05, 0.02, 0.01
"""What is taken from a score of 1: for a further syllable, a typing error, other marks, an asking syllable left out."""
REMEMBERED = 4096
NOTHING: frozenset[str] = frozenset()

Forms = Mapping[str, AbstractSet[str]]
"""Syllables without marks, each with the ways it was typed."""


@dataclass(frozen=True, slots=True)
class Alias:
    """Words and the code of the procedure they mean; None: they mean nothing of the catalogue."""

    id: int
    words: str
    code: str | None


class Match(NamedTuple):
    """The alias a question was recognised by: its code, how surely (up to 1), and its words."""

    code: str | None
    score: float
    alias: str


class Aliases:
    """Every alias there is; of two that fit a question alike, the one added last counts."""

    def __init__(self, aliases: Iterable[Alias]) -> None:
        entries = [_Entry(alias, *_told(alias.words)) for alias in aliases]
        count = Counter(syllable for entry in entries for syllable in entry.needed)
        self._by_rarest: dict[str, list[_Entry]] = defaultdict(list)
        for entry in entries:
            if entry.needed:
                self._by_rarest[min(entry.needed, key=lambda one: (count[one], one))].append(entry)
        self._near: dict[str, set[str]] = defaultdict(set)
        for syllable in count:
            for shorter in _shorter(syllable):
                self._near[shorter].add(syllable)
        self._known = _known() | count.keys() if entries else NOTHING

    def match(self, words: str) -> Match | None:
        """The alias that says what a question says; None without one."""
        if not self._by_rarest:
            return None
        syllables = spoken(words).split()[:LONGEST]
        forms = _forms(syllables)
        errors = {typed: near for typed in forms if typed not in self._known and (near := self._meant(typed))}
        said = frozenset(forms).union(*errors.values())
        entries = [entry for one in said for entry in self._by_rarest.get(one, ()) if entry.needed <= said]
        if not entries:
            return None  # what most questions end with, so the phrases that ask are looked for after it
        question = _Question(forms, _meaningful(syllables), errors)
        scored = ((entry.score(question), entry) for entry in entries)
        score, entry = max(scored, key=lambda pair: (pair[0], pair[1].alias.id))
        return Match(entry.alias.code, score, entry.alias.words) if score > 0 else None

    def over(self, words: str, found: Found, catalogue: Catalogue, day: date) -> Found:
        """What to do with a question on a day, the office's word before the search's own finding.

        A code that was typed goes before both, and an alias whose code the catalogue knows no more says nothing.
        """
        match = None if found.results.by_code else self.match(words)
        if match is None:
            return found
        if match.code is None:
            return _outside(match, found.results)
        hit = _hit(match, catalogue, day)
        return _led(hit, match, found.results) if hit else found

    def _meant(self, typed: str) -> frozenset[str]:
        """The syllables of aliases from which a typed one that is no word differs in one letter."""
        near = {syllable for shorter in _shorter(typed) for syllable in self._near.get(shorter, ())}
        return frozenset(syllable for syllable in near if OSA.distance(typed, syllable) == 1)


@dataclass(frozen=True, slots=True)
class _Question:
    """A question: its syllables, those that do more than ask, and its errors with what they may stand for."""

    all: Forms
    meaningful: frozenset[str]
    errors: Mapping[str, frozenset[str]]


class _Entry:
    """An alias as questions are held against it."""

    def __init__(self, alias: Alias, forms: Forms, meaningful: frozenset[str]) -> None:
        self.alias = alias
        self._all = forms
        # One syllable says too little by itself: then what only asks is needed too ("làm nhà").
        self.needed = meaningful if len(meaningful) > 1 else frozenset(self._all)

    def score(self, question: _Question) -> float:
        """How surely a question says this, between 0 and 1; what is needed stands in it or among its errors."""
        typed = [one for one in self.needed if one in question.all]
        wrong = sum(not _agree(self._all[one], question.all[one]) for one in typed)
        extra = sum(self._is_strange(one, question) for one in question.meaningful)
        if extra > len(self.needed) // ROOM or wrong > (len(self.needed) - 1) // 2 or not self._is_typed(question):
            return 0.0
        mended = len(self.needed) - len(typed)
        unsaid = sum(one not in question.all for one in self._all) - mended
        return 1 - EXTRA * extra - TYPO * mended - OTHER_MARKS * wrong - UNSAID * unsaid

    def _is_strange(self, typed: str, question: _Question) -> bool:
        """Whether a syllable of a question is none of the alias."""
        return typed not in self._all and question.errors.get(typed, NOTHING).isdisjoint(self._all)

    def _is_typed(self, question: _Question) -> bool:
        """An alias of one syllable must be typed as it stands: "đẻ" and "để" are both "de"."""
        return len(self._all) > 1 or all(forms & question.all.get(one, NOTHING) for one, forms in self._all.items())


def _agree(told: AbstractSet[str], typed: AbstractSet[str]) -> bool:
    """Whether two ways to write the same letters can be one syllable: alike, or one of them without marks."""
    return any(one == other or one.isascii() or other.isascii() for one in told for other in typed)


@lru_cache(maxsize=REMEMBERED)
def _told(words: str) -> tuple[Forms, frozenset[str]]:
    """An alias read; remembered, since a changed overlay reads the same aliases but one."""
    syllables = spoken(words).split()[:LONGEST]
    return _forms(syllables), _meaningful(syllables)


def _forms(syllables: Sequence[str]) -> Forms:
    forms: dict[str, set[str]] = {}
    for typed in syllables:
        forms.setdefault(drop_marks(typed), set()).add(typed)
    return forms


def _meaningful(syllables: Sequence[str]) -> frozenset[str]:
    """The syllables outside of phrases that only ask, without marks: "làm giấy khai sinh ở đâu" -> giay, khai, sinh."""
    asking, place = _vocabulary().asking, 0
    plain = [drop_marks(one) for one in syllables]
    found = set()
    while place < len(plain):
        asks = asking.longest_at(place, syllables, plain)
        if asks is None:
            found.add(plain[place])
        place += len(asks.places) if asks else 1
    return frozenset(found)


def _shorter(syllable: str) -> Iterator[str]:
    """A long syllable, and what it is without one of its letters: those of two that differ in one letter meet."""
    if len(syllable) >= LONG - 1:
        yield syllable
        yield from (syllable[:at] + syllable[at + 1 :] for at in range(len(syllable)))


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary.read(SHIPPED)


@cache
def _known() -> frozenset[str]:
    """Every syllable of the vocabulary and of the shipped names, without marks: what is one of them is no error."""
    names = {syllable for name in segmented_before() for syllable in spoken(name).split()}
    return frozenset(drop_marks(one) for one in names | _vocabulary().syllables)


def _hit(match: Match, catalogue: Catalogue, day: date) -> Hit | None:
    """The procedure an alias means on a day: what replaced it, where it was replaced by then."""
    code, seen = match.code, set[str]()
    while code and code not in seen:
        seen.add(code)
        procedure, standing = catalogue.procedure(code), catalogue.standing(code, day)
        if procedure is None or standing is None:
            return None
        hit = Hit(procedure, standing, TAUGHT, (match.alias,))
        heirs = standing.version.replaced_by if standing.status is Status.REPLACED else ()
        code = next((heir for heir in heirs if catalogue.procedure(heir)), None)
    return hit


def _led(hit: Hit, match: Match, results: Results) -> Found:
    kept = (hit, *(other for other in results.kept if other.code != hit.code))
    return Found(Finding("answer", kept, _reason(match)), replace(results, kept=kept))


def _outside(match: Match, results: Results) -> Found:
    return Found(
        Finding("not_found", (), _reason(match)), replace(results, kept=(), rejected=results.kept + results.rejected)
    )


def _reason(match: Match) -> str:
    return f"taught by the office: '{match.alias}' {match.score:.2f}"
