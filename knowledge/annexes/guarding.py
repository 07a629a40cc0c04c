"""What may be opened at all: a file's kind by its content, never by its name, and nothing that unpacks without end."""

import re
import struct
from enum import StrEnum
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from knowledge.annexes.encodings import is_text
from knowledge.annexes.values import AnnexError, AnnexFault, Trouble

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
MOST_UNPACKED = 32 * MEGABYTE
"""Of all parts together; an annex of 2,000 procedures has 1 to 20."""

MOST_ENTRIES = 2_000
MOST_RATIO = 400
"""How much longer a part may become than it is packed; tables of an office come to 5 to 60 times."""
SMALL = MEGABYTE
"""A part of this length is unpacked at whatever ratio."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PACKED = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1
_HOW_PACKED = frozenset({ZIP_STORED, ZIP_DEFLATED})
"""How office programs pack; what unpacks bzip2 or LZMA gives pieces without a bound."""
_END = struct.Struct("<4s4H2LH")
_MOST_DIRECTORY = MEGABYTE
_TYPES = "[Content_Types].xml"
_MACROS = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
_BINARY = b"sheet.binary."


class Kind(StrEnum):
    """A kind of file that is read."""

    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"


_MAIN = {b"spreadsheetml.sheet.main+xml": Kind.XLSX, b"wordprocessingml.document.main+xml": Kind.DOCX}


def expect_size(size: int) -> None:
    """Raise AnnexError for a file that is too long, before it is read or fetched."""
    if size > LARGEST:
        raise _refused(Trouble.TOO_BIG, f"{size // MEGABYTE} MB", f"{LARGEST // MEGABYTE} MB")


def kind_of(content: bytes) -> Kind:
    """What a file is. Raises AnnexError for one that is not to be opened."""
    expect_size(len(content))
    if content.startswith(_OLD_OFFICE):
        raise _refused(Trouble.LOCKED if _LOCKED in content else Trouble.OLD_FORMAT)
    if content.startswith(_PACKED):
        return _packed_kind(content)
    if not is_text(content) or content.startswith((b"%PDF", b"{\\rtf", b"<html", b"<!DOCTYPE", b"<?xml")):
        raise _refused(Trouble.KIND)
    return Kind.CSV


def _packed_kind(content: bytes) -> Kind:
    _expect_a_small_directory(content)
    try:
        with ZipFile(BytesIO(content)) as packed:
            _expect_little(packed.infolist())
            return _office_kind(packed)
    except AnnexError:
        raise
    except Exception:  # noqa: BLE001 - what unpacking raises over broken bytes is listed nowhere
        raise _refused(Trouble.BROKEN) from None


def _expect_a_small_directory(content: bytes) -> None:
    """Before anything is made of it: a directory of any length costs memory, whatever its entries say."""
    at = content.rfind(b"PK\x05\x06", -(2**16 + _END.size))
    if at < 0 or at + _END.size > len(content):
        raise _refused(Trouble.BROKEN)
    *_, size, _, _ = _END.unpack_from(content, at)
    if size > _MOST_DIRECTORY or content.startswith(b"PK\x06\x07", max(at - 20, 0)):
        raise _refused(Trouble.BOMB)


def _expect_little(entries: list[ZipInfo]) -> None:
    """What the directory says a part unpacks to is also the most that is ever read of it."""
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise _refused(Trouble.LOCKED)
    whole = sum(entry.file_size for entry in entries)
    if whole > MOST_UNPACKED or len(entries) > MOST_ENTRIES or any(map(_swells, entries)):
        raise _refused(Trouble.BOMB, f"{whole // MEGABYTE} MB", f"{MOST_UNPACKED // MEGABYTE} MB")
    if any(entry.compress_type not in _HOW_PACKED for entry in entries):
        raise _refused(Trouble.BROKEN)


def _swells(entry: ZipInfo) -> bool:
    return entry.file_size > SMALL and entry.file_size > MOST_RATIO * entry.compress_size


def _office_kind(packed: ZipFile) -> Kind:
    names = packed.namelist()
    if names.count(_TYPES) != 1:
        raise _refused(Trouble.KIND)
    with packed.open(_TYPES) as opened:
        types = opened.read(MEGABYTE)
    if _BINARY in types:
        raise _refused(Trouble.OLD_FORMAT)
    if _MACROS.search(types) or any(_MACROS.search(name.encode()) for name in names):
        raise _refused(Trouble.MACROS)
    kinds = {kind for said, kind in _MAIN.items() if said in types}
    if len(kinds) != 1:
        raise _refused(Trouble.KIND)
    return kinds.pop()


def _refused(trouble: Trouble, value: str = "", expected: str = "") -> AnnexError:
    return AnnexError(AnnexFault(trouble, value=value, expected=expected))
