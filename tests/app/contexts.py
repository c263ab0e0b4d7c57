"""An application as other settings would have it."""

from typing import Any

from app.context import Context


def with_settings(context: Context, *, demo: bool = False, **given: Any) -> Context:  # noqa: ANN401
    """The same application, its database and model included, with other settings."""
    made = Context(context.settings.model_copy(update=given), demo=demo)
    made.__dict__.update(database=context.database, vault=context.vault, encoder=context.encoder)
    return made
