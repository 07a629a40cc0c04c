"""What the office's side of a day must come to: each question gives what is wrong, in words."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.clock import VIET_NAM
from bot.delivery.outbox import Fate
from bot.office import Office
from bot.petitions.life import State
from bot.petitions.petition import Event, EventKind, Petition, Reader
from tests.day.citizen import Citizen
from tests.day.screens import CODE
from tests.day.scripts import marks_in
from tests.office_day.drawer import Drawer, internal_in
from tests.office_day.officer import PUBLIC, Officer, code_of
from tests.office_day.staff import FORUM, GROUPS, Facts, may_see
from tests.wire.api import BotApi
from tests.wire.messages import Shown

FATES = {
    Fate.SENT: "Đã gửi (",
    Fate.BLOCKED: "Người dân đã chặn trợ lý",
    Fate.FAILED: "Chưa gửi được (",
    Fate.QUEUED: "đang thử lại",
}
"""What the staff read of each fate."""

SENT = "tin gửi người dân ngày"
CONTACT = "Người gửi phản ánh"

TO_HER = frozenset({State.NEED_INFO, State.ANSWERED, State.REJECTED, State.TRANSFERRED, State.INSUFFICIENT})
ESCALATED = frozenset({"due", "overdue"})

Since = tuple[float, Facts]
"""From when on a petition was for whose eyes."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the day: the day that the bot's clock showed, and the real one."""

    day: date
    real: date

    def moment(self, at: datetime) -> float:
        """When something really happened."""
        return (at - (self.day - self.real)).timestamp()


@dataclass(frozen=True, slots=True)
class Approval:
    """A reply that an approver read was let go: of which petition, as it was previewed, and when it was pressed."""

    code: str
    approver: str
    preview: str
    at: float


