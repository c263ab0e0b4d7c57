"""A small network, written as files would be."""

from pathlib import Path
from typing import Any

import yaml

from app.accounts.policy import NETWORK, Membership, Person, Role, Scope, Visitor
from app.context import Context
from app.kit.days import today
from app.network.importing import import_network
from app.profiles.importing import import_batch
from ingestion import network
from ingestion.report import ImportReport
from matching.profile import Kind
from tests.app.factories import batch, programme, startup

STATED = {"title": "Un journal, déc. 2024", "url": "https://example.org/site", "stated": "2024-12"}
SOURCES = [{"title": "Un journal", "url": "https://example.org/page"}]


def organisation(identifier: str = "reseau", **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """An organisation's data."""
    return {
        "id": identifier,
        "kind": "network",
        "name_fr": f"Réseau {identifier}",
        "sources": SOURCES,
        **changes,
    }


def site(identifier: str, facts: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """A site's data; a fact is a value, or several statements."""
    given = {"status": "open", **(facts or {})}
    stated = {
        name: value if isinstance(value, list) else [{"value": value, **STATED}]
        for name, value in given.items()
    }
    return {
        "id": identifier,
        "name_fr": f"Site {identifier}",
        "name_ar": f"موقع {identifier}",
        "name_en": f"{identifier} site",
        "organisation": "reseau",
        "city": "Agadir",
        "region": "Souss-Massa",
        "facts": stated,
        **changes,
    }


def residency(company: str, at: str, status: str = "resident", **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """The data of a company at a site."""
    return {
        "id": f"{company}-{at}",
        "startup": company,
        "site": at,
        "status": status,
        "stated": str(today().year),
        "source": SOURCES[0],
        **changes,
    }


def written(folder: Path, **parts: list[dict[str, Any]]) -> Path:
    """A folder with these parts."""
    folder.mkdir(exist_ok=True)
    for part, records in parts.items():
        text = yaml.dump(records, allow_unicode=True, Dumper=NoAlias)
        (folder / f"{part}.yaml").write_text(text, encoding="utf-8")
    return folder


class NoAlias(yaml.SafeDumper):
    """Writes a value that stands twice out twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def imported(
    context: Context, folder: Path, *, keep_going: bool = False, **parts: list[dict[str, Any]]
) -> dict[str, ImportReport]:
    """Import these parts."""
    files = network.read(written(folder, **parts))
    return import_network(context, files, keep_going=keep_going)


def small(context: Context, folder: Path, startups: tuple[str, ...] = ("a", "b", "c")) -> None:
    """Three companies, two sites (`nord` with room for two companies), one programme to run."""
    import_batch(context, Kind.STARTUP, batch(*map(startup, startups)))
    import_batch(context, Kind.PROGRAMME, batch(programme("fonds-a", provider="Fonds et amis")))
    reports = imported(
        context,
        folder / "network",
        organisations=[
            organisation(),
            organisation("fonds", kind="fund", aliases=["Fonds et amis"]),
            organisation("amis", kind="operator", aliases=["Fonds et amis", "Amis"]),
        ],
        sites=[site("nord", {"companies": 2}), site("sud")],
        programmes=[
            {"id": "start", "name_fr": "Start", "organisation": "reseau", "sources": SOURCES}
        ],
        residencies=[residency("a", "nord"), residency("b", "nord", "supported")],
    )
    assert not any(report.refused for report in reports.values())


def person(*memberships: Membership) -> Visitor:
    """Somebody who is signed in with these roles."""
    return Visitor(person=Person("p", "Nour", "nour@example.ma", "fr"), memberships=memberships)


def manager() -> Visitor:
    """Who answers for the whole network."""
    return person(Membership(Role.MANAGER, NETWORK))


def coach(*sites: str) -> Visitor:
    """Who works for these sites."""
    return person(*(Membership(Role.COACH, Scope("site", one)) for one in sites))
