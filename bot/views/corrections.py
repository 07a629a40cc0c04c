"""What citizens said is not right: the thanks they get, and the list that waits for clerks."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.review.corrections import Reported
from bot.texts import say, words
from bot.views.message import Button, Message, pressed

SHOWN = 6
SENTENCES = 3
SENTENCE = 160


def thanks(code: str) -> Message:
    """The tap is noted; a sentence may follow."""
    skip = Button(say("button.skip"), pressed("pick", code))
    return Message((say("wrong.noted"), say("wrong.explain")), ((skip,),))


def explained(code: str) -> Message:
    """The sentence is noted too."""
    return Message((say("wrong.explained"),), ((Button(say("button.pick"), pressed("pick", code)),),))


def waiting(of: Sequence[Reported], names: Sequence[str]) -> Message:
    """What waits, the most reported first; each is opened or settled by a button."""
    if not of:
        return Message((say("queue.empty"),), (_back(),))
    shown = list(zip(of, names, strict=True))[:SHOWN]
    told = Markup("\n\n").join(_one(number, one, name) for number, (one, name) in enumerate(shown, 1))
    rows = tuple(_row(number, one) for number, (one, _) in enumerate(shown, 1))
    return Message((say("queue.heading", number=len(of)), told), (*rows, _back()))


def _back() -> tuple[Button, ...]:
    return (Button(say("button.queue"), pressed("queue")),)


def _one(number: int, of: Reported, name: str) -> Markup:
    lines = [
        say("queue.one", number=number, name=name, code=of.code, times=of.number),
        *(say("queue.sentence", sentence=words.shortened(s, SENTENCE)) for s in of.sentences[:SENTENCES]),
    ]
    return Markup("\n").join(lines)


def _row(number: int, of: Reported) -> tuple[Button, ...]:
    return (
        Button(say("button.open", number=number), pressed("pick", of.code)),
        Button(say("button.settle", number=number), pressed("settle", of.code, of.ids[-1])),
    )
