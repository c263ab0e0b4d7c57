"""`wasl serve`: the pages and the API."""

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from typing import Annotated

import typer
from pydantic import SecretStr

from app.accounts import demo as demonstration
from app.candidates.upkeep import tidy
from app.context import Context
from app.demo import talent
from app.intakes.beside import beside as intakes_read_beside
from app.kit.database import reading, writing
from app.kit.errors import DomainError
from app.kit.rounds import Rounds
from app.mail.sending import postman
from app.mail.transports import on_this_machine, transport
from app.retention import purge
from app.settings import Settings, settings

LOOPBACK = "127.0.0.1"
PURGE_EVERY_S = 3600.0
# How long into a day somebody may be the first to ask what it has changed.
DAY_EVERY_S = 60.0
DEMO_EVERY_S = 2.0

# a group, so that it is brought as others are; it has no commands whose names could be given
commands = typer.Typer(subcommand_metavar="")

Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Default: WASL_PORT, or 8000.")]
Host = Annotated[str, typer.Option(help="Address to listen at; others than this machine may.")]
Demo = Annotated[bool, typer.Option("--demo", help="Sign in as any role by a click.")]


class PortUnavailable(DomainError):
    """The port is in use, or not for this user."""


class NotOpen(DomainError):
    """The server would be open to others before it may be."""


@commands.callback(invoke_without_command=True)
def serve(*, port: Port = None, host: Host = LOOPBACK, demo: Demo = False) -> None:
    """Serve the pages and the API, on this machine only until somebody administers Wasl."""
    # Imported here, since every other command would pay for it.
    import uvicorn

    from web.limits import Impatient
    from web.main import create_app

    chosen = chosen_for(port, demo=demo)
    context = Context(chosen, demo=demo)
    # What is missing is said here in a sentence, instead of by the server in a trace.
    context.prepare()
    open_doors(context, host)
    with listening(host, chosen.port) as listener, beside(context):
        greet(context, host)
        config = uvicorn.Config(
            create_app(context),
            log_level="warning",
            http=Impatient,
            server_header=False,
            # Who asks is who connects, unless a proxy that is named says otherwise.
            proxy_headers=bool(chosen.proxies),
            forwarded_allow_ips=chosen.proxies,
        )
        # The server has closed in good order by the time it hands Ctrl-C on.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def chosen_for(port: int | None, *, demo: bool) -> Settings:
    """The settings of a server at a port; people who do not exist write to nobody's mail server."""
    given = settings()
    return given.model_copy(
        update={"port": port or given.port, "smtp": SecretStr("") if demo else given.smtp}
    )


def open_doors(context: Context, host: str) -> None:
    """Let the people of a demonstration in, or be rid of them and of all that they made.

    Raises `NotOpen` and `RealPeople`.
    """
    with reading(context.database) as session:
        if not alone(context, host):
            require_readiness(context, administered=demonstration.has_administrator(session))
    if not context.demo:
        talent.end(context)
        return
    with writing(context.database) as session:
        demonstration.begin(session)
    talent.begin(context)


def alone(context: Context, host: str) -> bool:
    """Whether nobody but this machine is let in, be it by a proxy of this machine."""
    return on_this_machine(host) and on_this_machine(context.settings.host)


def require_readiness(context: Context, *, administered: bool) -> None:
    """Raise `NotOpen` unless others than this machine may be let in."""
    wanted = {
        "a demonstration is for this machine only": not context.demo,
        "nobody administers Wasl yet: wasl admin create EMAIL NAME": administered,
        "WASL_ADDRESS must say what people open, over https://": context.settings.encrypted,
        "WASL_PROXIES must name what speaks TLS before it": bool(context.settings.proxies),
        "WASL_SMTP must say what sends mails": bool(context.settings.smtp.get_secret_value()),
    }
    if missing := [what for what, there in wanted.items() if not there]:
        message = f"Wasl stays on this machine ({'; '.join(missing)})."
        raise NotOpen(message)


def greet(context: Context, host: str) -> None:
    """Say where Wasl is, and for whom."""
    said = " (demonstration, this machine only)" if context.demo else " (this machine only)"
    typer.echo(f"Wasl: {context.settings.public}{said if alone(context, host) else ''}")
    if not context.settings.smtp.get_secret_value():
        typer.echo(f"Mails go to {context.settings.home / 'outbox'}", err=True)


@contextmanager
def beside(context: Context) -> Iterator[None]:
    """Mails leave meanwhile, what is over is deleted, and what schools give is read."""
    given, database = context.settings, context.database
    with (
        postman(database, transport(given), given.from_address),
        Rounds("purge", partial(purge, database), PURGE_EVERY_S),
        Rounds("tidy", partial(tidy, context), PURGE_EVERY_S),
        Rounds("day", context.begin_day, DAY_EVERY_S),
        intakes_read_beside(context),
        demonstrated(context),
    ):
        yield


def demonstrated(context: Context) -> AbstractContextManager[object]:
    """What goes on in a demonstration; nothing elsewhere."""
    if not context.demo:
        return nullcontext()
    return Rounds("demonstration", partial(talent.go_on, context), DEMO_EVERY_S)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens on a port; raises `PortUnavailable`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        message = f"Port {port} cannot be used ({error.strerror}): choose another with --port."
        raise PortUnavailable(message) from error
