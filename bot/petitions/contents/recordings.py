"""Recordings: films in MP4 and voice in Ogg Opus, whole from the first byte to the last.

A film says where and with what it was made in boxes of its own; each becomes a box of zeros of the same length, so that
nothing else moves.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bot.petitions.contents.kinds import Kind, Refusal, RefusedFileError

FILMS = frozenset(
    {
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"M4VP",
        b"MSNV",
        b"dash",
        b"mmp4",
    }
)
"""What films in MP4 call themselves; sound alone, pictures and Apple's films have other words in the same place."""

_TELLING = frozenset({b"udta", b"meta", b"uuid"})
"""Boxes that describe: place, device, title."""

_HOLDING = frozenset({b"moov", b"trak"})
_MOST_BOXES = 10_000
_PAGE = struct.Struct("<4sBBqIIIB")


@dataclass(frozen=True, slots=True)
class _Box:
    """A box of an MP4: its four letters, where it begins, where its content does, where both end."""

    kind: bytes
    begin: int
    content: int
    end: int


def mp4(data: bytes) -> tuple[Kind, bytes]:
    """A film without what describes it. Raises RefusedFileError."""
    boxes = list(_boxes(data, 0, len(data)))
    if not {b"moov", b"mdat"} <= {box.kind for box in boxes}:
        raise RefusedFileError(Refusal.CANNOT_BE_READ)
    silent = bytearray(data)
    for box in boxes:
        if box.kind in _TELLING:
            silent[box.begin + 4 : box.begin + 8] = b"free"
            silent[box.content : box.end] = bytes(box.end - box.content)
    return Kind.MP4, bytes(silent)


def _boxes(data: bytes, begin: int, end: int) -> Iterator[_Box]:
    """The boxes between two places, and those in them that may hold what describes. Raises RefusedFileError."""
    waiting = [(begin, end)]
    for _ in range(_MOST_BOXES):
        if not waiting:
            return
        begin, end = waiting.pop()
        box = _box(data, begin, end)
        yield box
        if box.end < end:
            waiting.append((box.end, end))
        if box.kind in _HOLDING and box.content < box.end:
            waiting.append((box.content, box.end))
    raise RefusedFileError(Refusal.CANNOT_BE_READ)


def _box(data: bytes, begin: int, end: int) -> _Box:
    """The box at a place, which must end by `end`. Raises RefusedFileError."""
    head = data[begin : min(begin + 16, end)]
    if len(head) < 8:
        raise RefusedFileError(Refusal.CANNOT_BE_READ)
    length, content = int.from_bytes(head[:4]), begin + 8
    if length == 1:
        length, content = int.from_bytes(head[8:16]), begin + 16
    elif length == 0:
        length = end - begin
    if not content <= begin + length <= end:
        raise RefusedFileError(Refusal.CANNOT_BE_READ)
    return _Box(head[4:8], begin, content, begin + length)


def opus(data: bytes) -> tuple[Kind, bytes]:
    """Voice as Telegram records it. Raises RefusedFileError."""
    at, first = 0, True
    while at < len(data):
        begin = at + _PAGE.size
        if begin > len(data):
            raise RefusedFileError(Refusal.CANNOT_BE_READ)
        sign, version, *_, segments = _PAGE.unpack_from(data, at)
        if sign != b"OggS" or version:
            raise RefusedFileError(Refusal.CANNOT_BE_READ)
        at = begin + segments + sum(data[begin : begin + segments])
        if first and not data.startswith(b"OpusHead", begin + segments):
            raise RefusedFileError(Refusal.KIND_NOT_TAKEN)
        first = False
    if at > len(data):
        raise RefusedFileError(Refusal.CANNOT_BE_READ)
    return Kind.OGG, data
