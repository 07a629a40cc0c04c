"""The whole program with shorter pauses, so that a day in which everything goes wrong fits into a minute.

Nothing but the pauses differs: what is tried again, put off or taken over from the dead is so after the same failures.
"""

import sys
from datetime import timedelta

from bot import app, jobs
from bot.cli import main
from bot.delivery import outbox
from bot.handlers import arrivals, delivering, showing
from bot.inbox import workers
from bot.petitions import attachments


def hurry() -> None:
    """Shorten every pause of this process, each by about the same."""
    app.PAUSE = arrivals.PAUSE = 0.2
    jobs.DELIVERING = jobs.TIMERS = 1
    workers.LEASE = delivering.LEASE = attachments.LEASE = timedelta(seconds=3)
    delivering.SENDING = 2.0
    outbox.FIRST_WAIT = timedelta(seconds=0.3)
    showing.PAUSES, showing.PUT_OFF = (0.05, 0.1, 0.2), 1.0
    attachments.SOON = timedelta(seconds=0.3)


if __name__ == "__main__":
    hurry()
    sys.exit(main())
