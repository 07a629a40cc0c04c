"""How the bot is, and the channel itself: the switch, notices, the decision that publishes it.

form ──▶ something is wrong: the page again, with what was typed
     └─▶ sure? (switching off, the decision) ──Đồng ý──▶ done, and written down twice: in the trail and for the channel
"""

import platform
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from http import HTTPStatus
from importlib.metadata import version

from markupsafe import Markup

from bot.clock import VIET_NAM
from bot.conversations.spans import read_day
from bot.petitions.wording import clean
from bot.review.channel import (
    LONGEST_DECISION,
    LONGEST_NOTICE,
    LONGEST_REASON,
    Deed,
    Notice,
    TooManyNoticesError,
)
from bot.review.powers import Power, role_for
from bot.texts import say, words
from bot.views.shutting import shut
from bot.web.checks import Check, Degree, check_index, check_queues, check_shape
from bot.web.desk.rendering import moment
from bot.web.desk.replies import Page, Redirect, Reply
from bot.web.desk.seat import Seat
from bot.web.desk.typed import id_in

PATH = "/banlamviec/he-thong"
ABOUT = "channel"
"""What the trail says these acts were done to."""

LONGEST_SPAN = timedelta(days=31)
"""How long a notice stands at most."""

HOUR = re.compile(r"(?<!\d)(\d{1,2})(?: ?(?:giờ|h|g)|(?=:\d)) ?:?(\d{2})?(?![\d/.-])", re.IGNORECASE)
"""The hour in a moment: 8 giờ, 8 giờ 30, 8h30, 8:30."""

MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)")
"""A moment as programs write it."""

LONGEST_MOMENT = 60
"""Characters in which a moment is looked for."""

SHOWN = 20
"""How many of the last acts are shown."""


class Fault(StrEnum):
    """Why nothing was done."""

    REASON = "reason"
    WORDS = "words"
    TIMES = "times"
    MANY = "many"
    ENDED = "ended"
    DECISION = "decision"
    SETTING = "setting"
    ALREADY = "already"


class RefusedError(Exception):
    """What a form asks for is not done."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form of a notice."""

    number: int = 0  # of the notice that is mended; 0: a new one
    words: str = ""
    starts_at: str = ""
    ends_at: str = ""


def show(seat: Seat) -> Page:
    """The page; after something was done it says so."""
    done = seat.asked.query.get("xong", "")
    mended = _notice(seat, seat.asked.query.get("sua", ""))
    typed = Typed(mended.id, mended.words, moment(mended.starts_at), moment(mended.ends_at)) if mended else Typed()
    return _page(seat, typed, done=done if done in set(Deed) else "")


def act(seat: Seat) -> Reply:
    """What one of the forms asks for; nothing where the page has no such form."""
    wanted = seat.asked.said("viec")
    try:
        return DONE[Deed(wanted)](seat) if wanted in set(Deed) else show(seat)
    except RefusedError as refused:
        return _page(seat, _typed(seat), fault=refused.fault)


def _switch_off(seat: Seat) -> Reply:
    reason, channel = _reason(seat), seat.office.channel
    if channel.now.is_off:
        raise RefusedError(Fault.ALREADY)
    if not _is_sure(seat):
        return _sure(seat, Deed.OFF, say("system.sure_off"), _as_told(reason), reason=reason)
    channel.switch_off(reason, seat.officer.id, seat.office.at)
    return _done(seat, Deed.OFF, reason)


def _as_told(reason: str) -> list[str]:
    """What citizens will read."""
    return shut(reason, has_draft=False).text.split("\n\n")


def _switch_on(seat: Seat) -> Reply:
    reason, channel = _reason(seat), seat.office.channel
    if not channel.now.is_off:
        raise RefusedError(Fault.ALREADY)
    channel.switch_on(reason, seat.officer.id, seat.office.at)
    return _done(seat, Deed.ON, reason)


