"""Builders of annexes as they are read, and of what they are held against."""

from datetime import date
from typing import Any

from knowledge.annexes.values import Annex, AnnexRow, StatedDecision
from knowledge.procedures import Change, Level, Procedure, Version
from knowledge.proposing.values import Known
from knowledge.units import Unit

SIGNED, EFFECTIVE = date(2026, 11, 20), date(2026, 12, 1)
DAY = date(2026, 11, 22)

STATED = StatedDecision("1234/QĐ-UBND", SIGNED, "UBND tỉnh Ninh Bình", "Công bố danh mục", EFFECTIVE)

CO_LE = Unit("14026", "Cổ Lễ", "xã", "tỉnh Ninh Bình", date(2025, 7, 1), None, "")
NINH_BINH = Unit("37", "Ninh Bình", "tỉnh", "", None, None, "")


def a_row(name: str = "Đăng ký khai sinh", code: str = "1.000001", **facts: Any) -> AnnexRow:
    """A row that amends, at the commune, unless told otherwise."""
    told = {"change": Change.AMENDED, "levels": frozenset({Level.COMMUNE}), "sheet": "PL1", "row": 7, **facts}
    return AnnexRow(name=name, code=code, **told)


def an_annex(*rows: AnnexRow, decision: StatedDecision = STATED, **facts: Any) -> Annex:
    """A file without a fault whose decision states everything."""
    return Annex("phu-luc.xlsx", decision, (), rows, facts.get("faults", ()))


def known(*versions: Version, fields: tuple[str, ...] = ("Hộ tịch", "Đất đai")) -> Known:
    """A catalogue of these versions, each list of a code oldest first."""
    of_code: dict[str, tuple[Version, ...]] = {}
    for version in versions:
        of_code[version.code] = (*of_code.get(version.code, ()), version)
    procedures = {code: Procedure(code, of_one) for code, of_one in of_code.items()}
    decisions = {d.key: d for version in versions for d in (*version.enacted_by, *version.ended_by)}
    return Known(procedures, fields, decisions, (CO_LE, NINH_BINH))
