"""Several things asked in one message: "đăng ký tạm trú và làm hộ chiếu" asks for two procedures.

A message is cut where it may change the subject. It asks for several things only when parts are found each by itself,
with some confidence and under its own code, and when no one procedure explains the whole.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Protocol

from knowledge.asking.message import Message
from knowledge.asking.phrases import Phrase, Phrases
from knowledge.search.decision import Finding
from knowledge.search.results import Hit
from knowledge.text.normalise import drop_marks


class Searched(Protocol):
    """What a search gives for a question."""

    @property
    def finding(self) -> Finding:
        """What to do with the hits."""


Search = Callable[[str, date], Searched]
"""What a question finds on a day, as `Catalogue.ask` says it."""

FEWEST, MOST = 2, 3
"""How many things one message asks for at least and at most, if it asks for several."""
MOST_CUTS = 4
"""Into how many pieces a message may fall: one that falls into more tells a story or lists things of one kind."""
SHORTEST = 2
"""How many syllables a thing has at least: "nhận cha, mẹ, con" is one."""
SURE = 0.55
"""The score from which a part is found by itself."""
COUNTED = 0.45
"""The same when the message says beforehand that it asks several things."""
OWN = 2
"""How many words a part has in common with the name found, where a mere comma sets it apart: else it tells a story."""
NAMED = 0.9
"""The score from which a name was typed whole, with nothing around it but asking (`Ranking.whole_name`)."""
COVERED = 0.6
"""The share of what a part matched that the one procedure for the whole must match too."""
AS_GOOD = 0.97
"""The share of the parts' mean score which that procedure must reach, unless it is what a part asks for."""


class Says(StrEnum):
    """What a phrase does to the pieces around it."""

    CUT = "cut"  # may change the subject
    TWICE = "twice"  # the same when it stands twice; once it tells what has just happened
    DONE = "done"  # says of the piece before that it is done, at the end of a clause
    STORY = "story"  # tells how things stand
    PERSON = "person"  # begins a story, unless the piece asks
    ASKS = "asks"  # asks
    COUNTS = "counts"  # says beforehand that several things are asked
    TOGETHER = "together"  # asks for one procedure for all of it
    AT_ONCE = "at once"  # the same where there is one; else it asks for several
    JOINS = "joins"  # joins what belongs together, though a word that cuts is in it


