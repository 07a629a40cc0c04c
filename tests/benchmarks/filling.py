"""A register as it is after years: petitions, what happened to them and what was sent, written in bulk to PostgreSQL.

The rows are shaped as the bot writes them; their chains are not: a digest here is a number by chance.
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, func, select

from bot.database import Database
from bot.delivery.tables import outbox
from bot.petitions.categories import CONDUCT, categories
from bot.petitions.codes import new_code
from bot.petitions.life import State
from bot.petitions.tables import book, event, petition, reply
from bot.petitions.working_days import day_and_hour
from bot.review.officers import OfficerRepository, Role
from bot.review.tables import asked, miss, trace
from knowledge.text.normalise import bare

UNITS = ("14026", "14038", "14053", "14056", "14062", "14071", "14077")
YEARS = 5
OPEN_PART = 0.02
"""What part of the petitions is open: 20,000 of a million."""
OWES_ANSWER = 0.006
"""And what part waits for a word on its answer."""
STRAGGLERS = 0.04
"""What part of the open ones is older than the others."""
ON_TIME = 0.88
CHUNK = 25_000
FIRST_ACCOUNT = 700_000
"""The account of the first officer; petitions come from higher numbers."""

ENDS = (State.RESOLVED, State.CLOSED_UNCONFIRMED, State.TRANSFERRED, State.REJECTED, State.WITHDRAWN, State.DUPLICATE)
ENDS_WEIGHTS = (54, 28, 6, 6, 3, 3)
OPEN_STATES = (
    State.SUBMITTED,
    State.RECEIVED,
    State.ASSIGNED,
    State.IN_PROGRESS,
    State.AWAITING_APPROVAL,
    State.NEED_INFO,
    State.INSUFFICIENT,
)
OPEN_WEIGHTS = (22, 12, 20, 26, 9, 9, 2)
FIELDS_WEIGHTS = {"road": 26, "waste": 18, "lighting": 12, "water": 10, "order": 9, "noise": 8, "conduct": 2}

BEGINS = (
    "Đường liên thôn hỏng nặng, mưa xuống không đi được",
    "Rác ở đầu xóm mấy hôm nay không có người thu gom, bốc mùi",
    "Đèn đường trước nhà văn hóa không sáng đã hai tuần",
    "Mương thoát nước bị lấp, nước tràn vào sân các nhà",
    "Loa phát thanh quá to vào sáng sớm, các cháu không ngủ được",
    "Nước máy đục và có mùi, cả xóm phải mua nước bình",
    "Xe tải chở vật liệu chạy qua đường làng ban đêm",
    "Quán hát mở nhạc quá khuya, đã nhắc mà không dừng",
    "Cầu qua kênh gãy lan can, trẻ con đi học rất nguy hiểm",
    "Cống trước cổng trường bị sập một góc",
    "Cột điện nghiêng về phía đường, dây sà thấp",
    "Chợ lấn hết lòng đường, xe cấp cứu không vào được",
)
PLACES = ("thôn", "xóm", "tổ dân phố", "ngõ", "khu")
DETAILS = ("gần nhà văn hóa", "cạnh trạm bơm", "đoạn trước trường học", "chỗ cột điện số", "bên bờ kênh")
ENDINGS = ("mong sớm sửa.", "xin xã xem giúp.", "đề nghị kiểm tra và trả lời.", "bà con rất bức xúc.", "xin cảm ơn.")
RARE = ("giếng khoan", "lò gạch", "đàn ong", "bến phà", "cây gạo", "kho lúa", "miếu cổ", "trạm biến áp", "bãi cát")
folded = lru_cache(None)(bare)
"""A part of a text without marks: there are few, and they come again and again."""

ANSWER = "Xã đã kiểm tra tại chỗ và giao bộ phận chuyên môn xử lý; việc xong trong tuần này."


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works on the petitions: accounts of officers whose pages are measured, and everybody's numbers by unit."""

    accounts: dict[str, int]
    of_unit: dict[str, list[int]]


@dataclass(slots=True)
class Rows:
    """Rows of a chunk, as lines that PostgreSQL copies."""

    petitions: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)


