"""Files of petitions: fetched from Telegram, checked, stored under names of chance, or refused with a sentence."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Connection, delete, select, update

from bot.clock import Clock
from bot.handlers import fetching
from bot.petitions.attachments import ABSENCES, TRIES, Attachment, AttachmentRepository, FileState, Parcel
from bot.petitions.contents import LIMITS, Kept, checked, path_of, store
from bot.petitions.petition import SENDER, EventKind, Reader
from bot.petitions.room import NoRoom
from bot.petitions.tables import attachment
from bot.petitions.verifying import What, verify
from tests.bot.conftest import CITIZEN, SETTINGS, Chat
from tests.bot.files import a_told_picture
from tests.bot.petitions import cases_for
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
    assert "20 MB" in (await chat.settled()).text
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
    waited = []
    for _ in range(ABSENCES - 1):
        waited.append(await again(chat, waiting.id))
        chat.api.fail_next("getFile", error_code=400, description="Bad Request: file is temporarily unavailable")
        await chat.app.fetching.drain()
    assert [round(one.total_seconds(), -1) for one in waited[:4]] == [30, 60, 120, 240]
    assert timedelta(days=2) < sum(waited, timedelta()) < timedelta(days=4)
    assert "không lấy được từ Telegram" in (await chat.settled()).text
    assert files(chat) == []


async def again(chat: Chat, number: int) -> timedelta:
    """Let a file be tried again now; gives how long it would have been left alone."""

    def now(connection: Connection) -> timedelta:
        at = connection.scalar(select(attachment.c.not_before).where(attachment.c.id == number))
        connection.execute(update(attachment).where(attachment.c.id == number).values(not_before=None))
        assert at is not None
        return at - Clock(SETTINGS.today).now()  # type: ignore[no-any-return]

    return await chat.database.run(now)


async def test_a_file_no_bot_can_fetch_is_said_to_be_too_big(chat: Chat) -> None:
    await writing(chat)
    chat.api.send_photo(CITIZEN, content=a_told_picture())
    await chat.settled()
    chat.api.fail_next("getFile", error_code=400, description="Bad Request: file is too big")
    await chat.app.fetching.drain()
    assert "20 MB" in (await chat.settled()).text
    assert files(chat) == []


async def test_who_sent_a_file_that_is_not_taken_is_told_at_once(chat: Chat) -> None:
    chat.stop_the_clock()
    await writing(chat)
    chat.api.send_document(CITIZEN, "don.pdf", b"<html><script>")
    await chat.settled()
    await chat.app.fetching.drain()
    assert "không đúng loại" in (await chat.settled()).text


async def test_a_file_over_which_the_check_fails_is_refused_at_last_and_holds_up_no_other(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await writing(chat)
    chat.api.send_document(CITIZEN, "poison.pdf", b"%PDF-1.7 boom")
    chat.api.send_photo(CITIZEN, content=a_told_picture())
    await chat.settled()

    def fail(name: str, declared_type: str, data: bytes) -> Kept:
        if b"boom" in data:
            raise MemoryError
        return checked(name, declared_type, data)

    monkeypatch.setattr(fetching, "checked", fail)
    await chat.app.fetching.drain()
    poison, other = files(chat)
    assert (poison.state, other.state) == (FileState.WAITING, FileState.KEPT)
    for _ in range(TRIES - 1):
        await again(chat, poison.id)
        await chat.app.fetching.drain()
    assert "không đọc được" in (await chat.settled()).text
    assert [file.id for file in files(chat)] == [other.id]


async def test_a_file_over_which_we_are_killed_every_time_is_refused_without_another_look(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await writing(chat)
    chat.api.send_photo(CITIZEN, content=a_told_picture())
    await chat.settled()
    for number in range(TRIES):
        at = Clock().now() + timedelta(days=number)
        assert await chat.database.run(lambda c, at=at: AttachmentRepository(c).take(at, 1))  # type: ignore[misc]
    await again(chat, 1)
    monkeypatch.setattr(fetching, "checked", lambda *_: pytest.fail("looked at"))
    await chat.app.fetching.drain()
    assert "không đọc được" in (await chat.settled()).text


async def test_a_disk_that_is_full_loses_no_file(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    await writing(chat)
    chat.api.send_photo(CITIZEN, content=a_told_picture())
    await chat.settled()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(fetching, "store", full)
        await chat.app.fetching.drain()
    (waiting,) = files(chat)
    assert (waiting.state, waiting.failures) == (FileState.WAITING, 0)
    await again(chat, waiting.id)
    await chat.app.fetching.drain()
    assert files(chat)[0].state is FileState.KEPT


async def test_a_file_whose_draft_is_given_up_while_it_is_fetched_is_not_kept(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await writing(chat)
    chat.api.send_photo(CITIZEN, content=a_told_picture())
    await chat.settled()
    stored = []

    def meanwhile(folder: Path, name: str, data: bytes) -> None:
        stored.append(store(folder, name, data))
        chat.database.transact(lambda c: AttachmentRepository(c).drop(CITIZEN))

    monkeypatch.setattr(fetching, "store", meanwhile)
    await chat.app.fetching.drain()
    assert [path.exists() for path in stored] == [False]
    assert files(chat) == []


async def test_the_file_of_a_draft_that_is_given_up_goes_at_once_and_counts_for_a_day(chat: Chat) -> None:
    await writing(chat)
    chat.api.send_photo(CITIZEN, content=a_told_picture())
    await chat.settled()
    await chat.app.fetching.drain()
    (kept,) = files(chat)
    path = path_of(folder(chat), kept.stored)
    chat.database.transact(lambda c: AttachmentRepository(c).drop(CITIZEN))
    assert files(chat) == []
    await chat.app.upkeep.remove_dropped()
    assert not path.exists()
    assert chat.database.read(lambda c: AttachmentRepository(c).dropped()) == []
    now = Clock(SETTINGS.today).now()
    whole = replace(PARCEL, size=LIMITS.each)

    def room(connection: Connection) -> list[NoRoom | None]:
        repository, found = AttachmentRepository(connection), []
        for number in range(11):
            found.append(repository.room_for(whole, now, CITIZEN))
            repository.add(CITIZEN, whole, now)
            repository.drop(CITIZEN)
            if number == 8:
                connection.execute(update(attachment).where(attachment.c.id == kept.id).values(size=1))
        return found

    assert chat.database.transact(room) == [None] * 9 + [NoRoom.TOO_MUCH_TODAY] * 2
    tomorrow = now + timedelta(days=1, seconds=1)
    assert chat.database.read(lambda c: AttachmentRepository(c).room_for(whole, tomorrow, CITIZEN)) is None
    chat.database.transact(lambda c: AttachmentRepository(c).forget(tomorrow))
    assert chat.database.read(lambda c: c.execute(select(attachment)).all()) == []


PARCEL = Parcel("f", "a.jpg", "image/jpeg", 1)


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
    _, added = chat.database.read(lambda connection: cases_for(connection).register.trail.of(1))
    assert (added.kind, added.reader, added.actor) == (EventKind.ADDED, Reader.SENDER, SENDER)
    assert added.details == {"file": kept.id}
    assert broken(chat) == []


def broken(chat: Chat) -> list[tuple[What, int | None]]:
    found = chat.database.read(lambda c: verify(c, cases_for(c).keys, folder(chat))).broken
    return [(one.what, one.link) for one in found]


async def test_a_file_fetched_before_the_petition_was_sent_is_in_its_first_event(chat: Chat) -> None:
    await writing(chat)
    chat.api.send_photo(CITIZEN, content=a_told_picture())
    await chat.settled()
    await chat.app.fetching.drain()
    (kept,) = files(chat)
    await chat.say(WORDS)
    await chat.say(WHO)
    await chat.press("Đồng ý")
    await chat.press("Gửi")
    assert broken(chat) == []
    (lodged,) = chat.database.read(lambda connection: cases_for(connection).register.trail.entries(1))
    assert f"file:{kept.id}" in lodged.link.digests
    assert kept.digest not in lodged.link.digests.values()
    path = path_of(folder(chat), kept.stored)
    path.write_bytes(b"another")
    assert broken(chat) == [(What.FILE, 1)]
    path.unlink()
    assert broken(chat) == [(What.FILE, 1)]
    assert chat.database.read(lambda c: verify(c, cases_for(c).keys)).is_whole
    chat.database.transact(lambda c: c.execute(update(attachment).values(digest="ab")))
    assert not chat.database.read(lambda c: verify(c, cases_for(c).keys)).is_whole
    chat.database.transact(lambda c: c.execute(delete(attachment)))
    assert broken(chat) == [(What.FILE, 1)]
