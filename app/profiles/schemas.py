"""What is shown of an edit."""

from typing import Any

from app.matches.schemas import Shown
from app.profiles.edits import Edit


class EditShown(Shown):
    """A field that a person changed; imports leave it alone until it is released."""

    field: str
    """A field of the record, or `facts.<name>`."""
    value: Any
    """Null when the person took it out."""
    imported: Any
    """What the last import has there, which comes back on release; null for nothing."""
    source: str
    """Who changed it: `startup` or `coach`."""
    stated: str
    """ISO date."""

    @classmethod
    def of(cls, edit: Edit) -> "EditShown":
        """An edit, shown."""
        return cls(
            field=edit.field,
            value=edit.value,
            imported=edit.imported,
            source=edit.source,
            stated=edit.stated,
        )
