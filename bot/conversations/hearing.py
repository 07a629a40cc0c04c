"""What typed words mean.

In order: what news offer that came since the last screen, what that screen offers, a word that stands for a command,
what is awaited, a place, else a question.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from bot.conversations import (
    acting,
    administering,
    asking,
    bookkeeping,
    browsing,
    changing,
    confirming,
    consulting,
    contacting,
    correcting,
    entering,
    figures,
    following,
    heeding,
    keeping,
    living,
    lodging,
    mailbox,
    pressing,
    proposing,
    reckoning,
    replying,
    shutting,
    signing_in,
    straying,
    subscribing,
    supplying,
    taking,
    teaching,
    welcoming,
)
from bot.conversations.visit import Visit
from bot.views.message import Message, pressed
from bot.views.notice import told, told_with_doors
from knowledge.asking import followups
from knowledge.kinds.reading import Kind
from knowledge.text.normalise import bare

NUMBER = re.compile(r"(?:chon |lay )?(?:so |muc |cai |cau |thu )*(\d{1,2})\.?")
"""A number typed for a choice: "2", "số 2", "mục thứ 2"."""

NONE_OF_THESE = "0"

A_FEW = 4
"""How many syllables a message has at most that names one of the choices and no procedure by itself."""

SPOKEN: dict[str, Callable[[Visit], Sequence[Message]]] = {
    "menu": welcoming.help_,
    "tro giup": welcoming.help_,
    "huong dan": welcoming.help_,
    "huy": welcoming.cancel,
    "huy bo": welcoming.cancel,
    "thoi": welcoming.cancel,
    "khong can nua": welcoming.cancel,
    "thoi khong can nua": welcoming.cancel,
    "quay lai": pressing.back,
    "tro lai": pressing.back,
    "gap can bo": living.office,
    "hoi can bo": consulting.consult,
    "linh vuc": browsing.fields,
    "xem theo linh vuc": browsing.fields,
    "thu tuc moi": browsing.recent,
    "co gi moi": browsing.recent,
    "thay doi theo quyet dinh": changing.command,
    "thu tuc bai bo": changing.ended_command,
    "thu tuc da bai bo": changing.ended_command,
    "gioi thieu": welcoming.about,
    "xa cua toi": living.change,
    "doi xa": living.commune,
    "phan anh": lodging.begin,
    "gui phan anh": lodging.begin,
    "phan anh kien nghi": lodging.begin,
    "gui phan anh kien nghi": lodging.begin,
    "phan anh cua toi": following.mine,
    "phan anh da gui": following.mine,
    "nhap giup": entering.enter,
    "nhap giup nguoi dan": entering.enter,
    "so tiep nhan": bookkeeping.command,
    "xuat so": bookkeeping.command,
    "theo doi": following.follow,
    "theo doi phan anh": following.follow,
    "theo doi thu tuc": subscribing.mine,
    "theo doi thu tuc nay": subscribing.this_one,
    "thu tuc dang theo doi": subscribing.mine,
    "cac muc dang theo doi": subscribing.mine,
    "so lieu cua toi": figures.own,
    "du lieu cua toi": keeping.show,
    "xem du lieu cua toi": keeping.show,
    "tai du lieu": keeping.export,
    "xoa du lieu": keeping.erase,
    "xoa du lieu cua toi": keeping.erase,
    "rut lai dong y": keeping.unconsent,
    "ban lam viec": signing_in.command,
    "mo ban lam viec": signing_in.command,
    "thong tin co quan": contacting.command,
    "quan ly can bo": administering.command,
    "de xuat danh muc": proposing.command,
    "de xuat thay doi danh muc": proposing.command,
}
"""Words that stand for a command, without marks."""

SPOKEN_WHILE_SHUT = frozenset(
    {
        welcoming.cancel,
        welcoming.about,
        living.office,
        living.change,
        living.commune,
        following.mine,
        following.follow,
        keeping.show,
        keeping.export,
        keeping.erase,
        keeping.unconsent,
        subscribing.mine,
    }
)
"""Which of these are done while the channel is switched off."""


def hear(visit: Visit, words: str, replied: Mapping[str, str] | None = None, *, mended: bool = False) -> list[Message]:
    """Free text; `replied`: what could be typed under the old message it answers; `mended`: an edited message."""
    typed = bare(words)
    if mended and _is_at_a_step(visit):
        return [told("lodge.edited")]
    if not typed:
        return (_awaited(visit, words) if _is_at_a_step(visit) else None) or [told_with_doors("guide.what")]
    return _while_shut(visit, words, replied or {}) if visit.is_shut else _heard(visit, words, replied or {})


def _heard(visit: Visit, words: str, replied: Mapping[str, str]) -> list[Message]:
    typed = bare(words)
    if (pressed_by_words := _on_a_button(visit, words, replied)) is not None:
        return pressed_by_words
    if (spoken := _spoken(visit, typed)) is not None:
        return spoken
    number = NUMBER.fullmatch(typed)
    if number and not _takes_numbers(visit):
        return [told("ask.no_number", number=number[1])]
    for meaning in (
        straying.strayed,
        _awaited,
        acting.way_on,
        _place,
        _followed,
        _named_of_the_offered,
        supplying.may_answer,
    ):
        said = meaning(visit, words)
        if said is not None:
            return said  # nothing to say is an answer too: what moved a petition is told through the outbox
    return replying.ask(visit, words)


def _while_shut(visit: Visit, words: str, replied: Mapping[str, str]) -> list[Message]:
    """What is heard while the channel is switched off: of what was sent and is held already, and who is in danger."""
    if (pressed_by_words := _on_a_button(visit, words, replied)) is not None:
        return pressed_by_words
    if spoken := SPOKEN.get(bare(words)):
        return list(spoken(visit)) if spoken in SPOKEN_WHILE_SHUT else shutting.told(visit)
    for meaning in (_awaited, acting.way_on, _place, supplying.may_answer):
        said = meaning(visit, words)
        if said is not None:
            return said
    return replying.ask(visit, words)


def _on_a_button(visit: Visit, words: str, replied: Mapping[str, str]) -> list[Message] | None:
    """What stands on a button: of the old message that is answered, of news that came since, or of the last screen."""
    if not replied and not _is_at_a_step(visit) and (news := heeding.heard(visit, words)) is not None:
        return news
    data = _offered(visit, bare(words), replied or visit.talk.typed)
    return pressing.press(visit, data) if data else None


def _spoken(visit: Visit, typed: str) -> list[Message] | None:
    """Words that stand for a command, or for one of an officer's lists."""
    spoken = SPOKEN.get(typed)
    return list(spoken(visit)) if spoken else mailbox.heard(visit, typed)


