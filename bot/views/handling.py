"""What officers are asked while they handle a petition: whom to give it to, what to write, whether they are sure."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.petitions.identity import Identity
from bot.petitions.petition import Petition
from bot.review.officers import Officer
from bot.texts import say, words
from bot.views import pages
from bot.views.board import state_of
from bot.views.facts import commune
from bot.views.lodging import identity_line
from bot.views.message import Button, Message, pairs, pressed
from knowledge.communes import Place
from knowledge.units import Unit

ON_A_PAGE = 8
NAME = 60
WORDS, PARENT = 120, 900
"""Characters of the words of a petition in a list, and of the one that another is to be joined to."""

SURE, SEND = "yes", "send"
"""What a button carries that says so."""

REASONS = ("call", "visit", "post", "check")
"""Why an officer looks at who sent a petition, in most cases."""


def back_to(code: str) -> tuple[Button, ...]:
    """The way back to a petition's board."""
    return (Button(say("button.back_to_petition"), pressed("board", code)),)


def asked(text: Markup, code: str) -> Message:
    """Words are asked for; they are the next that are typed."""
    return Message((text,), (back_to(code),))


def sure(text: Markup, code: str, verb: str, *about: object) -> Message:
    """Asked once more, since it cannot be undone."""
    yes = Button(say("button.sure"), pressed(verb, code, *about, SURE))
    return Message((text,), ((yes,), back_to(code)))


def preview(code: str, verb: str, note: str, reason: str = "") -> Message:
    """What the citizen will read, before it is sent; `reason` is for the staff alone."""
    for_staff = [say("desk.reason_for_staff", reason=reason)] if reason else []
    told = (*for_staff, say("desk.preview", code=code), Markup.escape(note))
    return Message(told, _send_or_rewrite(say("button.send"), verb, code))


def _send_or_rewrite(send: Markup, verb: str, code: str) -> tuple[tuple[Button, ...], ...]:
    buttons = (Button(send, pressed(verb, code, SEND)), Button(say("button.rewrite"), pressed(verb, code)))
    return (buttons, back_to(code))


def to_keep(code: str, verb: str, note: str) -> Message:
    """What a citizen said, before it is kept as her words."""
    told = (say("desk.supply_preview", code=code), Markup.escape(note))
    return Message(told, _send_or_rewrite(say("button.write_down"), verb, code))


def officers(
    of: Petition, who: Sequence[Officer], open_numbers: Mapping[int, int], page: str, opening: Markup | None = None
) -> Message:
    """Whom a petition can be given to, with how much each answers for now."""
    lines = [
        say("desk.officer", name=words.shortened(one.name, NAME), number=open_numbers.get(one.id, 0)) for one in who
    ]
    picks = [pressed("hand", of.code, one.id, of.officer_id or 0) for one in who]
    told = opening or say("desk.whom" if who else "desk.nobody", code=of.code)
    return _listed(told, of.code, "assign", page, list(zip(lines, picks, strict=True)))


def spoken_of(of: Petition, who: Sequence[Officer], page: str, opening: Markup | None = None) -> Message:
    """Of whose conduct a petition may speak."""
    lines = [say("desk.name", name=words.shortened(one.name, NAME)) for one in who]
    picks = [pressed("named", of.code, one.id) for one in who]
    told = opening or say("desk.of_whom", code=of.code)
    return _listed(told, of.code, "concerned", page, list(zip(lines, picks, strict=True)))


def units(of: Petition, communes: Sequence[Unit]) -> Message:
    """The communes that may handle it."""
    others = [one for one in communes if one.code != of.unit]
    lines = [commune(Place(one, None)) for one in others]
    picks = [pressed("unit", of.code, one.code) for one in others]
    return _listed(say("desk.which_unit", code=of.code), of.code, "unit", "1", list(zip(lines, picks, strict=True)))


def _listed(told: Markup, code: str, verb: str, page: str, of: Sequence[tuple[Markup, str]]) -> Message:
    """Numbered lines, each with what its number carries, a page of them."""
    count = max(1, -(-len(of) // ON_A_PAGE))
    number = pages.within(page, count)
    shown = list(enumerate(of[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], 1))
    lines = [say("desk.line", number=place, what=line) for place, (line, _) in shown]
    numbers = [Button(str(place), data) for place, (_, data) in shown]
    rows = (tuple(numbers[:4]), tuple(numbers[4:]), pages.turning(number, count, verb, code), back_to(code))
    return Message(tuple(filter(None, (told, Markup("\n").join(lines)))), tuple(filter(None, rows)))


def which_parent(of: Petition, candidates: Sequence[Petition]) -> Message:
    """The petition that this one repeats is asked for; some are offered that say nearly the same."""
    offered = list(enumerate(candidates, 1))
    lines = [
        say("desk.candidate", number=n, code=one.code, words=words.shortened(one.words, WORDS)) for n, one in offered
    ]
    numbers = tuple(Button(str(n), pressed("merge", of.code, one.code)) for n, one in offered)
    told = (
        say("desk.which_parent", code=of.code),
        *([say("desk.candidates"), Markup("\n").join(lines)] if lines else []),
    )
    return Message(told, tuple(filter(None, (numbers, back_to(of.code)))))


def parent(of: Petition, repeated: Petition) -> Message:
    """The petition that this one is to follow, before it does."""
    told = (
        say("desk.parent", code=repeated.code, state=state_of(repeated)),
        Markup.escape(words.shortened(repeated.words, PARENT)) if repeated.words else say("follow.words_gone"),
        say("desk.merge_sure", code=of.code, parent=repeated.code),
    )
    yes = Button(say("button.sure"), pressed("merge", of.code, repeated.code, SURE))
    return Message(told, ((yes,), back_to(of.code)))


def why_contact(of: Petition) -> Message:
    """Why an officer looks at who sent it: she can read the reason."""
    reasons = [Button(say(f"look.{reason}"), pressed("contact", of.code, reason)) for reason in REASONS]
    return Message((say("desk.why_contact", code=of.code),), (*pairs(reasons), back_to(of.code)))


def contact(of: Petition, identity: Identity) -> Message:
    """Who sent a petition."""
    told = say("desk.contact", code=of.code, given=identity_line(identity) or say("desk.contact_gone"))
    kept = [say("desk.not_shown")] if not of.shown else []
    return Message((told, *kept), (back_to(of.code),))
