"""The evidence of one petition: whoever opens it can check it, and finds in it nothing that its taker may not see."""

import json
import subprocess
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from bot.cli import main
from bot.clock import Clock
from bot.database import Database
from bot.petitions.attachments import Parcel
from bot.petitions.chain import Link, first_broken
from bot.petitions.contents import path_of, random_name, store
from bot.petitions.life import State
from bot.petitions.petition import EventKind, Petition
from bot.petitions.proving import Proof, ProofRepository
from bot.petitions.sealing import is_signed
from bot.petitions.tables import anchored, event
from bot.review.officers import OfficerRepository, Role
from bot.review.traces import TraceRepository
from knowledge.catalogue import Catalogue
from tests.bot.builders import DAY
from tests.bot.desk import OURS, Browser, OpenDesk, opened, signed_in
from tests.bot.files import a_pdf, a_picture
from tests.bot.petitions import MAI, REPLY, a_petition, cases_for

WORDS = "Tôi là Nguyễn Thị Mai, 0912 345 678. Đường liên thôn hỏng nặng, mong sớm sửa."
COVERED = "Tôi là [họ tên], [số điện thoại]. Đường liên thôn hỏng nặng, mong sớm sửa."
PARTS = ["ho-so.pdf", "ho-so.json", "cach-kiem-tra.txt"]
SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"

AT = Clock(DAY).now()

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
async def desk(database: Database, catalogue: Catalogue, tmp_path: Path) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, catalogue, OURS.model_copy(update={"data": tmp_path / "data"})):
        yield one


def lodged(database: Database, state: State = State.ANSWERED, **facts: Any) -> Petition:
    return a_petition(database, state, settings=OURS, **{"words": WORDS, **facts})


def with_file(database: Database, folder: Path, of: Petition, name: str, content: bytes, extension: str) -> str:
    """A file that was fetched, checked and stored; gives its name in the folder."""
    stored = random_name(extension)
    store(folder, stored, content)

    def keep(connection: Any) -> None:
        cases = cases_for(connection)
        number = cases.attachments.add(0, Parcel("x", name, "", len(content)), of.submitted_at, of.id)
        kept = cases.attachments.kept(number, stored, "", len(content), sha256(content).hexdigest())
        assert kept
        cases.register.enclose(of.id, kept, of.submitted_at + timedelta(hours=5))

    database.transact(keep)
    return stored


def anchor(database: Database) -> None:
    assert database.transact(lambda c: cases_for(c).anchors.sign(DAY, AT))


async def taken(desk: OpenDesk, browser: Browser, code: str, **asked: str) -> ZipFile:
    page = f"/banlamviec/phan-anh/{code}"
    await browser.open(page)
    answer = await browser.post(f"{page}/ho-so-chung-cu", **{n.replace("_", "-"): word for n, word in asked.items()})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''ho-so-chung-cu-{code}.zip"
    return ZipFile(BytesIO(answer.content))


def facts_of(archive: ZipFile) -> Any:
    return json.loads(archive.read("ho-so.json"))


