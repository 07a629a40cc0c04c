"""The words of a button under news that reached an officer unasked, typed before anything else was shown.

news of one petition ──its words──▶ done; where the news came long ago, shown as it stands now
news of several, or another screen with the same words ──▶ which? ──number──▶ the same

Nothing is kept for it: what came is asked of the outbox, and what can be done of the petition as it stands now.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from bot.conversations.desk import duty_of
from bot.conversations.pressing import press
from bot.conversations.visit import Visit
from bot.delivery.outbox import Fate, Told
from bot.inbox.states import CONTEXT
from bot.petitions.petition import Petition
from bot.petitions.publications import PublicationState
from bot.petitions.replies import ReplyState
from bot.review.officers import Officer
from bot.review.powers import Power
from bot.texts import say
from bot.views import bulletins, drafting, publishing, staff_news
from bot.views import heeding as views
from bot.views.message import Button, Message, pressed
from knowledge.text.normalise import bare

LASTS = timedelta(days=3)
"""How long ago news may have come whose words are still understood."""

LOOKED_AT = 100
"""How many of the newest messages are looked at."""

BUTTONS = ("receive", "take", "answer", "board", "approve", "send_back", "publish", "publish_back", "back_to_petition")
OTHERS = ("reply.show", "remind.open", "publish.show")
"""The words that stand under news, by the keys of their texts."""


@dataclass(frozen=True, slots=True)
class News:
    """What some news are about: the petition, its buttons as they would be now, and the screen it is shown on.

    `read` says whether it stands as it did when the news were written.
    """

    petition: Petition
    buttons: Sequence[Button]
    screen: str = "board"
    read: bool = True


def heard(visit: Visit, words: str) -> list[Message] | None:
    """What words do that stand under news; None for all others."""
    typed = bare(words)
    if typed not in _labels() or visit.officer is None:
        return None
    meant = _meant(visit, visit.officer, typed)
    if not meant:
        return None
    if own := visit.talk.typed.get(typed):
        meant = {_code_on(own): own} | meant
    if len(meant) == 1:
        return press(visit, *meant.values())
    visit.put(awaits="", noted=())
    petitions = visit.office.cases.register.petitions
    return [views.which(words, [(petitions.by_code(code), data) for code, data in meant.items()])]


@cache
def _labels() -> frozenset[str]:
    """All that stands on the buttons of news, without marks."""
    keys = [*(f"button.{verb}" for verb in BUTTONS), *OTHERS]
    return frozenset(bare(say(key).unescape()) for key in keys)


def _code_on(data: str) -> str:
    """The code that a button carries; empty where it is about no petition."""
    about = data.split(":")[2:3]
    return about[0] if about and "-" in about[0] else ""


def _meant(visit: Visit, officer: Officer, typed: str) -> dict[str, str]:
    """What the words do with each petition of which there are news, the newest first."""
    office = visit.office
    last = office.states.kept_at(visit.chat_id)
    since = max(filter(None, (last, office.at - LASTS)))
    meant: dict[str, str] = {}
    for one in office.outbox.reached(visit.chat_id, since, LOOKED_AT):
        news = _news(visit, officer, one)
        data = news and {bare(button.label): button.data for button in news.buttons}.get(typed)
        if news and data:
            is_plain = news.read and one.since > office.at - CONTEXT
            meant.setdefault(news.petition.code, data if is_plain else pressed(news.screen, news.petition.code))
    return meant


def _news(visit: Visit, officer: Officer, one: Told) -> News | None:
    """What a message was about, as it stands now; None for what has no buttons, or is not the officer's to see."""
    for shape, read in SHAPES.items():
        if found := re.fullmatch(shape, one.about):
            news = read(visit, officer, int(found[1]), one)
            return news if news and duty_of(visit, news.petition.code, Power.SEE) else None
    return None


def _of_event(visit: Visit, _: Officer, number: int, __: Told) -> News:
    petition = visit.office.cases.register.petitions.by_id(number)
    return News(petition, staff_news.ways(petition))


def _of_reminder(visit: Visit, _: Officer, number: int, __: Told) -> News:
    petition = visit.office.cases.register.petitions.by_id(number)
    return News(petition, bulletins.opening(petition.code))


def _of_reply(visit: Visit, officer: Officer, number: int, one: Told) -> News | None:
    """Whoever wrote it hears what became of it; an approver decides on what was read, and not on what came after."""
    cases = visit.office.cases
    reply = cases.replies.by_id(number)
    if reply is None:
        return None
    petition = cases.register.petitions.by_id(reply.petition_id)
    if reply.author_id == officer.id:
        return News(petition, (*drafting.mending(petition.code), *drafting.seeing(petition.code)))
    if reply.state is not ReplyState.SUBMITTED:
        return None
    is_read = _is_read(visit, one, reply.submitted_at)
    return News(petition, drafting.deciding(petition.code, reply.edition), "drafted", is_read)


def _of_publication(visit: Visit, officer: Officer, number: int, one: Told) -> News | None:
    cases = visit.office.cases
    made = cases.publications.by_id(number)
    if made is None:
        return None
    petition = cases.register.petitions.by_id(made.petition_id)
    back = publishing.back_to(petition.code)
    if made.author_id == officer.id:
        return News(petition, (*back, *publishing.to_redaction(petition.code)))
    if made.state is not PublicationState.SUBMITTED:
        return None
    is_read = _is_read(visit, one, made.changed_at)
    return News(petition, (*publishing.deciding(petition.code, made.edition), *back), "publishing", is_read)


def _is_read(visit: Visit, one: Told, submitted_at: datetime | None) -> bool:
    """Whether what waits for approval is what came, and not another edition that is still on its way."""
    states = visit.office.outbox.states(one.about)
    on_its_way = any(told.chat_id == visit.chat_id and told.fate is Fate.QUEUED for told in states)
    return not on_its_way and submitted_at is not None and submitted_at <= one.since


SHAPES: Mapping[str, Callable[[Visit, Officer, int, Told], News | None]] = {
    r"staff:petition:(\d+):event:\d+": _of_event,
    r"staff:petition:(\d+):reminder:\d+": _of_reminder,
    r"reply:(\d+)": _of_reply,
    r"officer:publication:(\d+)": _of_publication,
}
"""What is read out of what a message was about."""
