"""An officer confirms from which document a version is right; it is read in the answer until it is taken back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection

from bot.clock import Clock
from bot.conversations.confirming import read_document
from bot.database import Database
from bot.review.officers import OfficerRepository, Role
from bot.review.traces import TraceRepository
from bot.texts import say
from bot.views.answer import answer, details
from bot.views.card import Card
from bot.views.history import history
from bot.views.message import plain
from bot.views.moved import moved
from knowledge import ledger
from knowledge.catalogue import Catalogue
from knowledge.ledger import SaysOtherwiseError
from knowledge.moves import moves
from knowledge.procedures import Level, Procedure, Verification
from knowledge.release import Release
from knowledge.repository import CatalogueRepository
from knowledge.timeline import begins
from tests.bot.builders import a_standing
from tests.bot.conftest import CITIZEN, DAY, SETTINGS, Chat
from tests.knowledge.change_sets import drawn

BIRTH = "1.001193"
FOREIGN = "2.000806"
"""A marriage with a foreigner: the district's until 2025-06-30, by a district's list."""

CLERK, APPROVER = 31, 32
DOCUMENT = "123/QĐ-UBND ngày 15/01/2026 của Chủ tịch UBND tỉnh Ninh Bình"

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


@pytest.fixture
async def town(loaded: Database, loaded_catalogue: Catalogue) -> AsyncIterator[Chat]:
    """A bot over the loaded catalogue."""
    for who, role in ((CLERK, Role.CLERK), (APPROVER, Role.APPROVER)):
        add = (who, role, "", f"Cán bộ {who}", Clock(DAY).now(), "test")
        loaded.transact(lambda c, a=add: OfficerRepository(c).add(*a))  # type: ignore[misc]
    talking = Chat(loaded, loaded_catalogue, SETTINGS)
    await talking.start()
    yield talking
    await talking.stop()


def verified(chat: Chat, code: str = BIRTH) -> Verification | None:
    """What the database says of the last version now."""
    said = chat.database.read(lambda connection: CatalogueRepository(connection).procedures())
    return next(procedure for procedure in said if procedure.code == code).latest.verified


async def details_of(chat: Chat, code: str, who: int) -> list[str]:
    await chat.say(code, who)
    return (await chat.press("Chi tiết", who)).labels


# On the wire


@one_database
async def test_a_clerk_confirms_from_a_document_and_takes_it_back(town: Chat) -> None:
    assert "Xác nhận đối chiếu" in await details_of(town, BIRTH, CLERK)
    asked = await town.press("Xác nhận đối chiếu", CLERK)
    assert "Xin gõ số, ngày, cơ quan ban hành" in asked.text
    assert "Nội dung ông/bà xác nhận: Hộ tịch; cấp xã; " in asked.text
    sure = await town.say(f"theo Quyết định số {DOCUMENT}", CLERK)
    assert f"đúng với {DOCUMENT}? Người dân sẽ đọc được" in sure.text
    done = await town.press("Xác nhận", CLERK)
    assert done.text == told("confirming.done", name="Đăng ký khai sinh", code=BIRTH, document=DOCUMENT)
    assert verified(town) == Verification(DOCUMENT, DAY, f"Cán bộ {CLERK}")
    traces = town.database.read(lambda c: TraceRepository(c).every())
    assert [(one.act, one.reason, one.role) for one in traces] == [("confirm", DOCUMENT, Role.CLERK)]
    assert traces[0].about.startswith(f"procedure:{BIRTH}:")


@one_database
async def test_what_is_confirmed_is_taken_back_after_it_is_asked_once_more(loaded: Database) -> None:
    procedure = loaded.read(Catalogue.of_database).procedure(BIRTH)
    assert procedure
    place = BIRTH, begins(procedure.latest)
    now = Clock(DAY).now()
    loaded.transact(lambda c: OfficerRepository(c).add(CLERK, Role.CLERK, "", "Lan", now, "test"))
    loaded.transact(lambda c: ledger.confirm(c, place, DOCUMENT, DAY, "Lan", now))
    chat = Chat(loaded, loaded.read(Catalogue.of_database), SETTINGS)
    await chat.start()
    try:
        shown = await chat.say("khai sinh cho con")
        assert told("verified.line", document=DOCUMENT, day="22/11/2026") in shown.text
        assert told("unverified.line") not in shown.text
        assert "Rút xác nhận" in await details_of(chat, BIRTH, CLERK)
        asked = await chat.press("Rút xác nhận", CLERK)
        assert f"đã được Lan xác nhận ngày 22/11/2026 theo {DOCUMENT}" in asked.text
        assert "lại ghi là chưa đối chiếu" in (await chat.press("Đồng ý rút", CLERK)).text
        assert verified(chat) is None
        traces = chat.database.read(lambda c: TraceRepository(c).every())
        assert [(one.act, one.reason) for one in traces] == [("unconfirm", DOCUMENT)]
    finally:
        await chat.stop()


@one_database
@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("quyết định của tỉnh", "no_number"),
        ("ngày 15/01/2026 của UBND tỉnh", "no_number"),
        ("123/QĐ-UBND của Chủ tịch UBND tỉnh", "no_day"),
        ("123/QĐ-UBND ngày 31/02/2026 của Chủ tịch UBND tỉnh", "no_day"),
        ("123/QĐ-UBND ngày 23/11/2026 của Chủ tịch UBND tỉnh", "late_day"),
        ("123/QĐ-UBND ngày 15/01/2026", "no_issuer"),
    ],
)
async def test_what_a_document_lacks_is_asked_for_again(town: Chat, typed: str, key: str) -> None:
    await details_of(town, BIRTH, CLERK)
    await town.press("Xác nhận đối chiếu", CLERK)
    assert (await town.say(typed, CLERK)).text == told(f"confirming.{key}")
    assert "Người dân sẽ đọc được" in (await town.say(DOCUMENT, CLERK)).text


@one_database
async def test_nobody_else_confirms_and_a_version_that_changed_is_read_again(town: Chat) -> None:
    assert "Xác nhận đối chiếu" not in await details_of(town, BIRTH, APPROVER)
    await details_of(town, BIRTH, CLERK)
    await town.press("Xác nhận đối chiếu", CLERK)
    await town.say(DOCUMENT, CLERK)
    [yes] = [one for one in town.api.last(CLERK).data if one.startswith("v1:confirmed:")]
    for who, refusal in ((APPROVER, "confirming.not_yours"), (CITIZEN, "chat.officers_only")):
        await town.say("/start", who)
        town.api.forge(who, yes)
        assert (await town.settled(who)).text == told(refusal)

    def change(connection: Connection) -> None:
        *earlier, last = CatalogueRepository(connection).recorded([BIRTH])[BIRTH]
        noted = replace(last, version=replace(last.version, note="Khác"))
        ledger.apply(connection, drawn(connection, (BIRTH, [*earlier, noted])), Clock(DAY).now())

    town.database.transact(change)
    assert (await town.press("Xác nhận", CLERK)).text == told("confirming.changed")
    assert verified(town) is None
    town.api.forge(CLERK, f"v1:confirm:{BIRTH}:2031-01-01")
    assert (await town.settled(CLERK)).text == told("button.old")
    with pytest.raises(SaysOtherwiseError):
        town.database.transact(
            lambda c: ledger.confirm(c, (BIRTH, date(2031, 1, 1)), "x", DAY, "Lan", Clock(DAY).now())
        )


# What is typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (DOCUMENT, ("123/QĐ-UBND", date(2026, 1, 15), "Chủ tịch UBND tỉnh Ninh Bình")),
        (
            "Quyết định số 45/2026/QĐ-UBND ngày 03 tháng 9 năm 2026 của UBND tỉnh Ninh Bình.",
            ("45/2026/QĐ-UBND", date(2026, 9, 3), "UBND tỉnh Ninh Bình"),
        ),
        ("12/QD-UBND, 5-3-2026, Sở Tư pháp", ("12/QD-UBND", date(2026, 3, 5), "Sở Tư pháp")),
        ("12/QĐ-UBND 5/3/2026 do Bộ Tư pháp ban hành", ("12/QĐ-UBND", date(2026, 3, 5), "Bộ Tư pháp")),
        ("15/01/2026", ("", date(2026, 1, 15), "")),
        ("", ("", None, "")),
    ],
)
def test_a_document_is_read_as_it_is_typed(typed: str, read: tuple[str, date | None, str]) -> None:
    assert read_document(typed) == read


# What is read


CONFIRMED = Verification(DOCUMENT, DAY, "Lan")


def test_a_confirmed_version_says_so_wherever_it_said_that_it_was_not() -> None:
    for of in (a_standing(), a_standing(verified=CONFIRMED)):
        card = Card(of, DAY)
        known = Procedure(of.version.code, (of.version,))
        said = [one.text for one in (answer(card), details(card), history(card, [known], "1"))]
        confirmed = of.version.verified is not None
        assert all((told("unverified.line") in text) is not confirmed for text in said)
        assert all((f"Đã đối chiếu với {DOCUMENT}; xác nhận ngày 22/11/2026." in text) is confirmed for text in said)


# What moved when the districts ended


def move_of(catalogue: Catalogue, code: str, day: date = DAY, verified: Verification | None = None) -> str:
    standing = catalogue.standing(code, day)
    assert standing
    version = replace(standing.version, verified=verified)
    said = moved(Card(replace(standing, version=version), day))
    return plain(said) if said else ""


def test_what_was_the_districts_says_so_with_its_evidence_and_waits_for_an_officer(catalogue: Catalogue) -> None:
    assert move_of(catalogue, FOREIGN) == (
        "Thẩm quyền: đến hết ngày 30/6/2025 cấp huyện giải quyết; nay: cấp xã. "
        "Căn cứ: Danh mục cấp huyện của Thừa Thiên Huế trước năm 2025 có ghi thủ tục này; "
        "văn bản quy định thủ tục này, công bố năm 2026, có Nghị định 120/2025/NĐ-CP, "
        "văn bản phân định lại thẩm quyền khi không còn cấp huyện. "
        "Đang chờ cán bộ xác nhận."
    )
    assert move_of(catalogue, FOREIGN, verified=CONFIRMED).endswith("Cán bộ đã xác nhận.")
    assert move_of(catalogue, FOREIGN, date(2025, 6, 30)) == ""
    assert move_of(catalogue, "TN-NV-11") == ""


def test_a_guess_is_told_as_a_guess_and_what_is_now_is_not_invented(catalogue: Catalogue) -> None:
    guessed = next(code for code, move in moves().items() if not move.sure and Level.COMMUNE not in move.before)
    assert "trước đây có thể do cấp" in move_of(catalogue, guessed)
    assert "nay: danh mục chưa ghi" in move_of(catalogue, "2.002594")
    shown = details(Card.of(catalogue, catalogue.standing(FOREIGN, DAY) or a_standing(), DAY))
    assert "Đang chờ cán bộ xác nhận." in shown.text
    assert len(shown.text) <= 2000


def test_that_something_may_have_been_the_communes_all_along_is_for_officers_alone(catalogue: Catalogue) -> None:
    card = Card.of(catalogue, catalogue.standing(BIRTH, DAY) or a_standing(), DAY)
    assert "Thẩm quyền:" not in details(card).text
    assert "trước đây có thể do cấp huyện (đến hết ngày 30/6/2025) hoặc cấp xã giải quyết" in (
        details(card, for_officer=True).text
    )


def test_every_move_is_of_a_known_procedure_has_its_source_and_is_told_in_vietnamese(shipped: Release) -> None:
    codes, sources = {p.code for p in shipped.procedures}, {source.key for source in shipped.sources}
    assert len(moves()) > 150
    assert sum(move.sure for move in moves().values()) == 18
    for code, move in moves().items():
        assert code in codes
        assert Level.DISTRICT in move.before
        assert move.evidence
        assert set(move.sources) <= sources
        assert move.sources
        assert "http" not in move.evidence


def test_details_of_every_move_are_within_a_message(catalogue: Catalogue) -> None:
    for code in moves():
        standing = catalogue.standing(code, DAY)
        assert standing
        assert len(details(Card.of(catalogue, standing, DAY), for_officer=True).text) <= 2000, code