PETITION = (
    "id", "code", "trial", "book_year", "book_number", "chat_id", "category", "about", "commune", "place", "words",
    "shown", "secret", "state", "state_at", "resumes", "submitted_at", "clock_from", "clock_days", "national", "pauses",
    "calendar", "due_at", "transfer_due_at", "answered_at", "closed_at", "reopened", "agency", "reason", "events",
    "head", "unit", "officer_id", "confidential", "channel", "folded", "answer_days",
)  # fmt: skip
EVENT = (
    "petition_id", "number", "kind", "at", "party", "officer_id", "reader", "from_state", "to_state", "note", "details",
    "digests", "previous", "digest",
)  # fmt: skip
REPLY = (
    "petition_id", "kind", "state", "standing", "author_id", "parts", "reason", "agency", "document_number", "file_id",
    "changed_at",
)  # fmt: skip
TRACE = ("at", "officer_id", "by", "role", "act", "about", "reason")
SENT = ("chat_id", "about", "kind", "state", "failures", "created_at", "settled_at")


def fill(database: Database, petitions: int, events: int, at: datetime, *, trial: bool, calendar: str) -> Staff:
    """Write a register of so many petitions and about so many events, the last of them lodged at a moment."""
    staff = database.transact(lambda connection: appointed(connection, at))
    filler = Filler(petitions, events, at, staff, trial=trial, calendar=calendar)
    for chunk in filler.chunks():
        database.transact(lambda connection, rows=chunk: _copy(connection, rows))  # type: ignore[misc]
    database.transact(lambda connection: _finish(connection, filler))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    return staff


def appointed(connection: Connection, at: datetime) -> Staff:
    """Officers of each unit, and some of the whole place."""
    officers, number = OfficerRepository(connection), FIRST_ACCOUNT
    wide = {
        "clerk": (Role.CLERK, "", "", False),
        "controller": (Role.CONTROLLER, "", "", True),
        "approver": (Role.APPROVER, "", "", False),
        "clerk of a unit": (Role.CLERK, UNITS[3], "", False),
        "controller of a unit": (Role.CONTROLLER, UNITS[0], "", False),
        "clerk of a field": (Role.CLERK, "", "road", False),
    }
    accounts, of_unit = {}, {unit: list[int]() for unit in UNITS}
    for name, (role, unit, of_field, restricted) in wide.items():
        number += 1
        officers.add(number, role, unit, f"Cán bộ {number}", at, "bench", field=of_field, restricted=restricted)
        accounts[name] = number
    for unit in UNITS:
        for _ in range(6):
            number += 1
            of_unit[unit].append(officers.add(number, Role.CLERK, unit, f"Cán bộ {number}", at, "bench"))
    of_unit[UNITS[3]].append(officers.number_of(accounts["clerk of a unit"]) or 0)
    return Staff(accounts, of_unit)


