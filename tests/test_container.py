"""The image and the composition of containers, as far as they can be judged without building them."""

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.settings import WEBHOOK_PATH, Settings
from bot.web.metrics import PROXIED

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


@pytest.fixture(params=["first", "second"])
def bot(composed: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    service: dict[str, Any] = composed["services"][request.param]
    return service


def told(composed: dict[str, Any], name: str) -> str:
    """A file of the composition, as the container is given it."""
    return str(composed["configs"][name]["content"]).replace("$$", "$")


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
    for name in ("database", "first", "second"):
        environment = composed["services"][name]["environment"]
        secret = [value for setting, value in environment.items() if re.search("PASSWORD|TOKEN", setting)]
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
    assert set(composed["volumes"]) == {"database", "data", "figures"}


def test_the_copies_are_alike_and_only_serve(composed: dict[str, Any]) -> None:
    first, second = (composed["services"][name] for name in ("first", "second"))
    assert first == second
    assert first["command"] == ["motcua", "serve"]
    assert "ports" not in first


def test_what_is_published_is_so_on_this_machine_alone(composed: dict[str, Any], bot: dict[str, Any]) -> None:
    port = bot["environment"]["MOTCUA_LISTEN"].rpartition(":")[2]
    assert of("EXPOSE") == [port]
    published = {name: service.get("ports", []) for name, service in composed["services"].items()}
    assert {name: ports for name, ports in published.items() if ports} == {
        "nginx": ["127.0.0.1:8080:8080"],
        "prometheus": ["127.0.0.1:9090:9090"],
    }


def test_nginx_and_prometheus_reach_every_copy(composed: dict[str, Any], bot: dict[str, Any]) -> None:
    port = bot["environment"]["MOTCUA_LISTEN"].rpartition(":")[2]
    copies = [f"{name}:{port}" for name in ("first", "second")]
    assert re.findall(r"server (\S+) resolve", told(composed, "nginx")) == copies
    watched = YAML(typ="safe").load(told(composed, "prometheus"))["scrape_configs"]
    assert [targets for job in watched for of_job in job["static_configs"] for targets in of_job["targets"]] == copies
    for name in ("nginx", "prometheus"):
        assert set(composed["services"][name]["depends_on"]) == {"first", "second"}
        assert re.fullmatch(r"\S+:v?\d+\.\d+(\.\d+)?", composed["services"][name]["image"])


def test_nginx_brings_an_update_to_the_other_copy_and_nothing_else_twice(composed: dict[str, Any]) -> None:
    places = dict(re.findall(r"location (\S+) \{([^}]*)\}", told(composed, "nginx")))
    assert [place for place, what in places.items() if "non_idempotent" in what] == [WEBHOOK_PATH]
    assert [place for place, what in places.items() if "return 404" in what] == ["/metrics", "/health"]
    # So that a copy knows what came through nginx, and shows no figures to it.
    assert "X-Real-IP" in PROXIED
    assert "proxy_set_header X-Real-IP" in told(composed, "nginx")


def test_prometheus_watches_by_the_rules_that_are_explained(composed: dict[str, Any]) -> None:
    assert composed["configs"]["alerts"] == {
        "file": "docs/alerts.yml"
    }  # whose figures test_alerts holds against /metrics
    assert (ROOT / "docs/alerts.yml").is_file()
    assert "/etc/prometheus/alerts.yml" in told(composed, "prometheus")


def test_the_bot_is_given_longer_to_end_than_it_takes(bot: dict[str, Any]) -> None:
    from bot import app
    from bot.web import serving

    assert app.TO_FINISH + serving.TO_FINISH < 10 < int(bot["stop_grace_period"].removesuffix("s"))
    assert bot["restart"] == "unless-stopped"
