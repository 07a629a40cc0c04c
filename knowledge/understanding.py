"""What a message means: its kind, what it asks about, and the procedures meant. One reading for chat and command line.

In order: the facet, the search and what the office taught over it, the kind, a life event, several things at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from knowledge.aliases import Aliases
from knowledge.asking.events import Event, Events
from knowledge.asking.facets import Facet, Facets
from knowledge.asking.several import Several
from knowledge.catalogue import Catalogue, Found
from knowledge.kinds.deciding import Kinds
from knowledge.kinds.masking import was_masked
from knowledge.kinds.reading import Kind
from knowledge.release import SHIPPED
from knowledge.search.results import Hit, Results

OF_PROCEDURES = frozenset({Kind.ANSWER, Kind.CHOICES, Kind.NOT_FOUND})
"""What the search alone makes of a message."""

BEFORE_A_NUMBER = frozenset({Kind.EMERGENCY, Kind.DENUNCIATION})
"""What is told before anything is said of a private number: life first, then the right door."""

POPULAR = frozenset({Kind.ANSWER, Kind.CHOICES, Kind.SEVERAL, Kind.SMALL_TALK})
"""What many people ask in the same words; what somebody tells of himself is not kept, not even in memory."""
SHORT = 80
"""How many characters a message has at most that several people type alike."""
REMEMBERED = 1024
"""How many readings are kept; when there are more all are forgotten, and what is popular soon is there again."""

CERTAIN = 1.0


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message means, and why."""

    kind: Kind
    reason: str
    results: Results
    hits: tuple[Hit, ...] = ()  # what is shown, in order
    subkind: str = ""
    facet: Facet | None = None
    alone: bool = False  # nothing but the facet is asked: it is about what was spoken of
    event: Event | None = None
    taught: bool = False  # the office said what these words mean
    denounces: str = ""  # a khiếu nại or tố cáo speaks in it too, whatever its kind: accusation, grievance or either


class Understanding:
    """Reads messages over one catalogue; complete when made, what it answers never changes.

    So it may remember answers: popular questions are asked by many, and a conversation reads a message more than once.
    Another catalogue, or what the office teaches, is another understanding, which has nothing to remember.
    """

    def __init__(self, catalogue: Catalogue, aliases: Aliases | None = None) -> None:
        self.catalogue = catalogue
        self.aliases = aliases or Aliases(())
        self._facets, self._kinds, self._events = _rules()
        self._several = Several(partial(_searched, catalogue, self.aliases))
        self._remembered: dict[tuple[str, date], Understood] = {}

    @property
    def events(self) -> Sequence[Event]:
        """The life events that are known."""
        return tuple(self._events.events.values())

    def taught(self, aliases: Aliases) -> "Understanding":
        """The same over what the office teaches now; the index stays."""
        return Understanding(self.catalogue, aliases)

    def search(self, words: str, day: date) -> Found:
        """The search, and what the office taught over it."""
        return _searched(self.catalogue, self.aliases, words, day)

    def read(self, words: str, day: date) -> Understood:
        """What a message means on a day; what is popular is remembered."""
        understood = self._remembered.get((words, day))
        if understood is None:
            understood = self.read_anew(words, day)
            if len(words) <= SHORT and understood.kind in POPULAR:
                self._remember(words, day, understood)
        return understood

    def _remember(self, words: str, day: date, understood: Understood) -> None:
        """Several threads read at once: to begin anew is one step, to look for the oldest would be several."""
        if len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
        self._remembered[words, day] = understood

    def read_anew(self, words: str, day: date) -> Understood:
        """The same, worked out each time: for whoever wants to know what it takes."""
        asked = self._facets.of(words)
        found = self.search(asked.rest if asked.facet and not asked.alone else words, day)
        reading = self._kinds.of(words, found.results, found.finding)
        if was_masked(words) and reading.kind not in BEFORE_A_NUMBER:
            return Understood(
                Kind.SAFETY, "a private number was typed", found.results, subkind="numbers", denounces=reading.denounces
            )
        if reading.kind not in OF_PROCEDURES:
            return Understood(
                reading.kind, reading.reason, found.results, subkind=reading.subkind, denounces=reading.denounces
            )
        event = self._events.of(words)
        if event:
            return Understood(
                Kind.SEVERAL, f"life event: {event.key}", found.results, self._hits(event.codes, day), event=event
            )
        together = self._several.answers(words, day, found)
        if together:
            return Understood(Kind.SEVERAL, "several things are asked", found.results, together)
        understood = Understood(Kind(found.finding.kind), found.finding.reason, found.results, found.finding.hits)
        taught = understood.kind is Kind.NOT_FOUND and self.aliases.match(words) is not None
        return replace(understood, facet=asked.facet, alone=asked.alone, taught=taught)

    def _hits(self, codes: Sequence[str], day: date) -> tuple[Hit, ...]:
        """Procedures that data names, as hits."""
        known = [(self.catalogue.procedure(code), self.catalogue.standing(code, day)) for code in codes]
        return tuple(Hit(p, standing, CERTAIN, ()) for p, standing in known if p and standing)


def _searched(catalogue: Catalogue, aliases: Aliases, words: str, day: date) -> Found:
    return aliases.over(words, catalogue.ask(words, day), catalogue, day)


@cache
def _rules() -> tuple[Facets, Kinds, Events]:
    """What is read from the shipped data, once."""
    return Facets.read(SHIPPED), Kinds.read(SHIPPED), Events.read(SHIPPED)
