"""What all tests share: whoever writes to a record is found, and no property is judged by how fast a machine is."""

from hypothesis import settings

from permtrack.domain import records
from tests.trying import cases

records.WATCHED = True

settings.register_profile("permtrack", deadline=None, max_examples=cases(100))
settings.load_profile("permtrack")
