"""Who else is called so: procedures of the very same name, and of nearly the same in one field."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from rapidfuzz import fuzz, process

from knowledge.procedures import Procedure, Version
from knowledge.text.normalise import bare, marked
from knowledge.timeline import version_on

NEAR = 93.0
"""How alike two names are at least, of 100, that may be one procedure's."""

APART = 0.4
"""How much of the shorter of two names the other holds at most, when one code is taken for two procedures."""

NEAREST = 3
"""How many known fields are offered for one that is not known."""

MOST = 4
"""How many procedures of one name are offered."""


def plainly(name: str) -> str:
    """A name as it is compared: "Thủ tục Đăng ký khai sinh" and "đăng ký  khai sinh" are one."""
    return marked(name).removeprefix("thủ tục ")


class Names:
    """The names of what holds on a day."""

    def __init__(self, procedures: Iterable[Procedure], day: date) -> None:
        self._same: dict[str, list[Version]] = defaultdict(list)
        self._of_field: dict[str, dict[str, str]] = defaultdict(dict)
        self._holding: dict[str, Version] = {}
        for procedure in procedures:
            version = version_on(procedure.versions, day)
            if version is None or (version.replaced_by and version.valid_to is None):
                continue
            self._holding[procedure.code] = version
            self._same[plainly(version.name)].append(version)
            self._of_field[version.field][procedure.code] = bare(version.name)

    def same(self, name: str, code: str = "") -> list[Version]:
        """Others of the very same name."""
        return [version for version in self._same.get(plainly(name), ()) if version.code != code][:MOST]

    def near(self, name: str, field: str, code: str = "") -> list[Version]:
        """Others of nearly the same name in a field, the nearest first."""
        names = {other: said for other, said in self._of_field.get(field, {}).items() if other != code}
        found = process.extract(bare(name), names, scorer=fuzz.ratio, score_cutoff=NEAR, limit=MOST)
        return [self._holding[other] for _, _, other in found]


def is_another(one: str, other: str) -> bool:
    """Whether two names are so different that they hardly name one procedure."""
    said, stands = set(bare(one).split()), set(bare(other).split())
    return len(said & stands) <= APART * min(len(said), len(stands))


class Fields:
    """The known fields, by how they are called."""

    def __init__(self, known: Iterable[str]) -> None:
        self._names = {name: bare(name) for name in known}
        self._nearest: dict[str, list[str]] = {}

    def nearest(self, field: str) -> list[str]:
        """Those that are called most like one; a file names the same field in many rows."""
        if field not in self._nearest:
            found = process.extract(bare(field), self._names, scorer=fuzz.ratio, limit=NEAREST)
            self._nearest[field] = [name for _, _, name in found]
        return self._nearest[field]
