"""What the office hears by the clock: a reminder, the line of the day, the week; each told once, through the outbox."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.delivery.outbox import Kind
from bot.office import Office
from bot.petitions.due import Reminder
from bot.petitions.life import OPEN
from bot.petitions.petition import Petition, is_own
from bot.petitions.working_days import day_and_hour
from bot.reports.bulletins import A_WEEK, Bulletin, Weekly, daily, weekly
from bot.review.officers import CLERKS, Role
from bot.review.powers import Power, role_for
from bot.views import bulletins as views
from bot.views.facts import commune


def remind(office: Office, reminder: Reminder) -> None:
    """Tell the officers whom a reminder reaches; where there is nobody, administrators hear so once a day."""
    petition = reminder.petition
    days_left = office.cases.clocking.days_to(petition.due_at, office.at) if petition.due_at else None
    message = views.reminder(petition, reminder.what, days_left)
    for officer in reminder.to:
        about = f"staff:petition:{petition.id}:reminder:{reminder.number}"
        office.tell(officer.telegram_id, message, about, kind=Kind.BROADCAST)
    about = f"staff:nobody:{_day(office)}"
    if not reminder.to and not office.outbox.states(about):
        for officer in office.officers.current():
            if officer.may(Role.ADMINISTRATOR):
                office.tell(officer.telegram_id, views.nobody(), about, kind=Kind.BROADCAST)


def tell_daily(office: Office) -> None:
    """What is due in each unit, to whoever sees to it."""
    day = _day(office)
    if not _is_open(office) or not office.bulletins.tell(Bulletin.DAILY, day, office.at):
        return
    lines: dict[int, list[views.Line]] = defaultdict(list)
    for unit, trial, petitions in _by_unit(office.cases.register.petitions.in_states(OPEN)):
        for chat_id, seen in _seen_in(office, unit, petitions):
            of_unit = daily(seen, office.cases.clocking, office.at)
            if of_unit.is_due:
                lines[chat_id].append((_name_of(office, unit), of_unit, trial))
    for chat_id, of_chat in lines.items():
        office.tell(chat_id, views.daily(day, of_chat), f"staff:daily:{day}", kind=Kind.BROADCAST)


def _by_unit(petitions: Sequence[Petition]) -> Iterator[tuple[str, bool, list[Petition]]]:
    """Petitions by unit, the trials of each apart."""
    for unit, trial in sorted({(one.unit, one.trial) for one in petitions}):
        yield unit, trial, [one for one in petitions if (one.unit, one.trial) == (unit, trial)]


def _seen_in(office: Office, unit: str, petitions: Sequence[Petition]) -> Iterator[tuple[int, list[Petition]]]:
    """The chats that hear of a unit's petitions, each with those it may see.

    What is confidential, and everything where the unit has no chat, is for the private chats of who sees to it.
    """
    chat = office.staff_chats.of_unit(unit)
    in_chat = [one for one in petitions if chat and not one.confidential]
    if chat:
        yield chat.chat_id, in_chat
    matters = [(one, office.cases.concerned.matter(one)) for one in petitions if one not in in_chat]
    for officer in office.officers.current():
        if officer.may(*CLERKS):
            theirs = [
                one for one, matter in matters if role_for(officer, Power.SEE, matter) and not is_own(officer, one)
            ]
            yield officer.telegram_id, theirs


@dataclass(frozen=True, slots=True)
class Week:
    """Last week's figures, of what is real and of the trials, with the names of the units in them."""

    real: Weekly
    trial: Weekly
    names: Mapping[str, str]

    @property
    def shown(self) -> Weekly:
        """Which of them the picture shows."""
        return self.trial if self.real.is_empty and not self.trial.is_empty else self.real


def week_to_tell(office: Office) -> Week | None:
    """Last week, if the leaders are to be told of it now; from the first opening of the week on."""
    clocking, day = office.cases.clocking, _day(office)
    monday = day - timedelta(days=day.weekday())
    opens = clocking.opening_of(clocking.first_working_day(monday))
    is_time = opens is not None and opens <= office.at and _is_open(office)
    if not is_time or not office.staff_chats.of_leaders() or office.bulletins.is_told(Bulletin.WEEKLY, monday):
        return None
    real, trial = (weekly(office.cases.register, monday - A_WEEK, office.at, trial=trial) for trial in (False, True))
    return Week(real, trial, {load.unit: _name_of(office, load.unit) for load in (*real.loads, *trial.loads)})


def tell_weekly(week: Week, picture: bytes, office: Office) -> None:
    """Tell the leaders of a week, unless another copy just did."""
    chat, monday = office.staff_chats.of_leaders(), week.real.since + A_WEEK
    if chat and office.bulletins.tell(Bulletin.WEEKLY, monday, office.at):
        message = views.weekly(week.real, week.trial, week.names, picture)
        office.tell(chat.chat_id, message, f"staff:weekly:{monday}", kind=Kind.BROADCAST)


def tell_samples(office: Office) -> None:
    """Tell the leaders once of the replies that were drawn last, where there is a desk to judge them at."""
    chat, month = office.staff_chats.of_leaders(), next(iter(office.cases.samples.months(1)), None)
    waiting = office.cases.samples.of(month) if month else []
    if not (chat and month and waiting and office.site and _is_open(office)):
        return
    if office.bulletins.tell(Bulletin.SAMPLES, month, office.at):
        office.tell(chat.chat_id, views.samples(month, len(waiting)), f"staff:samples:{month}", kind=Kind.BROADCAST)


def _is_open(office: Office) -> bool:
    """Whether it is a working day, between the opening of the office and its end."""
    opens = office.cases.clocking.opening_of(_day(office))
    return opens is not None and opens <= office.at < office.cases.clocking.end_of(_day(office))


def _name_of(office: Office, unit: str) -> str:
    place = office.catalogue.communes.place(unit, "")
    name = str(commune(place).unescape()) if place else ""
    return name[:1].upper() + name[1:]


def _day(office: Office) -> date:
    return day_and_hour(office.at)[0]
