"""What typed words mean.

In order: what the last screen offers, a word that stands for a command, what is awaited, a place, else a question.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from bot.conversations import asking, browsing, correcting, living, pressing, welcoming
from bot.conversations.visit import Visit
from bot.views.message import Message, pressed
from bot.views.notice import told, told_with_doors
from knowledge.text.normalise import bare

NUMBER = re.compile(r"(?:chon |lay )?(?:so |muc |cai |cau |thu )*(\d{1,2})\.?")
"""A number typed for a choice: "2", "số 2", "mục thứ 2"."""

NONE_OF_THESE = "0"

SPOKEN: dict[str, Callable[[Visit], Sequence[Message]]] = {
    "menu": welcoming.help_,
    "tro giup": welcoming.help_,
    "huong dan": welcoming.help_,
    "huy": welcoming.cancel,
    "huy bo": welcoming.cancel,
    "thoi": welcoming.cancel,
    "quay lai": pressing.back,
    "tro lai": pressing.back,
    "gap can bo": living.office,
    "linh vuc": browsing.fields,
    "xem theo linh vuc": browsing.fields,
    "thu tuc moi": browsing.recent,
    "co gi moi": browsing.recent,
    "gioi thieu": welcoming.about,
    "xa cua toi": living.change,
    "doi xa": living.commune,
}
"""Words that stand for a command, without marks."""


def hear(visit: Visit, words: str, replied: Mapping[str, str] | None = None) -> list[Message]:
    """Free text; `replied`: what could be typed under the old message it answers."""
    typed = bare(words)
    if not typed:
        return [told("ask.how")]
    if data := _offered(visit, typed, replied or visit.talk.typed):
        return pressing.press(visit, data)
    if spoken := SPOKEN.get(typed):
        return list(spoken(visit))
    if number := NUMBER.fullmatch(typed):
        return [told_with_doors("ask.no_number", number=number[1])]
    return _awaited(visit, words) or _place(visit, words) or asking.ask(visit, words)


def _offered(visit: Visit, typed: str, offers: Mapping[str, str]) -> str | None:
    """What the last screen offers under a number or the words of a button."""
    if typed in offers:
        return offers[typed]
    number = NUMBER.fullmatch(typed)
    if number and number[1] == NONE_OF_THESE and visit.talk.offered:
        return pressed("none")
    return offers.get(number[1]) if number else None


def _awaited(visit: Visit, words: str) -> list[Message]:
    """The sentence after "Thông tin chưa đúng", unless it plainly asks for something else."""
    awaited, _, number = visit.talk.awaits.partition(":")
    if awaited != "correction":
        return []
    finding = visit.office.catalogue.ask(words, visit.day).finding
    if finding.kind == "answer" and finding.hits[0].code != visit.talk.about:
        return []
    return correcting.explain(visit, int(number), words)


def _place(visit: Visit, words: str) -> list[Message]:
    """A message that is a commune's name and nothing else; then the screen she came from, or what was spoken of."""
    naming = visit.office.catalogue.communes.read(words)
    if naming is None or not naming.whole:
        return []
    awaited, *after = visit.talk.awaits.split(":")
    about = ["pick", visit.talk.about] if visit.talk.about else []
    screen = after if awaited == "commune" else about
    messages = living.named(visit, naming, screen)
    return messages if visit.talk.awaits else [*messages, *pressing.return_to(visit, screen)]
