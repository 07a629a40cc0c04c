"""What citizens may enclose: files that are what they say; everything else is refused for a reason that is named."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.petitions.contents import LIMITS, Kept, Kind, Limits, Refusal, RefusedFileError, checked, documents, pictures
from bot.petitions.contents.kinds import MEGABYTE
from tests.bot import files
from tests.bot.files import GPS, MAKER, ORIENTATION, TABLE, WORDS

RED, WHITE = (255, 0, 0), (255, 255, 255)


def refused(name: str, data: bytes, declared: str = "") -> tuple[Refusal, str]:
    """Why a file is refused, and what it seems to be."""
    with pytest.raises(RefusedFileError) as unfit:
        checked(name, declared, data)
    return unfit.value.reason, unfit.value.found


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    """Whether a pixel has about this colour."""
    pixel = image.convert("RGB").getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


WHOLE = {
    "ảnh.jpg": (files.a_picture(), Kind.JPEG, "image/jpeg"),
    "ảnh.JPEG": (files.a_picture(), Kind.JPEG, "image/jpeg"),
    "anh.png": (files.a_picture("PNG"), Kind.PNG, "image/png"),
    "anh.webp": (files.a_picture("WEBP"), Kind.WEBP, "image/webp"),
    "đơn.pdf": (files.a_pdf(), Kind.PDF, "application/pdf"),
    "đơn.doc": (files.an_old_office("WordDocument"), Kind.DOC, "application/msword"),
    "bảng.xls": (files.an_old_office("Workbook"), Kind.XLS, "application/vnd.ms-excel"),
    "bảng cũ.xls": (files.an_old_office("Book"), Kind.XLS, "application/vnd.ms-excel"),
    "đơn.docx": (files.an_open_xml(), Kind.DOCX, Kind.DOCX.media_type),
    "bảng.xlsx": (files.an_open_xml(TABLE), Kind.XLSX, Kind.XLSX.media_type),
    "phim.mp4": (files.a_film(), Kind.MP4, "video/mp4"),
    "giọng nói.ogg": (files.a_voice(), Kind.OGG, "audio/ogg"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_what_it_says_is_taken(name: str) -> None:
    data, kind, media_type = WHOLE[name]
    for kept in (checked(name, media_type, data), checked(name, "", data), checked("", media_type, data)):
        assert (kept.media_type, kept.extension) == (media_type, kind.value)
    assert checked("", "application/octet-stream", data).extension == kind


@pytest.mark.parametrize("name", [name for name in WHOLE if WHOLE[name][1] in {"pdf", "doc", "docx", "xlsx", "ogg"}])
def test_documents_and_voice_are_kept_as_they_are(name: str) -> None:
    assert checked(name, "", WHOLE[name][0]).data == WHOLE[name][0]


@pytest.mark.parametrize("name", [name for name in WHOLE if WHOLE[name][1] not in {Kind.DOC, Kind.XLS}])
def test_what_is_cut_off_is_refused(name: str) -> None:
    data = WHOLE[name][0]
    assert refused(name, data[: len(data) * 2 // 3 - 3]) == (Refusal.CANNOT_BE_READ, "")


def test_nothing_is_refused() -> None:
    assert refused("ảnh.jpg", b"") == (Refusal.EMPTY, "")


def test_the_limit_of_a_file_is_twenty_megabytes() -> None:
    assert LIMITS.each == 20 * MEGABYTE < 21_000_000
    whole = files.a_pdf()
    padding = bytes(LIMITS.each - len(whole))
    assert checked("đơn.pdf", "", whole[:9] + padding + whole[9:])
    assert refused("đơn.pdf", whole[:9] + padding + b"x" + whole[9:]) == (Refusal.TOO_BIG, "")


def test_ten_files_and_fifty_megabytes_together_are_the_limit() -> None:
    assert (LIMITS.each, LIMITS.files, LIMITS.together, LIMITS.pixels) == (20 * MEGABYTE, 10, 50 * MEGABYTE, 50_000_000)
    assert LIMITS.have_room(9, 0, 1)
    assert not LIMITS.have_room(10, 0, 1)
    assert LIMITS.have_room(2, 30 * MEGABYTE, 20 * MEGABYTE)
    assert not LIMITS.have_room(2, 30 * MEGABYTE + 1, 20 * MEGABYTE)


@pytest.mark.parametrize(
    ("name", "declared", "data"),
    [
        ("ảnh.jpg", "image/jpeg", b"<html><script>"),
        ("", "image/jpeg", "không phải ảnh".encode()),
        ("đơn.pdf", "", files.a_picture()),
        ("ảnh.jpg", "", files.a_pdf()),
        ("ảnh.jpg", "", files.a_picture("GIF")),
        ("bảng.xlsx", "", files.an_open_xml()),
        ("đơn.doc", "", files.an_open_xml()),
        ("đơn.docx", "", files.an_old_office("WordDocument")),
        ("đơn.doc", "", files.an_old_office("Workbook")),
        ("phim.mp4", "", files.a_voice()),
        ("", "video/mp4; codecs=avc1", files.a_pdf()),
        ("đơn.pdf", "", b"MZ" + bytes(300)),
    ],
)
def test_what_is_not_what_it_says_is_refused(name: str, declared: str, data: bytes) -> None:
    assert refused(name, data, declared)[0] is Refusal.NOT_WHAT_IT_SAYS


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("name", ["ảnh.jpg", "ảnh.png", "ảnh.webp"])
def test_a_picture_may_call_itself_another_kind_of_picture(name: str, form: str) -> None:
    assert Image.open(BytesIO(checked(name, "", files.a_picture(form)).data)).format == form


def test_the_name_goes_before_the_declared_type() -> None:
    assert checked("đơn.docx", "application/msword", files.an_open_xml()).extension == Kind.DOCX


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("anh.gif", files.a_picture("GIF"), "gif"),
        ("IMG.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heif"),
        ("anh.tiff", files.a_picture("TIFF"), "tiff"),
        ("trang.html", b"<!DOCTYPE html><html>", "html"),
        ("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        ("chay.exe", b"MZ" + bytes(300), "exe"),
        ("lenh.sh", b"#!/bin/sh\n", ""),
        ("goi.zip", files.zipped({"a.txt": "a"}), ""),
        ("trinh chieu.pptx", files.an_open_xml("presentationml.presentation.main+xml"), ""),
        ("ca hai.zip", files.an_open_xml(more=TABLE), ""),
        ("macro.docm", files.an_open_xml(more="application/vnd.ms-word.document.macroEnabled.main+xml"), ""),
        ("bảng.xlsm", files.an_open_xml(TABLE, more="application/vnd.ms-office.vbaProject"), ""),
        ("đơn.docx", files.an_open_xml(parts={"word/vbaProject.bin": b"x"}), ""),
        ("bảng.xlsx", files.an_open_xml(TABLE, parts={"xl/macrosheets/sheet1.xml": "x"}), ""),
        ("đơn.docx", files.an_open_xml(parts={"word/activeX/activeX1.bin": "x"}), ""),
        ("đơn.doc", files.an_old_office("WordDocument", "Macros"), ""),
        ("bảng.xls", files.an_old_office("Workbook", "_VBA_PROJECT_CUR"), ""),
        ("thư.msg", files.an_old_office("__properties_version1.0"), ""),
        ("ca hai", files.an_old_office("WordDocument", "Workbook"), ""),
        ("nhạc.m4a", files.a_film(b"M4A "), "m4a"),
        ("phim.mov", files.a_film(b"qt  "), "mov"),
        ("nhạc.oga", files.a_page(b"\x01vorbis"), ""),
        ("ghi chú.txt", "chỉ là chữ".encode(), ""),
    ],
)
def test_kinds_that_are_not_taken_are_refused(name: str, data: bytes, found: str) -> None:
    assert refused(name, data) == (Refusal.KIND_NOT_TAKEN, found)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("đơn.pdf", b"%PDF-1.7\nno end"),
        ("đơn.pdf", b"%PDF-x\nstartxref\n%%EOF"),
        ("đơn.doc", files.an_old_office("EncryptedPackage")),
        ("đơn.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)),
        ("đơn.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" + "Root Entry\0".encode("utf-16-le") * 9),
        ("đơn.docx", b"PK\x03\x04" + bytes(300)),
        ("đơn.docx", files.an_open_xml()[:-10]),
        ("phim.mp4", files.a_box(b"ftyp", b"isom")),
        ("phim.mp4", files.a_film() + b"xyz"),
        ("phim.mp4", files.a_film() + b"\0\0\0\x07free"),
        ("phim.mp4", files.a_film() + b"\0\0\0\x09free"),
        ("phim.mp4", files.a_film() + files.a_box(b"free") * 10_001),
        ("giọng.ogg", files.a_voice() + b"more"),
        ("giọng.ogg", files.a_voice() + b"x" * 40),
        ("giọng.ogg", files.a_voice() + files.a_page(b"x", version=1)),
        ("giọng.ogg", files.a_voice()[:-1]),
        ("ảnh.jpg", b"\xff\xd8\xff"),
        ("ảnh.webp", b"RIFX\0\0\0\0WEBP"),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, data: bytes) -> None:
    assert refused(name, data) == (Refusal.CANNOT_BE_READ, "")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_nothing_of_where_and_with_what_it_was_made(form: str) -> None:
    sent = files.a_told_picture(form)
    assert WORDS.encode() in sent
    assert GPS in Image.open(BytesIO(sent)).getexif()
    kept = checked("", f"image/{form.lower()}", sent).data
    with Image.open(BytesIO(kept)) as image:
        exif = image.getexif()
        assert not exif.get_ifd(GPS)
        assert not [tag for tag in (GPS, MAKER, ORIENTATION) if tag in exif]
        assert not {"exif", "xmp", "comment", "icc_profile", "XML:com.adobe.xmp"} & set(image.info)
    assert WORDS.encode() not in kept
    assert b"Exif" not in kept


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_upright(form: str) -> None:
    with Image.open(BytesIO(checked("", "", files.a_told_picture(form, orientation=6)).data)) as image:
        assert image.size == (20, 40)
        assert near(image, (10, 5), RED)
        assert near(image, (10, 35), WHITE)


@pytest.mark.parametrize(
    ("form", "mode", "kept"),
    [
        ("JPEG", "CMYK", "RGB"),
        ("JPEG", "L", "L"),
        ("PNG", "P", "RGB"),
        ("PNG", "1", "1"),
        ("PNG", "LA", "LA"),
        ("PNG", "RGBA", "RGBA"),
        ("WEBP", "RGB", "RGB"),
    ],
)
def test_colours_stay_as_their_format_can_keep_them(form: str, mode: str, kept: str) -> None:
    with Image.open(BytesIO(checked("", "", files.a_picture(form, mode=mode)).data)) as image:
        assert image.mode == kept
        if mode not in {"L", "1", "LA"}:
            assert near(image, (5, 5), RED)


def test_what_one_sees_through_stays_so() -> None:
    half = BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 100)).save(half, "WEBP")
    for data in (files.a_picture("PNG", mode="P", transparency=0), half.getvalue()):
        with Image.open(BytesIO(checked("", "", data).data)) as image:
            assert image.mode == "RGBA"


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    for form in ("WEBP", "PNG"):
        written = BytesIO()
        frames[0].save(written, form, save_all=True, append_images=frames[1:])
        with Image.open(BytesIO(checked("", "", written.getvalue()).data)) as image:
            assert getattr(image, "n_frames", 1) == 1
            assert near(image, (4, 4), RED)


def a_png_of(width: int, height: int) -> bytes:
    """A PNG that says to be of this size, whatever it holds."""
    data = bytearray(files.a_picture("PNG"))
    data[16:24] = struct.pack(">II", width, height)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


@pytest.mark.parametrize("size", [(10_000, 5_001), (9_500, 9_500), (20_000, 20_000)])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    assert refused("ảnh.png", a_png_of(*size)) == (Refusal.TOO_MANY_PIXELS, "")


def test_a_picture_may_have_fifty_million_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LIMITS", Limits(1, 1, 1, 1, pixels=800))
    assert checked("", "", files.a_picture(size=(40, 20)))
    assert refused("", files.a_picture(size=(40, 21))) == (Refusal.TOO_MANY_PIXELS, "")


def test_a_film_does_not_say_where_it_was_made() -> None:
    sent = files.a_film()
    kept = checked("phim.mp4", "", sent).data
    assert sent.count(WORDS.encode()) == 3
    assert WORDS.encode() not in kept
    assert len(kept) == len(sent)
    for stays in (b"mvhd", b"tkhd", b"mdat", b"media", b"trak"):
        assert sent.index(stays) == kept.index(stays)
    for told in (b"udta", b"meta", b"uuid"):
        assert told not in kept
    assert checked("phim.mp4", "", kept).data == kept


def test_the_last_box_of_a_film_may_go_to_the_end() -> None:
    assert checked("phim.mp4", "", files.a_film() + b"\0\0\0\0free" + b"rest").extension == Kind.MP4


def test_a_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = files.an_open_xml(parts={"word/media/a.png": bytes(3 * MEGABYTE), "word/media/b.png": bytes(3 * MEGABYTE)})
    assert len(bomb) < MEGABYTE
    monkeypatch.setattr(documents, "MOST_INFLATED", 5 * MEGABYTE)
    assert refused("đơn.docx", bomb) == (Refusal.CANNOT_BE_READ, "")
    monkeypatch.setattr(documents, "MOST_INFLATED", 7 * MEGABYTE)
    assert checked("đơn.docx", "", bomb)


def test_a_document_with_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_ENTRIES", 3)
    assert checked("đơn.docx", "", files.an_open_xml(parts={"a": "a"}))
    assert refused("đơn.docx", files.an_open_xml(parts={"a": "a", "b": "b"})) == (Refusal.CANNOT_BE_READ, "")


def test_a_document_with_a_huge_list_of_parts_is_refused_before_it_is_read() -> None:
    whole = files.an_open_xml()
    huge = bytearray(whole)
    huge[-10:-6] = struct.pack("<I", 2 * MEGABYTE)
    assert refused("đơn.docx", bytes(huge)) == (Refusal.CANNOT_BE_READ, "")
    assert refused("đơn.docx", whole[:-22] + b"PK\x06\x07".ljust(20, b"\0") + whole[-22:])[0] is Refusal.CANNOT_BE_READ


def test_a_document_whose_parts_are_locked_or_altered_is_refused() -> None:
    whole = files.an_open_xml()
    directory = whole.rindex(b"PK\x01\x02")
    locked = whole[: directory + 8] + b"\x01" + whole[directory + 9 :]
    assert refused("đơn.docx", locked) == (Refusal.CANNOT_BE_READ, "")
    altered = whole.replace(b"PK\x03\x04", b"PK\x03\x05").replace(b"PK\x03\x05", b"PK\x03\x04", 1)
    assert refused("đơn.docx", altered) == (Refusal.CANNOT_BE_READ, "")


def test_a_document_with_two_lists_of_contents_is_refused() -> None:
    twice = files.an_open_xml(parts={"[Content_Types].xmx": "x"}).replace(
        b"[Content_Types].xmx", b"[Content_Types].xml"
    )
    assert refused("đơn.docx", twice) == (Refusal.KIND_NOT_TAKEN, "")


SMALL = [data for data, _, _ in WHOLE.values()]


@given(st.sampled_from(SMALL), st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=6))
def test_whatever_is_altered_a_file_is_taken_or_refused(data: bytes, changes: list[tuple[float, bytes]]) -> None:
    altered = bytearray(data)
    for where, piece in changes:
        at = int(where * len(altered))
        altered[at : at + len(piece)] = piece
    with suppress(RefusedFileError):
        assert isinstance(checked("", "", bytes(altered)), Kept)


@given(st.text(), st.text(), st.binary())
def test_whatever_is_sent_is_taken_or_refused(name: str, declared: str, data: bytes) -> None:
    with pytest.raises(RefusedFileError):
        checked(name, declared, data)


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
def test_a_document_packed_as_no_office_program_packs_is_refused(method: int) -> None:
    written = BytesIO()
    with ZipFile(BytesIO(files.an_open_xml())) as given, ZipFile(written, "w", method) as anew:
        for name in given.namelist():
            anew.writestr(name, given.read(name))
    assert refused("đơn.docx", written.getvalue()) == (Refusal.CANNOT_BE_READ, "")
