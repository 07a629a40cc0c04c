"""The kinds of files that are taken, how much of them, and why one is refused."""

from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be enclosed: bytes of each file, files, bytes of all together, bytes a day; pixels of a picture."""

    each: int
    files: int
    together: int
    a_day: int
    pixels: int

    def have_room(self, files: int, together: int, size: int) -> bool:
        """Whether one more file of `size` bytes may join `files` that have `together` bytes."""
        return files < self.files and together + size <= self.together


LIMITS = Limits(each=20 * MEGABYTE, files=10, together=50 * MEGABYTE, a_day=200 * MEGABYTE, pixels=50_000_000)
"""20 MB is what Telegram lets a bot fetch."""


class Refusal(StrEnum):
    """Why a file is not taken."""

    TOO_BIG = "too_big"
    EMPTY = "empty"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    KIND_NOT_TAKEN = "kind_not_taken"
    CANNOT_BE_READ = "cannot_be_read"
    TOO_MANY_PIXELS = "too_many_pixels"
    GONE = "gone"  # Telegram does not give it


class RefusedFileError(Exception):
    """A file that is not taken; `found` is the usual ending of what it seems to be ("heif"), or empty."""

    def __init__(self, reason: Refusal, found: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.found = found


class Kind(StrEnum):
    """What a file that is taken is, by the ending of its name."""

    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    DOC = "doc"
    DOCX = "docx"
    XLS = "xls"
    XLSX = "xlsx"
    MP4 = "mp4"
    OGG = "ogg"

    @property
    def media_type(self) -> str:
        """Its registered media type."""
        return _MEDIA_TYPES[self]


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
"""One picture may call itself another: programs that send them often do, and it is written anew anyway."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
    Kind.PDF: "application/pdf",
    Kind.DOC: "application/msword",
    Kind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Kind.XLS: "application/vnd.ms-excel",
    Kind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Kind.MP4: "video/mp4",
    Kind.OGG: "audio/ogg",
}
_OTHER_ENDINGS = {
    **dict.fromkeys(("jpeg", "jpe", "jfif"), Kind.JPEG),
    "m4v": Kind.MP4,
    **dict.fromkeys(("oga", "opus"), Kind.OGG),
}
_OTHER_TYPES = {
    **dict.fromkeys(("image/jpg", "image/pjpeg"), Kind.JPEG),
    **dict.fromkeys(("application/ogg", "audio/opus"), Kind.OGG),
}
_BY_ENDING = {kind.value: kind for kind in Kind} | _OTHER_ENDINGS
_BY_TYPE = {kind.media_type: kind for kind in Kind} | _OTHER_TYPES


def claimed(name: str, declared_type: str) -> Kind | None:
    """What a file says it is: by the ending of its name, else by its declared media type; None for what we do not know.

    The name goes first: some programs declare one type for whatever an office wrote.
    """
    ending = name.rpartition(".")[2].lower().strip()
    media_type = declared_type.partition(";")[0].lower().strip()
    return _BY_ENDING.get(ending) or _BY_TYPE.get(media_type)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept: what it is, the ending of its name, its bytes, which need not be those that were sent."""

    media_type: str
    extension: str
    data: bytes
