"""What ended leads to what replaced it; what is to come is entered ahead, shown as coming, and holds on its day.

The next cliff is the first of March 2027, when the decrees of 2025 on who is competent expire.
"""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.clock import Clock
from bot.database import Database
from bot.texts import say
from bot.views.answer import answer, details
from bot.views.card import Card
from bot.views.history import history
from bot.views.message import plain
from knowledge import ledger
from knowledge.catalogue import Catalogue
from knowledge.procedures import Change, DayBasis, EndReason, Level, Procedure, Version
from knowledge.timeline import Status
from tests.bot.builders import a_decision, a_version
from tests.bot.conftest import DAY, SETTINGS, Chat
from tests.knowledge.change_sets import NOTICE, amended, begun, drawn, ended

CLIFF = date(2027, 3, 1)
BIRTH, DEATH, NEW = "1.001193", "1.000656", "1.999001"
EVE = CLIFF - timedelta(days=1)
OURS = a_decision("12/QĐ-UBND", signed_on=date(2026, 11, 1), issuer="Chủ tịch UBND tỉnh Ninh Bình", place="Ninh Bình")

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


# The cliff


@pytest.fixture
def entered(loaded: Database) -> Database:
    """A birth registration that the province takes over on the cliff, a death registration that ends, and a new one."""

    def enter(connection: Connection) -> None:
        levels = {"levels": frozenset({Level.PROVINCE}), "authority": "UBND tỉnh Ninh Bình"}
        moved = amended(connection, BIRTH, CLIFF, **levels)
        over, new = (
            ended(connection, DEATH, CLIFF, replaced_by=(NEW,)),
            begun(NEW, "Thủ tục khai báo mới", valid_from=CLIFF),
        )
        ledger.apply(connection, drawn(connection, moved, over, new), Clock(DAY).now())

    loaded.transact(enter)
    return loaded


def test_what_is_entered_today_is_coming_until_the_cliff_and_holds_from_that_day(entered: Database) -> None:
    catalogue = entered.read(Catalogue.of_database)
    recent = catalogue.recent(DAY)
    assert {one.version.code for one in recent.coming} == {BIRTH, NEW}
    assert [one.version.code for one in recent.ending] == [DEATH]
    for day, level, statuses in (
        (DAY, Level.COMMUNE, (Status.IN_FORCE, Status.NOT_YET)),
        (EVE, Level.COMMUNE, (Status.IN_FORCE, Status.NOT_YET)),
        (CLIFF, Level.PROVINCE, (Status.REPLACED, Status.NEW)),
    ):
        birth, death, new = (catalogue.standing(code, day) for code in (BIRTH, DEATH, NEW))
        assert birth
        assert death
        assert new
        assert birth.version.levels == {level}
        assert (death.status, new.status) == statuses
    assert [one.version.code for one in catalogue.successors(DEATH, CLIFF)] == [NEW]
    assert catalogue.successors(DEATH, EVE) == []


@pytest.fixture
async def town(entered: Database) -> AsyncIterator[Chat]:
    """A bot that lives on the cliff's day, over what was entered months before."""
    settings = SETTINGS.model_copy(update={"today": CLIFF})
    talking = Chat(entered, entered.read(Catalogue.of_database), settings)
    await talking.start()
    yield talking
    await talking.stop()


@one_database
async def test_on_the_day_the_answer_is_another_and_what_ended_leads_on(town: Chat) -> None:
    assert "Cấp thực hiện: cấp tỉnh" in (await town.say(BIRTH)).text
    gone = await town.say(DEATH)
    assert "Hiệu lực: đã được thay thế từ 01/3/2027 bằng thủ tục mã 1.999001" in gone.text
    assert "Lý do hết hiệu lực: có thủ tục khác thay thế" in gone.text
    assert "Nay áp dụng: Khai báo mới (mã 1.999001)" in gone.text
    assert gone.labels[0] == "Xem thủ tục nay áp dụng 1.999001"
    assert "Khai báo mới" in (await town.press("Xem thủ tục nay áp dụng 1.999001")).text
    assert "Khai báo mới (mới ban hành, áp dụng từ 01/3/2027)" in (await town.say("/thutucmoi")).text


@one_database
async def test_before_the_day_it_is_shown_as_coming(entered: Database) -> None:
    chat = Chat(entered, entered.read(Catalogue.of_database), SETTINGS)
    await chat.start()
    try:
        shown = (await chat.say("/thutucmoi")).text
        assert "Khai báo mới (chưa có hiệu lực, áp dụng từ 01/3/2027)" in shown
        assert "được thay thế từ 01/3/2027" in shown
        assert "Theo 812/QĐ-UBND ngày 20/11/2026" in shown
        birth = (await chat.say(BIRTH)).text
        assert "Cấp thực hiện: cấp xã" in birth
        assert "Hiệu lực: còn hiệu lực; được sửa đổi, bổ sung từ 01/3/2027" in birth
        past = (await chat.press("Các lần thay đổi")).text
        assert "Hiệu lực: chưa có hiệu lực, áp dụng từ 01/3/2027" in past
        assert "được thay thế từ 01/3/2027" in (await chat.say(DEATH)).text
    finally:
        await chat.stop()


