"""Answering petitions (/traloi): what is to be written and decided on, and a petition's reply by its code.

/traloi ──▶ list ──number──▶ reply
   └─code──▶ reply     └─code and words──▶ draft
"""

import re
from collections.abc import Callable, Iterable

from bot.conversations.approving import typed_remark
from bot.conversations.desk import duty_of
from bot.conversations.documenting import typed_document
from bot.conversations.previewing import drafted
from bot.conversations.visit import Visit
from bot.conversations.writing import typed_part, written_at_once
from bot.petitions.codes import read_code
from bot.petitions.composition import is_empty
from bot.petitions.mailbox import Box
from bot.petitions.petition import Petition
from bot.petitions.replies import ReplyState
from bot.review.officers import Officer
from bot.review.powers import Power
from bot.views import drafting as views
from bot.views.message import Message
from bot.views.notice import told
from knowledge.text.normalise import bare

LISTED = 10
"""How many petitions of each group /traloi lists."""


def command(visit: Visit, words: str) -> list[Message]:
    """/traloi: what is to be written and decided on; with a code that petition; with words too, its answer."""
    if visit.officer is None:
        return [told("chat.officers_only")]
    if not words.strip():
        return _listed(visit, visit.officer)
    code, text = split(words)
    if code is None:
        return [told("reply.no_code")]
    return written_at_once(visit, code, text) if text else drafted(visit, code)


def split(words: str) -> tuple[str | None, str]:
    """The code that words begin with, however it was typed, and what follows it; a code further on is not meant."""
    said = list(re.finditer(r"\S+", words))
    for number in range(1, min(len(said), 4) + 1):
        end = said[number - 1].end()
        if code := read_code(words[:end]):
            return (code, words[end:].strip()) if _is_nothing_but(code, words[:end]) else (None, "")
    return None, ""


def _is_nothing_but(code: str, typed: str) -> bool:
    """Whether a text is a code and no more: "mã pa 2611 7k3qx7", or without its prefix."""
    letters = _letters(typed).removeprefix("ma")
    return bool(letters) and _letters(code).endswith(letters)


def _letters(text: str) -> str:
    """The letters and digits of a text, those alike that codes take for one another."""
    return "".join(filter(str.isalnum, bare(text))).translate(str.maketrans("oil", "011"))


def _listed(visit: Visit, officer: Officer) -> list[Message]:
    cases, at = visit.office.cases, visit.office.at
    visit.put(awaits="")
    approve = cases.mailbox.found(officer, at, Box.APPROVAL)
    written = [one for one in cases.replies.written_by(officer.id) if one.state is ReplyState.DRAFT]
    drafts = [one.petition_id for one in written if not is_empty(one)]
    mine = [number for number in cases.mailbox.found(officer, at, Box.MINE) if number not in {*approve, *drafts}]
    groups = [_petitions(visit, numbers) for numbers in (mine, approve, drafts)]
    return [views.mine(groups[0], groups[1], groups[2])]


def _petitions(visit: Visit, numbers: Iterable[int]) -> list[Petition]:
    """The first of some petitions, as far as they may still be seen."""
    petitions = map(visit.office.cases.register.petitions.by_id, numbers)
    return [one for one in petitions if duty_of(visit, one.code, Power.SEE)][:LISTED]


TAKEN: dict[str, Callable[[Visit, str, str], list[Message] | None]] = {
    "part": typed_part,
    "document": typed_document,
    "send_back": typed_remark,
}
"""What takes the next words, by what a chat awaits."""
