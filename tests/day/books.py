"""What the database says after a day, held beside what citizens saw. Each question gives what is wrong, in words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, String, Text, select

from bot.delivery.outbox import Fate
from bot.delivery.tables import outbox
from bot.office import Office
from bot.petitions.life import State
from bot.petitions.petition import Event, EventKind, Petition
from bot.petitions.tables import remark
from bot.views.message import plain
from bot.views.petition import news
from knowledge.mapping import Base
from tests.day.citizen import Citizen
from tests.day.screens import CODE, code_in, heading_of
from tests.day.scripts import marks_in

AT_ONCE = timedelta(seconds=2)
"""Within which two transactions for one chat may have run side by side."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Something a citizen must hear: its chat, its heading, what became of it, since when it waited."""

    chat: int
    heading: str
    fate: Fate
    at: datetime


class Books:
    """One view of the database at the end of a day; `may_forget_drafts`: a week has passed by the bot's clock."""

    def __init__(
        self, connection: Connection, office: Office, citizens: Sequence[Citizen], *, may_forget_drafts: bool = False
    ) -> None:
        self._connection = connection
        self._office = office
        self._citizens = citizens
        self._may_forget_drafts = may_forget_drafts
        self.petitions = office.cases.register.petitions.every()
        self.events = {p.id: office.cases.register.trail.of(p.id) for p in self.petitions}
        self.repeats = 0

    def wrong(self) -> list[str]:
        """Everything that is not as it must be; empty after a good day."""
        untold: list[str] = []
        tellings = self._tellings(untold)
        questions = (self._registered, self.drafts, self._accusations, self._remarks, self._strangers)
        return [*untold, *self._heard(tellings), *(wrong for question in questions for wrong in question())]

    def _registered(self) -> Iterator[str]:
        """Every petition whose receipt was seen is there once, with its words; none is there that was not sent."""
        by_code = {petition.code: petition for petition in self.petitions}
        for citizen in self._citizens:
            for code, words in citizen.receipts.items():
                if code not in by_code or by_code[code].chat_id != citizen.chat or by_code[code].words != words:
                    yield f"{citizen.chat}: the receipt {code} has no petition with its words"
        kept = Counter((petition.chat_id or 0, petition.words) for petition in self.petitions)
        sent = Counter((citizen.chat, words) for citizen in self._citizens for words in citizen.sent)
        yield from (f"{chat}: lodged more often than sent: {words}" for chat, words in kept - sent)
        yield from (f"{chat}: sent and not lodged: {words}" for chat, words in sent - kept)

    def drafts(self) -> Iterator[str]:
        """A draft that was left is there, if it was not left for so long that it may be forgotten; nobody else's is."""
        for citizen in self._citizens:
            draft = self._office.cases.drafts.of(citizen.chat)
            if (draft.words if draft else "") != citizen.left and (draft or not self._may_forget_drafts):
                yield f"{citizen.chat}: the draft holds {draft.words if draft else None!r}, not {citizen.left!r}"

    def _accusations(self) -> Iterator[str]:
        """No table holds a word of what was a denunciation."""
        secret = {mark for citizen in self._citizens for words in citizen.accusations for mark in marks_in(words)}
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.c if isinstance(column.type, String | Text)]
            for row in self._connection.execute(select(*columns)) if columns else ():
                for found in secret & marks_in(" ".join(str(value) for value in row)):
                    yield f"{table.name} holds {found}"

    def _remarks(self) -> Iterator[str]:
        """Every remark is kept once."""
        sent = Counter(words for citizen in self._citizens for words in citizen.remarks)
        if sent != (kept := Counter(self._connection.scalars(select(remark.c.words)))):
            yield f"remarks sent and kept differ: {sent - kept} {kept - sent}"

    def _strangers(self) -> Iterator[str]:
        """No chat shows another's code or words, but the code of the petition that hers repeats."""
        codes = {petition.code: petition.chat_id for petition in self.petitions}
        repeated = {petition.code: set(self._repeated(petition)) for petition in self.petitions}
        for citizen in self._citizens:
            own = marks_in(" ".join([citizen.script.name, *(task.words for task in citizen.script.tasks)]))
            for shown in citizen.seen:
                named = CODE.findall(shown.text)
                others = {code for code in named if codes.get(code, citizen.chat) != citizen.chat}
                others -= {parent for code in named for parent in repeated.get(code, ())}
                if strange := others | (marks_in(shown.text) - own):
                    yield f"{citizen.chat} was shown {strange}: {shown.text[:200]}"

    def _repeated(self, petition: Petition) -> Iterator[str]:
        """The codes of the petitions that one repeats."""
        by_id = {one.id: one for one in self.petitions}
        while petition.parent_id:
            petition = by_id[petition.parent_id]
            yield petition.code

    def _tellings(self, untold: list[str]) -> list[Telling]:
        """What was to be told, in the order it was; an event that is news and was told to nobody goes to `untold`."""
        o = outbox.c
        rows = self._connection.execute(select(o.about, o.chat_id, o.state, o.created_at).order_by(o.id)).all()
        said = {
            f"petition:{p.id}:event:{event.number}": heading for p in self.petitions for event, heading in self._news(p)
        }
        untold += [f"nobody was told: {said[about]} ({about})" for about in said.keys() - {row.about for row in rows}]
        return [
            Telling(row.chat_id, said[row.about], Fate(row.state), row.created_at) for row in rows if row.about in said
        ]

    def _news(self, petition: Petition) -> Iterator[tuple[Event, str]]:
        """The events that its sender hears of, each with the heading she reads."""
        now = replace(petition, state=State.DRAFT)
        parents = {one.id: one.code for one in self.petitions}
        events = self.events[petition.id]
        for event, after in zip(events, [*events[1:], None], strict=True):
            now = replace(now, state=event.to_state or now.state, state_at=event.at)
            if event.number == 1:
                yield event, f"Mã phản ánh: {petition.code}."
            elif after and _is_passed(event, after):
                continue
            elif told := news(now, event, parents.get(petition.parent_id or 0, "")):
                yield event, plain(told.paragraphs[0])

    def _heard(self, tellings: Sequence[Telling]) -> Iterator[str]:
        """What is marked as sent stands in its chat, and in its order; all is sent, but to who blocked the bot."""
        gone = {citizen.chat for citizen in self._citizens if citizen.is_gone}
        unsent = [t for t in tellings if t.fate is not Fate.SENT and (t.fate, t.chat in gone) != (Fate.BLOCKED, True)]
        yield from (f"{t.chat}: {t.fate}, not sent: {t.heading}" for t in unsent)
        for citizen in self._citizens:
            shown = [heading for message in citizen.seen if (heading := heading_of(message.text))]
            # What arrived while its answer was lost is marked as blocked when its citizen blocks the bot then.
            hers = [t for t in tellings if t.chat == citizen.chat]
            told = [t for t in hers if t.fate is Fate.SENT or any(t.heading in heading for heading in shown)]
            for code in sorted({code_in(text) for text in (*shown, *(t.heading for t in told))}):
                of_it = [t for t in told if code_in(t.heading) == code]
                yield from self._in_order(code, of_it, [h for h in shown if code_in(h) == code])
            yield from self._across(citizen.chat, told, shown)

    def _in_order(self, code: str, told: Sequence[Telling], shown: Sequence[str]) -> Iterator[str]:
        """Whether a petition's news stand there one after the other, each once, or once more at once."""
        at = 0
        for heading in shown:
            if at < len(told) and told[at].heading in heading:
                at += 1
            elif at and told[at - 1].heading in heading:
                self.repeats += 1
            else:
                yield f"{code}: shown out of its order: {heading}"
        yield from (f"{code}: marked as sent and not shown: {t.heading}" for t in told[at:])

    def _across(self, chat: int, told: Sequence[Telling], shown: Sequence[str]) -> Iterator[str]:
        """Whether news of different petitions stand in the order they were told; two told at once may change places."""
        places = {heading: place for place, heading in reversed(list(enumerate(shown)))}
        first = [(t, next((place for said, place in places.items() if t.heading in said), -1)) for t in told]
        unlike = [(t, place) for t, place in first if sum(t.heading == other.heading for other in told) == 1]
        for (before, here), (after, there) in pairwise(unlike):
            if here > there and after.at - before.at > AT_ONCE:
                yield f"{chat}: {after.heading} came before {before.heading}"


def _is_passed(event: Event, after: Event) -> bool:
    """Whether an officer did two things in one turn: the sender is told the last alone."""
    moves = event.kind is EventKind.MOVED and after.kind is EventKind.MOVED and after.actor.officer_id is not None
    return moves and (event.at, event.actor) == (after.at, after.actor)
