"""Results are published: redacted, approved by another, told to their sender, hidden again; and passed on to others."""

import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Connection

from bot.clock import Clock
from bot.database import Database
from bot.petitions import retention
from bot.petitions.attachments import Attachment, AttachmentRepository, FileState, Giver, Parcel
from bot.petitions.contents import path_of, random_name, store
from bot.petitions.identity import Identity
from bot.petitions.life import Party, State
from bot.petitions.petition import SENDER, Actor, Event, EventKind, Petition, Place
from bot.petitions.publications import Publication, PublicationRepository, PublicationState
from bot.petitions.repository import PetitionRepository
from bot.petitions.verifying import verify
from bot.review.officers import OfficerRepository, Role
from bot.review.traces import TraceRepository
from bot.texts import say
from bot.views.message import plain
from tests.bot.conftest import CITIZEN, Chat
from tests.bot.petitions import APPROVER, MAI, a_petition, cases_for
from tests.bot.test_lodging import WHO
from tests.wire.messages import Shown

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

LAN, HOA, DUYET, CHI, QUAN, STRANGER = 70, 71, 80, 81, 90, 6
ROLES = {
    LAN: Role.CLERK,
    HOA: Role.CONTROLLER,
    DUYET: Role.APPROVER,
    CHI: Role.APPROVER,
    QUAN: Role.ADMINISTRATOR,
}
NAMES = {LAN: "Trần Thị Lan", HOA: "Trần Thị Hoa", DUYET: "Phạm Văn Duyệt", CHI: "Lê Thị Chi", QUAN: "Đỗ Văn Quân"}

WORDS = (
    "Tôi là Nguyễn Thị Mai, 0912 345 678, nhà ở thôn 5. Đường liên thôn xã Cát Thành hỏng nặng, mưa xuống không đi "
    "được, ông Trần Văn Tuấn xe 18C-123.45 chở cát làm vỡ mặt đường, mong sớm sửa."
)
REPLY = "Kính gửi bà Nguyễn Thị Mai, thôn 5. Xã đã vá xong đoạn đường liên thôn ngày 20/11/2026."
TELLING = ("Mai", "0912", "345 678", "thôn 5", "Tuấn", "18C", "123.45")
"""What of these tells somebody apart."""

SIZE = (800, 600)
RED = (250, 20, 20)


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


@pytest.fixture
def office(chat: Chat, database: Database) -> Chat:
    """The chat with its officers."""
    for number, role in ROLES.items():
        chat.api.meet(number)
        database.transact(
            lambda c, n=number, r=role: OfficerRepository(c).add(n, r, "", NAMES[n], Clock().now(), "test")  # type: ignore[misc]
        )
    for number in (CITIZEN, STRANGER):
        chat.api.meet(number)
    return chat


def end(chat: Chat, number: int) -> None:
    """All roles of an officer end."""
    chat.database.transact(lambda c: OfficerRepository(c).end(number, None, Clock().now(), "test"))


def an_answered(
    chat: Chat, state: State = State.ANSWERED, words: str = WORDS, reply: str = REPLY, **facts: Any
) -> Petition:
    """An answered petition whose words and whose answer tell who sent it."""
    sent = a_petition(chat.database, State.IN_PROGRESS, words=words, trial=True, **facts)

    def answer(connection: Connection) -> Petition:
        register, clerk = cases_for(connection).register, Actor(Party.CLERK)
        at = sent.state_at + timedelta(minutes=5)
        if state is State.IN_PROGRESS:
            return sent
        up = register.move_to(sent, State.AWAITING_APPROVAL, clerk, at)
        if state is State.TRANSFERRED:
            return register.move_to(up, state, APPROVER, at, "Xin gửi Sở.", agency="Sở Xây dựng")
        moved = register.move_to(up, State.ANSWERED, APPROVER, at, reply)
        return register.move_to(moved, state, SENDER, at) if state is State.RESOLVED else moved

    return chat.database.transact(answer)


def publication(chat: Chat, petition: Petition) -> Publication:
    found = chat.database.read(lambda c: PublicationRepository(c).of(petition.id))
    assert found
    return found


def has_none(chat: Chat, petition: Petition) -> bool:
    return chat.database.read(lambda c: PublicationRepository(c).of(petition.id)) is None


