"""Whatever is handed in as an annex is read or refused, and never anything else."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from random import Random
from zipfile import ZipFile

import pytest

from bot.views import annex as view
from knowledge.annexes.reading import read_annex
from knowledge.annexes.values import Annex, AnnexError
from tests.annex_files import DECISION, FOLDER
from tests.annex_making import HEADINGS, repacked, workbook

DAY = date(2026, 11, 23)
SEED = 20261123
FILES = [path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix != ".md"]
PACKED = [content for content in FILES if content.startswith(b"PK")]

PIECES = (
    *HEADINGS,
    *("A", "I", "II.1", "1", "2", "(1)", "", "", "-", "x", "Có", "=1+1", "@SUM(A1)", "1.001193", "2.000635\n1.000894"),
    *("1.00119", "TN-NV-01", "9" * 60, "\u202e", "😀", "<b>&", "{value}", "ngày 31/02/9999", "TTHC được thay thế"),
    *("Cấp xã", "Cấp huyện", "Lĩnh vực", "Lĩnh vực Hộ tịch (99 TTHC)", "B. THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ", "PHỤ LỤC II"),
    *("thay thế", "Lý do", "được thay thế bởi 1.001193", "Quy trình nội bộ", "Thủ tục đăng ký khai sinh", DECISION),
)


def noise(chance: Random) -> bytes:
    """Bytes by chance."""
    return chance.randbytes(chance.randrange(2_000))


def damaged(chance: Random) -> bytes:
    """A real file with bytes changed, left out, put in or repeated."""
    return _hurt(chance, chance.choice(FILES))


def damaged_inside(chance: Random) -> bytes:
    """A real packed file whose parts are damaged and packed again, so that what reads them sees it."""
    content = chance.choice(PACKED)
    with ZipFile(BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return repacked(content, {name: _hurt(chance, part) for name, part in parts.items() if chance.random() < 0.3})


def jumbled(chance: Random) -> bytes:
    """A table of what stands in annexes, in no order."""
    lines = (";".join(chance.choices(PIECES, k=chance.randint(1, 7))) for _ in range(chance.randint(1, 25)))
    return "\n".join(lines).encode(chance.choice(["utf-8", "utf-16", "utf-8-sig"]))


def jumbled_book(chance: Random) -> bytes:
    """The same as a workbook, with cells merged anywhere."""
    rows = [chance.choices(PIECES, k=chance.randint(1, 7)) for _ in range(chance.randint(1, 25))]
    taken = range(1, chance.randint(1, 20), 3)
    merged = [f"A{at}:{chance.choice('ABCDEFG')}{at + chance.randint(0, 2)}" for at in taken]
    return workbook([[cell.replace("\u202e", "") for cell in row] for row in rows], merged)


def _hurt(chance: Random, content: bytes) -> bytes:
    hurt = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(hurt) or 1)
        end = at + chance.randint(1, 40)
        hurt[at:end] = chance.choice([b"", chance.randbytes(3), hurt[at:end] * 2])
    return bytes(hurt)


@pytest.mark.bulk
@pytest.mark.parametrize("make", [noise, damaged, damaged_inside, jumbled, jumbled_book])
def test_whatever_is_handed_in_is_read_or_refused_and_told(make: Callable[[Random], bytes]) -> None:
    chance = Random(SEED)
    told = 0
    for _ in range(80):
        try:
            read = read_annex(make(chance), "a", DAY)
        except AnnexError as refusal:
            told += len(view.fault(refusal.fault)) > 0
            continue
        assert isinstance(read, Annex)
        told += len(view.mapping(read)) > 0
        assert all(view.fault(fault) for fault in read.faults)
    assert told == 80
