"""What stands in a backup: which shape, whose secret, how much of what, and the digest of each part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from bot.backup.rows import Sort

MANIFEST, SECRET, TABLES, FILES = "manifest.json", "secret", "tables", "files"
"""Names in the archive."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table: its columns in the order of the values in a line, its rows, the digest of its lines."""

    name: str
    columns: Sequence[tuple[str, Sort]]
    rows: int
    digest: str

    @property
    def member(self) -> str:
        """Its name in the archive."""
        return f"{TABLES}/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class FilePart:
    """An enclosed file."""

    name: str
    size: int
    digest: str

    @property
    def member(self) -> str:
        """Its name in the archive."""
        return f"{FILES}/{self.name}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first thing that is read of a backup; in the archive it stands last, when everything was counted."""

    format: Literal[1]
    made_at: datetime
    revision: str
    keys: str
    """The name of the secret that what is private was sealed with; empty before the first start."""
    has_secret: bool
    tables: Sequence[TablePart]
    files: Sequence[FilePart]


JSON = TypeAdapter(Manifest)
