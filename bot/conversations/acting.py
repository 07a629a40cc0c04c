"""What the sender of a petition does with it: answers, adds, takes back, says whether the answer settles it, rates.

petition ──Trả lời bổ sung, Bổ sung──▶ type ──▶ kept, or its door, or what changed meanwhile
  words that nobody asked for ──▶ is it the answer to the office? ──Đúng──▶ kept  ──Không──▶ a question
         ├─Rút phản ánh──▶ sure? ──▶ withdrawn
         ├─Đã xong──▶ resolved, and its news offer:
         ├─Đánh giá──▶ process 1-5 ──▶ result 1-5 ──▶ (a reason) ──▶ kept
         └─Chưa xong──▶ type why ──▶ open again

What moves a petition is told through the outbox by the register, so such a turn says nothing itself. A verb that the
petition's state has no more shows where it stands.
"""

from collections.abc import Callable, Sequence
from functools import cache

from bot.conversations import doors, living, replying
from bot.conversations.following import followed, listed, own, show, turn_to, while_lawful, why
from bot.conversations.taking import NO, SEND
from bot.conversations.visit import Visit
from bot.petitions.life import MoveRefusedError, State
from bot.petitions.petition import SENDER, Petition, Reader
from bot.petitions.register import OnceOnlyError, TooLateError
from bot.petitions.wording import LONGEST, WordsFault, clean, fault_of
from bot.review.powers import Power, role_for
from bot.texts import say
from bot.views import following as views
from bot.views.message import Message, pressed
from bot.views.notice import told, told_with_doors
from bot.views.petition import VERBS, day_of, ways_on
from knowledge.kinds.deciding import CHAT
from knowledge.kinds.reading import Kind
from knowledge.text.normalise import bare
from knowledge.understanding import Understood

PROCESS, RESULT = "process", "result"

CLEAR = 0.75
"""The score from which words are plainly a question about a procedure, and no answer to the office."""

AGREED = SEND | {"dung", "phai", "dung vay", "dung a", "phai a"}
"""Short words by which she says that what she typed is her answer, without marks."""


def _await(visit: Visit, petition: Petition, *what: str) -> None:
    """The next words belong to a petition; files do too, while it is `supply` or `add`."""
    turn_to(visit, petition, ":".join((what[0], petition.code, *what[1:])))


@own
@while_lawful("supply")
def supply(visit: Visit, petition: Petition) -> list[Message]:
    """The office asked something: the answer is typed next."""
    _await(visit, petition, "supply")
    return [views.ask_supply(petition, _question(visit, petition))]


def _question(visit: Visit, petition: Petition) -> str:
    """What the office asked last."""
    events = visit.office.cases.register.trail.of(petition.id, Reader.EVERYONE)
    return next((event.note or "" for event in reversed(events) if event.to_state is State.NEED_INFO), "")


@own
@while_lawful("supply")
def supplied(visit: Visit, petition: Petition) -> list[Message]:
    """Files alone are the answer: those that came since the office asked."""
    sent = visit.office.cases.attachments.of_petition(petition.id)
    if not any(file.arrived_at >= petition.state_at for file in sent):
        return [told("follow.not_supplied")]
    return _moved(visit, visit.office.cases.register.supply(petition, "", visit.office.at))


def may_answer(visit: Visit, words: str) -> list[Message] | None:
    """Words typed for nothing in particular while the office waits for her: whether they are the answer is asked.

    They are kept until she says so, with those typed before that she said nothing of.
    """
    asked = _asked(visit)
    if not asked or visit.talk.awaits.startswith("draft:"):
        return None
    if _is_offered(visit) and bare(words) in NO:
        return unmeant(visit)
    if _is_offered(visit) and bare(words) in AGREED and len(asked) == 1:
        return meant(visit, asked[0].code)
    if not _is_no_question(visit.office.understand(words)):
        return None
    return _ask_meant(visit, asked, words)


def may_be_the_place(visit: Visit, words: str) -> list[Message] | None:
    """The name of a commune alone may answer the office too, where nothing else is spoken of."""
    talk = visit.talk
    asked = [] if talk.awaits or talk.offered or talk.about else _asked(visit)
    return _ask_meant(visit, asked, words) if asked else None


