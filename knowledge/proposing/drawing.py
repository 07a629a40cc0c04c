"""Drawing up: each row of an annex against what stands on its day, and what a person must say first.

row ──▶ code ──▶ day ──▶ field ──▶ what it replaces ──▶ among the versions of its code ──▶ line
          └───────┴────────┴──────────────┴── not plain: a question with numbered answers; the row waits

What the annex does not state is carried over from the version before; of a new procedure it stays empty.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from knowledge.annexes.values import Annex, AnnexRow
from knowledge.procedures import Change, DayBasis, Decision, EndReason, Field, Reception, Source, Version
from knowledge.proposing.asking import Asking, LeftError, OpenError
from knowledge.proposing.likeness import Fields, Names, is_another, plainly
from knowledge.proposing.values import (
    COMPARED,
    Choice,
    Doubt,
    Draft,
    Fact,
    Facts,
    Kind,
    Known,
    Line,
    Option,
    Piece,
)
from knowledge.proposing.wording import (
    a_decision,
    differences,
    holds_here,
    place_of,
    read_reception,
    source_of,
    ways_with,
)
from knowledge.text.normalise import marked, squash_spaces
from knowledge.timeline import begins, version_on

ALL_REASONS = str(Doubt.NO_REASON)
"""The key of the reason that holds for every end that states none."""

Act = Callable[[int, AnnexRow], Line]


def draw_up(
    annex: Annex, known: Known, day: date, facts: Facts | None = None, answers: Mapping[str, str] | None = None
) -> Draft:
    """An annex held against what is known; `day` stands for the effective day while nobody stated one."""
    return _Drawing(annex, known, day, (facts or Facts()).over(annex.decision), answers or {}).draft()


class _Drawing:
    """One pass over the rows; what a row changes is seen by those after it."""

    def __init__(self, annex: Annex, known: Known, day: date, facts: Facts, answers: Mapping[str, str]) -> None:
        self.annex, self.known, self.day, self.facts = annex, known, day, facts
        self.asking = Asking(answers)
        self.ask = self.asking.ask
        self.place = place_of(facts.issuer, known.units) if facts.issuer else None
        self.decision = self._decision()
        self.source = source_of(self.decision)
        self.names = Names(known.procedures.values(), facts.effective_on or day)
        self.fields = {marked(name): name for name in known.fields}
        self.near_fields = Fields(known.fields)
        self.new_fields: dict[str, Field] = {}
        self.pieces: dict[str, list[Piece]] = {}
        self.heirs: dict[str, dict[str, int]] = {}  # of a code that is replaced, those that replace it and their rows
        self.ending: set[str] = set()  # codes whose end has a row of its own
        self.lines: list[Line] = []
        self.lacks_level = False

    def _decision(self) -> Decision:
        """The decision: one that is known already, by its number, day and issuer; else a new one."""
        said = self.facts
        signed = said.signed_on or self.day
        for one in self.known.decisions.values():
            if (one.number, one.signed_on, marked(one.issuer)) == (said.number, signed, marked(said.issuer)):
                return one
        return a_decision(said.number, signed, said.issuer, self.place or "", self.annex.decision.subject)

    def draft(self) -> Draft:
        rows = list(enumerate(self.annex.rows, 1))
        for number, row in rows:
            if row.change is not Change.ABOLISHED:
                self._take(number, row, self._stand)
        for number, row in rows:
            if row.change is Change.ABOLISHED:
                self._take(number, row, self._end)
        for code, heirs in self.heirs.items():
            if code not in self.ending:
                number = next(iter(heirs.values()))
                self._take(number, self.annex.rows[number - 1], partial(self._end_of, code=code), code)
        return self._drawn()

    def _drawn(self) -> Draft:
        missing = self._missing()
        elsewhere = "" if self.place is None or holds_here(self.place, self.facts.signed_on) else self.place
        is_known = not missing and not elsewhere
        return Draft(
            annex=self.annex,
            facts=self.facts,
            missing=missing,
            elsewhere=elsewhere,
            decision=self.decision if is_known else None,
            source=self.source if is_known else None,
            lines=tuple(self._dated(line) for line in sorted(self.lines, key=lambda line: line.number)),
            questions=self.asking.questions(),
            fields=tuple(self.new_fields.values()),
            drawn={code: tuple(pieces) for code, pieces in self.pieces.items() if self._differs(code, pieces)},
        )

    def _dated(self, line: Line) -> Line:
        """A line without the day that nobody stated yet."""
        is_stated = self.facts.effective_on or self.annex.rows[line.number - 1].effective_on
        return line if is_stated else replace(line, on=None)

    def _missing(self) -> tuple[Fact, ...]:
        said = self.facts
        lacks = {
            Fact.NUMBER: not said.number,
            Fact.SIGNED_ON: said.signed_on is None or said.signed_on > self.day,
            Fact.ISSUER: self.place is None,
            Fact.EFFECTIVE_ON: said.effective_on is None and any(row.effective_on is None for row in self.annex.rows),
            Fact.LEVEL: self.lacks_level,
        }
        return tuple(fact for fact, is_lacking in lacks.items() if is_lacking)

    def _differs(self, code: str, pieces: Sequence[Piece]) -> bool:
        before = self.known.procedures.get(code)
        return [piece.version for piece in pieces] != list(before.versions if before else ())

    def _take(self, number: int, row: AnnexRow, act: Act, code: str = "") -> None:
        """Draw up one row, or the end of a code it replaces; what waits, or is left out, changes nothing."""
        try:
            line = act(number, row)
        except OpenError:
            line = Line(number, Kind.OPEN, code or row.code, self._name(code) or row.name, row.field)
        except LeftError:
            line = Line(number, Kind.LEFT, code or row.code, self._name(code) or row.name, row.field)
        self.lines.append(line)

    def _name(self, code: str) -> str:
        known = self.known.procedures.get(code)
        return known.latest.name if known else ""

    # What a row is about.

    def _code(self, number: int, row: AnnexRow) -> str:
        if row.code:
            return row.code
        alike = self._alike(row.name, row.field)
        return self.ask(Doubt.NO_CODE, number, row, _codes(alike), takes_code=True).about

    def _alike(self, name: str, field: str, code: str = "") -> list[Version]:
        """Others of the same name, else of nearly the same in the field."""
        return self.names.same(name, code) or self.names.near(name, self.fields.get(marked(field), field), code)

    def _day(self, number: int, row: AnnexRow) -> date:
        day, signed = row.effective_on or self.facts.effective_on or self.day, self.facts.signed_on
        if signed is None or day >= signed:
            return day
        options = Option(Choice.STATED, day.isoformat()), Option(Choice.SIGNED, signed.isoformat())
        said = self.ask(Doubt.EARLY, number, row, options, key=f"{Doubt.EARLY}:{day}", about=day.isoformat())
        return date.fromisoformat(said.about)

    def _field(self, number: int, row: AnnexRow) -> str:
        """The field as the catalogue writes it; empty where the row states none."""
        wanted = squash_spaces(row.field)
        if not wanted or marked(wanted) in self.fields:
            return self.fields.get(marked(wanted), "")
        near = [Option(Choice.FIELD, name) for name in self.near_fields.nearest(wanted)]
        options = (*near, Option(Choice.NEW_FIELD, wanted))
        said = self.ask(Doubt.NO_FIELD, number, row, options, key=f"{Doubt.NO_FIELD}:{marked(wanted)}", about=wanted)
        if said.choice is Choice.NEW_FIELD:
            self.new_fields.setdefault(wanted, Field(wanted, "", ""))
        return said.about

    def _ref(self, row: AnnexRow) -> str:
        """Where the annex says it, and on what legal basis."""
        at = ", ".join(part for part in (self.annex.name, row.sheet, str(row.row)) if part)
        return f"{at}; {squash_spaces(row.basis)}" if row.basis else at

    # What stands from a day on.

    def _stand(self, number: int, row: AnnexRow) -> Line:
        code, day = self._code(number, row), self._day(number, row)
        field = self._field(number, row)
        self._expect_name(number, row, code, day)
        replaced = self._replaced(number, row, code)
        line = self._put(number, row, code, day, field)
        for old in replaced:
            self.heirs.setdefault(old, {})[code] = number
        return line

    def _expect_name(self, number: int, row: AnnexRow, code: str, day: date) -> None:
        """A code that stands under quite another name may be a slip of the pen."""
        before = version_on([piece.version for piece in self._of(code)], day)
        if before and row.name and is_another(row.name, before.name):
            self.ask(Doubt.OTHER_NAME, number, row, [Option(Choice.RENAMED)], about=before.name)

    def _replaced(self, number: int, row: AnnexRow, code: str) -> list[str]:
        """The codes that it replaces: those the row names, and whatever of its name a person says."""
        named = [self._replaced_code(number, row, place, said) for place, said in enumerate(row.replaces)]
        found = [old for old in named if old and old != code]
        if code in self.known.procedures or code in self.pieces:
            return found
        alike = [one for one in self._alike(row.name, row.field, code) if one.code not in found]
        if not alike:
            return found
        doubt = Doubt.OTHER_CODE if plainly(alike[0].name) == plainly(row.name) else Doubt.NEAR_NAME
        options = [Option(Choice.REPLACES, one.code, one.name) for one in alike]
        said = self.ask(doubt, number, row, [*options, Option(Choice.ANOTHER)], about=alike[0].name)
        return [*found, said.about] if said.choice is Choice.REPLACES else found

    def _replaced_code(self, number: int, row: AnnexRow, place: int, said: str) -> str:
        """A code that the row says it replaces; empty where a person says that there is none."""
        if said in self.known.procedures:
            return said
        same = self.names.same(said)
        if len(same) == 1:
            return same[0].code
        options = [*_codes(same), Option(Choice.ANOTHER)]
        key = f"{Doubt.NO_REPLACED}:{number}:{place}"
        return self.ask(Doubt.NO_REPLACED, number, row, options, key=key, about=said, takes_code=True).about

    def _put(self, number: int, row: AnnexRow, code: str, day: date, field: str) -> Line:
        """The new version among those of its code."""
        pieces = self._of(code)
        holding = version_on([piece.version for piece in pieces], day)
        if holding is None:
            return self._begin(number, row, code, day, field)
        if holding.replaced_by and holding.valid_to is None:
            self.ask(Doubt.ENDED_BEFORE, number, row, [Option(Choice.AGAIN)])
        at = next(place for place, piece in enumerate(pieces) if piece.version is holding)
        if begins(holding) == day:
            return self._over(number, row, pieces, at, field)
        if begins(holding) > day:
            # The first version of a code reaches back into what nobody saw.
            self.ask(Doubt.SEEN_LATER, number, row, [Option(Choice.SEEN)], about=begins(holding).isoformat())
            return self._lay(number, row, pieces, at, day, field)
        return self._amend(number, row, pieces, at, day, field)

    def _amend(self, number: int, row: AnnexRow, pieces: list[Piece], at: int, day: date, field: str) -> Line:
        """What holds ends on the day, and what the row says holds until the next version begins."""
        later = pieces[at + 1 :]
        is_seen = self._expect_later(number, row, later, day)
        holding, of = pieces[at].version, pieces[at].of
        # Without `ended`: what changes is told once, with the version that begins.
        closed = replace(
            holding,
            valid_to=day,
            to_basis=DayBasis.STATED,
            ended=None,
            ended_by=(self.decision,),
            replaced_by=(),
            end_reason=None,
        )
        pieces[at] = replace(pieces[at], version=closed)
        if is_seen:
            return self._lay(number, row, pieces, at + 1, day, field)
        after = self._amended(holding, row, day, field)
        if later and after.valid_to is None:
            after = replace(after, valid_to=begins(later[0].version), to_basis=_basis(later[0].version))
        pieces.insert(at + 1, Piece(after, of, self._ref(row)))
        return self._changed(number, pieces, day, holding, after)

    def _begin(self, number: int, row: AnnexRow, code: str, day: date, field: str) -> Line:
        """No version holds on the day: it is new, or comes back."""
        pieces = self._of(code)
        past = [piece for piece in pieces if begins(piece.version) < day]
        later = pieces[len(past) :]
        comes_back = bool(past) and row.change is Change.AMENDED
        if comes_back:
            self.ask(Doubt.ENDED_BEFORE, number, row, [Option(Choice.AGAIN)])
        self._expect_later(number, row, later, day)
        base, of = (_without_end(past[-1].version), past[-1].of) if comes_back else (_a_blank(code, self.source), None)
        made = self._amended(base, row, day, field)
        if later:
            made = replace(made, valid_to=begins(later[0].version), to_basis=_basis(later[0].version))
        self.pieces[code] = [*past, Piece(made, of, self._ref(row)), *later]
        return Line(number, Kind.NEW, code, made.name, made.field, day)

    def _expect_later(self, number: int, row: AnnexRow, later: Sequence[Piece], day: date) -> bool:
        """Whether the later version is what this decision brought; else it begins then, if a person agrees."""
        if not later or begins(later[0].version) == day:
            return False
        version = later[0].version
        about = begins(version).isoformat()
        seen = [Option(Choice.SEEN)] if version.valid_from is None else []
        said = self.ask(Doubt.LATER, number, row, [Option(Choice.UNTIL, about), *seen], about=about)
        return said.choice is Choice.SEEN

    def _over(self, number: int, row: AnnexRow, pieces: list[Piece], at: int, field: str) -> Line:
        """A version begins on that very day: of this decision it is mended, of another one a person is asked."""
        holding = pieces[at].version
        if self.decision not in holding.enacted_by:
            self.ask(Doubt.SAME_DAY, number, row, [Option(Choice.OVER)], about=holding.name)
        return self._lay(number, row, pieces, at, begins(holding), field)

    def _lay(self, number: int, row: AnnexRow, pieces: list[Piece], at: int, day: date, field: str) -> Line:
        """What the row says, laid over a version that stands already."""
        holding, of = pieces[at].version, pieces[at].of
        is_ours = self.decision in holding.enacted_by
        after = self._amended(holding, replace(row, levels=row.levels | holding.levels) if is_ours else row, day, field)
        if is_ours:
            after = replace(after, begun=holding.begun, observed_on=holding.observed_on, source=holding.source)
        if replace(after, words=holding.words, verified=holding.verified) == holding:
            return Line(number, Kind.UNTOUCHED, holding.code, holding.name, holding.field, day)
        pieces[at] = Piece(after, of, self._ref(row))
        if of is None:
            self.pieces[holding.code] = pieces
            return Line(number, Kind.NEW, holding.code, after.name, after.field, day)
        return self._changed(number, pieces, day, holding, after)

    def _changed(self, number: int, pieces: list[Piece], day: date, before: Version, after: Version) -> Line:
        self.pieces[after.code] = pieces
        found = differences(before, after, COMPARED)
        return Line(number, Kind.CHANGED, after.code, after.name, after.field, day, found)

    def _amended(self, before: Version, row: AnnexRow, day: date, field: str) -> Version:
        """What the row states, over what stood; it ends as what stood would have."""
        # What is merely written otherwise is no other name.
        name = before.name if plainly(row.name) in {"", plainly(before.name)} else squash_spaces(row.name)
        levels = row.levels or before.levels or self.facts.levels
        self.lacks_level = self.lacks_level or not levels
        reception, authority = _place(before, row)
        return replace(
            before,
            name=name,
            short_name=before.short_name if name == before.name else "",
            field=field or before.field,
            levels=levels,
            reception=reception,
            authority=authority,
            valid_from=day,
            from_basis=DayBasis.STATED,
            observed_on=self.decision.signed_on,
            begun=row.change,
            enacted_by=(self.decision,),
            ended_elsewhere=None,
            ended_elsewhere_on=None,
            replaced_by=before.replaced_by if before.valid_to else (),
            source=self.source,
            ways=ways_with(before.ways, day, way=row.way, time=row.time, fee=row.fee),
            words=before.words if name == before.name else (),
            verified=None,
        )

    # What ends.

    def _end(self, number: int, row: AnnexRow) -> Line:
        code = self._code(number, row)
        if not self._of(code):
            alike = self._alike(row.name, row.field)
            code = self.ask(Doubt.NOT_KNOWN, number, row, _codes(alike), about=code, takes_code=True).about
        self.ending.add(code)
        self._expect_name(number, row, code, self._day(number, row))
        return self._end_of(number, row, code)

    def _end_of(self, number: int, row: AnnexRow, code: str) -> Line:
        """A code ends: abolished, or replaced by what the annex brings."""
        if not self._of(code):
            self.ask(Doubt.NOT_KNOWN, number, row, [], key=f"{Doubt.NOT_KNOWN}:{number}:{code}", about=code)
        day = self._day(number, row)
        kept = self._before_the_end(number, row, code, day)
        last = kept[-1].version
        if last.ended and last.valid_to == day and self.decision in last.ended_by:
            return Line(number, Kind.UNTOUCHED, code, last.name, last.field, day)
        heirs = self._heirs(number, row, code) or (() if row.reason else last.replaced_by)
        reason = self._reason(number, row, heirs)
        over = replace(
            last,
            valid_to=day,
            to_basis=DayBasis.STATED,
            ended=Change.REPLACED if heirs else Change.ABOLISHED,
            ended_by=(self.decision,),
            ended_elsewhere=None,
            ended_elsewhere_on=None,
            replaced_by=heirs,
            end_reason=reason,
        )
        self.pieces[code] = [*kept[:-1], replace(kept[-1], version=over)]
        return Line(number, Kind.ENDED, code, over.name, over.field, day, (), heirs, reason)

    def _heirs(self, number: int, row: AnnexRow, code: str) -> tuple[str, ...]:
        """The codes that take its place: those that said so themselves, and those the row of its end names."""
        named = [self._heir(number, row, place, said) for place, said in enumerate(row.replaced_by)]
        return tuple(dict.fromkeys(heir for heir in (*self.heirs.get(code, ()), *named) if heir and heir != code))

    def _heir(self, number: int, row: AnnexRow, place: int, said: str) -> str:
        """A code that the row says takes its place; empty where a person says that none is to be named."""
        if self._of(said):
            return said
        last = (pieces[-1].version for pieces in self.pieces.values())
        new = [version for version in last if plainly(version.name) == plainly(said)]
        same = new or self.names.same(said)
        if len(same) == 1:
            return same[0].code
        key = f"{Doubt.NO_HEIR}:{number}:{place}"
        options = [*_codes(same), Option(Choice.ANOTHER)]
        found = self.ask(Doubt.NO_HEIR, number, row, options, key=key, about=said, takes_code=True).about
        if found and not self._of(found):
            again = [Option(Choice.ANOTHER)]
            self.ask(Doubt.NO_HEIR, number, row, again, key=f"{key}:{found}", about=found)
            return ""
        return found

    def _before_the_end(self, number: int, row: AnnexRow, code: str, day: date) -> list[Piece]:
        """The versions that began before the day of the end, at least one; whatever begins later is asked about."""
        pieces = self._of(code)
        if pieces[0].version.valid_from is None and begins(pieces[0].version) >= day:
            seen, key = begins(pieces[0].version).isoformat(), f"{Doubt.SEEN_LATER}:{number}:{code}"
            self.ask(Doubt.SEEN_LATER, number, row, [Option(Choice.AGAIN)], key=key, about=seen)
            # It ended before it was seen: when it was first there is not known.
            pieces[0] = replace(pieces[0], version=replace(pieces[0].version, observed_on=None))
        kept = [piece for piece in pieces if begins(piece.version) < day]
        if later := pieces[len(kept) :]:
            about, key = begins(later[0].version).isoformat(), f"{Doubt.LATER}:{number}:{code}"
            self.ask(Doubt.LATER, number, row, [Option(Choice.DROP, about)] if kept else [], key=key, about=about)
        self._expect_standing(number, row, kept[-1].version, day)
        return kept

    def _expect_standing(self, number: int, row: AnnexRow, last: Version, day: date) -> None:
        """What ended before, by another decision, is asked about."""
        if last.valid_to == day and self.decision in last.ended_by:
            return
        if last.valid_to <= day if last.valid_to else last.replaced_by:
            about = last.valid_to.isoformat() if last.valid_to else ""
            key = f"{Doubt.ENDED_BEFORE}:{number}:{last.code}"
            self.ask(Doubt.ENDED_BEFORE, number, row, [Option(Choice.AGAIN)], key=key, about=about)

    def _reason(self, number: int, row: AnnexRow, heirs: Collection[str]) -> EndReason:
        """Why it ends: what replaces it says so, or the row, or a person for all of them or for this one."""
        if row.reason:
            return row.reason
        if heirs:
            return EndReason.MERGED if self._merges(heirs) else EndReason.REPLACED_HERE
        options = [Option(Choice.REASON, reason) for reason in EndReason]
        several = sum(one.change is Change.ABOLISHED and one.reason is None for one in self.annex.rows) > 1
        first = [*options, *([Option(Choice.EACH)] if several else [])]
        said = self.ask(Doubt.NO_REASON, number, row, first, key=ALL_REASONS)
        if said.choice is Choice.EACH:
            said = self.ask(Doubt.NO_REASON, number, row, options)
        return EndReason(said.about)

    def _merges(self, heirs: Collection[str]) -> bool:
        """Whether one of those that replace a code replaces others too."""
        return any(sum(heir in theirs for theirs in self.heirs.values()) > 1 for heir in heirs)

    def _of(self, code: str) -> list[Piece]:
        """The versions of a code as they would stand so far."""
        if code in self.pieces:
            return list(self.pieces[code])
        known = self.known.procedures.get(code)
        return [Piece(version, version) for version in known.versions] if known else []


def _codes(versions: Iterable[Version]) -> list[Option]:
    return [Option(Choice.CODE, one.code, one.name) for one in versions]


def _basis(begins_with: Version) -> DayBasis:
    """Where the day of an end comes from that is another version's beginning."""
    return begins_with.from_basis or DayBasis.OBSERVED


def _place(before: Version, row: AnnexRow) -> tuple[Reception, str]:
    """Where a file is handed in and who decides; of a new one a place that names no kind is told as it is published."""
    place, authority = squash_spaces(row.place), squash_spaces(row.authority) or before.authority
    kind = read_reception(place) if place else None
    if kind or before.name:
        return kind or before.reception, authority
    return Reception.OTHER, authority or place


def _without_end(version: Version) -> Version:
    """A version that begins anew and has no end yet."""
    return replace(version, valid_to=None, to_basis=None, ended=None, ended_by=(), replaced_by=(), end_reason=None)


def _a_blank(code: str, source: Source) -> Version:
    """A procedure of which nothing is stated."""
    return Version(
        code=code,
        name="",
        short_name="",
        field="",
        levels=frozenset(),
        reception=Reception.OTHER,
        performing="",
        authority="",
        lists=0,
        valid_from=None,
        from_basis=None,
        valid_to=None,
        to_basis=None,
        observed_on=None,
        begun=None,
        ended=None,
        enacted_by=(),
        ended_by=(),
        ended_elsewhere=None,
        ended_elsewhere_on=None,
        replaced_by=(),
        applicants="",
        results="",
        papers_complete=None,
        note="",
        source=source,
    )