def events(chat: Chat, petition: Petition) -> list[Event]:
    return chat.database.read(lambda c: cases_for(c).register.trail.of(petition.id))


def traced(chat: Chat, petition: Petition) -> list[tuple[str, str, str]]:
    traces = chat.database.read(lambda c: TraceRepository(c).of(f"petition:{petition.id}"))
    return [(one.act, one.role, one.reason) for one in traces]


def everything(chat: Chat, who: int) -> str:
    return "\n".join(shown.text for shown in chat.api.shown(who))


def with_button(chat: Chat, label: str, who: int) -> Shown:
    return [shown for shown in chat.api.shown(who) if label in shown.labels][-1]


async def forge(chat: Chat, data: str, who: int) -> str:
    """Everything that somebody is shown who presses a forged button."""
    if not chat.api.shown(who):
        await chat.say("/trogiup", who)
    before = len(chat.api.shown(who))
    chat.api.forge(who, data)
    await chat.settled(who)
    return "\n".join(shown.text for shown in chat.api.shown(who)[before:])


def offered(chat: Chat, label: str, who: int) -> str:
    """What the newest button of a label carries."""
    shown = with_button(chat, label, who)
    return shown.data[shown.labels.index(label)]


async def handed_up(chat: Chat, petition: Petition, who: int = LAN) -> None:
    await forge(chat, f"v1:redact:{petition.code}", who)
    await chat.press("Trình công khai", who)
    await chat.settled(DUYET)


async def published(chat: Chat, petition: Petition) -> None:
    await handed_up(chat, petition)
    await forge(chat, offered(chat, "Công khai", DUYET), DUYET)
    await chat.settled(CITIZEN)


async def test_a_result_is_redacted_handed_up_published_and_its_sender_hears_so(office: Chat) -> None:
    sent = an_answered(office)
    await office.say(sent.code, LAN)
    shown = await office.press("Công khai kết quả", LAN)
    for part in ("[họ tên]", "[số điện thoại]", "[biển số xe]", "vá xong đoạn đường liên thôn", "THỬ"):
        assert part in shown.text
    assert [one for one in TELLING if one in shown.text] == []
    await office.press("Trình công khai", LAN)
    for approver in (DUYET, CHI):
        assert told("publish.to_approve", code=sent.code, name=NAMES[LAN]) in everything(office, approver)
    assert told("publish.handed_up", code=sent.code, names=f"{NAMES[DUYET]}, {NAMES[CHI]}") in everything(office, LAN)
    assert everything(office, CITIZEN) == ""
    await office.press("Công khai", DUYET)
    assert publication(office, sent).state is PublicationState.STANDING
    assert told("publish.done", code=sent.code) in everything(office, DUYET)
    await office.settled(CITIZEN)
    assert told("news.published") in everything(office, CITIZEN)
    assert told("publish.published_by", code=sent.code, name=NAMES[DUYET]) in everything(office, LAN)
    assert events(office, sent)[-1].kind is EventKind.PUBLISHED
    assert ("publish", "approver", "") in traced(office, sent)
    public = await office.say(f"/theodoi {sent.code}", STRANGER)
    assert WORDS not in public.text
    read = await office.press(f"Xem trả lời {sent.code}", STRANGER)
    assert "vá xong đoạn đường liên thôn" in read.text
    assert "THỬ" in read.text
    for part in TELLING:
        assert part not in everything(office, STRANGER)
        assert part not in with_button(office, "Công khai", DUYET).text
    assert "vá xong" in (await office.press(f"Xem trả lời {sent.code}", CITIZEN)).text
    assert office.database.read(lambda c: verify(c, cases_for(c).keys, None)).broken == ()


async def test_who_approved_the_answer_stays_under_it_and_raises_no_doubt(office: Chat) -> None:
    signature = told("reply.approved_by", name=NAMES[DUYET])
    sent = an_answered(office, reply=f"{REPLY}\n\n{signature}")
    await office.say(sent.code, LAN)
    shown = await office.press("Công khai kết quả", LAN)
    assert signature in shown.text
    assert shown.text.count(NAMES[DUYET]) == 1
    assert publication(office, sent).answer.endswith(f"\n\n{signature}")


