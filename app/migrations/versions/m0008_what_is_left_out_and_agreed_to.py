"""Refusals that the journal leaves out, the text that was agreed to, and who took an offer."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


# Who took an offer, as the journal has it.
TOOK = """
UPDATE invitation SET accepted_by = (
    SELECT account.id FROM account JOIN journal ON journal.actor_id = account.id
    WHERE journal.action = 'invitation.accept' AND journal.target_id = invitation.id
    LIMIT 1
)
WHERE accepted_at IS NOT NULL
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "refusals",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_refusals")),
    )
    op.add_column("consent", sa.Column("said", sa.JSON(), server_default="{}", nullable=False))
    # By hand: making the table anew, as SQLite would, deletes what refers to it.
    op.execute(
        "ALTER TABLE invitation ADD COLUMN accepted_by VARCHAR(32)"
        " CONSTRAINT fk_invitation_accepted_by_account REFERENCES account (id)"
    )
    op.create_index(op.f("ix_invitation_accepted_by"), "invitation", ["accepted_by"])
    op.execute(TOOK)
