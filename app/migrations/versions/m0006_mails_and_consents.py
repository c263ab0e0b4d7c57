"""Mails go with the account or invitation that they are about; a yes names the text it is to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    # Made anew: SQLite adds no reference to a table that is there.
    with op.batch_alter_table("mail", recreate="always") as mail:
        mail.add_column(sa.Column("account_id", sa.String(length=32), nullable=True))
        mail.add_column(sa.Column("invitation_id", sa.String(length=32), nullable=True))
        for table in ("account", "invitation"):
            mail.create_foreign_key(
                op.f(f"fk_mail_{table}_id_{table}"),
                table,
                [f"{table}_id"],
                ["id"],
                ondelete="CASCADE",
            )
            mail.create_index(op.f(f"ix_mail_{table}_id"), [f"{table}_id"])
    # What was agreed to before is not known: it is asked again.
    op.add_column(
        "consent", sa.Column("text_digest", sa.String(64), nullable=False, server_default="")
    )
