"""A question as the search sees it: spans, each with what it may stand for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from knowledge.search.forms import Found
from knowledge.search.names import Act, acts_said, owners_said
from knowledge.search.ranking import Ranking
from knowledge.search.spelling import Spelling
from knowledge.search.vocabulary import Kind, Vocabulary, Word
from knowledge.text.normalise import bare_word, drop_marks, spoken

LONGEST_WORD = 5
LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring syllables read as one: as typed, as an everyday word, as a word of the catalogue, or as asking."""

    syllables: tuple[str, ...]
    word: Word | None = None

    @property
    def asks(self) -> bool:
        """Whether the span only asks."""
        return self.word is not None and self.word.kind is Kind.QUESTION


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, made comparable by its sound, and the same in spans."""

    text: str
    spans: tuple[Span, ...]
    circumstances: tuple[Word, ...] = ()
    acts: tuple[Act, ...] = ()
    owners: tuple[Act, ...] = ()

    def readings(self) -> Iterator[str]:
        """The whole text without marks, then what is left of it without the phrases that ask around it."""
        yield drop_marks(self.text)
        asks = [span.asks for span in self.spans]
        before = next((n for n, asking in enumerate(asks) if not asking), len(asks))
        after = next((n for n, asking in enumerate(reversed(asks)) if not asking), len(asks))
        for start in range(min(before, len(asks) - after) + 1):
            for end in range(max(len(asks) - after, start), len(asks) + 1):
                yield drop_marks(" ".join(one for span in self.spans[start:end] for one in span.syllables))

    def bare(self) -> str:
        """What is left without any phrase that asks, and without marks: "chứng thực cho em giấy" -> "chung thuc"."""
        return drop_marks(" ".join(one for span in self.spans if not span.asks for one in span.syllables))

    def allows(self, syllables: Collection[str]) -> bool:
        """Whether the marks typed allow these syllables: "bố đói" is no "bộ đội", "bo doi" may be."""
        typed = {one for span in self.spans for one in span.syllables}
        return all(one in typed or bare_word(one) in typed for one in syllables)


class Reader:
    """Reads questions by the vocabulary and by the catalogue's own words."""

    def __init__(
        self, vocabulary: Vocabulary, compounds: Collection[str], spelling: Spelling, ranking: Ranking
    ) -> None:
        """Take the words of several syllables that stand in the catalogue's names."""
        self._spelling = spelling
        self._vocabulary = vocabulary
        self._ranking = ranking
        self._compounds: Mapping[str, frozenset[str]] = _by_bare(compounds)
        self._lengths = _lengths(self._compounds)

    def read(self, text: str) -> Question:
        """The spans of a text: words with a meaning first, then the longest word of the catalogue or asking phrase."""
        text = spoken(text[:LONGEST_TEXT])
        typed = text.split()[: self._ranking.longest]
        read = list(chain.from_iterable(self._vocabulary.spelt.get(one, (one,)) for one in typed))
        syllables = self._spelling.mend(read)[: self._ranking.longest]
        plain = tuple(map(bare_word, syllables))
        terms = self._vocabulary.terms.all_in(syllables, plain)
        acts, owners = acts_said(syllables), owners_said(syllables)
        terms = [term for term in terms if not _within(term, acts)]
        taken = {place: term for term in terms for place in term.places}
        spans: list[Span] = []
        place = until = 0
        while place < len(syllables):
            term = taken.get(place)
            if term is None:
                if place >= until:
                    until = next((n for n in range(place, len(plain)) if n in taken), len(plain))
                spans.append(self._span(place, syllables[:until], plain[:until]))
                place += len(spans[-1].syllables)
                continue
            if place == min(term.places):
                spans.append(Span(tuple(syllables[at] for at in sorted(term.places)), term.meant))
            place += 1
        beside = self._vocabulary.circumstances.all_in(syllables, plain)
        return Question(text, tuple(spans), tuple(found.meant for found in beside), tuple(acts), tuple(owners))

    def _span(self, place: int, syllables: Sequence[str], plain: Sequence[str]) -> Span:
        """The longest asking phrase or word of the catalogue from a place on, else one syllable."""
        asking = self._vocabulary.asking.longest_at(place, syllables, plain)
        length = self._compound_at(place, syllables, plain)
        if asking and len(asking.places) >= length:
            return Span(tuple(syllables[place : place + len(asking.places)]), asking.meant)
        if length:
            return Span(tuple(syllables[place : place + length]))
        return Span((syllables[place],))

    def _compound_at(self, place: int, syllables: Sequence[str], plain: Sequence[str]) -> int:
        """How many syllables the longest word of the catalogue has that begins here; 0 for none."""
        for length in self._lengths.get(plain[place], ()):
            known = self._compounds.get(" ".join(plain[place : place + length]))
            if known and length <= len(plain) - place and _could_be(syllables[place : place + length], known):
                return length
        return 0


def _within(term: Found[Word], acts: Sequence[Act]) -> bool:
    """Whether a hint is but a part of an act: "ngừng" in "tạm ngừng"."""
    hint = term.meant.kind is Kind.HINT
    return hint and any(len(term.places) < len(act.places) and set(term.places) <= set(act.places) for act in acts)


def _could_be(typed: Sequence[str], known: Collection[str]) -> bool:
    """Whether the marks typed allow one of the words: each syllable as in the word, or without marks."""
    return any(
        all(one == other or one == bare_word(other) for one, other in zip(typed, word.split(), strict=True))
        for word in known
    )


def _lengths(compounds: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """For each first syllable how many the words have that begin with it, the longest first."""
    found: dict[str, set[int]] = {}
    for first, *others in map(str.split, compounds):
        if 0 < len(others) < LONGEST_WORD:
            found.setdefault(first, set()).add(len(others) + 1)
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _by_bare(compounds: Collection[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for compound in compounds:
        found.setdefault(drop_marks(compound), set()).add(compound)
    return {plain: frozenset(marked) for plain, marked in found.items()}
