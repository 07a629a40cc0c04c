"""`motcua petitions`: what is in the register, whether it is as it was written, and what is kept no longer."""

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.cli.acts import RefusalError, cases_in, over_the_tables
from bot.cli.common import MISUSED, REFUSED, complain, print_json
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.petitions import retention
from bot.petitions.asides import RestrictedError
from bot.petitions.cases import Cases
from bot.petitions.codes import read_code
from bot.petitions.contents import remove_all
from bot.petitions.life import OPEN, State
from bot.petitions.petition import Event, Petition, actor_of
from bot.petitions.verifying import Broken, Verdict, What, verify
from bot.review.officers import OfficerRepository
from bot.review.powers import Power, role_for
from bot.review.traces import TraceRepository
from bot.settings import read_settings

SENTENCES: Mapping[What, str] = {
    What.CHAIN: "altered, missing or out of its place",
    What.SIGNED: "not what was signed on {part}",
    What.UNREADABLE: "cannot be read",
    What.NOTE: "its note was altered",
    What.ERASED: "its note was erased, and the petition was never anonymised",
    What.TEXT: "the {part} it was made with was altered or erased",
    What.REGISTER: "{part} in the register is not what its events say",
    What.LEFT: "anonymised, and its {part} is still there",
    What.MISSING: "{part} is missing",
    What.BOOK: "its last number is lower than one that was given",
    What.ANCHOR: "altered, or not signed with this secret",
    What.FILE: "{part} was altered or is gone",
    What.HEADS: "its heads are not those that were signed",
    What.SECRET: "sealed with another secret; what is private cannot be checked",
}


def show_all(typed: argparse.Namespace) -> int:
    """What is in the register, without a word of who sent it."""
    return over_the_tables(_list, typed)


def show(typed: argparse.Namespace) -> int:
    """One petition and its events; her contact only for an officer, with a reason, and written down."""
    if typed.contact and not (typed.reason and typed.officer is not None):
        complain("--contact needs --reason TEXT and --as TELEGRAM_ID: who looks, and why, is written down.")
        return MISUSED
    return over_the_tables(_show, typed)


def check(typed: argparse.Namespace) -> int:
    """Whether chains, texts, books and anchors are as they were written; refused when one is not."""
    return over_the_tables(_verify, typed)


def retain(typed: argparse.Namespace) -> int:
    """What was kept long enough: listed, and with --apply anonymised."""
    return over_the_tables(_retain, typed)


