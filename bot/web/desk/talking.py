"""The officers' conversation at the desk: the same guards and steps as in the chat, shown as a part of a page.

Whatever can be pressed or typed in the chat can be pressed or typed here, so that no act exists twice. Where it stands
is kept apart from the chat's own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup

from bot.conversations import pressing
from bot.conversations.hearing import hear
from bot.conversations.visit import Visit
from bot.views.handling import SEND, SURE
from bot.views.message import Button, Message
from bot.views.notice import told
from bot.web.desk.seat import Seat

KEPT_FROM = 2**62
"""The numbers under which the desk keeps where its conversations stand; no chat of Telegram has one like it."""

LONGEST = 4096
"""Characters of words that are heard, as many as a message of Telegram has."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message on a page."""

    said: Sequence[str]  # the paragraphs as the chat has them
    paragraphs: Sequence[Markup]  # as a page shows them
    buttons: Sequence[Button]


@dataclass(frozen=True, slots=True)
class Talk:
    """What the conversation said last, and what it waits to be told: a mark of it, empty where it waits for nothing.

    `is_late`: words came for what it did not wait for any more, and nothing was done with them.
    """

    messages: Sequence[Shown]
    awaits: str = ""
    is_late: bool = False

    @property
    def leads(self) -> list[Button]:
        """The buttons that do what was asked for: whoever is asked whether to go on presses these."""
        return [button for button in self.buttons if leads(button)]

    @property
    def buttons(self) -> list[Button]:
        """Everything that can be pressed."""
        return [button for message in self.messages for button in message.buttons]


LEADS = frozenset(
    {
        *("propose", "propose_yes", "decide", "decide_yes", "refuse_yes", "undo_yes"),
        *("appoint_yes", "appoint_hand", "send", "confirmed"),
    }
)
"""The verbs of buttons that go on with what an officer began, where others lead back."""


def leads(button: Button) -> bool:
    """Whether a button goes on: by its verb, or as "yes, send it" behind any verb."""
    verb, *rest = button.data.split(":")[1:] or [""]
    return verb in LEADS or rest[1:][-1:] in ([SURE], [SEND])


def turn(seat: Seat, act: Callable[[Visit], Sequence[Message]]) -> Talk:
    """One turn of the conversation, as it is shown."""
    visit = _visit(seat)
    messages = act(visit)
    visit.close(messages)
    return Talk([shown(message) for message in messages], _mark(visit))


def _visit(seat: Seat) -> Visit:
    return Visit(seat.office, seat.officer.telegram_id, -KEPT_FROM - seat.officer.id)


def _mark(visit: Visit) -> str:
    """Tells what is awaited from anything that is awaited later: an officer may have several pages open."""
    talk = visit.talk
    return sha256(repr((talk.awaits, sorted(talk.form.items()))).encode()).hexdigest()[:16] if talk.awaits else ""


def said(seat: Seat) -> Talk | None:
    """The turn that a form asks for: a button that was pressed, or words that were typed; None where it holds none."""
    if data := seat.asked.said("press"):
        return turn(seat, lambda visit: pressing.press(visit, data))
    if words := "\n".join(seat.asked.said("words").splitlines()).strip()[:LONGEST]:
        awaited = _mark(_visit(seat))
        if not awaited or seat.asked.said("awaits") != awaited:
            return Talk([shown(told("page.late_words", words=words))], is_late=True)
        return turn(seat, lambda visit: hear(visit, words))
    return None


def shown(message: Message) -> Shown:
    """A message as a page shows it: its paragraphs are escaped already, and hold no tags but Telegram's own."""
    paragraphs = [Markup("<br>").join(Markup(p).splitlines()) for p in message.paragraphs]  # noqa: S704 - see above
    return Shown(message.paragraphs, paragraphs, [button for row in message.buttons for button in row])
