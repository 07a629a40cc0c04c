"""The answer screen: one procedure on a day, in at most 900 characters; the rest stands behind `Chi tiết`."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.texts import say, words
from bot.views import facts
from bot.views.message import Button, Message, pressed
from bot.views.standing import deciding, decisions, source, source_line, standing
from knowledge.procedures import Version
from knowledge.timeline import Standing, Status

SCREEN = 900
"""Characters of an answer, so that a phone shows it whole."""

NAME = 160
NAMESAKES = 2
LINE = 400
SHORTEST = 60
LONG_FACT = 700
"""Characters of one fact behind `Chi tiết`."""


def answer(of: Standing, day: date, former: Sequence[Version] = (), namesakes: Sequence[Standing] = ()) -> Message:
    """What a citizen is told first; a procedure of the same name is told apart, since a name is not an identity."""
    version = of.version
    heading = say("answer.name", name=words.shortened(version.display_name, NAME))
    lines = [
        say("line.field", value=field(version, former)),
        say("line.levels", value=facts.levels(version)),
        say("line.reception", value=_reception(of, day)),
        say("line.time", value=facts.time(version, day)),
        say("line.fee", value=facts.fee(version, day)),
        say("line.status", value=standing(of)),
    ]
    others = [say("namesake.line", code=other.version.code, standing=standing(other)) for other in namesakes]
    ending = Markup("\n\n").join([*others[:NAMESAKES], source_line(of)])
    paragraphs = _fitted(heading, lines, ending)
    return Message(paragraphs, ((Button(say("button.details"), pressed("more", version.code)),),))


def _reception(of: Standing, day: date) -> Markup:
    """Where to hand in; nowhere what has ended."""
    if of.status in {Status.ABOLISHED, Status.REPLACED}:
        return say("reception.ended")
    return facts.reception(of.version, day)


def field(version: Version, former: Sequence[Version]) -> Markup:
    """Lĩnh vực; where a newly coded procedure has none yet, that of the code it replaces, and said to be so."""
    if version.field:
        return Markup.escape(version.field)
    for old in former:
        if old.field:
            return say("line.of_former", value=old.field, code=old.code)
    return say("line.not_stated")


def details(of: Standing, day: date, former: Sequence[Version] = ()) -> Message:
    """What stands behind the answer: who decides, the code, the decision, the full name."""
    version = of.version
    told = [
        say("line.name", value=version.name) if version.short_name else None,
        say("line.code", value=version.code),
        say("line.former", value=", ".join(v.code for v in former)) if former else None,
        say("line.authority", value=facts.authority(version)),
        say("line.time", value=facts.time(version, day)),
        say("line.fee", value=facts.fee(version, day, LONG_FACT)),
        say("line.performing", value=version.performing) if _acts_for_another(version) else None,
        say("line.decision", value=decisions(deciding(of)) or say("line.not_stated")),
        say("line.applicants", value=version.applicants) if version.applicants else None,
        say("line.results", value=words.shortened(version.results, LONG_FACT)) if version.results else None,
        say("line.status", value=standing(of)),
        say("line.note", value=version.note) if version.note else None,
        say("line.source", value=source(version.source)),
    ]
    heading = say("answer.name", name=words.shortened(version.display_name, NAME))
    return Message((heading, Markup("\n").join(line for line in told if line), say("unverified.line")))


def _acts_for_another(version: Version) -> bool:
    """Whether who carries it out is somebody else than who decides."""
    return bool(version.authority and version.performing) and version.authority != version.performing


def _fitted(heading: Markup, lines: list[Markup], ending: Markup) -> tuple[str, ...]:
    """The paragraphs, the longest lines shortened between words until the screen holds them."""
    most = LINE
    message = Message((heading, "\n".join(lines), ending))
    while len(message.text) > SCREEN and most > SHORTEST:
        most -= 10
        message = Message((heading, "\n".join(words.shortened(line, most) for line in lines), ending))
    return message.paragraphs
