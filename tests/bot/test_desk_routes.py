"""Every address of the desk with every role: who opens it, written by hand; an address without its row fails here."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.database import Database
from bot.petitions.life import State
from bot.review.officers import Role
from bot.web.desk.routes import ROUTES
from knowledge.catalogue import Catalogue
from tests.bot.desk import OURS, Browser, OpenDesk, opened
from tests.bot.petitions import a_petition

DOOR = "/banlamviec/vao"

C, K, A, D = Role.CLERK, Role.CONTROLLER, Role.APPROVER, Role.ADMINISTRATOR
EVERYBODY = {C, K, A, D}
HANDLERS = {C, K, A}

OPENS = {
    "GET /banlamviec": EVERYBODY,
    "GET /banlamviec/so-lieu/tra-loi": HANDLERS,
    "GET /banlamviec/gui-loi": HANDLERS,
    "GET /banlamviec/hop-thu": HANDLERS,
    "POST /banlamviec/hop-thu/bo-loc": HANDLERS,
    "POST /banlamviec/hop-thu/bo-loc/bo": HANDLERS,
    "POST /banlamviec/hop-thu/giao": {K},
    "POST /banlamviec/hop-thu/giao/lam": {K},
    "GET /banlamviec/phan-anh/{code}": HANDLERS,
    "POST /banlamviec/phan-anh/{code}": HANDLERS,
    "POST /banlamviec/phan-anh/{code}/ghi-chu": HANDLERS,
    "GET /banlamviec/phan-anh/{code}/tep/1": HANDLERS,
    "GET /banlamviec/phan-anh/{code}/tra-loi": HANDLERS,
    "POST /banlamviec/phan-anh/{code}/tra-loi": HANDLERS,
    "GET /banlamviec/phan-anh/{code}/cong-khai": HANDLERS,
    "POST /banlamviec/phan-anh/{code}/cong-khai": HANDLERS,
    "POST /banlamviec/phan-anh/{code}/nguoi-gui": HANDLERS,
    "POST /banlamviec/phan-anh/{code}/ho-so-chung-cu": HANDLERS,
    "GET /banlamviec/danh-muc": EVERYBODY,
    "GET /banlamviec/danh-muc/danh-sach": EVERYBODY,
    "GET /banlamviec/danh-muc/thay-doi": EVERYBODY,
    "GET /banlamviec/danh-muc/thay-doi/tep": EVERYBODY,
    "GET /banlamviec/danh-muc/1.001193": EVERYBODY,
    "GET /banlamviec/de-xuat": HANDLERS,
    "POST /banlamviec/de-xuat": {C, K},
    "GET /banlamviec/de-xuat/1": HANDLERS,
    "POST /banlamviec/de-xuat/1": HANDLERS,
    "GET /banlamviec/hoi-dap": {C, K},
    "POST /banlamviec/hoi-dap": {C, K},
    "GET /banlamviec/can-bo": {D},
    "POST /banlamviec/can-bo": {D},
    "GET /banlamviec/bao-cao": HANDLERS,
    "GET /banlamviec/bao-cao/tep": HANDLERS,
    "GET /banlamviec/chat-luong": HANDLERS,
    "GET /banlamviec/chat-luong/so-lieu/tra-loi": HANDLERS,
    "GET /banlamviec/chat-luong/mau/2026-10": {K, A},
    "GET /banlamviec/chat-luong/mau/2026-10/1": {K, A},
    "POST /banlamviec/chat-luong/mau/2026-10/1": {K, A},
    "GET /banlamviec/xuat-du-lieu": EVERYBODY,
    "POST /banlamviec/xuat-du-lieu/tep": EVERYBODY,
    "GET /banlamviec/ho-so-quy": {C, K},
    "POST /banlamviec/ho-so-quy": {C, K},
    "GET /banlamviec/he-thong": {D},
    "POST /banlamviec/he-thong": {D},
    "GET /banlamviec/bang": EVERYBODY,
    "GET /banlamviec/bang/ngay": EVERYBODY,
    "GET /banlamviec/bang/ngay/2026-12-07": EVERYBODY,
    "POST /banlamviec/bang/ngay/2026-12-07": {K, D},
    "GET /banlamviec/bang/ngay/2026-12-07/bo": {K, D},
    "POST /banlamviec/bang/ngay/2026-12-07/bo": {K, D},
    "GET /banlamviec/nhat-ky": {D},
    "POST /banlamviec/ra": EVERYBODY,
    "POST /banlamviec/ra-het": EVERYBODY,
}
"""Who opens what; whoever does not is refused, and it is written down once."""

SHOWS_NOTHING = {
    *("GET /banlamviec/phan-anh/{code}/tep/1", "GET /banlamviec/de-xuat/1", "POST /banlamviec/de-xuat/1"),
    "GET /banlamviec/chat-luong/mau/2026-10",
    *(f"{method} /banlamviec/chat-luong/mau/2026-10/1" for method in ("GET", "POST")),
}
"""Rows that name what is not there: who may look is told so."""

ENDS_THE_SESSION = {"POST /banlamviec/ra", "POST /banlamviec/ra-het"}

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
async def desk(database: Database, catalogue: Catalogue, tmp_path: Path) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, catalogue, OURS.model_copy(update={"data": tmp_path})):
        yield one


@pytest.fixture
def code(desk: OpenDesk) -> str:
    """A petition that every role sees who handles any; and a day of the office's own."""
    at = desk.clock.now() - timedelta(days=1)
    day = date(2026, 12, 7)
    desk.database.transact(
        lambda c: desk.office(c).cases.days.put(day, working=False, note="Nghỉ bù", at=at, by="Người controller")
    )
    return a_petition(desk.database, State.ANSWERED, at=at, settings=OURS, trial=True).code


