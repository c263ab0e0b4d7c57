"""Records and batches, as ingestion would give them."""

from typing import Any

from ingestion.report import Batch, Reason, Record, Refusal

SOURCE = {"url": "https://example.org/page", "title": "A page", "what_it_says": "It says so."}


def programme(identifier: str = "fonds-a", **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """A programme's data."""
    return {
        "id": identifier,
        "name": f"Fonds {identifier}",
        "kind": "grant",
        "provider": "Une agence",
        "summary_fr": "Une subvention pour les startups qui économisent l'eau.",
        "summary_en": "A grant for startups that save water.",
        "instruments": ["grant"],
        "dilutive": False,
        "stages": ["idea"],
        "sectors": ["watertech"],
        "regions": "any",
        "eligibility": [
            {
                "rule": {"field": "jurisdiction", "op": "==", "value": "MA"},
                "quote": {"text": "Société de droit marocain."},
                "need": "required",
            }
        ],
        "target": ["startup"],
        "status": "open",
        "sources": [SOURCE],
        "evidence": "official",
        "as_of": "2025-04",
        **changes,
    }


def startup(identifier: str = "aquanour", **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """A startup's data."""
    return {
        "id": identifier,
        "name": f"Société {identifier}",
        "description_fr": "Des capteurs qui trouvent les fuites d'eau.",
        "description_en": "Sensors that find water leaks.",
        "sectors": ["watertech"],
        "stage": "idea",
        "sources": [SOURCE],
        "as_of": "2025-01",
        **changes,
    }


def batch(*records: dict[str, Any], refused: int = 0) -> Batch:
    """Data as a batch read from a file, with some refusals."""
    refusals = [
        Refusal("a.yaml", 1, "kind", Reason.UNKNOWN_VALUE, "It is unknown.") for _ in range(refused)
    ]
    return Batch(
        tuple(Record(one["id"], one, "a.yaml", line) for line, one in enumerate(records, 1)),
        tuple(refusals),
    )
