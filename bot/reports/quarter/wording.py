"""The sentences of the report, in the order and the words of the district's report for the first quarter of 2024."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.clock import VIET_NAM
from bot.petitions.categories import Family
from bot.reports.quarter.dossiers import DossierResults
from bot.reports.quarter.figures import Figures, NameByField, OfLevel, Wanted
from bot.reports.quarter.periods import CutOff
from bot.reports.quarter.petition_figures import PetitionFigures, about_conduct, about_rules, of_family
from bot.reports.sheets import said
from bot.texts import say, words
from knowledge.changes import Effect
from knowledge.procedures import Decision, Level
from knowledge.units import Unit

UNDER_TEN = 10
"""Numbers below it are written with a zero before them."""

TOLD = (Effect.ABOLISHED, Effect.REPLACED, Effect.NEW, Effect.REPLACING, Effect.AMENDED)
"""What decisions did, in the order in which it is told."""

MARK, MARK_END = "\ue000", "\ue001"
"""What stands around the number of a note in a text until the document gets its footnotes; no font has them."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the report says of one level's dossiers."""

    title: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Report:
    """The report in words; marks in `published` are the numbers of `footnotes`, counted from 1."""

    agency: str
    area: str
    period: str
    since: str
    until: str
    plans: Sequence[str]
    published: str
    petitions: str
    other_petitions: Sequence[str]
    dossiers_title: str
    dossiers: Sequence[Told]
    notes: Sequence[str]
    footnotes: Sequence[str]


@dataclass(slots=True)
class _Footnotes:
    """The footnotes as they come up."""

    texts: list[str] = field(default_factory=list)

    def mark(self, text: str) -> str:
        """A mark for a text to stand below the page."""
        self.texts.append(text)
        return f"{MARK}{len(self.texts)}{MARK_END}"


def report(figures: Figures, plans: Sequence[str] = ()) -> Report:
    """The whole report; `plans` are the office's own words of its plans, which no figure says."""
    wanted, notes = figures.wanted, _Footnotes()
    published, others = " ".join(_published(figures, notes)), list(_other_petitions(figures))
    return Report(
        agency=agency(wanted),
        area=_area(wanted),
        period=period(wanted),
        since=words.day(wanted.period.span.since),
        until=words.day(wanted.period.span.until),
        plans=plans or [told("quarterly.plans_blank", year=wanted.period.quarter.year, office=office(wanted))],
        published=published,
        petitions=" ".join(_petitions(figures)),
        other_petitions=[" ".join(others)] if others else [],
        dossiers_title=told("quarterly.dossiers", period=period(wanted)),
        dossiers=[Told(level_title(one, wanted), list(_dossiers(one.dossiers))) for one in figures.levels],
        notes=list(_notes(figures)),
        footnotes=notes.texts,
    )


def number(value: int) -> str:
    """A number as documents write it: 02, 15, 1.288; none is 0."""
    return f"{value:02}" if 0 < value < UNDER_TEN else words.number(value)


def share(results: DossierResults) -> str:
    """Which part of what was resolved was in time, in hundredths, never rounded up: 100, 99,98."""
    parts = (results.resolved - (results.late or 0)) * 10_000 // results.resolved
    whole, rest = divmod(parts, 100)
    return f"{whole},{rest:02}".rstrip("0").rstrip(",") if rest else str(whole)


def period(wanted: Wanted) -> str:
    """The period as a title has it: Quý I năm 2024."""
    return told("quarterly.period", **_quarter(wanted))


def office(wanted: Wanted) -> str:
    """Who reports, as a sentence has it."""
    if wanted.unit:
        return told("quarterly.office_unit", kind=wanted.unit.kind, name=wanted.unit.name)
    if wanted.of_district:
        return told("quarterly.office_district")
    return wanted.agency or told("quarterly.office_communes")


def agency(wanted: Wanted) -> str:
    """Who reports, at the head of the document; empty where nobody said."""
    return office(wanted).replace("UBND", "Ủy ban nhân dân").upper() if wanted.unit else wanted.agency.upper()


def _area(wanted: Wanted) -> str:
    if wanted.unit:
        return told("quarterly.area_unit", kind=wanted.unit.kind, name=wanted.unit.name)
    return told("quarterly.area_district" if wanted.of_district else "quarterly.area_communes")


def _quarter(wanted: Wanted) -> dict[str, Any]:
    return {"roman": wanted.period.quarter.roman, "year": wanted.period.quarter.year}


def _inside(wanted: Wanted) -> str:
    return told("quarterly.period_inside", **_quarter(wanted))


