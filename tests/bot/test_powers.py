"""Who may do what, as the office decided it: every power, role and scope, and every button that officers press.

The tables are written by hand; nothing in them is read from the code they are held against.
"""

from collections.abc import Collection, Iterator
from itertools import product

import pytest
from sqlalchemy import Connection, select

from bot.clock import Clock
from bot.conversations import pressing
from bot.conversations.verbs import ACTS, SCREENS
from bot.conversations.visit import Visit
from bot.database import Database
from bot.office import Offices
from bot.petitions.life import State
from bot.petitions.petition import Petition
from bot.petitions.tables import event, petition
from bot.review.officers import Holding, Officer, OfficerRepository, Role, Scope
from bot.review.powers import Matter, Power, role_for, who_may
from bot.review.tables import officer_role, trace
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, SETTINGS
from tests.bot.petitions import a_petition, cases_for

EACH = ("clerk", "controller", "approver", "administrator")

MAY = {
    "see": ("clerk", "controller", "approver"),
    "see_contact": ("clerk", "controller", "approver"),
    "receive": ("clerk", "controller"),
    "take": ("clerk", "controller"),
    "assign": ("controller",),
    "inquire": ("clerk", "controller"),
    "draft": ("clerk", "controller"),
    "approve": ("approver",),
    "set_aside": ("clerk", "controller"),
    "merge": ("clerk", "controller"),
    "divert": ("controller", "approver"),
    "name": ("controller", "approver"),
    "redact": ("clerk", "controller"),
    "publish": ("approver",),
    "enter": ("clerk", "controller"),
    "export": ("controller", "approver"),
    "review": ("controller", "approver"),
    "report": ("clerk", "controller"),
    "propose": ("clerk", "controller"),
    "decide": ("controller", "approver"),
    "confirm": ("clerk", "controller"),
    "fill_in": ("clerk", "controller", "administrator"),
    "arrange": ("controller", "administrator"),
    "appoint": ("administrator",),
    "run": ("administrator",),
}
"""Which roles bring each power with them."""

UNITS = {
    # What the role is for, and the petition's unit: who of the roles it then reaches.
    ("14026", "14026"): EACH,
    ("14026", "14056"): (),
    ("14026", ""): ("controller",),  # no unit has it yet: the controllers find it one
    ("", "14026"): EACH,
    ("", ""): EACH,
}

FIELDS = {("road", "road"): True, ("road", "waste"): False, ("", "road"): True}
"""What the role is for, and the petition's category: whether it then reaches it."""

SECRETS = {
    # Whether the petition is confidential, and whether the role is named for such: who of the roles it then reaches.
    (False, False): EACH,
    (False, True): EACH,
    (True, False): (),
    (True, True): ("controller", "approver"),
}

ME, ANOTHER = 7, 8
CONCERNED = {
    frozenset[int](): True,
    frozenset({ANOTHER}): True,
    frozenset({ME}): False,
    frozenset({ME, ANOTHER}): False,
}
"""Of whom the petition speaks: whether I may have anything to do with it."""


def an_officer(role: str, scope: Scope, number: int = ME) -> Officer:
    return Officer(number, 100 + number, "Lan", (Holding(Role(role), scope),))


def test_every_power_and_role_is_in_the_table() -> None:
    assert set(MAY) == set(Power)
    assert set(EACH) == set(Role)


@pytest.mark.parametrize("role", EACH)
@pytest.mark.parametrize("power", MAY)
def test_a_role_brings_its_powers_and_no_other(power: str, role: str) -> None:
    for scope in (Scope(), Scope("14026", "road"), Scope(restricted=True)):
        found = role_for(an_officer(role, scope), Power(power))
        assert found == (role if role in MAY[power] else None)