def _enter_decision(seat: Seat) -> Reply:
    """The decision, or with an empty number that there is none."""
    decision, reason, channel = _line(seat.asked.said("so")), _reason(seat), seat.office.channel
    if channel.by_setting:
        raise RefusedError(Fault.SETTING)
    if len(decision) > LONGEST_DECISION:
        raise RefusedError(Fault.DECISION)
    if decision == channel.now.decision:
        raise RefusedError(Fault.ALREADY)
    if not _is_sure(seat):
        question = say("system.sure_decision" if decision else "system.sure_no_decision")
        return _sure(seat, Deed.DECISION, question, [decision or channel.now.decision], so=decision, reason=reason)
    channel.publish(decision, reason, seat.officer.id, seat.office.at)
    return _done(seat, Deed.DECISION, ": ".join(filter(None, (decision, reason))))


def _announce(seat: Seat) -> Reply:
    """A new notice, or one in the place of another."""
    told, office = clean(seat.asked.said("words")), seat.office
    if not any(letter.isalnum() for letter in told) or len(told) > LONGEST_NOTICE:
        raise RefusedError(Fault.WORDS)
    times = _times(seat)
    if any((one.words, one.starts_at, one.ends_at) == (told, *times) for one in office.channel.now.to_come(office.at)):
        return Redirect(f"{PATH}?xong={Deed.NOTICE}")  # pressed twice: nobody is told twice
    instead_of = id_in(seat.asked.said("so"))
    if instead_of and _notice(seat, str(instead_of)) is None:
        raise RefusedError(Fault.ENDED)
    try:
        office.channel.announce(told, times, seat.officer.id, office.at, instead_of=instead_of or None)
    except TooManyNoticesError:
        raise RefusedError(Fault.MANY) from None
    return _done(seat, Deed.NOTICE, told)


def _end_notice(seat: Seat) -> Reply:
    notice = _notice(seat, seat.asked.said("so"))
    if notice is None or not seat.office.channel.end_notice(notice.id, seat.officer.id, seat.office.at):
        raise RefusedError(Fault.ENDED)
    return _done(seat, Deed.ENDED, notice.words)


DONE: Mapping[Deed, Callable[[Seat], Reply]] = {
    Deed.OFF: _switch_off,
    Deed.ON: _switch_on,
    Deed.DECISION: _enter_decision,
    Deed.NOTICE: _announce,
    Deed.ENDED: _end_notice,
}
"""What each form does."""


def _done(seat: Seat, deed: Deed, reason: str) -> Redirect:
    role = role_for(seat.officer, Power.RUN) or seat.role
    seat.office.traces.leave(seat.office.at, seat.officer.id, role, f"channel_{deed}", ABOUT, reason)
    return Redirect(f"{PATH}?xong={deed}")


def _sure(seat: Seat, deed: Deed, question: Markup, shown: Sequence[str], **said: str) -> Page:
    """The page that asks once more; what was typed goes with it."""
    values = {"question": question, "shown": shown, "said": {"viec": deed, **said, "chac": "1"}, "path": PATH}
    return Page("system_sure.html", values)


def _is_sure(seat: Seat) -> bool:
    return seat.asked.said("chac") == "1"


def _reason(seat: Seat) -> str:
    """Why, in words. Raises RefusedError."""
    reason = _line(seat.asked.said("reason"))
    if not any(letter.isalpha() for letter in reason) or len(reason) > LONGEST_REASON:
        raise RefusedError(Fault.REASON)
    return reason


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _times(seat: Seat) -> tuple[datetime, datetime]:
    """From when until when a notice stands. Raises RefusedError."""
    starts_at, ends_at = _moment(seat.asked.said("tu")), _moment(seat.asked.said("den"), ends=True)
    if starts_at is None or ends_at is None:
        raise RefusedError(Fault.TIMES)
    if not max(starts_at, seat.office.at) < ends_at or ends_at - starts_at > LONGEST_SPAN:
        raise RefusedError(Fault.TIMES)
    return starts_at, ends_at


def _moment(typed: str, *, ends: bool = False) -> datetime | None:
    """A moment of Việt Nam: 8 giờ 30 ngày 31/12/2026, 8:30 31/12/2026, 2026-12-31T08:30; of a day its two ends."""
    if found := MOMENT.fullmatch(typed.strip()):
        year, month, day_of_month, *clock = found.groups()
        typed = f"{day_of_month}/{month}/{year} {':'.join(clock)}"
    day, hour = read_day(typed[:LONGEST_MOMENT]), HOUR.search(typed[:LONGEST_MOMENT])
    if day is None:
        return None
    if hour is None:
        return datetime.combine(day + timedelta(days=1) if ends else day, time(), VIET_NAM)
    try:
        return datetime.combine(day, time(int(hour[1]), int(hour[2] or 0)), VIET_NAM)
    except ValueError:  # 25 giờ
        return None


