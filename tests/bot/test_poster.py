"""The citizens' guide on the wall: one page, whose channel it is, and nothing on it that the bot does not do."""

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.cli import main
from bot.handlers.menus import COMMANDS
from bot.reports import qr
from bot.reports.poster import html_page, pdf
from bot.settings import Settings
from bot.texts import say
from bot.views.message import plain
from bot.views.poster import EXAMPLES, poster
from tests.bot.builders import no_settings
from tests.bot.conftest import Chat

TRIAL = Settings(bot_name="mot_cua_bot")
OFFICE = TRIAL.model_copy(
    update={
        "agency": "ỦY BAN NHÂN DÂN XÃ CỔ LỄ, TỈNH NINH BÌNH",
        "channel_decision": "Quyết định số 12/QĐ-UBND ngày 02/11/2026 của Chủ tịch Ủy ban nhân dân xã Cổ Lễ",
        "data_contact": "bà Trần Thị Lan, Văn phòng HĐND và UBND xã, điện thoại 0228 3 000 000",
    }
)


def words_of(content: bytes) -> tuple[str, int]:
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages)), len(pages)


@pytest.mark.parametrize("settings", [TRIAL, OFFICE], ids=["trial", "office"])
def test_it_is_one_page_that_says_whose_channel_it_is_and_whom_to_call(settings: Settings) -> None:
    words, pages = words_of(pdf(poster(settings)))
    page = html_page(poster(settings)).decode()
    assert pages == 1
    for said in ("113", "114", "115", "111", "OTP", "@mot_cua_bot", "/phananh", "Gặp cán bộ", "Khiếu nại, tố cáo"):
        assert said in words
        assert said in page
    assert ("Bản chạy thử" in words, "Bản chạy thử" in page) == (not settings.is_official,) * 2
    for said in (settings.agency, settings.channel_decision, settings.data_contact):
        assert said in words
        assert said in page
    assert qr.svg("https://t.me/mot_cua_bot") in page


def test_only_commands_that_there_are_stand_on_it() -> None:
    page = html_page(poster(OFFICE)).decode()
    assert set(re.findall(r"(?<![\w/<])/([a-z]+)", re.sub(r"<[^>]*>", "", page))) <= set(COMMANDS)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_its_examples_are_answered(chat: Chat) -> None:
    found = [(await chat.say(plain(say(example)))).text for example in EXAMPLES]
    assert "Đăng ký khai sinh" in found[0]
    assert "hứng thực bản sao" in found[1]
    assert "ăng ký kết hôn" in found[2]
    assert "Thời hạn" in found[2]


@pytest.mark.bulk
def test_it_is_made_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_settings(monkeypatch)
    monkeypatch.chdir(tmp_path)
    assert main(["poster", "--out", "a.pdf"]) == 1
    assert "MOTCUA_BOT_NAME is needed" in capsys.readouterr().err
    monkeypatch.setenv("MOTCUA_BOT_NAME", "@mot_cua_bot")
    assert main(["poster", "--out", "a.pdf"]) == 0
    assert main(["poster", "--out", "a.html"]) == 0
    assert capsys.readouterr().out.count("https://t.me/mot_cua_bot") == 2
    assert (words_of((tmp_path / "a.pdf").read_bytes())[1], (tmp_path / "a.html").read_bytes()[:9]) == (1, b"<!doctype")
    assert main(["poster", "--out", "a.doc"]) == 2
    assert main(["poster", "--out", "nowhere/a.pdf"]) == 1
    assert capsys.readouterr().err.count("\n") == 2
