"""A citizen asks: an answer, a choice, or an honest miss.

    nothing under way ──words──▶ answer | miss
            │                        ▲
            └──words──▶ choice ──number, button or other words──┘

The state of a chat is {"choices": [code, …]} while a choice is open, else empty.
"""

from bot.office import Office
from bot.views.answer import answer, details
from bot.views.choices import choices
from bot.views.message import Message
from bot.views.notice import greeting, not_found, told
from knowledge.timeline import Standing

NONE_OF_THESE = "0"


def start(office: Office) -> list[Message]:
    """The greeting: whose channel it is, and what it can do now."""
    settings = office.settings
    return [greeting(settings.agency, settings.channel_decision, settings.data_contact)]


def ask(office: Office, chat_id: int, words: str) -> list[Message]:
    """Free text: the number of an open choice, or a question."""
    if not words.strip():
        return [told("ask.how")]
    typed, offered = words.strip().rstrip("."), _offered(office, chat_id)
    if offered and typed == NONE_OF_THESE:
        return none_of_these(office, chat_id)
    if typed.isdecimal() and 0 < int(typed) <= len(offered):
        return pick(office, offered[int(typed) - 1])
    return [_found(office, chat_id, words)]


def _offered(office: Office, chat_id: int) -> list[str]:
    offered: list[str] = office.states.of(chat_id).get("choices", [])
    return offered


def _found(office: Office, chat_id: int, words: str) -> Message:
    finding = office.catalogue.ask(words, office.day).finding
    office.tally.count(office.day, finding.kind)
    shown = [hit.standing for hit in finding.hits]
    offered = [standing.version.code for standing in shown] if finding.kind == "choices" else []
    office.states.keep(chat_id, {"choices": offered} if offered else {}, office.at)
    if finding.kind == "choices":
        return choices(shown)
    return _answer(office, shown[0]) if finding.kind == "answer" else not_found()


def pick(office: Office, code: str) -> list[Message]:
    """One procedure by its code; the choice stays open, so that another number can be typed after it."""
    standing = office.catalogue.standing(code, office.day)
    return [_answer(office, standing)] if standing else [told("button.old")]


def more(office: Office, code: str) -> list[Message]:
    """What stands behind an answer."""
    standing = office.catalogue.standing(code, office.day)
    return [details(standing, office.day, office.catalogue.former(code))] if standing else [told("button.old")]


def none_of_these(office: Office, chat_id: int) -> list[Message]:
    """None of the choices fits."""
    office.states.keep(chat_id, {}, office.at)
    office.tally.count(office.day, "none_of_these")
    return [not_found()]


def _answer(office: Office, of: Standing) -> Message:
    code, catalogue = of.version.code, office.catalogue
    return answer(of, office.day, catalogue.former(code), catalogue.namesakes(code, office.day))