class Filler:
    """Draws the rows, always the same ones."""

    def __init__(self, petitions: int, events: int, at: datetime, staff: Staff, *, trial: bool, calendar: str) -> None:
        self._random = random.Random(petitions)
        self._number, self.at, self._staff = petitions, at, staff
        self.is_trial, self._calendar = trial, calendar
        self._most_events = events
        self._events = 0
        self._codes: set[str] = set()
        self._fields = [*categories()]
        self._weights = [FIELDS_WEIGHTS.get(key, 4) for key in self._fields]
        self.books: dict[int, int] = {}

    def chunks(self) -> Iterator[Rows]:
        """The rows of every petition, some at a time, in the order they were lodged."""
        rows = Rows()
        for number in range(1, self._number + 1):
            self._petition(rows, number)
            if number % CHUNK == 0 or number == self._number:
                yield rows
                rows = Rows()

    def _state(self, number: int) -> State:
        """The youngest are open, some are older than they should be, most are done."""
        chance, left = self._random, self._number - number
        young = self._number * OPEN_PART * (1 - STRAGGLERS) * 1.25
        waiting = young + self._number * OWES_ANSWER * 1.5
        if left < young:
            if chance.random() < 0.8:
                return chance.choices(OPEN_STATES, OPEN_WEIGHTS)[0]
        elif left < waiting:
            if chance.random() < 0.66:
                return State.ANSWERED
        elif left < self._number // YEARS and chance.random() < OPEN_PART * STRAGGLERS * YEARS:
            return chance.choice((State.IN_PROGRESS, State.ASSIGNED, State.INSUFFICIENT))
        return chance.choices(ENDS, ENDS_WEIGHTS)[0]

    def _petition(self, rows: Rows, number: int) -> None:
        chance = self._random
        span = timedelta(days=365 * YEARS)
        lodged = self.at - span + span * (number / self._number)
        day = day_and_hour(lodged)[0]
        self.books[day.year] = self.books.get(day.year, 0) + 1
        category = chance.choices(self._fields, self._weights)[0]
        confidential = category == CONDUCT
        unit = "" if chance.random() < 0.01 else chance.choice(UNITS)
        state = self._state(number)
        officers = self._staff.of_unit[unit or UNITS[0]]
        officer = None if state in {State.SUBMITTED, State.RECEIVED} or not unit else chance.choice(officers)
        chat = 1_000_000 + chance.randrange(max(self._number // 4, 1))
        (words, said), place = self._words(), f"{chance.choice(PLACES)} {chance.randrange(1, 20)}"
        code = self._code(day)
        due = (lodged + timedelta(days=14)).replace(hour=10, minute=0, second=0, microsecond=0)
        is_answered = state in {State.ANSWERED, State.RESOLVED, State.CLOSED_UNCONFIRMED}
        on_time = chance.random() < ON_TIME
        took = chance.uniform(0.5, 13.5) if on_time else chance.uniform(15, 40)
        answered = min(lodged + timedelta(days=took), self.at) if is_answered else None
        # What waits for a word was answered lately.
        if state is State.ANSWERED:
            answered = self.at - timedelta(days=chance.uniform(0.1, 13))
        is_open = state in OPEN_STATES
        closed = None
        if not is_open and state is not State.ANSWERED:
            closed = (answered or lodged) + timedelta(days=chance.uniform(0.2, 12))
        path = self._path(number, state, lodged, answered, closed, officer, due, took)
        head = f"{chance.getrandbits(256):064x}"
        sought = f"{code.lower().replace('-', ' ')} {said} {folded(place)} @{unit}"
        clock = (10, "f", "[]", self._calendar, None if state is State.NEED_INFO else due, lodged + timedelta(days=7))
        rows.petitions.append(
            _line(
                number, code, self.is_trial, day.year, self.books[day.year], chat, category, "", unit, place, words,
                "f", head, state.value, path[-1][1], "received" if state is State.NEED_INFO else None, lodged, lodged,
                *clock, answered, closed, 0, "Sở Xây dựng" if state is State.TRANSFERRED else "",
                "outside" if state is State.REJECTED else "", len(path), head, unit, officer, confidential,
                "chat" if chance.random() < 0.9 else "counter", sought,
                max(1, round(took * 5 / 7)) if is_answered else None,
            )
        )  # fmt: skip
        digests = f'{{"note": "{head}"}}'
        for place_in_chain, (kind, moment, party, by, reader, before, after, note, details) in enumerate(path, 1):
            rows.events.append(
                _line(
                    number, place_in_chain, kind, moment, party, by, reader, before, after, note, details,
                    digests, head, head,
                )
            )  # fmt: skip
        self._events += len(path)
        self._around(rows, number, state, answered, officer, chat, lodged)

    def _path(
        self,
        number: int,
        state: State,
        lodged: datetime,
        answered: datetime | None,
        closed: datetime | None,
        officer: int | None,
        due: datetime,
        took: float,
    ) -> list[tuple[Any, ...]]:
        """What happened, in order: about as many events as are wanted of each petition."""
        facts = json.dumps({"book": [2026, number], "due": due.isoformat(), "channel": "chat"})
        who = officer or self._staff.of_unit[UNITS[0]][0]
        path: list[tuple[Any, ...]] = [("lodged", lodged, "sender", None, "everyone", "draft", "submitted", "", facts)]
        if state is State.SUBMITTED:
            return path
        end = answered or closed or min(lodged + timedelta(days=5), self.at)
        step = (end - lodged) / 6
        at = lodged + step
        path.append(("moved", at, "clerk", who, "everyone", "submitted", "received", "", "{}"))
        steps = {State.RECEIVED: 0, State.NEED_INFO: 0, State.ASSIGNED: 1, State.IN_PROGRESS: 2}.get(state, 3)
        if state in {State.WITHDRAWN, State.DUPLICATE, State.INSUFFICIENT}:
            steps = 1
        ways = (("received", "assigned"), ("assigned", "in_progress"), ("in_progress", "awaiting_approval"))
        for before, after in ways[:steps]:
            at += step
            details = json.dumps({"officer": who}) if after == "assigned" else "{}"
            path.append(("moved", at, "clerk", who, "everyone", before, after, "", details))
        if answered:
            days = json.dumps({"due": due.isoformat(), "days": max(1, round(took * 5 / 7))})
            path.append(("moved", answered, "approver", who, "everyone", "awaiting_approval", "answered", ANSWER, days))
        if state in {State.NEED_INFO, State.INSUFFICIENT} or closed:
            before = "answered" if answered else path[-1][6]
            note = "Xin cho biết thêm." if state is State.NEED_INFO else ""
            said = {State.TRANSFERRED: '{"agency": "Sở Xây dựng"}', State.REJECTED: '{"reason": "outside"}'}
            by = ("clerk", who) if not answered else ("sender", None)
            moment = closed or at + step
            path.append(("moved", moment, *by, "everyone", before, state.value, note, said.get(state, "{}")))
        # Whatever is too many is left out in the middle, so that about as many stay as are wanted of each.
        too_many = self._events + len(path) - self._most_events * number / self._number
        while too_many > 0 and len(path) > 3:
            del path[1]
            too_many -= 1
        return path

    def _around(
        self,
        rows: Rows,
        number: int,
        state: State,
        answered: datetime | None,
        officer: int | None,
        chat: int,
        lodged: datetime,
    ) -> None:
        """A reply, a look of an officer's, and what was sent of what is young enough."""
        chance, who = self._random, officer or self._staff.of_unit[UNITS[0]][0]
        relays = state is State.TRANSFERRED and chance.random() < 0.002
        waits = state is State.AWAITING_APPROVAL
        if answered or waits or relays:
            stands = "submitted" if waits or relays else "sent"
            kind = "relay" if relays else "answer"
            standing = True if stands == "submitted" else None
            rows.replies.append(
                _line(number, kind, stands, standing, who, '{"done": "Đã sửa."}', "", "", "", "", answered or lodged)
            )
        act = "see" if chance.random() < 0.95 else chance.choice(("see_contact", "take", "assign"))
        rows.traces.append(_line(lodged, who, "", "clerk", act, f"petition:{number}", ""))
        if self.at - lodged < timedelta(days=90):
            fate = chance.choices(("sent", "failed", "blocked"), (97, 1, 2))[0]
            about = f"petition:{number}:event:1"
            rows.sent.append(_line(chat, about, "own", fate, 0, lodged, lodged + timedelta(minutes=1)))

    def _words(self) -> tuple[str, str]:
        """What somebody wrote, and the same without marks."""
        chance = self._random
        parts = [chance.choice(BEGINS), f"{chance.choice(DETAILS)} {chance.randrange(1, 300)}", chance.choice(ENDINGS)]
        said = " ".join(map(folded, parts))
        if chance.random() < 0.05:
            where, house = chance.choice(RARE), chance.randrange(100_000)
            return f"{', '.join(parts)} Ở đó có {where} số {house}.", f"{said} o do co {folded(where)} so {house}"
        return ", ".join(parts), said

    def _code(self, day: date) -> str:
        while (code := new_code(day, self.is_trial, self._random)) in self._codes:
            pass
        self._codes.add(code)
        return code


def _line(*values: object) -> str:
    """A row as COPY reads it; nothing here holds a tab or a backslash."""
    return "\t".join(["\\N" if value is None else str(value) for value in values]) + "\n"


def _copy(connection: Connection, rows: Rows) -> None:
    # The rows belong together by how they are made: looking up the key of each would take longer than all else.
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    for table, columns, lines in (
        (petition.name, PETITION, rows.petitions),
        (event.name, EVENT, rows.events),
        (reply.name, REPLY, rows.replies),
        (trace.name, TRACE, rows.traces),
        (outbox.name, SENT, rows.sent),
    ):
        _copy_lines(connection, table, columns, lines)


def _copy_lines(connection: Connection, table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copying:
        copying.write("".join(lines))
    cursor.close()


def _finish(connection: Connection, filler: Filler) -> None:
    """The numbers go on after the last one; and what citizens asked and nobody answered yet."""
    last = connection.scalar(select(func.max(petition.c.id))) or 1
    connection.exec_driver_sql(f"SELECT setval('petition_id_seq', {last})")
    books = [{"year": year, "trial": filler.is_trial, "last": number} for year, number in filler.books.items()]
    connection.execute(book.insert(), books)
    today = day_and_hour(filler.at)[0]
    misses = [
        {"text": f"câu hỏi thứ {number}", "day": today, "number": number % 7 + 1, "outcome": ""}
        for number in range(300)
    ]
    connection.execute(miss.insert(), misses)
    questions = [
        {"asked_on": today, "chat_id": number, "slot": 0, "words": f"xin hỏi việc {number}", "consented_at": filler.at}
        for number in range(1, 41)
    ]
    connection.execute(asked.insert(), questions)