def test_nothing_is_said_of_the_cliff_that_the_catalogue_does_not_state(catalogue: Catalogue) -> None:
    for code in (BIRTH, DEATH, "2.000806"):
        standing = catalogue.standing(code, DAY)
        assert standing
        card = Card.of(catalogue, standing, DAY)
        assert "2027" not in answer(card).text + details(card).text


# What ended


def catalogue_of(*versions: Version) -> Catalogue:
    return Catalogue([Procedure(v.code, (v,)) for v in versions], {}, [OURS], [])


def card_of(catalogue: Catalogue, code: str = "1.000001") -> Card:
    standing = catalogue.standing(code, DAY)
    assert standing
    return Card.of(catalogue, standing, DAY)


ENDED: dict[str, Any] = {"ended_by": (OURS,), "valid_to": date(2026, 11, 1), "to_basis": DayBasis.STATED}


@pytest.mark.parametrize("reason", [*EndReason, None])
def test_an_abolished_procedure_says_since_when_by_which_decision_and_why(reason: EndReason | None) -> None:
    card = card_of(catalogue_of(a_version(code="1.000001", ended=Change.ABOLISHED, end_reason=reason, **ENDED)))
    known = [Procedure("1.000001", (card.version,))]
    why = told(f"end_reason.{reason}") if reason else "danh mục không ghi"
    for shown in (answer(card), details(card), history(card, known, "1")):
        assert "Hiệu lực: đã bãi bỏ từ 01/11/2026" in shown.text
        assert f"Lý do hết hiệu lực: {why}" in shown.text
        assert "12/QĐ-UBND ngày 01/11/2026" in shown.text


def test_the_way_leads_through_several_replacements_to_what_is_in_force() -> None:
    catalogue = catalogue_of(
        a_version("Một", code="1.000001", ended=Change.REPLACED, replaced_by=("1.000002",), **ENDED),
        a_version("Hai", code="1.000002", ended=Change.REPLACED, replaced_by=("1.000003", "1.000004"), **ENDED),
        a_version("Ba", code="1.000003"),
        a_version("Bốn", code="1.000004", ended=Change.ABOLISHED, **ENDED),
    )
    card = card_of(catalogue)
    shown = answer(card)
    assert "Nay áp dụng: Ba (mã 1.000003); Bốn (mã 1.000004, đã bãi bỏ từ 01/11/2026)" in shown.text
    labels = [button.label for row in shown.buttons for button in row]
    assert [label for label in labels if "nay áp dụng" in label] == ["Xem thủ tục nay áp dụng 1.000003"]
    past = history(card, [Procedure("1.000001", (card.version,))], "1")
    assert [button.data for row in past.buttons for button in row][:2] == ["v1:pick:1.000002", "v1:pick:1.000003"]


def test_a_ring_of_replacements_has_no_way_on() -> None:
    ring = [("1.000001", "1.000002"), ("1.000002", "1.000001")]
    made = [a_version(code=code, ended=Change.REPLACED, replaced_by=(by,), **ENDED) for code, by in ring]
    shown = answer(card_of(catalogue_of(*made)))
    assert "Nay áp dụng" not in shown.text
    assert not any("nay áp dụng" in button.label for row in shown.buttons for button in row)


def test_an_answer_of_what_ended_is_still_one_screen() -> None:
    name, heirs = "Thủ tục có tên rất dài " * 20, tuple(f"1.00001{n}" for n in range(6))
    first = a_version(name, code="1.000001", ended=Change.REPLACED, replaced_by=heirs, **ENDED)
    shown = answer(card_of(catalogue_of(first, *(a_version(name, code=code) for code in heirs))))
    assert len(shown.text) <= 900
    assert sum("nay áp dụng" in button.label for row in shown.buttons for button in row) == 3


def test_a_version_that_another_followed_says_until_when_it_held_and_no_more() -> None:
    until: dict[str, Any] = {
        "valid_to": date(2026, 11, 1),
        "to_basis": DayBasis.STATED,
        "ended": Change.AMENDED,
        "ended_by": (OURS,),
    }
    since: dict[str, Any] = {"valid_from": date(2026, 11, 1), "from_basis": DayBasis.STATED, "begun": Change.AMENDED}
    old, new = a_version(**until), a_version(**since, enacted_by=(OURS,))
    both = Procedure(old.code, (old, new))
    card = card_of(Catalogue([both], {}, [OURS], []), old.code)
    shown = history(card, [both], "1").text
    assert "Hiệu lực: đã được sửa đổi từ 01/11/2026, xem lần thay đổi sau" in shown
    assert "Cấp huyện đã kết thúc" not in shown
    assert NOTICE.label not in shown
