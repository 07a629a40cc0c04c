"""Following petitions that were sent: one's own whole, another's by its states alone.

/phananhcuatoi ──▶ list ──number──▶ petition ──Diễn biến──▶ history
                                             └─Vì sao?──▶ the count of its days
/theodoi CODE ───▶ petition, if it is hers or the secret fits; else its states and days

What its sender may do with it stands in acting.
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from bot.conversations import desk
from bot.conversations.visit import Visit
from bot.petitions.codes import is_mistyped, read_code, read_secret
from bot.petitions.life import MoveRefusedError
from bot.petitions.petition import Petition, Reader
from bot.views import counting
from bot.views import following as views
from bot.views.following import Followed
from bot.views.message import Message, pressed
from bot.views.notice import told, told_with_doors
from bot.views.petition import VERBS, see_published
from knowledge.kinds.reading import Kind

P = ParamSpec("P")
Act = Callable[Concatenate[Visit, Petition, P], list[Message]]
ByCode = Callable[Concatenate[Visit, str, P], list[Message]]


def own(act: Act[P]) -> ByCode[P]:
    """An act on a petition that only its sender may do; whoever else tries gets what an old button gets."""

    def guarded(visit: Visit, code: str, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
        petition = visit.office.cases.register.petitions.by_code(code)
        if petition is None or petition.chat_id != visit.chat_id:
            return [told_with_doors("button.old")]
        return act(visit, petition, *args, **kwargs)

    return guarded


def while_lawful(verb: str) -> Callable[[Act[P]], Act[P]]:
    """An act that a petition's buttons offer in some of its states alone; in others it is shown as it is now."""

    def only(act: Act[P]) -> Act[P]:
        def guarded(visit: Visit, petition: Petition, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
            try:
                if petition.state in VERBS[verb]:
                    return act(visit, petition, *args, **kwargs)
            except MoveRefusedError:
                # Somebody moved it in the very moment; nothing was written.
                petition = visit.office.cases.register.petitions.by_id(petition.id)
            return views.changed(arrive(visit, petition))

        return guarded

    return only


def mine(visit: Visit, page: str = "1") -> list[Message]:
    """Her own petitions, the newest first."""
    visit.put(awaits="", about="", offered=())
    return listed(visit, page) or [views.none()]


def listed(visit: Visit, page: str = "1") -> list[Message]:
    """A page of the list; nothing where she sent none."""
    petitions = visit.office.cases.register.petitions
    sent = petitions.of_chat(visit.chat_id)
    if not sent:
        return []
    visit.arrive("mine", page)
    parents = {one.parent_id: petitions.by_id(one.parent_id).code for one in sent if one.parent_id}
    return [views.mine(sent, parents, page)]


def asked_about(visit: Visit, words: str) -> list[Message]:
    """Words that ask what became of a petition: that one when its code is in them, else her list."""
    if read_code(words) or is_mistyped(words):
        return follow(visit, words)
    return listed(visit) or [views.none(elsewhere=True)]


def follow(visit: Visit, words: str = "") -> list[Message]:
    """/theodoi: a petition by its code, with its words for her or for who has its secret; five wrong ones an hour.

    For an officer who may see it that is its board.
    """
    code = read_code(words)
    if code is None and not is_mistyped(words):
        _await_code(visit)
        return [views.ask_code("follow.no_code" if words.strip() else "follow.ask_code")]
    if code and (board := desk.opened(visit, code)):
        return board
    if visit.office.cases.guesses.are_too_many(visit.chat_id, visit.office.at):
        return [told("follow.too_many")]
    return _look_up(visit, code, words)


def _look_up(visit: Visit, code: str | None, words: str) -> list[Message]:
    _await_code(visit)
    found = visit.office.cases.register.petitions.by_code(code) if code else None
    if found is None:
        _guessed(visit)
        return [told("follow.unknown", code=code) if code else views.ask_code("follow.mistyped")]
    visit.put(awaits="")
    if found.chat_id == visit.chat_id:
        return [views.whole(arrive(visit, found))]
    return _of_another(visit, found, read_secret(words))


def _await_code(visit: Visit) -> None:
    visit.put(awaits="follow", about="", offered=())
    visit.arrive("follow")


def _of_another(visit: Visit, petition: Petition, secret: str | None) -> list[Message]:
    """A petition that another account sent: the whole with its secret, else what anybody may see."""
    found = followed(visit, petition)
    if secret is None:
        return [_public(visit, found)]
    if visit.office.cases.register.opens_with(petition, secret):
        return views.opened(found)
    _guessed(visit)
    return [told("follow.wrong_secret"), _public(visit, found)]


def _public(visit: Visit, of: Followed) -> Message:
    """A petition as anybody may see it, and what is published of it."""
    shown, code = views.public(of), of.petition.code
    is_published = visit.office.cases.publications.standing(code) is not None
    return shown.with_buttons(((see_published(code),),)) if is_published else shown


def _guessed(visit: Visit) -> None:
    visit.office.cases.guesses.add(visit.chat_id, visit.office.at)


def typed_code(visit: Visit, _: str, words: str) -> list[Message] | None:
    """A code that was asked for, unless the words ask for something else."""
    if visit.talk.trail[-1:] != (pressed("follow"),):
        return None
    if read_code(words) or is_mistyped(words):
        return follow(visit, words)
    return None if visit.office.understand(words).kind is not Kind.NOT_FOUND else [views.ask_code("follow.no_code")]


@own
def show(visit: Visit, petition: Petition) -> list[Message]:
    """One of her petitions, with what she can do now."""
    return [views.whole(arrive(visit, petition))]


@own
def history(visit: Visit, petition: Petition, page: str = "1") -> list[Message]:
    """All that happened to it."""
    visit.put(awaits="")
    visit.arrive("events", petition.code, page)
    return [views.history(followed(visit, petition), page)]


@own
@while_lawful("why")
def why(visit: Visit, petition: Petition, page: str = "1") -> list[Message]:
    """How its days are counted."""
    visit.put(awaits="")
    visit.arrive("why", petition.code, page)
    clocking = visit.office.cases.clocking
    days = clocking.count(petition)
    estimated = sorted({day.day.year for day in days if clocking.is_estimated(day.day)})
    return [counting.why(petition, days, estimated, page)]


def arrive(visit: Visit, petition: Petition) -> Followed:
    """Her petition's screen is shown now."""
    turn_to(visit, petition)
    return followed(visit, petition)


def turn_to(visit: Visit, petition: Petition, awaits: str = "") -> None:
    """Her petition is what the chat is about now."""
    visit.put(awaits=awaits, about="", offered=(), facet="")
    visit.arrive("petition", petition.code)


def followed(visit: Visit, petition: Petition) -> Followed:
    """A petition with the names of what it only has the codes of."""
    cases, catalogue = visit.office.cases, visit.office.catalogue
    standing = visit.standing(petition.about) if petition.about else None
    return Followed(
        petition,
        events=cases.register.trail.of(petition.id, Reader.EVERYONE, Reader.SENDER),
        commune=catalogue.communes.place(petition.place.commune, ""),
        about=standing.version.display_name if standing else "",
        files=cases.attachments.number_of(petition.id),
        parent=cases.register.petitions.by_id(petition.parent_id).code if petition.parent_id else "",
    )
