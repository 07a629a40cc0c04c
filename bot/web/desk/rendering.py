"""Pages out of templates: everything escaped, every word out of bot/texts, days and numbers as documents write them."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.clock import VIET_NAM
from bot.texts import say, words

FOLDER = Path(__file__).parent
TEMPLATES, STATIC = FOLDER / "templates", FOLDER / "static"
FOR_ANYBODY = FOLDER.parent / "public" / "templates"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader((TEMPLATES, FOR_ANYBODY)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["say"] = _say
    made.globals["asset"] = asset
    made.filters["day"] = _day
    made.filters["moment"] = moment
    made.filters["iso"] = lambda value: value.isoformat()
    made.filters["number"] = words.number
    made.filters["lines"] = _lines
    return made


def _say(key: str, **values: object) -> Markup:
    """A text; one without values is made once, since a page says the same word in each of its rows."""
    return say(key, **values) if values else _said(key)


_said = cache(say)


def page(template: str, values: Mapping[str, Any]) -> str:
    """A page."""
    return _environment().get_template(template).render(**values)


@cache
def asset(name: str) -> str:
    """The address of a file of ours; it changes with what is in it, so that browsers may keep it."""
    return f"/banlamviec/tep/{sha256((STATIC / name).read_bytes()).hexdigest()[:12]}/{name}"


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(VIET_NAM).date()
    return words.day(value) if value else ""


def moment(value: datetime | None) -> str:
    """A moment with its day: 9 giờ 05 ngày 22/11/2026."""
    if value is None:
        return ""
    local = value.astimezone(VIET_NAM)
    return str(say("page.moment", hour=words.minute(local.time()), day=words.day(local.date())))


def _lines(text: str) -> Markup:
    """A text with its own line breaks."""
    return Markup("<br>").join(text.splitlines())