@pytest.mark.parametrize("role", EACH)
@pytest.mark.parametrize("power", [power for power in MAY if power not in {"appoint", "run"}])
def test_a_power_reaches_what_the_role_is_for_and_nothing_else(power: str, role: str) -> None:
    wrong = []
    for units, fields, secrets, concerned in product(UNITS, FIELDS, SECRETS, CONCERNED):
        scope = Scope(units[0], fields[0], restricted=secrets[1])
        matter = Matter(units[1], fields[1], secrets[0], concerned)
        reached = role in UNITS[units] and FIELDS[fields] and role in SECRETS[secrets] and CONCERNED[concerned]
        wanted = role if reached and role in MAY[power] else None
        if role_for(an_officer(role, scope), Power(power), matter) != wanted:
            wrong.append((scope, matter, wanted))
    assert wrong == []


def test_of_several_roles_one_that_reaches_is_enough_and_is_the_one_acted_in() -> None:
    here, there = Matter("14026", "road"), Matter("14056", "road")
    held = (Holding(Role.CLERK, Scope("14056")), Holding(Role.CONTROLLER, Scope("14026")))
    both = Officer(ME, 107, "Lan", held)
    assert role_for(both, Power.RECEIVE, here) is Role.CONTROLLER
    assert role_for(both, Power.RECEIVE, there) is Role.CLERK
    assert role_for(both, Power.ASSIGN, there) is None


def test_those_who_may_are_told_from_those_who_may_not() -> None:
    clerk, approver = an_officer("clerk", Scope("14026"), 1), an_officer("approver", Scope(), 2)
    far, concerned = an_officer("clerk", Scope("14056"), 3), an_officer("clerk", Scope(), 4)
    matter = Matter("14026", "road", concerned=frozenset({4}))
    everybody = [clerk, approver, far, concerned]
    assert who_may(everybody, Power.SEE, matter) == [clerk, approver]
    assert who_may(everybody, Power.DRAFT, matter) == [clerk]


ANYBODYS = """
    choice several pick more papers ways history office fields field recent help about step mine petition events why
    follow mydata none commune live forget wrong consult agree disagree lodge category append keep by_post nowhere
    consent refuse shown rest unsaid submit drop unfile anonymous remark supply supplied add withdraw withdrawn settled
    reopen rate rated unreasoned export erase erased unconsent unconsented kept published meant unmeant stray
    watch unwatch watched
"""
"""Verbs of buttons that citizens press."""

OF_THE_QUEUE = "settle reported queue asked reply send missed teach means outside aside taught unteach"
"""Verbs of those who see to what citizens report and ask: clerks and controllers."""

BY_POWER = {
    "see": "board files drafted",
    "see_contact": "contact",
    "receive": "receive",
    "take": "take",
    "assign": "assign hand unit",
    "inquire": "inquire supply_for resume",
    "draft": "answer refusal passing extension picked part template document undocument discard endorse recall "
    "passing_slip relay",
    "approve": "approve send_back",
    "set_aside": "set_aside",
    "merge": "merge",
    "divert": "divert",
    "name": "concerned named confide",
    "redact": "redact redact_part redact_anew redact_up covering cover uncover",
    "publish": "publishing publish publish_back hide",
}
"""Verbs of buttons about one petition, by the power each needs."""

ON_A_PETITION = {verb: power for power, verbs in BY_POWER.items() for verb in verbs.split()}

ELSEWHERE = {
    "mailbox": "see",
    "seek": "see",
    "enter": "enter",
    "register_file": "export",
    "proposals": "see",
    "proposal": "see",
    "changes_of": "see",
    "columns_of": "propose",
    "settling": "propose",
    "settle_row": "propose",
    "restate": "propose",
    "reanswer": "propose",
    "annex": "propose",
    "propose": "propose",
    "propose_yes": "propose",
    "drop_annex": "propose",
    "withdraw_proposal": "propose",
    "decide": "decide",
    "decide_yes": "decide",
    "refuse_proposal": "decide",
    "undo_proposal": "decide",
    "refuse_yes": "decide",
    "undo_yes": "decide",
    "confirm": "confirm",
    "confirmed": "confirm",
    "unconfirm": "confirm",
    "unconfirmed": "confirm",
    "offices": "fill_in",
    "office_at": "fill_in",
    "office_mend": "fill_in",
    "office_clear": "fill_in",
    "office_keep": "fill_in",
    "office_past": "fill_in",
    "dossiers": "report",
    "dossiers_keep": "report",
    "staff": "appoint",
    "appointee": "appoint",
    "appoint": "appoint",
    "appoint_more": "appoint",
    "appoint_role": "appoint",
    "appoint_unit": "appoint",
    "appoint_field": "appoint",
    "appoint_named": "appoint",
    "appoint_yes": "appoint",
    "appoint_end": "appoint",
    "appoint_ended": "appoint",
    "appoint_from": "appoint",
    "appoint_to": "appoint",
    "appoint_hand": "appoint",
}
"""Verbs of other buttons of officers, with the power each needs."""

