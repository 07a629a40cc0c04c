"""Words that an officer types at a step and that may be meant for something else: a petition's code, a question.

part, question, reason ──code alone──▶ that petition
                       └─reads like a question about a procedure──▶ which? ──Ghi vào nội dung──▶ as it was typed
                                                                          └─Trả lời câu hỏi──▶ answered

Nothing is typed twice: the words are kept until it was said what they are.
"""

import re
from collections.abc import Callable

from bot.conversations import (
    administering,
    answering,
    appointing,
    bookkeeping,
    covering,
    deciding,
    dismissing,
    following,
    handling,
    inquiring,
    judging,
    proposing,
    publishing,
    replying,
)
from bot.conversations.visit import Visit
from bot.petitions.codes import read_code
from bot.petitions.replies import Part
from bot.views import straying as views
from bot.views.message import Message, pressed
from bot.views.notice import told
from knowledge.kinds.reading import Kind
from knowledge.text.normalise import bare, marked

Heard = Callable[[Visit, str, str], list[Message] | None]

STEPS: dict[str, Heard] = {
    **bookkeeping.TAKEN,
    **appointing.TAKEN,
    **dismissing.TAKEN,
    **answering.TAKEN,
    **handling.HEARD,
    **inquiring.HEARD,
    **judging.HEARD,
    **publishing.TAKEN,
    **covering.TAKEN,
    **proposing.TAKEN,
    **deciding.TAKEN,
}
"""What takes the next words of an officer, by what the chat awaits."""

TAKES_CODES = frozenset({"merge"})
"""Steps at which a code is what was asked for."""

IN_WORDS = frozenset(views.STEPS)
"""Steps at which something is written in words of the officer's own; at the others one of some things is chosen."""

CHOSEN = frozenset({Part.REASON, Part.UNTIL})
"""Parts of a reply that are no words of the officer's own."""

BESIDE_A_CODE = 16
"""Letters and digits of a message that is a petition's code and nothing else: "xem PA-2611-7K3QX7"."""

SHORT, SURE = 9, 0.65
"""Syllables of a question that stands alone at most; how well the procedure must fit it at least."""

_TELLS = "đã da đang còn chưa chua không khong ông bà chúng chung tôi nhắc yêu vì nên sẽ"
TELLS = frozenset(_TELLS.split())
"""Words of somebody who reports and does not ask; without marks too where they are then no others."""

_AGENCIES = "so bo ubnd uy cong van ban chi phong trung bao co hoi toa vien thanh cuc tong truong xa huyen tinh chu"
AGENCIES = frozenset(_AGENCIES.split())
"""Without marks, words that the name of an agency begins with."""

TAKE, ASK = "take", "ask"
"""What a button carries that says what the words are."""


def is_at_a_step(visit: Visit) -> bool:
    """Whether an officer's words are awaited, and the screen that asked for them is the last."""
    awaits, last = visit.talk.awaits, visit.talk.trail[-1:]
    step, code, *_ = [*awaits.split(":"), ""]
    asked_on = {pressed(*awaits.split(":")), pressed("board", code, "1"), OWN.get(step)}
    return step in STEPS and bool(last) and last[0] in asked_on


OWN = {**dict.fromkeys(administering.STEPS, administering.HERE), **dict.fromkeys(bookkeeping.TAKEN, bookkeeping.HERE)}
"""The screens that other steps than those at a petition are asked on."""


def strayed(visit: Visit, words: str) -> list[Message] | None:
    """What becomes of words that are not, or may not be, what an officer's step awaits; None for all others."""
    step, _, about = visit.talk.awaits.partition(":")
    if not is_at_a_step(visit):
        return None
    if step not in TAKES_CODES and _is_code(words):
        return following.follow(visit, words)
    if step not in IN_WORDS or not _may_ask(visit, step, about, words):
        return None
    visit.put(strayed=(visit.talk.awaits, words))
    return [views.which(step, words)]


def _is_code(words: str) -> bool:
    return read_code(words) is not None and len(re.sub(r"[\W_]", "", words)) <= BESIDE_A_CODE


def _may_ask(visit: Visit, step: str, about: str, words: str) -> bool:
    """Whether words read like a question about a procedure, or its bare name, and like no sentence of a reply."""
    part = about.split(":")[1] if step == "part" and ":" in about else ""
    said = bare(words).split()
    if part in CHOSEN or not 0 < len(said) <= SHORT or re.search(r"[\d.,;:\n]", words.strip()):
        return False
    if not TELLS.isdisjoint(marked(words).split()) or (part == Part.AGENCY and said[0] in AGENCIES):
        return False
    understood = visit.office.understand(words)
    sought = understood.kind in {Kind.ANSWER, Kind.CHOICES} and not understood.alone
    return sought and understood.hits[0].score >= SURE


def decide(visit: Visit, what: str) -> list[Message]:
    """It was said what the words are: what the step awaits, or a question."""
    awaits, words = visit.talk.strayed or ("", "")
    visit.put(strayed=())
    if what == ASK and words:
        visit.put(awaits="")
        return replying.ask(visit, words)
    step, _, about = awaits.partition(":")
    taken = STEPS[step](visit, about, words) if awaits and awaits == visit.talk.awaits else None
    return [told("button.old")] if taken is None else taken