class StaffBooks:
    """One view of the office at the end of a day; `lag` is how long a message may be on its way.

    `overdue` are the codes of petitions whose day had passed when the last stretch began.
    """

    def __init__(
        self,
        office: Office,
        api: BotApi,
        drawer: Drawer,
        officers: Sequence[Officer],
        citizens: Sequence[Citizen],
        stretches: Sequence[Stretch],
        overdue: Collection[str],
        lag: float,
    ) -> None:
        self._office = office
        self._api = api
        self._drawer = drawer
        self._officers = officers
        self._citizens = citizens
        self._stretches = stretches
        self._overdue = overdue
        self._lag = lag
        register = office.cases.register
        self._petitions = register.petitions.every()
        self._by_code = {one.code: one for one in self._petitions}
        self._trail = {one.id: register.trail.of(one.id) for one in self._petitions}
        self._names = {office.officers.number_of(one.chat): one.person.name for one in officers}
        self._facts = {one.code: self._history(one) for one in self._petitions}
        self.approvals = [approval for officer in officers for approval in self._approvals_of(officer)]
        self._by_mark = {mark: one.code for one in self._petitions for mark in marks_in(one.words)}

    def wrong(self) -> list[str]:
        """Everything that is not as it must be; empty after a good day."""
        questions = (
            self._placed,
            self._internal_words,
            self._eyes,
            self._contacts,
            self._approved,
            self._fates,
            self._escalated,
            self._traced,
            self._topics,
        )
        return [wrong for question in questions for wrong in question()]

    def _history(self, petition: Petition) -> list[Since]:
        """Whose eyes it was for, and since when."""
        units = {unit.code: unit.name for unit in self._office.catalogue.communes.of_today()}
        facts, since = Facts(""), []
        for event in self._trail[petition.id]:
            details = event.details
            if event.kind is EventKind.LODGED:
                facts = Facts(units.get(details["unit"], ""), details["category"] == "conduct")
            elif event.kind is EventKind.REROUTED:
                facts = replace(facts, unit=units[details["unit"]])
            elif event.kind is EventKind.CONFIDED or event.to_state is State.DIVERTED:
                facts = replace(facts, confidential=True)
            elif event.kind is EventKind.CONCERNED:
                facts = replace(facts, concerned=facts.concerned | {self._names[details["officer"]]})
            since.append((self._real(event.at), facts))
        return since

    def _real(self, at: datetime) -> float:
        day = at.astimezone(VIET_NAM).date()
        return max((s for s in self._stretches if s.day <= day), key=lambda s: s.day).moment(at)

    def _approvals_of(self, officer: Officer) -> Iterator[Approval]:
        """What an approver was told has left, with what they had read of it and let go."""
        read: dict[str, list[Shown]] = {}
        for shown in officer.seen:
            code = code_of(shown)
            # The same may have come once more, after a kill or from the mailbox, when it was let go already.
            if "Duyệt và gửi" in shown.labels and (officer.chat, shown.message_id) in self._drawer.let_go:
                read.setdefault(code, []).append(shown)
            elif shown.text.startswith("Đã duyệt và gửi"):
                # What they hear may be late, when the next one is there already; what they let go before was refused.
                before = [one for one in read.get(code, ()) if self._pressed(officer, one) <= shown.json["date"] + 1]
                if before:  # else it was told once more
                    preview = max(before, key=lambda one: self._pressed(officer, one))
                    read[code] = [one for one in read[code] if one not in before]
                    words = preview.text.partition("Người dân sẽ đọc:\n\n")[2]
                    yield Approval(code, officer.person.name, words, self._pressed(officer, preview))

    def _pressed(self, officer: Officer, preview: Shown) -> float:
        return self._drawer.let_go[officer.chat, preview.message_id]

    def _placed(self) -> Iterator[str]:
        """A petition is handled where its sender said it is, and is confidential from its first moment if it is."""
        addresses = {citizen.chat: citizen.script.address for citizen in self._citizens}
        for one in self._petitions:
            first = self._facts[one.code][0][1]
            if not first.unit or first.unit not in addresses[one.chat_id or 0]:
                yield f"{one.code} came to {first.unit!r}, from {addresses[one.chat_id or 0]}"
            if first.confidential and not one.confidential:
                yield f"{one.code} speaks of conduct and is open to all"

    def _internal_words(self) -> Iterator[str]:
        """A citizen reads no word of the office's but what was sent to her."""
        for citizen in self._citizens:
            allowed = self._let_out_to(citizen.chat)
            for shown in citizen.seen:
                if strange := internal_in(shown.text) - allowed:
                    yield f"{citizen.chat} reads internal words {strange}: {shown.text[:300]}"

    def _let_out_to(self, chat: int) -> set[str]:
        """The marks of officers that a citizen may read: of replies to her petitions, and to those that hers repeat."""
        mine = [one for one in self._petitions if one.chat_id == chat]
        codes = {one.code for one in mine} | {parent for one in mine for parent in self._parents(one)}
        replies = (approval.preview for approval in self.approvals if approval.code in codes)
        looked_for = (self._drawer.reasons.get(one.code, set()) for one in mine)
        asked = (self._drawer.asked.get(one.code, set()) for one in mine)
        return set().union(*map(internal_in, replies), *asked, *looked_for)

    def _parents(self, petition: Petition) -> Iterator[str]:
        while petition.parent_id:
            petition = self._office.cases.register.petitions.by_id(petition.parent_id)
            yield petition.code

    def _eyes(self) -> Iterator[str]:
        """No chat of the staff shows a petition that it may not see, nor anything to who held no role."""
        for officer in self._officers:
            for shown in (one for one in officer.seen if PUBLIC not in one.text):
                spoken_of = {code for code in CODE.findall(shown.text) if code in self._by_code}
                spoken_of |= {self._by_mark[mark] for mark in marks_in(shown.text) if mark in self._by_mark}
                if strange := {code for code in spoken_of if not self._may_show(shown, code)}:
                    yield f"{officer.person.name} in {shown.chat_id} was shown {strange}: {shown.text[:300]}"

    def _may_show(self, shown: Shown, code: str) -> bool:
        """Whether a chat might show a petition at that moment, or a little before."""
        at = float(shown.json["date"])
        if any(chat == shown.chat_id and began + self._lag < at < end for chat, began, end in self._drawer.suspended):
            return False
        history = self._facts[code]
        ends = [since for since, _ in history[1:]] + [float("inf")]
        return any(
            may_see(shown.chat_id, facts)
            for (since, facts), end in zip(history, ends, strict=True)
            if since <= at + 1 and at - self._lag < end
        )

    def _contacts(self) -> Iterator[str]:
        """Nobody's name or telephone is in any group; in private chats only where it was asked for with a reason."""
        private = {mark for citizen in self._citizens for mark in marks_in(citizen.script.name)}
        phones = {citizen.script.phone for citizen in self._citizens}
        for officer in self._officers:
            for shown in officer.seen:
                tells = bool(private & marks_in(shown.text)) or any(phone in shown.text for phone in phones)
                if tells and not (shown.chat_id not in GROUPS and shown.text.startswith(CONTACT)):
                    yield f"{shown.chat_id} shows who sent it: {shown.text[:300]}"
        for topic in self._api.topics(FORUM).values():
            if private & marks_in(topic.name):
                yield f"a topic tells who sent it: {topic.name}"

    def _approved(self) -> Iterator[str]:
        """What was approved reached its citizen as it was previewed, with the approver's name, and not before."""
        seen = {citizen.chat: citizen for citizen in self._citizens}
        for approval in self.approvals:
            citizen = seen[self._by_code[approval.code].chat_id or 0]
            same = [shown for shown in citizen.seen if shown.text == approval.preview]
            if f"Người duyệt: {approval.approver}" not in approval.preview:
                yield f"{approval.code}: the preview does not name who approves: {approval.preview[-200:]}"
            if not same and not citizen.is_gone:
                yield f"{approval.code}: what was approved is not what was sent: {approval.preview}"
            yield from (f"{approval.code}: sent before approval" for s in same if s.json["date"] < int(approval.at))
        left = Counter(self._approvals_in_the_trail())
        read = Counter(approval.code for approval in self.approvals)
        if left != read:
            yield f"approved and seen to be approved differ: {left - read} {read - left}"

    def _approvals_in_the_trail(self) -> Iterator[str]:
        for one in self._petitions:
            for event in self._trail[one.id]:
                if event.details.get("reply"):
                    yield one.code

    def _fates(self) -> Iterator[str]:
        """The staff read of each message to a citizen what became of it in the end."""
        for one in self._petitions:
            fates = self._fates_of(one)
            for chat, lines in self._lines_of(one).items():
                # Who does not hear of it any more is told no end of it either.
                if may_see(chat, self._facts[one.code][-1][1]) and not self._api.world.chats.known(chat).closed:
                    yield from self._fate_wrong(one, chat, fates, lines)
            if untold := fates.keys() - {number for _, number in self._told_of(one)}:
                yield f"{one.code}: nobody of the staff heard what became of events {untold}"

    def _fates_of(self, petition: Petition) -> dict[int, Fate]:
        about = f"petition:{petition.id}:event:"
        told = self._office.outbox.states(f"petition:{petition.id}")
        found = {int(t.about.removeprefix(about)): t.fate for t in told if t.about.startswith(about)}
        return {e.number: found[e.number] for e in self._trail[petition.id] if _is_to_her(e) and e.number in found}

    def _told_of(self, petition: Petition) -> list[tuple[int, int]]:
        """Which chats were to hear of the delivery of which events, in order."""
        about = f"staff:petition:{petition.id}:sent:"
        told = self._office.outbox.states(f"staff:petition:{petition.id}")
        return [(t.chat_id, int(t.about.removeprefix(about))) for t in told if t.about.startswith(about)]

    def _lines_of(self, petition: Petition) -> dict[int, list[str]]:
        """The lines on deliveries that each chat of the staff read of it, in order."""
        lines: dict[int, dict[int, str]] = {}
        for officer in self._officers:
            for shown in officer.seen:
                if shown.text.startswith(f"{petition.code}: {SENT}"):
                    lines.setdefault(shown.chat_id, {})[shown.message_id] = shown.text
        return {chat: list(of_chat.values()) for chat, of_chat in lines.items()}

    def _fate_wrong(self, one: Petition, chat: int, fates: Mapping[int, Fate], lines: Sequence[str]) -> Iterator[str]:
        """Each event told of there has a line with its fate; where it is the last, that line is the last too."""
        here = [number for of, number in self._told_of(one) if of == chat]
        for fate, sign in FATES.items():
            wanted = sum(fates.get(number) is fate for number in set(here))
            if sum(sign in line for line in lines) < wanted:
                yield f"{one.code} in {chat}: {wanted} times {fate}, but {lines}"
        last = max(here, default=0)
        if last in fates and here[-1] == last and lines and FATES[fates[last]] not in lines[-1]:
            yield f"{one.code} in {chat}: event {last} is {fates[last]}, the last line says {lines[-1]}"

    def _escalated(self) -> Iterator[str]:
        """Every petition that was owed when its day had passed was escalated, and somebody read so."""
        for one in self._petitions:
            if one.code not in self._overdue:
                continue
            reminded = [e for e in self._trail[one.id] if e.kind is EventKind.REMINDED and e.reader is Reader.STAFF]
            if not any(event.details["what"] in ESCALATED for event in reminded):
                yield f"{one.code} was overdue and nobody was reminded"
            elif not any(_reminds(shown, one.code) for officer in self._officers for shown in officer.seen):
                yield f"{one.code} was escalated and nobody read so"

    def _traced(self) -> Iterator[str]:
        """What was seen to be done is in the trail of acts, once; nothing else of the kind is."""
        kept: Counter[tuple[str, str]] = Counter()
        codes = {f"petition:{one.id}": one.code for one in self._petitions}
        for trace in self._office.traces.every():
            if trace.about in codes and trace.act in set(DONE.values()):
                kept[trace.act, codes[trace.about]] += 1
        told, at_least = self._told_of_acts(), self._told_of_acts(once=True)
        for act, code in (kept.keys() | told.keys()) - self._drawer.unsure:
            if not at_least[act, code] <= kept[act, code] <= told[act, code]:
                yield f"{act} of {code}: {kept[act, code]} traces, and it was told {told[act, code]} times"

    def _told_of_acts(self, *, once: bool = False) -> Counter[tuple[str, str]]:
        """How often officers read that something was done; a message that a kill repeated counts, unless `once`."""
        told: dict[tuple[int, str] | tuple[int, int], tuple[str, str]] = {}
        for officer in self._officers:
            for shown in officer.seen:
                found = next((act for sign, act in DONE.items() if sign.match(shown.text)), "")
                if found:
                    key = (shown.chat_id, shown.text) if once else (shown.chat_id, shown.message_id)
                    told[key] = (found, code_of(shown))
        return Counter(told.values())

    def _topics(self) -> Iterator[str]:
        """Each petition of the forum's commune has one topic; what is confidential has none."""
        # What a kill left empty between its making and our note of it holds nothing.
        topics = {
            n: topic for n, topic in self._api.topics(FORUM).items() if any(s.text for s in self._api.shown(FORUM, n))
        }
        names = [topic.name for topic in topics.values()]
        for one in self._petitions:
            facts = self._facts[one.code][-1][1]
            of_it = sum(one.code in name for name in names)
            was_here = any(may_see(FORUM, before) for _, before in self._facts[one.code])
            if facts.confidential and of_it:
                told = [
                    s.text[:200] for n, t in topics.items() if one.code in t.name for s in self._api.shown(FORUM, n)
                ]
                yield f"{one.code} is confidential and has a topic: {told}"
            if may_see(FORUM, facts) and of_it != 1 and (of_it or one.code not in self._drawer.without_topic):
                yield f"{one.code} has {of_it} topics"
            if not was_here and of_it:
                yield f"{one.code} has a topic in another commune's forum"


