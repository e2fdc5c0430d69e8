"""Where a password comes from: the environment, the keyring of the system, or a question; never a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress

from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import refuse

VARIABLE = "RENCONTRES_FEEDS_PASSWORD"
SERVICE = "rencontres-feeds"
"""Under which name the keyring has it: `keyring set rencontres-feeds user@host`."""

Ask = Callable[[str], str]
"""Asks the person for the password of an account (`user@host`), without showing it."""


class Passwords:
    """The password of one account, looked for once, when it is needed."""

    def __init__(self, account: str, ask: Ask | None) -> None:
        self.account = account
        self._ask = ask
        self._found: str | None = None

    def known(self) -> str | None:
        """The password, if it can be had without asking."""
        if self._found is None:
            self._found = os.environ.get(VARIABLE) or _from_keyring(self.account)
        return self._found

    def get(self) -> str:
        """The password. Raises Refusal if there is nobody to ask."""
        found = self.known()
        if found is None and self._ask:
            found = self._found = self._ask(self.account)
        if not found:
            raise refuse(
                Message("the password of {account} is not known", account=self.account),
                Message(
                    "Run the command in a terminal, where it is asked for; or put it into the environment"
                    " ({variable}) or into the keyring of the system (keyring set {service} {account}).",
                    variable=VARIABLE,
                    service=SERVICE,
                    account=self.account,
                ),
            )
        return found


def _from_keyring(account: str) -> str | None:
    """What the keyring has, where there is one (`pip install rencontres-feeds[keyring]`)."""
    try:
        import keyring  # noqa: PLC0415  # optional, and slow to import
    except ImportError:
        return None
    with suppress(keyring.errors.KeyringError):  # locked, or none on this machine
        return keyring.get_password(SERVICE, account)
    return None
