"""The communes of today with the units they took over, and which of them a message names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.placenames import Mention, PlaceNames
from knowledge.placewords import Age, Said
from knowledge.text.normalise import bare, marked
from knowledge.units import COMMUNE_KINDS, Unit

DISTRICT, PROVINCE = "huyện", "tỉnh"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives: a commune of today, and the unit before the reform where she named it."""

    commune: Unit
    former: Unit | None


@dataclass(frozen=True, slots=True)
class Naming:
    """What place a message names: one is clear, several are to be asked back.

    `district`: the old district was named, or may have been. `whole`: the message says nothing else. `rest`: the
    message without the place, in lower case and without punctuation, for the search.
    """

    places: tuple[Place, ...]
    district: bool
    whole: bool
    rest: str


class Communes:
    """The communes of today; complete when made."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """Take all units, of today and of before."""
        communes = [unit for unit in units if unit.kind in COMMUNE_KINDS]
        self._today = {unit.code: unit for unit in sorted(communes, key=_by_name) if unit.lasts}
        self._former = {
            code: tuple(unit for unit in sorted(communes, key=_by_name) if not unit.lasts and unit.successor == code)
            for code in self._today
        }
        self._named = self._by_marked_name()
        self._districts = frozenset(marked(unit.name) for unit in units if unit.kind == DISTRICT)
        self._of_before = frozenset(marked(u.name) for u in units if u.kind == PROVINCE and not u.lasts)
        provinces = {unit.name for unit in units if unit.kind == PROVINCE}
        self._names = PlaceNames((*self._named, *self._districts), self._districts, provinces, self._of_before)

    def of_today(self) -> tuple[Unit, ...]:
        """The communes of today, by name."""
        return tuple(self._today.values())

    def former_of(self, commune: Unit) -> tuple[Unit, ...]:
        """The units a commune of today took over whole, by name."""
        return self._former.get(commune.code, ())

    def place(self, commune_code: str, former_code: str) -> Place | None:
        """The place of these codes; an empty `former_code` names no unit of before. None when they are no place."""
        commune = self._today.get(commune_code)
        if commune is None:
            return None
        known = [unit for unit in (None, *self.former_of(commune)) if former_code == (unit.code if unit else "")]
        return Place(commune, known[0]) if known else None

    def read(self, words: str) -> Naming | None:
        """Which place a message names, however it is typed; None when it names none of ours."""
        reading = self._names.read(words)
        if reading is None:
            return None
        clear = [places for m in reading.mentions if (places := self._places(m)) and not self._may_be_district(m)]
        unclear = [self._places(mention) for mention in reading.mentions]
        places = _together(clear or unclear) or tuple(Place(commune, None) for commune in self.of_today())
        return Naming(places, not clear, reading.whole, reading.rest)

    def _by_marked_name(self) -> dict[str, tuple[Place, ...]]:
        """The places of each name: a commune of today first, then the units of before."""
        named: dict[str, list[Place]] = {}
        for commune in self.of_today():
            named.setdefault(marked(commune.name), []).append(Place(commune, None))
        for commune in self.of_today():
            for former in self.former_of(commune):
                named.setdefault(marked(former.name), []).append(Place(commune, former))
        return {name: tuple(places) for name, places in named.items()}

    def _places(self, mention: Mention) -> tuple[Place, ...]:
        """The places a mention may mean; none when it means the district alone."""
        of_names = [self._of_name(name, mention) for name in mention.names]
        return tuple(place for places in of_names for place in places)

    def _of_name(self, name: str, mention: Mention) -> tuple[Place, ...]:
        """The places of one name; where it was kept by the commune of today, the old one counts only if it was said."""
        if name in self._districts and self._is_district(mention):
            return ()
        places = self._named.get(name, ())
        today = {place.commune.code for place in places if place.former is None}
        kept = [place for place in places if place.former and place.commune.code in today]
        if mention.said is Said.TOWN or mention.age is Age.OLD:
            instead = {place.commune.code for place in kept}
            return tuple(p for p in places if p.former or p.commune.code not in instead)
        return tuple(place for place in places if place not in kept)

    def _is_district(self, mention: Mention) -> bool:
        """Whether the district's name means nothing else here: the commune of its name is of today."""
        if mention.said is Said.PLAIN:
            return mention.age is Age.OLD or mention.province in self._of_before
        return mention.said is Said.DISTRICT

    def _may_be_district(self, mention: Mention) -> bool:
        """Whether a mention is the district's bare name, with nothing that says it is the commune of today."""
        settled = mention.age is Age.NEW or mention.province or mention.said is not Said.PLAIN
        return not self._districts.isdisjoint(mention.names) and not settled


def _by_name(unit: Unit) -> tuple[str, str]:
    return bare(unit.name), unit.name


def _order(place: Place) -> tuple[str, str]:
    return bare(place.commune.name), bare(place.former.name) if place.former else ""


def _together(mentioned: Iterable[tuple[Place, ...]]) -> tuple[Place, ...]:
    """What several mentions mean together: the communes all of them may mean, else every one."""
    given = [places for places in mentioned if places]
    if len(given) > 1:
        shared = set.intersection(*({place.commune.code for place in places} for places in given))
        if shared:
            given = [_of_commune(code, given) for code in shared]
    return tuple(sorted(dict.fromkeys(place for places in given for place in places), key=_order))


def _of_commune(code: str, given: Iterable[tuple[Place, ...]]) -> tuple[Place, ...]:
    """A commune that several mentions share, with the unit of before when they name just one."""
    places = [place for of_mention in given for place in of_mention if place.commune.code == code]
    former = {place.former for place in places if place.former}
    return (Place(places[0].commune, former.pop() if len(former) == 1 else None),)
