"""What hangs on the office's wall: the list of a field on paper and as a page, and QR codes that open the bot."""

import io
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from bot.cli import main
from bot.clock import Clock
from bot.conversations.posting import named_fields
from bot.reports import qr
from bot.reports.posting import Posting, Section, html_page, pdf
from bot.review.officers import OfficerRepository, Role
from bot.views import posting as views
from bot.views.links import link_to
from bot.views.message import File, Message
from bot.views.posting import Wanted
from knowledge.catalogue import Catalogue
from knowledge.procedures import Level, Verification
from tests.bot.builders import no_settings
from tests.bot.conftest import CITIZEN, DAY, Chat

CLERK = 77
AGENCY = "ỦY BAN NHÂN DÂN XÃ CỔ LỄ"
BIRTH = "1.001193"


def listed(catalogue: Catalogue, *fields: str, **wanted: object) -> Posting:
    of = Wanted(DAY, AGENCY, **wanted)  # type: ignore[arg-type]
    keys = [branch.key for branch in catalogue.branches(DAY) if branch.name in fields]
    return views.posting(of, views.cards_of(catalogue, of, keys))


def words_of(content: bytes) -> tuple[str, int]:
    """The words of a PDF as another program reads them, on one line, and how many pages there are."""
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages)), len(pages)


def test_paper_says_whose_list_it_is_what_is_in_it_and_how_far_to_trust_it(catalogue: Catalogue) -> None:
    posting = listed(catalogue, "Hộ tịch", bot_name="mot_cua_bot", level=Level.COMMUNE)
    words, pages = words_of(pdf(posting))
    assert AGENCY in words
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words
    assert "Độc lập - Tự do - Hạnh phúc" in words
    assert "Thủ tục thực hiện ở cấp xã; còn hiệu lực ngày 22/11/2026" in words
    assert f"Lĩnh vực Hộ tịch ({len(posting.sections[0].rows)} thủ tục)" in words
    assert words.count("Chưa đối chiếu với danh mục của tỉnh Ninh Bình. Lập ngày 22/11/2026.") == pages > 1
    assert f"Trang {pages}/{pages}" in words
    assert words.count("Nơi nộp hồ sơ") == pages  # each page has the heads of the table
    assert "Nguồn: Cổng Dịch vụ công quốc gia" in words
    joined = words.replace(" ", "")
    for row in posting.sections[0].rows:
        assert f"Mã:{row.code}" in joined
        assert row.name.replace(" ", "") in joined


def test_each_code_on_paper_is_a_link_too(catalogue: Catalogue) -> None:
    posting = listed(catalogue, "Hộ tịch", bot_name="mot_cua_bot")
    reader = PdfReader(io.BytesIO(pdf(posting)))
    links = [note.get_object()["/A"]["/URI"] for page in reader.pages for note in page.get("/Annots", ())]
    assert links == [row.link for section in posting.sections for row in section.rows]
    assert f"https://t.me/mot_cua_bot?start=tt_{BIRTH.replace('.', '')}" in links


def test_the_same_list_gives_the_same_paper(catalogue: Catalogue) -> None:
    posting = listed(catalogue, "Nuôi con nuôi", bot_name="mot_cua_bot")
    assert pdf(posting) == pdf(posting)


def test_without_a_name_there_is_no_code_but_the_portal(catalogue: Catalogue) -> None:
    posting = listed(catalogue, "Hộ tịch")
    words, _ = words_of(pdf(posting))
    assert "Mã QR" not in words
    assert "dichvucong.gov.vn" in words
    assert b"<svg" not in html_page(posting)


