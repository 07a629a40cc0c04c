"""The door of the desk: who has a link that was made for them comes in once, nobody else, and all of it is written."""

import hmac
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from bot.database import Database
from bot.review.officers import Role
from bot.review.sign_ins import AT_MOST, IDLE, LINK_LASTS
from bot.web.desk import door, pace
from bot.web.desk.headers import POLICY
from knowledge.catalogue import Catalogue
from tests.bot.desk import OURS, Browser, OpenDesk, opened
from tests.wire.api import TOKEN

DOOR = "/banlamviec/vao"


@pytest.fixture
async def desk(database: Database, catalogue: Catalogue) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, catalogue):
        yield one


@pytest.fixture
async def browser(desk: OpenDesk) -> AsyncIterator[Browser]:
    one = Browser(desk)
    yield one
    await one.client.aclose()


@pytest.fixture
def clerk(desk: OpenDesk) -> int:
    return desk.people[Role.CLERK]


def init_data(account: int, at: float, token: str = TOKEN, **others: str) -> str:
    """What Telegram gives a Mini App, signed as Telegram does."""
    fields = {"auth_date": str(int(at)), "query_id": "AAH", "user": json.dumps({"id": account}), **others}
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = hmac.digest(b"WebAppData", token.encode(), "sha256")
    return urlencode({**fields, "hash": hmac.digest(key, lines.encode(), "sha256").hex()})


# Coming in


