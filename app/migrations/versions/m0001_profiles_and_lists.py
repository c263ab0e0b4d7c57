"""Profiles, their change log, and the lists that were shown."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "change",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("profile_id", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_change")),
    )
    op.create_table(
        "change_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("database", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_head")),
    )
    op.create_table(
        "profile",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filed_as", sa.Text(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_profile")),
        sa.UniqueConstraint("kind", "id", name=op.f("uq_profile_kind")),
    )
    op.create_table(
        "shortlist",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seeker_kind", sa.String(length=20), nullable=False),
        sa.Column("seeker_id", sa.String(length=200), nullable=False),
        sa.Column("desk", sa.String(length=20), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_shortlist")),
        sa.UniqueConstraint("digest", name=op.f("uq_shortlist_digest")),
    )
    with op.batch_alter_table("shortlist", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shortlist_seeker_id"), ["seeker_id"], unique=False)

    op.create_table(
        "fact",
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stated", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_key"],
            ["profile.key"],
            name=op.f("fk_fact_profile_key_profile"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_key", "role", "name", name=op.f("pk_fact")),
    )
    op.create_table(
        "passage",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=50), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_key"],
            ["profile.key"],
            name=op.f("fk_passage_profile_key_profile"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_passage")),
        sa.UniqueConstraint("profile_key", "position", name=op.f("uq_passage_profile_key")),
    )
    op.create_table(
        "shortlist_item",
        sa.Column("shortlist_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("offer_kind", sa.String(length=20), nullable=False),
        sa.Column("offer_id", sa.String(length=200), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shortlist_key"],
            ["shortlist.key"],
            name=op.f("fk_shortlist_item_shortlist_key_shortlist"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shortlist_key", "position", name=op.f("pk_shortlist_item")),
    )
    with op.batch_alter_table("shortlist_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shortlist_item_offer_id"), ["offer_id"], unique=False)

    op.create_table(
        "showing",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("shortlist_key", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shortlist_key"],
            ["shortlist.key"],
            name=op.f("fk_showing_shortlist_key_shortlist"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_showing")),
    )
    with op.batch_alter_table("showing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_showing_shortlist_key"), ["shortlist_key"], unique=False
        )

    op.create_table(
        "embedding",
        sa.Column("passage_key", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_key"],
            ["passage.key"],
            name=op.f("fk_embedding_passage_key_passage"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("passage_key", "model", name=op.f("pk_embedding")),
    )
    # The one row that numbers the changes and names the database.
    insert = sa.text("INSERT INTO change_head (id, sequence, database) VALUES (1, 0, :database)")
    op.execute(insert.bindparams(database=uuid4().hex))
