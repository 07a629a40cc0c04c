"""An office with work to do, for whoever looks at the desk: officers of every role and petitions in every state.

Nobody in it is a real person and nothing in it happened; every petition is a trial, and says so.
"""

import re
import socket
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot import groundwork
from bot.clock import Clock
from bot.database import Database
from bot.petitions.consents import NOTICE
from bot.petitions.days import DayRepository
from bot.petitions.identity import Identity
from bot.petitions.life import Party, State
from bot.petitions.petition import Actor, Lodging, Place
from bot.petitions.samples import SampleRepository
from bot.review.officers import OfficerRepository, Role
from bot.snapshot import catalogue_of
from bot.texts import say
from bot.views.message import plain
from bot.web.serving import open_at
from tests.bot.conftest import Chat
from tests.bot.desk import OURS
from tests.bot.files import a_picture
from tests.bot.petitions import PATHS, cases_for
from tests.bot.proposals import a_row, an_annex_file
from tests.bot.quality import replied

DAY = date(2026, 11, 25)
MORNING = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
"""Half past eight of a Wednesday: the office works."""

AN_ANSWER = 10
"""Days after which a petition had time to come to its answer a step a day."""

LINK = re.compile(r"http://127\.0\.0\.1:\d+(/banlamviec/vao/\S+)")

DRAWN = datetime(2026, 10, 22, 2, tzinfo=UTC)
"""When the reply left that is drawn."""

LETTER = (
    "Kính gửi ông Hoàng Văn Thử. Tổ giao thông đã vá đoạn đường ông nêu ngày 20/10/2026. "
    "Cần hỏi thêm, xin gọi bộ phận một cửa."
)

DAY_OFF = date(2026, 12, 31)
"""A day that the office itself set free."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works at the office: the number of the account, and a name."""

    account: int
    name: str


STAFF = {
    Role.CLERK: Person(8001, "Trần Thị Lan"),
    Role.CONTROLLER: Person(8002, "Phạm Văn Minh"),
    Role.APPROVER: Person(8003, "Lê Thị Chi"),
    Role.ADMINISTRATOR: Person(8004, "Đỗ Văn Quân"),
}
SENDER = 5
"""The chat of whoever sent the petitions."""

GUEST = 6
"""The chat of a citizen who talks to the bot this morning."""

CO_LE, NINH_GIANG, CAT_THANH, QUANG_HUNG, MINH_THAI = "14026", "14038", "14056", "14062", "14071"
HOANG = Identity("Hoàng Văn Thử", "thôn 2 xã Cát Thành", "+84912345678", "")

MARKET = "Đường vào chợ xã Cổ Lễ hỏng nặng từ tháng 9, nhiều ổ gà, người đi chợ hay ngã. Mong xã sớm cho sửa."

