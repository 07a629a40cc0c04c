"""The files of an export and their columns: those of the shipped catalogue as far as the database keeps them, and more.

`said_by` says whether a release or an officer said it, so that a later release knows what to leave alone.
"""

from knowledge.records import COLUMNS

SAID_BY = "said_by"
OFFICE, RELEASE = "office", "release"

PROCEDURES, OFFICES, VERIFICATIONS = "procedures.csv", "offices.csv", "verifications.csv"

_NOT_KEPT = {
    "sources.csv": {"detail"},
    **{f"{name}.csv": {"source"} for name in ("fields", "decisions", "ways", "papers", "units", "published_counts")},
}
"""What the shipped files say for whoever maintains them, and the database does not keep."""

_MORE = {PROCEDURES: (SAID_BY,), OFFICES: ("valid_from", "valid_to", SAID_BY)}

EXPORTED: dict[str, tuple[str, ...]] = {
    **{
        file: (*(column for column in columns if column not in _NOT_KEPT.get(file, ())), *_MORE.get(file, ()))
        for file, columns in COLUMNS.items()
    },
    VERIFICATIONS: ("code", "version_from", "document", "confirmed_on", "confirmed_by"),
}
"""Every file of an export with its columns, in the order in which they name each other."""
