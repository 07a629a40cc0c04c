"""What tells a person apart by its shape: telephones, numbers of papers and accounts, plates, links, plots.

Each finder reads a folded text and says what it found there. In doubt it finds: an officer puts back what may stay.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import accumulate

from bot.petitions.folding import Folded
from bot.petitions.identity import Identity
from knowledge.kinds.private import GROUPS, MOST_GROUPS, SHORTEST, Private, private_numbers
from knowledge.kinds.shapes import DAY, DOSSIER, PETITION, PROCEDURE, SUM


class Telling(StrEnum):
    """What tells a person apart."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    PAPER = "paper"  # căn cước, chứng minh, hộ chiếu, mã số thuế, bảo hiểm, sổ đỏ
    EMAIL = "email"
    PLATE = "plate"
    ACCOUNT = "account"  # of a bank, and cards
    LINK = "link"  # names in networks too
    LAND = "land"  # a plot: its owner is known by it
    DOSSIER = "dossier"  # the portal tells whose it is
    BIRTH = "birth"


Found = tuple[Telling, int, int]
"""What was found, and where in a folded text: `[begin, end)`."""

Finder = Callable[[Folded, Identity], Iterator[Found]]
"""Looks for one thing; of the sender it knows who she is."""


def shape(kind: Telling, *patterns: str, digits: int = 0) -> Finder:
    """A finder of what is known by its look: the group `it` of one of the patterns, or all that one matches.

    Patterns are written in lower case and without marks; `(?-i:[A-Z])` is a capital. In a text with fewer `digits`
    none of them matches, and none is tried.
    """
    looks = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]

    def find(text: Folded, _: Identity) -> Iterator[Found]:
        for look in looks if text.digits >= digits else ():
            for found in look.finditer(text.cased):
                yield kind, *found.span("it" if "it" in look.groupindex else 0)

    return find


_PHONE_DIGITS = r"(?:[35789](?:[ .()-]{0,3}\d){8}|(?:1|2)(?:[ .()-]{0,3}\d){9})(?!\d)"
"""What follows the first 0: of a mobile telephone, of an old one and of one at home; 1800 and 1900 are offices'."""
_PHONE_WORD = (
    r"(?:sdt|dt|so\s+(?:dt|dien\s+thoai|may)|dien\s+thoai|zalo|hotline|phone|tel|mobile|di\s+dong|goi\s+(?:so|qua))"
)
_LINKED = r"(?:\s*(?:[:=.]|so|la|cua|toi|em|chau|ba|ong|minh|cong|dan|nhan|ca))*\s*"
"""Between the words for a number and the number: "CCCD của tôi là số: "."""
_PAPER_WORD = (
    r"(?:cccd|cmnd|cmtnd|cmt|can\s+cuoc|chung\s+minh(?:\s+(?:nhan\s+dan|thu))?|(?:so|ma)\s+dinh\s+danh|ho\s+chieu"
    r"|bhxh|bhyt|bao\s+hiem(?:\s+(?:xa\s+hoi|y\s+te))?|ma\s+so\s+thue|mst|so\s+do|so\s+hong|giay\s+chung\s+nhan)"
)
_SITES = "com|net|org|vn|me|info|edu|io|ly|gl|page"

