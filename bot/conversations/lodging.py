"""Writing a petition. What is missing is asked for in turn; every part can be mended until it is sent.

/phananh, the button or the offer ──▶ words ──▶ (category) ──▶ who ──▶ (place) ──▶ consent ──▶ review ──Gửi──▶ receipt
                                        │                       └──Không ghi tên──▶ remark
                                        └──khiếu nại, tố cáo──▶ their doors; nothing is kept

In brackets: asked only where nothing said it. The draft is a row of its own; /huy leaves it for a week.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time

from bot.clock import VIET_NAM
from bot.conversations import doors
from bot.conversations.visit import Visit
from bot.petitions.categories import categories, guess
from bot.petitions.consents import NOTICE
from bot.petitions.drafts import Draft
from bot.petitions.identity import Identity, faults, missing, read_identity, with_contact
from bot.petitions.petition import Place
from bot.petitions.similar import similar_to
from bot.petitions.wording import LONGEST, WordsFault, clean, fault_of
from bot.views import lodging as views
from bot.views.lodging import Form, Step
from bot.views.message import Message
from bot.views.notice import told, told_with_doors

LONGEST_PLACE = 200


def begin(visit: Visit, code: str = "") -> list[Message]:
    """Begin to write, or go on; after an answer it is about its procedure, after an offer it has its words."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    if draft is not None and (draft.words or not visit.talk.grievance):
        return proceed(visit, _with_parcels(visit, draft), resumed=bool(draft.words))
    if refused := too_many(visit):
        return refused
    words = visit.talk.grievance
    visit.put(grievance="", question="")
    about = code if visit.standing(code) else ""
    fresh = _with_parcels(visit, replace(draft or Draft(), about=about))
    return take_words(visit, fresh, words) if words else proceed(visit, fresh)


def command(visit: Visit, words: str) -> list[Message]:
    """The command; words behind it are what it is about."""
    visit.put(grievance=words or visit.talk.grievance)
    return begin(visit)


def too_many(visit: Visit) -> list[Message]:
    """One sentence for who sent as many petitions today as one may."""
    most = visit.office.settings.petitions_a_day
    midnight = datetime.combine(visit.office.at.astimezone(VIET_NAM), time(), VIET_NAM)
    sent = visit.office.cases.register.petitions.lodged_since(visit.chat_id, midnight)
    return [told_with_doors("lodge.too_many_today", most=most)] if sent >= most else []


def _with_parcels(visit: Visit, draft: Draft) -> Draft:
    """What was sent before the petition was begun belongs to it."""
    for parcel in visit.talk.parcels:
        visit.office.cases.attachments.add(visit.chat_id, parcel, visit.office.at)
    point = visit.talk.point
    visit.put(parcels=(), point=())
    return replace(draft, place=replace(draft.place, latitude=point[0], longitude=point[1])) if point else draft


def proceed(visit: Visit, draft: Draft, *, resumed: bool = False) -> list[Message]:
    """Keep the draft and ask for the first thing that is missing."""
    visit.office.cases.drafts.keep(visit.chat_id, draft, visit.office.at)
    return ask_for(visit, draft, next_step(draft), resumed=resumed)


def next_step(draft: Draft) -> Step:
    """What is missing first; the review when nothing is."""
    place = draft.place
    lacking = {
        Step.WORDS: not draft.words,
        Step.CATEGORY: not draft.category,
        Step.IDENTITY: bool(missing(draft.identity)),
        Step.PLACE: not (draft.placeless or place.commune or place.words or place.latitude is not None),
        Step.CONSENT: draft.notice != NOTICE,
    }
    return next((step for step, lacks in lacking.items() if lacks), Step.REVIEW)


def ask_for(visit: Visit, draft: Draft, step: Step, *, resumed: bool = False) -> list[Message]:
    """The screen of a step; what is typed next is taken for it."""
    visit.put(awaits=f"draft:{step}", about="", offered=(), facet="")
    visit.arrive("step", step)
    return [views.asked(step, replace(form_of(visit, draft), resumed=resumed))]


def form_of(visit: Visit, draft: Draft) -> Form:
    """A draft with the names of what it only has the codes of."""
    standing = visit.standing(draft.about) if draft.about else None
    settings = visit.office.settings
    return Form(
        draft,
        about=standing.version.display_name if standing else "",
        commune=visit.office.catalogue.communes.place(draft.place.commune, ""),
        files=len(visit.office.cases.attachments.of_draft(visit.chat_id)),
        trial=not settings.is_official,
        contact=settings.data_contact,
        similar=similar_to(draft.words, visit.office.cases.register.petitions.of_chat(visit.chat_id)),
    )


def step(visit: Visit, wanted: str) -> list[Message]:
    """A step again, to mend what was given there."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    if draft is None or wanted not in set(Step):
        return [told_with_doors("lodge.nothing")]
    if Step(wanted) in {Step.CONSENT, Step.REVIEW}:
        return ask_for(visit, draft, next_step(draft))
    return ask_for(visit, draft, Step(wanted))


BEFORE: Mapping[Step, Step] = {
    Step.CATEGORY: Step.WORDS,
    Step.IDENTITY: Step.WORDS,
    Step.PLACE: Step.IDENTITY,
    Step.CONSENT: Step.IDENTITY,
    Step.REVIEW: Step.IDENTITY,
}
"""Where "quay lại" leads from each step; from the first one it stops writing."""


def back(visit: Visit) -> list[Message]:
    """The step before the one that is open; what was given there can be given anew."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    before = BEFORE.get(Step(visit.talk.awaits.partition(":")[2]))
    if draft is None or before is None:
        visit.put(awaits="")
        return [views.stopped()]
    return ask_for(visit, draft, before)


