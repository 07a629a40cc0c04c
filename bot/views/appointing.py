"""Officers and their roles as administrators see them, and as each sees the own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from bot.petitions.categories import categories
from bot.review.officers import Officer, Post, Role, Scope
from bot.texts import say, words
from bot.views import pages
from bot.views.message import Button, Message, pairs, plain, pressed

ON_A_PAGE = 8
LINE = 200
"""Characters of one officer in the list."""

ALL = "all"
"""What stands on a button for every commune, or every category."""

Units = Mapping[str, str]
"""The names of the communes of today, by their codes."""


class Step(StrEnum):
    """What is asked before a role is given."""

    ACCOUNT = "account"
    NAME = "name"
    ROLE = "role"
    UNIT = "unit"
    FIELD = "field"
    NAMED = "named"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody in the list: an officer, or who was one and still answers for open petitions."""

    id: int
    name: str
    posts: tuple[Post, ...]
    work: int  # how many open petitions they answer for


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role that is about to be given."""

    account: int
    name: str
    role: Role
    scope: Scope
    reason: str


def stranger(account: int) -> Message:
    """Who is no officer: the number an administrator would need."""
    return Message((say("appoint.stranger", number=account),))


def own(posts: Sequence[Post], units: Units) -> Message:
    """An officer's own roles."""
    return Message((say("appoint.own"), Markup("\n").join(_line(post, units) for post in posts[:ON_A_PAGE])))


def _line(post: Post, units: Units) -> Markup:
    return say("appoint.one_own", post=held(post.role, post.scope, units))


def held(role: Role, scope: Scope, units: Units) -> Markup:
    """A role with what it is for: "Cán bộ một cửa (xã Cổ Lễ, mọi loại việc)"."""
    named = say(f"role.{role}")
    if role is Role.ADMINISTRATOR:
        return named
    restricted = [say("appoint.restricted")] if scope.restricted else []
    parts = Markup(", ").join([_unit(scope.unit, units), _field(scope.field), *restricted])
    return say("appoint.held", role=named, scope=parts)


def _unit(code: str, units: Units) -> Markup:
    return Markup.escape(units.get(code, code)) if code else say("appoint.every_unit")


def _field(key: str) -> Markup:
    return say(f"category.{key}") if key in categories() else say("appoint.every_field")


