"""Forty walks through the whole chat, each as it stands in its file, and none into a dead end."""

import os
from collections.abc import AsyncIterator

import pytest

from bot.database import Database
from bot.settings import Settings
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import DAY, Chat
from tests.walking import CODE, Walk, walked, walks
from tests.wire.messages import Shown

LONGEST = 2000
"""Characters of any view, so that every channel can show it."""

INVITES = ("gõ", "Gõ", "bấm", "xin hỏi")
"""Words of a reply without buttons that say what to do next."""

pytestmark = pytest.mark.bulk

ACTS = ("v1:live", "v1:forget", "v1:wrong", "v1:settle", "v1:none", "v1:choice", "v1:rest")


@pytest.fixture
async def town(loaded: Database, catalogue: Catalogue) -> AsyncIterator[Chat]:
    """A bot over the loaded catalogue, for people who walk one after the other."""
    talking = Chat(loaded, catalogue, Settings(today=DAY))
    await talking.start()
    yield talking
    await talking.stop()


def test_there_are_forty_walks() -> None:
    assert len(walks()) >= 40


async def all_walked(town: Chat) -> tuple[list[str], list[str]]:
    """Which walks do not go as their files say, and which end or are too long to be read."""
    differing, dead = [], []
    for person, walk in enumerate(walks(), 100):
        told, shown = await walked(walk, town, person)
        if os.environ.get("MOTCUA_WALKS") == "write":
            walk.path.write_text(told, "utf-8")
        if told != walk.path.read_text("utf-8"):
            differing.append(walk.path.name)
        dead += [f"{walk.path.name}: {one.text}" for one in shown[-1:] if not leads_on(one)]
        dead += [f"{walk.path.name}: too long: {one.text}" for one in shown if len(one.text) > LONGEST]
    return differing, dead


AS_THE_BOT_SPEAKS_NOW: tuple[list[str], list[str]] = ([], [])
"""`make walks` writes down what the bot says now."""


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_every_walk_goes_as_its_file_says_and_into_no_dead_end(town: Chat) -> None:
    assert await all_walked(town) == AS_THE_BOT_SPEAKS_NOW


def leads_on(shown: Shown) -> bool:
    """Whether a reply offers a way on."""
    return bool(shown.buttons or shown.file) or any(word in shown.text for word in INVITES)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_walks_go_as_written_and_every_button_of_theirs_still_means_something_to_somebody_else(
    town: Chat,
) -> None:
    """Buttons live for ever in a chat: each screen is shown again to whoever presses it, also after a restart."""
    assert await all_walked(town) == AS_THE_BOT_SPEAKS_NOW
    everything = {
        data for person in range(100, 100 + len(walks())) for one in town.api.shown(person) for data in one.data
    }
    old, stranger = plain(say("button.old")), 7
    refused = {old, plain(say("chat.officers_only"))}
    await town.say("/start", stranger)
    lost, opened = [], []
    for data in sorted(data for data in everything if data.startswith("v1:") and not data.startswith(ACTS)):
        town.api.forge(stranger, data)
        shown = await town.settled(stranger)
        if CODE.search(data):
            opened += [] if any(refusal in shown.text for refusal in refused) else [data]
        elif old in shown.text or not leads_on(shown) or len(shown.text) > LONGEST:
            lost.append(data)
    assert lost == []
    assert opened == [], "a petition is its sender's alone"


def test_a_walk_says_what_it_is_about() -> None:
    assert [walk.path.name for walk in walks() if not walk.heading or not steps(walk)] == []


def steps(walk: Walk) -> int:
    """How many steps it has."""
    return len(walk.steps)
