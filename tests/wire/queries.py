"""Inline queries: what people type behind the bot's name in any chat, and the results it offers there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.wire.errors import Json, MisuseError, bad_request
from tests.wire.formatting import Formatted, utf16_length
from tests.wire.keyboards import Rows, buttons_of, check
from tests.wire.presses import TOO_OLD
from tests.wire.sending import body
from tests.wire.world import Handler, World

MOST_RESULTS = 50
LONGEST_QUERY = 256
LONGEST_ID = 64
PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
ARTICLE_FIELDS = {
    "type",
    "id",
    "title",
    "input_message_content",
    "reply_markup",
    "url",
    "description",
    "thumbnail_url",
    "thumbnail_width",
    "thumbnail_height",
}
CONTENT_FIELDS = {"message_text", "parse_mode", "entities", "link_preview_options"}
BUTTON_FIELDS = {"text", "web_app", "start_parameter"}


@dataclass(frozen=True)
class Result:
    """An article to choose, and the message it becomes."""

    id: str
    title: str
    description: str
    words: Formatted
    buttons: Rows


@dataclass
class Query:
    """What somebody typed, and what the bot offered for it."""

    json: Json
    update_id: int = 0
    results: list[Result] | None = None  # None until the bot answered
    button: Json = field(default_factory=dict)
    cache_time: int = 300
    is_personal: bool = False
    expired: bool = False


class Queries:
    """All queries by their number."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._queries: dict[str, Query] = {}
        self.methods: dict[str, Handler] = {"answerInlineQuery": self.answer_inline_query}

    def add(self, user: Json, words: str) -> Query:
        """A query as the bot is shown it; Telegram cuts what is too long."""
        query: Json = {
            "id": str(5_000_000_000_000 + next(self.world.numbers)),
            "from": user,
            "query": words[:LONGEST_QUERY],
            "offset": "",
            "chat_type": "sender",
        }
        self._queries[query["id"]] = Query(query)
        return self._queries[query["id"]]

    def answer_inline_query(self, params: Json) -> bool:
        """Offer results."""
        query = self._queries.get(params.get("inline_query_id", ""))
        if query is None or query.expired or query.results is not None:
            raise bad_request(TOO_OLD)
        results = params.get("results")
        if not isinstance(results, list):
            raise bad_request("can't parse results: Array of InlineQueryResult expected")
        if len(results) > MOST_RESULTS:
            raise bad_request("RESULTS_TOO_MUCH")
        read = [_result(result) for result in results]
        if len({result.id for result in read}) < len(read):
            raise bad_request("RESULT_ID_DUPLICATE")
        query.button = _button(params.get("button"))
        query.results = read
        query.cache_time = params.get("cache_time", query.cache_time)
        query.is_personal = params.get("is_personal", False)
        return True


def _result(result: object) -> Result:
    if not isinstance(result, dict):
        raise bad_request("can't parse inline query result: InlineQueryResult must be an Object")
    if result.get("type") != "article":
        raise MisuseError(f"this double knows articles alone: {result}")
    if strange := result.keys() - ARTICLE_FIELDS:
        raise MisuseError(f"an article has no {sorted(strange)}")
    if not 1 <= len(str(result.get("id", "")).encode()) <= LONGEST_ID:
        raise bad_request("RESULT_ID_INVALID")
    if not str(result.get("title", "")).strip():
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    content = result.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad_request("can't parse inline query result: message content is not specified")
    if strange := content.keys() - CONTENT_FIELDS:
        raise MisuseError(f"a message of an article has no {sorted(strange)}")
    words = body({**content, "text": content["message_text"]})
    markup = check(result.get("reply_markup"), private=False, inline_only=True)
    return Result(result["id"], result["title"], result.get("description", ""), words, buttons_of(markup))


def _button(button: object) -> Json:
    """The button above the results."""
    if button is None:
        return {}
    if not isinstance(button, dict) or not utf16_length(str(button.get("text", "")).strip()):
        raise bad_request("can't parse button: Can't find field \"text\"")
    if strange := button.keys() - BUTTON_FIELDS:
        raise MisuseError(f"a button above results has no {sorted(strange)}")
    if ("web_app" in button) == ("start_parameter" in button):
        raise MisuseError(f"a button above results opens a web app or the bot: {button}")
    if "start_parameter" in button and not PARAMETER.fullmatch(button["start_parameter"]):
        raise bad_request("START_PARAM_INVALID")
    return button
