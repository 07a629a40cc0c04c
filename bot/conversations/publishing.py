"""The result of a petition is made fit for others to read, and published; or goes along to another agency.

board ──Công khai kết quả──▶ draft ──Sửa …──▶ type      ──Ảnh──▶ which, which cells (covering)
draft ──Trình công khai──▶ waits ──▶ approvers read it ──Công khai──▶ anybody may read it, and its sender hears so
                                                       └─Trả lại──▶ why? ──▶ draft, and its author hears of it
board ──Thôi công khai──▶ why? ──▶ hidden

What is proposed lost all that tells somebody apart. Officers may put back what was covered needlessly, but nothing that
tells of the sender: that is covered again, whatever is typed.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import ParamSpec

from markupsafe import Markup

from bot.conversations.desk import Act, ByCode, Duty, on_duty, shown, trace
from bot.conversations.visit import Visit
from bot.petitions.attachments import FileState
from bot.petitions.petition import EventKind, Petition, Reader, is_own
from bot.petitions.publications import (
    WRITTEN,
    Publication,
    PublicationState,
    erasable_text,
    may_be_published,
    may_be_redacted,
)
from bot.petitions.redaction import passes_on, redacted, signed, still_tells
from bot.petitions.wording import clean
from bot.review.officers import Officer
from bot.review.powers import Power, who_may
from bot.texts import say
from bot.views import publishing as views
from bot.views.message import Message, pressed
from bot.views.notice import told
from bot.views.publishing import PARTS, Redacting

P = ParamSpec("P")

LONGEST = 4000
"""Characters of a text that is typed anew, as many as Telegram takes."""

LONGEST_REASON = 500

BACK, HIDE = "publish_back", "hide"
"""What stands in the trail beside the powers."""


def on_publication(power: Power, may_be: Callable[[Petition], bool] = may_be_redacted) -> Callable[[Act[P]], ByCode[P]]:
    """An act on what is made of a petition, which is held; of one that it may not be done to, it is not done."""

    def guard(act: Act[P]) -> ByCode[P]:
        @on_duty(power)
        def guarded(visit: Visit, duty: Duty, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
            held = visit.office.cases.register.petitions.hold(duty.petition.id)
            if not may_be(held):
                return shown(visit, held.code, say("publish.not_this", code=held.code))
            return act(visit, replace(duty, petition=held), *args, **kwargs)

        return guarded

    return guard


@on_publication(Power.REDACT)
def redact(visit: Visit, duty: Duty) -> list[Message]:
    """What is made fit for others: proposed when it is first opened, then as it stands."""
    return screen(visit, duty, of(visit, duty))


def of(visit: Visit, duty: Duty) -> Publication:
    """The publication of a petition; what is proposed where there is none, or its answer is another one now."""
    publications, petition = visit.office.cases.publications, duty.petition
    found = publications.of(petition.id)
    if found is None:
        said, answer = _proposed(visit, petition)
        return publications.begin(petition.id, said, answer, duty.officer.id, visit.office.at)
    is_older = petition.answered_at is not None and found.changed_at < petition.answered_at
    return _anew(visit, duty, found) if is_older and found.state in WRITTEN else found


def _proposed(visit: Visit, petition: Petition) -> tuple[str, str]:
    """Her words and the answer without what tells anybody apart."""
    register = visit.office.cases.register
    identity = register.identity_to_cover(petition)
    answer, signature = signed(register.answer_of(petition))
    # Who approved it stands under it in the office's name, and stays.
    return redacted(petition.words, identity).text, redacted(answer, identity).text + signature


def _anew(visit: Visit, duty: Duty, now: Publication) -> Publication:
    said, answer = _proposed(visit, duty.petition)
    return keep(visit, duty, now, words=said, answer=answer)


def keep(visit: Visit, duty: Duty, now: Publication, **changes: object) -> Publication:
    """Keep what an officer made of it."""
    trace(visit, duty, Power.REDACT)
    return visit.office.cases.publications.keep(now, duty.officer.id, visit.office.at, **changes)


def screen(visit: Visit, duty: Duty, now: Publication, opening: Markup | None = None) -> list[Message]:
    """A publication as it stands; nothing is awaited for it."""
    visit.put(awaits="", noted=(), about="", offered=(), facet="")
    visit.arrive("redact", duty.petition.code)
    return [views.draft(redacting(visit, duty, now), opening)]


def redacting(visit: Visit, duty: Duty, now: Publication) -> Redacting:
    """A publication with what is shown beside it."""
    cases = visit.office.cases
    identity = cases.register.identity_to_cover(duty.petition)
    answer, _ = signed(now.answer)
    doubts = [one.words for text in (now.words, answer) for one in still_tells(text, identity)]
    author = visit.office.officers.name_of(now.author_id)
    pictures = len(cases.attachments.pictures_of(duty.petition.id))
    return Redacting(duty.petition, now, list(dict.fromkeys(doubts)), pictures, author)


def written(visit: Visit, duty: Duty) -> Publication | None:
    """The publication that an officer may mend now; None where it waits for approval, or stands."""
    now = of(visit, duty)
    return now if now.state in WRITTEN else None


@on_publication(Power.REDACT)
def part(visit: Visit, duty: Duty, name: str) -> list[Message]:
    """One of the texts is typed anew."""
    now = written(visit, duty)
    if now is None or name not in PARTS:
        return redact(visit, duty.petition.code)
    visit.put(awaits=f"redact_part:{duty.petition.code}:{name}", about="", offered=())
    visit.arrive("redact_part", duty.petition.code, name)
    return [views.ask_part(duty.petition, name, getattr(now, name))]


def typed_part(visit: Visit, about: str, typed: str) -> list[Message] | None:
    """A text was typed, unless another screen was opened since."""
    code, _, name = about.partition(":")
    return _typed_part(visit, code, name, typed) if is_at(visit, "redact_part", code, name) else None


def is_at(visit: Visit, *at: str) -> bool:
    """Whether a screen is the last that was shown; what was asked for on another is asked no more."""
    is_last = visit.talk.trail[-1:] == (pressed(*at),)
    if not is_last:
        visit.put(awaits="", noted=())
    return is_last


@on_publication(Power.REDACT)
def _typed_part(visit: Visit, duty: Duty, name: str, typed: str) -> list[Message]:
    now, text = written(visit, duty), clean(typed)
    if now is None or name not in PARTS:
        return redact(visit, duty.petition.code)
    if not any(letter.isalpha() for letter in text) or len(text) > LONGEST:
        return [told("publish.unfit", most=LONGEST)]
    fit = passes_on(text, visit.office.cases.register.identity_to_cover(duty.petition))
    opening = say("publish.mended") if fit == text else say("publish.mended_covered")
    return screen(visit, duty, keep(visit, duty, now, **{name: fit}), opening)


@on_publication(Power.REDACT)
def anew(visit: Visit, duty: Duty) -> list[Message]:
    """Both texts are proposed once more; the pictures stay."""
    now = written(visit, duty)
    return screen(visit, duty, _anew(visit, duty, now)) if now else redact(visit, duty.petition.code)


@on_publication(Power.REDACT, may_be_published)
def hand_up(visit: Visit, duty: Duty, edition: str) -> list[Message]:
    """It goes up to whoever may publish it."""
    now = written(visit, duty)
    if now is None or now.edition != edition:
        return [told("publish.changed"), *redact(visit, duty.petition.code)]
    approvers = _approvers(visit, duty)
    if not approvers:
        return screen(visit, duty, now, say("publish.nobody"))
    if unready := _unready(visit, duty, now):
        return unready
    up = visit.office.cases.publications.submit(now, duty.officer.id, visit.office.at)
    trace(visit, duty, Power.REDACT)
    for approver in approvers:
        _show_to(visit, duty, up, approver.telegram_id)
    names = ", ".join(one.name for one in approvers)
    return shown(visit, duty.petition.code, say("publish.handed_up", code=duty.petition.code, names=names))


def _approvers(visit: Visit, duty: Duty) -> list[Officer]:
    """Everybody who may publish it, but for who made it."""
    matter = visit.office.cases.concerned.matter(duty.petition)
    able = who_may(visit.office.officers.current(), Power.PUBLISH, matter)
    return [one for one in able if one.id != duty.officer.id and not is_own(one, duty.petition)]


def _unready(visit: Visit, duty: Duty, now: Publication) -> list[Message]:
    """What is told while a picture is not covered yet; one that could not be is left out."""
    files = [file for number in now.pictures if (file := visit.office.cases.attachments.by_id(number))]
    if any(file.state is FileState.WAITING for file in files):
        return screen(visit, duty, now, say("publish.picture_waits"))
    kept = tuple(file.id for file in files if file.state is FileState.KEPT)
    if kept != now.pictures:
        return screen(visit, duty, keep(visit, duty, now, pictures=kept), say("publish.picture_lost"))
    return []


def _show_to(visit: Visit, duty: Duty, up: Publication, chat_id: int) -> None:
    """The preview reaches a chat: the pictures first, so that the buttons stand last."""
    about = f"officer:publication:{up.id}"
    send_pictures(visit, chat_id, up.pictures, about)
    visit.office.tell(chat_id, views.to_publish(redacting(visit, duty, up)), about)


def send_pictures(visit: Visit, chat_id: int, numbers: tuple[int, ...], about: str) -> int:
    """Covered copies go to a chat; gives how many of them are there."""
    files = [file for number in numbers if (file := visit.office.cases.attachments.by_id(number))]
    kept = [file for file in files if file.state is FileState.KEPT and file.stored]
    for file in kept:
        visit.office.tell(chat_id, views.picture(file), about)
    return len(kept)


@on_publication(Power.PUBLISH, may_be_published)
def publishing(visit: Visit, duty: Duty) -> list[Message]:
    """An approver reads it."""
    up = visit.office.cases.publications.of(duty.petition.id)
    if up is None or up.state is not PublicationState.SUBMITTED:
        return _lost(visit, duty)
    visit.put(awaits="", noted=(), about="", offered=())
    visit.arrive("publishing", duty.petition.code)
    send_pictures(visit, visit.chat_id, up.pictures, f"officer:publication:{up.id}")
    return [views.to_publish(redacting(visit, duty, up))]


def _submitted(visit: Visit, duty: Duty, edition: str) -> Publication | None:
    """What waits for approval, if it is what was read."""
    up = visit.office.cases.publications.of(duty.petition.id)
    return up if up and up.state is PublicationState.SUBMITTED and up.edition == edition else None


def _lost(visit: Visit, duty: Duty) -> list[Message]:
    """Somebody decided meanwhile, or it was changed: what there is now."""
    return shown(visit, duty.petition.code, say("publish.changed"))


@on_publication(Power.PUBLISH, may_be_published)
def publish(visit: Visit, duty: Duty, edition: str) -> list[Message]:
    """Anybody may read it from now on, and its sender hears so."""
    up, office = _submitted(visit, duty, edition), visit.office
    if up is None:
        return _lost(visit, duty)
    if up.author_id == duty.officer.id:
        return [told("publish.own")]
    office.cases.publications.decide(up, PublicationState.STANDING, duty.officer.id, office.at)
    register, kind, text = office.cases.register, EventKind.PUBLISHED, erasable_text(up)
    register.record(duty.petition, kind, duty.actor, office.at, Reader.SENDER, erasable=text, publication=up.id)
    trace(visit, duty, Power.PUBLISH)
    _tell_author(visit, up, views.decided(duty.petition, duty.officer.name))
    return shown(visit, duty.petition.code, say("publish.done", code=duty.petition.code))


def _tell_author(visit: Visit, up: Publication, message: Message) -> None:
    if author := visit.office.officers.by_id(up.author_id):
        visit.office.tell(author.telegram_id, message, f"officer:publication:{up.id}")


@on_publication(Power.PUBLISH, may_be_published)
def send_back(visit: Visit, duty: Duty, edition: str) -> list[Message]:
    """An approver is asked why it comes back."""
    if _submitted(visit, duty, edition) is None:
        return _lost(visit, duty)
    return _ask_reason(visit, duty, "publish.ask_back", BACK, edition)


def _ask_reason(visit: Visit, duty: Duty, key: str, *at: str) -> list[Message]:
    where = (at[0], duty.petition.code, *at[1:])
    visit.put(awaits=":".join(where), about="", offered=())
    visit.arrive(*where)
    return [views.ask_reason(key, duty.petition)]


def typed_back(visit: Visit, about: str, typed: str) -> list[Message] | None:
    """Why it comes back was typed."""
    code, _, edition = about.partition(":")
    return _typed_back(visit, code, edition, typed) if is_at(visit, BACK, code, edition) else None


@on_publication(Power.PUBLISH, may_be_published)
def _typed_back(visit: Visit, duty: Duty, edition: str, typed: str) -> list[Message]:
    up, reason, office = _submitted(visit, duty, edition), clean(typed), visit.office
    if up is None:
        return _lost(visit, duty)
    if wrong := _unfit(reason):
        return wrong
    office.cases.publications.decide(up, PublicationState.SENT_BACK, duty.officer.id, office.at)
    trace(visit, duty, BACK, reason)
    _tell_author(visit, up, views.came_back(duty.petition, duty.officer.name, reason))
    return shown(visit, duty.petition.code, say("publish.sent_back", code=duty.petition.code))


def _unfit(reason: str) -> list[Message]:
    fits = any(letter.isalpha() for letter in reason) and len(reason) <= LONGEST_REASON
    return [] if fits else [told("publish.unfit", most=LONGEST_REASON)]


@on_duty(Power.PUBLISH)
def hide(visit: Visit, duty: Duty) -> list[Message]:
    """An approver is asked why something is not to be read any more."""
    if _standing(visit, duty) is None:
        return _lost(visit, duty)
    return _ask_reason(visit, duty, "publish.ask_hide", HIDE)


def _standing(visit: Visit, duty: Duty) -> Publication | None:
    now = visit.office.cases.publications.of(duty.petition.id)
    return now if now and now.state is PublicationState.STANDING else None


def typed_hide(visit: Visit, code: str, typed: str) -> list[Message] | None:
    """Why it is hidden was typed."""
    return _typed_hide(visit, code, typed) if is_at(visit, HIDE, code) else None


@on_duty(Power.PUBLISH)
def _typed_hide(visit: Visit, duty: Duty, typed: str) -> list[Message]:
    office, reason = visit.office, clean(typed)
    held = replace(duty, petition=office.cases.register.petitions.hold(duty.petition.id))
    now = _standing(visit, held)
    if now is None:
        return _lost(visit, held)
    if wrong := _unfit(reason):
        return wrong
    office.cases.publications.decide(now, PublicationState.HIDDEN, duty.officer.id, office.at)
    # The reason is the office's own: it stands in the trail of officers, and not in what her sender reads.
    office.cases.register.record(
        held.petition, EventKind.HIDDEN, duty.actor, office.at, Reader.SENDER, publication=now.id
    )
    trace(visit, held, HIDE, reason)
    return shown(visit, held.petition.code, say("publish.hidden", code=held.petition.code))


TAKEN: dict[str, Callable[[Visit, str, str], list[Message] | None]] = {
    "redact_part": typed_part,
    BACK: typed_back,
    HIDE: typed_hide,
}
"""What words are taken for, by what a chat awaits."""
