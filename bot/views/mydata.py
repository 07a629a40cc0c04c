"""What is held of a person, as she is shown it and as she is given it in a file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from operator import methodcaller
from typing import Any

from markupsafe import Markup

from bot.delivery.outbox import Waiting
from bot.petitions.attachments import Attachment
from bot.petitions.consents import Consent
from bot.petitions.drafts import Draft
from bot.petitions.identity import Identity
from bot.petitions.petition import Event, Petition
from bot.review.asked import Asked
from bot.texts import say, words
from bot.views.facts import commune
from bot.views.happenings import who_looked
from bot.views.message import Button, File, Message, pairs, plain, pressed
from bot.views.petition import day_of
from knowledge.communes import Place

LISTED = 3
"""Consents and looks at her contact that the screen lists; the file has them all."""

REASON = 60


@dataclass(frozen=True, slots=True)
class Record:
    """A petition of hers with all that belongs to it."""

    petition: Petition
    contact: Identity
    events: Sequence[Event]  # those that she may read
    files: Sequence[Attachment]
    seen: Sequence[Event]  # who looked at her contact


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that is held of a person."""

    chat_id: int
    at: datetime
    place: Place | None
    context: Mapping[str, Any]
    asked: Sequence[Asked]
    draft: Draft | None
    draft_files: Sequence[Attachment]
    petitions: Sequence[Record]
    consents: Sequence[Consent]
    waiting: Sequence[Waiting]
    officer: str = ""  # the name she is known by, if she is an officer


def overview(of: Held) -> Message:
    """What is held and what is not, in plain words."""
    lines = [_commune(of), say("mine.context"), _asked(of), _draft(of)]
    lines += [say("mine.petitions", number=len(of.petitions)), _consents(of), _seen(of)]
    lines.append(say("mine.waiting", number=len(of.waiting)))
    if of.officer:
        lines.append(say("mine.officer", name=of.officer))
    listed = Markup("\n").join(lines)
    told = (say("mine.heading"), listed, say("mine.kept_else"), say("mine.not_held"), say("start.never"))
    return Message(told, pairs(_ways(of)))


def _ways(of: Held) -> list[Button]:
    ways = [
        Button(say("button.export_data"), pressed("export")),
        Button(say("button.erase_data"), pressed("erase")),
    ]
    if of.asked or any(given.withdrawn_at is None for given in of.consents):
        ways.append(Button(say("button.unconsent"), pressed("unconsent")))
    return [*ways, Button(say("button.my_petitions"), pressed("mine", 1))]


def _commune(of: Held) -> Markup:
    return say("mine.commune", commune=commune(of.place)) if of.place else say("mine.commune_none")


def _asked(of: Held) -> Markup:
    if not of.asked:
        return say("mine.asked_none")
    return say("mine.asked", number=len(of.asked), day=day_of(max(one.kept_until for one in of.asked)))


def _draft(of: Held) -> Markup:
    return say("mine.draft", number=len(of.draft_files)) if of.draft else say("mine.draft_none")


def _consents(of: Held) -> Markup:
    told = [_consent(given) for given in reversed(of.consents)]
    return say("mine.consents", given=_some(told)) if told else say("mine.consents_none")


def _consent(given: Consent) -> Markup:
    day = day_of(given.given_at)
    if given.withdrawn_at is None:
        return say("mine.consent", day=day, notice=given.notice)
    return say("mine.consent_withdrawn", day=day, notice=given.notice, withdrawn=day_of(given.withdrawn_at))


def _seen(of: Held) -> Markup:
    """Who looked at her contact, the last first."""
    looks = sorted(_looks(of), key=lambda look: look[1].at, reverse=True)
    told = [_look(code, event) for code, event in looks]
    return say("mine.seen", seen=_some(told)) if told else say("mine.seen_none")


def _looks(of: Held) -> list[tuple[str, Event]]:
    return [(record.petition.code, event) for record in of.petitions for event in record.seen]


def _look(code: str, event: Event) -> Markup:
    reason = words.shortened(event.note or "", REASON)
    return say("mine.seen_one", day=day_of(event.at), who=who_looked(event), code=code, reason=reason)


