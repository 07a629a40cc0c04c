"""What a button means: `v1:verb:about`. One of an older version or of another day is answered, never an error."""

from collections.abc import Sequence

from bot.conversations import administering, appointing, shutting, steps, welcoming
from bot.conversations.verbs import ACTS, SCREENS
from bot.conversations.visit import Visit
from bot.views.message import VERSION, Message, pressed
from bot.views.notice import told_with_doors


def press(visit: Visit, data: str) -> list[Message]:
    """The screen or act behind a button."""
    version, _, rest = data.partition(":")
    verb, *about = rest.split(":")
    of = SCREENS.get(verb) or ACTS.get(verb)
    said = [word for word in about if word]
    if version != VERSION or of is None or len(said) < of.least:
        return [told_with_doors("button.old")]
    if visit.is_shut and verb not in shutting.VERBS:
        return shutting.told(visit)
    if verb == "live":
        return [*of.act(visit, *about[: of.most]), *return_to(visit, about[of.most :])]
    return list(of.act(visit, *said[: of.most]))


def return_to(visit: Visit, screen: Sequence[str]) -> list[Message]:
    """The screen she came from before something was asked in between; nothing when there is none."""
    return press(visit, pressed(*screen)) if screen and screen[0] in SCREENS else []


def back(visit: Visit) -> list[Message]:
    """The step before this one of a petition that is written; else the screen before this one, or the menu."""
    if visit.talk.awaits.startswith("draft:"):
        return steps.back(visit)
    if administering.is_asked(visit):
        return appointing.back(visit)
    before = visit.talk.trail[:-1]
    visit.put(trail=before[:-1])
    return press(visit, before[-1]) if before else welcoming.help_(visit)