def _takes_numbers(visit: Visit) -> bool:
    """Whether a number typed now may be an answer in itself."""
    return acting.takes_numbers(visit) or straying.is_at_a_step(visit)


def _is_at_a_step(visit: Visit) -> bool:
    """Whether something is being written step by step: a petition, a reply, a reason."""
    return visit.talk.awaits.partition(":")[0] in STEPS


def _followed(visit: Visit, words: str) -> list[Message] | None:
    """What goes on with what was just said: a pick, none of them, or what was meant instead."""
    follow = followups.read(words)
    if follow is None:
        return None
    offered = visit.talk.offered
    if follow.turn is followups.Turn.CORRECTION:
        return replying.ask(visit, follow.words)
    if follow.turn is followups.Turn.NONE:
        return asking.none_of_these(visit) if offered or visit.talk.about else None
    place = follow.position - 1 if follow.position > 0 else follow.position
    if -len(offered) <= place < len(offered):
        return asking.pick(visit, offered[place])
    return [told("ask.no_number", number=follow.position)] if follow.position > 0 else None


def _offered(visit: Visit, typed: str, offers: Mapping[str, str]) -> str | None:
    """What the last screen offers under a number or the words of a button."""
    if typed in offers:
        return offers[typed]
    number = NUMBER.fullmatch(typed)
    if number and number[1] == NONE_OF_THESE and visit.talk.offered:
        return pressed("none")
    return offers.get(number[1]) if number else None


def _awaited(visit: Visit, words: str) -> list[Message] | None:
    """What was asked to be typed: a step of a petition, the sentence after "Thông tin chưa đúng", a clerk's reply."""
    awaited, _, number = visit.talk.awaits.partition(":")
    take = AWAITED.get(awaited)
    return take(visit, number, words) if take else None


def _correction(visit: Visit, number: str, words: str) -> list[Message] | None:
    """The sentence, unless it plainly asks for something else."""
    understood = visit.office.understand(words)
    if understood.kind is Kind.ANSWER and understood.hits[0].code != visit.talk.about:
        return None
    return correcting.explain(visit, int(number), words)


STEPS = frozenset(
    {
        "draft",
        *acting.TAKEN,
        *straying.STEPS,
    }
)
"""What a chat awaits that an edited message is no answer to: it belongs to a step before."""

AWAITED: dict[str, Callable[[Visit, str, str], list[Message] | None]] = {
    "correction": _correction,
    "reply": teaching.typed_reply,
    "teach": teaching.typed_procedure,
    "draft": taking.typed,
    "follow": following.typed_code,
    **{what: acting.typed(what) for what in acting.TAKEN},
    **straying.STEPS,
    "seek": mailbox.typed_search,
    changing.SPAN: changing.typed_days,
    confirming.DOCUMENT: confirming.typed_document,
    **contacting.TAKEN,
    **reckoning.TAKEN,
}
"""What takes the next words, by what a chat awaits."""


def _named_of_the_offered(visit: Visit, words: str) -> list[Message] | None:
    """A few words that are in the name of one choice alone, or by themselves find one: "xe máy" after "sang tên"."""
    said = set(bare(words).split())
    if not visit.talk.offered or len(said) > A_FEW:
        return None
    names = {code: set(bare(s.version.name).split()) for code in visit.talk.offered if (s := visit.standing(code))}
    named = [code for code, name in names.items() if said <= name]
    if not named:
        named = [hit.code for hit in visit.office.understand(words).hits if hit.code in names]
    return asking.pick(visit, named[0]) if len(named) == 1 else None


def _place(visit: Visit, words: str) -> list[Message] | None:
    """A message that is a commune's name and nothing else; then the screen she came from, or what was spoken of."""
    naming = visit.naming(words)
    if naming is None or not naming.whole:
        return None
    if asked := supplying.may_be_the_place(visit, words):
        return asked
    awaited, *after = visit.talk.awaits.split(":")
    about = ["pick", visit.talk.about] if visit.talk.about else []
    screen = after if awaited == "commune" else about
    messages = living.named(visit, naming, screen)
    return messages if visit.talk.awaits else [*messages, *pressing.return_to(visit, screen)]
