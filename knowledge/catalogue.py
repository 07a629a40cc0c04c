"""The catalogue in memory, complete when made: a snapshot that answers and never changes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from sqlalchemy import Connection

from knowledge.browsing import Branch, Browser, Recent, key_of
from knowledge.changes import DecisionChanges, changes_between
from knowledge.communes import Communes
from knowledge.contacts import ContactPoint
from knowledge.counts import CountRow, PublishedCount, counts_on
from knowledge.listing import Wanted, by_name, is_wanted, listed_on
from knowledge.procedures import Decision, Field, Procedure, Version
from knowledge.proposing.values import Known
from knowledge.release import SHIPPED, Release
from knowledge.repository import CatalogueRepository
from knowledge.search.decision import Finding, decide
from knowledge.search.index import Index
from knowledge.search.results import Results
from knowledge.search.vocabulary import Vocabulary
from knowledge.text.normalise import marked
from knowledge.timeline import RECENT, Standing, Status, standing_on
from knowledge.units import Unit


@dataclass(frozen=True, slots=True)
class Found:
    """What to do with a question, and everything the search looked at."""

    finding: Finding
    results: Results


class Catalogue:
    """Procedures through time with the index over them; a changed catalogue is a new one."""

    def __init__(
        self,
        procedures: Iterable[Procedure],
        fields: Mapping[str, Field],
        decisions: Sequence[Decision],
        published: Sequence[PublishedCount],
        units: Sequence[Unit] = (),
        contacts: Iterable[ContactPoint] = (),
        *,
        revision: int = 0,
    ) -> None:
        self.revision = revision  # which of the states the database went through; 0: as shipped
        self.communes = Communes(units)
        self._units = units
        self._contacts: dict[tuple[str, str], list[ContactPoint]] = {}
        for contact in contacts:
            self._contacts.setdefault((contact.unit, contact.kind), []).append(contact)
        self._procedures = {p.code: p for p in procedures}
        self._fields = fields
        self._decisions = decisions
        self._published = published
        self._browser = Browser(self._procedures.values())
        self._field_names = {key_of(name): name for name in fields}
        self._index = Index(list(self._procedures.values()), Vocabulary.read(SHIPPED))
        self._named: dict[str, list[str]] = {}
        for procedure in self._procedures.values():
            for name in {marked(version.name) for version in procedure.versions}:
                self._named.setdefault(name, []).append(procedure.code)
        self._replaces: dict[str, list[str]] = {}
        for procedure in self._procedures.values():
            for code in procedure.latest.replaced_by:
                self._replaces.setdefault(code, []).append(procedure.code)

    @cached_property
    def _by_name(self) -> list[Procedure]:
        return by_name(self._procedures.values())

    @classmethod
    def of_release(cls, release: Release) -> "Catalogue":
        """The catalogue as shipped: what is true before the first load."""
        fields = {f.name: f for f in release.fields}
        known = release.procedures, fields, release.decisions, release.counts
        return cls(*known, release.units, release.contacts)

    @classmethod
    def of_database(cls, connection: Connection) -> "Catalogue":
        """The catalogue as the database says it today."""
        return cls.said(connection)()

    @classmethod
    def said(cls, connection: Connection) -> Callable[[], "Catalogue"]:
        """The same, read and still to be laid out: that takes a second or two and needs no database."""
        said = CatalogueRepository(connection)
        known = said.procedures(), said.fields(), list(said.decisions().values()), said.published_counts()
        return partial(cls, *known, said.units(), said.contact_points(), revision=said.revision())

    def prepare(self, day: date) -> None:
        """Work out beforehand what every question of a day rests on, so that the first one need not wait for it."""
        self.ask("", day)
        self.branches(day)

    def __len__(self) -> int:
        return len(self._procedures)

    def procedures(self) -> Sequence[Procedure]:
        """Every procedure, by code."""
        return tuple(self._procedures.values())

    def known(self) -> Known:
        """All that an annex is held against."""
        return Known(self._procedures, self._fields, {one.key: one for one in self._decisions}, self._units)

    def ask(self, words: str, day: date, *, explain: bool = False) -> Found:
        """What a person means by these words, on a day; `explain`: with what each part added to each score."""
        results = self._index.search(words, day, explain=explain)
        return Found(decide(results, self._index.ranking), results)

    def procedure(self, code: str) -> Procedure | None:
        """The procedure with exactly this code."""
        return self._procedures.get(code)

    def standing(self, code: str, day: date) -> Standing | None:
        """A procedure on a day."""
        procedure = self.procedure(code)
        return standing_on(procedure, day) if procedure else None

    def former(self, code: str) -> list[Version]:
        """What a procedure stood under before it was coded anew, the nearest first, as far back as it is known."""
        found: dict[str, Version] = {}
        nearer = [code]
        while nearer:
            nearer = [old for new in nearer for old in self._replaces.get(new, ()) if old not in {code, *found}]
            found |= {old: self._procedures[old].latest for old in nearer}
        return list(found.values())

    def successors(self, code: str, day: date) -> list[Standing]:
        """What stands at the end of everything that replaced a procedure by a day, the nearest first.

        Several may have taken over, one after the other or together; a ring of replacements ends nowhere.
        """
        found: dict[str, Standing] = {}
        seen, nearer = {code}, self._heirs(code, day)
        while nearer := [heir for heir in dict.fromkeys(nearer) if heir not in seen]:
            seen.update(nearer)
            further = {heir: self._heirs(heir, day) for heir in nearer}
            found |= {heir: standing_on(self._procedures[heir], day) for heir in nearer if not further[heir]}
            nearer = [after for heir in nearer for after in further[heir]]
        return list(found.values())

    def _heirs(self, code: str, day: date) -> list[str]:
        """What replaced a procedure directly, as far as it is known here; nothing while it is not replaced."""
        standing = self.standing(code, day)
        if standing is None or standing.status is not Status.REPLACED:
            return []
        return [heir for heir in standing.version.replaced_by if heir in self._procedures]

    def namesakes(self, code: str, day: date) -> list[Standing]:
        """Other procedures of the very same name, on a day: a name is not an identity."""
        standing = self.standing(code, day)
        if standing is None:
            return []
        name = marked(standing.version.name)
        same_thing = {code, *standing.version.replaced_by, *(version.code for version in self.former(code))}
        others = (standing_on(self._procedures[other], day) for other in self._named[name] if other not in same_thing)
        return [other for other in others if marked(other.version.name) == name]

    def contact(self, unit_code: str, kind: str, day: date) -> ContactPoint | None:
        """The office of a kind in a unit on a day, as far as it is known."""
        known = self._contacts.get((unit_code, kind), ())
        return next((contact for contact in known if contact.holds_on(day)), None)

    def branches(self, day: date) -> Sequence[Branch]:
        """The fields in use on a day: those with most within the commune come first, the nameless one last."""
        return self._browser.branches(day)

    def branch(self, key: str, day: date) -> tuple[Branch, Sequence[Standing]] | None:
        """A field with what is in use of it: the commune's own first, then the most widely listed, then by name."""
        return self._browser.branch(key, day)

    def ended(self, day: date) -> Sequence[Standing]:
        """What is abolished or replaced on a day, latest first."""
        return self._browser.ended(day)

    def field_named(self, key: str) -> str | None:
        """The name of a field by its key, also of one that nothing is in use of any more."""
        return self._field_names.get(key)

    def recent(self, day: date, days: int = RECENT.days) -> Recent:
        """What changed in so many days up to a day, and what is not yet in force on it."""
        return self._browser.recent(day, days)

    def counts(self, day: date) -> list[CountRow]:
        """Published and loaded counts on a day."""
        return counts_on(day, self._procedures.values(), self._fields, self._published)

    def counted_days(self) -> Sequence[date]:
        """The days for which somebody published counts, the latest first."""
        return sorted({count.as_of for count in self._published}, reverse=True)

    def listed(self, day: date, wanted: Wanted) -> list[Standing]:
        """What is wanted as it stands on a day, by name and then by code."""
        return listed_on(day, self._by_name, self._fields, wanted)

    def found(self, words: str, day: date, wanted: Wanted) -> list[Standing]:
        """What some words find of what is wanted, the best first."""
        hits = self.ask(words, day).results.kept
        return [hit.standing for hit in hits if is_wanted(hit.standing, self._fields, wanted)]

    def changes(self, first: date, last: date) -> list[DecisionChanges]:
        """What was decided from one day to another, both included."""
        return changes_between(first, last, self._decisions, self._procedures.values())