OF = CODE.pattern
DONE = {
    re.compile(sign.format(of=OF)): act
    for sign, act in {
        r"Đã tiếp nhận phản ánh {of}\.": "receive",
        r"Ông/bà phụ trách phản ánh {of} từ bây giờ": "take",
        r"Đã giao phản ánh {of} cho": "assign",
        r"Không chờ bổ sung nữa: phản ánh {of}": "inquire",
        r"Đã hỏi người gửi phản ánh {of}": "inquire",
        r"Phản ánh {of}: đã ghi là chưa đủ cơ sở": "set_aside",
        r"Phản ánh {of} từ nay theo phản ánh": "merge",
        r"Phản ánh {of}: đã hướng dẫn người gửi": "divert",
        r"Phản ánh {of}: từ nay hạn chế người xem": "name",
        r"Phản ánh {of}: đã ghi nhận": "name",
        r"Người gửi phản ánh {of}: ": "see_contact",
        r"Đã duyệt và gửi .* cho {of}\.": "approve",
        r"Đã trả lại bản thảo cho {of}": "send_back",
    }.items()
}
"""How an officer is told of what was done, and what its trace is called."""


def _is_to_her(event: Event) -> bool:
    """Whether an officer wrote something that a citizen is to read."""
    moved = event.kind is EventKind.MOVED and event.to_state in TO_HER
    return event.actor.officer_id is not None and (moved or event.kind is EventKind.EXTENDED)


def _reminds(shown: Shown, code: str) -> bool:
    return shown.text.startswith(f"Nhắc việc: phản ánh {code} ")
