"""The search over one catalogue: complete when constructed, it never changes; a new catalogue means a new index."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.procedures import NOT_HERE, Level, Procedure, Reception, Version
from knowledge.remembering import remembered
from knowledge.search.evidence import Evidence, Weigher
from knowledge.search.likeness import Likeness
from knowledge.search.names import names_of
from knowledge.search.question import Question, Reader
from knowledge.search.ranking import CERTAIN, Ranking
from knowledge.search.results import PLACES, Hit, Part, Results, Step, parts_of
from knowledge.search.spelling import Spelling
from knowledge.search.vocabulary import Vocabulary
from knowledge.text import codes
from knowledge.timeline import HOLDING, Doubt, Standing, Status, standing_on

DAYS_REMEMBERED = 8
FEW = 6
EXACT = 9
"""The decimal places in which scores that differ are told apart: beyond, the order of their addition decides."""
_OWN_BODY = frozenset({Reception.POLICE, Reception.MILITARY, Reception.SCHOOL})
_PERSONS = ("công dân", "cá nhân", "hộ gia đình", "người")

Earned = tuple[float, int]
"""A score, and the number of the name that earned it."""


class Index:
    """Finds procedures by what a person types."""

    def __init__(self, procedures: Sequence[Procedure], vocabulary: Vocabulary, ranking: Ranking | None = None) -> None:
        """Read the names once; whatever depends on the day is asked for with the question."""
        self.ranking = ranking or Ranking()
        self.procedures = tuple(procedures)
        self._by_code = {procedure.code.upper(): n for n, procedure in enumerate(self.procedures)}
        self._names = tuple(names_of(self.procedures))
        self._broad = {form: self._known(listed) for form, listed in vocabulary.broad.items()}
        self._broad_marked = vocabulary.broad_marked
        self._by_key: dict[str, list[int]] = {}
        for number, name in enumerate(self._names):
            for key in name.keys:
                self._by_key.setdefault(key, []).append(number)
        compounds = {word for name in self._names for word in name.words}
        self._reader = Reader(vocabulary, compounds, self._spelling(vocabulary), self.ranking)
        self._weigher = Weigher(self._names, self.ranking)
        near = [self._nearness(self.procedures[name.procedure].latest, vocabulary.asked) for name in self._names]
        self._likeness = Likeness(self._names, self._weigher.syllables, near, self.ranking)
        self._owners = [name.procedure for name in self._names]
        self._known_on = remembered(self._known_on_day, DAYS_REMEMBERED)

    def _known(self, listed: Iterable[str]) -> list[int]:
        return [self._by_code[code] for code in listed if code in self._by_code]

    def _nearness(self, version: Version, asked: Collection[str]) -> float:
        """How near a procedure is to the citizens of the communes: by where it is handled, or since many ask for it."""
        near = _closeness(version, self.ranking)
        return max(near, self.ranking.asked) if version.code in asked else near

    def _spelling(self, vocabulary: Vocabulary) -> Spelling:
        """Every syllable and pair of neighbours of the names and of the vocabulary."""
        syllables = {syllable for name in self._names for syllable in name.all}
        neighbours = {pair for name in self._names for pair in name.pairs}
        return Spelling(syllables | vocabulary.syllables, neighbours | vocabulary.pairs, self.ranking)

    def search(self, query: str, day: date, limit: int = 10, *, explain: bool = False) -> Results:
        """What a question finds on a day, best first, with the parts of each score when an explanation is asked for.

        A code typed finds its procedure at once.
        """
        known = self._known_on(day)
        standings = known.standings
        typed = self._typed_codes(query)
        if typed:
            whole = (Part(Step.CODE, CERTAIN),) if explain else ()
            hits = [self._hit(n, CERTAIN, (self.procedures[n].code,), standings, whole) for n in typed[:limit]]
            return Results(query, tuple(hits), by_code=True)
        question = self._reader.read(query)
        readings = tuple(question.readings())
        meant = self._meant(question, readings, known)
        if meant:
            whole = (Part(Step.BROAD, self.ranking.broad),) if explain else ()
            offered = (self._hit(n, self.ranking.broad, (), standings, whole) for n in meant[:limit])
            return Results(query, tuple(offered), broad=True)
        evidence = self._weigher.weigh(question)
        named = {number for reading in readings for number in self._by_key.get(reading, ())}
        scored = self._folded(self._scored(self._likeness.best(evidence, named), known), known)
        hits = []
        for n, (score, name) in _first(scored, 2 * limit):
            parts = self._parts(score, self._likeness.steps(name, evidence, named)) if explain else ()
            hits.append(self._hit(n, score, self._matched(name, evidence), standings, parts))
        return Results(query, tuple(hits[:limit]), tuple(hits[limit:]))

    def _meant(self, question: Question, readings: Iterable[str], known: "_Known") -> Sequence[int]:
        """All that a question may mean which says no more than a broad word; nothing when only one is left of them."""
        keys = [key for key in (*readings, question.bare()) if key in self._broad]
        listed = next((self._broad[key] for key in keys if question.allows(self._broad_marked[key])), [])
        meant = list(dict.fromkeys(known.heirs.get(number, number) for number in listed))
        return meant if len(meant) > 1 else ()

    def _parts(self, score: float, steps: list[tuple[Step, float]]) -> tuple[Part, ...]:
        """What each step added; the last is what the standing on the day made of it."""
        return tuple(parts_of([*steps, (Step.STANDING, min(score, CERTAIN))]))

    def _typed_codes(self, query: str) -> list[int]:
        mentioned = codes.mentions(query)
        found = [self._by_code[code] for code in mentioned.whole if code in self._by_code]
        for tail in mentioned.tails:
            fitting = [n for code, n in self._by_code.items() if code.endswith(tail)]
            found += fitting if len(fitting) <= FEW else []
        return found

    def _hit(
        self,
        number: int,
        score: float,
        matched: tuple[str, ...],
        standings: Sequence[Standing],
        parts: tuple[Part, ...],
    ) -> Hit:
        return Hit(self.procedures[number], standings[number], round(min(score, CERTAIN), PLACES), matched, parts)

    def _matched(self, name: int, evidence: Evidence) -> tuple[str, ...]:
        return tuple(sorted(self._names[name].all & evidence.covered))

    def _scored(self, found: Iterable[Earned], known: "_Known") -> dict[int, Earned]:
        """For each procedure found its best score on the day."""
        best: dict[int, Earned] = {}
        for score, name in found:
            owner = self._owners[name]
            earned = score * known.shares[owner], name
            if owner not in best or earned > best[owner]:
                best[owner] = earned
        return best

    def _standing_share(self, standing: Standing) -> float:
        if standing.status in HOLDING:
            return 1.0
        unsure = standing.status is Status.UNKNOWN and standing.doubt is not Doubt.LEVEL_ENDED
        return self.ranking.unsure if unsure else self.ranking.ended

    def _folded(self, scored: dict[int, Earned], known: "_Known") -> dict[int, Earned]:
        """Each hit once: an old code replaced by one of the catalogue is offered under the new one."""
        if known.heirs.keys().isdisjoint(scored):
            return scored
        folded: dict[int, Earned] = {}
        for number, earned in scored.items():
            heir = known.heirs.get(number, number)
            if heir != number:
                earned = earned[0] / self.ranking.ended * known.shares[heir], earned[1]
            folded[heir] = max(folded.get(heir, earned), earned)
        return folded

    def _heir(self, number: int, standings: Sequence[Standing]) -> int:
        """The procedure that replaced one by the day, or itself."""
        seen = {number}
        while standings[number].status is Status.REPLACED:
            heirs = [self._by_code[code] for code in standings[number].version.replaced_by if code in self._by_code]
            if not heirs or heirs[0] in seen:
                break
            number = heirs[0]
            seen.add(number)
        return number

    def _known_on_day(self, day: date) -> "_Known":
        standings = tuple(standing_on(procedure, day) for procedure in self.procedures)
        replaced = (number for number, standing in enumerate(standings) if standing.status is Status.REPLACED)
        heirs = {number: heir for number in replaced if (heir := self._heir(number, standings)) != number}
        return _Known(standings, tuple(map(self._standing_share, standings)), heirs)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a day makes of the procedures: how each stands, what is left of its score, and what replaced some."""

    standings: tuple[Standing, ...]
    shares: tuple[float, ...]
    heirs: Mapping[int, int]


