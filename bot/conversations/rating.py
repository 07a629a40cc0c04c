"""The sender of a petition rates how it was handled, and what came of it.

Đánh giá ──▶ process 1-5 ──▶ result 1-5 ──▶ (a reason) ──▶ kept
"""

from bot.conversations.following import own, turn_to, while_lawful
from bot.conversations.saying import await_words, worded
from bot.conversations.visit import Visit
from bot.petitions.petition import Petition
from bot.views import following as views
from bot.views.message import Message
from bot.views.notice import told

PROCESS, RESULT = "process", "result"


@own
@while_lawful("rate")
def rate(visit: Visit, petition: Petition) -> list[Message]:
    """She rates how it was handled, then what came of it."""
    return _ask_rating(visit, petition, PROCESS)


def _ask_rating(visit: Visit, petition: Petition, part: str) -> list[Message]:
    await_words(visit, petition, "rate", part)
    return [views.ask_rating(petition, part)]


@own
@while_lawful("rate")
def rated(visit: Visit, petition: Petition, part: str, level: str) -> list[Message]:
    """One part was rated: kept at once, so that nothing is lost when nothing follows."""
    if part not in {PROCESS, RESULT} or level not in set(map(str, views.LEVELS)):
        return [told("follow.rate_again"), *_ask_rating(visit, petition, PROCESS)]
    _rate(visit, petition, part, int(level))
    if part == PROCESS:
        return _ask_rating(visit, petition, RESULT)
    await_words(visit, petition, "reason")
    return [views.ask_reason(petition)]


def _rate(visit: Visit, petition: Petition, part: str, level: int) -> None:
    """Keep a rating, unless it is the one that stands."""
    given = {PROCESS: petition.process_rating, RESULT: petition.result_rating}
    if given[part] != level:
        said = {PROCESS: None, RESULT: None} | {part: level}
        visit.office.cases.register.rate(petition, visit.office.at, **said, note="")


@own
def unreasoned(visit: Visit, petition: Petition) -> list[Message]:
    """She gives no reason."""
    turn_to(visit, petition)
    return [views.done("follow.rate_done", petition)]


@own
def typed_level(visit: Visit, petition: Petition, words: str, part: str) -> list[Message]:
    """A rating by its number."""
    level = words.strip().rstrip(".")
    if level not in set(map(str, views.LEVELS)):
        return [told("follow.rate_again"), *_ask_rating(visit, petition, part)]
    return rated(visit, petition.code, part, level)


@own
def typed_reason(visit: Visit, petition: Petition, words: str, _: str) -> list[Message]:
    """The reason of a rating."""

    def keep(text: str) -> list[Message]:
        visit.office.cases.register.rate(petition, visit.office.at, process=None, result=None, note=text)
        return [views.done("follow.rate_done", petition)]

    return worded(visit, petition, words, keep)
