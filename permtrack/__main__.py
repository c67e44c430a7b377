"""`python -m permtrack`: the way to run permtrack where a console script may not be installed."""

import gc


def main() -> None:
    """Run the command line."""
    # A command lives for a moment and makes no cycles worth collecting; looking for them costs a tenth of its time.
    gc.set_threshold(2_000_000)
    from permtrack.cli import app  # noqa: PLC0415  (the command line is loaded only when it runs)

    app()


if __name__ == "__main__":
    main()
