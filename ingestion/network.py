"""The network: files to records of organisations, sites, programmes and residencies."""

from collections.abc import Mapping
from pathlib import Path

from ingestion import reading
from ingestion.raw import Limits
from ingestion.report import Batch, Reason, Refusal

# The form of each part, in the order in which later parts name earlier ones. A part is a file of
# that name, or a folder.
FORMS: Mapping[str, str] = {
    "organisations": "organisation",
    "sites": "site",
    "programmes": "network_programme",
    "residencies": "residency",
}


def read(folder: Path, limits: Limits = reading.LIMITS) -> dict[str, Batch]:
    """The parts that a folder holds, by name; bad input is refused, never raised."""
    found = {part: path for part in FORMS if (path := place(folder, part))}
    if not found:
        parts = ", ".join(f"{part}.yaml" for part in FORMS)
        message = f"The folder holds no part of a network ({parts})."
        refusal = Refusal(str(folder), None, "", Reason.NOT_FOUND, message)
        return {"organisations": Batch(refusals=(refusal,))}
    return {part: reading.read(path, FORMS[part], limits) for part, path in found.items()}


def place(folder: Path, part: str) -> Path | None:
    """Where a part is; None when the folder lacks it."""
    forms = [folder / part, *(folder / f"{part}{suffix}" for suffix in reading.READERS)]
    return next((path for path in forms if path.exists()), None)
