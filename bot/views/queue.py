"""What waits for clerks: questions put to the office, words that were not found, and what is said to be not right."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.review.aliases import Broken, Told
from bot.review.asked import Asked
from bot.review.misses import Miss
from bot.texts import say, words
from bot.views.choices import NAME, line
from bot.views.facts import levels
from bot.views.message import Button, Message, pressed
from knowledge.timeline import Standing

SHOWN = 5
SENTENCE = 200


def overview(asked: int, missed: int, reported: int) -> Message:
    """How much waits of each kind."""
    counted = say("queue.overview", asked=asked, missed=missed, reported=reported)
    rows = (
        (Button(say("queue.asked", number=asked), pressed("asked")),),
        (Button(say("queue.missed", number=missed), pressed("missed")),),
        (Button(say("queue.reported", number=reported), pressed("reported")),),
        (Button(say("queue.taught"), pressed("taught")),),
    )
    return Message((counted,), rows)


def asked(of: Sequence[Asked]) -> Message:
    """Questions that citizens put to the office, the longest waiting first."""
    if not of:
        return Message((say("queue.nobody_asked"),), (_back(),))
    told = [_asked(number, one) for number, one in enumerate(of[:SHOWN], 1)]
    rows = [
        (Button(say("queue.reply", number=number), pressed("reply", one.id)),)
        for number, one in enumerate(of[:SHOWN], 1)
    ]
    return Message((say("queue.asked", number=len(of)), Markup("\n\n").join(told)), (*rows, _back()))


def _asked(number: int, of: Asked) -> Markup:
    sentence = words.shortened(of.words, SENTENCE)
    return say("queue.one_asked", number=number, sentence=sentence, day=words.day(of.asked_on))


def reply_to(of: Asked) -> Message:
    """A clerk is about to answer."""
    return Message((say("queue.type_reply", sentence=of.words),), (_stop(),))


def preview(of: Asked, text: str) -> Message:
    """What the citizen will get, before it is sent."""
    shown = answer_of_office(of.words, text)
    buttons = (
        Button(say("button.send"), pressed("send", of.id)),
        Button(say("button.rewrite"), pressed("reply", of.id)),
    )
    return Message((say("queue.preview"), *shown.paragraphs), (buttons, _stop()))


def answer_of_office(question: str, text: str) -> Message:
    """What a citizen gets who asked the office."""
    return Message((say("consult.answered", sentence=words.shortened(question, SENTENCE)), Markup.escape(text)))


def missed(of: Sequence[Miss]) -> Message:
    """Words that were not found, the most asked first."""
    if not of:
        return Message((say("queue.nothing_missed"),), (_back(),))
    shown = of[:SHOWN]
    told = [
        say("queue.one_missed", number=number, sentence=one.text, times=one.number)
        for number, one in enumerate(shown, 1)
    ]
    rows = [_missed(number, one) for number, one in enumerate(shown, 1)]
    return Message(
        (say("queue.missed", number=len(of)), Markup("\n").join(told), say("queue.choose")), (*rows, _back())
    )


def _missed(number: int, of: Miss) -> tuple[Button, ...]:
    return (
        Button(say("queue.teach", number=number), pressed("teach", of.id)),
        Button(say("queue.outside", number=number), pressed("outside", of.id)),
        Button(say("queue.aside", number=number), pressed("aside", of.id)),
    )


def which(of: Miss) -> Message:
    """A clerk is about to say which procedure the words mean."""
    return Message((say("queue.which", sentence=of.text),), (_stop(),))


def candidates(of: Miss, offered: Sequence[Standing]) -> Message:
    """The procedures a clerk may mean."""
    if not offered:
        return Message((say("queue.no_candidate", sentence=of.text),), (_stop(),))
    lines = [
        line(number, words.shortened(s.version.display_name, NAME), levels(s.version))
        for number, s in enumerate(offered, 1)
    ]
    numbers = tuple(Button(str(number), pressed("means", of.id, s.version.code)) for number, s in enumerate(offered, 1))
    return Message((say("queue.candidates", sentence=of.text), Markup("\n").join(lines)), (numbers, _stop()))


def breaks(of: Miss, code: str, found: Sequence[Broken]) -> Message:
    """The questions of the project that the change would answer otherwise; it asks before it does so."""
    lines = [say("queue.one_broken", question=one.question) for one in found[:SHOWN]]
    anyway = Button(say("button.anyway"), pressed("means", of.id, code or "-", "anyway"))
    return Message((say("queue.breaks", number=len(found)), Markup("\n").join(lines)), ((anyway,), _stop()))


def taught_now(sentence: str, name: str, number: int) -> Message:
    """An alias is live."""
    said = (
        say("queue.taught_now", sentence=sentence, name=name) if name else say("queue.outside_now", sentence=sentence)
    )
    return Message((said,), ((Button(say("button.undo"), pressed("unteach", number)),), _back()))


def taught(of: Sequence[Told], names: Sequence[str]) -> Message:
    """What was taught last, each to be undone."""
    if not of:
        return Message((say("queue.nothing_taught"),), (_back(),))
    shown = list(zip(of, names, strict=True))[:SHOWN]
    lines = [_told(number, one, name) for number, (one, name) in enumerate(shown, 1)]
    rows = [
        (Button(say("queue.unteach", number=number), pressed("unteach", one.id)),)
        for number, (one, _) in enumerate(shown, 1)
        if one.undone_at is None
    ]
    return Message((say("queue.taught_heading"), Markup("\n").join(lines)), (*rows, _back()))


def _told(number: int, of: Told, name: str) -> Markup:
    meaning = name or say("queue.outside_catalogue")
    said = say("queue.one_taught", number=number, sentence=of.words, name=meaning, officer=of.added_by)
    return said if of.undone_at is None else say("queue.one_undone", told=said, officer=of.undone_by)


def _back() -> tuple[Button, ...]:
    return (Button(say("button.queue"), pressed("queue")),)


def _stop() -> tuple[Button, ...]:
    return (Button(say("button.stop"), pressed("queue")),)
