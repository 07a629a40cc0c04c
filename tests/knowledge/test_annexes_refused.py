"""Files that are no annex, or must not be opened: refused whole, each for its own reason."""

import re
import unicodedata
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from knowledge.annexes.guarding import LARGEST, expect_size
from knowledge.annexes.reading import read_annex, read_file
from knowledge.annexes.values import AnnexError, AnnexFault, Trouble
from tests.annex_files import FOLDER, divided, many_rows
from tests.annex_making import HEADINGS, repacked, workbook

DAY = date(2026, 11, 23)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
ROW: list[str | float | date] = [1, "1.001193", "Thủ tục đăng ký khai sinh"]
GOOD = workbook([["THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH"], HEADINGS, ROW])


def refused(content: bytes, file: str = "a.xlsx") -> AnnexFault:
    """Why a file is refused."""
    with pytest.raises(AnnexError) as caught:
        read_annex(content, file, DAY)
    return caught.value.fault


def part(name: str, content: bytes = GOOD) -> bytes:
    """One part of a packed file."""
    with ZipFile(BytesIO(content)) as packed:
        return packed.read(name)


def packed(parts: dict[str, bytes], how: int = ZIP_DEFLATED) -> bytes:
    """A packed file of these parts."""
    written = BytesIO()
    with ZipFile(written, "w", how) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return written.getvalue()


def test_a_file_of_200_megabytes_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lon.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    path.chmod(0)  # whoever is not root could not even open it
    with pytest.raises(AnnexError) as caught:
        read_file(path, DAY)
    assert caught.value.fault == AnnexFault(Trouble.TOO_BIG, value="200 MB", expected="20 MB")


def test_the_largest_file_is_not_too_large() -> None:
    expect_size(LARGEST)
    assert refused(b"STT" * (LARGEST // 3 + 1)).trouble is Trouble.TOO_BIG


def test_a_file_that_unpacks_to_hundreds_of_megabytes_is_refused() -> None:
    swollen = repacked(GOOD, {"xl/media/image1.png": bytes(80 * 1024 * 1024)})
    assert len(swollen) < 200_000
    assert refused(swollen).trouble is Trouble.BOMB


def test_a_part_that_swells_a_thousandfold_is_refused_though_the_whole_is_not_long() -> None:
    assert refused(repacked(GOOD, {"xl/media/image1.png": bytes(4 * 1024 * 1024)})).trouble is Trouble.BOMB


def test_thousands_of_parts_are_refused() -> None:
    assert refused(repacked(GOOD, {f"xl/media/{number}": b"" for number in range(2_100)})).trouble is Trouble.BOMB


def test_entities_that_unfold_without_end_are_refused() -> None:
    assert openpyxl.DEFUSEDXML
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY l0 "ha">{entities}]><worksheet>&l9;</worksheet>'
    assert refused(repacked(GOOD, {SHEET: laughs.encode()})).trouble is Trouble.BROKEN


def test_a_workbook_with_macros_is_refused_by_its_parts_and_by_its_list_of_contents() -> None:
    assert refused(repacked(GOOD, {"xl/vbaProject.bin": b"x"})).trouble is Trouble.MACROS
    types = part(TYPES).replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert refused(repacked(GOOD, {TYPES: types})).trouble is Trouble.MACROS


def test_a_file_behind_a_password_is_refused() -> None:
    directory = "EncryptedPackage".encode("utf-16-le")
    assert refused(OLE + bytes(504) + directory).trouble is Trouble.LOCKED
    locked = bytearray(GOOD)
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(sign), GOOD):
            locked[found.start() + flags] |= 1
    assert refused(bytes(locked)).trouble is Trouble.LOCKED


def test_files_of_the_old_office_are_refused() -> None:
    assert refused(OLE + bytes(2_000), "a.xls").trouble is Trouble.OLD_FORMAT
    binary = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
    assert refused(packed({TYPES: binary}), "a.xlsb").trouble is Trouble.OLD_FORMAT


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\nBang",
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
        b"{\\rtf1 STT}",
        b"<html><table><tr><td>STT</td></tr></table></html>",
        packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        packed({TYPES: b"<Types/>"}),
        bytes(range(256)) * 4,
    ],
)
def test_what_is_no_table_of_ours_is_refused_by_its_content(content: bytes) -> None:
    assert refused(content, "phu-luc.xlsx").trouble is Trouble.KIND


