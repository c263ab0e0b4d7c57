"""`wasl model train`: a delta for the default model, from what may be trained on."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from random import Random
from textwrap import shorten
from typing import Annotated, Any

import typer
import yaml
from babel.messages.pofile import read_po

from app.cli.kit import out, progress
from app.settings import settings
from ingestion import programmes, startups
from matching.encoder.store import digest
from matching.profile import LANGUAGES
from matching.skills.lexicon import lexicon
from matching.talent.duties import duties
from matching.training import held_out
from matching.training.concepts import (
    FILES,
    Concept,
    Material,
    aligned,
    concept,
    from_companies,
    from_esco,
    from_lexicon,
    from_schemes,
)
from matching.training.recipe import recipe
from matching.wording.texts import DEFAULT

# Packages whose texts people read in all three languages: sentences, and their translations.
TRANSLATED = ("app", "matching.wording")
REPLAY = 1000  # ordinary texts that are to stay where they are
# Sides of a family that hold sentences; all of its languages where none is named.
DESCRIBING = {
    "skill": ("en:text",),
    "occupation": ("en:text",),
    "lexicon": (),
    "company": ("fr", "en"),
    "scheme": ("fr", "en", "fr:project"),
}
SHORTEST, LONGEST = 15, 400  # characters of what is replayed: more than a name
CATALOGUE = Path(str(files("ingestion").joinpath("catalogue")))
WRITTEN = Path(str(files("matching.training")))
# Families whose texts say the same in every language, rank by rank.
SAYING_THE_SAME = ("lexicon", "company", "programme", "scheme", "interface")

Out = Annotated[
    Path | None, typer.Option("--out", help="File of the delta; default: in WASL_HOME.")
]
Steps = Annotated[int | None, typer.Option(help="Steps of a trial; default: the recipe's.")]
Strength = Annotated[float | None, typer.Option(help="Share of the change that is kept.")]


def train(out_: Out = None, steps: Steps = None, strength: Strength = None) -> None:
    """Tune the default model on WASL_DATASETS/training and our own texts (hours; goes on)."""
    from matching.encoder import delta, weights  # noqa: PLC0415 - only here
    from matching.encoder.build import build  # noqa: PLC0415 - only here
    from matching.encoder.serving import OnnxEncoder  # noqa: PLC0415 - only here
    from matching.training.run import train as make  # noqa: PLC0415 - torch, only here

    given = {"steps": steps, "strength": strength}
    chosen = recipe(**{name: value for name, value in given.items() if value is not None})
    folder = settings().home / "training"
    material = _material(folder, chosen.held_out)
    source = weights.read(weights.packaged())
    with progress("training") as move:
        untuned = OnnxEncoder(build(folder / "untuned", tuned=None))
        made = make(source, untuned, material, chosen, folder, report=move)
    path = out_ or folder / "delta.safetensors"
    delta.write(replace(made, about={**made.about, "files": json.dumps(_digests())}), path)
    out.print(f"{path}: `wasl model build --force --delta {path}` puts it to use", soft_wrap=True)


def _material(folder: Path, share: float) -> Material:
    """What is trained on; what is held out is written to `folder` as collections."""
    esco, asked = from_esco(_given()), held_out.asked(settings().datasets)
    own = [*from_lexicon(lexicon(), duties()), *_companies(), *_schemes(), *_programmes()]
    kept, held = held_out.parted([*esco, *own, *_interface()], asked, share)
    held_out.write(kept, held, folder / "held_out")
    alike = [one for one in kept if one.family in SAYING_THE_SAME]
    return Material(kept, _replay(kept), tuple(aligned(alike, DEFAULT)))


def _given() -> Path:
    return settings().datasets / "training"


def _digests() -> dict[str, str]:
    return {file: digest(_given() / file) for file in FILES}


def _companies() -> Iterator[Concept]:
    """Companies that we made up, in four languages, and those of the catalogue."""
    yield from from_companies(_written("companies.yaml"))
    for one in (record.data for record in startups.read(CATALOGUE / "startups.yaml").records):
        told = {lang: [one.get(f"description_{lang}", "")] for lang in LANGUAGES}
        yield concept(f"startup:{one['id']}", "company", told)


def _schemes() -> list[Concept]:
    """Support that we made up, and what companies want to do that it is for."""
    return from_schemes(_written("schemes.yaml"))


def _written(name: str) -> Any:  # noqa: ANN401 - as the file has it
    return yaml.safe_load((WRITTEN / name).read_text("utf-8"))


def _programmes() -> Iterator[Concept]:
    """Names and summaries of the programmes of the catalogue."""
    for one in (record.data for record in programmes.read(CATALOGUE / "programmes").records):
        told = {lang: [one.get(f"summary_{lang}", "")] for lang in LANGUAGES}
        yield concept(f"programme:{one['id']}", "programme", {"name": [one["name"]], **told})


def _interface() -> Iterator[Concept]:
    """The texts of pages and rules, in the languages that they are translated to."""
    for package in TRANSLATED:
        folder = Path(str(files(package).joinpath("translations")))
        for area in sorted(path.stem for path in (folder / DEFAULT).glob("*.po")):
            read = {lang: _texts(folder / lang / f"{area}.po") for lang in LANGUAGES}
            for key in read[DEFAULT]:
                sides = {lang: texts[key] for lang, texts in read.items() if key in texts}
                yield concept(f"{package}:{area}:{key}", "interface", sides)


def _texts(path: Path) -> dict[str, list[str]]:
    """The texts of a catalogue by key, but those that values are filled into, and plurals."""
    with path.open("rb") as file:
        texts = {str(one.id): one.string for one in read_po(file) if one.id}
    plain = {key: text for key, text in texts.items() if isinstance(text, str)}
    return {key: [text] for key, text in plain.items() if "{" not in text}


def _replay(concepts: Sequence[Concept]) -> list[str]:
    """Ordinary texts: descriptions, summaries and what pages say; always the same sample."""
    texts = (
        text
        for one in concepts
        for side in DESCRIBING.get(one.family, LANGUAGES)
        for text in one.texts.get(side, ())
        if len(text) >= SHORTEST
    )
    different = list(dict.fromkeys(shorten(text, LONGEST, placeholder="") for text in texts))
    draw = Random(REPLAY)  # noqa: S311 - to be repeated
    return draw.sample(different, min(REPLAY, len(different)))