# a) What was published and abolished, and how much there is.


def _published(figures: Figures, notes: _Footnotes) -> Iterator[str]:
    wanted = figures.wanted
    if figures.decisions:
        yield told("quarterly.decided", decisions="; ".join(map(_decision, figures.decisions)))
        yield _thereby(figures, notes)
    else:
        yield told("quarterly.none_decided", period=_inside(wanted))
    totals = "; ".join(_total(one, notes) for one in figures.levels)
    counter = told("quarterly.counter_district" if wanted.of_district else "quarterly.counter_commune")
    yield told("quarterly.totals", totals=totals, counter=counter)


def _decision(of: Decision) -> str:
    province = of.place and of.issuer == f"{told('quarterly.issuer_province')} {of.place}"
    said_of = {
        "number": of.number,
        "day": words.day(of.signed_on) if of.signed_on else "……",
        "issuer": told("quarterly.issuer_province") if province else of.issuer,
    }
    if not of.subject:
        return told("quarterly.decision", **said_of)
    return told("quarterly.decision_about", **said_of, subject=of.subject[:1].lower() + of.subject[1:])


def _thereby(figures: Figures, notes: _Footnotes) -> str:
    parts = [
        told(
            f"quarterly.{effect}",
            number=number(one.changed(effect)),
            level=_level(one.level),
            fields="; ".join(_fields(one.changes[effect], notes)),
        )
        for one in figures.levels
        for effect in TOLD
        if effect in one.changes
    ]
    if parts:
        return told("quarterly.thereby", changes="; ".join(parts))
    return told("quarterly.thereby_nothing", levels=", ".join(_level(one.level) for one in figures.levels))


def _fields(of: NameByField, notes: _Footnotes) -> Iterator[str]:
    for name, procedures in of.items():
        mark = notes.mark("; ".join(procedures) + ".")
        count = {"number": number(len(procedures)), "note": mark}
        yield told("quarterly.of_field", **count, field=name) if name else told("quarterly.of_no_field", **count)


def _total(of: OfLevel, notes: _Footnotes) -> str:
    groups = ", ".join(_group(name, count) for name, count in of.totals.groups.items())
    mark = notes.mark(f"{groups}.") if groups else ""
    key = "quarterly.total_district" if of.level is Level.DISTRICT else "quarterly.total_commune"
    return told(key, number=number(of.totals.number), note=mark)


def _group(name: str, count: int) -> str:
    if not name:
        return told("quarterly.group_unknown", number=number(count))
    return told("quarterly.group", group=name, number=number(count))


def _level(level: Level) -> str:
    return told("quarterly.level_district" if level is Level.DISTRICT else "quarterly.level_commune")


# b) Petitions.


def _petitions(figures: Figures) -> Iterator[str]:
    """Those of the law's forms; that there were none is said in the report's own sentence."""
    its, wanted = of_family(figures.petitions, Family.RULES), figures.wanted
    who = {"period": _inside(wanted), "office": office(wanted)}
    if its.received:
        conduct, rules = about_conduct(figures.petitions), about_rules(figures.petitions)
        parts = {"conduct": number(conduct.received), "rules": number(rules.received)}
        yield told("quarterly.received", **who, number=number(its.received), **parts)
    else:
        yield told("quarterly.no_petition", **who)
    yield from _handling(its)
    counted = wanted.counted
    yield told("quarterly.counted_days", since=words.day(counted.since), until=words.day(counted.until))


def _other_petitions(figures: Figures) -> Iterator[str]:
    """Those of the neighbourhood, which are counted apart; nothing where there are none."""
    its, wanted = of_family(figures.petitions, Family.NEIGHBOURHOOD), figures.wanted
    if not (its.received or its.carried):
        return
    if its.received:
        who = {"period": _inside(wanted), "office": office(wanted)}
        yield told("quarterly.received_other", **who, number=number(its.received))
    else:
        yield told("quarterly.received_other_none")
    yield from _handling(its)


def _handling(of: PetitionFigures) -> Iterator[str]:
    if not (of.received or of.carried):
        return
    if of.carried:
        yield told("quarterly.carried", number=number(of.carried))
    yield told("quarterly.handled", number=number(of.handled), on_time=number(of.on_time), late=number(of.late))
    for name, count in (("refused", of.refused), ("transferred", of.transferred), ("left_aside", of.aside)):
        if count:
            yield told(f"quarterly.{name}", number=number(count))
    yield told(
        "quarterly.being_handled",
        number=number(of.being_handled),
        in_time=number(of.pending),
        late=number(of.overdue),
    )
    if of.published:
        yield told("quarterly.published", number=number(of.published))