def _first(scored: Mapping[int, Earned], most: int) -> list[tuple[int, Earned]]:
    """So many of the best, in order: to round all that was found would take longer than to order it."""
    scores = sorted(score for score, _ in scored.values())
    least = scores[-most] - 10**-EXACT * 2 if len(scores) > most else 0.0
    found = (one for one in scored.items() if one[1][0] >= least)
    return sorted(found, key=lambda one: (-round(one[1][0], EXACT), one[0]))[:most]


def _closeness(version: Version, ranking: Ranking) -> float:
    """How near a procedure is to the citizens of the seven communes, between 0 and 1."""
    farther = ranking.organisations if _for_organisations(version) else 0.0
    if version.reception in NOT_HERE:
        return ranking.not_here
    if Level.COMMUNE not in version.levels and not version.lists:
        return max(ranking.above - farther, 0.0)
    if version.reception in _OWN_BODY:
        return ranking.own_body - farther
    return min(1.0, ranking.commune + ranking.a_list * version.lists) - farther


def _for_organisations(version: Version) -> bool:
    """Whether only organisations may ask: by the name, else by the applicants published."""
    name, applicants = version.name.casefold(), version.applicants.casefold()
    if "đối với tổ chức" in name:
        return not any(person in name for person in _PERSONS)
    return "tổ chức" in applicants and not any(person in applicants for person in _PERSONS)
