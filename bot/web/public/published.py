"""The records of the feed: what each field of the standard is with us."""

import re
from collections.abc import Mapping
from datetime import datetime

from bot.clock import VIET_NAM
from bot.petitions.categories import Category
from bot.petitions.open_requests import OpenRequest
from bot.settings import Settings
from bot.texts import say
from bot.views.message import plain
from bot.web.public.records import Format, Record

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"

CHANGED = "2026-11-23 00:00"
"""When the list of fields, or what is said of the feed, was last changed."""

LONGEST = 4000
"""Characters of a description, as the standard bounds it."""

KEYWORDS = 12
"""How many of a field's words are told: its first ones say it by themselves."""

SURE = 4
"""What a word weighs that says a field by itself."""


def of_discovery(settings: Settings, path: str) -> Record:
    """What the feed is, and where."""
    official = settings.is_official
    contact = say("feed.contact", agency=settings.agency, contact=settings.data_contact) if official else None
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{settings.site}{path}",
        "changeset": CHANGED,
        "type": "production" if official else "test",
        "formats": [form.media_type.partition(";")[0] for form in Format],
    }
    return {
        "changeset": CHANGED,
        "contact": plain(contact or say("feed.contact_trial")),
        "key_service": plain(say("feed.key_service")),
        "endpoints": [endpoint],
    }


def of_service(category: Category) -> Record:
    """A field that petitions are about."""
    name = plain(say(f"category.{category.key}"))
    sure = [word for word, weight in category.cues.items() if weight == SURE and re.fullmatch(r"[\w ]+", word)]
    return {
        "service_code": category.key,
        "service_name": name,
        "description": name,
        "metadata": False,
        "type": "realtime",
        "keywords": ", ".join(sure[:KEYWORDS]),
        "group": plain(say(f"quarterly_page.family_{category.family.name.lower()}")),
    }


def of_request(one: OpenRequest, units: Mapping[str, str], agency: str) -> Record:
    """A published petition: its redacted words and answer, never what they were made of."""
    return {
        "service_request_id": one.code,
        "status": "closed" if one.is_closed else "open",
        "status_notes": _notes(one),
        "service_name": plain(say(f"category.{one.category}")),
        "service_code": one.category,
        "description": one.words[:LONGEST],
        "agency_responsible": units.get(one.unit) or agency or None,
        "service_notice": None,
        "requested_datetime": _moment(one.requested_at),
        "updated_datetime": _moment(one.updated_at),
        "expected_datetime": _moment(one.due_at) if one.due_at else None,
        "address": units.get(one.commune),
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _notes(one: OpenRequest) -> str:
    """Where it stands, and the answer."""
    state = plain(say(f"feed.state_{one.state}"))
    return f"{state}\n\n{plain(say('feed.answer'))} {one.answer}" if one.answer else state


def _moment(at: datetime) -> str:
    return at.astimezone(VIET_NAM).isoformat(timespec="seconds")
