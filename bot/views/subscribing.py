"""What a person follows: the buttons that begin and end it, and the list."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.inbox.subscriptions import Followed
from bot.texts import say, words
from bot.views import pages
from bot.views.message import Button, Message, pressed

ON_A_PAGE = 6
NAME = 150

Named = tuple[Followed, str, str]
"""What is followed: its kind, its key, and its name; empty for one that is in the catalogue no more."""


def row(kind: Followed, key: str, *, followed: bool) -> tuple[tuple[Button, ...], ...]:
    """The button under something that can be followed."""
    verb, label = ("unwatch", f"subscribing.leave_{kind}") if followed else ("watch", f"subscribing.follow_{kind}")
    return ((Button(say(label), pressed(verb, kind, key)),),)


def mine(of: Sequence[Named], page: str) -> Message:
    """One page of what is followed, each with its way out."""
    if not of:
        return Message((say("subscribing.none"), say("subscribing.how")), ((_fields(),),))
    count = -(-len(of) // ON_A_PAGE)
    number = pages.within(page, count)
    shown = list(enumerate(of[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], 1))
    rows = tuple(_ways(place, one) for place, one in shown)
    turning = pages.turning(number, count, "watched")
    heading = say("subscribing.heading", number=len(of), page=number, pages=count)
    lines = Markup("\n").join(_line(place, one) for place, one in shown)
    told = (heading, lines, say("subscribing.how"))
    return Message(told, (*rows, *((turning,) if turning else ())))


def _fields() -> Button:
    return Button(say("button.fields"), pressed("fields", 1))


def _line(number: int, of: Named) -> Markup:
    kind, key, name = of
    if kind is Followed.FIELD:
        return say("subscribing.field", number=number, name=name or say("fields.unnamed"))
    if not name:
        return say("subscribing.procedure_gone", number=number, code=key)
    return say("subscribing.procedure", number=number, name=words.shortened(name, NAME), code=key)


def _ways(number: int, of: Named) -> tuple[Button, ...]:
    kind, key, name = of
    opens = pressed("field", key, 1) if kind is Followed.FIELD else pressed("pick", key)
    leave = Button(say("subscribing.stop", number=number), pressed("unwatch", kind, key))
    return (Button(say("subscribing.open", number=number), opens), leave) if name else (leave,)


def what(of: Named) -> Markup:
    """Something that is followed, in a sentence."""
    kind, key, name = of
    if kind is Followed.FIELD:
        return say("subscribing.what_field", name=name or say("fields.unnamed"))
    return say("subscribing.what_procedure", name=words.shortened(name, NAME), code=key)


def followed(of: Named, *, is_new: bool) -> Message:
    """It is followed from now on, or was before; with the way out and the list."""
    kind, key, _ = of
    told = say("subscribing.followed" if is_new else "subscribing.followed_before", what=what(of))
    return Message((told,), (*row(kind, key, followed=True), (_list(),)))


def left(of: Named, *, was: bool) -> Message:
    """It is followed no more."""
    told = say("subscribing.left", what=what(of)) if was else say("subscribing.not_followed")
    return Message((told,), ((_list(),),))


def _list() -> Button:
    return Button(say("subscribing.list"), pressed("watched", 1))
