"""What the sender of a petition does with it: adds, takes back, says whether the answer settles it.

petition ──Bổ sung──▶ type ──▶ kept
         ├─Rút phản ánh──▶ sure? ──▶ withdrawn
         ├─Đã xong──▶ resolved, and its news offer to rate (rating)
         └─Chưa xong──▶ type why ──▶ open again

What the office asked of her is answered in supplying. A verb that the petition's state has no more shows where it
stands.
"""

from collections.abc import Callable
from functools import cache

from bot.conversations.following import listed, own, show, turn_to, while_lawful, why
from bot.conversations.rating import rate, typed_level, typed_reason
from bot.conversations.saying import await_words, is_at, moved, worded
from bot.conversations.supplying import supply, typed_supply
from bot.conversations.visit import Visit
from bot.petitions.life import State
from bot.petitions.petition import SENDER, Petition
from bot.petitions.register import OnceOnlyError, TooLateError
from bot.review.powers import Power, role_for
from bot.texts import say
from bot.views import following as views
from bot.views.message import Message
from bot.views.petition import VERBS, day_of, ways_on
from knowledge.text.normalise import bare


@own
@while_lawful("add")
def add(visit: Visit, petition: Petition) -> list[Message]:
    """She has something to add: it is typed next."""
    await_words(visit, petition, "add")
    return [views.ask_words("follow.add", petition)]


@own
@while_lawful("withdraw")
def withdraw(visit: Visit, petition: Petition) -> list[Message]:
    """She wants to take it back: asked once more, since it cannot be undone."""
    turn_to(visit, petition)
    return [views.ask_withdraw(petition)]


@own
@while_lawful("withdraw")
def withdrawn(visit: Visit, petition: Petition) -> list[Message]:
    """She takes it back."""
    return _move(visit, petition, State.WITHDRAWN)


@own
@while_lawful("settled")
def settled(visit: Visit, petition: Petition) -> list[Message]:
    """The answer settles it; the news of it offer to rate."""
    return _move(visit, petition, State.RESOLVED)


def _move(visit: Visit, petition: Petition, wanted: State) -> list[Message]:
    return moved(visit, visit.office.cases.register.move_to(petition, wanted, SENDER, visit.office.at))


@own
@while_lawful("reopen")
def reopen(visit: Visit, petition: Petition) -> list[Message]:
    """The answer does not settle it: what is not settled is typed next, unless it is too late to ask."""
    cases = visit.office.cases
    if petition.reopened:
        return [views.no_second_look("follow.once_only", petition)]
    until = cases.clocking.may_reopen_until(petition.closed_at) if petition.closed_at else None
    if until and visit.office.at > until:
        return [views.no_second_look("follow.too_late", petition, day=day_of(until))]
    await_words(visit, petition, "reopen")
    return [views.ask_words("follow.reopen", petition)]


def typed(what: str) -> Callable[[Visit, str, str], list[Message] | None]:
    """What takes the words that a chat awaits for a petition; a screen opened since then lets go of it."""

    def take(visit: Visit, about: str, words: str) -> list[Message] | None:
        code, _, part = about.partition(":")
        if is_at(visit, code):
            return TAKEN[what](visit, code, words, part)
        visit.put(awaits="")
        return None

    return take


@own
def _typed_addition(visit: Visit, petition: Petition, words: str, _: str) -> list[Message]:
    """What she has to add."""

    def keep(text: str) -> list[Message]:
        return [views.done("follow.added", visit.office.cases.register.add(petition, text, visit.office.at))]

    return worded(visit, petition, words, keep)


@own
def _typed_doubt(visit: Visit, petition: Petition, words: str, _: str) -> list[Message]:
    """Why the answer does not settle it."""

    def keep(text: str) -> list[Message]:
        try:
            register, at = visit.office.cases.register, visit.office.at
            return moved(visit, register.reopen(petition, text, at, orphaned=_is_orphaned(visit, petition)))
        except OnceOnlyError:
            return [views.no_second_look("follow.once_only", petition)]
        except TooLateError as late:
            return [views.no_second_look("follow.too_late", petition, day=day_of(late.until))]

    return worded(visit, petition, words, keep)


def _is_orphaned(visit: Visit, petition: Petition) -> bool:
    """Whether who answered for it may handle it no more."""
    officer = visit.office.officers.by_id(petition.officer_id) if petition.officer_id else None
    matter = visit.office.cases.concerned.matter(petition)
    return petition.officer_id is not None and not (officer and role_for(officer, Power.TAKE, matter))


TAKEN: dict[str, Callable[[Visit, str, str, str], list[Message]]] = {
    "supply": typed_supply,
    "add": _typed_addition,
    "reopen": _typed_doubt,
    "rate": typed_level,
    "reason": typed_reason,
}
"""What words are taken for, by what a chat awaits."""


def takes_numbers(visit: Visit) -> bool:
    """Whether a number typed now may be an answer in itself: a house, a count, a rating."""
    what, _, about = visit.talk.awaits.partition(":")
    return what in TAKEN and is_at(visit, about.partition(":")[0])


def way_on(visit: Visit, words: str) -> list[Message] | None:
    """The words of a button that news of a petition carry, typed whenever: those of the one petition that has it."""
    said = bare(words)
    if said not in labels():
        return None
    sent = visit.office.cases.petitions.of_chat(visit.chat_id)
    ways = [way.data for one in sent for way in ways_on(one) if bare(way.label) == said]
    if len(ways) != 1:
        return listed(visit) if ways else None
    _, verb, code = ways[0].split(":")
    return ACTS[verb](visit, code)


@cache
def labels() -> frozenset[str]:
    """What stands on a petition's buttons, as it is typed."""
    return frozenset(bare(say(f"button.{verb}")) for verb in VERBS)


ACTS: dict[str, Callable[[Visit, str], list[Message]]] = {
    "petition": show,
    "supply": supply,
    "settled": settled,
    "reopen": reopen,
    "rate": rate,
    "add": add,
    "why": why,
    "withdraw": withdraw,
}
"""What a petition's buttons do."""
