"""File formats in and out, as pure as they can be: bytes or records in, records and row problems out."""
