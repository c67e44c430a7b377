"""The parts of `python tests/torture.py`: each does one kind of harm to a ledger and looks what is left."""