def words_of(archive: ZipFile) -> str:
    """What stands on the paper, without the breaks between its lines."""
    pages = PdfReader(BytesIO(archive.read("ho-so.pdf"))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@one_database
async def test_whoever_opens_it_can_check_it(desk: OpenDesk, tmp_path: Path) -> None:
    sent = lodged(desk.database)
    folder = desk.app.offices.folder
    with_file(desk.database, folder, sent, "Ảnh đường / hỏng..\\x.JPG", a_picture(), "jpg")
    with_file(desk.database, folder, sent, "", a_pdf(), "pdf")
    anchor(desk.database)
    archive = await taken(desk, await signed_in(desk, Role.CLERK), sent.code)
    assert archive.namelist() == [*PARTS, "files/01-hong-x.jpg", "files/02.pdf", SUMS, SIGNATURE]
    archive.extractall(tmp_path / "out")
    assert checked(tmp_path / "out") == (0, 5, "")
    facts = facts_of(archive)
    chain = facts["chain"]
    assert is_signed(archive.read(SUMS).decode(), archive.read(SIGNATURE).decode().strip(), chain["public_key"])
    links = [Link(one["number"], **one["link"]) for one in facts["events"]]
    assert (first_broken(links), chain["whole"], chain["broken_at"]) == (None, True, None)
    (held,) = chain["anchors"]
    assert links[held["number"] - 1].digest == held["digest"]
    assert is_signed(held["signed"], held["signature"], chain["public_key"])
    assert held["root"] in held["signed"]
    altered = [*links[:1], Link(2, {**links[1].facts, "to_state": "rejected"}, *_rest(links[1])), *links[2:]]
    assert first_broken(altered) == 2


def checked(folder: Path) -> tuple[int, int, str]:
    """What the program says that everybody has: how it ended, how many files it found right, its complaints."""
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", SUMS], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.count(": OK"), done.stderr


def _rest(link: Link) -> tuple[Any, str, str]:
    return link.digests, link.previous, link.digest


@one_database
async def test_it_tells_all_of_a_petition_but_who_sent_it(desk: OpenDesk) -> None:
    sent = lodged(desk.database)
    with_file(desk.database, desk.app.offices.folder, sent, "anh.jpg", a_picture(), "jpg")
    archive = await taken(desk, await signed_in(desk, Role.CLERK), sent.code)
    facts, paper = facts_of(archive), words_of(archive)
    assert (facts["format"], facts["version"], facts["personal"], facts["sender"]) == (
        "motcua-evidence",
        1,
        False,
        None,
    )
    assert (facts["petition"]["code"], facts["petition"]["state"]) == (sent.code, "answered")
    assert (facts["petition"]["words"], facts["petition"]["commune"]["name"]) == (COVERED, "xã Cát Thành")
    assert [one["to"] for one in facts["events"]][-2:] == ["answered", None]
    (file,) = facts["files"]
    assert file["sha256"] == file["sha256_entered"] == sha256(archive.read(file["path"])).hexdigest()
    for told in (
        sent.code,
        COVERED,
        REPLY,
        "Đã trả lời, chờ ý kiến",
        file["sha256"],
        facts["events"][0]["link"]["digest"],
    ):
        assert told in paper
    assert "chuỗi sự kiện nguyên vẹn" in paper
    for part in PARTS:
        content = paper if part.endswith("pdf") else archive.read(part).decode()
        assert [word for word in ("Nguyễn Thị Mai", "thôn 5 xã", "0912 345 678", "+84912") if word in content] == []
    assert desk.acts()[-1] == "evidence"
    kinds = [one.kind for one in desk.database.read(lambda c: cases_for(c).register.trail.of(sent.id))]
    assert EventKind.CONTACT_SEEN not in kinds


@one_database
async def test_her_contact_is_in_it_for_who_says_why(desk: OpenDesk) -> None:
    sent, shut = lodged(desk.database), lodged(desk.database)
    desk.database.transact(lambda c: cases_for(c).register.restrict(shut, AT))
    browser = await signed_in(desk, Role.APPROVER)
    archive = await taken(desk, browser, sent.code, nguoi_gui="co", ly_do="Tòa án yêu cầu")
    facts, paper = facts_of(archive), words_of(archive)
    assert (facts["sender"]["name"], facts["petition"]["words"]) == (MAI.name, WORDS)
    assert (MAI.name in paper, "0912 345 678" in paper) == (True, True)
    assert (facts["events"][-1]["kind"], facts["events"][-1]["note"]) == ("contact_seen", "Tòa án yêu cầu")
    traces = desk.database.read(lambda c: TraceRepository(c).of(f"petition:{sent.id}"))
    assert [(one.act, one.reason) for one in traces[-2:]] == [
        ("see_contact", "Tòa án yêu cầu"),
        ("evidence", "Tòa án yêu cầu"),
    ]
    page = f"/banlamviec/phan-anh/{sent.code}/ho-so-chung-cu"
    unsaid = await browser.post(page, **{"nguoi-gui": "co", "ly-do": "."})
    assert (unsaid.headers["Content-Type"][:9], "Hồ sơ chứng cứ" in unsaid.text) == ("text/html", True)
    refused = await browser.post(page.replace(sent.code, shut.code), **{"nguoi-gui": "co", "ly-do": "Tòa án"})
    assert refused.headers["Content-Type"].startswith("text/html")
    assert desk.acts().count("evidence") == 1
    without = facts_of(await taken(desk, browser, shut.code))
    assert without["petition"]["words"] == "hạn chế: người gửi yêu cầu xóa dữ liệu"


@one_database
async def test_a_file_that_was_altered_or_is_gone_is_told(desk: OpenDesk) -> None:
    sent = lodged(desk.database)
    folder = desk.app.offices.folder
    altered = with_file(desk.database, folder, sent, "mot.jpg", a_picture(), "jpg")
    gone = with_file(desk.database, folder, sent, "hai.jpg", a_picture(), "jpg")
    path_of(folder, altered).write_bytes(a_picture(size=(8, 8)))
    path_of(folder, gone).unlink()
    archive = await taken(desk, await signed_in(desk, Role.CLERK), sent.code)
    first, second = facts_of(archive)["files"]
    assert (first["path"], first["sha256"] != first["sha256_entered"]) == ("files/01-mot.jpg", True)
    assert (second["path"], second["sha256"]) == (None, None)
    assert "Tệp này khác với tệp đã vào hồ sơ." in words_of(archive)
    assert "không có trong kho lưu" in words_of(archive)


def proof_of(database: Database, of: Petition) -> Proof:
    return database.read(lambda c: ProofRepository(c, cases_for(c).keys).of(of.id))


def test_a_proof_finds_what_was_altered(database: Database) -> None:
    sent, other = lodged(database), lodged(database)
    assert (proof_of(database, sent).heads, proof_of(database, sent).is_whole) == ([], True)
    anchor(database)
    proof = proof_of(database, sent)
    assert ([head.holds for head in proof.heads], proof.heads[0].number) == ([True], len(proof.entries))
    of_other = anchored.c.petition_id == other.id
    database.transact(lambda c: c.execute(update(anchored).where(of_other).values(digest="0" * 64)))
    proof = proof_of(database, sent)
    assert (proof.broken, [head.holds for head in proof.heads], proof.is_whole) == (None, [False], False)


@one_database
async def test_a_broken_chain_is_told_on_paper(desk: OpenDesk) -> None:
    sent = lodged(desk.database)

    def forge(connection: Any) -> None:
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'petition_event'"
        ).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        second = event.c.petition_id == sent.id, event.c.number == 2
        connection.execute(update(event).where(*second).values(party="approver"))

    desk.database.transact(forge)
    archive = await taken(desk, await signed_in(desk, Role.CLERK), sent.code)
    assert (facts_of(archive)["chain"]["whole"], facts_of(archive)["chain"]["broken_at"]) == (False, 2)
    assert "chuỗi sự kiện KHÔNG khớp" in words_of(archive)


