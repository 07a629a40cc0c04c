"""What everybody is told of the channel itself: that it is switched off, and notices."""

from collections.abc import Sequence

from bot.review.channel import Notice
from bot.texts import say
from bot.views.message import Button, Message, pressed


def shut(reason: str, *, has_draft: bool) -> Message:
    """The channel answers nothing now: why, where to go instead, and what goes on."""
    draft = [say("shut.draft")] if has_draft else []
    paragraphs = (
        say("shut.off", reason=reason),
        *draft,
        say("shut.elsewhere"),
        say("shut.rights"),
        say("guide.emergency"),
    )
    return Message(paragraphs, ((Button(say("button.office"), pressed("office")),),))


def notices(standing: Sequence[Notice]) -> Message:
    """What the office tells everybody who writes now."""
    return Message(tuple(say("shut.notice", words=notice.words) for notice in standing))
