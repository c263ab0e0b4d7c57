"""What is shown of a startup."""

from collections.abc import Iterable, Mapping

from app.matches.schemas import FactShown, Shown
from app.profiles.edits import Edit
from app.profiles.models import StoredProfile
from app.profiles.schemas import EditShown
from app.profiles.service import FACT, PREFERENCE, fact_of
from app.programmes.schemas import SourceShown, by_language


class StartupBrief(Shown):
    """A line of the list of startups."""

    id: str
    name: str
    sectors: tuple[str, ...]
    stage: str | None
    """Null when no source states it."""
    city: str | None
    as_of: str
    description: Mapping[str, str]
    """By language."""

    @classmethod
    def of(cls, row: StoredProfile) -> "StartupBrief":
        """A stored startup, in brief."""
        record = row.record
        return cls(
            id=row.id,
            name=row.name,
            sectors=tuple(record["sectors"]),
            stage=record.get("stage"),
            city=record.get("city"),
            as_of=record.get("as_of", ""),
            description=by_language(record, "description"),
        )


class StartupShown(StartupBrief):
    """A startup with what is known of it, and where each fact comes from."""

    facts: tuple[FactShown, ...]
    preferences: tuple[FactShown, ...]
    """What the founder said they seek."""
    sources: tuple[SourceShown, ...]
    origin: str
    """File and line that the record was imported from."""
    notes: str = ""
    """What who compiled the record says of it, as of a sector that no source names; in French."""
    edits: tuple[EditShown, ...]
    """The fields that persons changed, which imports leave alone."""

    @classmethod
    def of(cls, row: StoredProfile, edits: Iterable[Edit] = ()) -> "StartupShown":
        """A stored startup, its facts loaded, and its edits."""
        by_role: dict[str, list[FactShown]] = {FACT: [], PREFERENCE: []}
        for one in row.facts:
            by_role[one.role].append(FactShown.of(fact_of(one)))
        return cls(
            **StartupBrief.of(row).model_dump(),
            facts=tuple(by_role[FACT]),
            preferences=tuple(by_role[PREFERENCE]),
            sources=tuple(SourceShown(**source) for source in row.record["sources"]),
            origin=row.origin,
            notes=row.record.get("notes", ""),
            edits=tuple(map(EditShown.of, edits)),
        )