WORDS = {
    Says.CUT: "và, với, với lại, rồi, sau đó, tiện thể, tiện, đồng thời, cùng với, kèm, kèm theo, luôn cả, rồi cả, "
    "và cả, với cả, rồi thì, và thêm, ngoài ra",
    Says.TWICE: "vừa",
    Says.DONE: "rồi, rồi giờ, rồi bây giờ, rồi nay, rồi mà",
    Says.STORY: "chưa, chua, không, khong, đã, bị, bi, đang, mất, mất rồi, chết, từng, hết hạn, nhưng, nên, vì, do, "
    "nếu, mà, để, xong, xong rồi, sắp, chuẩn bị",
    Says.PERSON: "tôi, em, e, mình, con, cháu, bố, mẹ, ông, bà, vợ, chồng, anh, chị, bác, chú, cô, nhà, cụ, dì, cậu, "
    "gia đình",
    Says.ASKS: "muốn, mún, cần, xin, làm, hỏi, đăng ký, nhờ, đk, đki, dk, dki, lm",
    Says.COUNTS: "hai việc, hai thứ, hai thủ tục, hai cái, ba việc, ba thứ, ba thủ tục, ba cái, mấy việc, mấy thứ, "
    "2 việc, 2 thứ, 2 thủ tục, 3 việc, 3 thứ, 3 thủ tục",
    Says.TOGETHER: "liên thông, một lần, gộp, kết hợp",
    Says.AT_ONCE: "cùng lúc, cùng một lúc, một lúc, một thể, một lượt",
    Says.JOINS: "đối với, so với, khác với, khớp với, trùng với, giống với, đúng với, kết hôn với, "
    "liên kết với, hợp đồng với, vợ và chồng, bố và mẹ, cha và mẹ, vợ với, "
    "chồng với, tôi với, em với, và con, và tài sản, phương tiện, tiện ích",
}
LOOSE = frozenset({Says.CUT, Says.TWICE, Says.PERSON, Says.ASKS, Says.DONE})
"""Those whose words of one syllable are known without their marks too."""
STOPS = frozenset(",;:.+&")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a message asks for, and the hit that answers it."""

    words: str
    hit: Hit


@dataclass(frozen=True, slots=True)
class Piece:
    """What may be a part: whether a word links it with another, and whether the message said how many there are."""

    words: str
    linked: bool
    counted: bool

    def accepts(self, hit: Hit) -> bool:
        """Whether a hit is good enough for it."""
        if self.counted:
            return hit.score >= COUNTED
        own = {drop_marks(one) for one in hit.matched}.intersection(drop_marks(self.words).split())
        return hit.score >= SURE and (self.linked or len(own) >= OWN)


class Several:
    """Takes messages apart by what a search finds for the parts; complete when constructed."""

    def __init__(self, search: Search) -> None:
        """Take the search, as `Catalogue.ask`."""
        self._search = search
        self._phrases = _phrases()

    def of(self, words: str, day: date, whole: Searched | None = None) -> list[str]:
        """The two or three parts of a message, in order; none when it asks for one. `whole`: what all of it finds."""
        return [part.words for part in self.parts(words, day, whole)]

    def answers(self, words: str, day: date, whole: Searched | None = None) -> tuple[Hit, ...]:
        """The hit of each part, in order; none when the message asks for one thing."""
        return tuple(part.hit for part in self.parts(words, day, whole))

    def parts(self, words: str, day: date, whole: Searched | None = None) -> list[Part]:
        """The parts with their hits. Never raises, whatever is typed."""
        pieces, at_once = self._pieces(words)
        if not FEWEST <= len(pieces) <= MOST_CUTS:
            return []
        parts: dict[str, Part] = {}
        for piece in pieces:
            hit = next(iter(self._search(piece.words, day).finding.hits), None)
            if hit and piece.accepts(hit):
                parts.setdefault(hit.code, Part(piece.words, hit))
        if not FEWEST <= len(parts) <= MOST:
            return []
        hits = (whole or self._search(words, day)).finding.hits
        found = [part.hit for part in parts.values()]
        explains = _joins if at_once else _explains
        return [] if hits and explains(hits[0], found) else list(parts.values())

    def _pieces(self, words: str) -> tuple[list[Piece], bool]:
        """What a message may ask for, cut apart, and whether it wants it at once.

        Nothing of a message that asks for one procedure for all of it.
        """
        message = self._phrases.read(words.replace("\n", "; "))
        found = self._phrases.all_in(message)
        kinds = {kind for one in found for kind in one.meant}
        if Says.TOGETHER in kinds:
            return [], False
        twice = sum(Says.TWICE in one.meant for one in found) > 1
        links = {place for one in found if _links(one.meant, twice=twice) for place in one.places}
        apart = (one.places for one in found if not {Says.DONE, Says.COUNTS, Says.AT_ONCE}.isdisjoint(one.meant))
        cut = links.union(*apart)
        tells = {one.start: one.meant for one in found}
        runs = [run for run in _long_enough(list(_runs(message, cut))) if not _is_story(run, message, tells)]
        pieces = [
            Piece(
                message.between(run.start, run.stop),
                linked=run.start - 1 in links or run.stop in links,
                counted=Says.COUNTS in kinds,
            )
            for run in runs
        ]
        return pieces, Says.AT_ONCE in kinds


@cache
def _phrases() -> Phrases[Says]:
    """The words that cut, put together once: what the office teaches comes and goes, and changes none of them."""
    words = ((kind, form) for kind, forms in WORDS.items() for form in forms.split(", "))
    return Phrases([Phrase(form, kind, strict=kind not in LOOSE) for kind, form in words], {})


def _runs(message: Message, cut: Set[int]) -> Iterator[range]:
    """The places between cuts, by words that cut and by punctuation."""
    start = 0
    for place in range(len(message)):
        if place in cut or _stops_before(message, place):
            if start < place:
                yield range(start, place)
            start = place + (place in cut)
    if start < len(message):
        yield range(start, len(message))


def _stops_before(message: Message, place: int) -> bool:
    return place == len(message) or not STOPS.isdisjoint(message.gap_before(place))


def _long_enough(runs: Sequence[range]) -> list[range]:
    """The runs, with those that say too little drawn to the one before: "nhận cha, mẹ, con"."""
    kept: list[range] = []
    for run in runs:
        if kept and len(run) < SHORTEST:
            kept[-1] = range(kept[-1].start, run.stop)
        else:
            kept.append(run)
    return kept


def _links(kinds: Sequence[str], *, twice: bool) -> bool:
    return Says.CUT in kinds or (twice and Says.TWICE in kinds)


def _is_story(run: range, message: Message, tells: Mapping[int, Sequence[str]]) -> bool:
    """Whether a piece tells and does not ask: "bố mẹ chưa cưới", "chị tôi lấy chồng xa", "cưới rồi,"."""
    said = {kind for place in run for kind in tells.get(place, ())}
    told = Says.PERSON in tells.get(run.start, ()) and Says.ASKS not in said
    after = tells.get(run.stop, ())
    done = Says.DONE in after and (Says.CUT not in after or _stops_before(message, run.stop + 1))
    return told or done or not said.isdisjoint({Says.STORY, Says.TWICE})


def _joins(whole: Hit, parts: Sequence[Hit]) -> bool:
    """Whether one procedure is for the parts together: it is none of them, and says what two or more alone say."""
    own = [set(part.matched).difference(*(other.matched for other in parts if other is not part)) for part in parts]
    covered = sum(len(said.intersection(whole.matched)) >= COVERED * len(said) for said in own)
    return covered >= FEWEST and whole.code not in {part.code for part in parts}


def _explains(whole: Hit, parts: Sequence[Hit]) -> bool:
    """Whether one procedure is named whole, or speaks of what each part speaks of, as well as the parts do."""
    if whole.score >= NAMED:
        return True
    matched = set(whole.matched)
    covers = all(len(matched.intersection(part.matched)) >= COVERED * max(len(part.matched), 1) for part in parts)
    joins = whole.code in {part.code for part in parts}
    return covers and (joins or whole.score >= AS_GOOD * sum(part.score for part in parts) / len(parts))
