"""A petition is begun, and what its buttons say on the way to the review.

/phananh, the button or the offer ──▶ the steps (steps.py, taking.py) ──▶ review ──Gửi──▶ receipt (sending.py)
"""

from dataclasses import replace

from bot.conversations.entering import offered, resumed
from bot.conversations.steps import draft_of, proceed, too_many
from bot.conversations.taking import take_words
from bot.conversations.visit import Visit
from bot.petitions.drafts import Draft
from bot.texts import say
from bot.views.message import Message
from bot.views.notice import told_with_doors


def begin(visit: Visit, code: str = "") -> list[Message]:
    """Begin to write, or go on; after an answer it is about its procedure, after an offer it has its words."""
    draft = draft_of(visit)
    if draft is not None and draft.is_for_another:
        return resumed(visit, draft)
    if draft is not None and (draft.words or not visit.talk.grievance):
        return (
            proceed(visit, draft, opening=say("lodge.continued"))
            if draft.words
            else offered(visit, proceed(visit, draft))
        )
    if refused := too_many(visit):
        return refused
    words = visit.talk.grievance
    visit.put(grievance="", question="")
    fresh = replace(draft or Draft(), about=code if visit.standing(code) else "")
    return take_words(visit, fresh, words) if words else offered(visit, proceed(visit, fresh))


def command(visit: Visit, words: str) -> list[Message]:
    """The command; words behind it are what it is about."""
    visit.put(grievance=words or visit.talk.grievance)
    return begin(visit)


def nowhere(visit: Visit) -> list[Message]:
    """She does not know where, or it is nowhere in particular: the review says so."""
    return _with(visit, placeless=True)


def shown(visit: Visit, yes: str = "0") -> list[Message]:
    """Whether her name may be known beyond those who handle it."""
    return _with(visit, shown=yes == "1")


def by_post(visit: Visit) -> list[Message]:
    """She has no telephone and no e-mail: a letter to her address reaches her (NĐ 20/2008/NĐ-CP, Điều 7)."""
    draft = draft_of(visit)
    if draft is None or not draft.identity.address:
        return [told_with_doors("lodge.nothing")]
    return proceed(visit, replace(draft, identity=replace(draft.identity, by_post=True)))


def unfile(visit: Visit) -> list[Message]:
    """The files go; everything else stays."""
    visit.office.cases.attachments.drop(visit.chat_id)
    return _with(visit)


def _with(visit: Visit, **given: object) -> list[Message]:
    """The draft with what a button says."""
    draft = draft_of(visit)
    if draft is None:
        return [told_with_doors("lodge.nothing")]
    return proceed(visit, replace(draft, **given))  # type: ignore[arg-type]  # the names are the draft's own


def rest(visit: Visit) -> list[Message]:
    """She agrees that the part which is no denunciation is lodged."""
    words = visit.talk.rest
    visit.put(rest="")
    if not words:
        return [told_with_doors("button.old")]
    return take_words(visit, draft_of(visit) or Draft(), words)


def unsaid(visit: Visit) -> list[Message]:
    """She does not want the rest lodged: nothing of it is kept."""
    visit.put(rest="")
    return [told_with_doors("lodge.rest_not_sent")]