S = State
PETITIONS: tuple[tuple[int, State, str, str, str, str], ...] = (
    (
        1,
        S.SUBMITTED,
        "road",
        CAT_THANH,
        "thôn 5, trước nhà văn hóa",
        "Đường trước nhà văn hóa thôn 5 có ổ gà sâu, trời mưa xe máy hay ngã. Mong xã cho vá lại sớm.",
    ),
    (
        1,
        S.SUBMITTED,
        "lighting",
        CO_LE,
        "xóm Đông",
        "Bốn bóng đèn đường ở đầu xóm Đông hỏng gần một tháng, tối đi học về các cháu không thấy đường.",
    ),
    (
        2,
        S.SUBMITTED,
        "waste",
        MINH_THAI,
        "bãi tập kết rác thôn 3",
        "Rác ở bãi tập kết thôn 3 năm ngày chưa ai thu gom, mùi bay vào nhà dân.",
    ),
    (
        2,
        S.RECEIVED,
        "water",
        NINH_GIANG,
        "ngõ 12",
        "Nước máy trong ngõ 12 đục, có cặn vàng từ tuần trước, bà con chưa dám dùng nấu ăn.",
    ),
    (
        3,
        S.ASSIGNED,
        "noise",
        CAT_THANH,
        "khu chợ",
        "Quán hát cạnh chợ mở loa đến gần nửa đêm, người già và trẻ nhỏ không ngủ được.",
    ),
    (
        4,
        S.IN_PROGRESS,
        "road",
        QUANG_HUNG,
        "cầu qua kênh đầu thôn 7",
        "Lan can cầu qua kênh đầu thôn 7 gãy một đoạn chừng hai mét, rất nguy hiểm cho học sinh.",
    ),
    (
        6,
        S.IN_PROGRESS,
        "order",
        CAT_THANH,
        "đoạn trước trường tiểu học",
        "Hàng quán bày lấn hết vỉa hè trước cổng trường, giờ tan học phụ huynh phải đứng dưới lòng đường.",
    ),
    (
        7,
        S.NEED_INFO,
        "waste",
        CO_LE,
        "",
        "Có người đốt nhựa ban đêm, khói khét cả xóm. Đề nghị xã cho kiểm tra.",
    ),
    (
        8,
        S.AWAITING_APPROVAL,
        "lighting",
        MINH_THAI,
        "cột điện số 14",
        "Dây điện ở cột số 14 võng thấp ngang đầu người đi xe đạp, đề nghị cho treo lại.",
    ),
    (
        9,
        S.ASSIGNED,
        "proposal",
        "",
        "",
        "Đề nghị cho nhận kết quả chứng thực cả sáng thứ bảy, nhiều người đi làm công ty không nghỉ được ngày thường.",
    ),
    (
        13,
        S.IN_PROGRESS,
        "water",
        NINH_GIANG,
        "cánh đồng thôn 9",
        "Cống thoát nước cánh đồng thôn 9 tắc, mưa là ngập lúa. Đề nghị cho khơi cống trước vụ tới.",
    ),
    (
        24,
        S.ASSIGNED,
        "road",
        CO_LE,
        "đê sông",
        "Xe tải chở cát chạy trên đê làm mặt đê nứt, bụi phủ hai bên đường. Đề nghị có biển cấm tải.",
    ),
    (
        20,
        S.ANSWERED,
        "waste",
        QUANG_HUNG,
        "thôn 1",
        "Mương cạnh nghĩa trang thôn 1 đầy bao ni lông, nước đen. Đề nghị cho dọn.",
    ),
    (
        45,
        S.RESOLVED,
        "lighting",
        CAT_THANH,
        "thôn 2",
        "Đèn đường cuối thôn 2 không sáng, đề nghị thay bóng.",
    ),
    (
        60,
        S.TRANSFERRED,
        "road",
        MINH_THAI,
        "đường tỉnh qua xã",
        "Mặt đường tỉnh đoạn qua xã lún thành vệt, đề nghị sửa.",
    ),
    (
        80,
        S.REJECTED,
        "other",
        CO_LE,
        "",
        "Đề nghị phân xử việc vay mượn tiền giữa hai nhà hàng xóm.",
    ),
    (
        120,
        S.RESOLVED,
        "rule",
        "",
        "",
        "Tờ khai yêu cầu ghi lại nơi cư trú đã có trong dữ liệu dân cư, đề nghị bỏ phần đó.",
    ),
    (150, S.RESOLVED, "order", NINH_GIANG, "chợ chiều", "Chợ cóc họp giữa đường buổi chiều, đề nghị dẹp gọn."),
    (
        200,
        S.CLOSED_UNCONFIRMED,
        "noise",
        QUANG_HUNG,
        "thôn 4",
        "Loa phát thanh thôn 4 đặt sát nhà dân, âm lượng quá to.",
    ),
    (260, S.RESOLVED, "water", CAT_THANH, "thôn 8", "Rãnh thoát nước thôn 8 mất nắp, đề nghị đậy lại."),
)
"""How many days ago, where it stands now, what about, in which commune, where there, and in which words."""