class Page(HTMLParser):
    """What a page holds, and whether it asks for anything from elsewhere."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.words = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        self.links += [named["href"] or ""] if tag == "a" else []
        self.loaded += [value or "" for name, value in attrs if name == "src" or (name == "href" and tag != "a")]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_is_one_file_with_its_codes_in_it(catalogue: Catalogue) -> None:
    posting = listed(catalogue, "Hộ tịch", "Nuôi con nuôi", bot_name="mot_cua_bot")
    page = Page(html_page(posting))
    rows = [row for section in posting.sections for row in section.rows]
    assert page.tags.count("svg") == len(page.links) == len(rows)
    assert page.loaded == []
    assert page.tags.count("h2") == 2
    assert all(row.name in page.words and row.code in page.words for row in rows)
    assert "Chưa đối chiếu" in page.words


def test_nothing_in_the_catalogue_becomes_a_tag_of_the_page(catalogue: Catalogue) -> None:
    posting = listed(catalogue, "Nuôi con nuôi")
    evil = "<script>alert(1)</script>"
    section = Section(evil, posting.sections[0].rows)
    page = Page(html_page(Posting(evil, evil, (section,), evil, evil, evil, evil, DAY)))
    assert "script" not in page.tags
    assert page.words.count(evil) == 7


def test_the_remark_counts_what_nobody_confirmed(catalogue: Catalogue) -> None:
    of = Wanted(DAY)
    (branch,) = named_fields(catalogue.branches(DAY), "nuôi con nuôi")
    ((_, cards),) = views.cards_of(catalogue, of, [branch.key])
    confirmed = Verification("QĐ 1", date(2026, 11, 1), "B")
    said = [replace(c, standing=replace(c.standing, version=replace(c.version, verified=confirmed))) for c in cards]
    assert views.posting(of, [(branch, said)]).remark == "Đã đối chiếu với danh mục của tỉnh Ninh Bình."
    some = views.posting(of, [(branch, [*said[1:], cards[0]])]).remark
    assert some == f"Chưa đối chiếu với danh mục của tỉnh Ninh Bình: 1 trên {len(cards)} thủ tục."


def test_a_picture_is_the_code_with_the_name_under_it() -> None:
    link = link_to("mot_cua_bot", BIRTH)
    picture = Image.open(io.BytesIO(qr.png(link, "Đăng ký khai sinh", "Mã 1.001193")))
    dark = qr.modules(link)
    read = tuple(
        tuple(
            picture.getpixel(((x + qr.QUIET) * qr.DOTS + 5, (y + qr.QUIET) * qr.DOTS + 5)) == 0
            for x in range(len(dark))
        )
        for y in range(len(dark))
    )
    assert read == dark
    assert picture.height > picture.width
    longer = Image.open(io.BytesIO(qr.png(link, "Đăng ký khai sinh " * 40, "")))
    assert picture.height < longer.height < 3 * picture.height


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> Path:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())
    monkeypatch.setenv("MOTCUA_BOT_NAME", "@mot_cua_bot")
    monkeypatch.setattr("bot.cli.printing.catalogue_of", lambda _: catalogue)
    return tmp_path


@pytest.mark.bulk
def test_a_list_is_made_from_the_command_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper, page = here / "a.pdf", here / "a.html"
    of = ["--field", "hộ tịch", "--field", "nuôi con nuôi", "--level", "commune", "--unit", "Cổ Lễ"]
    for file in (paper, page):
        assert main(["catalogue", "post", "--out", str(file), *of]) == 0
    assert "in 2 fields, 2026-11-22" in capsys.readouterr().out
    assert "nơi niêm yết: xã Cổ Lễ" in words_of(paper.read_bytes())[0]
    assert "Trung tâm Phục vụ hành chính công xã Cổ Lễ" in Page(page.read_bytes()).words
    assert main(["catalogue", "post", "--out", str(here / "b.html"), "--field", "hộ tịch", "--unit", "14026"]) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["catalogue", "post", "--out", "a.doc"], 2, "call it a.html or a.pdf"),
        (["catalogue", "post", "--out", "a.pdf", "--field", "zzz"], 1, "no field in use is called 'zzz'"),
        (["catalogue", "post", "--out", "a.pdf", "--unit", "Hà Nội"], 1, "no commune of today is called 'Hà Nội'"),
        (["catalogue", "post", "--out", "nowhere/a.pdf", "--field", "nuôi con nuôi"], 1, "cannot be written"),
        (["qr", "a.gif"], 2, "call it a.png or a.svg"),
        (["qr", "a.png", "9.999999"], 1, "no procedure has the code 9.999999"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    why: str,
) -> None:
    monkeypatch.chdir(here)
    assert main(arguments) == code
    complained = capsys.readouterr().err
    assert why in complained
    assert complained.count("\n") == 1


def test_a_code_is_made_from_the_command_line_for_the_bot_or_a_procedure(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["qr", str(here / "a.png"), BIRTH]) == 0
    assert main(["qr", str(here / "a.svg")]) == 0
    assert main(["qr", str(here / "b.png")]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.rpartition(" ")[2] for line in told] == [
        "https://t.me/mot_cua_bot?start=tt_1001193",
        "https://t.me/mot_cua_bot",
        "https://t.me/mot_cua_bot",
    ]
    assert (here / "a.svg").read_bytes().count(b"<svg") == 1
    monkeypatch.delenv("MOTCUA_BOT_NAME")
    assert main(["qr", str(here / "a.png")]) == 1
    assert "MOTCUA_BOT_NAME is needed" in capsys.readouterr().err


def test_a_file_that_is_still_to_be_drawn_is_kept_as_what_to_draw() -> None:
    message = Message(("x",), (), (File("a.pdf", drawn="posting:abc:2026-11-22"),))
    assert Message.from_json(message.to_json()) == message


@pytest.fixture
def clerk(chat: Chat) -> Chat:
    """A chat in which CLERK is an officer."""
    chat.database.transact(lambda c: OfficerRepository(c).add(CLERK, Role.CLERK, "", "Lan", Clock().now(), "test"))
    return chat


in_chat = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@in_chat
async def test_an_officer_gets_the_list_of_a_field_by_its_name(clerk: Chat) -> None:
    shown = await clerk.say("/niemyet nuoi con nuoi", CLERK)
    assert shown.file
    assert shown.file.name == "niem-yet-nuoi-con-nuoi.pdf"
    words, _ = words_of(shown.file.content)
    assert "Lĩnh vực Nuôi con nuôi" in words
    assert "Quét mã QR" in words  # the bot asked Telegram for its name
    assert any("Danh mục niêm yết lĩnh vực Nuôi con nuôi" in one.text for one in clerk.api.shown(CLERK))


@in_chat
async def test_without_a_name_an_officer_picks_the_field(clerk: Chat) -> None:
    shown = await clerk.say("/niemyet", CLERK)
    assert "Ông/bà cần in danh mục của lĩnh vực nào?" in shown.text
    assert "1. Hộ tịch: 39 thủ tục" in shown.text
    turned = await clerk.press("Trang sau", CLERK)
    assert turned.text != shown.text
    await clerk.press("Trang trước", CLERK)
    several = await clerk.say("/niemyet đăng ký", CLERK)
    assert "1. " in several.text
    picked = await clerk.press("1", CLERK)
    assert picked.file
    assert picked.file.content.startswith(b"%PDF")
    assert "lĩnh vực nào" in (await clerk.say("/niemyet zzzz", CLERK)).text


@in_chat
async def test_behind_the_details_an_officer_finds_the_code(clerk: Chat) -> None:
    await clerk.say(BIRTH, CLERK)
    shown = await clerk.press("Mã QR", CLERK)
    assert shown.file
    assert Image.open(io.BytesIO(shown.file.content)).format == "PNG"
    assert any("https://t.me/mot_cua_bot?start=tt_1001193" in one.text for one in clerk.api.shown(CLERK))


@in_chat
async def test_who_is_no_officer_gets_neither(clerk: Chat) -> None:
    await clerk.say(BIRTH)
    answer = await clerk.press("Chi tiết")
    assert "Mã QR" not in answer.labels
    for data in ("v1:qr:1.001193", "v1:posting:x", "v1:postings:1"):
        clerk.api.forge(CITIZEN, data)
        assert "Việc này dành cho cán bộ" in (await clerk.settled()).text
    assert "Việc này dành cho cán bộ" in (await clerk.say("/niemyet hộ tịch")).text


@in_chat
async def test_an_old_button_of_a_field_or_code_that_is_gone_leads_on(clerk: Chat) -> None:
    await clerk.say("xin chào", CLERK)
    for data in ("v1:qr:9.999999", "v1:posting:x"):
        clerk.api.forge(CLERK, data)
        assert (await clerk.settled(CLERK)).labels


def test_while_the_name_of_the_bot_is_not_known_no_code_is_promised(catalogue: Catalogue) -> None:
    procedure = catalogue.procedure(BIRTH)
    assert procedure
    told = views.code(procedure.latest, "")
    assert not told.files
    assert "MOTCUA_BOT_NAME" in told.text
