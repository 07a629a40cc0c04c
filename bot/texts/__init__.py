"""Every word a person reads: one file, read from top to bottom by an officer, and the one way to say it."""

import tomllib
from functools import cache
from pathlib import Path

from markupsafe import Markup

FILE = Path(__file__).parent / "vi.toml"


@cache
def texts() -> dict[str, str]:
    """Every text by its key, `section.name`."""
    sections = tomllib.loads(FILE.read_text("utf-8"))
    return {f"{section}.{name}": text for section, named in sections.items() for name, text in named.items()}


def say(key: str, **values: object) -> Markup:
    """A text with its values, each escaped on the way in; the text itself may hold the tags of Telegram's HTML.

    What was said already is not escaped again. Raises KeyError for a text nobody wrote or a value nobody gave.
    """
    return Markup(texts()[key]).format(**values)  # noqa: S704 - the text is ours, and the values are escaped by format
