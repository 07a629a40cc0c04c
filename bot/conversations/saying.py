"""What the sender of a petition types for it: awaited on the petition's screen, and kept if it may be.

words ──▶ no khiếu nại or tố cáo, nothing that is too long ──▶ kept, or its door, or what changed meanwhile

What moves a petition is told through the outbox by the register, so such a turn says nothing itself.
"""

from collections.abc import Callable

from bot.conversations import doors
from bot.conversations.following import followed, turn_to
from bot.conversations.visit import Visit
from bot.petitions.life import MoveRefusedError
from bot.petitions.petition import Petition
from bot.petitions.wording import LONGEST, WordsFault, clean, fault_of
from bot.views import following as views
from bot.views.message import Message, pressed
from bot.views.notice import told
from bot.views.petition import ways_on
from knowledge.text.normalise import bare


def await_words(visit: Visit, petition: Petition, *what: str) -> None:
    """The next words belong to a petition; files do too, while it is `supply` or `add`."""
    turn_to(visit, petition, ":".join((what[0], petition.code, *what[1:])))


def moved(visit: Visit, petition: Petition) -> list[Message]:
    """It moved, and the outbox tells it: what its news offer can be typed from now on."""
    turn_to(visit, petition)
    visit.put(typed={bare(button.label): button.data for button in ways_on(petition)})
    return []


def is_at(visit: Visit, code: str) -> bool:
    """Whether a petition's screen is the last that was shown."""
    return visit.talk.trail[-1:] == (pressed("petition", code),)


def worded(visit: Visit, petition: Petition, words: str, keep: Callable[[str], list[Message]]) -> list[Message]:
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