async def test_a_link_lets_its_officer_in_once(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    link = desk.link(clerk)
    asked = await browser.get(link)
    assert (asked.status_code, "Vào bàn làm việc" in asked.text) == (200, True)
    came = await browser.client.post(link)
    assert (came.status_code, came.headers["location"]) == (303, "/banlamviec")
    assert "Người clerk" in await browser.open()
    again = await Browser(desk).client.post(link)
    assert (again.status_code, "đã được dùng" in again.text) == (403, True)
    assert desk.acts() == ["signed_in", "not_let_in"]


async def test_who_only_looks_at_a_link_does_not_use_it_up(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    link = desk.link(clerk)
    for _ in range(3):
        await browser.get(link)
    assert (await browser.client.post(link)).status_code == 303


async def test_a_link_that_is_too_old_opens_nothing(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    late = desk.clock.now() - LINK_LASTS
    response = await browser.client.post(desk.link(clerk, late))
    assert (response.status_code, "hết hạn" in response.text) == (403, True)
    assert desk.acts() == ["not_let_in"]


async def test_an_altered_link_opens_nothing_and_asks_no_database(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    link = desk.link(clerk)
    # Not the last letter: two of its bits stand for nothing.
    other = link[:-2] + ("a" if link[-2] != "a" else "b") + link[-1]
    for altered in (other, f"{DOOR}/x", f"{DOOR}/" + "x" * 3000):
        response = await browser.client.post(altered)
        assert (response.status_code, "không đúng" in response.text) == (403, True)
    assert desk.acts() == []


async def test_a_word_signed_for_another_officer_opens_nothing(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    def forge(connection: object) -> str:
        office = desk.office(connection)
        mine, other = (office.officers.number_of(desk.people[role]) for role in (Role.CLERK, Role.ADMINISTRATOR))
        assert mine
        assert other
        return f"{DOOR}/{office.sign(office.sign_ins.invite(mine, office.at), other)}"

    assert (await browser.client.post(desk.database.transact(forge))).status_code == 403


async def test_older_links_of_an_officer_are_void(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    first = desk.link(clerk)
    others = [desk.link(clerk) for _ in range(3)]
    assert (await browser.client.post(first)).status_code == 403
    assert [(await browser.client.post(other)).status_code for other in others] == [303, 303, 303]


async def test_guesses_are_slowed_down(browser: Browser, desk: OpenDesk) -> None:
    said = [(await browser.client.post(f"{DOOR}/x{number}")).status_code for number in range(door.TRIES + 1)]
    assert said == [*[403] * door.TRIES, 429]


async def test_whoever_guesses_keeps_no_officer_out(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    for number in range(door.TRIES + 1):
        await Browser(desk).client.post(f"{DOOR}/x{number}")
    assert (await browser.sign_in(clerk)).status_code == 303
    said = init_data(clerk, desk.clock.now().timestamp())
    assert (await Browser(desk).client.post("/banlamviec/ung-dung", data={"init_data": said})).status_code == 303


# The Mini App


async def test_a_mini_app_opens_the_desk_for_the_officer_who_opened_it(
    browser: Browser, desk: OpenDesk, clerk: int
) -> None:
    said = init_data(clerk, desk.clock.now().timestamp())
    came = await browser.client.post("/banlamviec/ung-dung", data={"init_data": said})
    assert (came.status_code, came.headers["location"]) == (303, "/banlamviec")
    assert "Người clerk" in await browser.open()
    again = await Browser(desk).client.post("/banlamviec/ung-dung", data={"init_data": said})
    assert (again.status_code, "đã được dùng" in again.text) == (403, True)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_what_a_mini_app_brought_opens_nothing_again_written_otherwise(desk: OpenDesk, clerk: int) -> None:
    said = init_data(clerk, desk.clock.now().timestamp())
    otherwise = (said, "&".join(reversed(said.split("&"))), said.replace("query_id=A", "query_id=%41"))
    came = [await Browser(desk).client.post("/banlamviec/ung-dung", data={"init_data": one}) for one in otherwise]
    assert [one.status_code for one in came] == [303, 403, 403]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_what_telegram_did_not_sign_or_long_ago_opens_nothing(
    browser: Browser, desk: OpenDesk, clerk: int
) -> None:
    now = desk.clock.now().timestamp()
    true = init_data(clerk, now)
    administrator = desk.people[Role.ADMINISTRATOR]
    forged = [
        init_data(clerk, now, token="2:other"),
        true.replace(str(clerk), str(administrator)),
        true + "&user=%7B%22id%22%3A1%7D",
        init_data(clerk, now - 301),
        init_data(clerk, now + 3600),
        init_data(clerk, now, user="[]"),
        init_data(clerk, now, user='{"id":"8000"}'),
        init_data(clerk, now, auth_date="9" * 40),
        "",
        "hash=",
        "&&&",
        "a" * 9000,
        "%ff=%fe",
    ]
    for said in forged:
        pace_over = await browser.client.post("/banlamviec/ung-dung", data={"init_data": said})
        assert pace_over.status_code == 403, said[:40]
    citizen = await browser.client.post("/banlamviec/ung-dung", data={"init_data": init_data(4, now)})
    assert (citizen.status_code, "không giữ vai trò" in citizen.text) == (403, True)


# Staying in


async def test_the_cookie_is_the_browsers_alone(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    said = (await browser.sign_in(clerk)).headers["set-cookie"].lower()
    assert said.startswith("motcua=")
    assert {"httponly", "samesite=lax", "path=/", f"max-age={int(AT_MOST.total_seconds())}"} <= set(said.split("; "))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_over_tls_the_cookie_is_for_this_host_and_tls_alone(database: Database, catalogue: Catalogue) -> None:
    behind_tls = OURS.model_copy(update={"behind_tls": True})
    async for desk in opened(database, catalogue, behind_tls):
        response = await Browser(desk).sign_in(desk.people[Role.CLERK])
        said = response.headers["set-cookie"]
        assert said.startswith("__Host-motcua=")
        assert "secure" in said.lower().split("; ")
        assert "max-age=31536000" in response.headers["strict-transport-security"]


@pytest.mark.parametrize("left", [IDLE, AT_MOST])
async def test_a_session_that_was_left_alone_or_is_old_ends(
    browser: Browser, desk: OpenDesk, clerk: int, left: timedelta
) -> None:
    await browser.sign_in(clerk)
    column = "seen_at" if left is IDLE else "made_at"
    before = (desk.clock.now() - left).strftime("%Y-%m-%d %H:%M:%S.%f")
    desk.database.transact(lambda c: c.exec_driver_sql(f"UPDATE desk_session SET {column} = '{before}'"))
    response = await browser.get("/banlamviec")
    assert (response.status_code, response.headers["location"]) == (303, DOOR)


async def test_a_role_that_ends_ends_the_session(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    await browser.sign_in(clerk)
    desk.database.transact(lambda c: desk.office(c).officers.end(clerk, None, desk.clock.now(), "test"))
    for _ in range(2):
        assert (await browser.get("/banlamviec")).headers["location"] == DOOR
    assert desk.acts() == ["signed_in", "refused"]
    again = Role.CLERK, "", "Người clerk", desk.clock.now(), "test"
    desk.database.transact(lambda c: desk.office(c).officers.add(clerk, *again))
    assert (await browser.get("/banlamviec")).headers["location"] == DOOR


async def test_signing_out_closes_the_door_here_or_everywhere(desk: OpenDesk, clerk: int) -> None:
    here, there = Browser(desk), Browser(desk)
    for one in (here, there):
        await one.sign_in(clerk)
        await one.open()
    await here.post("/banlamviec/ra")
    assert (await here.get("/banlamviec")).headers["location"] == DOOR
    waiting = desk.link(clerk)
    assert (await there.get("/banlamviec")).status_code == 200
    await there.post("/banlamviec/ra-het")
    assert (await there.get("/banlamviec")).headers["location"] == DOOR
    assert (await Browser(desk).client.post(waiting)).status_code == 403
    assert desk.acts()[-3:] == ["signed_out", "signed_out_everywhere", "not_let_in"]


# What comes from elsewhere


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_form_from_elsewhere_changes_nothing(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    await browser.sign_in(clerk)
    await browser.open()
    other = Browser(desk)
    await other.sign_in(desk.people[Role.CONTROLLER])
    await other.open()
    for word in ("", "0" * 64, other.word):
        assert (await browser.post("/banlamviec/ra", csrf=word)).status_code == 403
    for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        forged = await browser.client.post("/banlamviec/ra", data={"csrf": browser.word}, headers=header)
        assert forged.status_code == 403
    assert (await browser.get("/banlamviec")).status_code == 200
    same = {"Origin": "https://motcua.example", "Sec-Fetch-Site": "same-origin"}
    assert (await browser.client.post("/banlamviec/ra", data={"csrf": browser.word}, headers=same)).status_code == 303


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_no_other_site_signs_anybody_in(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    link, said = desk.link(clerk), {"init_data": init_data(clerk, desk.clock.now().timestamp())}
    for header in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await browser.client.post(link, headers=header)).status_code == 403
        assert (await browser.client.post("/banlamviec/ung-dung", data=said, headers=header)).status_code == 403
    assert desk.acts() == []
    here = {"Origin": "https://motcua.example", "Sec-Fetch-Site": "same-origin"}
    assert (await browser.client.post(link, headers=here)).status_code == 303


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_every_page_lets_nothing_in_from_outside(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    await browser.sign_in(clerk)
    paths = ["/banlamviec", DOOR, f"{DOOR}/x", "/banlamviec/ung-dung", "/khong-co", "/banlamviec/tep/x/desk.css"]
    for path in paths:
        response = await browser.get(path)
        assert response.headers["content-security-policy"] == POLICY, path
        assert "unsafe" not in POLICY
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "same-origin"
        assert response.headers["cache-control"] == "no-store"
        assert "http://" not in response.text.replace("http://www.w3.org/", "")
        assert "style=" not in response.text
        assert len(response.content) < 100_000


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_styles_and_scripts_are_kept_by_what_is_in_them(browser: Browser, desk: OpenDesk) -> None:
    page = (await browser.get(DOOR)).text
    path = page.split('rel="stylesheet" href="')[1].split('"')[0]
    style = await browser.get(path)
    assert (style.status_code, "immutable" in style.headers["cache-control"]) == (200, True)
    for other in ("/banlamviec/tep/000000000000/desk.css", path.replace("desk.css", "..%2fdesk.py"), path + "x"):
        assert (await browser.get(other)).status_code == 404


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_one_session_is_not_answered_without_end(
    browser: Browser, desk: OpenDesk, clerk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browser.sign_in(clerk)
    now = [0.0]
    slow = pace.Pace(3)
    assert [slow.is_over("one", now[0]) for _ in range(4)] == [False, False, False, True]
    assert not slow.is_over("another", now[0])
    assert not slow.is_over("one", now[0] + pace.WINDOW + 1)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_form_that_is_too_big_or_broken_is_refused(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    await browser.sign_in(clerk)
    for kind, body in (
        ("application/x-www-form-urlencoded", b"csrf=" + b"a" * 2**21),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/x-www-form-urlencoded", "&".join(f"a{n}=1" for n in range(1000)).encode()),
    ):
        refused = await browser.client.post("/banlamviec/ra", content=body, headers={"Content-Type": kind})
        assert refused.status_code in {400, 403}, kind
    assert (await browser.get("/banlamviec")).status_code == 200


async def test_what_no_database_holds_is_refused_and_no_fault(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    await browser.sign_in(clerk)
    await browser.open()
    for path, status in {
        "phan-anh/%00": 403,
        "hop-thu?tim=a%00b": 200,
        "hop-thu?%00=1": 200,
        "danh-muc/%00": 404,
    }.items():
        assert (await browser.get(f"/banlamviec/{path}")).status_code == status, path
    assert (await browser.post("/banlamviec/hop-thu/bo-loc", ten="a\0b")).status_code == 400
    halves = {"Content-Type": "multipart/form-data; boundary=x; charset=raw_unicode_escape"}
    form = b'--x\r\nContent-Disposition: form-data; name="ten"\r\n\r\n\\ud800\r\n--x--\r\n'
    assert (await browser.client.post("/banlamviec/ra", content=form, headers=halves)).status_code == 400
    for day in ("0001-01-01", "9999-12-31", "2026-02-30"):
        assert (await browser.get(f"/banlamviec/hop-thu?loc=open&tu={day}&den={day}")).status_code == 200, day


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_body_that_does_not_say_its_length_is_not_read(browser: Browser, desk: OpenDesk, clerk: int) -> None:
    """A length that is said beside it counts for nothing: servers go by the pieces."""
    await browser.sign_in(clerk)
    await browser.open()
    pieces = {
        "Content-Length": "5",
        "Transfer-Encoding": "chunked",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    assert (await browser.client.post("/banlamviec/ra", content=b"csrf=", headers=pieces)).status_code == 400
    stranger = Browser(desk)
    stranger.client.cookies.set("motcua", "x" * 43)
    large = await stranger.client.post("/banlamviec/de-xuat", files={"tep": ("a.xlsx", b"a" * 2**21)})
    assert (large.status_code, large.headers["location"]) == (303, DOOR)
