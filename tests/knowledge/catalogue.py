"""Builders of procedures with sensible defaults, for tests of the search."""

from datetime import date

from knowledge.procedures import DayBasis, Level, Procedure, Reception, Source, Version

SEEN = Source(key="test", label="Danh mục thử", observed_on=date(2026, 1, 1), month="1/2026")


def a_version(
    name: str,
    *,
    code: str = "1.000001",
    field: str = "",
    levels: frozenset[Level] = frozenset({Level.COMMUNE}),
    reception: Reception = Reception.ONE_STOP,
    lists: int = 3,
    valid_from: date | None = None,
    valid_to: date | None = None,
    replaced_by: tuple[str, ...] = (),
    results: str = "",
    words: tuple[str, ...] = ("chưa cắt",),
) -> Version:
    """A version that was in force on every day tests ask for, unless they say otherwise."""
    return Version(
        code=code,
        name=name,
        short_name="",
        field=field,
        levels=levels,
        reception=reception,
        performing="",
        authority="",
        lists=lists,
        valid_from=valid_from,
        from_basis=DayBasis.STATED if valid_from else None,
        valid_to=valid_to,
        to_basis=DayBasis.STATED if valid_to else None,
        observed_on=date(2020, 1, 1),
        begun=None,
        ended=None,
        enacted_by=(),
        ended_by=(),
        ended_elsewhere=None,
        ended_elsewhere_on=None,
        replaced_by=replaced_by,
        applicants="",
        results=results,
        papers_complete=None,
        note="",
        source=SEEN,
        words=words,
    )


def a_procedure(code: str, *versions: Version) -> Procedure:
    """A procedure with versions given, oldest first."""
    return Procedure(code, versions)


def procedure_named(code: str, name: str, **facts: object) -> Procedure:
    """A procedure of one version."""
    return a_procedure(code, a_version(name, code=code, **facts))  # type: ignore[arg-type]  # facts of a_version
