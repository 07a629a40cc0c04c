"""What is typed at a step of writing a petition.

Whatever it is, it passes the doors first: who is in danger, who is being deceived and who accuses somebody is told
where to turn, whichever step was open, and nothing of it is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.conversations import doors, replying, sending
from bot.conversations.steps import again, ask_for, draft_of, proceed, turned
from bot.conversations.visit import Visit
from bot.petitions.categories import categories, guess
from bot.petitions.consents import NOTICE
from bot.petitions.drafts import Draft
from bot.petitions.identity import (
    Identity,
    faults,
    looks_like_identity,
    missing,
    read_identity,
    sound,
    with_contact,
)
from bot.petitions.petition import Channel
from bot.petitions.wording import LONGEST, clean, fault_of
from bot.texts import say
from bot.views import lodging as views
from bot.views.lodging import Step
from bot.views.message import Message
from bot.views.notice import told, told_with_doors
from knowledge.kinds.reading import Kind
from knowledge.text.normalise import bare

LONGEST_PLACE = 200

YES = frozenset(
    {"co", "vang", "da", "ok", "oke", "dong y", "toi dong y", "em dong y", "da dong y", "da vang", "nhat tri"}
)
NO = frozenset({"khong", "ko", "k", "thoi", "khong dong y", "toi khong dong y", "khong gui", "khong gui nua"})
SEND = YES | {
    "gui",
    "gui di",
    "ok gui",
    "gui luon",
    "gui ngay",
    "xong",
    "xong roi",
    "dung roi",
    "vang gui di",
    "gui giup toi",
}
"""Short words by which people agree, refuse, and send, without marks."""


def typed(visit: Visit, wanted: str, words: str) -> list[Message] | None:
    """What was typed at a step; None when the step takes no such words, so that they are read as a question."""
    draft = draft_of(visit)
    if draft is None or wanted not in set(Step):
        return None
    return TAKEN[Step(wanted)](visit, draft, words)


def take_words(visit: Visit, draft: Draft, words: str) -> list[Message]:
    """What it is about. A question is answered, and the petition waits; where danger is, help comes first."""
    text = clean(words)
    if wrong := fault_of(text):
        visit.office.cases.drafts.keep(visit.chat_id, draft, visit.office.at)
        visit.put(awaits=f"draft:{Step.WORDS}")
        return [told(f"lodge.{wrong}", number=len(text), most=LONGEST)]
    if (leads := doors.door(visit, text)).messages:
        return turned(visit, leads)
    if not draft.words and _asks(visit, text):
        return [*replying.ask(visit, text), views.waiting()]
    return [*doors.urgent(visit, text), *proceed(visit, _about(visit, draft, text))]


def _asks(visit: Visit, text: str) -> bool:
    """Whether the words plainly ask about a procedure instead of saying what is wrong."""
    understood = visit.office.understand(text)
    return understood.kind in {Kind.ANSWER, Kind.CHOICES, Kind.SEVERAL} and (
        "?" in text or understood.facet is not None
    )


def _about(visit: Visit, draft: Draft, text: str) -> Draft:
    """The draft with its words, and with what they say of category and place, unless she chose these herself."""
    guessed = guess(text)
    category = draft.category if draft.chosen else (guessed.key if guessed else "")
    written = replace(draft, words=text, category=category)
    return written if draft.placed else _placed(visit, written)


def _placed(visit: Visit, draft: Draft) -> Draft:
    """The draft with the one commune that its words name; several are asked about, none leaves what was known."""
    naming = visit.office.catalogue.communes.read(draft.words)
    if naming is None:
        own = visit.place if draft.place.latitude is None and not draft.is_for_another else None
        here = own.commune.code if own else ""
        return replace(draft, place=replace(draft.place, commune=draft.place.commune or here))
    clear = len(naming.places) == 1 and not naming.district
    commune = naming.places[0].commune.code if clear else ""
    return replace(draft, place=replace(draft.place, commune=commune), asks_place=not clear)


def take_category(visit: Visit, draft: Draft, words: str) -> list[Message]:
    """A category by its number or some of its name."""
    keys = list(categories())
    if words.strip().isdecimal() and 0 < int(words) <= len(keys):
        return category(visit, keys[int(words) - 1])
    if (leads := doors.door(visit, clean(words))).messages:
        return turned(visit, leads)
    guessed = guess(words)
    return category(visit, guessed.key) if guessed else ask_for(visit, draft, Step.CATEGORY)


def category(visit: Visit, key: str) -> list[Message]:
    """A category was chosen."""
    draft = draft_of(visit)
    if draft is None or key not in categories():
        return [told_with_doors("lodge.nothing")]
    return proceed(visit, replace(draft, category=key, chosen=True))


def take_identity(visit: Visit, draft: Draft, words: str) -> list[Message]:
    """Who she is: by one line, or one part after another; of what is complete, what is typed is replaced."""
    if (leads := doors.door(visit, clean(words))).messages:
        return turned(visit, leads)
    if urgent := doors.urgent(visit, words):
        return again(visit, *urgent)
    complete = not missing(draft.identity)
    said = read_identity(words, Identity() if complete else draft.identity)
    if not looks_like_identity(words) and said in {Identity(), draft.identity}:
        return _no_identity(visit, words)
    wrong, kept = faults(said), sound(said)
    identity = _over(kept, draft.identity) if complete else kept
    opening = say(f"lodge.fault_{wrong[0]}") if wrong else None
    return proceed(visit, _at_home(visit, replace(draft, identity=identity)), opening=opening)


def _no_identity(visit: Visit, words: str) -> list[Message]:
    """Nothing of it is a name, an address or a telephone: a question, or more of what it is about."""
    if _asks(visit, words):
        return [*replying.ask(visit, words), views.waiting()]
    visit.put(rest=clean(words))
    return [views.more_words()]


def append(visit: Visit) -> list[Message]:
    """What was typed belongs to the words."""
    draft, more = draft_of(visit), visit.talk.rest
    visit.put(rest="")
    if draft is None or not more:
        return [told_with_doors("lodge.nothing")]
    return take_words(visit, draft, f"{draft.words}\n{more}")


def _at_home(visit: Visit, draft: Draft) -> Draft:
    """The draft with the commune of her address, where nothing else says a place."""
    place = draft.place
    if draft.placed or draft.asks_place or place.commune or place.latitude is not None:
        return draft
    naming = visit.office.catalogue.communes.read(draft.identity.address)
    clear = naming is not None and len(naming.places) == 1
    return replace(draft, place=replace(place, commune=naming.places[0].commune.code)) if naming and clear else draft


def _over(said: Identity, known: Identity) -> Identity:
    """What is known, with what was said instead."""
    parts = ("name", "address", "phone", "email")
    return replace(known, **{part: getattr(said, part) or getattr(known, part) for part in parts})


def take_contact(visit: Visit, draft: Draft, number: str) -> list[Message]:
    """The telephone of the contact she shared."""
    identity = with_contact(draft.identity, number)
    if wrong := faults(identity):
        return [told(f"lodge.fault_{wrong[0]}")]
    return proceed(visit, replace(draft, identity=identity))


def take_place(visit: Visit, draft: Draft, words: str) -> list[Message]:
    """Where the matter is: a commune, and whatever says it more closely."""
    text = " ".join(clean(words).split())
    if len(text) > LONGEST_PLACE:
        return [told("lodge.where_too_long", most=LONGEST_PLACE)]
    if (leads := doors.door(visit, text)).messages:
        return turned(visit, leads)
    naming = visit.office.catalogue.communes.read(text)
    commune = naming.places[0].commune.code if naming and len(naming.places) == 1 else ""
    return proceed(visit, replace(draft, placed=True, place=replace(draft.place, commune=commune, words=text)))


def take_consent(visit: Visit, draft: Draft, words: str) -> list[Message] | None:
    """A plain yes or no; anything else is a question."""
    said = bare(words)
    if said in YES:
        return consent(visit, NOTICE, draft.channel)
    return sending.refuse(visit) if said in NO else None


def take_review(visit: Visit, draft: Draft, words: str) -> list[Message] | None:
    """A plain word to send it, or not; anything else is a question."""
    said = bare(words)
    if said in SEND:
        return sending.submit(visit, draft.channel)
    if said in NO:
        visit.put(awaits="")
        return [views.stopped()]
    return None


def consent(visit: Visit, notice: str = "", channel: str = Channel.CHAT) -> list[Message]:
    """She agrees, under the notice she was shown; under an older one she is shown the newer.

    An officer's own button agrees to nothing that is entered for somebody, nor the other way round.
    """
    draft = draft_of(visit)
    if draft is None:
        return [told_with_doors("lodge.nothing")]
    if channel != draft.channel:
        return proceed(visit, draft)
    return proceed(visit, replace(draft, notice=notice))


TAKEN: Mapping[Step, Callable[[Visit, Draft, str], list[Message] | None]] = {
    Step.WORDS: take_words,
    Step.CATEGORY: take_category,
    Step.IDENTITY: take_identity,
    Step.PLACE: take_place,
    Step.CONSENT: take_consent,
    Step.REVIEW: take_review,
}
"""What takes the words typed at each step."""
