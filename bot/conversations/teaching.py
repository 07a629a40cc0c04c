"""What waits for clerks (/chuatraloi): questions to answer, words to teach, each by its own small path.

overview ──▶ asked ──Trả lời──▶ type ──▶ preview ──Gửi──▶ on its way
        └──▶ missed ──Chọn thủ tục──▶ type ──▶ candidates ──number──▶ live, unless it breaks a known answer: asks
                    └──Không thuộc danh mục──▶ live
        └──▶ reported (see correcting) · taught ──Bỏ──▶ undone
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from bot.conversations.visit import Visit
from bot.review.aliases import Broken, UnusableAliasError, broken
from bot.review.misses import Miss, Outcome
from bot.review.officers import Officer
from bot.views import queue as views
from bot.views.message import Message
from bot.views.notice import told
from knowledge.aliases import Alias, Aliases
from knowledge.questions import shipped_questions

LIMIT = 50
OUTSIDE = "-"
"""What stands on a button for a code where the words mean nothing of the catalogue."""

P = ParamSpec("P")


def for_clerks(
    act: Callable[Concatenate[Visit, Officer, P], list[Message]],
) -> Callable[Concatenate[Visit, P], list[Message]]:
    """An act that clerks alone may do; whoever else tries is told so, whatever button was forged."""

    def guarded(visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
        officer = visit.clerk
        if officer is None:
            return [told("chat.officers_only")]
        return act(visit, officer, *args, **kwargs)

    return guarded


@for_clerks
def queue(visit: Visit, _: Officer) -> list[Message]:
    """How much waits of each kind."""
    visit.put(awaits="", draft="")
    office = visit.office
    asked_now, missed_now = office.asked.waiting(LIMIT), office.misses.waiting(LIMIT)
    return [views.overview(len(asked_now), len(missed_now), len(office.corrections.waiting()))]


@for_clerks
def asked(visit: Visit, _: Officer) -> list[Message]:
    """Questions that citizens put to the office."""
    return [views.asked(visit.office.asked.waiting(LIMIT))]


@for_clerks
def reply(visit: Visit, _: Officer, number: str) -> list[Message]:
    """A clerk begins to answer one."""
    question = visit.office.asked.of(_number(number))
    if question is None:
        return [told("queue.gone"), *asked(visit)]
    visit.put(awaits=f"reply:{question.id}", draft="")
    return [views.reply_to(question)]


@for_clerks
def typed_reply(visit: Visit, _: Officer, number: str, text: str) -> list[Message]:
    """The answer was typed: it is shown as the citizen will get it, and waits for `Gửi`."""
    question = visit.office.asked.of(_number(number))
    if question is None:
        return [told("queue.gone"), *asked(visit)]
    visit.put(awaits="", draft=text)
    return [views.preview(question, text)]


@for_clerks
def send(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """The answer leaves; of two clerks the first one's."""
    text = visit.talk.draft
    visit.put(draft="")
    answered = visit.office.asked.answer(_number(number), officer.id, visit.office.at) if text else None
    if answered is None:
        return [told("queue.gone"), *asked(visit)]
    message, about = views.answer_of_office(answered.words, text), f"asked:{_number(number)}"
    visit.office.tell(answered.chat_id, message, about, keep_until=answered.kept_until)
    return [told("queue.sent"), *asked(visit)]


@for_clerks
def missed(visit: Visit, _: Officer) -> list[Message]:
    """Words that were not found."""
    return [views.missed(visit.office.misses.waiting(LIMIT))]


@for_clerks
def teach(visit: Visit, _: Officer, number: str) -> list[Message]:
    """A clerk begins to say which procedure the words mean."""
    miss = visit.office.misses.of(_number(number))
    if miss is None:
        return [told("queue.gone"), *missed(visit)]
    visit.put(awaits=f"teach:{miss.id}")
    return [views.which(miss)]


@for_clerks
def typed_procedure(visit: Visit, _: Officer, number: str, words: str) -> list[Message]:
    """The clerk typed a name or a code: the procedures it may be."""
    miss = visit.office.misses.of(_number(number))
    if miss is None:
        return [told("queue.gone"), *missed(visit)]
    hits = visit.office.catalogue.ask(words, visit.day).results.kept[:6]
    return [views.candidates(miss, [hit.standing for hit in hits])]


@for_clerks
def means(visit: Visit, officer: Officer, number: str, code: str, anyway: str = "") -> list[Message]:
    """The words mean a procedure, from now on, everywhere; first held against the project's questions."""
    miss = visit.office.misses.of(_number(number))
    wanted = None if code == OUTSIDE else code
    if miss is None or (wanted and visit.standing(wanted) is None):
        return [told("queue.gone"), *missed(visit)]
    if not anyway and (found := _breaks(visit, miss, wanted)):
        return [views.breaks(miss, code, found)]
    return _learn(visit, officer, miss, wanted)


def _breaks(visit: Visit, miss: Miss, code: str | None) -> list[Broken]:
    """The questions of the project that the alias would answer otherwise."""
    before = visit.office.aliases.current()
    after = [*before, Alias(max((alias.id for alias in before), default=0) + 1, miss.text, code)]
    return broken(visit.office.ask_with, Aliases(before), Aliases(after), shipped_questions(), visit.day)


def _learn(visit: Visit, officer: Officer, miss: Miss, code: str | None) -> list[Message]:
    try:
        number = visit.office.aliases.add(miss.text, code, officer.id, visit.office.at)
    except UnusableAliasError:
        return [told("queue.unusable"), *missed(visit)]
    outcome = Outcome.ALIAS if code else Outcome.OUTSIDE
    visit.office.misses.settle(miss.text, officer.id, outcome, visit.office.at)
    visit.put(awaits="")
    return [views.taught_now(miss.text, _name(visit, code), number)]


@for_clerks
def outside(visit: Visit, _: Officer, number: str) -> list[Message]:
    """The words mean nothing of the catalogue."""
    return means(visit, number, OUTSIDE)


@for_clerks
def aside(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """The words are no question one could answer."""
    if miss := visit.office.misses.of(_number(number)):
        visit.office.misses.settle(miss.text, officer.id, Outcome.ASIDE, visit.office.at)
    return missed(visit)


@for_clerks
def taught(visit: Visit, _: Officer) -> list[Message]:
    """What was taught last."""
    told_last = visit.office.aliases.history(LIMIT)
    return [views.taught(told_last, [_name(visit, one.code) for one in told_last])]


@for_clerks
def unteach(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """An alias counts no more."""
    undone = visit.office.aliases.undo(_number(number), officer.id, visit.office.at)
    return [told("queue.undone" if undone else "queue.gone"), *taught(visit)]


def _name(visit: Visit, code: str | None) -> str:
    standing = visit.standing(code) if code else None
    return standing.version.display_name if standing else (code or "")


def _number(typed: str) -> int:
    """The number on a button; an altered one means nothing that exists."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
