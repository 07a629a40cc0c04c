"""What is held of a person, as she is shown it and as she is given it in a file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from markupsafe import Markup

from bot.clock import VIET_NAM
from bot.delivery.outbox import Waiting
from bot.petitions.attachments import Attachment
from bot.petitions.consents import Consent
from bot.petitions.drafts import Draft
from bot.petitions.handover import HAND_OVER
from bot.petitions.identity import Identity
from bot.petitions.petition import Event, Petition
from bot.petitions.petition import Place as Where
from bot.review.asked import Asked
from bot.review.powers import Power
from bot.review.traces import Trace
from bot.texts import say, words
from bot.views.facts import commune
from bot.views.happenings import happened, who_looked
from bot.views.message import Button, File, Message, pairs, plain, pressed
from bot.views.petition import day_of, label
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
    traces: Sequence[Trace] = ()  # what officers did with it, and looked at
    parent: str = ""  # code of the petition it repeats


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
    followed: Sequence[tuple[Markup, datetime]] = ()  # procedures and fields, each since when
    officer: str = ""  # the name she is known by, if she is an officer


def overview(of: Held) -> Message:
    """What is held and what is not, in plain words."""
    lines = [_commune(of), say("mine.context"), _followed(of), _asked(of), _draft(of)]
    lines += [say("mine.petitions", number=len(of.petitions)), _consents(of), _seen(of), _traced(of)]
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


def _followed(of: Held) -> Markup:
    return say("mine.followed", number=len(of.followed)) if of.followed else say("mine.followed_none")


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


def _traced(of: Held) -> Markup:
    """How often officers opened or handled her petitions, and the last time; the file has every time."""
    traces = sorted(_traces(of), key=lambda one: one[1].at)
    if not traces:
        return say("mine.traced_none")
    code, last = traces[-1]
    values = {"day": day_of(last.at), "hour": _hour(last), "who": say(f"role.{last.role}"), "what": _act(last)}
    return say("mine.traced", number=len(traces), last=say("mine.traced_one", code=code, **values))


def _traces(of: Held) -> list[tuple[str, Trace]]:
    return [(record.petition.code, trace) for record in of.petitions for trace in record.traces]


def _hour(trace: Trace) -> str:
    return words.minute(trace.at.astimezone(VIET_NAM).time())


def _act(trace: Trace) -> Markup:
    """What an officer did, in her words."""
    return say(f"trace.{trace.act}") if trace.act in ACTS else say("trace.other")


OF_REPLIES = ("take_over", "endorse", "recall", "send_back")

ACTS = frozenset({*Power, HAND_OVER, *OF_REPLIES, "publish_back", "hide", "passing_slip"})
"""What officers do with a petition, as it stands in their trail."""


def _some(told: Sequence[Markup]) -> Markup:
    """The first few of a list, and how many more there are."""
    more = [say("mine.and_more", number=len(told) - LISTED)] if len(told) > LISTED else []
    return Markup("; ").join(islice(told, LISTED)) + Markup("").join(more)


def exported(of: Held, day: date) -> Message:
    """Everything in one file of JSON, its names and values in her words; nothing by which the program alone works."""
    content = json.dumps(_everything(of), ensure_ascii=False, indent=2)
    return Message(
        (say("mine.exported"),), (), (File(f"du-lieu-cua-toi-{day}.json", content.encode(errors="replace")),)
    )


def _named(**facts: object) -> dict[str, Any]:
    """Facts under the names that she reads."""
    return {_said(say(f"data.{name}")): _value(value) for name, value in facts.items()}


def _value(value: object) -> object:
    """A fact as it is read: moments and days as they are written here, nothing for what there is not."""
    if isinstance(value, datetime):
        return f"{words.minute(value.astimezone(VIET_NAM).time())} ngày {day_of(value)}"
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, bool):
        return _said(say("data.yes") if value else say("data.no"))
    if isinstance(value, Markup):
        return _said(value)
    return "" if value is None else value


def _said(text: Markup) -> str:
    return plain(text)


def _everything(of: Held) -> dict[str, Any]:
    return _named(
        note=say("mine.file_note"),
        exported_at=of.at,
        chat_id=of.chat_id,
        commune=_place(of.place),
        conversation=_conversation(of.context),
        asked=[_named(words=one.words, asked_on=one.asked_on, kept_until=one.kept_until) for one in of.asked],
        draft=_drafted(of.draft, of.draft_files) if of.draft else None,
        petitions=[_petition(record) for record in of.petitions],
        consents=[
            _named(notice=given.notice, given_at=given.given_at, withdrawn_at=given.withdrawn_at)
            for given in of.consents
        ],
        seen=[_looked(code, event) for code, event in _looks(of)],
        traced=[_viewed(code, trace) for code, trace in _traces(of)],
        followed=[_named(followed_what=what, followed_since=since) for what, since in of.followed],
        waiting=[_named(since=one.since, text=Message.from_json(one.body).text) for one in of.waiting],
        officer=of.officer,
    )


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    former = place.former.name if place.former else ""
    return _named(commune_code=place.commune.code, commune_name=place.commune.name, former_name=former)


TYPED = ("question", "grievance", "rest", "draft", "sought")
TYPED_TOGETHER = ("said", "noted")
"""What of a conversation is words of hers; where it stands is the program's own."""


