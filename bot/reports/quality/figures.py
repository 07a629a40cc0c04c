"""All that is told of quality over some months, read in one view of the database; words and layout come later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from bot.reports.quality.months import Months
from bot.reports.quality.petition_figures import PetitionMonth, PetitionQualityRepository, Whose, together
from bot.reports.quality.question_figures import QuestionMonth, QuestionQualityRepository, Shown, Unmet
from bot.reports.quality.rates import Rate, RateRepository
from bot.reports.quality.sample_figures import SampleMonth, SampleQualityRepository
from bot.reports.quarter.periods import CutOff


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which months, and of whose petitions; how the quarters of dossiers are cut."""

    months: Months
    whose: Whose
    cut_off: CutOff = CutOff.CALENDAR


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures, month by month where they are."""

    wanted: Wanted
    petitions: Mapping[date, PetitionMonth]
    questions: Mapping[date, QuestionMonth]
    shown: Sequence[Shown]
    unmet: Sequence[Unmet]
    samples: Mapping[date, SampleMonth]
    rates: Sequence[Rate]

    @property
    def whole(self) -> PetitionMonth:
        """What became of petitions in all of the months."""
        return together(self.petitions.values())


def read_quality(connection: Connection, wanted: Wanted) -> Quality:
    """The figures, as they are now."""
    months, whose = wanted.months, wanted.whose
    questions = QuestionQualityRepository(connection)
    return Quality(
        wanted,
        PetitionQualityRepository(connection).months(whose, months),
        questions.months(months),
        questions.most_shown(months.span),
        questions.unmet(months.span),
        SampleQualityRepository(connection).months(whose, months),
        RateRepository(connection).rates(whose, months.span, wanted.cut_off),
    )
