"""What became of a quarter's dossiers, as an officer types it: which quarter, which place, the numbers, the preview."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.clock import VIET_NAM
from bot.reports.quarter.dossier_repository import Entered
from bot.reports.quarter.dossiers import ALWAYS, DossierFault, DossierResults
from bot.reports.quarter.periods import Quarter
from bot.reports.quarter.wording import number
from bot.texts import say, words
from bot.views.message import Button, Message, pairs, plain, pressed
from knowledge.procedures import Level
from knowledge.units import Unit


def which_quarter(of: Sequence[Quarter]) -> Message:
    """Which quarter; the nearest by one tap."""
    buttons = [Button(_quarter(one), pressed("dossiers", one.key)) for one in of]
    return Message((say("reckoning.which_quarter"),), pairs(buttons))


def which_place(quarter: Quarter, of: Mapping[str, str]) -> Message:
    """Which commune, or a level as a whole; those of the officer alone."""
    buttons = [Button(Markup.escape(name), pressed("dossiers", quarter.key, place)) for place, name in of.items()]
    return Message((say("reckoning.which_place", quarter=_quarter(quarter)),), pairs(buttons))


def ask(quarter: Quarter, place: str, standing: Entered | None) -> Message:
    """What stands there, and how the numbers are typed."""
    title = say("reckoning.title", quarter=_quarter(quarter), place=place)
    return Message((title, _stands(standing), say("reckoning.how")))


def _stands(of: Entered | None) -> Markup:
    if of is None:
        return say("reckoning.nothing")
    numbers = _numbers(of.results)
    if not of.by.name:
        return say("reckoning.shipped", numbers=numbers)
    day = words.day(of.by.at.astimezone(VIET_NAM).date())
    return say("reckoning.stands", numbers=numbers, name=of.by.name, day=day)


def faults(of: Sequence[DossierFault]) -> Message:
    """What does not add up, and that it is to be typed again."""
    told = [say(f"dossier.fault_{fault.trouble}", value=fault.value, expected=fault.expected) for fault in of]
    wrong = [say("reckoning.wrong", what=one) for one in told]
    return Message((*wrong, say("reckoning.again")))


def preview(of: DossierResults, place: str, token: str) -> Message:
    """What will stand there, and whether it is to."""
    title = say("reckoning.title", quarter=_quarter(of.quarter), place=place)
    keep = Button(say("reckoning.keep"), pressed("dossiers_keep", token))
    return Message((title, _numbers(of), say("reckoning.check")), ((keep,),))


def kept(of: DossierResults, place: str) -> Message:
    """That it stands there now, and where to go on."""
    title = say("reckoning.title", quarter=_quarter(of.quarter), place=place)
    other = Button(say("reckoning.other"), pressed("dossiers", of.quarter.key))
    return Message((say("reckoning.kept"), title, _numbers(of)), ((other,),))


def place_name(place: str, unit: Unit | None) -> str:
    """A commune by its name, or a level as a whole."""
    if unit:
        return plain(say("commune.name", kind=unit.kind, name=unit.name))
    if place == Level.DISTRICT:
        return plain(say("reckoning.whole_district"))
    return plain(say("reckoning.whole_commune")) if place == Level.COMMUNE else place


def _quarter(of: Quarter) -> Markup:
    return say("reckoning.quarter", roman=of.roman, year=of.year)


def _numbers(of: DossierResults) -> Markup:
    """The numbers, each on its line."""
    said = [
        say("reckoning.number", what=say(f"dossier.head_{name}"), number=number(getattr(of, name))) for name in ALWAYS
    ]
    late = say("reckoning.late_unknown") if of.late is None else number(of.late)
    return Markup("\n").join([*said, say("reckoning.number", what=say("dossier.head_late"), number=late)])