async def test_what_an_officer_puts_back_stays_but_nothing_that_tells_of_the_sender(office: Chat) -> None:
    sent = an_answered(office)
    await forge(office, f"v1:redact:{sent.code}", LAN)
    asked = await office.press("Sửa nội dung", LAN)
    assert "[họ tên]" in asked.text
    await office.say("Bà Nguyễn Thị Mai, 0912345678, báo đường Lê Lợi và nhà ông Trần Văn Tuấn bị hỏng", LAN)
    made = publication(office, sent)
    assert "Mai" not in made.words
    assert "0912" not in made.words
    assert "đường Lê Lợi" in made.words
    shown = office.api.last(LAN).text
    assert told("publish.mended_covered") in shown
    assert "Còn có thể lộ người" in shown
    assert "Tuấn" in shown.partition("Còn có thể lộ người")[2]
    await office.press("Sửa trả lời", LAN)
    assert told("publish.mended") in (await office.say("Xã đã vá xong đoạn đường.", LAN)).text
    assert publication(office, sent).answer == "Xã đã vá xong đoạn đường."
    await office.press("Sửa trả lời", LAN)
    assert (await office.say("...", LAN)).text == told("publish.unfit", most=4000)
    await office.press("Xem bản đã che", LAN)
    await office.press("Che lại từ đầu", LAN)
    assert publication(office, sent).answer != "Xã đã vá xong đoạn đường."


async def test_it_comes_back_with_a_reason_that_only_its_author_reads(office: Chat) -> None:
    sent = an_answered(office)
    await handed_up(office, sent)
    await forge(office, offered(office, "Trả lại", DUYET), DUYET)
    await office.say("Bỏ tên đường đi.", DUYET)
    assert publication(office, sent).state is PublicationState.SENT_BACK
    await office.settled(LAN)
    assert "Bỏ tên đường đi." in everything(office, LAN)
    assert "Bỏ tên đường đi." not in everything(office, CITIZEN)
    assert ("publish_back", "approver", "Bỏ tên đường đi.") in traced(office, sent)
    shown = await office.press("Xem bản đã che", LAN)
    assert told("publish.is_sent_back", code=sent.code) in shown.text
    await office.press("Trình công khai", LAN)
    assert publication(office, sent).state is PublicationState.SUBMITTED


async def test_nobody_publishes_what_they_made_nor_what_they_did_not_read(office: Chat) -> None:
    sent = an_answered(office)
    appoint(office, LAN, Role.APPROVER)
    await handed_up(office, sent)
    mine = f"v1:publish:{sent.code}:{publication(office, sent).edition}"
    assert told("publish.own") in await forge(office, mine, LAN)
    first = offered(office, "Công khai", DUYET)
    await forge(office, offered(office, "Trả lại", CHI), CHI)
    await office.say("Sửa lại.", CHI)
    await forge(office, f"v1:redact_part:{sent.code}:words", HOA)
    await office.say("Đường liên thôn hỏng.", HOA)
    await office.press("Trình công khai", HOA)
    assert told("publish.changed") in await forge(office, first, DUYET)
    assert publication(office, sent).state is PublicationState.SUBMITTED
    await forge(office, offered(office, "Công khai", DUYET), DUYET)
    assert publication(office, sent).state is PublicationState.STANDING
    assert told("publish.changed") in await forge(office, offered(office, "Công khai", CHI), CHI)
    assert [one.kind for one in events(office, sent)].count(EventKind.PUBLISHED) == 1


def appoint(chat: Chat, number: int, role: Role, **scope: Any) -> None:
    unit = scope.pop("unit", "")
    chat.database.transact(
        lambda c: OfficerRepository(c).add(number, role, unit, NAMES[number], Clock().now(), "test", **scope)
    )


