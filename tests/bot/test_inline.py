"""Inline mode: a procedure's card for any chat, answered at once and stored nowhere."""

import pytest
from sqlalchemy import select

from bot.inbox.tables import update_row
from bot.reports.tally import TallyRepository
from bot.views.message import LONGEST
from tests.bot.conftest import CITIZEN, DAY, PATIENCE, Chat
from tests.wire.errors import MisuseError, RefusedError
from tests.wire.queries import Query

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


async def offered(chat: Chat, words: str, who: int = CITIZEN) -> Query:
    """What a query is answered with."""
    query = chat.api.type_inline(who, words)
    await chat.wire.until(lambda: query.results is not None, seconds=PATIENCE)
    chat.api.check()
    return query


async def test_a_procedure_is_laid_into_any_chat_with_a_link_back(chat: Chat) -> None:
    query = await offered(chat, "khai sinh")
    assert query.results
    card = next(result for result in query.results if result.id == "1.001193")
    assert card.title == "Đăng ký khai sinh"
    assert "cấp xã" in card.description
    assert "còn hiệu lực" in card.description
    assert "Nơi nộp hồ sơ:" in card.words.text
    assert "Nguồn:" in card.words.text
    assert "Chưa đối chiếu" in card.words.text
    assert card.buttons == ((("Xem giấy tờ, cách nộp", "https://t.me/mot_cua_bot?start=tt_1001193"),),)
    assert all(len(result.words.text) <= LONGEST for result in query.results)


async def test_everybody_gets_the_same_answer_for_a_while_and_a_way_to_the_bot(chat: Chat) -> None:
    query = await offered(chat, "1.001193")
    assert (query.cache_time, query.is_personal) == (300, False)
    assert query.button == {"text": "Hỏi tiếp tại kênh này", "start_parameter": "inline"}
    greeting = await chat.say("/start inline")
    assert "Kính chào" in greeting.text


async def test_nothing_typed_there_is_stored(chat: Chat) -> None:
    await offered(chat, "khai sinh cho con 036095001234")
    rows = chat.database.read(lambda c: c.execute(select(update_row.c.update_id, update_row.c.payload)).all())
    assert rows == []


async def test_before_anything_is_typed_there_is_what_is_asked_for_most(chat: Chat) -> None:
    first = await offered(chat, "")
    assert first.results
    assert "2.000806" not in {result.id for result in first.results}
    for _ in range(2):
        await chat.say("2.000806")
    assert chat.database.read(lambda c: TallyRepository(c).most_shown(DAY, 5)) == ["2.000806"]
    again = await offered(chat, "  ")
    assert again.results
    assert again.results[0].id == "2.000806"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("cháy nhà rồi cứu với", "Việc khẩn cấp: gọi 113, 114, 115 hoặc 111"),
        ("tôi tố cáo chủ tịch xã nhận hối lộ", "Việc này không chia sẻ được. Mở kênh để hỏi"),
        ("số căn cước 036095001234", "Việc này không chia sẻ được. Mở kênh để hỏi"),
        ("zzz qqq xxyy", "Chưa tìm thấy. Hỏi tại kênh này"),
    ],
)
async def test_what_is_for_no_other_chat_gets_no_card(chat: Chat, words: str, hint: str) -> None:
    query = await offered(chat, words)
    assert query.results == []
    assert query.button["text"] == hint


async def test_of_what_one_person_types_the_newest_is_answered(chat: Chat) -> None:
    queries = [chat.api.type_inline(CITIZEN, "khai sinh cho con"[:length]) for length in range(1, 17)]
    other = chat.api.type_inline(CITIZEN + 1, "kết hôn")
    await chat.wire.until(lambda: queries[-1].results is not None and other.results is not None, seconds=PATIENCE)
    assert queries[-1].results
    assert queries[-1].results[0].id == "1.001193"


async def test_a_query_that_telegram_forgot_harms_nobody(chat: Chat) -> None:
    chat.api.fail_next("answerInlineQuery", error_code=400, description="Bad Request: query is too old", times=1)
    chat.api.type_inline(CITIZEN, "khai sinh")
    await chat.wire.until(lambda: len(chat.api.calls("answerInlineQuery")) == 1, seconds=PATIENCE)
    assert (await offered(chat, "kết hôn")).results


def article(**fields: object) -> dict[str, object]:
    return {"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "x"}, **fields}


async def test_the_double_refuses_what_telegram_refuses(chat: Chat) -> None:
    query = chat.api.queries.add({"id": CITIZEN}, "x")
    answer = chat.api.queries.answer_inline_query
    params = {"inline_query_id": query.json["id"]}
    for results in ("x", [article()] * 51, [article()] * 2, [article(id="")], [article(title=" ")], ["x"]):
        with pytest.raises(RefusedError):
            answer({**params, "results": results})
    for wrong in (
        article(type="photo"),
        article(photo="x"),
        article(input_message_content={"message_text": "x", "y": 1}),
    ):
        with pytest.raises(MisuseError):
            answer({**params, "results": [wrong]})
    with pytest.raises(RefusedError):
        answer({**params, "results": [article(input_message_content={})]})
    with pytest.raises(RefusedError):
        answer({**params, "results": [], "button": {"text": "x", "start_parameter": "with a space"}})
    with pytest.raises(MisuseError):
        answer({**params, "results": [], "button": {"text": "x"}})
    assert answer({**params, "results": []})
    with pytest.raises(RefusedError):
        answer({**params, "results": []})
