"""Why nothing is taken from what a school gave, said in any language."""

from app.kit.errors import DomainError
from app.kit.i18n import translator
from ingestion.documents import Reason

# What is said of an archive as a whole, by the reason for which it is not opened.
ARCHIVES = {
    Reason.ARCHIVE: "leads_outside",
    Reason.BOMB: "bomb",
    Reason.LOCKED: "locked",
    Reason.DAMAGED: "damaged",
}
CODES = frozenset(
    {"empty", "no_person", "not_a_list", "not_there", "too_large", "too_many", *ARCHIVES.values()}
)


class NotTaken(DomainError):
    """What was given is nothing that files are taken from; `said` tells why, `str()` in English."""

    status = 422
    title = "Nothing to read"

    def __init__(self, code: str, **values: str | int) -> None:
        self.code, self.values = code, values
        # Which of several files it is said of.
        self.name = ""
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """Why, as a person reads it."""
        return translator(language).text(f"not_taken.{self.code}", **self.values)
