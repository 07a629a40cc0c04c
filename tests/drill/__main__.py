"""`python -m tests.drill [CITIZENS]`: backups under load, restored into the other kind; 1 when anything went wrong."""

import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.conftest import BOTH, Servers
from tests.drill.drill import LONG, live


def main() -> int:
    """Drill with a database of each kind, and print what came of it."""
    plan = replace(LONG, citizens=int(sys.argv[1])) if sys.argv[1:] else LONG
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers(Path(folder))
        for kind, other in (BOTH, BOTH[::-1]):
            own = Path(folder) / f"data-{kind}"
            own.mkdir()
            wrong += live(plan, servers.loaded(kind), own, partial(servers.empty, other))
        servers.stop()
    print(*(wrong or ["every row was as it had been"]), sep="\n")  # noqa: T201 - it is what one runs it for
    return min(len(wrong), 1)


if __name__ == "__main__":
    sys.exit(main())