emails = shape(Telling.EMAIL, r"[\w.%+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
links = shape(
    Telling.LINK,
    r"(?<![\w.@-])(?:https?://|www\.)(?!(?:[\w-]{1,63}\.){1,5}gov\.vn(?![\w.]))[^\s\0]+",
    rf"(?<![\w.@/-])(?:[a-z0-9-]{{1,63}}\.){{1,5}}(?:{_SITES})(?<!gov\.vn)(?![\w-])(?:/[^\s\0]*)?",
    r"(?<![\w@.])@\s?\w[\w.]{1,63}",
    r"(?<!\w)(?:facebook|fb|tiktok|telegram|youtube|instagram|nick)\s?(?:(?:la|ten)\s?)?:\s?(?P<it>\w[\w.]{1,63})",
)
phones = shape(
    Telling.PHONE,
    # A day with its year stands before another number: "05.12.2025 07 giờ".
    rf"(?<![\d+])(?!\d\d[.-]\d\d[.-](?:19|20)\d\d(?!\d))\(?[0o][ .()-]{{0,3}}{_PHONE_DIGITS}",
    rf"(?<![\d+])(?:\+|00)?\(?84\)?[ .-]{{0,3}}(?:\(?0\)?[ .-]{{0,3}})?{_PHONE_DIGITS}",
    r"\+\d(?:[ .()-]{0,3}\d){7,14}(?!\d)",
    rf"(?<!\w){_PHONE_WORD}{_LINKED}(?P<it>(?!1[89]00)\+?\d(?:[ .()-]{{0,3}}\d){{5,13}})(?!\d)",
    digits=6,
)
dossiers = shape(Telling.DOSSIER, DOSSIER.pattern)
plates = shape(
    Telling.PLATE,
    r"(?<![\w/])[1-9]\d-?[a-z](?:[a-z](?!\w*[a-z])|\d)?[-.]{0,2}\d{3}\.?\d{2}(?!\w)",
    r"(?<![\w/])[1-9]\d ?-? ?(?-i:[A-Z]{1,2}\d?|[A-Z]\d) {0,2}[-.]? {0,2}(?:\d{3}[. ]?\d{2}|\d{4})(?!\w)",
    r"(?<!\w)(?:bien(?:\s+(?:so|kiem\s+soat))?(?:\s+xe)?|bks|xe)\s*:?\s*"
    r"(?P<it>[1-9]\d ?-? ?[a-z]{1,2}\d? {0,2}[-.]? {0,2}(?:\d{3}[. ]?\d{2}|\d{4}))(?!\w)",
    digits=6,
)
lands = shape(
    Telling.LAND,
    r"(?<!\w)thua(?:\s+dat)?(?:\s+so)?\s*:?\s*\d+(?:\s*[,;]?\s*(?:thuoc\s+)?to(?:\s+ban\s+do)?(?:\s+so)?\s*:?\s*\d+)?",
    r"(?<!\w)to\s+ban\s+do(?:\s+so)?\s*:?\s*\d+",
    digits=1,
)
births = shape(
    Telling.BIRTH,
    # No "học sinh năm 2024", no "đăng ký khai sinh ngày 5/3/2025": what stands before must be a person or a mark.
    r"(?:^|[^\w\s]\s*|(?<!\w)(?:toi|em|chau|con|ong|ba|anh|chi|chong|vo|bo|me|bac|co|chu)\s+)"
    r"sinh\s+(?:nam|ngay)\s*:?\s*(?P<it>\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|(?:19|20)\d\d)(?!\d)",
    r"(?<!\w)(?:ns|sn|nam\s+sinh|ngay\s+sinh|ngay\s+thang\s+nam\s+sinh)\s*:?\s*"
    r"(?P<it>\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|(?:19[2-9]|200|201)\d)(?![\d/])",
    digits=4,
)
papers = shape(
    Telling.PAPER,
    rf"(?<!\w){_PAPER_WORD}{_LINKED}(?P<it>(?:[a-z]{{1,2}} ?)?\d(?:[ .-]?\d){{5,15}})(?!\d)",
    r"(?<!\w)(?-i:[A-Z])\d{7,8}(?!\w)",
    digits=6,
)

_PARTED = re.compile(r"[ .-]")
_SIX = re.compile(r"\d(?:[ .-]?\d){5,}")
_RUN = re.compile(r"\d+(?:[ .-]\d+)*")
_ROUND_SUM = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d{3}){1,4}(?<=000)(?![\d.,]\d|\d)")
"""Money without its unit: "1.500.000.000"."""
_NUMBERED = re.compile(
    r"(?<![\w/])\d{1,6}(?:/\d{4})?/(?:qd|nd|tt|kh|ct|bc|tb|cv|nq|ubnd|hdnd|vb)[a-z0-9-]*"
    r"|(?<![\d.,])(?:1[89]00)[ .]?\d{4,6}(?!\d)"
)
"""Decisions, and the telephones that anybody may call."""
_SET_ASIDE = (PROCEDURE, PETITION, DAY, SUM, _ROUND_SUM, _NUMBERED)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONG = 9
"""So many digits together are a paper's or an account's, whatever is said of them."""
_BEFORE, _AFTER = 60, 25
"""How far the words reach that say what a number is."""
_UNTIL_A_DIGIT = re.compile(r"\d")
_OF_BANKS = frozenset({Private.ACCOUNT, Private.CARD})


def numbers(text: Folded, _: Identity) -> Iterator[Found]:
    """Numbers of papers, accounts and cards, by what is said of them or by their length."""
    if text.digits < SHORTEST:
        return
    clean = _without_what_stays(text.plain)
    last = 0
    for run in _RUN.finditer(clean):
        if sum(map(str.isdigit, run[0])) >= SHORTEST:
            yield from _of_run(run, clean[max(last, run.start() - _BEFORE) : run.start()], clean[run.end() :][:_AFTER])
        last = run.end()


def long_numbers(text: Folded, _: Identity) -> Iterator[Found]:
    """Whatever has six digits together and is no sum, day or decision: what an officer had better look at."""
    for found in _SIX.finditer(_without_what_stays(text.plain)):
        if not all(map(_YEAR.fullmatch, _PARTED.split(found[0]))):
            yield Telling.PAPER, *found.span()


def _without_what_stays(clean: str) -> str:
    for one in _SET_ASIDE:
        clean = one.sub(lambda found: ";" * len(found[0]), clean)
    return clean


def _of_run(run: re.Match[str], before: str, after: str) -> Iterator[Found]:
    """What a run of digits holds; it is read beside the words around it, no other number among them."""
    kinds = private_numbers(before + run[0] + _UNTIL_A_DIGIT.split(after)[0])
    if kinds:
        yield Telling.ACCOUNT if kinds <= _OF_BANKS else Telling.PAPER, *run.span()
        return
    groups = _PARTED.split(run[0])
    begins = list(accumulate((len(group) + 1 for group in groups), initial=run.start()))
    place = 0
    while place < len(groups):
        length = _of_groups(groups, place)
        if length:
            yield Telling.PAPER, begins[place], begins[place + length] - 1
        place += length or 1


def _of_groups(groups: Sequence[str], place: int) -> int:
    """How many groups of digits from here on make a number of a paper; 0 when they make none."""
    if len(groups[place]) >= _LONG:
        return 1
    for length in range(MOST_GROUPS, 1, -1):
        together = groups[place : place + length]
        if tuple(map(len, together)) in GROUPS and not all(map(_YEAR.fullmatch, together)):
            return len(together)
    return 0
