"""The parts of `python tests/mutation.py`: make mutants, try the hand-worked tests on each, and say what survived."""