def _ask_meant(visit: Visit, asked: Sequence[Petition], words: str) -> list[Message]:
    said = (*visit.talk.said, clean(words))
    while len(said) > 1 and len("\n".join(said)) > LONGEST:
        said = said[1:]
    visit.put(said=said, awaits="", question="")
    return [views.ask_meant({one: _question(visit, one) for one in asked}, "\n".join(said))]


def _asked(visit: Visit) -> list[Petition]:
    """Her petitions of which the office waits for more."""
    sent = visit.office.cases.register.petitions.of_chat(visit.chat_id)
    return [petition for petition in sent if petition.state in VERBS["supply"]]


def _is_offered(visit: Visit) -> bool:
    """Whether it was asked last if her words are the answer."""
    return bool(visit.talk.said) and pressed("unmeant") in visit.talk.typed.values()


def _is_no_question(of: Understood) -> bool:
    """Whether words may well be an answer to the office: no question that is clear, no screen's own words, no door."""
    if of.denounces or of.alone or of.facet or of.event:
        return False
    if of.kind in {Kind.ANSWER, Kind.CHOICES, Kind.SEVERAL}:
        return of.hits[0].score < CLEAR
    return of.kind in MAY_ANSWER or (of.kind, of.subkind) in MAY_ANSWER_TOO


MAY_ANSWER = frozenset({Kind.NOT_FOUND, Kind.PETITION, Kind.OUT_OF_SCOPE})
MAY_ANSWER_TOO = frozenset({(Kind.SMALL_TALK, CHAT), (Kind.OFFICE, "telephone"), (Kind.OFFICE, "person")})
"""What an answer to the office reads like: "gần trường mầm non", "dạ rồi ạ", "số điện thoại của tôi là …"."""


@own
@while_lawful("supply")
def meant(visit: Visit, petition: Petition) -> list[Message]:
    """What she typed before is the answer; of what was typed too long ago nothing is kept."""
    words = "\n".join(visit.talk.said)
    if not words:
        return [told("follow.meant_gone"), *supply(visit, petition.code)]
    visit.put(said=())
    _await(visit, petition, "supply")
    return _typed_supply(visit, petition.code, words, "")


def unmeant(visit: Visit) -> list[Message]:
    """What she typed last is no answer to the office: it is read as anything else."""
    said = visit.talk.said
    if not said:
        return [told_with_doors("button.old")]
    visit.put(said=())
    naming = visit.office.catalogue.communes.read(said[-1])
    return living.named(visit, naming, ()) if naming and naming.whole else replying.ask(visit, said[-1])


@own
@while_lawful("add")
def add(visit: Visit, petition: Petition) -> list[Message]:
    """She has something to add: it is typed next."""
    _await(visit, petition, "add")
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
    return _moved(visit, visit.office.cases.register.move_to(petition, wanted, SENDER, visit.office.at))


def _moved(visit: Visit, petition: Petition) -> list[Message]:
    """It moved, and the outbox tells it: what its news offer can be typed from now on."""
    turn_to(visit, petition)
    visit.put(typed={bare(button.label): button.data for button in ways_on(petition)})
    return []


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
    _await(visit, petition, "reopen")
    return [views.ask_words("follow.reopen", petition)]


@own
@while_lawful("rate")
def rate(visit: Visit, petition: Petition) -> list[Message]:
    """She rates how it was handled, then what came of it."""
    return _ask_rating(visit, petition, PROCESS)


def _ask_rating(visit: Visit, petition: Petition, part: str) -> list[Message]:
    _await(visit, petition, "rate", part)
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
    _await(visit, petition, "reason")
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


def typed(what: str) -> Callable[[Visit, str, str], list[Message] | None]:
    """What takes the words that a chat awaits for a petition; a screen opened since then lets go of it."""

    def take(visit: Visit, about: str, words: str) -> list[Message] | None:
        code, _, part = about.partition(":")
        if is_at(visit, code):
            return TAKEN[what](visit, code, words, part)
        visit.put(awaits="")
        return None

    return take


def is_at(visit: Visit, code: str) -> bool:
    """Whether a petition's screen is the last that was shown."""
    return visit.talk.trail[-1:] == (pressed("petition", code),)


@own
def _typed_level(visit: Visit, petition: Petition, words: str, part: str) -> list[Message]:
    """A rating by its number."""
    level = words.strip().rstrip(".")
    if level not in set(map(str, views.LEVELS)):
        return [told("follow.rate_again"), *_ask_rating(visit, petition, part)]
    return rated(visit, petition.code, part, level)


