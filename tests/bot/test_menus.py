"""The menus of commands: one for citizens, a longer one for officers, none in groups; a failure is only logged."""

import json
import logging
from collections.abc import AsyncIterator, Mapping

import pytest
from telegram import Bot

from bot.app import App
from bot.clock import Clock
from bot.conversations import commands
from bot.database import Database
from bot.handlers.menus import COMMANDS, EVERY_ROLE, OFFICERS_OWN, for_officer, menu_for, set_menus
from bot.review.officers import OfficerRepository, Role
from bot.settings import Settings
from bot.texts import say
from knowledge.catalogue import Catalogue
from tests.bot.conftest import DAY
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

CLERK, CONTROLLER, STRANGER = 11, 12, 13
EVERY_LANGUAGE = ("", "vi", "en")

CITIZENS = [name for name in COMMANDS if name not in OFFICERS_OWN]


@pytest.fixture
def api() -> BotApi:
    api = BotApi()
    api.meet(CLERK)
    api.meet(CONTROLLER)
    return api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    wire = Wire(api)
    async with Bot(TOKEN, request=wire, get_updates_request=wire) as bot:
        yield bot


def kept(api: BotApi, scope: Mapping[str, object], language: str) -> list[str] | None:
    menu = api.profile.commands.get((json.dumps(scope, sort_keys=True), language))
    return None if menu is None else [command["command"] for command in menu]


def seen(api: BotApi, chat: int, language: str, kind: str = "all_private_chats") -> list[str]:
    """The menu a person sees: of the chat, else of its kind, else the default; each in the language, else in none."""
    for scope in ({"type": "chat", "chat_id": chat}, {"type": kind}, {"type": "default"}):
        for spoken in (language, ""):
            if (menu := kept(api, scope, spoken)) is not None:
                return menu
    return []


def old_menus(api: BotApi) -> None:
    """Menus of an earlier version, in every scope and language."""
    old = [{"command": "old", "description": "cũ"}]
    for kind in ("default", "all_private_chats", "all_group_chats"):
        for language in ("", "vi"):
            api.call("setMyCommands", {"commands": old, "scope": {"type": kind}, "language_code": language})


def test_every_command_of_a_menu_is_one_the_bot_knows() -> None:
    assert set(COMMANDS) <= set(commands.COMMANDS)
    assert len(COMMANDS) == len(set(COMMANDS))
    assert set(COMMANDS) > set(OFFICERS_OWN)


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_a_citizen_sees_the_citizens_menu_in_every_language(api: BotApi, bot: Bot, language: str) -> None:
    old_menus(api)
    await set_menus(bot, {CLERK: EVERY_ROLE})
    assert seen(api, STRANGER, language) == CITIZENS


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_a_group_sees_no_menu(api: BotApi, bot: Bot, language: str) -> None:
    old_menus(api)
    await set_menus(bot, {CLERK: EVERY_ROLE})
    assert seen(api, -100, language, kind="all_group_chats") == []


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_an_officer_sees_the_longer_menu(api: BotApi, bot: Bot, language: str) -> None:
    api.call("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": CLERK}, "language_code": "vi"})
    await set_menus(bot, {CLERK: EVERY_ROLE, CONTROLLER: EVERY_ROLE})
    assert seen(api, CLERK, language) == seen(api, CONTROLLER, language) == list(COMMANDS)


def test_nobody_is_shown_a_command_that_is_not_for_them() -> None:
    assert menu_for(()) == CITIZENS
    assert set(menu_for(EVERY_ROLE)) == set(COMMANDS)
    assert "chuatraloi" in menu_for({Role.CONTROLLER})
    assert "chuatraloi" not in menu_for({Role.ADMINISTRATOR, Role.APPROVER})
    assert "canbo" in menu_for({Role.ADMINISTRATOR})


async def test_each_command_has_its_line(api: BotApi, bot: Bot) -> None:
    await set_menus(bot, {CLERK: EVERY_ROLE})
    menu = api.calls("setMyCommands")[-1].params["commands"]
    assert [(c["command"], c["description"]) for c in menu] == [(name, say(f"menu.{name}")) for name in COMMANDS]


async def test_an_officer_telegram_does_not_know_is_skipped_with_a_line(
    api: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await set_menus(bot, {STRANGER: EVERY_ROLE, CLERK: EVERY_ROLE})
    assert seen(api, CLERK, "vi") == list(COMMANDS)
    assert seen(api, STRANGER, "vi") == CITIZENS
    assert f"the menu of chat {STRANGER} is not set: Chat not found" in caplog.text


@pytest.mark.parametrize(
    ("code", "retry_after"), [(502, 0), (429, 3), (400, 0), (403, 0)], ids=["away", "slow", "refused", "forbidden"]
)
async def test_a_telegram_that_does_not_take_the_menus_is_only_logged(
    api: BotApi, bot: Bot, code: int, retry_after: int, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail_next("setMyCommands", error_code=code, retry_after=retry_after)
    await set_menus(bot, {CLERK: EVERY_ROLE})
    assert "the menus of commands are not all set" in caplog.text
    assert len(api.calls("setMyCommands")) == 1


async def test_who_becomes_an_officer_sees_it_and_who_ceases_does_too(api: BotApi, bot: Bot) -> None:
    await set_menus(bot, {})
    await for_officer(bot, CLERK, EVERY_ROLE)
    assert seen(api, CLERK, "vi") == list(COMMANDS)
    await for_officer(bot, CLERK, ())
    assert [seen(api, CLERK, language) for language in EVERY_LANGUAGE] == [CITIZENS] * 3


@pytest.mark.parametrize("roles", [EVERY_ROLE, frozenset()])
async def test_a_menu_of_one_that_is_not_taken_is_only_logged(
    api: BotApi, bot: Bot, roles: frozenset[Role], caplog: pytest.LogCaptureFixture
) -> None:
    api.fail_next("*", error_code=502)
    await for_officer(bot, CLERK, roles)
    assert f"the menu of chat {CLERK} is not set" in caplog.text


async def test_the_start_sets_the_menus_of_the_officers_of_the_office(
    api: BotApi, database: Database, catalogue: Catalogue
) -> None:
    clock = Clock(DAY)

    def appoint(number: int, role: Role) -> None:
        database.transact(lambda c: OfficerRepository(c).add(number, role, "", "Chị Hoa", clock.now(), "test"))

    appoint(CLERK, Role.CLERK)
    appoint(CONTROLLER, Role.CONTROLLER)
    appoint(-2, Role.APPROVER)  # a person of the terminal chat
    database.transact(lambda c: OfficerRepository(c).end(CONTROLLER, None, clock.now(), "test"))
    app = App(Settings(today=DAY), clock, database, catalogue, token=TOKEN, request=Wire(api))
    await app.start()
    assert seen(api, CLERK, "vi") == menu_for({Role.CLERK})
    assert seen(api, CONTROLLER, "vi") == CITIZENS
    chats = {call.params["scope"].get("chat_id") for call in api.calls("setMyCommands")}
    assert chats == {None, CLERK}
    await app.stop()
