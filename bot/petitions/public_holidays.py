"""Public holidays of Việt Nam and the weekend days worked in exchange, as the package `holidays` knows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from importlib.metadata import version

SATURDAY = 5


@dataclass(frozen=True)
class Year:
    """A year: its free days with their Vietnamese names, worked weekend days, and whether it is only computed.

    `worked` holds days of other years too, since an exchange may reach over New Year.
    """

    number: int
    free: Mapping[date, str]
    worked: frozenset[date]
    estimated: bool

    def is_working(self, day: date) -> bool:
        """Whether offices work on a day of this year."""
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.free)

    @cached_property
    def working_days(self) -> frozenset[date]:
        """Every day of this year on which offices work."""
        days = (date(self.number, 1, 1) + timedelta(days=number) for number in range(366))
        return frozenset(day for day in days if day.year == self.number and self.is_working(day))


@lru_cache(maxsize=64)
def year_of(year: int) -> Year:
    """The public holidays of a year.

    A year is estimated when it lies after the last one for which the package carries an announced exchange of days:
    its holidays follow from the law and the lunar calendar, and an announcement may still move some.
    """
    import holidays  # 80 ms, which nobody should wait for who asks about no day

    known = holidays.country_holidays("VN", years=year, expand=False, language="vi")
    return Year(
        number=year,
        free=dict(known.items()),
        worked=frozenset(known.weekend_workdays),
        estimated=year > max(known.special_public_holidays),
    )


@cache
def edition() -> str:
    """The version of the package, since a newer one may know other days."""
    return version("holidays")
