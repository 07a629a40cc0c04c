"""`motcua ask`: the answer to a question without the chat."""

import contextlib
import io
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.clock import Clock
from bot.database import Database
from bot.review.aliases import AliasRepository
from bot.review.officers import OfficerRepository, Role
from bot.texts import say
from bot.views.message import plain
from bot.views.notice import not_found
from knowledge.catalogue import Catalogue
from knowledge.procedures import Level
from knowledge.timeline import Status
from tests.bot.builders import DAY, Finished, loaded_copy, motcua, no_settings
from tests.conftest import Servers

KEYS = ["query", "day", "kind", "facet", "hits", "ms"]
KEYS_OF_A_HIT = ["code", "name", "field", "levels", "status", "reception", "authority", "score"]
SAME_NAME = "tập thể lao động tiên tiến"


@pytest.fixture
def ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], catalogue: Catalogue, tmp_path: Path
) -> "Ask":
    """The command in this process, in an empty folder; the catalogue is the shipped one, read once for all tests."""
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())
    monkeypatch.setattr("bot.cli.asking.catalogue_of", lambda _: catalogue)
    return Ask(monkeypatch, capsys)


class Ask:
    """A person at the command line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str, typed: str = "") -> Finished:
        """What came of a command."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        try:
            code = main(["ask", *arguments])
        except SystemExit as misused:
            code = int(str(misused.code))
        return Finished(code, *self._capsys.readouterr())

    def facts(self, *arguments: str) -> dict[str, Any]:
        """The facts of one question."""
        told = self(*arguments, "--json")
        assert told.code == 0
        facts: dict[str, Any] = json.loads(told.out)
        return facts


def test_an_answer_is_printed_as_the_chat_shows_it(ask: Ask) -> None:
    told = ask("1.001193")
    assert told.code == 0
    assert told.err == ""
    assert told.out.startswith("Đăng ký khai sinh\n")
    assert told.out.endswith(f"{plain(say('unverified.line'))}\n\n")


def test_words_need_no_quotes(ask: Ask) -> None:
    assert ask("đăng", "ký", "kết", "hôn").out.startswith("Đăng ký kết hôn\n")


def test_choices_and_misses_are_printed_too(ask: Ask) -> None:
    assert ask(SAME_NAME).out.startswith(plain(say("ask.same_name")))
    assert ask("xyzzy qwerty").out == f"{not_found().text}\n\n"


def test_the_facts_are_exactly_those_of_the_design(ask: Ask) -> None:
    facts = ask.facts("đăng ký khai sinh")
    assert list(facts) == KEYS
    assert facts["query"] == "đăng ký khai sinh"
    assert facts["day"] == "2026-11-22"
    assert facts["kind"] == "answer"
    assert facts["facet"] is None
    assert 0 < facts["ms"] < 10_000
    assert 1 <= len(facts["hits"]) <= 10
    assert all(list(hit) == KEYS_OF_A_HIT for hit in facts["hits"])
    scores = [hit["score"] for hit in facts["hits"]]
    assert scores == sorted(scores, reverse=True)
    first = facts["hits"][0]
    assert first["code"] == "1.001193"
    assert first["field"] == "Hộ tịch"
    assert first["levels"] == ["commune"]
    assert first["status"] in set(Status)
    assert first["reception"] == plain(say("reception.one_stop"))


def test_facts_are_printed_in_letters_a_vietnamese_reader_can_read(ask: Ask) -> None:
    assert "Hộ tịch" in ask("1.001193", "--json").out


def test_the_hits_of_a_choice_and_of_a_miss_are_told(ask: Ask) -> None:
    choice = ask.facts(SAME_NAME)
    assert choice["kind"] == "choices"
    assert len({hit["name"] for hit in choice["hits"][:2]}) == 1
    miss = ask.facts("xyzzy qwerty")
    assert miss["kind"] == "not_found"
    assert miss["hits"] == []


def test_what_nobody_states_is_null_and_levels_are_known_words(ask: Ask) -> None:
    hits = [hit for words in ("đất đai", SAME_NAME, "1.116839") for hit in ask.facts(words)["hits"]]
    assert all(hit[key] != "" for hit in hits for key in KEYS_OF_A_HIT)
    assert all(set(hit["levels"]) <= set(Level) for hit in hits)
    assert None in {hit["authority"] for hit in hits}


