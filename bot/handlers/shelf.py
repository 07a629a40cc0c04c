"""Files of our folder on their way to a chat: read when they are sent, a picture with its grid or with black cells.

It may take seconds and much memory, so it is done in a thread, and in no transaction.
"""

import asyncio
import logging
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.petitions.contents import RefusedFileError, path_of
from bot.petitions.contents.covering import covered, read_cells, with_grid
from bot.views.message import GRID, File, Message

HEAVIEST, LONGEST, NARROWEST = 5_000_000, 10_000, 20
"""Bytes of a picture, its sides together, and how many times its shorter side the longer one is, at most."""

log = logging.getLogger(__name__)


async def read(message: Message, folder: Path) -> Message | None:
    """The message with what its files hold; None when one of them is gone meanwhile, or cannot be shown."""
    if not any(file.stored for file in message.files):
        return message
    try:
        files = [await asyncio.to_thread(_read, file, folder) for file in message.files]
    except (FileNotFoundError, RefusedFileError, ValueError) as gone:
        log.warning("a file that was to be sent is not to be had: %s", type(gone).__name__)
        return None
    return replace(message, files=tuple(files))


def _read(file: File, folder: Path) -> File:
    if not file.stored:
        return file
    content = path_of(folder, file.stored).read_bytes()
    if file.covering == GRID:
        content = with_grid(content)
    elif file.covering:
        content = covered(content, read_cells(file.covering))
    return replace(file, content=content, stored="", covering="", is_picture=file.is_picture and _is_shown(content))


def _is_shown(content: bytes) -> bool:
    """Whether a chat shows a picture as one; a larger one goes as a file."""
    with Image.open(BytesIO(content)) as image:
        longer, shorter = max(image.size), min(image.size)
        return len(content) <= HEAVIEST and longer + shorter <= LONGEST and longer <= NARROWEST * shorter