# c) Dossiers.


def level_title(of: OfLevel, wanted: Wanted) -> str:
    """What a level is called above its results, or the unit that reports."""
    if wanted.unit:
        area = _area(wanted)
        return area[:1].upper() + area[1:]
    return told("quarterly.title_district" if of.level is Level.DISTRICT else "quarterly.title_commune")


def _dossiers(of: DossierResults | None) -> Iterator[str]:
    if of is None:
        yield told("quarterly.dossiers_blank")
        return
    yield told("quarterly.dossiers_received", number=number(of.received))
    for name, count in (("resolved", of.resolved), ("pending", of.pending), ("returned", of.returned)):
        yield told(f"quarterly.dossiers_{name}", number=number(count))
    yield _in_time(of)


def _in_time(of: DossierResults) -> str:
    if of.late is None:
        return told("quarterly.dossiers_late_blank")
    late = of.late + (of.pending_late or 0)
    if not of.resolved:
        return (
            told("quarterly.dossiers_late", share="……", number=number(late))
            if late
            else told("quarterly.dossiers_none_late")
        )
    if late:
        return told("quarterly.dossiers_late", share=share(of), number=number(late))
    return told("quarterly.dossiers_in_time", share=share(of))


# What a reader must know of the figures.


def _notes(figures: Figures) -> Iterator[str]:
    wanted = figures.wanted
    if wanted.period.is_running(wanted.today):
        yield told("quarterly.note_running", day=words.day(wanted.counted.until))
    for one in figures.changes:
        if len(one.decisions) > 1 and one.changes:
            either = words.either(decision.number for decision in one.decisions)
            yield told("quarterly.note_one_of", number=number(len(one.changes)), decisions=either)
    for level in figures.levels:
        yield from _notes_of_totals(level)
    yield told("quarterly.note_petitions")
    for level in figures.levels:
        yield from _notes_of_dossiers(level, figures)
    if not _is_usual(wanted):
        yield told("quarterly.note_other_days")


def _notes_of_totals(of: OfLevel) -> Iterator[str]:
    level, day = _level(of.level), words.day(of.totals.day)
    if not of.totals.is_published:
        yield told("quarterly.note_unpublished", level=level, day=day)
    elif of.totals.differs:
        published, loaded = of.totals.number, of.totals.loaded
        yield told(
            "quarterly.note_differs",
            level=level,
            number=number(published),
            day=day,
            loaded=number(loaded),
            difference=number(abs(published - loaded)),
        )


def _notes_of_dossiers(of: OfLevel, figures: Figures) -> Iterator[str]:
    yield from dict.fromkeys(_origins(of, figures.sources))
    if of.without:
        yield told("quarterly.note_without", units=", ".join(unit_name(code, figures.units) for code in of.without))
    if of.by_units and of.dossiers and of.by_units.received != of.dossiers.received:
        own, units = number(of.dossiers.received), number(of.by_units.received)
        yield told("quarterly.note_units", number=own, summed=units)


def _origins(of: OfLevel, sources: Mapping[str, str]) -> Iterator[str]:
    """Where the results come from: a source, or who entered them."""
    for one in of.entered:
        source, level = sources.get(one.results.source, one.results.source), _level(of.level)
        by = {"level": level, "name": one.by.name, "day": words.day(one.by.at.astimezone(VIET_NAM).date())}
        if not one.by.name:
            yield told("quarterly.note_dossiers", level=level, source=source)
        elif source:
            yield told("quarterly.note_entered_source", **by, source=source)
        else:
            yield told("quarterly.note_entered", **by)


def _is_usual(wanted: Wanted) -> bool:
    """Whether the days are those by which offices count a quarter."""
    return wanted.period.span in {wanted.period.quarter.days(cut_off) for cut_off in CutOff}


def unit_name(code: str, units: Mapping[str, Unit]) -> str:
    """A commune by its code: xã Cổ Lễ."""
    unit = units.get(code)
    return told("quarterly.area_unit", kind=unit.kind, name=unit.name) if unit else code


def told(key: str, **values: Any) -> str:
    """A text without its escapes: a document is no HTML."""
    return said(say(key, **values))


def in_paragraphs(lines: Iterable[str]) -> list[str]:
    """The office's own words, a paragraph a line; empty lines are left."""
    return [paragraph for line in lines if (paragraph := " ".join(line.split()))]
