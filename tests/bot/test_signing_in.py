"""The link to the desk, as officers are given it in the chat."""

import re

import pytest
from pydantic import SecretStr

from bot.clock import Clock
from bot.database import Database
from bot.review.officers import OfficerRepository, Role
from bot.review.sign_ins import LINK_LASTS
from bot.texts import say
from bot.views.message import plain
from bot.views.signing_in import link
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, SETTINGS, Chat

OFFICER = 70
LINK = re.compile(r"http://127\.0\.0\.1:8080/banlamviec/vao/[\w.-]+")


@pytest.fixture
def officer(chat: Chat) -> int:
    chat.api.meet(OFFICER)
    now = Clock().now()
    chat.database.transact(lambda c: OfficerRepository(c).add(OFFICER, Role.CLERK, "", "Lan", now, "test"))
    return OFFICER


async def test_an_officer_is_given_a_link_by_command_and_by_words(chat: Chat, officer: int) -> None:
    first, second = await chat.say("/banlamviec", officer), await chat.say("mở bàn làm việc", officer)
    links = [LINK.search(shown.text) for shown in (first, second)]
    assert links[0]
    assert links[1]
    assert links[0][0] != links[1][0]
    assert plain(say("signing_in.this_machine")) in first.text


async def test_who_is_no_officer_is_given_none(chat: Chat) -> None:
    shown = await chat.say("/banlamviec", CITIZEN)
    assert LINK.search(shown.text) is None
    assert plain(say("chat.officers_only")) in shown.text


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_where_the_desk_is_not_open_that_is_said(database: Database, catalogue: Catalogue) -> None:
    class Closed(Chat):
        desk = ""

    talking = Closed(database, catalogue, SETTINGS)
    database.transact(lambda c: OfficerRepository(c).add(OFFICER, Role.CLERK, "", "Lan", Clock().now(), "test"))
    talking.api.meet(OFFICER)
    await talking.start()
    try:
        assert (await talking.say("/banlamviec", OFFICER)).text == plain(say("signing_in.not_open"))
    finally:
        await talking.stop()


def test_on_a_public_address_the_desk_is_opened_by_buttons_too() -> None:
    message = link("https://motcua.example.vn", "tu-khoa", LINK_LASTS)
    (there,), (here,) = message.buttons
    assert there.url == "https://motcua.example.vn/banlamviec/vao/tu-khoa"
    assert not there.is_app
    assert here.url == "https://motcua.example.vn/banlamviec/ung-dung"
    assert here.is_app
    assert plain(say("signing_in.this_machine")) not in message.text
    assert type(message).from_json(message.to_json()) == message


def test_a_desk_from_outside_is_named_by_its_public_address() -> None:
    given = SETTINGS.model_copy(update={"public_url": "https://motcua.example.vn", "secret_key": SecretStr("x" * 40)})
    assert given.site == "https://motcua.example.vn"
    assert SETTINGS.site == "http://127.0.0.1:8080"
