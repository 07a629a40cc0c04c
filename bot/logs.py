"""The log: one line for one event, with the number of its update or request, and nothing of anybody.

    {"event": "9F4K2M: update … failed", "level": "error", "logger": "bot.errors", "at": "…", "update_id": 700000001,
     "trace": ["RuntimeError", "bot/handlers/turns.py:64 _act", …]}

What people write stands in no event, but libraries quote it in what they say of a fault. So an error tells of what kind
it is and where it came to pass, never its own words; what is quoted, looks like a number of somebody's or is a secret
goes out of an event before it is written. Whatever is no plain letter is escaped: nobody writes a second line.
"""

import json
import logging
import re
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Literal, TextIO
from urllib.parse import unquote, urlsplit

import structlog
from structlog.typing import EventDict, Processor

Lines = Literal["json", "text"]
"""How lines are written: for programs, or for who reads them at a terminal."""

GONE = "…"
"""What stands where something was taken out."""

TAKEN_OUT = (
    re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,64}"),  # a bot's token, ours or another's
    re.compile(r"(?<=://)[^\s/@]{1,200}@"),  # who signs in at an address, and with which password
    re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),  # an address for mail
    re.compile(r"\+?\d(?:[ .()-]{0,2}\d){8,30}"),  # a telephone, an identity card, an account in Telegram
    re.compile(r'"[^"]*"'),  # what is quoted is somebody's
    re.compile(r"(?<!\w)'[^']*'"),
)
"""What is nobody's business, wherever it stands in an event. Update numbers are as long, and stand in a field."""

KEPT = ("strerror", "sqlstate", "sqlite_errorname")
"""What an error may say of itself beside its kind: words of the system and of the database, and nobody else's."""

CHATTY = ("httpx", "apscheduler", "alembic")
"""Who tells of each call and each turn of the clock."""

SHORTEST = 4
"""Letters of a word that is hidden; a shorter one, which nobody should take for a secret, stands in any line."""

MOST_FRAMES = 30
"""How much of a trace is told: its end, which is where it came to pass."""

_HOUSE = Path(__file__).parent.parent


def set_up(lines: Lines | None, hidden: Iterable[str], level: int, stream: TextIO | None = None) -> None:
    """From now on whatever is logged in this process is a line on standard error, without what is hidden.

    Unless it is said how lines are written, they are for programs where nobody sits at a terminal.
    """
    stream = sys.stderr if stream is None else stream
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(lines or ("text" if stream.isatty() else "json"), hidden))
    logging.basicConfig(level=level, handlers=[handler])
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))
    sys.excepthook = _last_words


def _last_words(_: object, error: BaseException, __: object) -> None:
    """What ends the program is told as any other fault is; the interpreter would quote it."""
    logging.getLogger("motcua").critical("the program ended by a fault that nobody foresaw", exc_info=error)


def formatter(lines: Lines, hidden: Iterable[str]) -> logging.Formatter:
    """What makes a line of an event."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ExtraAdder(allow={"update_id", "request"}),
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", key="at"),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _with_trace,
            _without(hidden),
            _JSON if lines == "json" else _text,
        ],
    )


def secrets_of(values: Iterable[str]) -> list[str]:
    """What is to be hidden of settings that are secret: each whole, and the password of one that is an address."""
    hidden: set[str] = set()
    for value in values:
        password = urlsplit(value).password if "://" in value else None
        hidden |= {value, password or "", unquote(password or "")}
    return sorted((word for word in hidden if len(word) >= SHORTEST), key=len, reverse=True)


@contextmanager
def about(**facts: object) -> Iterator[None]:
    """What is logged while this is open tells these facts too: `update_id`, or `request`."""
    with structlog.contextvars.bound_contextvars(**facts):
        yield


def new_request() -> str:
    """A number for a request that nobody can guess, short enough to be read out."""
    return secrets.token_hex(4)


def request_now() -> str:
    """The number of the request that is answered now; a new one where none is."""
    return str(structlog.contextvars.get_contextvars().get("request") or new_request())


def _with_trace(_: object, __: str, event: EventDict) -> EventDict:
    """In place of an error, its kind and the way to it."""
    found = event.pop("exc_info", None)
    event.pop("stack_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["trace"] = trace_of(error)
    return event


def trace_of(error: BaseException) -> list[str]:
    """An error with what led to it, the cause first: kinds and places, and nothing that anybody wrote."""
    way = [error]
    while (before := _before(way[-1])) and before not in way:
        way.append(before)
    return [line for one in reversed(way) for line in (*_frames(one.__traceback__), *_kind(one))]


def _before(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _kind(error: BaseException) -> list[str]:
    """What an error is, and in a group of them each."""
    said = " ".join((type(error).__name__, *filter(None, (_kept(error, name) for name in KEPT))))
    return [said, *(line for one in _group(error) for line in trace_of(one))]


def _group(error: BaseException) -> tuple[BaseException, ...]:
    return error.exceptions if isinstance(error, BaseExceptionGroup) else ()


def _kept(error: BaseException, name: str) -> str:
    """What an error of the system says; an error of the database has it from the driver."""
    value = getattr(error, name, None) or getattr(getattr(error, "orig", None), name, None)
    return value if isinstance(value, str) else ""


def _frames(trace: TracebackType | None) -> list[str]:
    told = [f"{_place(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}" for frame, line in walk_tb(trace)]
    return told[-MOST_FRAMES:]


def _place(file: str) -> str:
    """A file of ours by its place in the house, one of a library by its own name and its folder's."""
    path = Path(file)
    return str(path.relative_to(_HOUSE)) if path.is_relative_to(_HOUSE) else "/".join(path.parts[-2:])


def _without(hidden: Iterable[str]) -> Processor:
    """Takes out of an event what is secret, and what looks like somebody's."""
    known = tuple(hidden)

    def clean(_: object, __: str, event: EventDict) -> EventDict:
        words = reduce(lambda said, secret: said.replace(secret, GONE), known, str(event["event"]))
        event["event"] = reduce(lambda said, pattern: pattern.sub(GONE, said), TAKEN_OUT, words)
        return event

    return clean


_JSON: Processor = structlog.processors.JSONRenderer(serializer=json.dumps)
"""Everything but ASCII is escaped, so that no sign turns a line round or begins a new one."""

_FIRST = ("at", "level", "logger", "event", "trace")


def _text(_: object, __: str, event: EventDict) -> str:
    """A line, with what it is about behind it and the trace under it."""
    facts = "".join(f" {name}={value}" for name, value in event.items() if name not in _FIRST)
    line = f"{event['at']} {event['level'].upper()} {event['logger']}: {event['event']}{facts}"
    return "\n    ".join(map(_escaped, (line, *event.get("trace", ()))))


def _escaped(line: str) -> str:
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)