async def test_what_is_hidden_is_read_by_nobody_and_why_stays_in_the_office(office: Chat) -> None:
    sent = an_answered(office, State.RESOLVED)
    await published(office, sent)
    await office.say(sent.code, CHI)
    await office.press("Thôi công khai", CHI)
    await office.say("Người dân trong thôn nhận ra người gửi.", CHI)
    assert publication(office, sent).state is PublicationState.HIDDEN
    await office.settled(CITIZEN)
    assert told("news.hidden") in everything(office, CITIZEN)
    assert "nhận ra người gửi" not in everything(office, CITIZEN) + everything(office, STRANGER)
    assert traced(office, sent)[-1][:2] == ("hide", "approver")
    assert told("publish.not_public") in await forge(office, f"v1:published:{sent.code}", STRANGER)
    assert "Xem trả lời" not in " ".join((await office.say(f"/theodoi {sent.code}", STRANGER)).labels)
    assert told("publish.changed") in await forge(office, f"v1:hide:{sent.code}", CHI)
    await published(office, sent)
    assert "vá xong" in await forge(office, f"v1:published:{sent.code}", STRANGER)


def doubted(connection: Connection, sent: Petition) -> None:
    cases_for(connection).register.reopen(sent, "Chưa sửa hết.", Clock().now())


def restricted(connection: Connection, sent: Petition) -> None:
    cases_for(connection).register.restrict(sent, Clock().now())


def confided(connection: Connection, sent: Petition) -> None:
    cases_for(connection).register.confide(sent, Actor(Party.CONTROLLER), Clock().now())


def anonymised(connection: Connection, sent: Petition) -> None:
    cases = cases_for(connection)
    cases.register.move_to(sent, State.RESOLVED, SENDER, sent.state_at)
    assert retention.anonymise(cases, sent.id, sent.state_at + timedelta(days=9), 1) is not None


@pytest.mark.parametrize("happens", [doubted, restricted, confided, anonymised])
async def test_what_is_published_ends_with_what_it_stood_on(
    office: Chat, happens: Callable[[Connection, Petition], None]
) -> None:
    sent = an_answered(office)
    await published(office, sent)
    office.database.transact(lambda c: happens(c, sent))
    assert told("publish.not_public") in await forge(office, f"v1:published:{sent.code}", STRANGER)
    kept = publication(office, sent)
    assert kept.state is PublicationState.HIDDEN
    assert bool(kept.words) is (happens is not anonymised)
    assert told("publish.done", code=sent.code) not in await forge(
        office, f"v1:publish:{sent.code}:{kept.edition}", DUYET
    )


async def test_after_another_answer_the_old_one_is_not_handed_up(office: Chat) -> None:
    sent = an_answered(office)
    await published(office, sent)
    office.database.transact(lambda c: doubted(c, sent))
    later = Clock().now() + timedelta(hours=1)

    def again(connection: Connection) -> None:
        register = cases_for(connection).register
        up = register.move_to(sent, State.AWAITING_APPROVAL, Actor(Party.CLERK), later)
        register.move_to(up, State.ANSWERED, APPROVER, later, "Xã đã sửa cả tuyến.")

    office.database.transact(again)
    assert "sửa cả tuyến" in await forge(office, f"v1:redact:{sent.code}", LAN)
    assert "vá xong" not in publication(office, sent).answer


VERBS = {
    Role.CLERK: ("redact", "redact_part:words", "redact_anew", "redact_up:x", "covering", "cover:1", "uncover:1"),
    Role.APPROVER: ("publishing", "publish:x", "publish_back:x", "hide"),
}
VERBS[Role.CLERK] += ("passing_slip",)
"""Who may press what at all; with another role it is refused before anything is looked at."""


def of(verb: str, code: str) -> str:
    name, _, more = verb.partition(":")
    return f"v1:{name}:{code}:{more}"


@pytest.mark.bulk
@pytest.mark.parametrize("verb", [verb for verbs in VERBS.values() for verb in verbs])
async def test_who_holds_no_power_for_it_sees_and_changes_nothing(office: Chat, verb: str) -> None:
    sent = an_answered(office)
    await forge(office, f"v1:redact:{sent.code}", LAN)
    before = publication(office, sent), len(events(office, sent))
    others = (DUYET, QUAN) if verb in VERBS[Role.CLERK] else (LAN, HOA, QUAN)
    for who in others:
        assert await forge(office, of(verb, sent.code), who) == told("desk.not_yours")
    assert await forge(office, of(verb, sent.code), STRANGER) == told("chat.officers_only")
    assert await forge(office, of(verb, sent.code), CITIZEN) == told("chat.officers_only")
    assert (publication(office, sent), len(events(office, sent))) == before


