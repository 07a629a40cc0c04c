"""Quality over time: figures held against a hand-counted set, as far as somebody may see them; numbers open their rows.

month      answered        doubted later    refused                 rated (process, result)
August     1               1                –                       –
September  1 + 1 by phone  –                2 outside, 1 repeated   (5, 2)
October    2 (one again)   –                1 outside               (4, –), (1, 1)
"""

import re
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection

from bot.cli import main
from bot.database import Database
from bot.petitions.life import State
from bot.petitions.petition import Channel, Petition, Place
from bot.petitions.reasons import Reason
from bot.petitions.samples import Criterion, Mark, Sample, SampleRepository
from bot.reports.quality.figures import Quality, Wanted, read_quality
from bot.reports.quality.months import Months, months_between
from bot.reports.quality.petition_figures import Behind, PetitionMonth, PetitionQualityRepository, Rated, Whose, percent
from bot.reports.quality.question_figures import QuestionMonth, Shown, Unmet, grouped
from bot.reports.quality.rates import Rate, quarters_within
from bot.reports.quality.sample_figures import Judged, month_of_marks
from bot.reports.quality.workbook import SECTIONS, quality_xlsx
from bot.reports.quarter.dossier_repository import By, DossierRepository
from bot.reports.quarter.periods import CutOff, Quarter
from bot.reports.tally import TallyRepository
from bot.review.misses import MissRepository, Outcome
from bot.review.officers import Officer, OfficerRepository, Role
from knowledge.catalogue import Catalogue
from knowledge.kinds.reading import Kind
from tests.bot.builders import no_settings
from tests.bot.desk import OURS, OpenDesk, opened, signed_in
from tests.bot.petitions import APPROVER, CLERK, LODGING, REPLY, STEP, a_petition, cases_for
from tests.bot.quality import an_officer, replied
from tests.bot.test_petition_jobs import at
from tests.bot.test_quarter_dossiers import a_result

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

AUGUST, SEPTEMBER, OCTOBER = (date(2026, month, 1) for month in (8, 9, 10))
MONTHS = Months(AUGUST, OCTOBER)
TODAY = date(2026, 11, 22)
CO_LE, CAT_THANH, NINH_GIANG = "14026", "14056", "14038"
ELSEWHERE = Place(CO_LE, "xóm Đông")


class Register:
    """The petitions of the table above, all of Cát Thành but those said to be of Cổ Lễ."""

    def __init__(self, database: Database, *, trial: bool = False) -> None:
        self.database = database
        self.trial = trial

    def fill(self) -> None:
        doubted = self.answered(date(2026, 8, 31))
        self.reopened(doubted, date(2026, 9, 10))
        self.answer_again(doubted, date(2026, 10, 12))
        self.rated(self.answered(date(2026, 9, 30), place=ELSEWHERE), process=5, result=2)
        self.answered(date(2026, 9, 1), channel=Channel.PHONE, chat_id=None)
        self.rated(self.answered(date(2026, 10, 31)), process=4, result=None)
        self.rated(doubted, process=1, result=1)
        for day, reason in ((7, Reason.OUTSIDE), (8, Reason.OUTSIDE), (9, Reason.REPEATED)):
            self.refused(date(2026, 9, day), reason)
        self.refused(date(2026, 10, 1), Reason.OUTSIDE, place=ELSEWHERE)
        self.answered(date(2026, 7, 31))  # before it all
        a_petition(self.database, State.ANSWERED, at=at(SEPTEMBER, 9), trial=not self.trial)

    def answered(self, day: date, **facts: Any) -> Petition:
        """Answered late on a day, when it is another one in UTC still."""
        return a_petition(self.database, State.ANSWERED, at=at(day, 23) - 3 * STEP, trial=self.trial, **facts)

    def refused(self, day: date, reason: Reason, **facts: Any) -> None:
        petition = a_petition(self.database, State.AWAITING_APPROVAL, at=at(day, 1), trial=self.trial, **facts)
        moment = at(day, 3)
        self._act(lambda register: register.move_to(petition, State.REJECTED, APPROVER, moment, reason=reason))

    def reopened(self, petition: Petition, day: date) -> None:
        self._act(lambda register: register.reopen(petition, "Vẫn còn ổ gà.", at(day, 9)))

    def answer_again(self, petition: Petition, day: date) -> None:
        self._act(lambda register: register.move_to(petition, State.AWAITING_APPROVAL, CLERK, at(day, 9)))
        self._act(lambda register: register.move_to(petition, State.ANSWERED, APPROVER, at(day, 10), REPLY))

    def rated(self, petition: Petition, process: int | None, result: int | None) -> None:
        self._act(lambda register: register.rate(petition, at(TODAY, 9), process=process, result=result, note=""))

    def _act(self, act: Callable[[Any], object]) -> None:
        self.database.transact(lambda c: act(cases_for(c).register))


