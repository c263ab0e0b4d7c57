"""Run by Alembic, with the connection that `app.kit.migrations` hands it."""

from alembic import context

from app.kit.migrations import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
