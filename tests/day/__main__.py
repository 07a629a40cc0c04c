"""`python -m tests.day [CITIZENS]`: a long day on PostgreSQL, then the same on SQLite; 1 when anything went wrong."""

import sys
from dataclasses import replace
from functools import partial

from tests.day.day import LONG, live
from tests.day.living import live_on_both

if __name__ == "__main__":
    plan = replace(LONG, citizens=int(sys.argv[1])) if sys.argv[1:] else LONG
    sys.exit(live_on_both(partial(live, plan)))