@pytest.fixture
def filled(database: Database) -> Database:
    Register(database).fill()
    return database


def quality(database: Database, officer: Officer | None = None, *, months: Months = MONTHS) -> Quality:
    return database.read(lambda c: read_quality(c, Wanted(months, Whose(officer))))


def officer(database: Database, role: Role, unit: str = "", account: int = 71) -> Officer:
    an_officer(database, account, role, at(AUGUST, 7), unit)
    found = database.read(lambda c: OfficerRepository(c).of(account))
    assert found
    return found


# Months.


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        (None, None, date(2025, 12, 1), date(2026, 11, 1)),
        (date(2026, 3, 31), date(2026, 5, 1), date(2026, 3, 1), date(2026, 5, 1)),
        (date(2026, 5, 1), date(2026, 3, 31), date(2026, 3, 1), date(2026, 5, 1)),
        (None, date(2026, 1, 15), date(2025, 2, 1), date(2026, 1, 1)),
        (date(2026, 8, 9), None, AUGUST, date(2026, 11, 1)),
        (date(2027, 8, 9), None, date(2027, 8, 1), date(2027, 8, 1)),
        (date(1945, 1, 1), None, date(2024, 12, 1), date(2026, 11, 1)),
    ],
)
def test_days_stand_for_their_whole_months_and_no_more_than_two_years(
    since: date | None, until: date | None, first: date, last: date
) -> None:
    months = months_between(since, until, TODAY)
    assert (months.first, months.last) == (first, last)
    assert (months.each[0], months.each[-1]) == (first, last)
    assert (months.span.since, (months.span.until + timedelta(days=1)).day) == (first, 1)


@pytest.mark.parametrize(
    ("part", "of", "told"), [(0, 0, None), (0, 9, 0), (1, 900, 1), (899, 900, 99), (9, 9, 100), (1, 3, 33)]
)
def test_a_share_is_all_or_none_only_when_it_is(part: int, of: int, told: int | None) -> None:
    assert percent(part, of) == told


# Petitions.


def test_the_figures_are_those_that_were_counted_by_hand(filled: Database) -> None:
    assert quality(filled).petitions == {
        AUGUST: PetitionMonth(answered=1, reopened=1),
        SEPTEMBER: PetitionMonth(
            {Reason.OUTSIDE: 2, Reason.REPEATED: 1}, answered=2, asked=1, process=Rated({5: 1}), result=Rated({2: 1})
        ),
        OCTOBER: PetitionMonth(
            {Reason.OUTSIDE: 1}, answered=2, asked=2, process=Rated({4: 1, 1: 1}), result=Rated({1: 1})
        ),
    }
    whole = quality(filled).whole
    assert (whole.all_rejected, whole.answered, whole.reopened_percent, whole.asked) == (4, 5, 20, 3)
    assert (whole.process.number, whole.process.percent) == (3, 67)
    assert whole.process.mean == pytest.approx(10 / 3)
    assert (whole.result.number, whole.result.percent, whole.result.mean) == (2, 0, 1.5)


def test_every_number_opens_as_many_petitions(filled: Database) -> None:
    def behind(what: Behind, only: str = "") -> int:
        asked = (what, Whose(), MONTHS.span, only)
        return len(filled.read(lambda c: PetitionQualityRepository(c).behind(*asked, skip=0, most=100)))

    assert [behind(what) for what in (Behind.REJECTED, Behind.REOPENED, Behind.ASKED)] == [4, 1, 3]
    assert [behind(Behind.REJECTED, reason) for reason in (Reason.OUTSIDE, Reason.REPEATED, "")] == [3, 1, 4]
    assert (behind(Behind.PROCESS), behind(Behind.RESULT)) == (3, 2)
    assert [behind(Behind.PROCESS, level) for level in "12345"] == [1, 0, 0, 1, 1]
    assert behind(Behind.ANSWERED) == 4  # one of them was answered twice


