"""A copy with shorter pauses, so that chaos fits into half a minute: `python -m tests.chaos.hurried serve`."""

import sys

from bot import bell, live
from bot.cli import main
from tests.day.hurried import hurry

if __name__ == "__main__":
    hurry()
    live.LOOK_AGAIN = live.AFTER_A_FAULT = 0.5
    bell.AGAIN = 0.2
    sys.exit(main())
