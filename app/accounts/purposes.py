"""What is shown of consents: to what somebody is asked to say yes, and what they answered."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from app.accounts.models import StoredConsent
from app.accounts.policy import Role
from app.kit.database import now
from app.matches.schemas import Shown
from matching.profile import LANGUAGES

# Digits of a text's digest that people are shown.
VERSION = 8


class Purpose(Shown):
    """What may be consented to."""

    code: str
    months: int
    """How long a yes lasts."""
    title: Mapping[str, str]
    text: Mapping[str, str]
    """What exactly is said yes to, by language."""
    roles: frozenset[Role]
    """Whom it is asked of."""
    about: str = ""
    """The kind of thing that each yes is for one of, as `startup`; empty where it is for all."""

    @property
    def digest(self) -> str:
        """What tells this text from an earlier one: SHA-256, in hexadecimal digits."""
        return hashlib.sha256(json.dumps(self.said, sort_keys=True).encode()).hexdigest()

    @property
    def said(self) -> dict[str, Any]:
        """What is kept of it beside a yes, so that it can be read when it says something else."""
        return self.model_dump(mode="json", include={"title", "text", "months"})

    @classmethod
    def over(cls, code: str, said: Mapping[str, Any]) -> Self:
        """A purpose that is asked of nobody any more, as it was agreed to where that was kept."""
        nothing = {"title": dict.fromkeys(LANGUAGES, code), "text": {}, "months": 0}
        return cls(code=code, roles=frozenset(), **(said or nothing))


class ConsentGiven(Shown):
    """A yes, and how it ended or will."""

    given_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    """Null unless it was taken back."""
    version: str
    """The first digits of what tells the text agreed to from others; empty where none was kept."""
    text: Mapping[str, str]
    """What was agreed to, by language; empty where none was kept."""
    outdated: bool
    """Whether the text says something else today."""

    @classmethod
    def of(cls, row: StoredConsent, purpose: Purpose) -> Self:
        """A stored consent to a purpose."""
        return cls(
            given_at=row.given_at,
            expires_at=row.expires_at,
            withdrawn_at=row.withdrawn_at,
            version=row.text_digest[:VERSION],
            text=row.said.get("text", {}),
            outdated=row.text_digest != purpose.digest,
        )

    @property
    def open(self) -> bool:
        """Whether it was neither taken back nor is too old."""
        return self.withdrawn_at is None and now() < self.expires_at

    @property
    def holds(self) -> bool:
        """Whether it is a yes today."""
        return self.open and not self.outdated


class ConsentShown(Shown):
    """A purpose, and what a person answered to it."""

    purpose: Purpose
    asked: bool
    """Whether the person is asked: whom it does not concern any more may still take a yes back."""
    history: tuple[ConsentGiven, ...]
    """The latest first; empty when nothing was ever said."""

    @property
    def current(self) -> ConsentGiven | None:
        """The yes that holds today; None where none does."""
        return next((one for one in self.history if one.holds), None)

    @property
    def asked_again(self) -> bool:
        """Whether the person said yes to a text that has changed since."""
        return self.asked and self.current is None and self.open

    @property
    def open(self) -> bool:
        """Whether there is a yes to take back."""
        return any(one.open for one in self.history)
