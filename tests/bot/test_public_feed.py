"""What officers published, for other people's programs: the standard's fields, forms, parameters and refusals."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from sqlalchemy import Connection

from bot.database import Database
from bot.petitions.life import State
from bot.petitions.petition import SENDER, Petition, Place
from bot.petitions.publications import PublicationState
from bot.petitions.retention import anonymise
from bot.texts import say
from bot.web.public.open_to_all import A_MINUTE
from knowledge.catalogue import Catalogue
from tests.bot.desk import ADDRESS, OURS, OpenDesk, opened
from tests.bot.petitions import CLERK, a_petition, cases_for
from tests.bot.published import a_publication, a_published_petition

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

AT = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)
FEED = "/open311/v2"
PUBLISHED = {"answered": State.ANSWERED, "resolved": State.RESOLVED, "ended": State.CLOSED_UNCONFIRMED}


class Reader:
    """Somebody's program."""

    def __init__(self, desk: OpenDesk, petitions: dict[str, Petition], client_of: str = "203.0.113.9") -> None:
        self.desk = desk
        self.petitions = petitions
        transport = httpx.ASGITransport(desk.site, client=(client_of, 4000))
        self.client = httpx.AsyncClient(transport=transport, base_url=ADDRESS)

    async def get(self, path: str, **asked: Any) -> httpx.Response:
        return await self.client.get(f"{FEED}/{path}", params=asked)

    async def codes(self, **asked: Any) -> list[str]:
        """The names of the petitions that are found, the newest first."""
        said = await self.get("requests.json", **asked)
        assert said.status_code == 200, said.text
        names = {one.code: name for name, one in self.petitions.items()}
        return [names[one["service_request_id"]] for one in said.json()]

    async def refused(self, path: str, status: int, /, **asked: Any) -> list[str]:
        """The sentences with which something is refused."""
        said = await self.get(path, **asked)
        errors = said.json()
        assert (said.status_code, {one["code"] for one in errors}) == (status, {status})
        return [one["description"] for one in errors]


def fill(database: Database) -> dict[str, Petition]:
    """One of each state that can be published, a day apart, and an old one about lights elsewhere."""
    petitions = {
        name: a_published_petition(database, state, AT + timedelta(days=number))
        for number, (name, state) in enumerate(PUBLISHED.items())
    }
    facts = {"category": "lighting", "place": Place("14026", "xóm 1")}
    petitions["old"] = a_published_petition(database, State.RESOLVED, AT - timedelta(days=120), **facts)
    return petitions


@pytest.fixture
async def reader(database: Database, catalogue: Catalogue) -> AsyncIterator[Reader]:
    petitions = fill(database)
    official = {"agency": "UBND xã Cát Thành", "channel_decision": "QĐ 12", "data_contact": "Văn phòng"}
    async for desk in opened(database, catalogue, OURS.model_copy(update={**official, "public_url": ADDRESS})):
        yield Reader(desk, petitions)