@one_database
def test_the_command_hands_it_to_an_officer(
    books: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent, secret = lodged(books), lodged(books, category="conduct")
    with_file(books, tmp_path / "var" / "files", sent, "anh.jpg", a_picture(), "jpg")
    books.transact(lambda c: OfficerRepository(c).add(31, Role.CONTROLLER, "", "Cán bộ 31", sent.submitted_at, "test"))
    file, why = tmp_path / "ho-so.zip", ["--as", "31", "--contacts", "--reason", "thanh tra"]
    assert main(["petitions", "evidence", sent.code.lower(), str(file), *why]) == 0
    assert "1 files of the petition" in capsys.readouterr().out
    with ZipFile(file) as archive:
        assert facts_of(archive)["sender"]["name"] == MAI.name
    traces = books.read(lambda c: TraceRepository(c).of(f"petition:{sent.id}"))
    assert [one.act for one in traces] == ["see_contact", "evidence"]
    books.transact(lambda c: cases_for(c).register.restrict(sent, AT))
    for typed, code, said in (
        ([secret.code, "--as", "31"], 1, "no petition that 31 may see"),
        (["x", "--as", "31"], 1, "no petition that 31 may see"),
        ([sent.code, "--as", "39"], 1, "39 holds no role"),
        ([sent.code, "--as", "31", "--contacts"], 2, "--contacts needs --reason"),
        ([sent.code, *why], 1, "asked that her data be deleted"),
    ):
        assert main(["petitions", "evidence", typed[0], str(tmp_path / "no.zip"), *typed[1:]]) == code
        assert said in capsys.readouterr().err
        assert not (tmp_path / "no.zip").exists()
