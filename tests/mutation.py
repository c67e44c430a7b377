"""Change the code that counts and judges in every small way that mutmut knows, and look whether the tests notice.

    python tests/mutation.py                    everything; twenty minutes on two cores
    python tests/mutation.py days rules.series  the modules whose names end so, or all of a package (`drift`)
    python tests/mutation.py --every 10         every tenth mutant, for a first look
    python tests/mutation.py --again            only what the last run did not kill, by the tests added since

Each mutant is one change of one function: a number one more, `<` for `<=`, `and` for `or`, an argument left out. mutmut
makes them; they are tried here, since mutmut's own runner starts pytest anew for each, at two to eight seconds a
mutant, and takes what a process reads once (the rulebook, the alerts) from before the mutant was there. Only hand-worked
cases and stories and small tests may kill (`KILLING` in mutation_parts/trying.py). What mutmut leaves alone is not
counted: constants and tables of a module, properties and other decorated functions, the arguments of `len`.

Prints, for each module and in all, how many mutants there are, were killed, survived and ran for ever, and the share
killed, of all. Then come the survivors. `mutation_parts/survivors.toml` gives reasons for those that were looked at;
they count as survivors all the same. Exit 1 where less than nine in ten were killed, in a module or in all.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.mutation_parts.mutants import mutants_of, paths
from tests.mutation_parts.report import Report
from tests.mutation_parts.trying import Checks, tried


def main() -> int:
    """Try the mutants asked for and report what became of them."""
    parser = argparse.ArgumentParser(description="Hold the tests against small changes of the code.")
    parser.add_argument("module", nargs="*", help="a module or package by the end of its name; everything without")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth mutant")
    parser.add_argument("--again", action="store_true", help="count what the last run killed as killed")
    parser.add_argument("--children", type=int, default=2, metavar="N", help="how many to try at a time (2)")
    asked = parser.parse_args()
    mutants = [mutant for path in paths(asked.module) for mutant in list(mutants_of(path))[:: asked.every]]
    report = Report(mutants)
    left = [mutant for mutant in mutants if not (asked.again and report.was_killed(mutant))]
    passed = report.tests_survived(left) if asked.again else frozenset()
    checks = Checks(passed)
    try:
        for verdict in tried(left, checks, asked.children):
            report.take(verdict)
    finally:
        report.save({*passed, *checks.calls})
    return report.tell()


if __name__ == "__main__":
    sys.exit(main())
