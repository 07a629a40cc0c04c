"""The alerts speak of figures that there are, and the page says of each what to do."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML
from sqlalchemy import Connection

from bot.app import App
from bot.clock import Clock
from bot.database import Database
from bot.review.backups import BackupRepository
from bot.web.site import site
from knowledge.catalogue import Catalogue
from tests.bot.desk import OURS
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

DOCS = Path(__file__).parents[2] / "docs"
NAMED = re.compile(r"\b(?:motcua|process)_[a-z_]+\b")
RULES: list[dict[str, Any]] = YAML(typ="safe").load(DOCS / "alerts.yml")["groups"][0]["rules"]
PAGE = (DOCS / "alerts.md").read_text("utf-8")


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_every_figure_of_the_alerts_is_told(loaded: Database, loaded_catalogue: Catalogue) -> None:
    app = App(OURS, Clock(OURS.today), loaded, loaded_catalogue, token=TOKEN, request=Wire(BotApi()))

    def back_up(connection: Connection) -> None:
        backups, at = BackupRepository(connection), app.clock.now()
        backups.made(backups.begin("test", at), "test.zip", 1, "", at, sealed=False)

    loaded.transact(back_up)
    over = httpx.ASGITransport(site(app))
    async with httpx.AsyncClient(transport=over, base_url="http://127.0.0.1") as client:
        said = (await client.get("/metrics")).text
    await app.stop()
    told = {sample.name for family in text_string_to_metric_families(said) for sample in family.samples}
    named = {name for text in (PAGE, *(rule["expr"] for rule in RULES)) for name in NAMED.findall(text)}
    assert len(named) > 10
    assert named - told == set()


def test_every_alert_has_its_line_with_what_it_means_and_what_to_do() -> None:
    lines = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("| Motcua")]
    told = {cells[0].strip(): [cell.strip() for cell in cells] for cells in lines}
    assert set(told) == {rule["alert"] for rule in RULES}
    for rule in RULES:
        _, metrics, threshold, severity, meaning, to_do = told[rule["alert"]]
        assert severity == rule["labels"]["severity"]
        named = set(NAMED.findall(rule["expr"])) or {"up"}
        assert {name.strip("` ") for name in metrics.split(",")} == named
        assert (bool(threshold), meaning.endswith("."), to_do.endswith(".")) == (True, True, True)
        assert rule["annotations"]["summary"].endswith(".")
        numbers = [float(number) for number in re.findall(r"(?:[<>]=?|==) *([\d.e]+)$", rule["expr"])]
        assert numbers or " on(instance) " in rule["expr"]


def test_it_is_one_page() -> None:
    assert len(PAGE.splitlines()) < 40
