"""Hỏi cán bộ: a question that was not answered is put to the office, with consent, and its answer comes to the chat.

miss ──Hỏi cán bộ──▶ consent? ──Đồng ý──▶ sent
                        └──Không gửi──▶ nothing is kept
"""

from bot.conversations.visit import Visit
from bot.review.asked import TooManyError
from bot.texts import say
from bot.views.message import Button, Message, pressed
from bot.views.notice import told, told_with_doors


def consult(visit: Visit) -> list[Message]:
    """Ask for consent, saying who sees what and for how long."""
    if not visit.talk.question:
        return [told_with_doors("consult.nothing")]
    asked = say("consult.consent", sentence=visit.talk.question)
    buttons = (Button(say("button.agree"), pressed("agree")), Button(say("button.disagree"), pressed("disagree")))
    return [Message((asked, say("consult.kept")), (buttons,))]


def agree(visit: Visit) -> list[Message]:
    """She agreed: the question is kept with her chat until it is answered."""
    question = visit.talk.question
    if not question:
        return [told_with_doors("consult.nothing")]
    visit.put(question="")
    try:
        visit.office.asked.ask(visit.chat_id, question, visit.office.at, visit.day)
    except TooManyError as refused:
        return [told("consult.too_many", most=refused.most)]
    return [told_with_doors("consult.sent")]


def disagree(visit: Visit) -> list[Message]:
    """She did not agree: nothing is kept."""
    visit.put(question="")
    return [told_with_doors("consult.not_sent")]
