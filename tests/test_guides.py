"""The guides say what there is: every button and command they name, every picture they show."""

import re
from pathlib import Path

import pytest

from bot.cli import main
from bot.handlers.menus import COMMANDS
from bot.texts import texts

DOCS = Path(__file__).parent.parent / "docs"
GUIDES = sorted(DOCS.glob("huong-dan-*.md"))
README = DOCS.parent / "README.md"

QUOTED = re.compile(r"“([^”]+)”")
COMMAND = re.compile(r"`/([a-z]+)`")
TYPED = re.compile(r"`motcua ([^`]+)`")
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+\.png)\)")

IN_GROUPS = {"ketnoi", "ngatketnoi"}
"""Commands that are known where groups are, and stand in no menu."""

LONGEST = 9_000
"""Characters of a guide: who works reads no more."""

MOST_BYTES = 120_000


def words_of(guide: Path) -> str:
    return guide.read_text("utf-8")


def test_there_is_a_guide_for_everybody() -> None:
    assert [guide.stem.removeprefix("huong-dan-") for guide in GUIDES] == [
        "can-bo-mot-cua",
        "lanh-dao-dau-moi",
        "nguoi-dan",
        "quan-tri",
    ]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_names_only_what_there_is(guide: Path) -> None:
    said = PICTURE.sub("", words_of(guide))
    assert len(said) < LONGEST
    assert set(QUOTED.findall(said)) - set(texts().values()) == set()
    assert set(COMMAND.findall(said)) <= {*COMMANDS, *IN_GROUPS}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_what_a_guide_has_typed_is_a_command(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for typed in TYPED.findall(words_of(guide)):
        command = [word for word in re.split(r" --| [A-ZĐ]", typed)[0].split() if word.isascii()]
        options = re.findall(r"--[a-z-]+", typed)
        with pytest.raises(SystemExit) as ended:
            main([*command, "--help"])
        shown = capsys.readouterr().out
        assert (ended.value.code, [option for option in options if option not in shown]) == (0, []), typed


def test_every_picture_is_there_is_small_and_is_shown() -> None:
    shown = {DOCS / link for guide in GUIDES for link in PICTURE.findall(words_of(guide))}
    shown |= {README.parent / link for link in PICTURE.findall(words_of(README))}
    assert shown == set((DOCS / "pictures").iterdir())
    assert [picture.name for picture in shown if picture.stat().st_size > MOST_BYTES] == []


def test_every_guide_is_named_in_the_readme() -> None:
    assert [guide.name for guide in GUIDES if f"(docs/{guide.name})" not in words_of(README)] == []