@pytest.mark.bulk
@pytest.mark.parametrize("verb", [verb for verbs in VERBS.values() for verb in verbs])
async def test_what_is_confidential_or_to_be_deleted_or_without_a_result_is_never_published(
    office: Chat, verb: str
) -> None:
    for number in ROLES:
        for role in (Role.CONTROLLER, Role.APPROVER):
            appoint(office, number, role, restricted=True)
    conduct = an_answered(office, category="conduct")
    deleted, open_one = an_answered(office), an_answered(office, State.IN_PROGRESS)
    office.database.transact(lambda c: restricted(c, deleted))
    for sent in (conduct, deleted, open_one):
        before = len(events(office, sent))
        for who in (LAN, DUYET):
            read = await forge(office, of(verb, sent.code), who)
            assert told("publish.answer") not in read
        assert has_none(office, sent)
        assert len(events(office, sent)) == before
        board = await office.say(sent.code, LAN)
        assert not {"Công khai kết quả", "Duyệt công khai", "Thôi công khai", "Phiếu chuyển"} & set(board.labels)


async def test_a_role_that_ends_in_between_ends_everything(office: Chat) -> None:
    sent = an_answered(office)
    await forge(office, f"v1:redact_part:{sent.code}:words", LAN)
    before = publication(office, sent)
    end(office, LAN)
    await office.say("Nội dung khác.", LAN)
    assert publication(office, sent) == before
    assert "Nội dung khác." not in everything(office, LAN)
    await handed_up(office, sent, HOA)
    await forge(office, offered(office, "Trả lại", DUYET), DUYET)
    end(office, DUYET)
    await office.say("Sửa lại.", DUYET)
    assert publication(office, sent).state is PublicationState.SUBMITTED
    assert await forge(office, f"v1:publish:{sent.code}:{publication(office, sent).edition}", DUYET) == told(
        "chat.officers_only"
    )
    await forge(office, offered(office, "Công khai", CHI), CHI)
    assert publication(office, sent).state is PublicationState.STANDING
    await forge(office, f"v1:hide:{sent.code}", CHI)
    end(office, CHI)
    await office.say("Thôi.", CHI)
    assert publication(office, sent).state is PublicationState.STANDING


async def test_without_an_approver_nothing_waits_for_nobody(office: Chat) -> None:
    sent = an_answered(office)
    end(office, DUYET)
    end(office, CHI)
    await forge(office, f"v1:redact:{sent.code}", LAN)
    assert told("publish.nobody") in (await office.press("Trình công khai", LAN)).text
    assert publication(office, sent).state is PublicationState.DRAFT


# Pictures


def a_photo() -> bytes:
    """A white picture whose upper left cell is red."""
    image = Image.new("RGB", SIZE, "white")
    image.paste(RED, (0, 0, 100, 100))
    written = BytesIO()
    image.save(written, "JPEG", quality=95)
    return written.getvalue()


def with_photo(chat: Chat, sent: Petition, content: bytes = b"") -> Attachment:
    """A picture that the sender gave, stored as all are."""
    content, name = content or a_photo(), random_name("jpg")
    store(chat.app.settings.data / "files", name, content)

    def keep(connection: Connection) -> Attachment:
        cases = cases_for(connection)
        parcel = Parcel("f", "nhà bà Mai.jpg", "image/jpeg", len(content))
        number = cases.attachments.add(CITIZEN, parcel, Clock().now(), sent.id)
        kept = cases.attachments.kept(number, name, "image/jpeg", len(content), sha256(content).hexdigest())
        assert kept
        cases.register.enclose(sent.id, kept, Clock().now())
        return kept

    return chat.database.transact(keep)


def copies(chat: Chat, sent: Petition) -> list[Attachment]:
    files = chat.database.read(lambda c: AttachmentRepository(c).all_of_petition(sent.id))
    return [file for file in files if file.party is Giver.OFFICE]


def pictures(chat: Chat, who: int) -> list[Image.Image]:
    return [Image.open(BytesIO(one.file.content)) for one in chat.api.shown(who) if one.file]


def is_red(image: Image.Image, at: tuple[int, int] = (50, 60)) -> bool:
    found = image.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return bool(found[0] > 150 and found[1] < 100)


