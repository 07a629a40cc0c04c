"""`motcua catalogue`: counts, changes, and one procedure through time."""

import argparse
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bot.cli.common import DONE, MISUSED, REFUSED, complain, opened, print_json
from bot.database import Database
from bot.petitions.book import Span
from bot.snapshot import catalogue_of
from bot.views.message import plain
from bot.views.standing import decision, decisions, standing
from knowledge.changes import DecisionChanges
from knowledge.procedures import Decision, Level, Paper, Procedure, Verification, Version, Way
from knowledge.release import read_release
from knowledge.repository import CatalogueRepository
from knowledge.timeline import in_order, standing_on


def counts(typed: argparse.Namespace) -> int:
    """Published and loaded counts side by side; a gap is shown, never filled."""
    with opened() as (database, clock):
        day = typed.day or clock.today()
        rows = catalogue_of(database).counts(day)
    if typed.json:
        facts = [
            {
                "level": r.level,
                "group": r.group,
                "published": r.published,
                "loaded": r.loaded,
                "difference": r.difference,
            }
            for r in rows
        ]
        print_json({"day": day.isoformat(), "rows": facts})
        return DONE
    print(f"Procedures on {day}; difference = published - loaded by name")
    print(f"{'level':<10}{'group':<40}{'published':>10}{'loaded':>8}{'difference':>12}")
    for r in rows:
        told = (
            "-" if r.published is None else str(r.published),
            str(r.loaded),
            "-" if r.difference is None else str(r.difference),
        )
        print(f"{r.level:<10}{r.group or '(office group not known)':<40}{told[0]:>10}{told[1]:>8}{told[2]:>12}")
    for level in dict.fromkeys(r.level for r in rows if r.published is not None):
        of_level = [r for r in rows if r.level == level and r.published is not None]
        published, loaded = sum(r.published or 0 for r in of_level), sum(r.loaded for r in of_level)
        print(f"{level:<10}{'all published groups':<40}{published:>10}{loaded:>8}{published - loaded:>12}")
    return DONE


def changes(typed: argparse.Namespace) -> int:
    """What each decision changed."""
    if typed.from_day > typed.to_day:
        complain(f"--from {typed.from_day} lies after --to {typed.to_day}; give the earlier day first.")
        return MISUSED
    if typed.xlsx and typed.xlsx.suffix.lower() != ".xlsx":
        complain(f"{typed.xlsx} is no name of a workbook; call it {typed.xlsx.stem}.xlsx.")
        return MISUSED
    with opened() as (database, clock):
        found = catalogue_of(database).changes(typed.from_day, typed.to_day)
    if typed.xlsx:
        return _write_book(typed, found, clock.today())
    if typed.json:
        print_json({"decisions": [_decided(d) for d in found]})
        return DONE
    for decided in found:
        print(f"{_number(decided.decisions)} {_date(decided.decisions) or ''} {_issuer(decided.decisions)}".rstrip())
        for changed in decided.changes:
            print(f"  {changed.change:<10}{changed.version.code:<12}{changed.version.name} [{changed.version.field}]")
        if not decided.changes:
            print("  names no procedure in the sources")
    return DONE


def _write_book(typed: argparse.Namespace, found: Sequence[DecisionChanges], today: date) -> int:
    """The changes as a workbook."""
    # Whoever asks for no workbook does not wait for what makes one.
    from bot.reports.changes_book import workbook

    try:
        typed.xlsx.write_bytes(workbook(found, Span(typed.from_day, typed.to_day), today))
    except OSError as error:
        complain(f"{typed.xlsx} cannot be written: {error.strerror}.")
        return REFUSED
    print(f"{typed.xlsx}: {sum(len(one.changes) for one in found)} changes by {len(found)} decisions")
    return DONE


def _decided(of: DecisionChanges) -> dict[str, Any]:
    listed = [
        {
            "change": changed.change,
            "code": changed.version.code,
            "name": changed.version.name,
            "field": changed.version.field,
            "level": ", ".join(level for level in Level if level in changed.version.levels),
        }
        for changed in of.changes
    ]
    return {
        "number": _number(of.decisions),
        "date": _date(of.decisions),
        "issuer": _issuer(of.decisions),
        "changes": listed,
    }


def _number(of: Iterable[Decision]) -> str:
    return " or ".join(d.number for d in of)


def _date(of: tuple[Decision, ...]) -> str | None:
    """The signing day; none when one of several decisions did it and nobody says which."""
    return of[0].signed_on.isoformat() if len(of) == 1 and of[0].signed_on else None


