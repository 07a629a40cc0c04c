"""`motcua texts`: every word people read, on one page."""

import pytest

from bot.cli.parser import main
from bot.texts import say, texts
from bot.views.message import plain


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["texts", *arguments]) == 0
    return capsys.readouterr().out


def test_every_text_stands_on_the_page_under_the_title_of_its_section(capsys: pytest.CaptureFixture[str]) -> None:
    page = printed(capsys)
    said = [text for key, text in texts().items() if not key.startswith("texts.")]
    assert [text for text in said if text not in page] == []
    assert plain(say("texts.start")).upper() in page


def test_the_page_to_print_holds_every_text_as_it_is_and_room_for_a_signature(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = printed(capsys, "--html")
    assert page.startswith('<!doctype html><html lang="vi">')
    assert "&lt;b&gt;{name}&lt;/b&gt;" in page
    assert page.count("<li") == sum(not key.startswith("texts.") for key in texts())
    assert plain(say("texts.sign")) in page