def _list(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    wanted = {State(typed.state)} if typed.state else set(State)
    states = sorted(wanted & OPEN if typed.open else wanted)
    found = database.read(lambda connection: cases_in(connection, clock).register.petitions.in_states(states))
    if typed.json:
        print_json({"petitions": [_facts(petition) for petition in found]})
        return
    for petition in found:
        print(_line(petition))
    print(f"{len(found)} {'petition' if len(found) == 1 else 'petitions'}")


def _line(petition: Petition) -> str:
    ends = f"closed {_day(petition.closed_at)}" if petition.closed_at else f"due {_day(petition.due_at)}"
    lodged = f"no. {petition.book_number}/{petition.book_year}, lodged {_day(petition.submitted_at)}"
    where = petition.place.commune or "-"
    return f"{petition.code:<16}{petition.state:<20}{lodged}, {ends}, {petition.category}, {where}"


def _show(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    def act(connection: Connection) -> dict[str, Any]:
        cases = cases_in(connection, clock)
        petition = _called(typed.code, cases)
        contact = _contact(typed, connection, cases, petition, clock.now()) if typed.contact else {}
        now = cases.register.petitions.by_id(petition.id)
        officers = cases.register.trail.officers(petition.id)
        events = [_event(event, officers, typed.words) for event in cases.register.trail.of(petition.id)]
        said = {"words": now.words, "place": now.place.words} if typed.words else {}
        return {**_facts(now), **said, **contact, "events": events}

    facts = database.transact(act) if typed.contact else database.read(act)
    if typed.json:
        print_json(facts)
    else:
        _print(facts)


def _called(typed: str, cases: Cases) -> Petition:
    code = read_code(typed)
    petition = cases.register.petitions.by_code(code) if code else None
    if petition is None:
        raise RefusalError(f"no petition has the code {typed!r}; see `motcua petitions list`.")
    return petition


def _contact(
    typed: argparse.Namespace, connection: Connection, cases: Cases, petition: Petition, at: datetime
) -> dict[str, Any]:
    """Her name and address, for an officer who may see them; that they were seen is kept in the same transaction."""
    officer = OfficerRepository(connection).of(typed.officer)
    role = role_for(officer, Power.SEE_CONTACT, cases.concerned.matter(petition)) if officer else None
    if officer is None or role is None:
        raise RefusalError(
            f"{typed.officer} may not see who sent {petition.code}: that is for its clerks, controllers and approvers."
        )
    despite = typed.despite_restriction
    TraceRepository(connection).leave(at, officer.id, role, Power.SEE_CONTACT, f"petition:{petition.id}", typed.reason)
    try:
        contact = cases.register.contact(
            petition, actor_of(officer, role), typed.reason, at, despite_restriction=despite
        )
    except RestrictedError:
        raise RefusalError(
            f"the sender of {petition.code} asked that her data be deleted; it is kept for the law alone. "
            "--despite-restriction shows it where the law asks for it, and is written down."
        ) from None
    return {"contact": asdict(contact)}


def _facts(petition: Petition) -> dict[str, Any]:
    """What may be known of a petition without reading it."""
    return {
        "code": petition.code,
        "trial": petition.trial,
        "book": {"year": petition.book_year, "number": petition.book_number},
        "state": petition.state,
        "since": _iso(petition.state_at),
        "category": petition.category,
        "about": petition.about or None,
        "commune": petition.place.commune or None,
        "submitted_at": _iso(petition.submitted_at),
        "due_at": _iso(petition.due_at),
        "transfer_due_at": _iso(petition.transfer_due_at),
        "answered_at": _iso(petition.answered_at),
        "closed_at": _iso(petition.closed_at),
        "reopened": bool(petition.reopened),
        "agency": petition.agency or None,
        "reason": petition.reason or None,
        "process_rating": petition.process_rating,
        "result_rating": petition.result_rating,
        "anonymised_at": _iso(petition.anonymised_at),
    }


def _event(event: Event, officers: Mapping[int, str], with_words: bool) -> dict[str, Any]:
    return {
        "number": event.number,
        "kind": event.kind,
        "at": _iso(event.at),
        "by": event.actor.party,
        "officer": officers.get(event.actor.officer_id or 0),
        "from": event.from_state,
        "to": event.to_state,
        "readers": event.reader,
        "details": dict(event.details),
        **({"note": event.note} if with_words else {}),
    }


def _print(facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if name not in {"events", "contact", "book"}:
            print(f"{name}: {'-' if value is None else value}")
    print(f"book: {facts['book']['number']}/{facts['book']['year']}")
    for name, value in facts.get("contact", {}).items():
        print(f"contact {name}: {value or '-'}")
    for event in facts["events"]:
        moved = f" {event['from']} -> {event['to']}" if event["to"] else ""
        by = f"{event['by']} {event['officer'] or ''}".rstrip()
        note = f": {event['note']}" if event.get("note") else ""
        print(f"{event['number']:>4}  {event['at']}  {event['kind']}{moved} by {by}{note}")


def _verify(typed: argparse.Namespace, database: Database, clock: Clock) -> int | None:
    def act(connection: Connection) -> tuple[Verdict, str]:
        keys = cases_in(connection, clock).keys
        return verify(connection, keys, read_settings().data / "files"), keys.public_key

    verdict, public_key = database.read(act)
    if typed.json:
        print_json(_judged(verdict, public_key))
    else:
        _print_verdict(verdict, public_key)
    return None if verdict.is_whole else REFUSED


def _judged(verdict: Verdict, public_key: str) -> dict[str, Any]:
    broken = [{"of": b.of, "link": b.link, "what": b.what, "part": b.part or None} for b in verdict.broken]
    last = verdict.last
    return {
        "whole": verdict.is_whole,
        "petitions": verdict.petitions,
        "events": verdict.events,
        "anchors": verdict.anchors,
        "last_anchor": {"day": last.day.isoformat(), "root": last.root, "signature": last.signature} if last else None,
        "public_key": public_key,
        "broken": [{**facts, "sentence": _sentence(b)} for facts, b in zip(broken, verdict.broken, strict=True)],
    }


def _print_verdict(verdict: Verdict, public_key: str) -> None:
    for broken in verdict.broken:
        print(_sentence(broken))
    found = "whole" if verdict.is_whole else f"{len(verdict.broken)} broken"
    print(f"petitions {verdict.petitions}, events {verdict.events}, anchors {verdict.anchors}: {found}")
    if verdict.last:
        print(f"last anchor: {verdict.last.day}, root {verdict.last.root}, public key {public_key}")


def _sentence(broken: Broken) -> str:
    """One line of a verdict: PA-2611-7K3QX7: link 3: altered, missing or out of its place."""
    link = f"link {broken.link}: " if broken.link else ""
    return f"{broken.of}: {link}{SENTENCES[broken.what].format(part=broken.part)}"


def _retain(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    settings, at = read_settings(), clock.now()
    days = settings.retention_days
    expired = database.read(lambda connection: retention.plan(cases_in(connection, clock), at, days))
    gone = 0
    for one in expired if typed.apply else ():
        stored = database.transact(
            lambda c, number=one.petition.id: retention.anonymise(cases_in(c, clock), number, at, days)  # type: ignore[misc]
        )
        remove_all(settings.data / "files", stored or ())
        gone += stored is not None
    _tell_expired(typed, expired, days, gone)


def _tell_expired(typed: argparse.Namespace, expired: list[retention.Expired], days: int, gone: int) -> None:
    if typed.json:
        print_json(
            {"days": days, "applied": typed.apply, "anonymised": gone, "petitions": [_going(o) for o in expired]}
        )
        return
    for one in expired:
        closed = _day(one.petition.closed_at)
        print(f"{one.petition.code}  closed {closed}: contact, words, place, notes, files: {one.files}")
    told = f"{gone} anonymised" if typed.apply else f"{len(expired)} would be anonymised; `--apply` does it"
    print(f"closed more than {days} days ago: {told}")


def _going(one: retention.Expired) -> dict[str, Any]:
    return {"code": one.petition.code, "closed_at": _iso(one.petition.closed_at), "files": one.files}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _day(at: datetime | None) -> str:
    return at.astimezone(VIET_NAM).date().isoformat() if at else "-"
