"""Petitions as they are followed: her own list, one petition whole or as anybody may see it, what she is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.petitions.life import OPEN
from bot.petitions.petition import Event, Petition, Reader
from bot.texts import say, words
from bot.views import happenings, pages
from bot.views.facts import commune
from bot.views.lodging import place_line
from bot.views.message import Button, Message, pairs, pressed
from bot.views.petition import day_of, hour_of, label, ways_on
from knowledge.communes import Place as Commune

ON_A_PAGE = 5
WORDS, ABOUT = 300, 150
"""Characters of her words and of a procedure's name that a petition's screen shows."""

RECENT = 4
"""How many events its screen shows; all of them stand behind `Diễn biến`."""

QUESTION = 1200
"""Characters of the office's question that are shown again."""

STATES = 15
"""How many states with their days anybody is shown."""

EXAMPLE = "PA-2611-XXXXXX"
"""The shape of a code; no petition has it, since its check does not fit."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A petition with what its screens say beside its own facts."""

    petition: Petition
    events: Sequence[Event] = ()  # those that its sender may read
    commune: Commune | None = None
    about: str = ""  # name of the procedure
    files: int = 0
    parent: str = ""  # code of the petition it repeats


def mine(of: Sequence[Petition], parents: Mapping[int, str], page: str) -> Message:
    """Her own petitions, a page of five; `parents` are the codes of those that duplicates repeat."""
    count = max(1, -(-len(of) // ON_A_PAGE))
    number = pages.within(page, count)
    shown = list(enumerate(of[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], 1))
    lines = [_line(place, petition, parents) for place, petition in shown]
    buttons = tuple(Button(str(place), pressed("petition", petition.code)) for place, petition in shown)
    rows = filter(None, (buttons, pages.turning(number, count, "mine")))
    return Message((say("follow.mine", number=len(of), page=number, pages=count), *lines), tuple(rows))


def _line(number: int, petition: Petition, parents: Mapping[int, str]) -> Markup:
    return say(
        "follow.one",
        number=number,
        code=petition.code,
        state=label(petition, parent=parents.get(petition.parent_id or 0, "")),
        category=say(f"category.{petition.category}"),
        day=day_of(petition.submitted_at),
    )


def none(*, elsewhere: bool = False) -> Message:
    """She sent none here; one that was sent elsewhere is followed there."""
    ending = say("guide.petition_status") if elsewhere else say("follow.none_elsewhere")
    return Message((say("follow.none"), ending), (_lodge(),))


def whole(of: Followed) -> Message:
    """A petition as its sender sees it, with what she can do now."""
    ways = [button for button in ways_on(of.petition) if button.data != pressed("petition", of.petition.code)]
    events = Button(say("button.events"), pressed("events", of.petition.code, 1))
    back = Button(say("button.my_petitions"), pressed("mine", 1))
    return Message(_told(of), pairs([*ways, events, back]))


def opened(of: Followed) -> list[Message]:
    """A petition as whoever has its secret sees it: all there is to read, and nothing to press."""
    return [Message(_told(of)), *(Message(paragraphs) for paragraphs in _history_pages(of))]


def _told(of: Followed) -> tuple[Markup, ...]:
    """The facts of a petition and what happened to it last."""
    recent = [happenings.brief(event, of.parent) for event in _speaking(of)[-RECENT:][::-1]]
    restricted = [say("follow.restricted")] if of.petition.restricted_at else []
    return (_facts(of), _standing(of), *restricted, say("follow.history"), Markup("\n").join(recent))


def _facts(of: Followed) -> Markup:
    petition = of.petition
    about = [say("follow.about", value=words.shortened(of.about, ABOUT))] if of.about else []
    kept = words.shortened(petition.words, WORDS)
    shown = say("lodge.shown_yes") if petition.shown else say("lodge.shown_no")
    return Markup("\n").join(
        [
            heading(petition),
            _category(petition),
            *about,
            say("follow.place", value=place_line(petition.place, of.commune)),
            say("follow.sent", day=day_of(petition.submitted_at)),
            say("follow.words", value=kept) if kept else say("follow.words_gone"),
            say("follow.files", number=of.files),
            say("follow.shown", value=shown),
        ]
    )


def _standing(of: Followed) -> Markup:
    """Where it stands and by when an answer is expected."""
    state = say("follow.state", state=label(of.petition, parent=of.parent))
    return Markup("\n").join([state, *_due(of.petition)])


def _due(petition: Petition) -> list[Markup]:
    """The due day, while an answer is owed."""
    if petition.state not in OPEN:
        return []
    return [_by(petition.due_at) if petition.due_at else say("news.stands")]


def _by(due_at: datetime) -> Markup:
    return say("news.due", hour=hour_of(due_at), day=day_of(due_at))


def heading(petition: Petition) -> Markup:
    """The code and the number in the book; of a trial's petition, that it reaches nobody."""
    values = {"code": petition.code, "number": petition.book_number, "year": petition.book_year}
    return say("follow.heading_trial", **values) if petition.trial else say("follow.heading", **values)


def _category(petition: Petition) -> Markup:
    return say("follow.category", value=say(f"category.{petition.category}"))


def public(of: Followed) -> Message:
    """A petition as anybody may see it: states with their days, category, commune, due day; no words, no names."""
    petition = of.petition
    place = [say("follow.place", value=commune(of.commune))] if of.commune else []
    facts = [heading(petition), _category(petition), *place, say("follow.sent", day=day_of(petition.submitted_at))]
    states = [event for event in _speaking(of) if event.reader is Reader.EVERYONE and event.to_state]
    lines = [happenings.line(event, of.parent) for event in states[-STATES:]]
    return Message((Markup("\n").join(facts), _standing(of), Markup("\n").join(lines), say("follow.public_only")))


def history(of: Followed, page: str) -> Message:
    """All that happened to a petition, with every note whole, a page of it."""
    parts = _history_pages(of)
    number = pages.within(page, len(parts))
    code = of.petition.code
    back = (Button(say("button.petition"), pressed("petition", code)),)
    rows = filter(None, (pages.turning(number, len(parts), "events", code), back))
    return Message(parts[number - 1], tuple(rows))


def _history_pages(of: Followed) -> list[tuple[Markup, ...]]:
    parts = pages.cut([line for event in _speaking(of) for line in happenings.at_length(event, of.parent)])
    code, count = of.petition.code, len(parts)
    return [
        (say("follow.history_all", code=code, page=number, pages=count), Markup("\n").join(lines))
        for number, lines in enumerate(parts, 1)
    ]


def _speaking(of: Followed) -> list[Event]:
    return happenings.speaking(of.events, of.parent)


def ask_code(key: str = "follow.ask_code") -> Message:
    """A code is asked for, once more where there was none or a mistyped one."""
    return Message((say(key, example=EXAMPLE),), ((Button(say("button.my_petitions"), pressed("mine", 1)),),))


def changed(of: Followed) -> list[Message]:
    """What was pressed cannot be done any more: where it stands now."""
    return [Message((say("follow.changed"),)), whole(of)]


def closed_meanwhile(of: Followed) -> Message:
    """What was typed came too late: what she can do instead."""
    state = label(of.petition, parent=of.parent)
    said = say("follow.closed_meanwhile", code=of.petition.code, state=state)
    return Message((said,), (*pairs(ways_on(of.petition)), _lodge()))


def ask_supply(petition: Petition, question: str) -> Message:
    """The office's question, and that her answer is the next she types; files alone may be the answer."""
    asked = [say("follow.question", note=words.shortened(question, QUESTION))] if question else []
    files = Button(say("button.files_only"), pressed("supplied", petition.code))
    return Message((*asked, say("follow.supply", code=petition.code)), ((files,), _leave(petition)))


def ask_meant(questions: Mapping[Petition, str], said: str) -> Message:
    """Whether words that were typed are the answer to what the office asked, and of which petition."""
    shown = list(questions.items())[:ON_A_PAGE]
    asked = [say("follow.meant_asked", code=of.code, note=words.shortened(note, WORDS)) for of, note in shown]
    key = "follow.meant" if len(shown) == 1 else "follow.meant_which"
    yes = [Button(say("button.meant") if len(shown) == 1 else of.code, pressed("meant", of.code)) for of, _ in shown]
    no = (Button(say("button.unmeant"), pressed("unmeant")),)
    told = (Markup("\n").join(asked), say(key, words=words.shortened(said, WORDS)))
    return Message(told, (*((button,) for button in yes), no))


def ask_words(key: str, petition: Petition) -> Message:
    """Words are asked for a petition: to be added to it, or why it is to be looked at again."""
    return Message((say(key, code=petition.code),), (_leave(petition),))


def ask_withdraw(petition: Petition) -> Message:
    """Whether she is sure."""
    yes = Button(say("button.withdraw_yes"), pressed("withdrawn", petition.code))
    return Message((say("follow.withdraw", code=petition.code),), ((yes, *_leave(petition)),))


def no_second_look(key: str, petition: Petition, **values: object) -> Message:
    """It was looked at again already, or closed too long ago: another petition may be sent."""
    return Message((say(key, code=petition.code, **values),), (_lodge(),))


LEVELS = range(1, 6)
"""How content she is: the higher the better."""


def ask_rating(petition: Petition, part: str) -> Message:
    """How content she is with one part of it, `process` or `result`, by a number or its words."""
    names = {level: say(f"follow.level_{level}") for level in LEVELS}
    lines = [say("follow.level", number=level, name=name) for level, name in names.items()]
    buttons = [Button(name, pressed("rated", petition.code, part, level)) for level, name in names.items()]
    texts = (say(f"follow.rate_{part}", code=petition.code), Markup("\n").join(lines))
    return Message(texts, pairs([*buttons, *_leave(petition)]))


def ask_reason(petition: Petition) -> Message:
    """An optional reason for her rating."""
    return Message((say("follow.rate_reason"),), ((Button(say("button.skip"), pressed("unreasoned", petition.code)),),))


def done(key: str, petition: Petition) -> Message:
    """Something was kept with a petition; what she can do next."""
    return Message((say(key, code=petition.code),), pairs(ways_on(petition)))


def _leave(petition: Petition) -> tuple[Button, ...]:
    return (Button(say("button.back_to_petition"), pressed("petition", petition.code)),)


def _lodge() -> tuple[Button, ...]:
    return (Button(say("button.lodge"), pressed("lodge")),)


def with_ways_on(message: Message, petition: Petition) -> Message:
    """A message under which stands what can be done with a petition."""
    return message.with_buttons(pairs(ways_on(petition)))
