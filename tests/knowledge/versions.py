"""Builders of versions and of small catalogues in a folder; each is sound unless a test says otherwise."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from bot.database import Database
from knowledge import tables
from knowledge.loading import Difference, load
from knowledge.procedures import DayBasis, Decision, Level, Procedure, Reception, Source, Version
from knowledge.records import COLUMNS
from knowledge.release import read_release

FIRST_LOAD = datetime(2026, 11, 1, 8, tzinfo=UTC)
SECOND_LOAD = FIRST_LOAD + timedelta(days=1)
THIRD_LOAD = FIRST_LOAD + timedelta(days=2)

SOURCE = Source("portal", "Cổng Dịch vụ công quốc gia", date(2026, 7, 31), "7/2026")

PLAIN = Version(
    code="1.000001",
    name="Thủ tục đăng ký khai sinh",
    short_name="",
    field="Hộ tịch",
    levels=frozenset({Level.COMMUNE}),
    reception=Reception.ONE_STOP,
    performing="",
    authority="",
    lists=0,
    valid_from=None,
    from_basis=None,
    valid_to=None,
    to_basis=None,
    observed_on=None,
    begun=None,
    ended=None,
    enacted_by=(),
    ended_by=(),
    ended_elsewhere=None,
    ended_elsewhere_on=None,
    replaced_by=(),
    applicants="",
    results="",
    papers_complete=None,
    note="",
    source=SOURCE,
)


def a_version(**facts: Any) -> Version:
    """A version of which nothing but its name is stated; a day given without a basis is a stated one."""
    for day, basis in (("valid_from", "from_basis"), ("valid_to", "to_basis")):
        if facts.get(day):
            facts.setdefault(basis, DayBasis.STATED)
    return replace(PLAIN, **facts)


def a_procedure(*versions: Version) -> Procedure:
    """A procedure of these versions, or of one plain version."""
    of_code = versions or (a_version(),)
    return Procedure(of_code[0].code, of_code)


def a_decision(number: str = "453/QĐ-UBND", signed_on: date | None = date(2024, 3, 6), **facts: str) -> Decision:
    """A decision of the province, unless another place is given."""
    told = {"key": number, "issuer": "UBND tỉnh Nam Định", "place": "Nam Định", "subject": "", **facts}
    return Decision(number=number, signed_on=signed_on, **told)


SOUND: dict[str, list[dict[str, str]]] = {
    "sources.csv": [
        {"key": "portal", "label": SOURCE.label, "observed_on": "2026-07-31", "month": "7/2026"},
        {"key": "report", "label": "Báo cáo quý I/2024", "observed_on": "2024-03-31", "month": "quý I/2024"},
    ],
    "fields.csv": [
        {"name": "Hộ tịch", "district_group": "Tư pháp", "commune_group": "Tư pháp", "source": "portal"},
        {"name": "Nội vụ", "district_group": "Nội vụ", "commune_group": "", "source": "report"},
        {"name": "Đất đai", "district_group": "", "commune_group": "", "source": "portal"},
    ],
    "decisions.csv": [
        {"key": "nam-dinh/453", "number": "453/QĐ-UBND", "signed_on": "2024-03-06", "issuer": "UBND tỉnh Nam Định"}
        | {"place": "Nam Định", "subject": "Thi đua, khen thưởng", "source": "report"},
        {"key": "btp/12", "number": "12/QĐ-BTP", "signed_on": "", "issuer": "Bộ Tư pháp"}
        | {"place": "", "subject": "", "source": "portal"},
        {"key": "hai-phong/7", "number": "7/QĐ-UBND", "signed_on": "2026-01-05", "issuer": "UBND thành phố Hải Phòng"}
        | {"place": "Hải Phòng", "subject": "", "source": "portal"},
    ],
    "procedures.csv": [
        # Line 2: nobody states since when it holds.
        {"code": "1.000001", "name": "Thủ tục đăng ký khai sinh", "short_name": "Đăng ký khai sinh"}
        | {"field": "Hộ tịch", "levels": "district; commune", "reception": "one_stop", "performing": "UBND cấp xã"}
        | {"authority": "Chủ tịch UBND cấp xã", "lists": "5", "observed_on": "2026-07-31", "enacted_by": "btp/12"}
        | {"applicants": "Công dân Việt Nam", "results": "Giấy khai sinh", "papers_complete": "yes", "note": "Thử"}
        | {"source": "portal", "source_ref": "1.000001.json"},
        # Lines 3 and 4: one code that changed its level on a stated day.
        {"code": "1.000002", "name": "Thủ tục ghi chú ly hôn", "field": "Hộ tịch", "levels": "district"}
        | {"reception": "one_stop", "valid_to": "2025-07-01", "to_basis": "stated", "observed_on": "2024-03-31"}
        | {"source": "report"},
        {"code": "1.000002", "name": "Thủ tục ghi vào Sổ hộ tịch việc ly hôn", "field": "Hộ tịch", "levels": "commune"}
        | {"reception": "one_stop", "valid_from": "2025-07-01", "from_basis": "stated", "begun": "amended"}
        | {"papers_complete": "no", "source": "portal"},
        # Lines 5 and 6: one code seen twice, and nobody states since when either version holds.
        {"code": "1.000003", "name": "Thủ tục xóa đăng ký thường trú", "levels": "commune", "reception": "police"}
        | {"observed_on": "2021-08-31", "source": "portal"},
        {"code": "1.000003", "name": "Thủ tục xóa đăng ký thường trú tại Công an xã", "levels": "commune"}
        | {"reception": "police", "observed_on": "2026-07-31", "source": "portal"},
        # Line 7: a local code, abolished.
        {"code": "TN-NV-01", "name": "Thủ tục tặng giấy khen", "field": "Nội vụ", "levels": "district"}
        | {"reception": "one_stop", "valid_to": "2024-03-06", "to_basis": "signed", "ended": "abolished"}
        | {"ended_by": "nam-dinh/453", "source": "report"},
        # Line 8: replaced on a day nobody states, and ended elsewhere.
        {"code": "TN-NV-02", "name": "Thủ tục khai sinh cũ", "levels": "commune", "reception": "one_stop"}
        | {"observed_on": "2024-03-31", "ended": "replaced", "replaced_by": "1.000001"}
        | {"ended_elsewhere": "hai-phong/7", "ended_elsewhere_on": "2026-01-05", "source": "report"},
    ],
    "ways.csv": [
        {"code": "1.000001", "channel": "counter", "time": "5 ngày làm việc", "fee": "8000"}
        | {"fee_note": "Miễn phí cho hộ nghèo", "source": "portal"},
        {"code": "1.000001", "channel": "online", "time_without_unit": "3", "fee": "0", "valid_from": "2026-01-01"}
        | {"valid_to": "2027-01-01", "source": "portal"},
        {"code": "1.000002", "channel": "counter", "fee": "75000", "source": "report"},
        {"code": "1.000002", "version_from": "2025-07-01", "channel": "post", "fee": "50000", "source": "portal"},
        {"code": "1.000003", "version_from": "2021-08-31", "channel": "counter", "source": "portal"},
        {"code": "1.000003", "channel": "online", "source": "portal"},
    ],
    "papers.csv": [
        {"code": "1.000001", "case": "1. Nộp trực tiếp", "name": "Tờ khai", "originals": "1", "copies": "0"}
        | {"source": "portal"},
        {"code": "1.000002", "version_from": "2025-07-01", "name": "Bản án ly hôn", "copies": "1", "source": "portal"},
        {"code": "1.000001", "case": "1. Nộp trực tiếp", "name": "Giấy chứng sinh", "conditional": "yes"}
        | {"source": "portal"},
    ],
    "units.csv": [
        {"code": "14026", "name": "Cổ Lễ", "kind": "thị trấn", "parent": "huyện Trực Ninh", "valid_to": "2025-07-01"}
        | {"successor": "14026", "source": "portal"},
        {"code": "14026", "name": "Cổ Lễ", "kind": "xã", "parent": "tỉnh Ninh Bình", "valid_from": "2025-07-01"}
        | {"source": "portal"},
    ],
    "offices.csv": [
        {"unit": "14026", "kind": "committee", "name": "Ủy ban nhân dân xã Cổ Lễ", "source": "report"}
        | {"address": "Trụ sở huyện cũ", "hours": "7 giờ 30 đến 11 giờ 30", "phone": "0228 3883 001"}
        | {"map": "https://maps.example.vn/?q=20.29,106.27"},
        {"unit": "14026", "kind": "police", "name": "Công an xã Cổ Lễ", "source": "portal"},
    ],
    "published_counts.csv": [
        {"as_of": "2024-03-31", "level": "district", "group": "Tư pháp", "procedures": "32", "source": "report"},
        {"as_of": "2024-03-31", "level": "commune", "group": "Tư pháp", "procedures": "37", "source": "report"},
    ],
}
"""Every file of a small catalogue without a fault; a cell that is not named is empty."""


class Folder:
    """A small sound catalogue as files; what a test changes is written at once. The heading is line 1."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = {file: [dict(cells) for cells in rows] for file, rows in SOUND.items()}
        path.mkdir(exist_ok=True)
        for file in SOUND:
            self._write(file)

    def put(self, file: str, line: int, **cells: str) -> "Folder":
        """Other cells in a line."""
        self.lines[file][line - 2].update(cells)
        return self._write(file)

    def add(self, file: str, **cells: str) -> "Folder":
        """Another line at the end."""
        self.lines[file].append(cells)
        return self._write(file)

    def drop(self, file: str, line: int) -> "Folder":
        """One line fewer."""
        del self.lines[file][line - 2]
        return self._write(file)

    def _write(self, file: str) -> "Folder":
        with (self.path / file).open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, COLUMNS[file], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.lines[file])
        return self


