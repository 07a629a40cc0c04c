"""`motcua doctor`: every setting with its value, and whether all is well."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot import schema
from bot.cli import main
from bot.cli.doctor import PACKAGES
from bot.clock import Clock
from bot.database import Database
from bot.petitions.attachments import AttachmentRepository, Parcel
from bot.petitions.contents import Kind, random_name, store
from bot.review.channel import ChannelRepository
from bot.review.officers import OfficerRepository, Role
from bot.settings import Settings
from knowledge.cells import Fault, Rule
from knowledge.release import FaultyReleaseError, Release
from tests.bot.builders import no_settings

TOKEN = "7:the-secret-token"


class Doctor:
    """The command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str, code: int = 0) -> str:
        assert main(["doctor", *arguments]) == code
        printed = self._capsys.readouterr()
        assert printed.err == ""
        return printed.out

    def facts(self, code: int = 0) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(self("--json", code=code))
        return facts


@pytest.fixture
def doctor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, shipped: Release
) -> Doctor:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setattr("bot.cli.doctor.read_release", lambda: shipped)
    return Doctor(capsys)


def test_every_setting_is_listed_with_its_value(doctor: Doctor, tmp_path: Path) -> None:
    settings = doctor.facts()["settings"]
    wanted = {f"MOTCUA_{name.upper()}" for name in Settings.model_fields} - {"MOTCUA_DATABASE"}
    assert set(settings) == wanted | {"MOTCUA_DATABASE_URL"}
    assert settings["MOTCUA_DATA"] == str(tmp_path)
    assert settings["MOTCUA_DATABASE_URL"] == f"sqlite:///{tmp_path / 'motcua.sqlite'}"
    assert settings["MOTCUA_TELEGRAM_API"] == "https://api.telegram.org"
    assert settings["MOTCUA_BOT_TOKEN"] is None
    assert settings["MOTCUA_AGENCY"] is None
    assert settings["MOTCUA_WEBHOOK_URL"] is None
    assert settings["MOTCUA_LISTEN"] == "127.0.0.1:8080"


def test_secrets_are_hidden_in_both_forms(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("MOTCUA_PROXY", "http://user:geheim@proxy:3128")
    monkeypatch.setenv("MOTCUA_WEBHOOK_SECRET", "geheim")
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql+psycopg://u:geheim@127.0.0.1:1/x")
    for printed in (doctor(code=1), doctor("--json", code=1)):
        assert TOKEN not in printed
        assert "geheim" not in printed
        assert "hidden" in printed
        assert "127.0.0.1" in printed


def test_a_variable_of_ours_that_nobody_uses_is_listed(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_TOKEN", "x")
    monkeypatch.setenv("MOTCUA_BOT_TOKN", "x")
    assert doctor.facts()["unused_settings"] == ["MOTCUA_BOT_TOKN", "MOTCUA_TOKEN"]
    assert "unused_settings: MOTCUA_BOT_TOKN, MOTCUA_TOKEN\n" in doctor()


def test_a_database_variable_without_its_url_is_listed_too(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE", "sqlite:////elsewhere.sqlite")
    assert doctor.facts()["unused_settings"] == ["MOTCUA_DATABASE"]


def test_packages_and_the_catalogue_are_told(doctor: Doctor, shipped: Release) -> None:
    facts = doctor.facts()
    assert set(facts["packages"]) == set(PACKAGES)
    assert all(version[0].isdecimal() for version in facts["packages"].values())
    assert facts["catalogue"] == {"faults": 0, "procedures": len(shipped.procedures)}
    assert facts["official_channel"] is False
    assert facts["well"] is True


def test_a_decision_that_was_entered_at_the_desk_publishes_the_channel(
    doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_AGENCY", "Trung tâm Phục vụ hành chính công xã Cát Thành")
    monkeypatch.setenv("MOTCUA_DATA_CONTACT", "Bà Lê Thị Chi, 0228 3 000 000")
    database = Database(f"sqlite:///{tmp_path / 'motcua.sqlite'}")
    schema.upgrade(database)
    assert doctor.facts()["official_channel"] is False

    def enter(connection: Connection) -> None:
        at = Clock(date(2026, 11, 22)).now()
        chief = OfficerRepository(connection).add(1, Role.ADMINISTRATOR, "", "Lê Thị Chi", at, "test")
        ChannelRepository(connection).publish("1234/QĐ-UBND", "đã ký", chief, at)

    database.transact(enter)
    database.close()
    assert doctor.facts()["official_channel"] is True


def test_an_empty_database_is_reached_and_said_to_be_empty(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "motcua.sqlite").touch()
    assert doctor.facts()["database"] == {"reached": True, "current": False, "loaded": False, "updates_waiting": None}


def test_a_database_nobody_made_yet_is_well_and_is_not_made(
    doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path / "nowhere"))
    facts = doctor.facts()
    assert facts["well"] is True
    assert facts["database"]["current"] is False
    assert "no file yet" in facts["database"]["why"]
    assert main(["database", "check"]) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_migrated_database_is_current(doctor: Doctor, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'motcua.sqlite'}")
    schema.upgrade(database)
    database.close()
    assert doctor.facts()["database"] == {"reached": True, "current": True, "loaded": False, "updates_waiting": 0}


def test_files_that_another_folder_has_are_missed(doctor: Doctor, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'motcua.sqlite'}")
    schema.upgrade(database)
    assert doctor.facts()["files"] == {"kept": 0, "missing": 0}
    names = [random_name(Kind.JPEG) for _ in range(2)]

    def keep(connection: Connection) -> None:
        files = AttachmentRepository(connection)
        for name in names:
            number = files.add(1, Parcel("where Telegram has it", "", "image/jpeg", 1), Clock().now())
            assert files.kept(number, name, "image/jpeg", 1, "")

    database.transact(keep)
    database.close()
    store(tmp_path / "files", names[0], b"\xff")
    files = doctor.facts()["files"]
    assert (files["kept"], files["missing"]) == (2, 1)
    assert "the same folder" in files["why"]


def test_a_database_that_is_away_is_not_well(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql+psycopg://u@127.0.0.1:1/x")
    facts = doctor.facts(code=1)
    assert facts["well"] is False
    assert facts["database"]["reached"] is False
    assert "\n" not in facts["database"]["why"]


def test_a_faulty_catalogue_is_not_well(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty() -> Release:
        raise FaultyReleaseError([Fault("ways.csv", 14, "fee", "8.000đ", Rule.NUMBER)])

    monkeypatch.setattr("bot.cli.doctor.read_release", faulty)
    facts = doctor.facts(code=1)
    assert facts["catalogue"] == {"faults": 1, "procedures": None}
    assert facts["well"] is False


def test_the_findings_are_printed_a_line_each(doctor: Doctor) -> None:
    printed = doctor()
    assert "settings:\n  MOTCUA_BOT_TOKEN: -\n" in printed
    assert "\nunused_settings:" in printed
    assert "  reached: True\n" in printed
    assert printed.endswith("well: True\n")