async def chosen(chat: Chat, sent: Petition, cells: str = "a1") -> None:
    await forge(chat, f"v1:covering:{sent.code}", LAN)
    await chat.press("1", LAN)
    await chat.say(cells, LAN)
    await chat.press("Dùng ảnh này", LAN)


async def test_a_picture_goes_along_once_its_cells_are_covered(office: Chat) -> None:
    sent = an_answered(office)
    with_photo(office, sent)
    await forge(office, f"v1:redact:{sent.code}", LAN)
    assert told("publish.no_pictures") in office.api.last(LAN).text
    assert told("publish.picture", number=1) in (await office.press("Ảnh", LAN)).text
    assert told("publish.cells") == (await office.press("1", LAN)).text
    (grid,) = pictures(office, LAN)
    assert grid.size == (1280, 960)
    assert told("publish.no_cell", named="H9") == (await office.say("H9", LAN)).text
    shown = await office.say("a1", LAN)
    assert shown.text == told("publish.covered_cells", cells="A1")
    assert not is_red(pictures(office, LAN)[-1])
    assert copies(office, sent) == []
    added = await office.press("Dùng ảnh này", LAN)
    assert told("publish.picture_added") in added.text
    assert told("publish.with_pictures", number=1) in added.text
    assert told("publish.picture_waits") in (await office.press("Trình công khai", LAN)).text
    await office.app.fetching.drain()
    (copy,) = copies(office, sent)
    assert (copy.state, copy.media_type, copy.name) == (FileState.KEPT, "image/jpeg", f"anh-{copy.covers}.jpg")
    with Image.open(path_of(office.app.settings.data / "files", copy.stored)) as stored:
        assert max(stored.convert("L").crop((0, 0, 100, 100)).tobytes()) == 0 or not is_red(stored)
        assert not stored.getexif()
    await office.press("Trình công khai", LAN)
    await office.settled(DUYET)
    assert not is_red(pictures(office, DUYET)[-1])
    assert "Công khai" in office.api.last(DUYET).labels
    await office.press("Công khai", DUYET)
    await forge(office, f"v1:published:{sent.code}", STRANGER)
    await office.press("Xem ảnh", STRANGER)
    (seen,) = pictures(office, STRANGER)
    assert not is_red(seen)
    assert "Người dân bổ sung" not in everything(office, LAN)


async def test_a_picture_that_needs_no_covering_is_said_to_need_none(office: Chat) -> None:
    sent = an_answered(office)
    with_photo(office, sent)
    await chosen(office, sent, "không che")
    await office.app.fetching.drain()
    (copy,) = copies(office, sent)
    with Image.open(path_of(office.app.settings.data / "files", copy.stored)) as stored:
        assert is_red(stored)
    await office.press("Ảnh", LAN)
    assert told("publish.picture_chosen", number=1) in office.api.last(LAN).text
    await office.press("Bỏ ảnh 1", LAN)
    assert publication(office, sent).pictures == ()


async def test_a_picture_covered_anew_takes_the_place_of_the_one_before(office: Chat) -> None:
    sent = an_answered(office)
    with_photo(office, sent)
    await chosen(office, sent, "b2")
    await chosen(office, sent, "a1-b2")
    await office.app.fetching.drain()
    first, second = copies(office, sent)
    assert (first.cells, second.cells) == ("B2", "A1 A2 B1 B2")
    assert publication(office, sent).pictures == (second.id,)
    files = office.app.settings.data / "files"
    assert office.database.read(lambda c: verify(c, cases_for(c).keys, files)).broken == ()


async def test_a_picture_that_is_gone_is_left_out_and_its_officer_hears_so(office: Chat) -> None:
    sent = an_answered(office)
    kept = with_photo(office, sent)
    await chosen(office, sent)
    path_of(office.app.settings.data / "files", kept.stored).unlink()
    await office.app.fetching.drain()
    (copy,) = copies(office, sent)
    assert copy.state is FileState.REFUSED
    await office.settled(LAN)
    assert f"anh-{copy.covers}.jpg" in everything(office, LAN)
    assert told("publish.picture_lost") in (await forge(office, offered(office, "Trình công khai", LAN), LAN))
    assert publication(office, sent).pictures == ()


