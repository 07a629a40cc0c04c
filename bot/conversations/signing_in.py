"""The way to the desk: a link for the officer who asks for it, good once and for a few minutes."""

from bot.conversations.visit import Visit
from bot.review.sign_ins import LINK_LASTS
from bot.views import signing_in as views
from bot.views.message import Message
from bot.views.notice import told


def command(visit: Visit) -> list[Message]:
    """A link to the desk."""
    officer, office = visit.officer, visit.office
    if officer is None:
        return [told("chat.officers_only")]
    if not office.site:
        return [told("signing_in.not_open")]
    word = office.sign_ins.invite(officer.id, office.at)
    role = officer.holdings[0].role
    office.traces.leave(office.at, officer.id, role, "asked_for_a_link", f"officer:{officer.id}")
    return [views.link(office.site, office.sign(word, officer.id), LINK_LASTS)]