def _issuer(of: Iterable[Decision]) -> str:
    return " or ".join(dict.fromkeys(d.issuer for d in of))


def show(typed: argparse.Namespace) -> int:
    """A procedure and its whole timeline."""
    with opened() as (database, clock):
        day = typed.day or clock.today()
        procedure = catalogue_of(database).procedure(typed.code)
        papers = _papers(database, procedure) if procedure else {}
    if procedure is None:
        complain(f"no procedure has the code {typed.code}; a code looks like 1.001193 or TN-NV-01.")
        return REFUSED
    if typed.json:
        print_json(_timeline(procedure, papers, day))
    else:
        _print_timeline(procedure, papers, day)
    return DONE


def _papers(database: Database, procedure: Procedure) -> dict[Version, list[Paper]]:
    if not database.read(lambda c: CatalogueRepository(c).is_loaded()):
        release = read_release()
        return {v: list(release.papers_of(v)) for v in procedure.versions}
    return database.read(lambda c: {v: CatalogueRepository(c).papers(v) for v in procedure.versions})


def _timeline(procedure: Procedure, papers: dict[Version, list[Paper]], day: date) -> dict[str, Any]:
    return {
        "code": procedure.code,
        "day": day.isoformat(),
        "status": standing_on(procedure, day).status,
        "versions": [_version(v, papers[v]) for v in in_order(procedure.versions)],
    }


def _version(of: Version, papers: Iterable[Paper]) -> dict[str, Any]:
    return {
        "name": of.name,
        "short_name": of.short_name or None,
        "field": of.field or None,
        "levels": [level for level in Level if level in of.levels],
        "reception": of.reception,
        "performing": of.performing or None,
        "authority": of.authority or None,
        "valid_from": _iso(of.valid_from),
        "from_basis": of.from_basis,
        "valid_to": _iso(of.valid_to),
        "to_basis": of.to_basis,
        "observed_on": _iso(of.observed_on),
        "begun": of.begun,
        "ended": of.ended,
        "end_reason": of.end_reason,
        "enacted_by": [plain(decision(d)) for d in of.enacted_by],
        "ended_by": [plain(decision(d)) for d in of.ended_by],
        "ended_elsewhere": plain(decision(of.ended_elsewhere)) if of.ended_elsewhere else None,
        "replaced_by": list(of.replaced_by),
        "ways": [_way(w) for w in of.ways],
        "papers": [
            {"case": p.case or None, "name": p.name, "originals": p.originals, "copies": p.copies} for p in papers
        ],
        "papers_complete": of.papers_complete,
        "source": of.source.label,
        "observed": of.source.month or None,
        "note": of.note or None,
        "verified": _verification(of.verified) if of.verified else None,
    }


def _verification(of: Verification) -> dict[str, Any]:
    return {"document": of.document, "on": of.on.isoformat(), "by": of.by}


def _way(of: Way) -> dict[str, Any]:
    return {
        "channel": of.channel,
        "time": of.time or None,
        "time_without_unit": of.time_without_unit or None,
        "fee": of.fee,
        "fee_note": of.fee_note or None,
        "valid_from": _iso(of.valid_from),
        "valid_to": _iso(of.valid_to),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _print_timeline(procedure: Procedure, papers: dict[Version, list[Paper]], day: date) -> None:
    on_day = standing_on(procedure, day)
    print(f"{procedure.code} on {day}: {on_day.status} ({plain(standing(on_day))})")
    for v in in_order(procedure.versions):
        levels = ", ".join(level for level in Level if level in v.levels)
        print(f"\n{v.valid_from or '?'} .. {v.valid_to or '?'}  seen {v.observed_on or '?'}  {levels}")
        print(f"  name: {v.name}")
        print(f"  field: {v.field or '-'}; reception: {v.reception}; authority: {v.authority or v.performing or '-'}")
        print(f"  enacted by: {plain(decisions(v.enacted_by)) or '-'}; ended by: {plain(decisions(v.ended_by)) or '-'}")
        for w in v.ways:
            fee = "-" if w.fee is None else w.fee
            print(f"  {w.channel}: {w.time or w.time_without_unit or '-'}; fee {fee} {w.fee_note}".rstrip())
        incomplete = " (the list lacks its main paper)" if v.papers_complete is False else ""
        print(f"  papers: {len(papers[v])}{incomplete}; source: {v.source.label} {v.source.month}")
        if v.note:
            print(f"  note: {v.note}")