@one_database
def test_whoever_sees_one_unit_has_the_figures_of_one_unit(filled: Database) -> None:
    theirs = quality(filled, officer(filled, Role.CLERK, CO_LE))
    assert theirs.petitions[SEPTEMBER] == PetitionMonth(
        answered=1, asked=1, process=Rated({5: 1}), result=Rated({2: 1})
    )
    assert theirs.whole.rejected == {Reason.OUTSIDE: 1}
    everybody = quality(filled, officer(filled, Role.APPROVER, account=72))
    assert everybody.petitions == quality(filled).petitions


@one_database
def test_of_nothing_there_are_no_shares_and_no_means(database: Database) -> None:
    nothing = quality(database)
    assert list(nothing.petitions.values()) == [PetitionMonth()] * 3
    assert (nothing.whole.reopened_percent, nothing.whole.process.mean, nothing.whole.result.percent) == (None,) * 3
    assert nothing.samples[OCTOBER] == month_of_marks([])
    assert nothing.samples[OCTOBER].whole.percent is None


# Questions.


@one_database
def test_what_was_asked_is_counted_by_month_and_by_procedure(database: Database) -> None:
    def ask(connection: Connection) -> None:
        tally = TallyRepository(connection)
        for day, kind, times in (
            (AUGUST, Kind.ANSWER, 3),
            (date(2026, 8, 31), Kind.NOT_FOUND, 2),
            (OCTOBER, Kind.CHOICES, 1),
            (OCTOBER, Kind.SMALL_TALK, 5),
            (date(2026, 11, 1), Kind.ANSWER, 7),
        ):
            for _ in range(times):
                tally.count(day, kind)
        for code, times in (("1.001193", 2), ("1.000689", 3), ("2.000815", 2)):
            for _ in range(times):
                tally.shown(OCTOBER, code)
        tally.shown(date(2026, 7, 31), "1.001193")

    database.transact(ask)
    found = quality(database)
    assert found.questions == {
        AUGUST: QuestionMonth(5, 2),
        SEPTEMBER: QuestionMonth(),
        OCTOBER: QuestionMonth(1, 0),
    }
    assert found.shown == [Shown("1.000689", 3), Shown("1.001193", 2), Shown("2.000815", 2)]


def test_questions_that_differ_in_their_marks_alone_are_one() -> None:
    first, last = date(2026, 11, 2), date(2026, 11, 9)
    assert grouped(
        [
            ("tha dieu", first, 1, False),
            ("thả diều", last, 2, True),
            ("thả diều", first, 1, True),
            ("mua thuyền", last, 4, False),
            ("bắt rùa", last, 3, False),
        ]
    ) == [
        Unmet("thả diều", 4, first, last, waits=True),
        Unmet("mua thuyền", 4, last, last, waits=False),
        Unmet("bắt rùa", 3, last, last, waits=False),
    ]


@one_database
def test_what_was_taught_or_is_no_question_is_unmet_no_more(database: Database) -> None:
    day = date(2026, 10, 30)

    def miss(connection: Connection) -> None:
        misses = MissRepository(connection)
        for words, outcome in (
            ("xin thả diều", None),
            ("mua thuyền", Outcome.OUTSIDE),
            ("làm giấy khai sinh", Outcome.ALIAS),
            ("abc abc", Outcome.ASIDE),
        ):
            misses.add(words, day)
            if outcome:
                misses.settle(words, 1, outcome, at(day, 9))

    an_officer(database, 71, Role.CLERK, at(AUGUST, 7))
    database.transact(miss)
    assert [(one.text, one.waits) for one in quality(database).unmet] == [("mua thuyền", False), ("xin thả diều", True)]
    assert quality(database, months=Months(AUGUST, SEPTEMBER)).unmet == []


# Replies that were drawn.


def test_marks_add_up_to_shares_of_what_they_apply_to() -> None:
    good = dict.fromkeys(Criterion, Mark.YES)
    month = month_of_marks([good, good | {Criterion.CITES: Mark.NOT_APPLICABLE, Criterion.ON_TIME: Mark.NO}, None])
    assert (month.drawn, month.judged, month.whole) == (3, 2, Judged(10, 11))
    assert (month.by[Criterion.CITES], month.by[Criterion.ON_TIME]) == (Judged(1, 1), Judged(1, 2))
    assert (month.by[Criterion.ON_TIME].percent, month_of_marks([None]).whole.percent) == (50, None)


