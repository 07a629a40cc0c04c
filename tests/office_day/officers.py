"""The office: six officers over the double, who work by what the bot shows them, and what befalls them in a day."""

import random
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from bot.database import Database
from bot.office import Office, Offices
from bot.petitions.life import OPEN
from bot.petitions.petition import Petition
from bot.review.officers import Role
from tests.day.citizen import Doing, Waiting
from tests.day.screens import CODE
from tests.office_day import deeds
from tests.office_day.drawer import Drawer
from tests.office_day.officer import Officer
from tests.office_day.staff import AN, BINH, CHI, FORUM, GROUPS, HANH, PEOPLE, PLAIN, Person
from tests.wire.api import BotApi
from tests.wire.messages import Shown

TALK = (
    "ông này năm nào cũng kêu {}",
    "chị em ra xem giúp, anh bận họp {}",
    "để đấy đã, chờ lãnh đạo {}",
)

LISTED = "Xin bấm hoặc gõ số thứ tự để mở"
FORGED = ("v1:approve:{code}:000000000000", "v1:take:{code}", "v1:board:{code}", "v1:contact:{code}:call")


class Officers:
    """Everybody of the office; `tick` lets each go on."""

    def __init__(
        self,
        api: BotApi,
        offices: Offices,
        database: Database,
        dice: random.Random,
        patience: float,
        suspension: float,
    ) -> None:
        self.drawer = Drawer(dice)
        self._api = api
        self._offices = offices
        self._database = database
        self._dice = dice
        self._suspension = suspension
        self._known: set[str] = set()
        for person in PEOPLE:
            api.meet(person.chat, first_name=person.name)
        api.group(FORUM, "Cán bộ Cát Thành", forum=True, admin=True)
        api.group(PLAIN, "Cán bộ Minh Thái")
        self.all = [Officer(api, person, self.drawer, patience) for person in PEOPLE]
        for officer in self.all:
            for group in officer.person.groups:
                api.join(group, officer.chat)
            officer.live(self._live(officer))
        self._befalls: list[tuple[float, Callable[[], bool]]] = [
            (0.35, self._delete_a_topic),
            (0.5, self._suspend),
            (0.6, self._delete_a_topic),
            (0.7, self._throw_out),
        ]
        self._errands: dict[int, list[Doing]] = {officer.chat: [] for officer in self.all}
        self._errands[HANH.chat] = [self._connect(group) for group in GROUPS]
        self.befallen: list[str] = []

    @property
    def moves(self) -> int:
        """How many acts the bot said were done."""
        return sum(self.drawer.done.values())

    @property
    def is_set_up(self) -> bool:
        """Whether the groups know what they are for."""
        return not self._errands[HANH.chat] and self._of(HANH).is_idle

    @property
    def is_idle(self) -> bool:
        """Whether nobody has anything to do."""
        return not any(self._errands.values()) and all(officer.is_idle for officer in self.all)

    def appoint(self) -> None:
        """Everybody gets their roles; it is not this day's business how."""
        self._database.transact(self._appoint)

    def tick(self, progress: float) -> None:
        """Let what is to befall the office at this hour befall it, and everybody go on."""
        for befall in [one for one in self._befalls if progress >= one[0]]:
            if befall[1]():
                self._befalls.remove(befall)
        for officer in self.all:
            officer.tick()

    def open_petitions(self) -> list[Petition]:
        """What the office still owes an answer, or its citizen an answer to the office."""
        return self._database.read(lambda c: self._office(c).cases.register.petitions.waiting(sorted(OPEN), 10_000))

    def owed(self) -> list[Petition]:
        """The same, but for what is left for now."""
        return [petition for petition in self.open_petitions() if not self.drawer.leaves(petition.code)]

    def look_again(self, owed: Collection[Petition]) -> None:
        """Whoever rests looks into the mailbox: something is still owed."""
        for officer in self.all:
            if owed and officer.is_idle and not self._errands[officer.chat]:
                self._errands[officer.chat].append(self._look_into_mailbox(officer))

    def last_stretch(self) -> None:
        """Nothing is left any more."""
        self.drawer.is_late = True

    def _office(self, connection: Connection) -> Office:
        return self._offices.open(connection)

    def _appoint(self, connection: Connection) -> None:
        office = self._office(connection)
        codes = {unit.name: unit.code for unit in office.catalogue.communes.of_today()}
        for person in PEOPLE:
            for post in person.posts:
                unit = codes.get(post.unit, "")
                whose = person.chat, post.role, unit, person.name
                office.officers.add(*whose, office.at, "make day", restricted=post.named)

    # A day of theirs.

    def _live(self, me: Officer) -> Doing:
        while True:
            if self._errands[me.chat]:
                yield from self._errands[me.chat].pop(0)
            elif me.to_approve:
                yield from deeds.decide(me, self._dice.choice(list(me.to_approve)))
            elif codes := me.codes:
                yield from self._see_to(me, self._dice.choice(codes))
            else:
                me.is_resting = True
                yield
                me.is_resting = False

    def _see_to(self, me: Officer, code: str) -> Doing:
        self._known.add(code)
        self._talk(me, code)
        if me.person.holds(Role.CLERK):
            yield from self._handle(me, code)
        elif me.person.holds(Role.CONTROLLER) and (self._is_hers(me, code) or self._dice.random() < 0.2):
            yield from deeds.supervise(me, code)
        else:
            me.forget(code)
        if self._dice.random() < 0.04:
            yield from self._pry(me)

    def _handle(self, me: Officer, code: str) -> Doing:
        """At the board; or at once where it was heard of, by a button that may be old."""
        shown = me.news[code]
        label = next((one for one in ("Tiếp nhận", "Nhận xử lý") if one in shown.labels), "")
        if label and self._dice.random() < 0.4:
            self.drawer.visits[code] += 1
            me.news[code] = replace(shown, buttons=())  # an old button from now on, unless it is heard of anew
            yield from AT_ONCE[label](me, code, shown)
        else:
            yield from deeds.handle(me, code)

    def _is_hers(self, me: Officer, code: str) -> bool:
        """Whether the controller sees to it: it came to no clerk, or was found in the mailbox when all rested."""
        if not me.news[code].message_id:
            return True
        others = (AN.chat, BINH.chat, CHI.chat, *GROUPS)
        heard = {shown.chat_id for one in self.all for shown in one.seen if code in shown.text}
        return heard.isdisjoint(others)

    def _talk(self, me: Officer, code: str) -> None:
        """Now and then they talk about it, in its topic or in the group."""
        shown = me.news.get(code)
        if shown and shown.chat_id in GROUPS and me.stands(shown) and self._dice.random() < 0.5:
            words = self._dice.choice(TALK).format(self.drawer.mark())
            self._api.say(shown.chat_id, words, user_id=me.chat, thread=shown.thread)

    def _pry(self, me: Officer) -> Doing:
        """A button that was never shown, about whatever petition was heard of anywhere."""
        if not me.person.holds(Role.CLERK):
            return
        foreign = [code for code in self._known if not any(code in shown.text for shown in me.seen)]
        if foreign and any(shown.chat_id == me.chat for shown in me.seen):
            code = self._dice.choice(sorted(foreign))
            me.forge(self._dice.choice(FORGED).format(code=code))
            yield from me.until_told("Không có phản ánh này", code)  # it may have become theirs meanwhile

    def _look_into_mailbox(self, me: Officer) -> Doing:
        """/hopthu, page after page: what is open, or what waits for approval."""
        box = "chờ duyệt" if me.person.holds(Role.APPROVER) else "tất cả"
        me.say(f"/hopthu {box}")
        page = yield from me.until_told(LISTED)
        while page and LISTED in page.text:
            yield from self._read_page(me, page)
            if "Trang sau" not in page.labels or not me.press(page, "Trang sau"):
                break
            page = yield from me.until_told(LISTED)

    def _read_page(self, me: Officer, page: Shown) -> Doing:
        codes = list(dict.fromkeys(CODE.findall(page.text)))
        if not me.person.holds(Role.APPROVER):
            me.news |= {code: Shown(me.chat, 0, code, code) for code in codes}
            return
        numbers = [label for label in page.labels if label.isdecimal()]
        for label, code in zip(numbers, codes, strict=False):
            if code not in me.to_approve and me.press(page, label):
                yield from self._open_to_approve(me, code)

    def _open_to_approve(self, me: Officer, code: str) -> Doing:
        board = yield from me.until_told(f"Phản ánh {code}")
        if board and "Xem bản trình duyệt" in board.labels and me.press(board, "Xem bản trình duyệt"):
            yield from me.until_told(f"cho {code}")

    # What befalls them.

    def _connect(self, group: int) -> Doing:
        """The administrator says what a group is for."""
        me = self._of(HANH)
        self._api.say(group, "/ketnoi", user_id=me.chat)
        me.act()
        offer = yield from me.until(lambda s: s.chat_id == group and len(s.labels) > 5, "what a group can be for")
        if offer:
            me.press(offer, next(label for label in offer.labels if label.endswith(GROUPS[group])))
            yield from me.until_told("Từ nay nhóm này nhận tin")

    def _delete_a_topic(self) -> bool:
        """Gives whether there was one."""
        topics = self._api.topics(FORUM)
        if topics:
            number = self._dice.choice(sorted(topics))
            self.drawer.without_topic.update(CODE.findall(topics[number].name))
            self._api.delete_topic(FORUM, number)
            self.befallen.append("topic deleted")
        return bool(topics)

    def _throw_out(self) -> bool:
        self._api.block(PLAIN)
        self.befallen.append("thrown out")
        return True

    def _suspend(self) -> bool:
        self._errands[HANH.chat].append(self._end_and_give_back(self._of(HANH)))
        return True

    def _end_and_give_back(self, me: Officer) -> Doing:
        """A clerk's role is ended, whatever they are about, and given back after a while."""
        shown = yield from self._step(me, None, "/canbo", "Cán bộ của kênh này")
        number = next((line.partition(".")[0] for line in _lines(shown) if BINH.name in line), "")
        shown = yield from self._step(me, shown, number, "Kết thúc vai trò 1")
        shown = yield from self._step(me, shown, "Kết thúc vai trò 1", "Kết thúc vai trò của")
        yield from self._step(me, shown, "Kết thúc vai trò", "Đã kết thúc vai trò của")
        began = time.time()
        self.befallen.append("role ended")
        end = time.monotonic() + self._suspension
        while time.monotonic() < end:
            yield
        shown = yield from self._step(me, None, "/canbo", "Cán bộ của kênh này")
        shown = yield from self._step(me, shown, "Thêm cán bộ", "số tài khoản Telegram")
        shown = yield from self._step(me, None, str(BINH.chat), "vai trò nào")
        shown = yield from self._step(me, shown, "Cán bộ một cửa", "phụ trách xã nào")
        label = next((one for one in shown.labels if one.endswith("Minh Thái")), "") if shown else ""
        shown = yield from self._step(me, shown, label, "phụ trách loại việc nào")
        shown = yield from self._step(me, shown, "Mọi loại việc", "Giao cho")
        self.drawer.suspended.append((BINH.chat, began, time.time()))
        yield from self._step(me, shown, "Giao vai trò", "Đã giao vai trò cho")
        self.befallen.append("role given back")

    def _step(self, me: Officer, shown: Shown | None, what: str, sign: str) -> Waiting:
        """Press or type, and wait for what says something, or has such a button."""
        if shown and what in shown.labels:
            me.press(shown, what)
        else:
            me.say(what)

        def has_sign(told: Shown) -> bool:
            return told.chat_id == me.chat and any(sign in words for words in (told.text, *told.labels))

        return (yield from me.until(has_sign, sign))

    def _of(self, person: Person) -> Officer:
        return next(one for one in self.all if one.person is person)


AT_ONCE: Mapping[str, deeds.Deed] = {"Tiếp nhận": deeds.receive, "Nhận xử lý": deeds.take}


def _lines(shown: Shown | None) -> list[str]:
    return shown.text.splitlines() if shown else []
