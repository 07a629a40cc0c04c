"""`python -m tests.chaos [CITIZENS]`: chaos on a PostgreSQL of its own; 1 when anything went wrong."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.chaos.chaos import LONG, Plan, live
from tests.chaos.server import Falling


def main(plan: Plan) -> int:
    """Live through it, and print what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        (databases := Path(folder) / "databases").mkdir()
        servers = Falling(databases)
        try:
            outcome = live(plan, servers, Path(folder))
        finally:
            servers.stop()
        print(outcome.figures, *outcome.wrong, sep="\n", flush=True)  # noqa: T201 - it is what one runs it for
    return min(len(outcome.wrong), 1)


if __name__ == "__main__":
    sys.exit(main(replace(LONG, citizens=int(sys.argv[1])) if sys.argv[1:] else LONG))