@one_database
def test_replies_are_counted_in_the_month_they_were_drawn_of_by_who_sees_them(database: Database) -> None:
    clerk, judge, chief = (
        an_officer(database, account, role, at(AUGUST, 7))
        for account, role in ((31, Role.CLERK), (32, Role.CONTROLLER), (33, Role.APPROVER))
    )
    for place in (LODGING.place, LODGING.place, ELSEWHERE):
        replied(database, at(date(2026, 10, 20), 9), clerk, chief, place=place)

    def judged(connection: Connection) -> list[Sample]:
        samples = SampleRepository(connection)
        samples.draw(OCTOBER, at(TODAY, 3), trial=False)
        for mark in (Mark.NO, Mark.YES):  # the last word stands
            samples.judge(samples.of(OCTOBER)[0], dict.fromkeys(Criterion, mark), "", judge, at(TODAY, 9))
        return samples.of(OCTOBER)

    database.transact(judged)
    assert quality(database).samples[SEPTEMBER] == month_of_marks([])
    october = quality(database).samples[OCTOBER]
    assert (october.drawn, october.judged, october.whole) == (3, 1, Judged(6, 6))
    assert quality(database, officer(database, Role.CONTROLLER, CO_LE)).samples[OCTOBER].drawn == 1


# Dossiers.


def test_quarters_are_counted_that_lie_wholly_in_the_days() -> None:
    year = months_between(None, None, TODAY).span
    assert [one.key for one in quarters_within(year, CutOff.CALENDAR)] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    fifteenth = [one.key for one in quarters_within(year, CutOff.FIFTEENTH)]
    assert fifteenth == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert quarters_within(MONTHS.span, CutOff.CALENDAR) == []


@one_database
def test_petitions_are_held_against_a_thousand_dossiers_and_never_against_none(loaded: Database) -> None:
    third = Quarter(2026, 3)
    months = Months(date(2026, 7, 1), OCTOBER)
    entered = (a_result(CO_LE, quarter=third, received=400, resolved=398), a_result(NINH_GIANG, quarter=third))
    assert loaded.transact(lambda c: DossierRepository(c).enter(entered, By(at(TODAY, 9)), TODAY)) == []
    for day, unit in ((date(2026, 7, 1), CO_LE), (date(2026, 9, 30), CO_LE), (OCTOBER, CO_LE), (AUGUST, CAT_THANH)):
        a_petition(loaded, at=at(day, 0), place=Place(unit, "thôn 1"))
    rates = {one.unit: one for one in quality(loaded, months=months).rates}
    days = third.days()
    assert rates[CO_LE] == Rate(CO_LE, rates[CO_LE].name, [third], 400, 2, days)
    assert rates[CO_LE].per_thousand == 5
    assert (rates[NINH_GIANG].petitions, rates[NINH_GIANG].per_thousand) == (0, 0)
    assert (rates[CAT_THANH].quarters, rates[CAT_THANH].per_thousand) == ([], None)
    assert "" not in rates
    seen = quality(loaded, officer(loaded, Role.CONTROLLER, CO_LE), months=months).rates
    assert seen == [rates[CO_LE]]


@one_database
def test_what_is_entered_of_all_communes_together_has_a_rate_of_its_own(loaded: Database) -> None:
    first = Quarter(2026, 1), Quarter(2026, 3)
    entered = [a_result("", quarter=quarter, received=10) for quarter in first]
    assert loaded.transact(lambda c: DossierRepository(c).enter(entered, By(at(TODAY, 9)), TODAY)) == []
    a_petition(loaded, at=at(AUGUST, 9))
    found = quality(loaded, months=months_between(None, None, TODAY)).rates[-1]
    assert (found.unit, found.dossiers, found.petitions, found.per_thousand) == ("", 20, 1, 50)
    assert found.days is None  # between the two quarters lies one that nobody counted
    assert "" not in {one.unit for one in quality(loaded, officer(loaded, Role.CLERK, CO_LE)).rates}


# The workbook.