def typed(visit: Visit, wanted: str, words: str) -> list[Message]:
    """What was typed at a step; nothing when the step takes no words, so that they are read as a question."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    take = TAKEN.get(Step(wanted)) if wanted in set(Step) else None
    return take(visit, draft, words) if draft and take else []


def take_words(visit: Visit, draft: Draft, words: str) -> list[Message]:
    """What it is about. A khiếu nại or tố cáo is shown its door; who may be in danger is told whom to call first."""
    text = clean(words)
    if wrong := fault_of(text):
        visit.office.cases.drafts.keep(visit.chat_id, draft, visit.office.at)
        visit.put(awaits=f"draft:{Step.WORDS}")
        return [_wrong(wrong, len(text))]
    leads = doors.door(visit, text)
    if leads.messages:
        visit.put(awaits="", grievance="", rest=leads.rest)
        return views.mixed(leads.messages, leads.rest) if leads.rest else list(leads.messages)
    guessed = guess(text)
    category = draft.category or (guessed.key if guessed else "")
    place = _place_named(visit, text, draft.place)
    return [*doors.urgent(visit, text), *proceed(visit, replace(draft, words=text, category=category, place=place))]


def _wrong(fault: WordsFault, length: int) -> Message:
    return told(f"lodge.{fault}", number=length, most=LONGEST)


def _place_named(visit: Visit, words: str, place: Place) -> Place:
    """The place with the commune that the words name, else the one she lives in."""
    if place.commune or place.words:
        return place
    naming = visit.office.catalogue.communes.read(words)
    if naming and len(naming.places) == 1 and not naming.district:
        return replace(place, commune=naming.places[0].commune.code)
    return replace(place, commune=visit.place.commune.code) if visit.place else place


def take_category(visit: Visit, draft: Draft, words: str) -> list[Message]:
    """A category by its number or some of its name."""
    keys = list(categories())
    if words.strip().isdecimal() and 0 < int(words) <= len(keys):
        return category(visit, keys[int(words) - 1])
    guessed = guess(words)
    return category(visit, guessed.key) if guessed else ask_for(visit, draft, Step.CATEGORY)


def category(visit: Visit, key: str) -> list[Message]:
    """A category was chosen."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    if draft is None or key not in categories():
        return [told_with_doors("lodge.nothing")]
    return proceed(visit, replace(draft, category=key))


def take_identity(visit: Visit, draft: Draft, words: str) -> list[Message]:
    """Who she is: by one line, or one part after another; what is complete already is replaced by what is typed."""
    complete = not missing(draft.identity)
    said = read_identity(words, Identity() if complete else draft.identity)
    if wrong := faults(said):
        return [told(f"lodge.fault_{wrong[0]}")]
    identity = _over(said, draft.identity) if complete else said
    place = _place_named(visit, identity.address, draft.place)
    return proceed(visit, replace(draft, identity=identity, place=place))


def _over(said: Identity, known: Identity) -> Identity:
    """What is known, with what was said instead."""
    parts = ("name", "address", "phone", "email")
    return Identity(**{part: getattr(said, part) or getattr(known, part) for part in parts})


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
    naming = visit.office.catalogue.communes.read(text)
    commune = naming.places[0].commune.code if naming and len(naming.places) == 1 else ""
    return proceed(visit, replace(draft, place=replace(draft.place, commune=commune, words=text)))


def nowhere(visit: Visit) -> list[Message]:
    """She does not know where, or it is nowhere in particular: the review says so."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    if draft is None:
        return [told_with_doors("lodge.nothing")]
    return proceed(visit, replace(draft, placeless=True))


def consent(visit: Visit) -> list[Message]:
    """She agrees, under the notice she was shown."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    if draft is None:
        return [told_with_doors("lodge.nothing")]
    return proceed(visit, replace(draft, notice=NOTICE))


def shown(visit: Visit, yes: str = "0") -> list[Message]:
    """Whether her name may be known beyond those who handle it."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    if draft is None:
        return [told_with_doors("lodge.nothing")]
    return proceed(visit, replace(draft, shown=yes == "1"))


def unfile(visit: Visit) -> list[Message]:
    """The files go; everything else stays."""
    draft = visit.office.cases.drafts.of(visit.chat_id)
    if draft is None:
        return [told_with_doors("lodge.nothing")]
    visit.office.cases.attachments.drop(visit.chat_id)
    return proceed(visit, draft)


def rest(visit: Visit) -> list[Message]:
    """She agrees that the part which is no denunciation is lodged."""
    words = visit.talk.rest
    visit.put(rest="")
    if not words:
        return [told_with_doors("button.old")]
    draft = visit.office.cases.drafts.of(visit.chat_id) or Draft()
    return take_words(visit, draft, words)


def unsaid(visit: Visit) -> list[Message]:
    """She does not want the rest lodged: nothing of it is kept."""
    visit.put(rest="")
    return [told_with_doors("consult.not_sent")]


TAKEN: Mapping[Step, Callable[[Visit, Draft, str], list[Message]]] = {
    Step.WORDS: take_words,
    Step.CATEGORY: take_category,
    Step.IDENTITY: take_identity,
    Step.PLACE: take_place,
}
"""The steps that are answered by typing."""
