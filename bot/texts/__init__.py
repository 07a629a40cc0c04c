"""Every word a person reads: files that an officer reads from top to bottom, and the one way to say it."""

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter

from markupsafe import Markup, escape

FILES = tuple(Path(__file__).parent / name for name in ("vi.toml", "desk.toml", "report.toml", "public.toml"))
"""What is read in the chat, at the desk, in reports, and by anybody; each section stands in one of them."""


@cache
def texts() -> dict[str, str]:
    """Every text by its key, `section.name`."""
    sections = [named for file in FILES for named in tomllib.loads(file.read_text("utf-8")).items()]
    return {f"{section}.{name}": text for section, named in sections for name, text in named.items()}


def say(key: str, **values: object) -> Markup:
    """A text with its values, each escaped on the way in; the text itself may hold the tags of Telegram's HTML.

    What was said already is not escaped again. Raises KeyError for a text nobody wrote or a value nobody gave.
    """
    return _filled(key, **values) if values else _whole(key)


def _filled(key: str, **values: object) -> Markup:
    told = [f"{words}{escape(values[name]) if name else ''}" for words, name in _pieces(key)]
    return Markup("".join(told))  # noqa: S704 - the text is ours, and the values are escaped


@cache
def _pieces(key: str) -> tuple[tuple[str, str], ...]:
    """A text in its pieces: words, and the name of the value behind them or none. It is taken apart once."""
    return tuple((words, name or "") for words, name, _, _ in Formatter().parse(texts()[key]))


_whole = cache(_filled)
"""A text without values is made once: a long table says the same words in each of its lines."""