async def test_a_request_says_what_the_standard_asks_for(reader: Reader) -> None:
    petition = reader.petitions["answered"]
    said = await reader.get(f"requests/{petition.code.lower()}.json")
    assert petition.due_at
    due = (petition.due_at + timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M:%S+07:00")
    assert said.headers["content-type"] == "application/json; charset=utf-8"
    assert said.json() == [
        {
            "service_request_id": petition.code,
            "status": "open",
            "status_notes": "Đã trả lời, chờ người gửi cho ý kiến.\n\nTrả lời: Xã đã sửa đoạn đường.",
            "service_name": "Đường, cầu, giao thông",
            "service_code": "road",
            "description": "Đường hỏng ở [địa chỉ].",
            "agency_responsible": "xã Cát Thành",
            "service_notice": None,
            "requested_datetime": "2026-11-03T09:30:00+07:00",
            "updated_datetime": "2026-11-03T10:30:00+07:00",
            "expected_datetime": due,
            "address": "xã Cát Thành",
            "address_id": None,
            "zipcode": None,
            "lat": None,
            "long": None,
            "media_url": None,
        }
    ]


async def test_both_forms_say_the_same(reader: Reader) -> None:
    for path, root in (("requests", "service_requests"), ("services", "services")):
        said, written = await reader.get(f"{path}.json"), await reader.get(f"{path}.xml")
        assert written.headers["content-type"] == "text/xml; charset=utf-8"
        tree = ElementTree.fromstring(written.content)
        assert (written.content[:5], tree.tag) == (b"<?xml", root)
        read = [{part.tag: part.text for part in one} for one in tree]
        told = [
            {name: None if value in (None, "") else str(value).replace("False", "false") for name, value in one.items()}
            for one in said.json()
        ]
        assert read == told


async def test_the_feed_says_what_it_is(reader: Reader) -> None:
    said = (await reader.get("discovery.json")).json()
    assert said["endpoints"][0]["url"] == f"{ADDRESS}{FEED}"
    assert (said["endpoints"][0]["type"], said["endpoints"][0]["formats"]) == (
        "production",
        ["application/json", "text/xml"],
    )
    tree = ElementTree.fromstring((await reader.get("discovery.xml")).content)
    assert tree.findtext("endpoints/endpoint/specification") == "http://wiki.open311.org/GeoReport_v2"
    assert [one.text for one in tree.iterfind("endpoints/endpoint/formats/format")] == said["endpoints"][0]["formats"]
    assert "UBND xã Cát Thành" in said["contact"]
    services = (await reader.get("services.json")).json()
    assert "conduct" not in {one["service_code"] for one in services}


async def test_requests_are_found_by_what_is_asked(reader: Reader) -> None:
    codes = {name: one.code for name, one in reader.petitions.items()}
    assert await reader.codes() == ["ended", "resolved", "answered"]
    assert await reader.codes(status="open") == ["answered"]
    assert await reader.codes(status="closed,open") == ["ended", "resolved", "answered"]
    assert await reader.codes(service_code="lighting,water", end_date="2026-08-01") == ["old"]
    assert await reader.codes(start_date="2026-07-01") == ["old"]
    assert await reader.codes(start_date="2026-11-04", end_date="2026-11-04") == ["resolved"]
    assert await reader.codes(start_date="2026-11-04T02:30:00Z", status="") == ["ended", "resolved"]
    assert await reader.codes(start_date="2026-11-04T09:31:00+07:00") == ["ended"]
    assert await reader.codes(service_request_id=f"{codes['old']}, x,\0", status="open") == ["old"]
    assert await reader.codes(service_request_id="PA-2611-000000") == []
    assert await reader.codes(jurisdiction_id="14026") == []
    assert await reader.codes(jurisdiction_id="14056", page=2, page_size=2) == ["answered"]


async def test_wrong_parameters_are_refused_in_a_sentence_each(reader: Reader) -> None:
    days = str(say("feed.wrong_span", days=90))
    assert await reader.refused("requests.json", 400, start_date="2026-01-01", end_date="2026-06-01") == [days]
    assert await reader.refused("requests.json", 400, start_date="2026-11-09", end_date="2026-11-01") == [days]
    wrong = {"status": "done", "start_date": "hôm qua", "page": "0", "page_size": "1001", "service_code": "conduct"}
    assert len(await reader.refused("requests.json", 400, **wrong)) == len(wrong)
    for moment in ("2026-11-01T00:00:00", "0001-01-01T00:00:00+07:00", "2026-13-01", "\0"):
        await reader.refused("requests.json", 400, end_date=moment)
    await reader.refused("services.json", 404, jurisdiction_id="x")
    many = ",".join(f"PA-2611-{number:06}" for number in range(101))
    assert "100" in (await reader.refused("requests.json", 400, service_request_id=many))[0]


async def test_what_is_not_there_is_said_in_either_form(reader: Reader) -> None:
    for path in ("requests/PA-2611-000000.json", "requests/%00.json", "x.json", "requests/a/b.json"):
        await reader.refused(path, 404)
    for path in ("requests.yaml", "requests", "", "services/road.xml", "requests/x.xml"):
        said = await reader.get(path)
        tree = ElementTree.fromstring(said.content)
        assert (said.status_code, tree.tag, tree.findtext("error/code")) == (404, "errors", "404")


async def test_it_is_for_reading(reader: Reader) -> None:
    sent = await reader.client.post(f"{FEED}/requests.json", data={"service_code": "road"})
    assert (sent.status_code, sent.json()[0]["code"]) == (403, 403)
    put = await reader.client.put(f"{FEED}/services.xml")
    assert (put.status_code, put.headers["allow"]) == (405, "GET, HEAD")
    deleted = await reader.client.delete(f"{FEED}/openapi.json")
    assert (deleted.status_code, deleted.json()[0]["code"]) == (405, 405)
    got, head = await reader.get("requests.json"), await reader.client.head(f"{FEED}/requests.json")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", got.headers["etag"])
    again = await reader.client.get(f"{FEED}/requests.json", headers={"If-None-Match": got.headers["etag"]})
    assert again.status_code == 304
    assert got.headers["access-control-allow-origin"] == "*"
    assert got.headers["x-content-type-options"] == "nosniff"


async def test_one_address_asks_only_so_often(reader: Reader) -> None:
    for _ in range(A_MINUTE):
        assert (await reader.get("discovery.json")).status_code == 200
    last = await reader.get("requests.xml")
    assert (last.status_code, last.headers["retry-after"]) == (429, "60")
    assert ElementTree.fromstring(last.content).findtext("error/code") == "429"
    other = Reader(reader.desk, reader.petitions, "2001:db8::1")
    assert (await other.get("discovery.json")).status_code == 200


async def test_behind_a_proxy_they_are_told_apart_by_what_it_added(database: Database, catalogue: Catalogue) -> None:
    async for desk in opened(database, catalogue, OURS.model_copy(update={"behind_tls": True})):
        reader = Reader(desk, {})
        for number in range(A_MINUTE + 1):
            said = await reader.client.get(
                f"{FEED}/discovery.json", headers={"X-Forwarded-For": f"198.51.100.{number}, 192.0.2.7"}
            )
        assert said.status_code == 429
        other = await reader.client.get(f"{FEED}/discovery.json", headers={"X-Forwarded-For": "192.0.2.7, 192.0.2.8"})
        assert other.status_code == 200


MARK = "DẤUHIỆU"

NAMES = ("unpublished", "draft", "submitted", "sent back", "withdrawn", "confided", "restricted", "erased", "trial")


async def test_nothing_else_of_anybody_is_on_any_page(database: Database, catalogue: Catalogue) -> None:
    """Words that nobody published are in no address that anybody may read."""
    shown = a_petition(
        database, State.ANSWERED, at=AT, words=f"{MARK} nguyên văn", place=Place("14056", f"{MARK} thôn")
    )
    a_publication(database, shown, AT, words="CÔNG KHAI")
    marked = {
        name: a_petition(database, State.ANSWERED, at=AT, words=f"{MARK} {name}", trial=name == "trial")
        for name in NAMES
    }
    states = {
        "draft": PublicationState.DRAFT,
        "submitted": PublicationState.SUBMITTED,
        "sent back": PublicationState.SENT_BACK,
        "withdrawn": PublicationState.HIDDEN,
    }
    for name in NAMES[1:]:
        state = states.get(name, PublicationState.STANDING)
        a_publication(database, marked[name], AT, words=f"{MARK} {name}", answer=f"{MARK} {name}", state=state)

    def act(connection: Connection) -> None:
        cases = cases_for(connection)
        cases.register.restrict(marked["restricted"], AT)
        cases.register.confide(marked["confided"], CLERK, AT)
        erased = cases.register.move_to(marked["erased"], State.RESOLVED, SENDER, AT + timedelta(hours=1))
        assert anonymise(cases, erased.id, AT + timedelta(days=9), days=1) is not None

    database.transact(act)
    async for desk in opened(database, catalogue):
        reader = Reader(desk, {})
        codes = [one.code for one in marked.values()]
        paths = [f"{FEED}/{name}.{form}" for name in ("discovery", "services", "requests") for form in ("json", "xml")]
        paths += [f"{FEED}/requests.json?service_request_id={','.join(codes)}", f"{FEED}/openapi.json"]
        paths += [f"{FEED}/requests/{code}.{form}" for code in (*codes, shown.code) for form in ("json", "xml")]
        paths += ["/thong-ke", "/thong-ke.csv", "/thong-ke.json"]
        said = {path: (await reader.client.get(path)).text for path in paths}
        assert "CÔNG KHAI" in said[f"{FEED}/requests.json"]
        assert "CÔNG KHAI" in said[f"{FEED}/requests/{shown.code}.xml"]
        for path, text in said.items():
            assert MARK not in text, path
            assert not [code for code in codes if code in text], path
            assert "Nguyễn Thị Mai" not in text
            assert "912345678" not in text
