"""The judged set: fictional startups with known facts and right answers, for measuring."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingestion.facts import copied
from matching.profile import Kind, Passage, Profile

FILE = "startups.jsonl"


@dataclass(frozen=True, slots=True)
class JudgedStartup:
    """One line of the set. `facts` may hold None (unknown); everything is judged at `as_of`."""

    id: str
    name: str
    as_of: date
    facts: Mapping[str, Any]
    need: Mapping[str, Any]
    text: Mapping[str, str]


def read(folder: Path) -> list[JudgedStartup]:
    """The startups of `folder/startups.jsonl`.

    Raises FileNotFoundError, and ValueError for a line that is not such a startup (file, line).
    """
    path = folder / FILE
    lines = enumerate(path.read_text("utf-8").split("\n"), 1)
    return [_startup(line, f"{path}:{place}") for place, line in lines if line.strip()]


def _startup(line: str, place: str) -> JudgedStartup:
    try:
        given = json.loads(line)
        return JudgedStartup(
            id=given["id"],
            name=given.get("name", given["id"]),
            as_of=date.fromisoformat(given["as_of"]),
            facts=given["facts"],
            need=given["need"],
            text=given["text"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{place}: not a judged startup ({error!r})") from error


def profile(startup: JudgedStartup, lang: str) -> Profile:
    """The profile of a judged startup that writes in `lang`; unknown facts are left out.

    Raises KeyError when the startup has no text in that language.
    """
    stated = startup.as_of.isoformat()
    known = {name: given for name, given in startup.facts.items() if given is not None}
    wanted = {name: given for name, given in startup.need.items() if given is not None}
    paragraphs = filter(None, map(str.strip, startup.text[lang].split("\n\n")))
    return Profile(
        id=startup.id,
        kind=Kind.STARTUP,
        name=startup.name,
        passages=tuple(Passage("description", lang, text) for text in paragraphs),
        facts=copied(known, {name: name for name in known}, FILE, stated),
        preferences=copied(wanted, {name: name for name in wanted}, FILE, stated),
    )
