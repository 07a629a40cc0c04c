"""The officers' conversation at the desk: the same guards and steps as in the chat, shown as a part of a page.

Whatever can be pressed or typed in the chat can be pressed or typed here, so that no act exists twice. Where it stands
is kept apart from the chat's own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.conversations import pressing
from bot.conversations.hearing import hear
from bot.conversations.visit import Visit
from bot.views.message import Button, Message
from bot.web.desk.seat import Seat

KEPT_FROM = 2**62
"""The numbers under which the desk keeps where its conversations stand; no chat of Telegram has one like it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message on a page."""

    said: Sequence[str]  # the paragraphs as the chat has them
    paragraphs: Sequence[Markup]  # as a page shows them
    buttons: Sequence[Button]


@dataclass(frozen=True, slots=True)
class Talk:
    """What the conversation said last, and whether it waits for words."""

    messages: Sequence[Shown]
    awaits: bool

    @property
    def buttons(self) -> list[Button]:
        """Everything that can be pressed."""
        return [button for message in self.messages for button in message.buttons]


def turn(seat: Seat, act: Callable[[Visit], Sequence[Message]]) -> Talk:
    """One turn of the conversation, as it is shown."""
    visit = Visit(seat.office, seat.officer.telegram_id, -KEPT_FROM - seat.officer.id)
    messages = act(visit)
    visit.close(messages)
    return Talk([_shown(message) for message in messages], bool(visit.talk.awaits))


def said(seat: Seat) -> Talk | None:
    """The turn that a form asks for: a button that was pressed, or words that were typed; None where it holds none."""
    if data := seat.asked.said("press"):
        return turn(seat, lambda visit: pressing.press(visit, data))
    if words := seat.asked.said("words").strip():
        return turn(seat, lambda visit: hear(visit, words))
    return None


def _shown(message: Message) -> Shown:
    """A message of the chat: its paragraphs are escaped already and hold no tags but Telegram's own."""
    paragraphs = [Markup("<br>").join(Markup(p).splitlines()) for p in message.paragraphs]  # noqa: S704 - see above
    return Shown(message.paragraphs, paragraphs, [button for row in message.buttons for button in row])