@one_database
def test_the_figures_go_out_as_a_workbook(filled: Database) -> None:
    book = load_workbook(BytesIO(quality_xlsx(quality(filled), {}, TODAY)))
    assert len(book.sheetnames) == len(SECTIONS)
    lines = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    assert lines["Đề nghị xem lại"][-3:] == [
        ("Tháng 8/2026", 1, 1, "100 %"),
        ("Tháng 9/2026", 2, 0, "0 %"),
        ("Tháng 10/2026", 2, 0, "0 %"),
    ]
    assert lines["Đánh giá"][-1] == ("Tháng 10/2026", 2, 2, "2,5", "50 %", 1, "1,0", "0 %")
    assert lines["Không tiếp nhận"][-2][-1] == 3


@one_database
def test_the_command_writes_it(loaded_url: str, tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    no_settings(monkeypatch)
    for name, value in (("DATA", str(tmp_path)), ("TODAY", TODAY.isoformat()), ("DATABASE_URL", loaded_url)):
        monkeypatch.setenv(f"MOTCUA_{name}", value)
    database = Database(loaded_url)
    database.transact(lambda c: TallyRepository(c).shown(OCTOBER, "1.001193"))
    database.close()
    file = tmp_path / "chất lượng.xlsx"
    assert main(["report", "quality", "--from", "2026-08-01", "--to", "2026-10-05", "--out", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: 2026-08-01 to 2026-10-31\n"
    asked = list(load_workbook(file)["Thủ tục được hỏi"].iter_rows(values_only=True))[-1]
    assert (asked[0], asked[2]) == ("1.001193", 1)
    assert "khai sinh" in str(asked[1])
    assert main(["report", "quality", "--out", str(tmp_path / "a.docx")]) == 2


# The page.

PAGE = "/banlamviec/chat-luong"
DAYS = "?tu=2026-08-01&den=31/10/2026"
LINK = re.compile(r'href="(/banlamviec/chat-luong/so-lieu/[^"]+)">([\d.]+)</a>')
ROW = re.compile(r'href="/banlamviec/phan-anh/')


@pytest.fixture
async def desk(database: Database, loaded_catalogue: Catalogue, tmp_path: Path) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, loaded_catalogue, OURS.model_copy(update={"data": tmp_path})):
        yield one


@one_database
async def test_the_page_shows_the_months_and_each_number_opens_its_rows(desk: OpenDesk) -> None:
    Register(desk.database, trial=True).fill()
    chief = await signed_in(desk, Role.APPROVER)
    page = await chief.open(PAGE + DAYS)
    assert "(20 %)" in page
    assert page.count("<svg") == 3  # nobody asked anything, nothing was drawn
    found = {(link.replace("&amp;", "&"), number) for link, number in LINK.findall(page)}
    assert len(found) > 10
    for link, number in sorted(found):
        rows = len(ROW.findall((await chief.get(link)).text))
        assert rows == int(number) - ("tra-loi?tu=2026-08-01&den=2026-10-31" in link), link  # one was answered twice
    for altered in ("/so-lieu/khong-co", "/so-lieu/khong-tiep-nhan?ly-do=<b>&tu=x", "?tu=x&den=99/99/2026"):
        assert (await chief.get(PAGE + altered)).status_code == 200


@one_database
async def test_words_that_found_nothing_are_read_by_who_may_read_them_anyway(desk: OpenDesk) -> None:
    desk.database.transact(lambda c: MissRepository(c).add("xin thả diều <có đèn>", TODAY))
    for role, reads in ((Role.CONTROLLER, True), (Role.APPROVER, False)):
        page = await (await signed_in(desk, role)).open(PAGE)
        assert ("xin thả diều" in page) is reads
        assert ("Có 1 lời hỏi còn giữ" in page) is not reads
        assert "<có đèn>" not in page


@one_database
async def test_an_office_that_has_done_nothing_yet_is_told_so(desk: OpenDesk) -> None:
    clerk = await signed_in(desk, Role.CLERK)
    page = await clerk.open(PAGE)
    for told in ("Không tiếp nhận 0 phản ánh", "chưa có số liệu", "Chưa có tháng nào được bốc thăm"):
        assert told in page
    assert "<svg" not in page
    assert PAGE in await clerk.open("/banlamviec")
    assert PAGE in await clerk.open("/banlamviec/bao-cao")