def bring(database: Database, folder: Folder, at: datetime = FIRST_LOAD) -> Difference | None:
    """Load a folder as one change set."""
    release = read_release(folder.path)
    return database.transact(lambda connection: load(connection, release, at))


TABLES: tuple[Table, ...] = (
    tables.change_set,
    tables.source,
    tables.field,
    tables.decision,
    tables.version,
    tables.way,
    tables.paper,
    tables.unit,
    tables.office,
    tables.published_count,
)


def dump(database: Database) -> dict[str, list[str]]:
    """Every row of every table of the catalogue."""

    def rows(connection: Connection) -> dict[str, list[str]]:
        return {table.name: sorted(map(str, connection.execute(select(table)))) for table in TABLES}

    return database.read(rows)


def records_of(database: Database, code: str) -> list[dict[str, Any]]:
    """Every record of a code, ended ones too, in the order in which they were made."""
    found = select(tables.version).filter_by(code=code).order_by(tables.version.c.id)
    return database.read(lambda connection: [dict(row) for row in connection.execute(found).mappings()])


def say_as_office(database: Database, code: str, name: str, digest: str = "what an officer said") -> None:
    """An officer's change set that gives the only version of a code another name."""

    def change(connection: Connection) -> None:
        said = select(tables.version).filter_by(code=code, recorded_to=None)
        old = dict(connection.execute(said).mappings().one())
        made = insert(tables.change_set).values(digest=f"office {code}", origin="office", made_at=SECOND_LOAD)
        key = connection.execute(made.returning(tables.change_set.c.id)).scalar_one()
        connection.execute(update(tables.version).filter_by(id=old.pop("id")).values(recorded_to=SECOND_LOAD))
        new = old | {"name": name, "digest": digest, "change_set_id": key, "recorded_from": SECOND_LOAD}
        connection.execute(insert(tables.version).values(new))

    database.transact(change)


def codes(procedures: Iterable[Procedure]) -> list[str]:
    """The codes of procedures, in their order."""
    return [procedure.code for procedure in procedures]