def _notice(seat: Seat, number: str) -> Notice | None:
    """A notice that stands or will, by its number."""
    return next((one for one in seat.office.channel.now.to_come(seat.office.at) if one.id == id_in(number)), None)


def _typed(seat: Seat) -> Typed:
    """What stood in the form of a notice, if that was sent."""
    if seat.asked.said("viec") != Deed.NOTICE:
        return Typed()
    said = seat.asked.said
    return Typed(
        id_in(said("so")),
        clean(said("words"))[: 2 * LONGEST_NOTICE],
        said("tu")[:LONGEST_MOMENT],
        said("den")[:LONGEST_MOMENT],
    )


def _page(seat: Seat, typed: Typed, *, done: str = "", fault: Fault | None = None) -> Page:
    office = seat.office
    channel, at = office.channel.now, office.at
    queues = office.watch.queues(at)
    checks = {
        "database": Check(Degree.OK, {"kind": office.watch.kind}),
        "migrations": check_shape(office.watch.shape()),
        "index": check_index(office.catalogue.revision, queues),
        **check_queues(queues, at),
    }
    values = {
        "checks": [(name, check.degree, _facts(name, check)) for name, check in checks.items()],
        "program": version("motcua"),
        "language": platform.python_version(),
        "procedures": len(office.catalogue),
        "fates": queues.outbox,
        "channel": channel,
        "notices": channel.to_come(at),
        "at": at,
        "typed": typed,
        "most": {"notice": LONGEST_NOTICE, "reason": LONGEST_REASON, "decision": LONGEST_DECISION},
        "settings": office.settings,
        "by_setting": office.channel.by_setting,
        "lacks": _lacks(seat),
        "history": office.channel.history(SHOWN),
        "done": done,
        "fault": fault,
        "path": PATH,
    }
    return Page("system.html", values, HTTPStatus.BAD_REQUEST if fault else HTTPStatus.OK)


def _lacks(seat: Seat) -> Markup:
    """What is missing for an official channel; empty where nothing is."""
    settings = seat.office.settings
    parts = {
        "system.lacks_agency": settings.agency,
        "system.lacks_decision": settings.channel_decision,
        "system.lacks_contact": settings.data_contact,
    }
    return Markup("; ").join(say(key) for key, value in parts.items() if not value)


def _facts(name: str, check: Check) -> Markup:
    """The facts of a check, in words."""
    return FACTS[name](check.facts)


def _queue(facts: Mapping[str, object]) -> Markup:
    if not facts["waiting"]:
        return say("system.fact_queue_empty")
    minutes = round(float(str(facts["oldest_seconds"])) / 60)
    return say("system.fact_queue", waiting=facts["waiting"], minutes=words.number(minutes))


def _compared(facts: Mapping[str, object], newest: str, older: str) -> Markup:
    """What is in use is the newest, or what it should be instead."""
    return say(newest) if facts["revision"] == facts["newest"] else say(older, **facts)


def _backup(facts: Mapping[str, object]) -> Markup:
    last, failed = (datetime.fromisoformat(str(facts[name])) if facts[name] else None for name in ("last", "failed"))
    made = say("system.fact_backup", moment=moment(last)) if last else say("system.fact_no_backup")
    return Markup("; ").join([made, *([say("system.fact_backup_failed", moment=moment(failed))] if failed else [])])


FACTS: Mapping[str, Callable[[Mapping[str, object]], Markup]] = {
    "database": lambda facts: say("system.fact_database", **facts),
    "migrations": lambda facts: _compared(facts, "system.fact_shape", "system.fact_shape_old"),
    "index": lambda facts: _compared(facts, "system.fact_index", "system.fact_index_old"),
    "inbox": _queue,
    "outbox": _queue,
    "backup": _backup,
}
"""How the facts of each check are told."""
