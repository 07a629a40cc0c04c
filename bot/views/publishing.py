"""What is made fit for others to read: as an officer mends it, as an approver decides on it, as anybody reads it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.petitions.attachments import Attachment
from bot.petitions.life import State
from bot.petitions.petition import Petition
from bot.petitions.publications import WRITTEN, Publication, Published, may_be_published
from bot.petitions.telling import Telling
from bot.texts import say, words
from bot.views.facts import commune
from bot.views.message import GRID, Button, File, Message, pairs, pressed
from bot.views.petition import day_of
from knowledge.communes import Place as Commune

PIECE = 1500
"""Characters of a text that one paragraph shows; what is longer goes on in the next."""

DOUBTS, DOUBT = 6, 40
"""How much of what still looks personal is shown, and how many characters of each."""

SHORT = 160
"""Characters of a published text beside a petition that is being written."""

WORDS, ANSWER = "words", "answer"
PARTS = (WORDS, ANSWER)
"""What can be mended."""

PICTURES = "pictures"
"""What a button carries that asks for the pictures of what is published."""

NOT_COVERED = "-"
"""What stands for the cells of a picture that is shown as it is."""


@dataclass(frozen=True, slots=True)
class Redacting:
    """A publication with what of it still looks personal, its pictures, and who made it."""

    petition: Petition
    publication: Publication
    doubts: Sequence[str] = ()
    pictures: int = 0  # those of the sender that may be chosen
    author: str = ""


def draft(of: Redacting, opening: Markup | None = None) -> Message:
    """A publication as officers mend it, and what they can do with it now."""
    code, state = of.petition.code, of.publication.state
    passed_on = of.petition.state is State.TRANSFERRED
    key = "publish.for_slip" if passed_on else f"publish.is_{state}"
    told = (*([opening] if opening else []), *_trial(of.petition), say(key, code=code))
    buttons = _ways(of) if state in WRITTEN else []
    return Message((*told, *_said(of)), (*pairs(buttons), back_to(code)))


def _ways(of: Redacting) -> list[Button]:
    code, up = of.petition.code, may_be_published(of.petition)
    mend = [
        Button(say(f"publish.mend_{part}"), pressed("redact_part", code, part)) for part in (PARTS if up else [WORDS])
    ]
    pictures = [Button(say("publish.pictures"), pressed("covering", code))] if of.pictures else []
    slip = [] if up else [Button(say("button.passing_slip"), pressed("passing_slip", code))]
    hand_up = [Button(say("publish.up"), pressed("redact_up", code, of.publication.edition))] if up else []
    return [*hand_up, *slip, *mend, *pictures, Button(say("publish.anew"), pressed("redact_anew", code))]


def _said(of: Redacting) -> Iterator[Markup]:
    """The texts, what is covered in them, what looks personal still, and how many pictures go along."""
    made = of.publication
    yield from texts(made.words, made.answer)
    if covered := _covered(f"{made.words}\n{made.answer}"):
        yield say("publish.covered", what=Markup(", ").join(covered))
    if of.doubts:
        shown = [say("publish.doubt", words=words.shortened(one, DOUBT)) for one in of.doubts[:DOUBTS]]
        yield say("publish.doubts", what=Markup(", ").join(shown))
    yield say("publish.with_pictures", number=len(made.pictures)) if made.pictures else say("publish.no_pictures")


def texts(said: str, answer: str) -> Iterator[Markup]:
    """The words and the answer, whole."""
    for key, text in (("publish.words", said), ("publish.answer", answer)):
        if text:
            yield say(key)
            yield from (
                Markup.escape(piece) for part in text.split("\n\n") for piece in words.pieces(part, PIECE) if piece
            )


def _covered(text: str) -> list[Markup]:
    """What of each kind is covered in a text, and how often."""
    marks = ((say(f"redaction.{kind}"), kind) for kind in Telling)
    return [say("publish.times", what=mark, number=n) for mark, _ in marks if (n := text.count(str(mark)))]


def _trial(of: Petition) -> list[Markup]:
    return [say("publish.trial")] if of.trial else []


def back_to(code: str) -> tuple[Button, ...]:
    """The way back to a petition's board."""
    return (Button(say("button.back_to_petition"), pressed("board", code)),)


def to_redaction(code: str) -> tuple[Button, ...]:
    """The way back to what is being made fit."""
    return (Button(say("publish.show"), pressed("redact", code)),)


def ask_part(of: Petition, part: str, now: str) -> Message:
    """A text is typed anew: what stands there now, to be copied and mended."""
    pieces = tuple(Markup.escape(piece) for piece in words.pieces(now, PIECE) if piece)
    return Message((say(f"publish.ask_{part}", code=of.code), *pieces), (to_redaction(of.code),))


def to_publish(of: Redacting) -> Message:
    """What an approver decides on, as anybody would read it."""
    code = of.petition.code
    heading = say("publish.to_approve", code=code, name=of.author)
    buttons = deciding(code, of.publication.edition)
    return Message((*_trial(of.petition), heading, *_said(of)), (buttons, back_to(code)))


def deciding(code: str, edition: str) -> tuple[Button, ...]:
    """What an approver decides by."""
    return (
        Button(say("button.publish"), pressed("publish", code, edition)),
        Button(say("button.publish_back"), pressed("publish_back", code, edition)),
    )


def ask_reason(key: str, of: Petition) -> Message:
    """Why it comes back, or is hidden, is typed."""
    return Message((say(key, code=of.code),), (back_to(of.code),))


