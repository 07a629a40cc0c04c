"""The nightly backup: made by one copy of the bot, put beside the earlier ones; administrators hear of a failure.

begin (a transaction) ── put (no transaction: it takes as long as it takes) ──▶ made
                                                                          └──▶ failed, told once until one is made
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.backup import BackupRefusedError, Made, UnwritableError, make, name_at, rotate
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.delivery.outbox import Kind
from bot.office import Office
from bot.review.backups import BY_SCHEDULE
from bot.review.officers import Role
from bot.settings import Settings
from bot.views.notice import told

log = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
"""How old what is half written must be to be that of a process which died."""

ABOUT = "backup:failed"


@dataclass(frozen=True, slots=True)
class Begun:
    """A backup that somebody is at: its number, when it was begun, the settings that say where it goes."""

    number: int
    at: datetime
    settings: Settings


def begin(night: time, office: Office) -> Begun | None:
    """Begin tonight's backup, the last night's where it was missed; None where it was made, or where none is wanted."""
    if office.settings.backup_dir is None or not office.backups.is_due(_last(night, office.at), office.at):
        return None
    return Begun(office.backups.begin(BY_SCHEDULE, office.at), office.at, office.settings)


def put(begun: Begun, database: Database) -> Made:
    """Put a backup beside the earlier ones, of which those go whose time is over. Raises BackupRefusedError."""
    folder, secret = begun.settings.backup_dir, begun.settings.backup_key
    if folder is None:
        raise BackupRefusedError("MOTCUA_BACKUP_DIR is not set.")
    key = secret.get_secret_value() if secret else None
    file = folder / name_at(begun.at, sealed=key is not None)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableError(file, error) from None
    made = database.read(lambda connection: make(connection, begun.settings, file, begun.at, key))
    try:
        # Files are as old as the machine says, whatever day a drill lives in.
        rotate(folder, Clock().now() - A_DAY)
    except OSError as error:
        log.warning("an old backup in %s was not removed: %s", folder, error.strerror)
    return made


def made(begun: Begun, done: Made, office: Office) -> None:
    """It was made."""
    office.backups.made(begun.number, done.file.name, done.size, done.digest, office.at, sealed=done.is_sealed)


def failed(begun: Begun, why: Exception, office: Office) -> None:
    """It came to nothing: administrators hear so, but not each night again."""
    is_known = office.backups.last_failure() is not None
    # What nobody foresaw may hold people's words; the log has it.
    fault = str(why) if isinstance(why, BackupRefusedError) else type(why).__name__
    office.backups.failed(begun.number, fault, office.at)
    if is_known:
        return
    is_full = isinstance(why, UnwritableError) and why.is_full
    message = told("backup.full" if is_full else "backup.failed")
    for officer in office.officers.current():
        if officer.may(Role.ADMINISTRATOR):
            office.tell(officer.telegram_id, message, ABOUT, kind=Kind.BROADCAST)


def _last(night: time, at: datetime) -> datetime:
    """The last time that it was this hour of the night."""
    tonight = datetime.combine(at.astimezone(VIET_NAM).date(), night)
    return tonight if tonight <= at else tonight - A_DAY
