"""The command line: the only clock and the only printing."""