def test_the_day_is_the_one_asked_for_or_today(ask: Ask) -> None:
    def status(*day: str) -> str:
        facts = ask.facts("TN-NV-04", *day)
        assert facts["hits"][0]["code"] == "TN-NV-04"
        return str(facts["hits"][0]["status"])

    assert status("--day", "2024-03-05") == "in_force"
    assert status("--day", "2024-03-06") == "abolished"
    assert status() == "abolished"
    assert ask.facts("TN-NV-04", "--day", "2024-03-05")["day"] == "2024-03-05"


def test_questions_are_read_a_line_each_and_answered_in_order(ask: Ask) -> None:
    told = ask("--stdin", "--json", typed="1.001193\n\nxyzzy qwerty\r\ndang ky khai tu")
    facts = [json.loads(line) for line in told.out.splitlines()]
    assert told.code == 0
    assert [fact["query"].strip() for fact in facts] == ["1.001193", "", "xyzzy qwerty", "dang ky khai tu"]
    assert [fact["kind"] for fact in facts][:3] == ["answer", "small_talk", "not_found"]
    assert ask("--stdin", typed="").out == ""


def test_answers_to_lines_are_parted_by_an_empty_line(ask: Ask) -> None:
    told = ask("--stdin", typed="1.001193\nxyzzy qwerty\n").out
    assert told.startswith("Đăng ký khai sinh\n")
    assert told.endswith(f"\n\n{not_found().text}\n\n")


@pytest.mark.parametrize("arguments", [(), ("--json",), ("--stdin", "khai sinh"), ("--day", "2024-03-06")])
def test_a_question_is_asked_in_one_way(ask: Ask, arguments: tuple[str, ...]) -> None:
    told = ask(*arguments)
    assert told.code == 2
    assert told.out == ""
    assert "--stdin" in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("day", ["yesterday", "22/11/2026", "2024-02-30", "2024-3-6", ""])
def test_a_day_that_is_none_is_misused_and_told_how_to_write_it(ask: Ask, day: str) -> None:
    told = ask("khai sinh", "--day", day)
    assert told.code == 2
    assert told.out == ""
    assert repr(day) in told.err
    assert "2024-03-06" in told.err