def everybody(of: Sequence[Staff], units: Units, page: str) -> Message:
    """One page of the officers."""
    count = max(1, -(-len(of) // ON_A_PAGE))
    number = pages.within(page, count)
    shown = list(enumerate(of[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], 1))
    lines = [_one(place, one, units) for place, one in shown]
    buttons = [Button(str(place), pressed("appointee", one.id)) for place, one in shown]
    numbers = tuple(tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))
    turning = pages.turning(number, count, "staff")
    add = (Button(say("button.appoint"), pressed("appoint")),)
    heading = say("appoint.heading", number=len(of), page=number, pages=count)
    return Message((heading, Markup("\n").join(lines)), (*numbers, *([turning] if turning else []), add))


def _one(place: int, of: Staff, units: Units) -> Markup:
    roles = Markup("; ").join(held(post.role, post.scope, units) for post in of.posts) or say("appoint.no_role")
    line = words.shortened(roles, LINE)
    if of.work:
        return say("appoint.one_working", number=place, name=of.name, roles=line, work=of.work)
    return say("appoint.one", number=place, name=of.name, roles=line)


def appointee(of: Staff, units: Units, page: str) -> Message:
    """One officer with the roles held, each to be ended."""
    count = max(1, -(-len(of.posts) // ON_A_PAGE))
    number = pages.within(page, count)
    shown = list(enumerate(of.posts[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], 1))
    lines = [_numbered(place, post, units) for place, post in shown] or [say("appoint.no_role")]
    ends = [Button(say("appoint.end", number=place), pressed("appoint_end", post.id)) for place, post in shown]
    turning = pages.turning(number, count, "appointee", of.id)
    heading = say("appoint.appointee", name=of.name)
    if of.work:
        heading = say("appoint.appointee_working", name=of.name, work=of.work)
    rows = (*pairs(ends), *([turning] if turning else []), *_ways_on(of), (_back(),))
    return Message((heading, Markup("\n").join(lines)), rows)


def _numbered(place: int, post: Post, units: Units) -> Markup:
    given = say("appoint.given_on", day=words.day(post.given_at.date()), by=post.given_by)
    return say("appoint.one_post", number=place, post=held(post.role, post.scope, units), given=given)


def _ways_on(of: Staff) -> list[tuple[Button, ...]]:
    more = Button(say("button.appoint_more"), pressed("appoint_more", of.id))
    over = Button(say("button.hand_over"), pressed("appoint_from", of.id, 1))
    return [(more,), *([(over,)] if of.work else [])]


def ask_end(post: Post, units: Units, work: int, reason: str) -> Message:
    """Whether a role shall really end; what stays open is said."""
    stays = [say("appoint.work_stays", name=post.name, number=work)] if work else []
    asked = say("appoint.ask_end", name=post.name, post=held(post.role, post.scope, units))
    buttons = (Button(say("button.appoint_ended"), pressed("appoint_ended", post.id)),)
    back = (Button(say("button.keep"), pressed("appointee", post.officer_id, 1)),)
    return Message((asked, *stays, _reason(reason)), (buttons, back))


def _reason(reason: str) -> Markup:
    return say("appoint.reason", reason=reason) if reason else say("appoint.reason_typed")


def ask(step: Step, units: Units, name: str) -> Message:
    """What is asked at a step."""
    rows, more = _offered(step, units)
    return Message((say(f"appoint.ask_{step}", name=name), *more), (*rows, (_back(),)))


def _offered(step: Step, units: Units) -> tuple[tuple[tuple[Button, ...], ...], list[Markup]]:
    """The buttons of a step, and the lines their numbers stand for."""
    if step is Step.ROLE:
        return tuple((Button(say(f"role.{role}"), pressed("appoint_role", role)),) for role in Role), []
    if step is Step.UNIT:
        communes = [Button(name, pressed("appoint_unit", code)) for code, name in units.items()]
        return ((Button(say("button.every_unit"), pressed("appoint_unit", ALL)),), *pairs(communes)), []
    if step is Step.FIELD:
        return _fields()
    if step is Step.NAMED:
        named = Button(say("button.named"), pressed("appoint_named", 1))
        return ((named, Button(say("button.not_named"), pressed("appoint_named", 0))),), []
    return (), []


def names(step: Step, units: Units) -> dict[str, str]:
    """What can be chosen at a step, by what its button carries; nothing where something is typed."""
    if step is Step.ROLE:
        return {role.value: plain(say(f"role.{role}")) for role in Role}
    if step is Step.UNIT:
        return {ALL: plain(say("button.every_unit")), **units}
    if step is Step.FIELD:
        kinds = {key: plain(say(f"category.{key}")) for key in categories()}
        return {ALL: plain(say("button.every_field")), **kinds}
    if step is Step.NAMED:
        return {"1": plain(say("button.named")), "0": plain(say("button.not_named"))}
    return {}


def _fields() -> tuple[tuple[tuple[Button, ...], ...], list[Markup]]:
    listed = list(enumerate(categories(), 1))
    lines = [say("lodge.category_line", number=n, name=say(f"category.{key}")) for n, key in listed]
    numbers = tuple(Button(str(n), pressed("appoint_field", key)) for n, key in listed)
    every = Button(say("button.every_field"), pressed("appoint_field", ALL))
    return ((every,), numbers[:5], numbers[5:]), [Markup("\n").join(lines)]


def preview(of: Wanted, units: Units, token: str) -> Message:
    """A role before it is given."""
    lines = say("appoint.preview", name=of.name, number=of.account, post=held(of.role, of.scope, units))
    give = Button(say("button.appoint_yes"), pressed("appoint_yes", token))
    return Message((lines, _reason(of.reason)), ((give,), (_back(),)))


def given(role: Role, scope: Scope, units: Units) -> Message:
    """What somebody hears who gets a role."""
    return Message((say("appoint.given", post=held(role, scope, units)),), menu=True)


def taken(post: Post, units: Units) -> Message:
    """What somebody hears who loses a role."""
    return Message((say("appoint.taken", post=held(post.role, post.scope, units)),), menu=True)


def handed_to(number: int, giver: str) -> Message:
    """What somebody hears who answers for another's work now."""
    return Message((say("appoint.handed_to_you", number=number, name=giver),))


def handed_from(number: int, taker: str) -> Message:
    """What somebody hears whose work another answers for now."""
    return Message((say("appoint.handed_from_you", number=number, name=taker),))


def takers(giver: Staff, of: Sequence[Officer], page: str) -> Message:
    """Who may take somebody's open work over."""
    count = max(1, -(-len(of) // ON_A_PAGE))
    number = pages.within(page, count)
    shown = list(enumerate(of[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], 1))
    lines = [say("appoint.taker", number=place, name=one.name) for place, one in shown] or [say("appoint.no_taker")]
    buttons = [Button(str(place), pressed("appoint_to", giver.id, one.id)) for place, one in shown]
    numbers = tuple(tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))
    turning = pages.turning(number, count, "appoint_from", giver.id)
    heading = say("appoint.to_whom", name=giver.name, number=giver.work)
    rows = (*numbers, *([turning] if turning else []), (_back(),))
    return Message((heading, Markup("\n").join(lines)), rows)


def ask_hand_over(giver: Staff, taker: Officer, reason: str) -> Message:
    """Somebody's open work before it goes over: how much it is, and nothing of what is in it."""
    asked = say("appoint.ask_hand_over", number=giver.work, giver=giver.name, taker=taker.name)
    hand = Button(say("button.hand_over_yes"), pressed("appoint_hand", giver.id, taker.id))
    return Message((asked, _reason(reason)), ((hand,), (_back(),)))


def not_for_them(taker: Officer, number: int) -> Message:
    """Why the work cannot go to somebody: how much of it, and not which."""
    return Message((say("appoint.not_for_them", name=taker.name, number=number),))


def _back() -> Button:
    return Button(say("button.staff"), pressed("staff", 1))