OF_EVERY_OFFICER = frozenset({"figures", "changes", "changed", "changes_file", "endings", "postings", "posting", "qr"})
"""Verbs that show an officer the own things alone, what decisions changed, or what hangs on the wall."""

OF_A_DRAFT = frozenset({"slip"})
"""Verbs that change what the one who writes has in hand, if it was begun as an officer."""

REFUSALS = frozenset(
    {
        "chat.officers_only",
        "desk.not_yours",
        "appoint.administrators_only",
        "mailbox.not_yours",
        "enter.not_yours",
        "register.not_yours",
        "confirming.not_yours",
        "contacting.not_yours",
        "reckoning.not_yours",
        "posting.not_yours",
        "proposal.not_yours",
    }
)


def test_every_button_is_anybodys_or_needs_a_power_that_is_named_here() -> None:
    queue = OF_THE_QUEUE.split()
    listed = [ANYBODYS.split(), queue, [*ON_A_PETITION], [*ELSEWHERE], [*OF_EVERY_OFFICER], [*OF_A_DRAFT]]
    known = {*SCREENS, *ACTS}
    assert sorted(verb for verbs in listed for verb in verbs) == sorted(known)


class UndoneError(Exception):
    """What was pressed for a test is not kept."""


class Desk:
    """An office in which anybody may press anything; nothing of it is kept."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self.database = database
        self.offices = Offices(SETTINGS, Clock(SETTINGS.today), database, catalogue)

    def appoint(self, who: int, role: str, scope: Scope) -> int:
        now = Clock().now()
        given = who, Role(role), scope.unit, "Lan", now, "test"
        return self.database.transact(
            lambda c: OfficerRepository(c).add(*given, field=scope.field, restricted=scope.restricted)
        )

    def press(self, who: int, verb: str, *about: object) -> tuple[list[str], bool]:
        """What somebody is told who presses a button, and whether anything was written anywhere in the books."""
        said: list[str] = []
        written = False

        def within(connection: Connection) -> None:
            nonlocal said, written
            before = self._books(connection)
            office = self.offices.open(connection)
            visit = Visit(office, who)
            words = [str(word) for word in about] + ["1"] * ({**SCREENS, **ACTS}[verb].least - len(about))
            said = [message.text for message in pressing.press(visit, ":".join(("v1", verb, *words)))]
            written = self._books(connection) != before or office.outbox.has_new
            raise UndoneError

        with pytest.raises(UndoneError):
            self.database.transact(within)
        return said, written

    @staticmethod
    def _books(connection: Connection) -> list[list[object]]:
        return [list(connection.execute(select(table)).all()) for table in (petition, event, trace, officer_role)]


@pytest.fixture
def desk(database: Database, catalogue: Catalogue) -> Desk:
    return Desk(database, catalogue)


PEOPLE = {"clerk": 31, "controller": 32, "approver": 33, "administrator": 34}

ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def is_refused(said: Collection[str]) -> bool:
    return len(said) == 1 and set(said) <= {plain(say(key)) for key in REFUSALS}


def everybodys_turn(desk: Desk, verb: str, allowed: Collection[str], *about: object) -> Iterator[str]:
    """Who is refused though they may, or is not though they may not."""
    for role, who in PEOPLE.items():
        said, written = desk.press(who, verb, *about)
        if is_refused(said) != (role not in allowed) or (written and role not in allowed):
            yield f"{role} pressing {verb}: {said}"
    said, written = desk.press(CITIZEN, verb, *about)
    if not is_refused(said) or written:
        yield f"a citizen pressing {verb}: {said}"


@pytest.mark.bulk
@ON_SQLITE
def test_a_button_about_a_petition_does_nothing_for_who_has_not_its_power(desk: Desk) -> None:
    for role, who in PEOPLE.items():
        desk.appoint(who, role, Scope())
    for state in (State.IN_PROGRESS, State.AWAITING_APPROVAL):
        about = a_petition(desk.database, state, chat_id=6)
        wrong = [
            line
            for verb, power in ON_A_PETITION.items()
            for line in everybodys_turn(desk, verb, MAY[power], about.code)
        ]
        assert wrong == [], state


@ON_SQLITE
def test_a_button_of_officers_does_nothing_for_who_has_not_its_power(desk: Desk) -> None:
    for role, who in PEOPLE.items():
        desk.appoint(who, role, Scope())
    wrong = [line for verb, power in ELSEWHERE.items() for line in everybodys_turn(desk, verb, MAY[power])]
    wrong += [line for verb in OF_THE_QUEUE.split() for line in everybodys_turn(desk, verb, ("clerk", "controller"))]
    wrong += [line for verb in OF_EVERY_OFFICER for line in everybodys_turn(desk, verb, EACH)]
    assert wrong == []


@pytest.mark.bulk
@ON_SQLITE
def test_no_button_reaches_a_petition_beyond_the_scope_or_shows_that_there_is_one(desk: Desk) -> None:
    """Another unit, another category, confidential without being named, and one that speaks of the officer."""
    outside = {
        "another unit": (Scope("14026"), "road"),
        "another category": (Scope(field="waste"), "road"),
        "not named": (Scope(), "conduct"),
        "another unit, named": (Scope("14026", restricted=True), "conduct"),
        "concerned": (Scope(restricted=True), "conduct"),
    }
    refusal = [plain(say("desk.not_yours"))]
    wrong = []
    for number, (case, (scope, category)) in enumerate(outside.items(), 1):
        people = {role: number * 100 + who for role, who in PEOPLE.items()}
        ids = {role: desk.appoint(who, role, scope) for role, who in people.items()}
        about = a_petition(desk.database, State.IN_PROGRESS, chat_id=6, category=category)
        if case == "concerned":
            name_all(desk.database, about, ids.values())
        codes = about.code, "PA-2611-000000"
        pressed = [(verb, who, codes[0]) for verb, who in product(ON_A_PETITION, people.values())]
        pressed += [(verb, people["controller"], codes[1]) for verb in ON_A_PETITION]
        wrong += [(case, *one) for one in pressed if desk.press(one[1], one[0], one[2]) != (refusal, False)]
    assert wrong == []


def name_all(database: Database, about: Petition, officers: Collection[int]) -> None:
    """A petition speaks of all of them."""

    def name(connection: Connection) -> None:
        for officer_id in officers:
            cases_for(connection).concerned.name(about.id, officer_id, Clock().now())

    database.transact(name)


@pytest.mark.bulk
@ON_SQLITE
def test_who_was_an_officer_once_is_a_citizen_to_every_button(desk: Desk) -> None:
    about = a_petition(desk.database, State.IN_PROGRESS, chat_id=6)
    for role, who in PEOPLE.items():
        desk.appoint(who, role, Scope(restricted=role in {"controller", "approver"}))
        desk.appoint(99, "administrator", Scope())
        desk.database.transact(lambda c, w=who: OfficerRepository(c).end(w, None, Clock().now(), "test"))  # type: ignore[misc]
    pressed = [(verb, about.code) for verb in ON_A_PETITION]
    pressed += [(verb, "1") for verb in (*ELSEWHERE, *OF_THE_QUEUE.split(), *OF_EVERY_OFFICER)]
    wrong = [
        (verb, who)
        for (verb, word), who in product(pressed, PEOPLE.values())
        if not is_refused(desk.press(who, verb, word)[0])
    ]
    assert wrong == []
