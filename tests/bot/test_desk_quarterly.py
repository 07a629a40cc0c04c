"""The quarter's report at the desk: its figures, the files, what became of dossiers; and who may have them."""

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.database import Database
from bot.review.officers import Role
from knowledge.catalogue import Catalogue
from tests.bot.desk import OpenDesk, opened, signed_in

REPORT = "/banlamviec/bao-cao"
Q1 = f"{REPORT}?quy=2024-Q1"

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
async def desk(loaded: Database, catalogue: Catalogue) -> AsyncIterator[OpenDesk]:
    async for one in opened(loaded, catalogue):
        yield one


async def test_a_quarter_is_shown_and_handed_out_as_word_and_excel(desk: OpenDesk) -> None:
    chief = await signed_in(desk, Role.CONTROLLER)
    page = await chief.open(Q1)
    for told in ("Báo cáo quý I năm 2024", "01/01/2024", "1.288", "1.272", "9.322", "9.305"):
        assert told in page
    word = await chief.get(f"{REPORT}/tep?quy=2024-Q1&loai=word")
    assert "bao-cao-2024-Q1.docx" in word.headers["Content-Disposition"]
    written = "\n".join(one.text for one in Document(BytesIO(word.content)).paragraphs)
    assert "1.288" in written
    excel = await chief.get(f"{REPORT}/tep?quy=2024-Q1&loai=excel")
    assert len(load_workbook(BytesIO(excel.content)).sheetnames) > 2
    assert desk.acts().count("export") == 2
    assert "Báo cáo quý IV năm 2026" in await chief.open(REPORT)


@pytest.mark.parametrize("asked", ["quy=2024-Q5", "quy=<b>", "quy=2030-Q1"])
async def test_what_is_no_quarter_is_said_on_the_page_and_no_file_is_made(desk: OpenDesk, asked: str) -> None:
    chief = await signed_in(desk, Role.CONTROLLER)
    page = await chief.open(f"{REPORT}?{asked}")
    assert ('role="alert"' in page, "<b>" in page) == (True, False)
    response = await chief.get(f"{REPORT}/tep?{asked}")
    assert response.headers["Content-Type"].startswith("text/html")
    assert "export" not in desk.acts()


async def test_a_commune_reports_for_itself(desk: OpenDesk) -> None:
    chief = await signed_in(desk, Role.CONTROLLER)
    assert "Chưa có ai ghi" in await chief.open(f"{REPORT}?quy=2026-Q3&don-vi=14056")


async def test_what_became_of_dossiers_is_entered_beside_it(desk: OpenDesk) -> None:
    clerk = await signed_in(desk, Role.CLERK)
    assert "Ghi kết quả hồ sơ" in await clerk.open(REPORT)
    page = await clerk.open("/banlamviec/ho-so-quy")
    assert "Kết quả hồ sơ trong quý" in page
    asked = await clerk.post("/banlamviec/ho-so-quy", words="Quý III/2026")
    assert "Cổ Lễ" in asked.text


@pytest.mark.parametrize(("role", "status"), [(Role.APPROVER, 200), (Role.ADMINISTRATOR, 403)])
async def test_it_is_for_whom_it_concerns(desk: OpenDesk, role: Role, status: int) -> None:
    browser = await signed_in(desk, role)
    assert (await browser.get(REPORT)).status_code == status