def _conversation(context: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed and sent and is not over yet."""
    typed = [context.get(name, "") for name in TYPED]
    typed += [text for name in TYPED_TOGETHER for text in context.get(name, ())]
    return _named(
        about=context.get("about", ""),
        typed=[text for text in typed if text],
        point=list(context.get("point", ())),
        sent_files=[parcel["name"] for parcel in context.get("parcels", ())],
    )


def _drafted(draft: Draft, files: Sequence[Attachment]) -> dict[str, Any]:
    return _named(
        **_matter(draft.words, draft.category, draft.about, draft.place, shown=draft.shown),
        contact=_contact(draft.identity),
        notice=draft.notice,
        files=[_file(file) for file in files],
    )


def _petition(record: Record) -> dict[str, Any]:
    of = record.petition
    return _named(
        code=of.code,
        trial=of.trial,
        book_number=of.book_number,
        book_year=of.book_year,
        **_matter(of.words, of.category, of.about, of.place, shown=of.shown),
        contact=_contact(record.contact),
        state=label(of, parent=record.parent),
        state_at=of.state_at,
        submitted_at=of.submitted_at,
        due_at=of.due_at,
        answered_at=of.answered_at,
        closed_at=of.closed_at,
        process_rating=of.process_rating,
        result_rating=of.result_rating,
        restricted_at=of.restricted_at,
        anonymised_at=of.anonymised_at,
        files=[_file(file) for file in record.files],
        events=[_event(event, record.parent) for event in record.events],
    )


def _matter(text: str, category: str, about: str, place: Where, *, shown: bool) -> dict[str, object]:
    """What a petition is about, as it is or is being written."""
    where = _named(
        commune_code=place.commune, place_words=place.words, latitude=place.latitude, longitude=place.longitude
    )
    named = say(f"category.{category}") if category else ""
    return {"words": text, "category": named, "about": about, "place": where, "shown": shown}


def _contact(identity: Identity) -> dict[str, Any]:
    return _named(**asdict(identity))


def _file(file: Attachment) -> dict[str, Any]:
    return _named(
        file_name=file.name,
        size=file.size,
        media_type=file.media_type or file.declared_type,
        digest=file.digest,
        arrived_at=file.arrived_at,
    )


def _event(event: Event, parent: str) -> dict[str, Any]:
    by = say(f"party.{event.actor.party}")
    return _named(number=event.number, at=event.at, by=by, what=happened(event, parent), event_note=event.note)


def _looked(code: str, event: Event) -> dict[str, Any]:
    return _named(code=code, at=event.at, by=who_looked(event), reason=event.note)


def _viewed(code: str, trace: Trace) -> dict[str, Any]:
    """What an officer did: by role, never by name; why, where it is hers to know."""
    hers = {"reason": trace.reason} if trace.act == Power.SEE_CONTACT else {}
    return _named(code=code, at=trace.at, by=say(f"role.{trace.role}"), what=_act(trace), **hers)


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
