"""Indexes by which lists are read: profiles of a kind by name, and who states what of a fact."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_profile_filed", "profile", ["kind", "filed_as", "id"])
    # PostgreSQL has no order of JSON.
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_fact_stated", "fact", ["name", "role", "value", "profile_key"])
