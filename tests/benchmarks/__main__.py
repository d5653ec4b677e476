"""The measurements: `python3 dev.py bench [NAME ...] [--quick] [--long] [--markdown FILE]`.

Prints each figure beside its floor and target; exit code 1 when a target is missed, 2 for wrong usage.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.benchmarks import files, growth, looking, page, replay, window
from tests.benchmarks.measure import Figure
from tests.benchmarks.workshop import Workshop

BENCHMARKS: Final[Mapping[str, Callable[[Workshop], Iterator[Figure]]]] = {
    "replay": replay.replay,
    "order": replay.order,
    "create": replay.rows,
    "search": looking.search,
    "memory": files.memory,
    "reading": files.reading,
    "growth": growth.growth,
    "report": growth.report,
    "verify": growth.verify,
    "start": window.start,
    "feel": window.feel,
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measures how fast it is, beside its floors.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all of them without one")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument("--long", action="store_true", help="grow up to a million orders")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the figures as a page into FILE, too")
    chosen = parser.parse_args(arguments)
    for name in chosen.names:
        if name not in BENCHMARKS:
            parser.error(f"there is no benchmark {name}")
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="trendy-bench-") as folder:
        workshop = Workshop(Path(folder), quick=chosen.quick, long=chosen.long)
        for name in chosen.names or BENCHMARKS:
            for figure in BENCHMARKS[name](workshop):
                print(page.line(figure), flush=True)
                figures.append(figure)
    facts = page.machine()
    print(f"\n{facts}")
    if chosen.markdown is not None:
        chosen.markdown.write_text(page.markdown(figures, facts), encoding="utf-8")
    return 1 if any(figure.missed for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
