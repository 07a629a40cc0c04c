"""What the words of an annex say: a fee, a time, a place, the ways to apply; whose decision it is.

What is not said plainly is kept as it was published, never guessed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.procedures import OUR_PLACES, Channel, Decision, Reception, Source, Version, Way
from knowledge.proposing.values import Difference
from knowledge.text.normalise import bare, squash_spaces
from knowledge.timeline import TWO_TIERS
from knowledge.units import Unit

FREE = re.compile(r"(?:khong thu|mien|khong phai nop|khong mat)(?: (?:le phi|phi|tien|va|hoac|thu|nop))*")
"""A fee that is said to be none: "Không thu phí, lệ phí", "Miễn phí"; "Không" alone says nothing."""

SUM = re.compile(r"(?P<sum>\d{1,3}(?:[.,]\d{3})+|\d+) ?(?:đồng|đ|vnđ|vnd)(?P<each> ?/[^.;,]{1,40})?\.?", re.IGNORECASE)
FIGURE = re.compile(r"\d{1,3}")

RECEPTIONS = (
    ("phuc vu hanh chinh cong", Reception.ONE_STOP),
    ("cong an", Reception.POLICE),
    ("xuat nhap canh", Reception.POLICE),
    ("quan su", Reception.MILITARY),
    ("bien phong", Reception.BORDER),
    ("hai quan", Reception.CUSTOMS),
    ("bao hiem xa hoi", Reception.SOCIAL_INSURANCE),
    ("bhxh", Reception.SOCIAL_INSURANCE),
    ("ngan hang", Reception.BANK),
    ("cang vu", Reception.SEA),
    ("chi cuc thue", Reception.TAX),
    ("co quan thue", Reception.TAX),
    ("thue co so", Reception.TAX),
    ("mot cua", Reception.ONE_STOP),
    ("tra ket qua", Reception.ONE_STOP),
    ("co so giao duc", Reception.SCHOOL),
    ("nha truong", Reception.SCHOOL),
    ("truong mam non", Reception.SCHOOL),
    ("truong tieu hoc", Reception.SCHOOL),
    ("truong trung hoc", Reception.SCHOOL),
    ("ubnd cap xa", Reception.ONE_STOP),
    ("ubnd xa", Reception.ONE_STOP),
    ("uy ban nhan dan cap xa", Reception.ONE_STOP),
    ("uy ban nhan dan xa", Reception.ONE_STOP),
)
"""Words of a place and the kind of reception they name, the first that is found."""

CHANNELS = (
    ("truc tiep", Channel.COUNTER),
    ("truc tuyen", Channel.ONLINE),
    ("dich vu cong", Channel.ONLINE),
    ("buu chinh", Channel.POST),
    ("buu dien", Channel.POST),
)
"""Words of a way to apply."""

NATIONAL = (
    "bo",
    "chinh phu",
    "thu tuong chinh phu",
    "ngan hang nha nuoc",
    "toa an nhan dan toi cao",
    "vien kiem sat nhan dan toi cao",
    "thanh tra chinh phu",
    "bao hiem xa hoi viet nam",
    "van phong chinh phu",
    "tong cuc",
)
"""How the name of a body begins whose decisions hold in the whole country."""

PLACED = re.compile(r"(?:tỉnh|thành phố|tp\.?)\s+(?P<name>[^,;()–-]+)", re.IGNORECASE)
HERE, BEFORE = "Ninh Bình", "Nam Định"


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee as an annex states it: a sum where it is plain, and its words where they say more than the sum."""

    amount: int | None
    note: str


def read_fee(text: str) -> Fee:
    """A fee: "Không thu phí" is 0, "8.000 đồng/bản" is 8000 and "/bản", "Không quy định" its words alone."""
    said = squash_spaces(text)
    plainly, _, basis = said.partition("(")
    if FREE.fullmatch(bare(plainly)):
        return Fee(0, said if basis else "")
    plain = SUM.fullmatch(said)
    if plain is None:
        return Fee(None, said)
    amount = int(re.sub(r"[.,]", "", plain["sum"]))
    return Fee(amount, (plain["each"] or "").strip())


def read_reception(place: str) -> Reception | None:
    """The kind of reception that a place is; None for words that name none."""
    said = bare(place)
    return next((kind for words, kind in RECEPTIONS if words in said), None)


def read_channels(way: str) -> tuple[Channel, ...]:
    """The ways to apply that are named, in the order of `Channel`."""
    said = bare(way)
    named = {channel for words, channel in CHANNELS if words in said}
    return tuple(channel for channel in Channel if channel in named)


