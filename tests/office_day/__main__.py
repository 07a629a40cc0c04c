"""`python -m tests.office_day [CITIZENS]`: long days on PostgreSQL, then on SQLite; 1 when anything went wrong."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.conftest import BOTH, Servers
from tests.office_day.day import LONG, Plan, live


def main(plan: Plan) -> int:
    """Both days; prints their figures and what went wrong."""
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers(Path(folder))
        for kind in reversed(BOTH):
            own = Path(folder) / f"data-{kind}"
            own.mkdir()
            outcome = live(plan, servers.loaded(kind), own)
            print(outcome.figures, *outcome.wrong, sep="\n", flush=True)  # noqa: T201 - it is what one runs it for
            bad += len(outcome.wrong)
        servers.stop()
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main(replace(LONG, citizens=int(sys.argv[1])) if sys.argv[1:] else LONG))
