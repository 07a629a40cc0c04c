"""An officer's own figures, and nobody else's."""

from bot.conversations.visit import Visit
from bot.reports.own_figures import own_figures
from bot.views import bulletins as views
from bot.views.message import Message
from bot.views.notice import told


def own(visit: Visit) -> list[Message]:
    """What the officer who writes answers for, and answered."""
    officer, office = visit.officer, visit.office
    if officer is None:
        return [told("chat.officers_only")]
    petitions = office.cases.register.petitions.of_officer(officer.id)
    real, trial = (own_figures(petitions, office.cases.clocking, office.at, trial=trial) for trial in (False, True))
    return [views.figures(real, trial)]
