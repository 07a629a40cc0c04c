"""Tables of documents as office programs truly write them."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from knowledge.annexes.reading import read_annex
from knowledge.annexes.values import AnnexError, Trouble
from tests.annex_making import repacked

DAY = date(2026, 11, 23)


def document(body: str) -> bytes:
    """A document with this body, in the words of its format without their prefix: "<p>", "<tbl>"."""
    whole = re.sub(r"<(/?)(\w+)", r"<\1w:\2", body).replace(' val="', ' w:val="')
    written = BytesIO()
    Document().save(written)
    with ZipFile(written) as packed:
        before, _, after = packed.read("word/document.xml").partition(b"<w:body>")
    return repacked(written.getvalue(), {"word/document.xml": before + b"<w:body>" + whole.encode() + after})


def cells(*texts: str) -> str:
    """A row of a document's table."""
    return "<tr>" + "".join(f"<tc><p>{text}</p></tc>" for text in texts) + "</tr>"


def run(text: str) -> str:
    """Words in a document."""
    return f"<r><t>{text}</t></r>"


HEADS = cells(*map(run, ("STT", "Mã TTHC", "Tên TTHC", "Phí, lệ phí")))
NEW = f"<p>{run('DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH')}</p>"


def test_of_tracked_changes_what_was_put_in_counts_and_what_was_struck_out_does_not() -> None:
    changed = f"{run('Đăng ký ')}<del><r><delText>khai tử</delText></r></del><ins>{run('khai sinh')}</ins>"
    read = read_annex(
        document(f"{NEW}<tbl>{HEADS}{cells(run('1'), run('1.001193'), changed, run('Không'))}</tbl>"), "", DAY
    )
    assert [one.name for one in read.rows] == ["Đăng ký khai sinh"]


def test_a_raised_number_behind_a_name_is_a_footnote_and_a_raised_two_behind_a_metre_is_not() -> None:
    raised = '<r><rPr><vertAlign val="superscript"/></rPr><t>{}</t></r>'.format
    lines = (
        cells(run("1"), run("1.001193"), run("Đăng ký khai sinh") + raised(1), run("Không")),
        cells(run("2"), run("1.000894"), run("Nhà trên 500 m") + raised(2), run("Không")),
    )
    read = read_annex(document(f"{NEW}<tbl>{HEADS}{''.join(lines)}</tbl>"), "", DAY)
    assert [one.name for one in read.rows] == ["Đăng ký khai sinh", "Nhà trên 500 m²"]


def test_a_table_inside_a_cell_and_a_cell_inside_a_form_are_read_in_their_place() -> None:
    inner = f"{run('Phí:')}</p><tbl>{cells(run('10.000 đồng'))}</tbl><p>"
    row_in_form = f"<sdt><sdtContent>{cells(run('1'), run('1.001193'), run('Khai sinh'), inner)}</sdtContent></sdt>"
    read = read_annex(document(f"{NEW}<sdt><sdtContent><tbl>{HEADS}{row_in_form}</tbl></sdtContent></sdt>"), "", DAY)
    assert [(one.code, one.fee) for one in read.rows] == [("1.001193", "Phí:\n10.000 đồng")]


def test_a_row_that_begins_further_right_stands_under_its_own_headings() -> None:
    name_alone = f'<tr><trPr><gridBefore val="2"/></trPr><tc><p>{run("có yếu tố nước ngoài")}</p></tc></tr>'
    first = cells(run("1"), run("1.001193"), run("Khai sinh"), run("Không"))
    read = read_annex(document(f"{NEW}<tbl>{HEADS}{first}{name_alone}</tbl>"), "", DAY)
    assert [one.name for one in read.rows] == ["Khai sinh có yếu tố nước ngoài"]


def test_a_table_without_codes_goes_on_in_the_next_table_and_another_table_does_not() -> None:
    heads = cells(*map(run, ("STT", "Tên TTHC", "Thời hạn")))
    pages = (
        f"<tbl>{heads}{cells(run('1'), run('Khai sinh'), run('5 ngày'))}</tbl>",
        f"<tbl>{cells(run('2'), run('Kết hôn'), run('3 ngày'))}</tbl>",
        f"<tbl>{cells(run('Nơi nhận'), run('CHỦ TỊCH'))}</tbl>",
    )
    read = read_annex(document(f"{NEW}{'<p></p>'.join(pages)}"), "", DAY)
    assert [one.name for one in read.rows] == ["Khai sinh", "Kết hôn"]


def test_entities_of_a_document_are_not_unfolded() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    content = document(f"{NEW}<tbl>{HEADS}{cells(run('1'), run('1.001193'), run('LAUGH'), run('Không'))}</tbl>")
    with ZipFile(BytesIO(content)) as packed:
        _, _, body = packed.read("word/document.xml").partition(b"<w:document")
    laughs = f'<!DOCTYPE d [<!ENTITY l0 "ha">{entities}]><w:document'.encode() + body.replace(b"LAUGH", b"&l9;")
    with pytest.raises(AnnexError) as caught:
        read_annex(repacked(content, {"word/document.xml": laughs}), "", DAY)
    assert caught.value.fault.trouble is Trouble.BROKEN
