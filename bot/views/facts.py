"""The facts of a version in the words of a citizen; a fact that nobody states is empty, and the screens say so."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from markupsafe import Markup

from bot.texts import say, words
from knowledge.communes import Place
from knowledge.procedures import NOT_HERE, Level, Reception, Version, Way
from knowledge.text.normalise import marked
from knowledge.timeline import TWO_TIERS, ways_on

SHOWN_WAYS = 3
FREE = "miễn"
CLAUSE_ENDS = (". ", "; ", " (")
SHORT_CLAUSE = 25
"""Characters below which a clause says too little to stand for its note."""
SHOWN_NOTE = 110
"""Characters of a published note on one screen; the whole stands behind `Chi tiết`."""

OF_THE_COMMUNE = frozenset({Reception.ONE_STOP, Reception.POLICE, Reception.MILITARY})
"""Kinds of reception with a place in each commune, and another one where only a higher level handles the procedure."""

TIERS = {
    Reception.ONE_STOP: (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE),
    Reception.DEPARTMENT: (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE),
}
"""At which level a file was handed in before 2025-07-01, the first that carries the procedure out."""


def levels(version: Version) -> Markup:
    """Cấp thực hiện, from the highest down; sources call customs or border posts "cấp xã", and that is said."""
    told = Markup(", ").join(say(f"level.{level}") for level in Level if level in version.levels)
    if version.reception in NOT_HERE and Level.COMMUNE in version.levels:
        return say("level.not_here", levels=told)
    return told


def body(version: Version) -> Markup:
    """Which body that no commune here has handles a procedure, in a word."""
    return say(f"body.{version.reception}")


def reception(version: Version, day: date, place: Place | None = None) -> Markup:
    """Nơi nộp hồ sơ on a day, for her commune where she told it: before 2025-07-01 the district and its communes."""
    if day < TWO_TIERS and version.reception not in NOT_HERE:
        return _reception_before(version, place)
    if version.levels == {Level.DISTRICT}:
        return say("reception.district_gone")
    if version.reception is Reception.OTHER:
        body = version.performing or version.authority
        return say("reception.other_named", body=body) if body else say("reception.other")
    if version.reception in OF_THE_COMMUNE and Level.COMMUNE not in version.levels:
        above = Level.PROVINCE if Level.PROVINCE in version.levels else Level.MINISTRY
        return say(f"reception.{version.reception}_{above}")
    if version.reception in OF_THE_COMMUNE and place:
        return say(f"reception.{version.reception}_there", commune=commune(place))
    if version.reception is Reception.DEPARTMENT and version.levels == {Level.MINISTRY}:
        return say("reception.department_ministry")
    return say(f"reception.{version.reception}")


def is_of_the_commune(version: Version, day: date) -> bool:
    """Whether where to hand in depends on the commune one lives in."""
    return day >= TWO_TIERS and version.reception in OF_THE_COMMUNE and Level.COMMUNE in version.levels


AFTER_A_DEATH = ("khai tử", "mai táng", "tử tuất", "từ trần")
"""Words in the name of a procedure that a family needs after a death."""


def is_after_a_death(version: Version) -> bool:
    """Whether a family needs it after a death: then the office condoles before anything else."""
    name = marked(version.name)
    return any(word in name for word in AFTER_A_DEATH)


def commune(place: Place) -> Markup:
    """A commune of today, with the old unit she named beside it: "xã Minh Thái (xã Trực Đại cũ)"."""
    named = say("commune.name", kind=place.commune.kind, name=place.commune.name)
    if place.former is None:
        return named
    return say("commune.with_former", commune=named, kind=place.former.kind, name=place.former.name)


def _reception_before(version: Version, place: Place | None) -> Markup:
    for level in TIERS.get(version.reception, ()):
        if level in version.levels:
            if level is Level.COMMUNE and place and place.former:
                unit = say("commune.name", kind=place.former.kind, name=place.former.name)
                return say("reception.old_unit_2025", unit=unit)
            return say(f"reception.{level}_2025")
    return _or_not_stated(version.performing)


OF_A_COMMUNE = re.compile(
    r"(Ủy ban nhân dân|UBND|Công an|Ban chỉ huy quân sự) (?:cấp xã|xã, phường, thị trấn|xã)(?=,|$)", re.IGNORECASE
)
"""How sources write the committee, the police and the military command of whichever commune it is."""


def authority(version: Version, day: date, place: Place | None = None) -> Markup:
    """Cơ quan giải quyết: who decides, or who carries it out where only that is stated; named for her commune."""
    told = version.authority or version.performing
    if not place or day < TWO_TIERS or not OF_A_COMMUNE.search(told):
        return Markup.escape(told)
    here = say("commune.name", kind=place.commune.kind, name=place.commune.name)
    return say("commune.in_province", body=OF_A_COMMUNE.sub(rf"\1 {here}", told))


def _or_not_stated(fact: str) -> Markup:
    return Markup.escape(fact) if fact else say("line.not_stated")


def time(version: Version, day: date) -> Markup:
    """Thời hạn giải quyết, per way of applying where they differ."""
    return _by_channel(ways_on(version, day), time_of)


def fee(version: Version, day: date, note: int = SHOWN_NOTE) -> Markup:
    """Phí, lệ phí, per way of applying where they differ; of a published note at most `note` characters."""
    return _by_channel(ways_on(version, day), partial(fee_of, most=note))


def time_of(way: Way) -> Markup:
    """The time of one way."""
    if way.time_without_unit:
        return say("way.no_unit", figure=way.time_without_unit)
    return Markup.escape(way.time)


def fee_of(way: Way, most: int) -> Markup:
    """The fee of one way, its note in at most `most` characters."""
    note = _note(way.fee_note, most)
    between = Markup("" if note.startswith("/") else "; ")  # noqa: S704 - ours; "6.000.000 đồng/lần" is one sum
    told = between.join(part for part in (_amount(way, note), note) if part)
    if told and way.valid_to and words.day(last_day(way.valid_to)) not in told:
        return say("way.until", fee=told, day=words.day(last_day(way.valid_to)))
    if told and way.valid_from and words.day(way.valid_from) not in told:
        return say("way.since", fee=told, day=words.day(way.valid_from))
    return told


def _note(note: str, most: int) -> str:
    """A note, cut where a clause ends; an exemption cut in its middle would exempt others than it does."""
    if len(note) <= most:
        return note
    ends = [end for stop in CLAUSE_ENDS if (end := note.rfind(stop, SHORT_CLAUSE, most)) > 0]
    if ends:
        return note[: max(ends)].rstrip(" .;") + "…"
    return say("way.see_details") if FREE in note[:most].casefold() else words.shortened(note, most)


def _amount(way: Way, note: str) -> str:
    """The sum; nothing where none is stated, or where the note, as it is shown, says itself that it is free."""
    if way.fee is None or (way.fee == 0 and FREE in note.casefold()):
        return ""
    if way.fee and note.startswith(words.dong(way.fee).removesuffix(" đồng")):
        return ""  # the note tells the sum itself
    return words.dong(way.fee) if way.fee else say("way.free")


def last_day(first_day_after: date) -> date:
    """The last day of an interval that ends before a day."""
    return date.fromordinal(first_day_after.toordinal() - 1)


def _by_channel(ways: Sequence[Way], fact: Callable[[Way], Markup]) -> Markup:
    """One fact when every way says the same, else each with its ways; a way that says nothing is not spoken for."""
    told: dict[Markup, list[Markup]] = {}
    for way in ways:
        channel = say(f"channel.{way.channel}")
        if (said := fact(way)) and channel not in told.setdefault(said, []):
            told[said].append(channel)
    of_channels: dict[Markup, list[Markup]] = {}
    for said, channels in told.items():
        of_channels.setdefault(Markup(", ").join(channels), []).append(said)
    if len(of_channels) == 1 and all(fact(way) for way in ways):
        return _either(next(iter(of_channels.values())))
    lines = [say("way.fact", channel=channels, value=_either(said)) for channels, said in of_channels.items()]
    more = [say("way.more")] if len(lines) > SHOWN_WAYS else []
    return Markup("; ").join(lines[:SHOWN_WAYS] + more)


def _either(said: list[Markup]) -> Markup:
    """One fact, or several that hold for different cases of one way."""
    if len(said) == 1:
        return said[0]
    shown = Markup(words.either(said[:SHOWN_WAYS]))  # noqa: S704 - each is escaped already
    return Markup("; ").join((shown, say("way.more"))) if len(said) > SHOWN_WAYS else say("way.either", values=shown)
