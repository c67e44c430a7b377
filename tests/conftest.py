"""What all tests share: no property is judged by how fast a machine is."""

from hypothesis import settings

settings.register_profile("permtrack", deadline=None)
settings.load_profile("permtrack")
