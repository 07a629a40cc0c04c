"""Where a citizen lives: asked once, remembered, changed, forgotten; and whom to meet there.

unknown ──/xa, button or its name typed──▶ which? ──number──▶ remembered ──▶ the screen she came from
                                             └──elsewhere──▶ forgotten
"""

from collections.abc import Sequence

from bot.conversations.visit import Visit
from bot.texts import say
from bot.views import places
from bot.views.message import Message
from knowledge.communes import Naming, Place
from knowledge.procedures import Reception

KINDS = (Reception.ONE_STOP, Reception.POLICE, Reception.MILITARY)
"""Receptions that every commune has."""

COMMITTEE = "committee"


def commune(visit: Visit, *after: str) -> list[Message]:
    """Ask which commune; `after` names the screen to return to."""
    return [_which(visit, [Place(unit, None) for unit in visit.office.catalogue.communes.of_today()], after)]


def _which(visit: Visit, offered: Sequence[Place], after: Sequence[str], key: str = "commune.which") -> Message:
    visit.put(awaits=":".join(("commune", *after)))
    return places.which(visit.office.catalogue.communes, offered, say(key), after)


def change(visit: Visit, words: str = "") -> list[Message]:
    """/xa: what is remembered, or the question; with a name after the command, that commune."""
    naming = visit.office.catalogue.communes.read(words) if words.strip() else None
    if naming:
        return named(visit, naming, ())
    if visit.place and not words.strip():
        return [places.lives_here(visit.place)]
    if words.strip():
        known = [Place(unit, None) for unit in visit.office.catalogue.communes.of_today()]
        return [_which(visit, known, (), "commune.not_known")]
    return commune(visit)


def named(visit: Visit, naming: Naming, after: Sequence[str]) -> list[Message]:
    """A place was typed: one is taken, several are asked back; `after` names the screen to return to."""
    if len(naming.places) == 1 and not naming.district:
        return _settle(visit, naming.places[0])
    if not naming.district:
        return [_which(visit, naming.places, after, "commune.several")]
    known = [Place(unit, None) for unit in visit.office.catalogue.communes.of_today()]
    return [_which(visit, known, after, "commune.district")]


def live(visit: Visit, code: str, former: str = "", *_: str) -> list[Message]:
    """A commune was chosen by its button; a dash is somewhere else."""
    return _settle(visit, visit.office.catalogue.communes.place(code, former))


def _settle(visit: Visit, place: Place | None) -> list[Message]:
    visit.lives_in(place)
    visit.put(awaits="")
    return [places.remembered(place)]


def forget(visit: Visit) -> list[Message]:
    """Her commune is no longer remembered."""
    return _settle(visit, None)


def office(visit: Visit, code: str = "") -> list[Message]:
    """Whom to meet: the offices of her commune, for a procedure the one that takes its file."""
    if visit.place is None:
        known = [Place(unit, None) for unit in visit.office.catalogue.communes.of_today()]
        after = ("office", code) if code else ("office",)
        return [_which(visit, known, after, "contact.which_commune")]
    visit.arrive("office", code)
    standing = visit.standing(code) if code else None
    wanted = standing.version.reception if standing else Reception.ONE_STOP
    kinds = (wanted if wanted in KINDS else Reception.ONE_STOP, COMMITTEE)
    unit = visit.place.commune.code
    found = filter(None, (visit.office.catalogue.contact(unit, kind, visit.office.day) for kind in kinds))
    return [places.contact(visit.place, list(found), code)]
