"""The answer screen: one procedure on a day, in at most 900 characters; the rest stands behind its buttons."""

from functools import partial

from markupsafe import Markup

from bot.texts import say, words
from bot.views import facts, heirs, pages
from bot.views.card import Card
from bot.views.counter import reception
from bot.views.message import Button, Message, pairs, pressed
from bot.views.moved import moved
from bot.views.portal import portal_row
from bot.views.standing import deciding, decisions, end_reason, source, source_line, standing, verified
from knowledge.procedures import Version

SCREEN = 900
"""Characters of an answer, so that a phone shows it whole."""

NAME = 160
NAMESAKES = 2
LINE = 400
SHORTEST = 40
LONG_FACT = 700
"""Characters of one fact behind `Chi tiết`."""


def answer(card: Card, *, first: Markup | None = None, ask_commune: bool = False) -> Message:
    """What a citizen is told: `first` what was asked; `ask_commune`: the once that she is asked for her commune."""
    heading = Markup("\n\n").join(part for part in (_heading(card), first) if part)
    others = [say("namesake.line", code=other.version.code, standing=standing(other)) for other in card.namesakes]
    ending = [*others[:NAMESAKES], source_line(card.standing)]
    if ask_commune:
        ending.append(say("answer.which_commune"))
    return Message(_fitted(heading, _lines(card), Markup("\n\n").join(ending), LINE, SCREEN), _buttons(card))


def _heading(card: Card) -> Markup:
    named = say("answer.name", name=words.shortened(card.version.display_name, NAME))
    if facts.is_after_a_death(card.version):
        return Markup("\n\n").join((say("answer.condolence"), named))
    return named


def _lines(card: Card) -> list[Markup]:
    day = card.day
    return [
        say("line.field", value=card.stated(_field)),
        say("line.levels", value=facts.levels(card.version)),
        say("line.reception", value=reception(card)),
        say("line.time", value=card.stated(partial(facts.time, day=day))),
        say("line.fee", value=card.stated(partial(facts.fee, day=day))),
        say("line.status", value=standing(card.standing)),
        *_ended(card),
    ]


def _ended(card: Card) -> list[Markup]:
    """Why it ended, and what is used instead, as it stands at the end of all replacements."""
    reason, instead = end_reason(card.standing), heirs.named(card.successors)
    told = [say("line.end_reason", value=reason)] if reason else []
    return [*told, say("line.successor", value=instead)] if instead else told


def _field(version: Version) -> Markup:
    return Markup.escape(version.field)


def _buttons(card: Card) -> tuple[tuple[Button, ...], ...]:
    code = card.version.code
    verbs = ("papers", "ways", "more", "history", "office", "wrong")
    shown = [Button(say(f"button.{verb}"), pressed(verb, code)) for verb in verbs]
    shown.append(Button(say("button.lodge"), pressed("lodge", code)))
    instead = heirs.buttons(heir.version.code for heir in card.usable[: heirs.MOST])
    if facts.is_of_the_commune(card.version, card.day):
        label = say("button.move") if card.place else say("button.commune")
        shown.append(Button(label, pressed("commune", "pick", code)))
    return (*((button,) for button in instead), *pairs(shown))


def details(card: Card, *, for_officer: bool = False) -> Message:
    """What stands behind the answer: who decides, the code, the decision, the full name."""
    version, day = card.version, card.day
    told = [
        say("line.code", value=version.code),
        say("line.former", value=", ".join(v.code for v in card.former)) if card.former else None,
        say("line.authority", value=card.stated(partial(facts.authority, day=day, place=card.place))),
        say("line.time", value=card.stated(partial(facts.time, day=day))),
        say("line.fee", value=card.stated(partial(facts.fee, day=day, note=LONG_FACT))),
        say("line.performing", value=version.performing) if _acts_for_another(version) else None,
        say("line.decision", value=decisions(deciding(card.standing)) or say("line.not_stated")),
        say("line.applicants", value=version.applicants) if version.applicants else None,
        say("line.results", value=words.shortened(version.results, LONG_FACT)) if version.results else None,
        say("line.status", value=standing(card.standing)),
        *_ended(card),
        moved(card, for_officer=for_officer),
        say("line.note", value=version.note) if version.note else None,
        say("line.source", value=source(version.source)),
    ]
    heading = say("answer.name", name=words.shortened(version.display_name, NAME))
    if version.short_name:
        heading = Markup("\n\n").join((heading, say("line.name", value=version.name)))
    paragraphs = _fitted(heading, [line for line in told if line], verified(version), LONG_FACT, pages.VIEW)
    back = Button(say("button.pick"), pressed("pick", version.code))
    return Message(paragraphs, ((back,), *portal_row(version.code)))


def _acts_for_another(version: Version) -> bool:
    """Whether who carries it out is somebody else than who decides."""
    return bool(version.authority and version.performing) and version.authority != version.performing


def _fitted(heading: Markup, lines: list[Markup], ending: Markup, most: int, screen: int) -> tuple[str, ...]:
    """The paragraphs, lines of at most `most` characters shortened between words until the screen holds them."""
    message = Message((heading, "\n".join(lines), ending))
    while len(message.text) > screen and most > SHORTEST:
        message = Message((heading, "\n".join(words.shortened(line, most) for line in lines), ending))
        most -= 10
    return message.paragraphs
