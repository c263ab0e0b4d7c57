"""What lists are made of: versions of profiles, and editions of what a desk offers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "version",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("profile_id", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_version")),
        sa.UniqueConstraint("digest", name=op.f("uq_version_digest")),
    )
    op.create_index("ix_version_about", "version", ["kind", "profile_id"])
    op.create_table(
        "edition",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_edition")),
        sa.UniqueConstraint("digest", name=op.f("uq_edition_digest")),
    )
    op.create_table(
        "edition_item",
        sa.Column("edition_key", sa.Integer(), nullable=False),
        sa.Column("version_key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_key"],
            ["edition.key"],
            name=op.f("fk_edition_item_edition_key_edition"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_key"],
            ["version.key"],
            name=op.f("fk_edition_item_version_key_version"),
        ),
        sa.PrimaryKeyConstraint("edition_key", "version_key", name=op.f("pk_edition_item")),
    )
    op.create_index(op.f("ix_edition_item_version_key"), "edition_item", ["version_key"])
    op.create_table(
        "origin",
        sa.Column("shortlist_key", sa.Integer(), nullable=False),
        sa.Column("seeker_key", sa.Integer(), nullable=False),
        sa.Column("edition_key", sa.Integer(), nullable=False),
        sa.Column("heading", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shortlist_key"],
            ["shortlist.key"],
            name=op.f("fk_origin_shortlist_key_shortlist"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["seeker_key"],
            ["version.key"],
            name=op.f("fk_origin_seeker_key_version"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_key"],
            ["edition.key"],
            name=op.f("fk_origin_edition_key_edition"),
        ),
        sa.PrimaryKeyConstraint("shortlist_key", name=op.f("pk_origin")),
    )
    op.create_index(op.f("ix_origin_seeker_key"), "origin", ["seeker_key"])
    op.create_index(op.f("ix_origin_edition_key"), "origin", ["edition_key"])
