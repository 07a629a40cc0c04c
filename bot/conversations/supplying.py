"""The office asked something: its sender answers, in words, with files, or without having been asked last.

petition ──Trả lời bổ sung──▶ type ──▶ kept, and the petition goes on
  words that nobody asked for ──▶ is it the answer to the office? ──Đúng──▶ kept  ──Không──▶ a question
"""

from collections.abc import Sequence

from bot.conversations import living, replying
from bot.conversations.following import own, while_lawful
from bot.conversations.saying import await_words, moved, worded
from bot.conversations.taking import NO, SEND
from bot.conversations.visit import Visit
from bot.petitions.life import State
from bot.petitions.petition import Petition, Reader
from bot.petitions.wording import LONGEST, clean
from bot.views import following as views
from bot.views.message import Message, pressed
from bot.views.notice import told, told_with_doors
from bot.views.petition import VERBS
from knowledge.kinds.deciding import CHAT
from knowledge.kinds.reading import Kind
from knowledge.text.normalise import bare
from knowledge.understanding import Understood

CLEAR = 0.75
"""The score from which words are plainly a question about a procedure, and no answer to the office."""

AGREED = SEND | {"dung", "phai", "dung vay", "dung a", "phai a"}
"""Short words by which she says that what she typed is her answer, without marks."""


@own
@while_lawful("supply")
def supply(visit: Visit, petition: Petition) -> list[Message]:
    """The office asked something: the answer is typed next."""
    await_words(visit, petition, "supply")
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
    return moved(visit, visit.office.cases.register.supply(petition, "", visit.office.at))


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
    sent = visit.office.cases.petitions.of_chat(visit.chat_id)
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
    await_words(visit, petition, "supply")
    return typed_supply(visit, petition.code, words, "")


def unmeant(visit: Visit) -> list[Message]:
    """What she typed last is no answer to the office: it is read as anything else."""
    said = visit.talk.said
    if not said:
        return [told_with_doors("button.old")]
    visit.put(said=())
    naming = visit.office.catalogue.communes.read(said[-1])
    return living.named(visit, naming, ()) if naming and naming.whole else replying.ask(visit, said[-1])


@own
def typed_supply(visit: Visit, petition: Petition, words: str, _: str) -> list[Message]:
    """The answer to the office's question."""
    register, at = visit.office.cases.register, visit.office.at

    def keep(text: str) -> list[Message]:
        visit.put(said=())
        return moved(visit, register.supply(petition, text, at))

    return worded(visit, petition, words, keep)