def came_back(of: Petition, name: str, reason: str) -> Message:
    """What its author is told."""
    return Message((say("publish.came_back", code=of.code, name=name, reason=reason),), (to_redaction(of.code),))


def decided(of: Petition, name: str) -> Message:
    """What its author is told of what was published."""
    return Message((say("publish.published_by", code=of.code, name=name),), (back_to(of.code),))


# Pictures


def choose(of: Petition, pictures: Sequence[Attachment], chosen: Collection[int]) -> Message:
    """The pictures of a petition by their places; none goes along unless it is chosen."""
    listed = list(enumerate(pictures, 1))
    lines = [say("publish.picture_chosen" if one.id in chosen else "publish.picture", number=n) for n, one in listed]
    numbers = tuple(Button(str(n), pressed("covering", of.code, one.id)) for n, one in listed)
    out = [
        Button(say("publish.leave_out", number=n), pressed("uncover", of.code, one.id))
        for n, one in listed
        if one.id in chosen
    ]
    told = (say("publish.choose", code=of.code), Markup("\n").join(lines))
    rows = tuple(numbers[at : at + 5] for at in range(0, len(numbers), 5))
    return Message(told, (*rows, *pairs(out), to_redaction(of.code)))


def with_grid(picture: Attachment) -> Message:
    """A picture with the names of its cells."""
    return Message((), files=(File(name_of(picture), is_picture=True, stored=picture.stored, covering=GRID),))


def ask_cells(of: Petition) -> Message:
    """Which cells are to be black is typed."""
    return Message((say("publish.cells"),), ((Button(say("publish.pictures"), pressed("covering", of.code)),),))


def no_cell(named: str) -> Message:
    """What was typed is no cell of the picture."""
    return Message((say("publish.no_cell", named=words.shortened(named, DOUBT)) if named else say("publish.cells"),))


def covered_so(picture: Attachment, cells: str) -> Message:
    """A picture as others would see it."""
    covering = "" if cells == NOT_COVERED else cells
    return Message((), files=(File(name_of(picture), is_picture=True, stored=picture.stored, covering=covering),))


def use(of: Petition, picture: Attachment, cells: str) -> Message:
    """Whether it goes along like that; typed once more, otherwise."""
    buttons = (
        Button(say("publish.use"), pressed("cover", of.code, picture.id)),
        Button(say("publish.pictures"), pressed("covering", of.code)),
    )
    told = say("publish.uncovered") if cells == NOT_COVERED else say("publish.covered_cells", cells=cells)
    return Message((told,), (buttons,))


def picture(of: Attachment) -> Message:
    """A covered copy."""
    return Message((), files=(File(name_of(of), is_picture=True, stored=of.stored),))


def name_of(picture: Attachment) -> str:
    """What a picture is called: nothing of what its sender called it."""
    return f"anh-{picture.id}.jpg"


# What anybody reads


def published(of: Published, place: Commune | None, *, writing: bool) -> Message:
    """A petition with its answer, as anybody may read it; whoever is writing one goes on from here."""
    facts = [say("publish.public", code=of.code), say("follow.category", value=say(f"category.{of.category}"))]
    facts += [say("follow.place", value=commune(place))] if place else []
    trial = [say("publish.trial")] if of.trial else []
    ways = [Button(say("publish.see_pictures"), pressed("published", of.code, PICTURES))] if of.pictures else []
    ways += [Button(say("publish.go_on"), pressed("step", "review"))] if writing else []
    return Message((*trial, Markup("\n").join(facts), *texts(of.words, of.answer), say("publish.note")), pairs(ways))


def brief(of: Published) -> Markup:
    """A published petition in a line, beside one that is being written."""
    return say("lodge.similar_published", code=of.code, words=words.shortened(of.words, SHORT))


@dataclass(frozen=True, slots=True)
class Passing:
    """What goes to another agency of a petition: its words as that agency may read them."""

    petition: Petition
    words: str
    place: str
    commune: Commune | None
    name: str = ""  # of its sender, where she lets it be known
    pictures: int = 0
    redacting: bool = True  # its words are redacted and may be mended


def slip(of: Passing) -> Message:
    """The slip that goes along with a petition to another agency, to be copied."""
    petition = of.petition
    place = Markup(", ").join(
        [*([Markup.escape(of.place)] if of.place else []), *([commune(of.commune)] if of.commune else [])]
    )
    facts = [
        say("slip_on.number", code=petition.code, number=petition.book_number, year=petition.book_year),
        say("slip_on.received", day=day_of(petition.submitted_at)),
        say("slip_on.to", agency=petition.agency, day=day_of(petition.state_at)),
        say("follow.category", value=say(f"category.{petition.category}")),
        *([say("follow.place", value=place)] if place else []),
        say("slip_on.sender", name=of.name) if of.name else say("slip_on.sender_kept"),
    ]
    said = [Markup.escape(piece) for piece in words.pieces(of.words, PIECE)]
    files = [say("slip_on.pictures", number=of.pictures)] if of.pictures else []
    told = (*_trial(petition), say("slip_on.title"), Markup("\n").join(facts), say("publish.words"), *said, *files)
    mend = [Button(say("publish.show"), pressed("redact", petition.code))] if of.redacting else []
    return Message(told, (tuple(mend), back_to(petition.code)) if mend else (back_to(petition.code),))
