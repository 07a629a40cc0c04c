"""Generated updates of every kind that the Bot API has: whole ones, spoilt ones, and bodies that are none.

Their shape is that of the library's own classes, so that a kind which it learns later is made here too.
"""

import inspect
import json
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

import telegram

from bot.conversations.commands import COMMANDS
from bot.conversations.verbs import ACTS, SCREENS
from tests.fuzz import SEED, messages

FIRST = 700_000_001
KINDS = [str(kind) for kind in telegram.Update.ALL_TYPES]
"""Every kind of update that the library knows."""
PEOPLE = (5, 6, 7, 8001, 8002, 8003, 8004)
"""Who writes: citizens, and officers of every role."""
GROUPS = (-1001, -1002)

DEEPEST = 4
"""So deep a message carries others in it."""
FILLED = 0.12
"""The share of what may be left out that is there."""

KIND_WORDS = (
    *(
        "private",
        "group",
        "supergroup",
        "channel",
        "member",
        "left",
        "kicked",
        "administrator",
        "creator",
        "restricted",
    ),
    *("user", "hidden_user", "chat", "emoji", "custom_emoji", "paid", "regular", "quiz", "photo", "video", "preview"),
    *("bot_command", "mention", "url", "text_link", "bold", "pre", "text_mention", "premium", "gift_code", "giveaway"),
    *("solid", "gradient", "fill", "wallpaper", "pattern", "chat_theme"),
)
"""What a part may say that it is."""

TELLING = frozenset({"type", "status", "source"})
"""Where a part says so."""

NEEDED = frozenset(
    {"persistent_id", "allows_revoting", "option_persistent_ids", "members_only", "can_react_to_messages"}
)
"""What the library takes for optional and demands all the same."""

ODD: Sequence[Any] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        1e308,
        2**31,
        2**63,
        -(2**63),
        10**40,
        "",
        " ",
        "0",
        "-1",
        "null",
        "\x00",
        "\ud800",
    ),
    *(
        "\u202e",
        "\u200b\u200d\ufeff",
        "a" * 5000,
        "١٢٣",
        "<b>",
        "&amp;",
        "%s{}%",
        "../../etc/passwd",
        "=1+1",
        "\x1b[2K\n",
    ),
    *([], [None], [[]], [1, "a"], {}, {"id": None}, {"": ""}, {"type": "x"}, {"id": 10**30}, "NaN", "1" * 400),
)
"""What stands where something else is expected."""

DATA = (
    "1",
    "0",
    "-1",
    "",
    "1.001193",
    "PA-2611-M0F1ZK",
    "PA-2611-XXXXXX",
    "14026",
    "đường",
    "9" * 30,
    "\x00",
    "a:b",
    "<b>",
)


@cache
def parts_of(kind: type) -> dict[str, str]:
    """The parts that an object of the library is made of, with what each is said to be."""
    parts: dict[str, str] = {}
    for one in (*kind.__subclasses__(), kind):  # of what comes in several forms, the parts of all of them
        told = inspect.signature(one).parameters
        parts |= {name: str(part.annotation) for name, part in told.items() if name != "api_kwargs"}
    return parts


@cache
def words_of(kind: type) -> Sequence[str]:
    """What something may say that it is; what comes in one form has a word of anything."""
    own = {str(value) for name, value in vars(kind).items() if name.isupper() and isinstance(value, str)}
    return sorted(own) if kind.__subclasses__() and own else KIND_WORDS


