"""What a button means: `v1:verb:about`. One of an older version or of another day is answered, never an error."""

from collections.abc import Callable, Sequence

from bot.conversations import (
    acting,
    asking,
    browsing,
    consulting,
    correcting,
    following,
    keeping,
    living,
    lodging,
    sending,
    steps,
    taking,
    teaching,
    welcoming,
)
from bot.conversations.visit import Visit
from bot.views.message import VERSION, Message, pressed
from bot.views.notice import told_with_doors

Verb = Callable[..., Sequence[Message]]

SCREENS: dict[str, Verb] = {
    "choice": asking.choice,
    "several": asking.together,
    "pick": asking.pick,
    "more": asking.more,
    "papers": asking.papers,
    "ways": asking.ways,
    "history": asking.history,
    "office": living.office,
    "fields": browsing.fields,
    "field": browsing.field,
    "recent": browsing.recent,
    "help": welcoming.help_,
    "about": welcoming.about,
    "step": steps.step,
    "mine": following.mine,
    "petition": following.show,
    "events": following.history,
    "why": following.why,
    "follow": following.follow,
    "mydata": keeping.show,
}
"""Verbs that show something and change nothing: "quay lại" returns to them."""

ACTS: dict[str, Verb] = {
    "none": asking.none_of_these,
    "commune": living.commune,
    "live": living.live,
    "forget": living.forget,
    "wrong": correcting.wrong,
    "settle": correcting.settle,
    "reported": correcting.queue,
    "consult": consulting.consult,
    "agree": consulting.agree,
    "disagree": consulting.disagree,
    "queue": teaching.queue,
    "asked": teaching.asked,
    "reply": teaching.reply,
    "send": teaching.send,
    "missed": teaching.missed,
    "teach": teaching.teach,
    "means": teaching.means,
    "outside": teaching.outside,
    "aside": teaching.aside,
    "taught": teaching.taught,
    "unteach": teaching.unteach,
    "lodge": lodging.begin,
    "category": taking.category,
    "append": taking.append,
    "keep": steps.keep,
    "by_post": lodging.by_post,
    "nowhere": lodging.nowhere,
    "consent": taking.consent,
    "refuse": sending.refuse,
    "shown": lodging.shown,
    "rest": lodging.rest,
    "unsaid": lodging.unsaid,
    "submit": sending.submit,
    "drop": sending.drop,
    "unfile": lodging.unfile,
    "anonymous": sending.anonymous,
    "remark": sending.remark,
    "supply": acting.supply,
    "supplied": acting.supplied,
    "add": acting.add,
    "withdraw": acting.withdraw,
    "withdrawn": acting.withdrawn,
    "settled": acting.settled,
    "reopen": acting.reopen,
    "rate": acting.rate,
    "rated": acting.rated,
    "unreasoned": acting.unreasoned,
    "export": keeping.export,
    "erase": keeping.erase,
    "erased": keeping.erased,
    "unconsent": keeping.unconsent,
    "unconsented": keeping.unconsented,
    "kept": keeping.kept,
}

OF_PETITIONS = frozenset(
    ("petition", "events", "why", "supply", "supplied", "add", "withdraw", "withdrawn", "settled", "reopen", "rate")
) | {"rated", "unreasoned"}
"""Verbs that need the code of a petition."""

MOST = {"papers": 2, "ways": 2, "history": 2, "field": 2, "commune": 3, "settle": 2, "means": 3}
MOST |= dict.fromkeys(("pick", "more", "office", "fields", "recent", "wrong"), 1)
MOST |= dict.fromkeys(("step", "lodge", "category", "shown", "consent"), 1)
MOST |= dict.fromkeys(("reply", "send", "teach", "outside", "aside", "unteach"), 1)
MOST |= dict.fromkeys(OF_PETITIONS, 1) | {"mine": 1, "events": 2, "why": 2, "rated": 3}
"""How many words a verb takes, none unless told; what more an altered button carries is left."""

LEAST = dict.fromkeys(("pick", "more", "papers", "ways", "history", "field", "live", "wrong", "settle"), 1)
LEAST |= dict.fromkeys(("reply", "send", "teach", "outside", "aside", "unteach"), 1) | {"means": 2}
LEAST |= dict.fromkeys(("step", "category", "shown"), 1)
LEAST |= dict.fromkeys(OF_PETITIONS, 1) | {"rated": 3}
"""How many words a verb cannot do without."""


def press(visit: Visit, data: str) -> list[Message]:
    """The screen or act behind a button."""
    version, _, rest = data.partition(":")
    verb, *about = rest.split(":")
    act = SCREENS.get(verb) or ACTS.get(verb)
    said = [word for word in about if word]
    if version != VERSION or act is None or len(said) < LEAST.get(verb, 0):
        return [told_with_doors("button.old")]
    if verb == "live":
        return [*act(visit, *about[:2]), *return_to(visit, about[2:])]
    return list(act(visit, *said[: MOST.get(verb, 0)]))


def return_to(visit: Visit, screen: Sequence[str]) -> list[Message]:
    """The screen she came from before something was asked in between; nothing when there is none."""
    return press(visit, pressed(*screen)) if screen and screen[0] in SCREENS else []


def back(visit: Visit) -> list[Message]:
    """The step before this one of a petition that is written; else the screen before this one, or the menu."""
    if visit.talk.awaits.startswith("draft:"):
        return steps.back(visit)
    before = visit.talk.trail[:-1]
    visit.put(trail=before[:-1])
    return press(visit, before[-1]) if before else welcoming.help_(visit)
