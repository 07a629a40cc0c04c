"""Files as citizens send them, made by the smallest means: pictures, documents, recordings, whole and broken."""

import struct
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image
from PIL.PngImagePlugin import PngInfo

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
WORDS = "Trực Ninh riêng tư"
"""What stands in everything that describes a picture or a film here; nothing kept may hold it."""


def a_picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **saved: Any) -> bytes:
    """A picture whose left half is red, unless its mode knows no red."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    written = BytesIO()
    image.convert(mode).save(written, form, **saved)
    return written.getvalue()


def a_told_picture(form: str = "JPEG", orientation: int = 1) -> bytes:
    """A picture that says where, with what and how it was made, in every way its format has."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, WORDS.encode().decode("latin-1")
    exif[GPS] = {1: "N", 2: (20.0, 14.0, 30.0), 3: "E", 4: (106.0, 14.0, 30.0)}
    told: dict[str, Any] = {"exif": exif.tobytes(), "icc_profile": WORDS.encode() * 20, "xmp": WORDS.encode()}
    if form == "JPEG":
        told["comment"] = WORDS.encode()
    if form == "PNG":
        told["pnginfo"] = PngInfo()
        told["pnginfo"].add_itxt("XML:com.adobe.xmp", WORDS)
    return a_picture(form, **told)


def zipped(files: dict[str, bytes | str]) -> bytes:
    """A zip of these files."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return written.getvalue()


def an_open_xml(
    main: str = "wordprocessingml.document.main+xml", more: str = "", parts: dict[str, bytes | str] | None = None
) -> bytes:
    """A document as office programs write it, or a table if `main` says so."""
    types = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{main}"/>{more}</Types>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": "<w:document/>", **(parts or {})})


TABLE = "spreadsheetml.sheet.main+xml"


def an_old_office(*streams: str) -> bytes:
    """A compound file with these entries in its directory."""
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    names = [name.encode("utf-16-le") + b"\0\0" for name in ("Root Entry", *streams)]
    return head + b"".join(name.ljust(64, b"\0") + struct.pack("<H", len(name)) + bytes(62) for name in names)


def a_pdf() -> bytes:
    """A PDF of nothing."""
    return b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


def a_box(kind: bytes, content: bytes = b"") -> bytes:
    """A box of an MP4."""
    return struct.pack(">I", len(content) + 8) + kind + content


def a_film(brand: bytes = b"isom") -> bytes:
    """A film that says where it was made, in every place where films do."""
    told = WORDS.encode()
    track = a_box(b"trak", a_box(b"tkhd", b"track") + a_box(b"meta", told))
    moov = a_box(b"moov", a_box(b"mvhd", b"head") + track + a_box(b"udta", a_box(b"\xa9xyz", told)))
    wide = struct.pack(">I4sQ", 1, b"mdat", 16 + 5) + b"media"
    return a_box(b"ftyp", brand + bytes(4)) + moov + a_box(b"uuid", told) + wide + a_box(b"free")


def a_page(content: bytes, version: int = 0) -> bytes:
    """A page of an Ogg."""
    lengths = bytes([255] * (len(content) // 255) + [len(content) % 255])
    return struct.pack("<4sBBqIIIB", b"OggS", version, 0, 0, 1, 0, 0, len(lengths)) + lengths + content


def a_voice() -> bytes:
    """Voice as Telegram records it."""
    return a_page(b"OpusHead" + bytes(11)) + a_page(b"OpusTags" + bytes(300)) + a_page(bytes(900))