class Maker:
    """Makes updates by chance; the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self._words = messages(10**9, seed)

    def update(self, number: int) -> dict[str, Any]:
        """An update; every third is spoilt in some places."""
        kind = self._chance.choice(KINDS)
        if self._chance.random() < 0.4:
            kind = self._chance.choice(("message", "edited_message", "callback_query", "my_chat_member"))
        made = {kind: self._object(_kind_of(parts_of(telegram.Update)[kind]), 0)}
        if self._chance.randrange(3) == 0:
            for _ in range(self._chance.randint(1, 4)):
                self._spoil(made)
        return {"update_id": number, **made}

    def _object(self, kind: type, depth: int) -> dict[str, Any]:
        made = {}
        for name, said in parts_of(kind).items():
            needed = "None" not in said or name in NEEDED
            if needed or (depth < DEEPEST and self._chance.random() < FILLED / (depth + 1)):
                made["from" if name == "from_user" else name] = self._value(name, said, depth)
        for name in TELLING & made.keys():
            if not isinstance(made[name], dict):
                made[name] = self._chance.choice((*words_of(kind), "unknown_of_tomorrow"))
        if kind is telegram.Message:
            made |= self._told()
        if kind is telegram.CallbackQuery:
            made["data"] = self._data()
        return made

    def _told(self) -> dict[str, Any]:
        """What makes a message one that the bot listens to."""
        someone = self._chance.choice(PEOPLE)
        where = someone if self._chance.random() < 0.8 else self._chance.choice(GROUPS)
        made: dict[str, Any] = {
            "chat": {"id": where, "type": "private" if where > 0 else "supergroup", "first_name": "A", "title": "B"},
            "from": {"id": someone, "is_bot": False, "first_name": "A"},
        }
        if self._chance.random() < 0.6:
            made["text"] = text = self._text()
            if text.startswith("/"):
                command = text.split()[0]
                made["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return made

    def _text(self) -> str:
        if self._chance.random() < 0.4:
            behind = self._chance.choice(("", self._chance.choice(DATA), next(self._words)))
            return f"/{self._chance.choice([*COMMANDS, 'khongco'])} {behind}".strip()
        return next(self._words)

    def _data(self) -> str:
        """The data of a button of ours with anything behind it, or of nobody's."""
        verb = self._chance.choice([*SCREENS, *ACTS, "nobodys", ""])
        version = self._chance.choice(("v1", "v1", "v1", "v0", "", "v1:v1"))
        return ":".join((version, verb, *self._chance.choices(DATA, k=self._chance.randrange(4))))

    def _value(self, name: str, said: str, depth: int) -> Any:
        if "Sequence" in said:
            inner = re.sub(r"^collections\.abc\.Sequence\[|\](?: \| None)?$", "", said)
            return [self._value(name, inner, depth + 1) for _ in range(self._chance.randrange(3))]
        kind = None if "Literal" in said else _kind_of(said)
        if kind:
            return self._object(kind, depth + 1) if depth < DEEPEST + 3 else {}
        return self._plain(name, said)

    def _plain(self, name: str, said: str) -> Any:
        if name in {"id", "user_id", "chat_id"} and "int" in said:
            return self._chance.choice((*PEOPLE, *GROUPS))
        if "bool" in said:
            return self._chance.random() < 0.5
        if "int" in said or "datetime" in said:
            return self._chance.choice((0, 1, 5, 1_790_000_000, self._chance.randrange(2**31)))
        return 1.5 if "float" in said else next(self._words)[:64]

    def _spoil(self, made: Any) -> None:
        """One place of it is left out, or holds something else."""
        if not made:
            return
        while True:
            places: Sequence[Any] = list(made) if isinstance(made, dict) else range(len(made))
            place = self._chance.choice(places)
            inside = made[place]
            if not isinstance(inside, dict | list) or not inside or self._chance.random() < 0.25:
                break
            made = inside
        if isinstance(made, dict) and self._chance.random() < 0.3:
            del made[place]
        else:
            made[place] = _deep(self._chance) if self._chance.random() < 0.05 else deepcopy(self._chance.choice(ODD))


def _deep(chance: Random) -> Any:
    made: Any = 1
    for _ in range(chance.choice((50, 400))):
        made = [made] if chance.random() < 0.5 else {"reply_to_message": made}
    return made


@cache
def _kind_of(said: str) -> Any:
    """The class of the library that a part is; None for a plain value."""
    for name in re.findall(r"\w+", said):
        found = getattr(telegram, name, None)
        if inspect.isclass(found) and issubclass(found, telegram.TelegramObject):
            return found
    return telegram.Message if "MaybeInaccessibleMessage" in said else None


def updates(number: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """So many updates."""
    maker = Maker(seed)
    for place in range(number):
        yield maker.update(FIRST + place)


def bodies(number: int, seed: int = SEED) -> Iterator[bytes]:
    """What is posted in place of an update: cut off, altered byte by byte, or no text at all."""
    chance, maker = Random(seed), Maker(seed)
    ways: Sequence[Callable[[bytes], bytes]] = (
        lambda whole: whole[: chance.randrange(len(whole))],
        lambda whole: bytes(chance.randrange(256) if chance.random() < 0.05 else byte for byte in whole),
        lambda whole: chance.randbytes(chance.randrange(300)),
        lambda whole: whole.replace(b'"update_id"', chance.choice((b'"update_id" ', b'"Update_id"', b"update_id"))),
        lambda whole: whole + whole,
        lambda _: b"[" * 100_000,
        lambda _: b'{"update_id":' + b"1" * chance.choice((20, 5000)) + b"}",
        lambda whole: whole.decode().encode("utf-16"),
    )
    for _ in range(number):
        yield chance.choice(ways)(json.dumps(maker.update(1)).encode())
