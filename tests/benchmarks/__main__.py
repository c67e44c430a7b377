"""What permtrack costs, as ratios measured side by side in one run: `python -m tests.benchmarks`.

Each pair is run in turn, several times after a warm-up; the median of the ratios, pair by pair, is what to quote. The
everyday part takes a minute; others are named: `python -m tests.benchmarks england`.
"""

import argparse
import importlib
import tempfile
from compileall import compile_dir
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.measuring import ROOT

PARTS = {"everyday": "everyday", "england": "england", "import-903": "importing", "pack": "packing"}


def main() -> None:
    """Measure the parts asked for and print."""
    parser = argparse.ArgumentParser(description="Print what permtrack costs, in ratios.")
    parser.add_argument("part", nargs="*", help=f"of: {', '.join(PARTS)}; else everyday")
    asked = parser.parse_args().part or ["everyday"]
    if unknown := [part for part in asked if part not in PARTS]:
        parser.error(f"there is no part {unknown[0]}; there are: {', '.join(PARTS)}")
    # An installed permtrack runs from byte code, as what it is measured against does.
    compile_dir(ROOT / "permtrack", quiet=1)
    print(f"{datetime.now(UTC):%Y-%m-%d}")
    for part in asked:
        with tempfile.TemporaryDirectory(prefix="permtrack-benchmark-") as folder:
            importlib.import_module(f"tests.benchmarks.{PARTS[part]}").measure(Path(folder))


if __name__ == "__main__":
    main()