class WholeOffice(Chat):
    """The whole application over the strict wire, its desk open at an address of this machine."""

    def __init__(self, folder: Path) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        host, port, *_ = self._listener.getsockname()
        self.desk = self.address = f"http://{host}:{port}"
        settings = OURS.model_copy(update={"data": folder, "today": DAY})
        database = Database(f"sqlite:///{folder}/motcua.sqlite")
        groundwork.prepare(database, Clock(DAY))
        super().__init__(database, catalogue_of(database), settings)
        self.database.transact(self._employ)
        codes = {facts[1]: self.lodged(*facts) for facts in PETITIONS}
        self.answered = codes[State.ANSWERED]
        self._draw_by_lot()

    async def start(self) -> None:
        """The bot polls, and the desk is open. Nothing happens by the clock: pages show the same at every start."""
        await super().start()
        self.stop_the_clock()
        for account in (SENDER, *(person.account for person in STAFF.values())):
            await self.say("/start", account)
        await self._come()
        self._open = open_at(self._listener, self.app)
        await self._open.__aenter__()

    async def stop(self) -> None:
        """Close the desk, and everything behind it."""
        await self._open.__aexit__(None, None, None)
        await super().stop()
        self.database.close()

    async def _come(self) -> None:
        """What came by the chat this morning: a petition with a picture, a question, and the annex of a decision."""
        for words in ("/start", "/phananh", MARKET):
            await self.say(words, GUEST)
        self.api.send_photo(GUEST, content=a_picture(size=(640, 420)))
        await self.settled(GUEST)
        await self.app.fetching.drain()
        await self.say("Hoàng Thị Thử, thôn 3 xã Cổ Lễ, 0912 345 679", GUEST)
        for label in ("Đồng ý", "Gửi"):
            await self.press(label, GUEST)
        for words in ("thủ tục thả diều có gắn đèn", "xin thả diều có gắn đèn"):
            await self.say(words, GUEST)
        for label in ("Hỏi cán bộ", "Đồng ý gửi"):
            await self.press(label, GUEST)
        clerk = STAFF[Role.CLERK].account
        rows = a_row(), a_row(2, "Cho mượn sách tại thư viện thôn")
        self.api.send_document(clerk, "phu-luc.csv", an_annex_file(*rows))
        await self.settled(clerk)
        await self.press(plain(say("proposal.is_annex")), clerk)
        await self.app.importing.drain()
        await self.settled(clerk)
        for text in ("proposal.propose", "proposal.send"):
            await self.press(plain(say(text)), clerk)

    async def link(self, role: Role) -> str:
        """The address that the bot gives to an officer who asks for the desk."""
        found = LINK.search((await self.say("/banlamviec", STAFF[role].account)).text)
        assert found
        return self.address + found[1]

    def lodged(self, days: int, state: State, category: str, unit: str, place: str, words: str) -> str:
        """The code of a petition that was sent some days ago and has come to a state since."""
        at = MORNING - timedelta(days=days)
        lodging = Lodging(SENDER, category, words, HOANG, NOTICE, Place(unit, place))

        def make(connection: Connection) -> str:
            cases = cases_for(connection, self.app.settings)
            petition, _ = cases.register.lodge(lodging, trial=True, at=at)
            cases.consents.give(SENDER, petition.id, NOTICE, at)
            numbers = {Party(role): self._number(connection, role) for role in STAFF}
            for step, (wanted, actor, facts) in enumerate(PATHS[state], 1):
                by = Actor(actor.party, numbers.get(actor.party))
                given = {"officer": numbers[Party.CLERK]} if wanted is State.ASSIGNED else {}
                moment = at + (timedelta(days=step) if days > AN_ANSWER else timedelta(hours=step))
                petition = cases.register.move_to(petition, wanted, by, moment, **{**facts, **given})
            return petition.code

        return self.database.transact(make)

    def _draw_by_lot(self) -> None:
        """A reply of last month, drawn to be judged."""
        author = self.database.read(lambda c: self._number(c, Role.CLERK))
        approver = self.database.read(lambda c: self._number(c, Role.APPROVER))
        said: dict[str, Any] = {"chat_id": SENDER, "identity": HOANG, "trial": True}
        replied(self.database, DRAWN, author, approver, settings=self.app.settings, text=LETTER, **said)
        self.database.transact(lambda c: SampleRepository(c).draw(DRAWN.date().replace(day=1), MORNING, trial=True))

    def _employ(self, connection: Connection) -> None:
        officers, at = OfficerRepository(connection), MORNING - timedelta(days=300)
        for role, person in STAFF.items():
            officers.add(person.account, role, "", person.name, at, "test")
        DayRepository(connection).put(DAY_OFF, False, "Nghỉ bù theo thông báo của tỉnh", at, "Đỗ Văn Quân")

    def _number(self, connection: Connection, role: Role) -> int:
        number = OfficerRepository(connection).number_of(STAFF[role].account)
        assert number
        return number