def test_a_wrong_setting_is_one_sentence_on_standard_error(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_TELEGRAM_API", "nonsense")
    told = ask("khai sinh")
    assert told.code == 1
    assert told.out == ""
    assert told.err.startswith("motcua: MOTCUA_TELEGRAM_API: ")
    assert told.err.count("\n") == 1


@pytest.fixture
def broken_pipe() -> Iterator[io.TextIOWrapper]:
    """An output whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    output = os.fdopen(writer, "w", encoding="utf-8")
    assert isinstance(output, io.TextIOWrapper)
    yield output
    with contextlib.suppress(BrokenPipeError):
        output.close()


def test_a_reader_that_has_enough_is_no_error_worth_words(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, broken_pipe: io.TextIOWrapper
) -> None:
    monkeypatch.setattr("sys.stdout", broken_pipe)
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert ask("1.001193", "--json").code == 1


def test_no_command_and_an_unknown_command_are_misused(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["dance"], ["catalogue"], ["database"], ["ask", "--explode"]):
        with pytest.raises(SystemExit) as misused:
            main(arguments)
        assert misused.value.code == 2
        assert capsys.readouterr().err.startswith("usage: motcua")


@pytest.fixture(scope="module")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(scope="module")
def process(empty_folder: Path) -> Finished:
    """One process for all: a pipe of three questions, in an empty folder, with every import written down."""
    typed = "1.001193\ndang ky khai tu\nxyzzy qwerty\n"
    return motcua("ask", "--stdin", "--json", folder=empty_folder, typed=typed, python=("-X", "importtime"))


def test_a_pipe_of_three_questions_gives_three_objects(process: Finished) -> None:
    assert process.code == 0
    facts = [json.loads(line) for line in process.out.splitlines()]
    assert [fact["kind"] for fact in facts] == ["answer", "answer", "not_found"]
    assert [fact["hits"][0]["name"] for fact in facts[:2]] == ["Thủ tục đăng ký khai sinh", "Thủ tục đăng ký khai tử"]
    assert {fact["day"] for fact in facts} == {DAY.isoformat()}


def test_nothing_of_the_chat_is_loaded(process: Finished) -> None:
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in process.err.splitlines()}
    assert "knowledge" in imported
    assert not imported & {"telegram", "httpx", "apscheduler", "alembic", "migrations", "psycopg"}


def test_no_file_is_made(empty_folder: Path, process: Finished) -> None:
    assert process.code == 0
    assert [path for path in empty_folder.rglob("*") if path.is_file()] == []


def test_an_empty_folder_stays_empty(empty_folder: Path, process: Finished) -> None:
    assert process.code == 0
    assert list(empty_folder.iterdir()) == []


def test_the_day_of_the_answers_is_a_day_in_viet_nam(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_TODAY")
    assert date.fromisoformat(ask.facts("1.001193")["day"]) >= date(2026, 1, 1)


def test_an_explanation_tells_the_reason_and_what_each_part_added(ask: Ask) -> None:
    facts = json.loads(ask("--json", "--explain", "đăng ký khai sinh").out)
    assert facts["reason"]
    first = facts["hits"][0]
    assert sum(facts["parts"][first["code"]].values()) == pytest.approx(first["score"], abs=0.001)
    told = ask("--explain", "đăng ký khai sinh").out
    assert f"{facts['kind']}: {facts['reason']}" in told
    assert "standing" in told or "said" in told


def test_a_commune_is_named_in_where_to_hand_in_and_who_decides(ask: Ask) -> None:
    first = ask.facts("--commune", "trực đại", "1.001193")["hits"][0]
    assert first["reception"].startswith(
        "Trung tâm Phục vụ hành chính công xã Minh Thái (xã Trực Đại cũ), tỉnh Ninh Bình"
    )
    assert first["authority"] == "Ủy ban nhân dân xã Minh Thái, tỉnh Ninh Bình"


def test_before_july_2025_it_is_the_old_commune_of_the_district(ask: Ask) -> None:
    first = ask.facts("--day", "2025-06-30", "--commune", "trực đại", "1.001193")["hits"][0]
    assert first["reception"] == "Bộ phận Một cửa của UBND xã Trực Đại, huyện Trực Ninh, tỉnh Nam Định"


@pytest.mark.parametrize("name", ["truc hung", "huyện trực ninh", "hà nội"])
def test_a_commune_that_is_not_one_is_refused_in_one_sentence(ask: Ask, name: str) -> None:
    told = ask("--commune", name, "1.001193")
    assert told.code == 1
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert name in told.err


def test_each_kind_can_be_asked_for_at_the_command_line(ask: Ask) -> None:
    assert "Ban Tiếp công dân" in ask("tôi muốn tố cáo trưởng thôn ăn chặn tiền").out
    assert "danh mục không ghi thủ tục nào" in ask("có thủ tục gì mới không").out
    assert "/gapcanbo" in ask("số điện thoại ủy ban xã").out
    assert "Ông/bà hỏi 2 việc" in ask("đăng ký kết hôn và làm hộ chiếu").out
    assert "Thời hạn giải quyết là" in ask("đăng ký kết hôn mất bao lâu").out


def test_papers_asked_for_are_told_as_in_the_chat(ask: Ask) -> None:
    assert "Giấy tờ cần nộp gồm: " in ask("khai sinh cần giấy tờ gì").out


def test_what_the_office_taught_is_understood_at_the_command_line_too(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_settings(monkeypatch)
    url = loaded_copy(servers, tmp_path)
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    database = Database(url)
    at = Clock().now()
    database.transact(lambda c: OfficerRepository(c).add(70, Role.CLERK, "", "Mai", at, "test"))
    officer = database.read(lambda c: OfficerRepository(c).of(70))
    assert officer is not None
    database.transact(lambda c: AliasRepository(c).add("quả quýt quàng quạc", "1.001193", officer.id, at))
    database.close()
    assert main(["ask", "--json", "qua quyt quang quac"]) == 0
    assert json.loads(capsys.readouterr().out)["hits"][0]["code"] == "1.001193"
