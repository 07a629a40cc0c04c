"""A procedure as it is shown to one person: its standing on a day, her commune, its former codes and its namesakes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.texts import say
from knowledge.catalogue import Catalogue
from knowledge.communes import Place
from knowledge.procedures import Version
from knowledge.timeline import HOLDING, Standing, Status

NAMED = 2
"""How many former codes are named beside a fact."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a screen about one procedure speaks of."""

    standing: Standing
    day: date
    place: Place | None = None  # where she lives, as far as she told
    former: tuple[Version, ...] = ()  # what it stood under before it was coded anew, the newest first
    namesakes: tuple[Standing, ...] = ()  # other procedures of the very same name
    successors: tuple[Standing, ...] = ()  # what stands at the end of everything that replaced it, the nearest first

    @classmethod
    def of(cls, catalogue: Catalogue, standing: Standing, day: date, place: Place | None = None) -> "Card":
        """A procedure with all that the catalogue knows around it."""
        code = standing.version.code
        former, namesakes = catalogue.former(code), catalogue.namesakes(code, day)
        return cls(standing, day, place, tuple(former), tuple(namesakes), tuple(catalogue.successors(code, day)))

    @property
    def version(self) -> Version:
        """The version to speak of."""
        return self.standing.version

    @property
    def usable(self) -> tuple[Standing, ...]:
        """What can be used instead of it now, or will be."""
        return tuple(heir for heir in self.successors if heir.status in {*HOLDING, Status.NOT_YET})

    def stated(self, fact: Callable[[Version], Markup]) -> Markup:
        """A fact; where a newly coded procedure states none, that of the codes it replaces, and said to be so."""
        if told := fact(self.version):
            return told
        by_fact: dict[Markup, list[str]] = {}
        for old in self.spoken_for(lambda version: bool(fact(version))):
            by_fact.setdefault(fact(old), []).append(old.code)
        parts = [_of_former(value, codes) for value, codes in by_fact.items()]
        return Markup("; ").join(parts) or say("line.not_stated")

    def spoken_for(self, states: Callable[[Version], bool]) -> tuple[Version, ...]:
        """Who states something: the version itself, else the codes it came from directly, else the nearest before."""
        if states(self.version):
            return (self.version,)
        direct = tuple(old for old in self.former if self.version.code in old.replaced_by and states(old))
        return direct or tuple(old for old in self.former if states(old))[:1]


def _of_former(value: Markup, codes: list[str]) -> Markup:
    """A fact with the codes that state it; more than two are listed behind `Chi tiết` alone."""
    if len(codes) > NAMED:
        return say("line.of_formers", value=value)
    return say("line.of_former", value=value, code=", ".join(codes))