def ways_with(before: Iterable[Way], day: date, *, way: str = "", time: str = "", fee: str = "") -> tuple[Way, ...]:
    """The ways to apply from a day on: what is stated anew, else as before."""
    carried = [one for one in before if one.valid_to is None or one.valid_to > day]
    named = read_channels(way)
    if named:
        carried = [one for one in carried if one.channel in named]
    if time or fee:
        there = {one.channel for one in carried}
        wanted = named or (() if there else (Channel.COUNTER,))
        carried += [Way(channel, "", "", None, "", None, None) for channel in wanted if channel not in there]
    return tuple(dict.fromkeys(_stated(one, squash_spaces(time), fee) for one in carried))


def _stated(before: Way, time: str, fee: str) -> Way:
    told, bare_figure = (time, "") if not FIGURE.fullmatch(time) else ("", time)
    if not time:
        told, bare_figure = before.time, before.time_without_unit
    if not fee:
        return Way(before.channel, told, bare_figure, before.fee, before.fee_note, before.valid_from, before.valid_to)
    stated = read_fee(fee)
    return Way(before.channel, told, bare_figure, stated.amount, stated.note, None, None)


def place_of(issuer: str, units: Sequence[Unit]) -> str | None:
    """Whose decision it is: a province by its name, empty for the nation; None where nobody can tell."""
    said = bare(issuer)
    if any(said == body or said.startswith(f"{body} ") for body in NATIONAL):
        return ""
    if named := PLACED.search(issuer):
        return _province(squash_spaces(named["name"]))
    if f" {bare(HERE)} " in f" {said} ":
        return HERE
    ours = {bare(f"{unit.kind} {unit.name}") for unit in units if unit.lasts}
    return HERE if any(f" {name} " in f" {said} " for name in ours) else None


def _province(name: str) -> str:
    """A province as decisions write it: "NINH BÌNH" is "Ninh Bình"."""
    return next((ours for ours in OUR_PLACES if ours and bare(ours) == bare(name)), name)


def holds_here(place: str, signed_on: date | None) -> bool:
    """Whether decisions of a place hold here; Nam Định's do that were signed while there was such a province."""
    is_over = place == BEFORE and signed_on is not None and signed_on >= TWO_TIERS
    return place in OUR_PLACES and not is_over


def a_decision(number: str, signed_on: date, issuer: str, place: str, subject: str) -> Decision:
    """A decision under a key of its own: "ninh-binh/136-2026", "bxd/497-2026"."""
    first, _, rest = number.partition("/")
    office = _slug(place) if place else _slug(rest.upper().removeprefix("QĐ-") or issuer)
    return Decision(f"{office}/{_slug(first)}-{signed_on.year}", number, signed_on, issuer, place, subject)


def source_of(decision: Decision) -> Source:
    """What is cited for all that a decision says."""
    signed = decision.signed_on
    on = f" ngày {_written(signed)}" if signed else ""
    label = f"Quyết định số {decision.number}{on} của {decision.issuer}"
    return Source(f"quyet-dinh/{decision.key}", label, signed, f"{signed.month}/{signed.year}" if signed else "")


def _written(day: date) -> str:
    """A day as decisions write it: 06/3/2024, 22/11/2026; only January and February carry a zero."""
    return f"{day:%d}/{day.month:02}/{day.year}" if day.month < 3 else f"{day:%d}/{day.month}/{day.year}"


def _slug(text: str) -> str:
    """What a key is made of: "Ninh Bình" is "ninh-binh"."""
    return "-".join(re.findall(r"[a-z0-9]+", bare(text)))


def compared(version: Version, what: str) -> str:
    """One thing of a version, as text that is compared and kept."""
    if what == "levels":
        return ", ".join(sorted(version.levels))
    if what in {"time", "fee"}:
        told = (_time(way) if what == "time" else _fee(way) for way in version.ways)
        return "; ".join(dict.fromkeys(one for one in told if one))
    return str(getattr(version, what))


def differences(before: Version, after: Version, among: Iterable[str]) -> tuple[Difference, ...]:
    """What two versions say otherwise, among some of their facts, in their order."""
    pairs = ((what, compared(before, what), compared(after, what)) for what in among)
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _time(way: Way) -> str:
    return way.time or way.time_without_unit


def _fee(way: Way) -> str:
    """A fee as it is compared: the sum with its unit, unless its words tell it, then the words."""
    if way.fee is None:
        return way.fee_note
    amount = f"{way.fee:,} đồng".replace(",", ".")
    between = "" if way.fee_note.startswith("/") else " "  # "10.000 đồng/giấy" is one sum
    return way.fee_note if amount in way.fee_note else f"{amount}{between}{way.fee_note}".strip()
