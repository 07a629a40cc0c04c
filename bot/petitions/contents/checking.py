"""Whether a file is what it says: known by how it begins, then read by what knows its kind."""

from collections.abc import Callable

import puremagic

from bot.petitions.contents.documents import old_office, open_xml, pdf
from bot.petitions.contents.kinds import LIMITS, PICTURES, Kept, Kind, Refusal, RefusedFileError, claimed
from bot.petitions.contents.pictures import picture
from bot.petitions.contents.recordings import FILMS, mp4, opus

Reader = Callable[[bytes], tuple[Kind, bytes]]
"""Gives what a file is and the bytes to be kept. Raises RefusedFileError."""

_BY_BEGINNING: tuple[tuple[int, bytes, Reader], ...] = (
    (0, b"\xff\xd8\xff", picture(Kind.JPEG)),
    (0, b"\x89PNG\r\n\x1a\n", picture(Kind.PNG)),
    (8, b"WEBP", picture(Kind.WEBP)),
    (0, b"%PDF-", pdf),
    (0, b"PK\x03\x04", open_xml),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", old_office),
    *((4, b"ftyp" + brand, mp4) for brand in sorted(FILMS)),
    (0, b"OggS", opus),
)
"""Where a signature stands, what it is, and who reads such a file."""


def checked(name: str, declared_type: str, data: bytes) -> Kept:
    """A file as it may be kept: pictures upright and written anew, recordings without where they were made.

    Name and type are only what its sender says: they are held against the content and used for nothing else.
    Raises RefusedFileError. It may take seconds and much memory: never inside a transaction.
    """
    if not data:
        raise RefusedFileError(Refusal.EMPTY)
    if len(data) > LIMITS.each:
        raise RefusedFileError(Refusal.TOO_BIG)
    says, reader = claimed(name, declared_type), _reader_of(data)
    if reader is None:
        raise RefusedFileError(Refusal.NOT_WHAT_IT_SAYS if says else Refusal.KIND_NOT_TAKEN, _seems(data))
    kind, kept = reader(data)
    if says and says is not kind and not {says, kind} <= PICTURES:
        raise RefusedFileError(Refusal.NOT_WHAT_IT_SAYS, kind)
    return Kept(kind.media_type, kind.value, kept)


def _reader_of(data: bytes) -> Reader | None:
    return next((reader for at, sign, reader in _BY_BEGINNING if data.startswith(sign, at)), None)


def _seems(data: bytes) -> str:
    """The usual ending of what is not taken, as far as its first bytes tell."""
    try:
        return puremagic.from_string(data).lstrip(".")
    except puremagic.PureError:
        return ""
