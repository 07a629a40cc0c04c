"""The image and the composition of containers, as far as they can be judged without building them."""

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
STEPS = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8")).splitlines()
FINAL = STEPS[max(n for n, step in enumerate(STEPS) if step.startswith("FROM ")) :]
SETTINGS = {f"MOTCUA_{name.upper()}" for name in Settings.model_fields} - {"MOTCUA_DATABASE"} | {"MOTCUA_DATABASE_URL"}


def of(instruction: str, steps: list[str] = FINAL) -> list[str]:
    """What follows an instruction, each time it is given."""
    return [step.partition(" ")[2] for step in steps if step.startswith(f"{instruction} ")]


@pytest.fixture(scope="module")
def composed() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(ROOT / "compose.yaml")
    return loaded


@pytest.fixture
def bot(composed: dict[str, Any]) -> dict[str, Any]:
    service: dict[str, Any] = composed["services"]["bot"]
    return service


def test_what_is_copied_into_the_image_is_there_and_reaches_the_builder() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[0] != "#"]
    assert rules[0] == "*"
    copied = [name for step in of("COPY", STEPS) if "--from" not in step for name in step.split()[:-1]]
    assert {"bot", "knowledge", "migrations", "requirements.lock"} <= set(copied)
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in rules
    assert not any(fnmatch(secret, rule.removeprefix("!")) for secret in (".env", "var", ".git") for rule in rules[1:])


def test_whatever_lies_beside_the_code_is_installed_with_it() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["*"]
    beside = [
        file.name
        for room in ("bot", "knowledge", "migrations")
        for file in (ROOT / room).rglob("*.*")
        if file.is_file() and file.suffix not in {".py", ".pyc"}
    ]
    assert {"desk.css", "procedures.csv", "vi.toml"} <= set(beside)
    assert [name for name in beside if not any(fnmatch(name, pattern) for pattern in patterns)] == []


def test_the_image_runs_the_bot_as_nobody_in_particular_and_asks_after_its_health() -> None:
    assert of("USER") == ["10001"]
    assert "--uid 10001" in of("RUN")[0]
    assert json.loads(of("CMD")[0]) == ["motcua", "run"]
    assert of("HEALTHCHECK")[0].endswith('CMD ["motcua", "database", "check"]')
    assert not of("ADD", STEPS)


def test_the_image_installs_what_is_locked_and_nothing_else() -> None:
    installs = [step for step in of("RUN", STEPS) if "pip install" in step]
    assert [("--require-hashes" in step, "--no-deps" in step) for step in installs] == [(True, False), (False, True)]
    assert of("COPY")[0].split()[0] == "--from=build"


def test_every_setting_the_containers_name_is_one_of_ours(bot: dict[str, Any]) -> None:
    in_image = re.findall(r"(MOTCUA_\w+)=", " ".join(of("ENV")))
    assert in_image
    assert {*in_image, *(name for name in bot["environment"] if name.startswith("MOTCUA_"))} <= SETTINGS


def test_every_setting_stands_in_the_readme() -> None:
    table = (ROOT / "README.md").read_text("utf-8").partition("## Settings")[2]
    assert sorted(name for name in SETTINGS if name not in table) == []


def test_no_secret_is_written_into_the_composition(composed: dict[str, Any]) -> None:
    for service in composed["services"].values():
        secret = [value for name, value in service["environment"].items() if re.search("PASSWORD|TOKEN", name)]
        assert secret
        assert all(re.fullmatch(r"\$\{\w+:\?[^}]+\}", value) for value in secret)


def test_the_bot_begins_when_the_database_answers(composed: dict[str, Any], bot: dict[str, Any]) -> None:
    assert bot["depends_on"] == {"database": {"condition": "service_healthy"}}
    database = composed["services"]["database"]
    assert database["image"] == "postgres:18"
    assert database["healthcheck"]["test"][1] == "pg_isready"
    # Below it, since version 18, each version keeps a folder of its own; the folder of old is not kept any more.
    assert database["volumes"] == ["database:/var/lib/postgresql"]
    assert "ports" not in database


def test_the_bot_can_write_nowhere_but_where_it_must(composed: dict[str, Any], bot: dict[str, Any]) -> None:
    assert bot["read_only"] is True
    assert bot["tmpfs"] == ["/tmp"]
    assert bot["volumes"] == [f"data:{of('VOLUME')[0]}"]
    assert bot["cap_drop"] == ["ALL"]
    assert all("no-new-privileges:true" in service["security_opt"] for service in composed["services"].values())
    assert set(composed["volumes"]) == {"database", "data"}


def test_what_the_bot_listens_to_is_published_on_this_machine_alone(bot: dict[str, Any]) -> None:
    port = bot["environment"]["MOTCUA_LISTEN"].rpartition(":")[2]
    assert of("EXPOSE") == [port]
    assert bot["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_the_bot_is_given_longer_to_end_than_it_takes(bot: dict[str, Any]) -> None:
    from bot import app
    from bot.web import serving

    assert app.TO_FINISH + serving.TO_FINISH < 10 < int(bot["stop_grace_period"].removesuffix("s"))
    assert bot["restart"] == "unless-stopped"
