"""Files of petitions: fetched from Telegram, checked, stored under names of chance, or refused with a sentence."""

from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot.clock import Clock
from bot.petitions.attachments import Attachment, AttachmentRepository, FileState
from bot.petitions.contents import path_of
from tests.bot.conftest import CITIZEN, Chat
from tests.bot.files import a_told_picture
from tests.bot.test_lodging import WHO, WORDS

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def files(chat: Chat) -> list[Attachment]:
    return chat.database.read(lambda connection: AttachmentRepository(connection).of_draft(CITIZEN))


def folder(chat: Chat) -> Path:
    return chat.app.settings.data / "files"


async def writing(chat: Chat) -> None:
    await chat.say("/phananh")


async def test_a_photo_is_stored_without_where_it_was_made(chat: Chat) -> None:
    await writing(chat)
    chat.api.send_photo(CITIZEN, content=a_told_picture())
    await chat.settled()
    await chat.app.fetching.drain()
    (kept,) = files(chat)
    assert (kept.state, kept.media_type, kept.file_id) == (FileState.KEPT, "image/jpeg", "")
    stored = path_of(folder(chat), kept.stored)
    with Image.open(stored) as picture:
        assert not picture.getexif()
    assert "don" not in stored.name


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("anh.jpg", b"\xff\xd8 not a picture", "không đúng loại"),
        ("don.pdf", b"<html><script>", "không đúng loại"),
        ("trong.pdf", b"", "trống"),
    ],
)
async def test_what_is_not_what_it_says_is_refused_with_a_sentence(
    chat: Chat, name: str, content: bytes, said: str
) -> None:
    await writing(chat)
    chat.api.send_document(CITIZEN, name, content)
    await chat.settled()
    await chat.app.fetching.drain()
    told = await chat.settled()
    assert name in told.text
    assert said in told.text
    assert files(chat) == []


async def test_a_file_too_big_is_refused_before_it_is_fetched(chat: Chat) -> None:
    await writing(chat)
    chat.api.send_document(CITIZEN, "to.pdf", b"%PDF-1.7" + bytes(21 * 2**20))
    assert "lớn hơn 20 MB" in (await chat.settled()).text
    assert files(chat) == []
    assert "họ tên" in (await chat.say(WORDS)).text


async def test_a_file_that_telegram_does_not_give_is_asked_for_again_and_given_up_at_last(chat: Chat) -> None:
    await writing(chat)
    chat.api.send_photo(CITIZEN, content=a_told_picture())
    await chat.settled()
    chat.api.fail_next("getFile")
    await chat.app.fetching.drain()
    (waiting,) = files(chat)
    assert waiting.state is FileState.WAITING
    chat.api.fail_next("getFile", error_code=400, description="Bad Request: file is temporarily unavailable")
    chat.database.transact(lambda c: AttachmentRepository(c).again(waiting.id, Clock().now() - timedelta(days=9)))
    await chat.app.fetching.drain()
    assert "không lấy được từ Telegram" in (await chat.settled()).text


async def test_a_file_fetched_after_the_petition_was_sent_belongs_to_it(chat: Chat) -> None:
    await writing(chat)
    chat.api.send_photo(CITIZEN, content=a_told_picture())
    await chat.settled()
    await chat.say(WORDS)
    await chat.say(WHO)
    await chat.press("Đồng ý")
    await chat.press("Gửi")
    await chat.app.fetching.drain()
    (kept,) = chat.database.read(lambda connection: AttachmentRepository(connection).of_petition(1))
    assert kept.state is FileState.KEPT
