"""Thông tin chưa đúng: one tap, an optional sentence, into the clerks' queue, without who said it.

answer ──tap──▶ noted ──a sentence──▶ explained
                  └──"thôi", a button or another question──▶ there
"""

from bot.conversations.visit import Visit
from bot.views import corrections
from bot.views.message import Message
from bot.views.notice import told, told_with_doors


def wrong(visit: Visit, code: str) -> list[Message]:
    """A tap: it is noted at once, so that nothing is lost when no sentence follows."""
    if visit.standing(code) is None:
        return [told_with_doors("button.old")]
    number = visit.office.corrections.add(code, visit.day, visit.office.at)
    visit.put(about=code, awaits=f"correction:{number}")
    return [corrections.thanks(code)]


def explain(visit: Visit, number: int, sentence: str) -> list[Message]:
    """The sentence that follows a tap."""
    visit.office.corrections.explain(number, sentence)
    visit.put(awaits="")
    return [corrections.explained(visit.talk.about)]


def queue(visit: Visit) -> list[Message]:
    """What waits, for officers alone."""
    if visit.clerk is None:
        return [told("chat.officers_only")]
    visit.put(awaits="")
    reported = visit.office.corrections.waiting()
    return [corrections.waiting(reported, [_name(visit, one.code) for one in reported])]


def _name(visit: Visit, code: str) -> str:
    standing = visit.standing(code)
    return standing.version.display_name if standing else code


def settle(visit: Visit, code: str, last: str = "") -> list[Message]:
    """What a clerk was shown about a procedure is dealt with, and by whom is kept; what came later goes on waiting."""
    officer = visit.clerk
    if officer is None:
        return [told("chat.officers_only")]
    seen = int(last) if last.isdecimal() else None
    settled = visit.office.corrections.settle(code, officer.id, visit.office.at, seen)
    return [told("queue.settled", number=settled, code=code), *queue(visit)]
