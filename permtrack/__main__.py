"""`python -m permtrack`: the way to run permtrack where a console script may not be installed."""


def main() -> None:
    """Run the command line."""
    from permtrack.cli import app  # noqa: PLC0415  (the command line is loaded only when it runs)

    app()


if __name__ == "__main__":
    main()
