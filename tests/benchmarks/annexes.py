"""`python -m tests.benchmarks.annexes`: what reading an annex of 2,000 procedures costs."""

import sys
import tracemalloc
from datetime import date
from time import process_time

from knowledge.annexes.reading import read_annex
from tests.annex_files import many_rows

DAY = date(2026, 11, 23)
ROWS = 2_000
MEGABYTE = 1024 * 1024


def main() -> None:
    """Print the seconds, and the most memory that was held at once."""
    content = many_rows(ROWS)
    began = process_time()
    rows = len(read_annex(content, "", DAY).rows)
    took = process_time() - began
    tracemalloc.start()
    read_annex(content, "", DAY)
    _, most = tracemalloc.get_traced_memory()
    sys.stdout.write(f"{rows} rows in {took:.1f} s of the processor, {most / MEGABYTE:.0f} MB at most\n")


if __name__ == "__main__":
    main()
