"""What the pages of the catalogue are given."""

from collections.abc import Iterable, Mapping

from app.kit.pages import Page
from app.matches.schemas import FactShown, Shown
from app.profiles.schemas import EditShown
from app.programmes.schemas import ProgrammeBrief, ProgrammeShown
from app.programmes.upkeep import UpkeepShown
from web.data.kit import NOTHING, Facts
from web.records import current, shown_as

# Told elsewhere on a programme's page, or of use to the engine only.
TOLD_ELSEWHERE = {
    "deadlines", "evidence", "kind", "provider", "status", "ticket_note", "url",
}  # fmt: skip


class ProgrammesPage(Shown):
    """`programmes.html`."""

    programmes: Page[ProgrammeBrief]
    """The part of the catalogue that is shown."""


class ProgrammePage(Shown):
    """`programme.html`."""

    programme: ProgrammeShown
    """What is offered."""
    facts: Facts
    """What is known of it, less what the page tells elsewhere."""

    @classmethod
    def of(cls, programme: ProgrammeShown) -> "ProgrammePage":
        """The page of a programme."""
        return cls(programme=programme, facts=Facts.of(filter(worth_listing, programme.facts)))


class CataloguePage(Shown):
    """`catalogue.html`."""

    records: tuple[UpkeepShown, ...]
    """The records with something amiss, or that a person edited; the most urgent first."""

    @classmethod
    def of(cls, records: Iterable[UpkeepShown]) -> "CataloguePage":
        """The page of what the catalogue needs."""
        return cls(records=tuple(one for one in records if one.issues or one.edited))


class EditField(Shown):
    """A field of a record in the form that edits it."""

    name: str
    typed: str
    """What it says, or what was typed when that is refused."""
    shown: str
    """What it said when the form was first shown."""
    fault: str
    """What is wrong with it, in the language of the page; empty when nothing is."""
    edit: EditShown | None
    """What a person put there; null when it is as imported."""


class EditPage(Shown):
    """`edit.html`."""

    programme: ProgrammeShown
    """Whose record it is."""
    fields: tuple[EditField, ...]
    """What may be edited, in the order of the form."""
    refused: bool
    """Whether what was typed is refused."""
    saved: bool
    """Whether something was saved just now."""

    @classmethod
    def of(
        cls,
        programme: ProgrammeShown,
        typed: Mapping[str, str] = NOTHING,
        faults: Mapping[str, str] = NOTHING,
        *,
        saved: bool = False,
    ) -> "EditPage":
        """The form of a record, with what was typed into it and what is wrong with that."""
        edits = {one.field: one for one in programme.edits}
        return cls(
            programme=programme,
            fields=tuple(
                EditField(
                    name=name,
                    typed=typed.get(name, text),
                    shown=typed.get(shown_as(name), text),
                    fault=faults.get(name, ""),
                    edit=edits.get(name),
                )
                for name, text in current(programme).items()
            ),
            refused=bool(faults),
            saved=saved,
        )


def worth_listing(fact: FactShown) -> bool:
    """Whether a programme's fact is not told elsewhere; dirhams go without saying."""
    return fact.name not in TOLD_ELSEWHERE and (fact.name, fact.value) != ("currency", "MAD")


PAGES: dict[str, type[Shown]] = {
    "programmes.html": ProgrammesPage,
    "programme.html": ProgrammePage,
    "catalogue.html": CataloguePage,
    "edit.html": EditPage,
}