def test_a_broken_file_is_refused() -> None:
    assert refused(GOOD[:-40]).trouble is Trouble.BROKEN
    assert refused(GOOD[: len(GOOD) // 2]).trouble is Trouble.BROKEN
    assert refused(repacked(GOOD, {"xl/workbook.xml": b"<workbook"})).trouble is Trouble.BROKEN
    assert refused(packed({TYPES: part(TYPES), "xl/workbook.xml": b""}, ZIP_BZIP2)).trouble is Trouble.BROKEN


def test_a_row_number_beyond_all_sheets_is_refused_soon() -> None:
    far = part(SHEET).replace(b'<row r="3"', b'<row r="999999999999"')
    assert refused(repacked(GOOD, {SHEET: far})).trouble is Trouble.TOO_MANY_ROWS


def test_what_a_sheet_says_of_its_own_size_is_not_believed() -> None:
    for said in (b"A1:XFD1048576", b"A1:A1"):
        lying = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + said + b'"', part(SHEET))
        assert lying != part(SHEET)
        assert [row.code for row in read_annex(repacked(GOOD, {SHEET: lying}), "a.xlsx", DAY).rows] == ["1.001193"]


def test_ranges_of_merged_cells_that_cover_the_sheet_a_thousand_times_are_refused() -> None:
    sheet = part(SHEET, many_rows(600))
    ranges = b"<mergeCells>" + b'<mergeCell ref="A1:XFD9000"/>' * 1_000 + b"</mergeCells>"
    piled = re.sub(rb"<mergeCells.*</mergeCells>", ranges, sheet)
    assert refused(repacked(many_rows(600), {SHEET: piled})).trouble is Trouble.BROKEN


@pytest.mark.bulk
def test_more_than_twenty_thousand_rows_are_refused() -> None:
    rows = "".join(f"{n};1.001193;x\r\n" for n in range(20_001))
    fault = refused(f"STT;Mã TTHC;Tên TTHC\r\n{rows}".encode(), "a.csv")
    assert (fault.trouble, fault.expected) == (Trouble.TOO_MANY_ROWS, "20000")
    assert refused(workbook([[n] for n in range(20_001)])).trouble is Trouble.TOO_MANY_ROWS


def test_a_file_without_a_table_of_procedures_is_refused() -> None:
    assert refused(b"").trouble is Trouble.NO_TABLE
    assert refused(b"Ten;So\nAn;1\n").trouble is Trouble.NO_TABLE
    assert refused(workbook([["STT", "Họ và tên", "Ghi chú"], [1, "x", ""]])).trouble is Trouble.NO_TABLE


def test_a_cell_of_a_table_of_text_that_never_ends_is_refused() -> None:
    assert refused(b'STT;"' + b"x" * 200_000).trouble is Trouble.BROKEN


def windows_1258(text: str) -> bytes:
    """Vietnamese as Windows wrote it: letters with their shape, tones behind them."""
    written = b""
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in tones))
        written += (base + tones).encode("cp1258")
    return written


@pytest.mark.parametrize("divider", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
def test_every_divider_and_every_sure_encoding_is_read(divider: str, encoding: str) -> None:
    text = divided(divider)
    content = windows_1258(text) if encoding == "cp1258" else text.encode(encoding)
    wanted = read_annex((FOLDER / "bai-bo.csv").read_bytes(), "a.csv", DAY)
    assert read_annex(content, "a.csv", DAY).rows == wanted.rows


@pytest.mark.parametrize(
    ("content", "font"),
    [
        ("STT;M· sè TTHC;Tªn thñ tôc hµnh chÝnh\n1;1.001193;§¨ng ký khai sinh\n".encode("latin-1"), "TCVN3 (.VnTime)"),
        ("STT;M· sè TTHC;Tªn thñ tôc hµnh chÝnh\n1;1.001193;§¨ng ký khai sinh\n".encode(), "TCVN3 (.VnTime)"),
        (
            "STT;Maõ soá;Teân thuû tuïc haønh chính\n1;1.001193;Ñaêng kyù khai sinh\n".encode("latin-1"),
            "VNI (VNI-Times)",
        ),
        ("Prénom;École\nà la carte;côté\n".encode("latin-1"), ""),
        ("STT;Mã TTHC".encode("utf-32"), ""),
    ],
)
def test_text_in_another_encoding_is_refused_and_what_it_seems_to_be_is_told(content: bytes, font: str) -> None:
    fault = refused(content, "a.csv")
    assert (fault.trouble, fault.value) == (Trouble.ENCODING, font)


def test_a_workbook_typed_in_an_old_font_is_refused_with_the_place() -> None:
    fault = refused(workbook([["STT", "M· sè TTHC", "Tªn thñ tôc hµnh chÝnh"], ROW]))
    assert fault == AnnexFault(Trouble.ENCODING, "Phụ lục", 1, "B", "TCVN3 (.VnTime)", "Unicode")
