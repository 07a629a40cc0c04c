"""The folder of enclosed files: whole or not at all, for its owner alone, under names by chance."""

import os
import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.petitions.contents import Kind, older_than, path_of, random_name, remove, remove_all, store, sweep

NAME = "abcd" + "0" * 28 + ".jpg"


@pytest.mark.parametrize("kind", Kind)
def test_a_name_is_made_by_chance(kind: Kind, tmp_path: Path) -> None:
    name = random_name(kind)
    assert re.fullmatch(rf"[0-9a-f]{{32}}\.{kind}", name)
    assert name != random_name(kind)
    assert path_of(tmp_path, name).is_relative_to(tmp_path)


def test_a_file_is_kept_two_levels_deep_for_its_owner_alone(tmp_path: Path) -> None:
    path = store(tmp_path / "tệp", NAME, b"xin")
    assert path == path_of(tmp_path / "tệp", NAME) == tmp_path / "tệp" / "ab" / "cd" / NAME
    assert path.read_bytes() == b"xin"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [NAME]


@pytest.mark.parametrize("name", ["../secret", "ab/cd", "", NAME + "x", NAME.upper(), f"/{NAME}", NAME + "\n", "a.exe"])
def test_a_name_that_is_not_ours_leads_nowhere(tmp_path: Path, name: str) -> None:
    for use in (lambda: store(tmp_path, name, b""), lambda: path_of(tmp_path, name), lambda: remove(tmp_path, name)):
        with pytest.raises(ValueError, match="not a name"):
            use()
    assert not list(tmp_path.iterdir())


def test_what_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store(tmp_path, NAME, b"xin")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_that_a_kill_left_half_written_is_no_obstacle(tmp_path: Path) -> None:
    draft = path_of(tmp_path, NAME).with_suffix(".part")
    draft.parent.mkdir(parents=True)
    draft.write_bytes(b"half of something long")
    assert store(tmp_path, NAME, b"xin").read_bytes() == b"xin"
    assert not draft.exists()


def test_a_file_is_removed_once_and_again(tmp_path: Path) -> None:
    path = store(tmp_path, NAME, b"xin")
    remove(tmp_path, NAME)
    assert not path.exists()
    remove(tmp_path, NAME)


def test_what_nobody_knows_is_swept_when_it_is_old(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    known, unknown, new = (letter * 32 + ".pdf" for letter in "abc")
    half = path_of(tmp_path, unknown).with_suffix(".part")
    old = [store(tmp_path, known, b"xin"), store(tmp_path, unknown, b"xin"), half]
    half.touch()
    for path in old:
        os.utime(path, ((now - timedelta(days=2)).timestamp(),) * 2)
    os.utime(store(tmp_path, new, b"xin"), (now.timestamp(),) * 2)
    assert sweep(older_than(tmp_path, now - timedelta(days=1)), {known}) == 2
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == [known, new]
    assert sweep(older_than(tmp_path / "nowhere", now), ()) == 0


def test_files_that_cannot_be_removed_are_said_to_be_there_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kept, other = (store(tmp_path, random_name("jpg"), b"x") for _ in range(2))
    unlink = Path.unlink

    def refuse(file: Path, missing_ok: bool = False) -> None:
        if file == kept:
            raise PermissionError(1, "not permitted")
        unlink(file, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    never = random_name("jpg")
    assert remove_all(tmp_path, ["../../etc/passwd", kept.name, other.name, never]) == [other.name, never]
    assert (kept.exists(), other.exists()) == (True, False)
    assert len(caplog.messages) == 2
    assert "not permitted" in caplog.text