async def test_no_picture_of_another_petition_and_no_cell_outside_is_covered(office: Chat) -> None:
    sent, other = an_answered(office), an_answered(office)
    narrow = Image.new("RGB", (100, 800), "white")
    written = BytesIO()
    narrow.save(written, "JPEG")
    foreign, mine = with_photo(office, other), with_photo(office, sent, written.getvalue())
    await forge(office, f"v1:covering:{sent.code}:{foreign.id}", LAN)
    await forge(office, f"v1:cover:{sent.code}:{foreign.id}", LAN)
    assert pictures(office, LAN) == []
    await forge(office, f"v1:cover:{sent.code}:{mine.id}", LAN)
    assert copies(office, sent) == copies(office, other) == []
    await office.say("H1", LAN)
    await office.press("Dùng ảnh này", LAN)
    await office.app.fetching.drain()
    assert [one.state for one in copies(office, sent)] == [FileState.REFUSED]


# Passed on


async def test_what_is_passed_on_to_another_agency_is_redacted(office: Chat) -> None:
    sent = an_answered(office, State.TRANSFERRED)
    with_photo(office, sent)
    await chosen(office, sent)
    await office.app.fetching.drain()
    await office.say(sent.code, LAN)
    await office.press("Phiếu chuyển", LAN)
    slip = office.api.last(LAN).text
    for part in ("PHIẾU CHUYỂN", "Sở Xây dựng", "[họ tên]", told("slip_on.sender_kept"), "Ảnh kèm theo: 1"):
        assert part in slip
    assert [one for one in TELLING if one in slip] == []
    assert not is_red(pictures(office, LAN)[-1])
    assert ("passing_slip", "clerk", "") in traced(office, sent)
    assert EventKind.CONTACT_SEEN not in [one.kind for one in events(office, sent)]
    await office.press("Xem bản đã che", LAN)
    assert "Trình công khai" not in office.api.last(LAN).labels
    await office.press("Sửa nội dung", LAN)
    await office.say("Đường hỏng, mong Sở sửa.", LAN)
    await office.press("Phiếu chuyển", LAN)
    assert "Đường hỏng, mong Sở sửa." in office.api.last(LAN).text


async def test_who_lets_her_name_be_known_is_named_and_can_read_that_it_was_looked_at(office: Chat) -> None:
    sent = an_answered(office, State.TRANSFERRED, shown=True)
    await forge(office, f"v1:passing_slip:{sent.code}", LAN)
    slip = office.api.last(LAN).text
    assert told("slip_on.sender", name=MAI.name) in slip
    assert WORDS in slip
    assert events(office, sent)[-1].kind is EventKind.CONTACT_SEEN


async def test_who_sent_the_same_reads_the_answer_without_whom_it_was_for(office: Chat) -> None:
    parent = an_answered(office, State.IN_PROGRESS)
    other = Identity("Lê Văn Bình", "xóm 2 xã Cát Thành", "+84987654321", "")
    repeating = a_petition(office.database, State.RECEIVED, chat_id=STRANGER, identity=other, trial=True)

    def answer(connection: Connection) -> None:
        register, at = cases_for(connection).register, Clock().now()
        register.move_to(repeating, State.DUPLICATE, Actor(Party.CLERK), at, parent=parent.id)
        up = register.move_to(parent, State.AWAITING_APPROVAL, Actor(Party.CLERK), at)
        register.move_to(up, State.ANSWERED, APPROVER, at, REPLY)

    office.database.transact(answer)
    last = events(office, repeating)[-1]
    assert last.note == "Kính gửi ông/bà, [địa chỉ]. Xã đã vá xong đoạn đường liên thôn ngày 20/11/2026."
    late = a_petition(office.database, State.RECEIVED, chat_id=STRANGER, trial=True)
    at = Clock().now()
    move = (State.DUPLICATE, Actor(Party.CLERK), at)
    office.database.transact(lambda c: cases_for(c).register.move_to(late, *move, parent=parent.id))
    assert events(office, late)[-1].note == last.note
    read = await office.say(f"/theodoi {repeating.code}", STRANGER)
    assert told("follow.event_parent_answered", code=parent.code) in read.text
    assert "vá xong đoạn đường liên thôn" in read.text
    assert "Mai" not in read.text


