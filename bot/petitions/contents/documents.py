"""Documents: PDF, and what office programs write, without programs of their own inside."""

import re
import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from bot.petitions.contents.kinds import MEGABYTE, Kind, Refusal, RefusedFileError

MOST_ENTRIES = 4_000
MOST_INFLATED = 200 * MEGABYTE
"""What an open XML document may hold when it is unpacked."""

_MOST_TYPES = MEGABYTE
_MOST_DIRECTORY = MEGABYTE
_PIECE = MEGABYTE
_TYPES = "[Content_Types].xml"
_MAIN = {
    b"wordprocessingml.document.main+xml": Kind.DOCX,
    b"spreadsheetml.sheet.main+xml": Kind.XLSX,
}
_PROGRAMS = re.compile(rb"macro|vbaproject|activex", re.IGNORECASE)
"""What the list of contents says of documents with programs inside, whatever their names end with."""

_END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x1
_PACKED = frozenset({ZIP_STORED, ZIP_DEFLATED})
"""How office programs pack; bzip2 and LZMA would unpack without a bound on what one piece becomes."""

_STREAMS = {"WordDocument": Kind.DOC, "Workbook": Kind.XLS, "Book": Kind.XLS}
_OLD_PROGRAMS = ("Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA")
_LOCKED = ("EncryptedPackage",)
_ROOT = "Root Entry"
_ENTRY = 128
_AFTER_NAME = 64


def pdf(data: bytes) -> tuple[Kind, bytes]:
    """A PDF that is whole. Raises RefusedFileError."""
    tail = data[-2048:]
    if not re.match(rb"%PDF-\d\.\d", data) or b"startxref" not in tail or b"%%EOF" not in tail:
        raise RefusedFileError(Refusal.CANNOT_BE_READ)
    return Kind.PDF, data


def open_xml(data: bytes) -> tuple[Kind, bytes]:
    """A document or a table as office programs have written them since 2007. Raises RefusedFileError."""
    _expect_a_small_directory(data)
    try:
        with ZipFile(BytesIO(data)) as packed:
            kind = _kind_of(packed)
            _inflate(packed)
    except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error, zlib.error):
        raise RefusedFileError(Refusal.CANNOT_BE_READ) from None
    return kind, data


def _expect_a_small_directory(data: bytes) -> None:
    """Before anything is made of it: a directory of any length costs memory, whatever its entries say."""
    at = data.rfind(b"PK\x05\x06", -(2**16 + _END.size))
    if at < 0 or at + _END.size > len(data):
        raise RefusedFileError(Refusal.CANNOT_BE_READ)
    *_, size, _, _ = _END.unpack_from(data, at)
    if size > _MOST_DIRECTORY or data.startswith(b"PK\x06\x07", max(at - 20, 0)):
        raise RefusedFileError(Refusal.CANNOT_BE_READ)


def _kind_of(packed: ZipFile) -> Kind:
    entries = packed.infolist()
    if len(entries) > MOST_ENTRIES or not all(map(_is_plain, entries)):
        raise RefusedFileError(Refusal.CANNOT_BE_READ)
    names = [entry.filename for entry in entries]
    if names.count(_TYPES) != 1:
        raise RefusedFileError(Refusal.KIND_NOT_TAKEN)
    with packed.open(_TYPES) as opened:
        types = opened.read(_MOST_TYPES)
    kinds = {kind for said, kind in _MAIN.items() if said in types}
    if len(kinds) != 1 or _PROGRAMS.search(types) or any(_PROGRAMS.search(name.encode()) for name in names):
        raise RefusedFileError(Refusal.KIND_NOT_TAKEN)
    return kinds.pop()


def _is_plain(entry: ZipInfo) -> bool:
    return not entry.flag_bits & _ENCRYPTED and entry.compress_type in _PACKED


def _inflate(packed: ZipFile) -> None:
    """Unpack everything, keeping nothing: what the directory says of lengths may be untrue. Raises RefusedFileError."""
    left = MOST_INFLATED
    for entry in packed.infolist():
        left -= _inflated(packed, entry, left)


def _inflated(packed: ZipFile, entry: ZipInfo, most: int) -> int:
    size = 0
    with packed.open(entry) as opened:
        while piece := opened.read(_PIECE):
            size += len(piece)
            if size > most:
                raise RefusedFileError(Refusal.CANNOT_BE_READ)
    return size


def old_office(data: bytes) -> tuple[Kind, bytes]:
    """A document or a table as office programs wrote them until 2007. Raises RefusedFileError."""
    if not _has(data, _ROOT) or any(_has(data, name) for name in _LOCKED):
        raise RefusedFileError(Refusal.CANNOT_BE_READ)
    kinds = {kind for name, kind in _STREAMS.items() if _has(data, name)}
    if len(kinds) != 1 or any(_has(data, name) for name in _OLD_PROGRAMS):
        raise RefusedFileError(Refusal.KIND_NOT_TAKEN)
    return kinds.pop(), data


def _has(data: bytes, name: str) -> bool:
    """Whether the directory of a compound file has an entry of this name.

    Entries are 128 bytes long, begin at a multiple of that, and give their name first and its length after it.
    """
    written = f"{name}\0".encode("utf-16-le")
    at = data.find(written)
    while at >= 0:
        if at % _ENTRY == 0 and data.startswith(struct.pack("<H", len(written)), at + _AFTER_NAME):
            return True
        at = data.find(written, at + 1)
    return False