async def signed_in(desk: OpenDesk, role: Role) -> Browser:
    browser = Browser(desk)
    await browser.sign_in(desk.people[role])
    await browser.open()
    return browser


def refusals(desk: OpenDesk) -> int:
    return desk.acts().count("refused")


def test_every_address_has_its_row() -> None:
    """A row names its address as it is asked for; the parts of the route stand for whatever the row has there."""

    def is_of(row: str, method: str, path: str) -> bool:
        asked, parts = row.partition(" ")[2].split("/"), path.split("/")
        alike = len(asked) == len(parts) and all(p == a or p[:1] == "{" for a, p in zip(asked, parts, strict=True))
        return row.startswith(f"{method} ") and alike

    of = {row: next(r.name for r in ROUTES if is_of(row, r.method, r.path)) for row in OPENS}
    assert sorted(of.values()) == sorted(route.name for route in ROUTES)


@pytest.mark.parametrize("role", list(Role))
async def test_an_address_opens_for_its_roles_and_refuses_the_others(desk: OpenDesk, code: str, role: Role) -> None:
    browser = await signed_in(desk, role)
    for row, roles in OPENS.items():
        method, _, path = row.partition(" ")
        before = refusals(desk)
        said = await browser.client.request(method, path.format(code=code), data={"csrf": browser.word})
        opened_with = {404} if row in SHOWS_NOTHING else {200, 303, 400}
        assert said.status_code in (opened_with if role in roles else {403}), row
        assert refusals(desk) - before == (role not in roles), row
        assert (said.headers.get("location") == DOOR) == (row in ENDS_THE_SESSION), row
        if row in ENDS_THE_SESSION:
            browser = await signed_in(desk, role)


@on_sqlite
async def test_nobody_signed_in_is_shown_the_door(desk: OpenDesk, code: str) -> None:
    for row in OPENS:
        method, _, path = row.partition(" ")
        stranger = Browser(desk)
        for cookie in ("", "x" * 43, "x" * 9000):
            stranger.client.cookies.set("motcua", cookie)
            said = await stranger.client.request(method, path.format(code=code))
            # Without a session nothing is known of a form's word either.
            at_door = (said.status_code, said.headers.get("location")) == (303, DOOR)
            assert at_door or (method == "POST" and said.status_code == 403), row
    assert desk.acts() == []


@on_sqlite
@pytest.mark.parametrize("role", list(Role))
async def test_a_form_without_its_word_does_nothing(desk: OpenDesk, code: str, role: Role) -> None:
    browser = await signed_in(desk, role)
    before = desk.acts()
    for row in OPENS:
        method, _, path = row.partition(" ")
        if method == "POST":
            assert (await browser.client.post(path.format(code=code))).status_code == 403, row
    assert desk.acts() == before
    assert (await browser.get("/banlamviec")).status_code == 200


@on_sqlite
async def test_what_is_outside_a_scope_is_refused_as_if_it_were_not_there(desk: OpenDesk) -> None:
    """One petition speaks of conduct and is for the named alone, one never was: both answers are the same."""
    at = desk.clock.now() - timedelta(days=1)
    secret = a_petition(desk.database, at=at, settings=OURS, trial=True, category="conduct").code
    browser = await signed_in(desk, Role.CLERK)
    for row in OPENS:
        method, _, path = row.partition(" ")
        if "{code}" not in path:
            continue
        said = []
        for one in (secret, "KHONG-CO"):
            before = refusals(desk)
            answer = await browser.client.request(method, path.format(code=one), data={"csrf": browser.word})
            said.append((answer.status_code, answer.text.replace(one, "")))
            assert refusals(desk) - before == 1, (row, one)
        assert said[0] == said[1], row
        assert said[0][0] == 403, row
