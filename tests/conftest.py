"""What all tests share: no property is judged by how fast a machine is."""

from hypothesis import settings

from tests.trying import cases

settings.register_profile("permtrack", deadline=None, max_examples=cases(100))
settings.load_profile("permtrack")