@own
def _typed_reason(visit: Visit, petition: Petition, words: str, _: str) -> list[Message]:
    """The reason of a rating."""

    def keep(text: str) -> list[Message]:
        visit.office.cases.register.rate(petition, visit.office.at, process=None, result=None, note=text)
        return [views.done("follow.rate_done", petition)]

    return _worded(visit, petition, words, keep)


@own
def _typed_supply(visit: Visit, petition: Petition, words: str, _: str) -> list[Message]:
    """The answer to the office's question."""
    register, at = visit.office.cases.register, visit.office.at

    def keep(text: str) -> list[Message]:
        visit.put(said=())
        return _moved(visit, register.supply(petition, text, at))

    return _worded(visit, petition, words, keep)


@own
def _typed_addition(visit: Visit, petition: Petition, words: str, _: str) -> list[Message]:
    """What she has to add."""

    def keep(text: str) -> list[Message]:
        return [views.done("follow.added", visit.office.cases.register.add(petition, text, visit.office.at))]

    return _worded(visit, petition, words, keep)


@own
def _typed_doubt(visit: Visit, petition: Petition, words: str, _: str) -> list[Message]:
    """Why the answer does not settle it."""

    def keep(text: str) -> list[Message]:
        try:
            register, at = visit.office.cases.register, visit.office.at
            return _moved(visit, register.reopen(petition, text, at, orphaned=_is_orphaned(visit, petition)))
        except OnceOnlyError:
            return [views.no_second_look("follow.once_only", petition)]
        except TooLateError as late:
            return [views.no_second_look("follow.too_late", petition, day=day_of(late.until))]

    return _worded(visit, petition, words, keep)


def _is_orphaned(visit: Visit, petition: Petition) -> bool:
    """Whether who answered for it may handle it no more."""
    officer = visit.office.officers.by_id(petition.officer_id) if petition.officer_id else None
    matter = visit.office.cases.concerned.matter(petition)
    return petition.officer_id is not None and not (officer and role_for(officer, Power.TAKE, matter))


def _worded(visit: Visit, petition: Petition, words: str, keep: Callable[[str], list[Message]]) -> list[Message]:
    """Words for a petition, kept if they may be: not a khiếu nại or tố cáo, and not after it moved on."""
    text = clean(words)
    if wrong := _fault(text):
        return [wrong]
    if (leads := doors.door(visit, text)).messages:
        return _turned(visit, petition, leads)
    visit.put(awaits="")
    try:
        return [*doors.urgent(visit, text), *keep(text)]
    except MoveRefusedError:
        now = visit.office.cases.register.petitions.by_id(petition.id)
        return [views.closed_meanwhile(followed(visit, now))]


def _turned(visit: Visit, petition: Petition, leads: doors.Door) -> list[Message]:
    """The door of what may not be kept, and what can be done with the petition all the same."""
    visit.put(awaits="" if leads.closes else visit.talk.awaits)
    *before, last = leads.messages
    return [*before, views.with_ways_on(last, petition)]


def _fault(text: str) -> Message | None:
    """What is wrong with words for a petition; unlike a new one's they may be few, as answers are."""
    wrong = fault_of(text)
    if wrong is WordsFault.TOO_SHORT:
        return None if any(letter.isalnum() for letter in text) else told("follow.nothing_said")
    return told(f"lodge.{wrong}", number=len(text), most=LONGEST) if wrong else None


TAKEN: dict[str, Callable[[Visit, str, str, str], list[Message]]] = {
    "supply": _typed_supply,
    "add": _typed_addition,
    "reopen": _typed_doubt,
    "rate": _typed_level,
    "reason": _typed_reason,
}
"""What words are taken for, by what a chat awaits."""


def takes_numbers(visit: Visit) -> bool:
    """Whether a number typed now may be an answer in itself: a house, a count, a rating."""
    what, _, about = visit.talk.awaits.partition(":")
    return what in TAKEN and is_at(visit, about.partition(":")[0])


def way_on(visit: Visit, words: str) -> list[Message] | None:
    """The words of a button that news of a petition carry, typed whenever: those of the one petition that has it."""
    said, petitions = bare(words), visit.office.cases.register.petitions
    if said not in labels():
        return None
    ways = [way.data for one in petitions.of_chat(visit.chat_id) for way in ways_on(one) if bare(way.label) == said]
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
