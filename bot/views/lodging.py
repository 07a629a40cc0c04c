"""Writing a petition, step by step: what each step asks, and the review of all of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from bot.petitions.categories import Family, categories
from bot.petitions.consents import NOTICE
from bot.petitions.drafts import Draft
from bot.petitions.identity import Identity, missing, shown_phone
from bot.petitions.petition import Petition, Place
from bot.petitions.publications import Published
from bot.texts import say, words
from bot.views import publishing
from bot.views.facts import commune
from bot.views.message import Button, Message, pairs, pressed
from bot.views.petition import label, see_published, ways_on
from knowledge.communes import Place as Commune
from knowledge.text.normalise import bare

REVIEWED = 700
"""Characters of the words that the review shows."""


class Step(StrEnum):
    """What is given in turn."""

    WORDS = "words"
    CATEGORY = "category"
    IDENTITY = "identity"
    PLACE = "place"
    CONSENT = "consent"
    REVIEW = "review"


HEADED: Mapping[Step, tuple[int, str]] = {
    Step.WORDS: (1, "lodge.step_words"),
    Step.CATEGORY: (1, "lodge.step_category"),
    Step.IDENTITY: (2, "lodge.step_identity"),
    Step.PLACE: (2, "lodge.step_place"),
    Step.CONSENT: (3, "lodge.step_consent"),
    Step.REVIEW: (4, "lodge.step_review"),
}
"""The number and the name a step is shown under; what is asked only at need has the number of the step before it."""

LAST = 4


@dataclass(frozen=True, slots=True)
class Form:
    """A draft as it is shown: with the names of its procedure and commune, its files, and whose channel it is."""

    draft: Draft
    about: str = ""  # name of the procedure
    commune: Commune | None = None
    files: int = 0
    trial: bool = False
    contact: str = ""  # who answers for personal data
    similar: Sequence[Petition] = ()
    published: Sequence[Published] = ()  # with their answers, by others
    opening: Markup | None = None  # what is told before the step


def asked(step: Step, form: Form) -> Message:
    """The screen of a step: where one is, what is asked, the way back."""
    opening = [form.opening] if form.opening else []
    heading = [*opening, _heading(step, form.draft)]
    paragraphs, buttons = SCREENS[step](form)
    trial = [say("lodge.trial")] if form.trial and step in {Step.WORDS, Step.REVIEW} else []
    return Message((*heading, *trial, *paragraphs, say("lodge.way_back")), buttons)


def _heading(step: Step, draft: Draft) -> Markup:
    """Where one is; of what is entered for somebody, that it is, on every screen."""
    number, name = HEADED[step]
    if draft.is_for_another:
        channel = say(f"enter.by_{draft.channel}")
        return say("enter.step", channel=channel, number=number, last=LAST, name=say(name))
    return say("lodge.step", number=number, last=LAST, name=say(name))


ENTERED: Mapping[str, str] = {
    "lodge.words": "enter.words",
    "lodge.not_complaint": "enter.not_complaint",
    "lodge.where": "enter.where",
    "lodge.identity": "enter.identity",
    "lodge.identity_why": "enter.identity_why",
    "lodge.notice": "enter.notice",
    "lodge.consent": "enter.consent",
    "lodge.review": "enter.review",
    "button.consent": "button.enter_consent",
    "button.no_consent": "button.enter_no_consent",
    "button.submit": "button.enter_submit",
}
"""What an officer reads who enters a petition for somebody, in the place of what she would read herself."""


def _worded(form: Form, key: str, **values: object) -> Markup:
    """A text in the words of who writes."""
    return say(ENTERED.get(key, key) if form.draft.is_for_another else key, **values)


Screen = tuple[Sequence[Markup], tuple[tuple[Button, ...], ...]]


def _words(form: Form) -> Screen:
    about = [say("lodge.words_about", name=form.about)] if form.about else []
    files = [say("lodge.file_kept", number=form.files)] if form.files else []
    if form.draft.words:
        now = say("lodge.words_now", words=words.shortened(form.draft.words, REVIEWED))
        return [*about, *files, now, _worded(form, "lodge.not_complaint")], _keep()
    return [*about, *files, _worded(form, "lodge.words"), _worded(form, "lodge.not_complaint")], ()


def _category(_: Form) -> Screen:
    listed = list(enumerate(categories(), 1))
    rules = sum(category.family is Family.RULES for category in categories().values())
    lines = [say("lodge.category_line", number=n, name=say(f"category.{key}")) for n, key in listed]
    buttons = tuple(Button(str(n), pressed("category", key)) for n, key in listed)
    texts = [say("lodge.which_category"), Markup("\n").join(lines), say("lodge.family_a", last=rules)]
    return texts, (buttons[:5], buttons[5:])


def _identity(form: Form) -> Screen:
    identity = form.draft.identity
    lacking = missing(identity)
    if not lacking:
        return [say("lodge.identity_now", given=identity_line(identity))], _keep()
    asked_for = _still(identity, lacking) if lacking != missing(Identity()) else _worded(form, "lodge.identity")
    post = [Button(say("button.by_post"), pressed("by_post"))] if lacking == ("contact",) else []
    buttons = [*post, Button(say("button.anonymous"), pressed("anonymous"))]
    return [asked_for, _worded(form, "lodge.identity_why")], tuple((button,) for button in buttons)


def _still(identity: Identity, lacking: Sequence[str]) -> Markup:
    """What was read of her, so that she can mend it, and what is asked for still."""
    parts = Markup(", ").join(say(f"lodge.part_{part}") for part in lacking)
    if not (given := identity_line(identity)):
        return say("lodge.identity_none", missing=parts)
    return say("lodge.identity_missing", given=given, missing=parts)


def _place(form: Form) -> Screen:
    return [_worded(form, "lodge.where")], _keep() if form.draft.placed else _nowhere()


def _nowhere() -> tuple[tuple[Button, ...], ...]:
    return ((Button(say("button.place_unknown"), pressed("nowhere")),),)


def _keep() -> tuple[tuple[Button, ...], ...]:
    """What was given at a step may stay as it is."""
    return ((Button(say("button.keep"), pressed("keep")),),)


def _consent(form: Form) -> Screen:
    contact = [say("lodge.notice_contact", contact=form.contact)] if form.contact else []
    buttons = (
        Button(_worded(form, "button.consent"), pressed("consent", NOTICE, *_channel(form))),
        Button(_worded(form, "button.no_consent"), pressed("refuse")),
    )
    return [_worded(form, "lodge.notice", version=NOTICE), *contact, _worded(form, "lodge.consent")], (buttons,)


def _channel(form: Form) -> tuple[str, ...]:
    """What a button carries beside, so that it acts on nothing but what it was shown for."""
    return (form.draft.channel,) if form.draft.is_for_another else ()


def _review(form: Form) -> Screen:
    similar = [say("lodge.similar_own", code=p.code, state=label(p)) for p in form.similar]
    similar += [publishing.brief(one) for one in form.published]
    truthful = [say(f"enter.truthful_{form.draft.channel}")] if form.draft.is_for_another else []
    return [Markup("\n").join(_lines(form)), *similar, *truthful, _worded(form, "lodge.review")], _review_buttons(form)


def _lines(form: Form) -> list[Markup]:
    draft = form.draft
    about = [say("lodge.line_about", value=form.about)] if form.about else []
    shown = say("lodge.shown_yes") if draft.shown else say("lodge.shown_no")
    files = say("lodge.files", number=form.files) if form.files else say("lodge.files_none")
    printed = say("enter.printed_yes") if draft.printed else say("enter.printed_no")
    slip = [say("enter.line_slip", value=printed)] if draft.is_for_another else []
    return [
        say("lodge.line_words", value=words.shortened(draft.words, REVIEWED)),
        say("lodge.line_category", value=say(f"category.{draft.category}")),
        *about,
        say("lodge.line_place", value=place_line(draft.place, form.commune)),
        say("lodge.line_identity", value=identity_line(draft.identity)),
        say("lodge.line_shown", value=shown),
        say("lodge.line_files", value=files),
        *slip,
    ]


def _review_buttons(form: Form) -> tuple[tuple[Button, ...], ...]:
    mend = [Button(say(f"button.mend_{step}"), pressed("step", step)) for step in MENDED]
    shown = form.draft.shown
    mend.append(Button(say("button.hide_name") if shown else say("button.show_name"), pressed("shown", int(not shown))))
    if form.draft.is_for_another:
        name = "button.no_name_on_slip" if form.draft.printed else "button.name_on_slip"
        mend.append(Button(say(name), pressed("slip", int(not form.draft.printed))))
    if form.files:
        mend.append(Button(say("button.drop_files"), pressed("unfile")))
    mend.append(Button(say("button.lodge_drop"), pressed("drop")))
    mend += [see_published(one.code) for one in form.published]
    return ((Button(_worded(form, "button.submit"), pressed("submit", *_channel(form))),), *pairs(mend))


MENDED = (Step.WORDS, Step.CATEGORY, Step.PLACE, Step.IDENTITY)

SCREENS: Mapping[Step, Callable[[Form], Screen]] = {
    Step.WORDS: _words,
    Step.CATEGORY: _category,
    Step.IDENTITY: _identity,
    Step.PLACE: _place,
    Step.CONSENT: _consent,
    Step.REVIEW: _review,
}


def identity_line(identity: Identity) -> str:
    """Name, address and contact in one line, as far as they are known."""
    parts = (identity.name, identity.address, shown_phone(identity.phone), identity.email)
    return ", ".join(part for part in parts if part)


def place_line(place: Place, here: Commune | None) -> Markup:
    """Where the matter is, in words."""
    named = [Markup.escape(place.words)] if place.words else []
    if here and bare(here.commune.name) not in bare(place.words):
        named.append(commune(here))
    if place.latitude is not None:
        named.append(say("lodge.place_point"))
    return Markup(", ").join(named) or say("lodge.place_none")


def anonymous(draft: Draft) -> Message:
    """What a remark without a name is, and is not, before it is sent."""
    asked_for = say("lodge.anonymous_ask", words=words.shortened(draft.words, REVIEWED))
    buttons = [
        Button(say("button.anonymous_send"), pressed("remark")),
        Button(say("button.name_it"), pressed("step", Step.IDENTITY)),
    ]
    return Message((say("lodge.anonymous"), asked_for), pairs(buttons))


def offer(key: str, **values: object) -> Message:
    """Something came that may become a petition: one tap begins it."""
    return Message((say(key, **values),), ((Button(say("button.lodge"), pressed("lodge")),),))


def mixed(door: Sequence[Message], rest: str) -> list[Message]:
    """A message that is partly a denunciation: its door, and the rest as a petition if she agrees."""
    buttons = (
        Button(say("button.lodge_rest"), pressed("rest")),
        Button(say("button.rest_not"), pressed("unsaid")),
    )
    return [*door, Message((say("lodge.mixed", rest=words.shortened(rest, REVIEWED)),), (buttons,))]


def to_petition(petition: Petition) -> Message:
    """What was sent belongs to a petition; while the office asks, one tap says that it is the answer."""
    kept = say("file.to_petition", code=petition.code)
    return Message((kept,), pairs(ways_on(petition)))


def waiting() -> Message:
    """A petition was begun and is not sent: one tap goes on with it."""
    return Message((say("lodge.waiting"),), ((Button(say("button.lodge_resume"), pressed("lodge")),),))


def with_way_back(message: Message) -> Message:
    """A message under which one tap goes on with the petition that was begun."""
    return message.with_buttons(((Button(say("button.lodge_resume"), pressed("lodge")),),))


def more_words() -> Message:
    """What was typed is no name, no address and no telephone: it may be more of what the petition is about."""
    buttons = [
        Button(say("button.append"), pressed("append")),
        Button(say("button.anonymous"), pressed("anonymous")),
    ]
    return Message((say("lodge.no_identity"),), pairs(buttons))


def stopped() -> Message:
    """Writing was stopped; what was written is kept, unless she wants it gone."""
    buttons = [
        Button(say("button.lodge_resume"), pressed("lodge")),
        Button(say("button.lodge_drop"), pressed("drop")),
    ]
    return Message((say("lodge.stopped"),), pairs(buttons))
