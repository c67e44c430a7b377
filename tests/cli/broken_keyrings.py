"""Keyrings that give no password, named to `keyring` by PYTHON_KEYRING_BACKEND."""

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


class Locked(KeyringBackend):
    """One whose owner has not unlocked it, as after a restart without anybody at the screen."""

    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("Failed to unlock the collection!")


class Failing(Locked):
    """One whose service answers with an error of its own."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ConnectionResetError("org.freedesktop.DBus.Error.NoReply")
