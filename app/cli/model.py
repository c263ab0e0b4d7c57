"""`wasl model`: build, describe and time the text-to-vector model."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

from app.cli.kit import Json, err, out, progress
from app.settings import settings
from matching.encoder import open_encoder
from matching.errors import MatchingError

model = typer.Typer(no_args_is_help=True, help="The model that turns texts into vectors.")
Tuned = Annotated[
    Path | None,
    typer.Option(
        "--delta",
        exists=True,
        dir_okay=False,
        help="A delta that `train` made; default: this release's, if any.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Build again over what is there.")]
Texts = Annotated[int, typer.Option(min=1, help="Texts timed.")]

VERIFIED = "{texts:.0f} texts, cosine to the reference {mean:.4f} in the mean, {least:.4f} at least"
# What a person is told in place of a name and a value that are for programs.
TOLD: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "bytes": ("size", lambda size: f"{size / 1e6:.0f} MB"),
    "verified": ("verified", VERIFIED.format_map),
    "versions": ("versions", lambda used: ", ".join(f"{name} {one}" for name, one in used.items())),
    "texts_per_second": ("speed", "{:.1f} texts a second".format),
    "query_ms": ("one query", "{:.1f} ms".format),
}


@model.command()
def build(*, force: Force = False, delta: Tuned = None, json_: Json = False) -> None:
    """Build the default model from the packaged weights, once a machine (about two minutes)."""
    from matching.encoder.build import STEPS, TUNED  # noqa: PLC0415 - only here
    from matching.encoder.build import build as make  # noqa: PLC0415 - only here
    from matching.talent.occupations import Reader  # noqa: PLC0415 - only here

    with progress("model") as move:

        def report(step: str) -> None:
            move(STEPS.index(step), len(STEPS), f"model: {step}")

        try:
            make(settings().home, force=force, tuned=delta or TUNED, report=report)
            move(len(STEPS), len(STEPS), "model: occupations")
            Reader.at(settings().home, open_encoder(settings().home, settings().model)).ready()
        except MatchingError as error:
            _fail(error)
    _show(_description(), json_=json_)


@model.command()
def info(*, json_: Json = False) -> None:
    """Say which model is in use, where it is and what it was built from."""
    try:
        _show(_description(), json_=json_)
    except MatchingError as error:
        _fail(error)


@model.command()
def bench(*, texts: Texts = 200, json_: Json = False) -> None:
    """Time the model in use on our own sample texts: texts a second, one query's delay."""
    from matching.encoder.samples import samples  # noqa: PLC0415 - only here

    try:
        encoder = open_encoder(settings().home, settings().model)
    except MatchingError as error:
        _fail(error)
    given = (samples() * (texts // len(samples()) + 1))[:texts]
    encoder.passages(given[:8])
    start = perf_counter()
    encoder.passages(given)
    rate = len(given) / (perf_counter() - start)
    start = perf_counter()
    for text in given[:50]:
        encoder.queries([text])
    delay = (perf_counter() - start) / len(given[:50])
    _show(
        {
            "model": encoder.identity,
            "texts": len(given),
            "texts_per_second": rate,
            "query_ms": 1000 * delay,
        },
        json_=json_,
    )


def _description() -> dict[str, Any]:
    home, chosen = settings().home, settings().model
    encoder = open_encoder(home, chosen)
    found = {"model": encoder.identity, "dimension": encoder.dimension}
    return found | ({"library": chosen} if chosen else _built(home))


def _built(home: Path) -> dict[str, Any]:
    from matching.encoder import store  # noqa: PLC0415 - only for the default model
    from matching.encoder.build import location  # noqa: PLC0415 - only for the default model

    manifest = store.read(location(home))
    return {
        "folder": str(location(home)),
        "weights_sha256": manifest.source,
        "bytes": sum(size for size, _ in manifest.files.values()),
        "verified": manifest.verified,
        "versions": manifest.versions,
    }


def _show(values: dict[str, Any], *, json_: bool) -> None:
    if json_:
        sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
        return
    for name, value in values.items():
        called, said = TOLD.get(name, (name.replace("_", " "), str))
        out.print(f"{called}: {said(value)}", markup=False, highlight=False, soft_wrap=True)


def _fail(error: MatchingError) -> None:
    err.print(f"error: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    model()