# While another is written


LIKE = "Đường liên thôn xã Cát Thành hỏng nặng, mưa xuống không đi được, mong sớm sửa."


async def reviewed(chat: Chat, words: str = LIKE) -> Shown:
    await chat.say("/phananh", STRANGER)
    await chat.say(words, STRANGER)
    await chat.press("1", STRANGER)
    await chat.say(WHO, STRANGER)
    return await chat.press("Đồng ý", STRANGER)


async def test_a_published_answer_to_the_same_is_shown_before_another_is_sent(office: Chat) -> None:
    sent = an_answered(office, words=LIKE)
    await published(office, sent)
    review = await reviewed(office)
    assert told("lodge.similar_published", code=sent.code, words=publication(office, sent).words) in review.text
    assert "vá xong" not in review.text
    read = await office.press(f"Xem trả lời {sent.code}", STRANGER)
    assert "vá xong" in read.text
    assert told("lodge.review") in (await office.press("Về phản ánh đang soạn", STRANGER)).text
    await office.press("Gửi", STRANGER)
    assert len(office.database.read(lambda c: PetitionRepository(c).of_chat(STRANGER))) == 1


async def test_what_is_hidden_or_says_something_else_is_not_shown_and_of_many_three(office: Chat) -> None:
    sent = [an_answered(office, words=LIKE) for _ in range(4)]
    for one in sent:
        await published(office, one)
    noise = an_answered(office, words="Loa phát thanh của thôn mở quá to từ năm giờ sáng.")
    await published(office, noise)
    shown = (await reviewed(office)).text
    assert sum(one.code in shown for one in sent) == 3
    assert noise.code not in shown
    for one in sent:
        await forge(office, f"v1:hide:{one.code}", CHI)
        await office.say("Thôi không để nữa.", CHI)
    again = await office.say("/phananh", STRANGER)
    assert not [one.code for one in sent if one.code in again.text]


# Whatever people write


PEOPLE = [
    Identity("Nguyễn Thị Mai", "số 12 ngõ 3, thôn 5 xã Trực Ninh", "+84912345678", "mai.nguyen@gmail.com"),
    Identity("Trần Văn Hùng", "xóm 7 xã Cát Thành", "+84987654321", ""),
    Identity("Phạm Thu Hà", "tổ dân phố 2 thị trấn Cổ Lễ", "+84381234567", "ha.pham@yahoo.com"),
]
SAYINGS = [
    "Tôi là {name}, {phone}, ở {address}. {matter}",
    "{matter} Liên hệ {name} sđt {phone} hoặc {email}.",
    "toi ten la {name}, nha toi o {address}. {matter}",
    "Kính gửi UBND xã. {matter} Người viết: {name}, {address}, điện thoại {phone}",
]
MATTERS = [
    "Rác chất đống cạnh chợ, mùi hôi cả xóm không chịu được.",
    "Đèn đường hỏng từ tháng 9, xe 18C-123.45 đâm vào cột.",
    "Ông Lê Văn Sỹ nuôi lợn xả thải ra mương, CCCD 036185001234.",
]


def written_by(who: Identity, saying: str, matter: str) -> str:
    return saying.format(
        name=who.name, phone="0" + who.phone[3:], address=who.address, email=who.email or "không có", matter=matter
    )


@pytest.mark.bulk
@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.name.split()[-1])
async def test_nothing_personal_is_ever_published_whatever_is_written(office: Chat, who: Identity) -> None:
    told_of = {who.name, who.name.split()[-1], who.phone[3:], who.email or "@", "18C-123.45", "Sỹ", "036185001234"}
    told_of.add(re.split(r",| xã| thị", who.address)[0])
    for number, saying in enumerate(SAYINGS):
        words = written_by(who, saying, MATTERS[number % len(MATTERS)])
        place = Place("14056", who.address)
        sent = an_answered(office, words=words, identity=who, place=place)
        await published(office, sent)
        read = await forge(office, f"v1:published:{sent.code}", STRANGER)
        assert publication(office, sent).state is PublicationState.STANDING
        assert sorted(one for one in told_of if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", read, re.IGNORECASE)) == []
