"""Running permtrack as people and scripts do: a process of its own, with an environment that hides nothing."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from permtrack.cli import app

ROOT = Path(__file__).parents[2]
TODAY = "2026-03-31"


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str

    def must_be_plain(self) -> "Ran":
        """Whatever happened, no traceback and no Python exception's name reached the user."""
        assert "Traceback" not in self.err, self.err
        assert "Error:" not in self.err, self.err
        assert "Exception" not in self.err, self.err
        return self


def environment(**settings: str) -> dict[str, str]:
    """A bare environment: nothing of the tester's own reaches permtrack."""
    return {"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", ""), **settings}


def permtrack(*args: str, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Ran:
    """Run a command; standard input is empty, output goes to pipes."""
    ran = subprocess.run(
        [sys.executable, "-m", "permtrack", *args],
        env=dict(env) if env is not None else environment(PERMTRACK_TODAY=TODAY),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    decoded = [stream.decode("utf-8", "surrogateescape") for stream in (ran.stdout, ran.stderr)]
    return Ran(ran.returncode, *decoded).must_be_plain()


def in_this_process(*args: str) -> Ran:
    """Run a command without a process of its own, for hundreds of runs; it sees this process's environment."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            app(list(args))
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        out.flush()
        err.flush()
    told = [stream.buffer.getvalue().decode("utf-8", "surrogateescape") for stream in (out, err)]  # type: ignore[attr-defined]
    return Ran(code, *told).must_be_plain()
