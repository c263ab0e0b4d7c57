"""`wasl index`: the indexes, which can always be rebuilt from the database."""

import shutil

import typer

from app.cli.kit import context, out, progress

commands = typer.Typer(no_args_is_help=True, help="The search indexes.")


@commands.command()
def update() -> None:
    """Bring the saved indexes up to date with the database."""
    with progress("profiles") as moved:
        context().prepare(moved)
    report()


@commands.command()
def rebuild() -> None:
    """Throw the saved indexes away and make them again from the database."""
    shutil.rmtree(context().index_folder, ignore_errors=True)
    update()


def report() -> None:
    """Say what the indexes hold."""
    for desk, follower in context().followers.items():
        out.print(
            f"{desk}: {len(follower.vectors)} profiles, up to change {follower.sequence}, "
            f"model {follower.encoder.identity}",
            highlight=False,
            soft_wrap=True,
        )