def _some(told: Sequence[Markup]) -> Markup:
    """The first few of a list, and how many more there are."""
    more = [say("mine.and_more", number=len(told) - LISTED)] if len(told) > LISTED else []
    return Markup("; ").join(islice(told, LISTED)) + Markup("").join(more)


def exported(of: Held, day: date) -> Message:
    """Everything in one file of JSON; field names stay as they are from one version to the next."""
    content = json.dumps(_everything(of), ensure_ascii=False, indent=2, default=methodcaller("isoformat"))
    return Message(
        (say("mine.exported"),), (), (File(f"du-lieu-cua-toi-{day}.json", content.encode(errors="replace")),)
    )


def _everything(of: Held) -> dict[str, Any]:
    return {
        "ghi_chu": plain(say("mine.file_note")),
        "exported_at": of.at,
        "chat_id": of.chat_id,
        "commune": _place(of.place),
        "conversation": of.context,
        "questions_to_office": [asdict(one) for one in of.asked],
        "draft": {**asdict(of.draft), "files": [_file(file) for file in of.draft_files]} if of.draft else None,
        "petitions": [_petition(record) for record in of.petitions],
        "consents": [asdict(given) for given in of.consents],
        "contact_seen": [_looked(code, event) for code, event in _looks(of)],
        "messages_waiting": [_waits(one) for one in of.waiting],
        "officer": of.officer or None,
    }


def _place(place: Place | None) -> dict[str, str] | None:
    if place is None:
        return None
    former = place.former.name if place.former else ""
    return {"code": place.commune.code, "name": place.commune.name, "former_name": former}


HIDDEN = frozenset({"id", "chat_id", "secret", "head", "events", "parent_id", "place", "resumes"})
"""What of a petition is the register's own: numbers of rows, digests."""


def _petition(record: Record) -> dict[str, Any]:
    facts = {name: value for name, value in asdict(record.petition).items() if name not in HIDDEN}
    return {
        **facts,
        "place": asdict(record.petition.place),
        "contact": asdict(record.contact),
        "files": [_file(file) for file in record.files],
        "events": [_event(event) for event in record.events],
    }


def _file(file: Attachment) -> dict[str, Any]:
    return {
        "name": file.name,
        "size": file.size,
        "media_type": file.media_type or file.declared_type,
        "sha256": file.digest,
        "state": file.state,
        "arrived_at": file.arrived_at,
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "number": event.number,
        "kind": event.kind,
        "at": event.at,
        "by": event.actor.party,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "note": event.note,
        "details": {name: value for name, value in event.details.items() if name != "parent"},
    }


def _looked(code: str, event: Event) -> dict[str, Any]:
    return {"petition": code, "at": event.at, "by": event.actor.party, "reason": event.note}


def _waits(one: Waiting) -> dict[str, Any]:
    return {"about": one.about, "since": one.since, "text": Message.from_json(one.body).text}


def ask_erase(petitions: int) -> Message:
    """What can be deleted, what the law keeps, and whether she is sure."""
    kept = [say("mine.erase_kept", number=petitions)] if petitions else []
    yes = Button(say("button.erase_yes"), pressed("erased"))
    return Message((say("mine.erase"), *kept, say("mine.erase_ask")), ((yes, _keep()),))


def erased(codes: Sequence[str], day: date) -> Message:
    """What was deleted, and by which reference the rest can be asked about."""
    if not codes:
        return Message((say("mine.erased"),))
    listed = words.shortened(", ".join(codes), REFERENCES)
    return Message((say("mine.erased"), say("mine.erased_kept", day=words.day(day), codes=listed)))


REFERENCES = 700
"""Characters of the codes that are listed; each has the request in its own trail."""


def ask_unconsent() -> Message:
    """What withdrawing means, and whether she is sure."""
    yes = Button(say("button.unconsent_yes"), pressed("unconsented"))
    return Message((say("mine.unconsent"), say("mine.unconsent_ask")), ((yes, _keep()),))


def unconsented(day: date) -> Message:
    """It was withdrawn."""
    return Message((say("mine.unconsented", day=words.day(day)),))


def _keep() -> Button:
    return Button(say("button.keep_data"), pressed("kept"))
