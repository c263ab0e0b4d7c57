"""What a lexicon may be wrong in: references to nothing, unmarked homonyms, missing labels."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from matching.profile import LANGUAGES
from matching.skills.folding import BREAK, IS_ARABIC, key
from matching.skills.lexicon import ANY, GLOSS, Entry

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Words that tell homonyms apart; fewer do not.
CONTEXT, ANTI = 3, 1
SKILLS = range(6, 13)
# Where forms are listed; `any` is written alike in French and English.
WRITTEN_IN = {ANY, *LANGUAGES}


def defects(entries: Sequence[Entry]) -> Iterator[str]:
    """Say each defect in a sentence; none of a sound lexicon."""
    counts = Counter(entry.id for entry in entries)
    yield from (f"{one} is there {count} times" for one, count in counts.items() if count > 1)
    by_id = {entry.id: entry for entry in entries}
    for entry in entries:
        yield from (f"{entry.id}: {fault}" for fault in _faults(entry, by_id))
    yield from _unmarked(entries)


def _faults(entry: Entry, by_id: Mapping[str, Entry]) -> Iterator[str]:
    if not ID.fullmatch(entry.id):
        yield "its id is not lower-case words joined by hyphens"
    yield from _wording(entry)
    yield from _references(entry, by_id)
    yield from _homonyms(entry)
    if entry.is_occupation != bool(entry.skills):
        yield "skills belong to an occupation, and to each"
    if entry.skills and len(entry.skills) not in SKILLS:
        yield f"{len(entry.skills)} skills"


def _wording(entry: Entry) -> Iterator[str]:
    yield from (f"no {one} label" for one in LANGUAGES if not entry.label.get(one))
    if not IS_ARABIC.search(entry.label.get("ar", "")):
        yield "its Arabic label has no Arabic letter"
    for language in entry.forms:
        if language not in WRITTEN_IN:
            yield f"forms under {language!r}"
    latin = [form for one in (ANY, "fr", "en") for form in entry.forms.get(one, ())]
    yield from (f"{form!r} is Arabic" for form in latin if IS_ARABIC.search(form))
    labels = {key(GLOSS.sub("", label)) for label in entry.label.values()}
    forms = Counter(key(form) for forms in entry.forms.values() for form in forms)
    for form, count in forms.items():
        if not form or BREAK in form or form in labels or count > 1:
            yield f"{form!r} is empty, several, or there already"


def _references(entry: Entry, by_id: Mapping[str, Entry]) -> Iterator[str]:
    named = (*entry.related, *entry.skills, *entry.implies)
    for one in (*named, *([entry.broader] if entry.broader else [])):
        if one not in by_id:
            yield f"refers to {one}, which is not there"
        if one == entry.id:
            yield "refers to itself"
    for one in (*entry.skills, *entry.implies):
        if one in by_id and by_id[one].is_occupation:
            yield f"{one} is an occupation, not a skill"
    if _circles(entry, by_id):
        yield "is broader than itself"


def _circles(entry: Entry, by_id: Mapping[str, Entry]) -> bool:
    seen = {entry.id}
    above = by_id.get(entry.broader or "")
    while above is not None:
        if above.id in seen:
            return True
        seen.add(above.id)
        above = by_id.get(above.broader or "")
    return False


def _homonyms(entry: Entry) -> Iterator[str]:
    marked = set(map(key, entry.homonym.forms)) if entry.homonym else set()
    written = set(map(key, entry.written))
    for form in marked - written:
        yield f"{form!r} is marked as a homonym, but not one of its forms"
    for form in written - marked:
        if len(form) <= 2 and form.isalnum():
            yield f"{form!r} has two letters, and is not marked as a homonym"
    if entry.homonym:
        yield from _telling(entry.homonym.context, entry.homonym.anti)


def _telling(context: Iterable[str], anti: Iterable[str]) -> Iterator[str]:
    for_it, against = set(map(key, context)), set(map(key, anti))
    if len(for_it) < CONTEXT or len(against) < ANTI:
        yield "a homonym with too few words that tell"
    yield from (f"{word!r} speaks for and against it" for word in for_it & against)


def _unmarked(entries: Iterable[Entry]) -> Iterator[str]:
    """Forms of several skills, or several occupations, that one of them does not mark."""
    claims: dict[tuple[str, bool], list[Entry]] = defaultdict(list)
    for entry in entries:
        for written in dict.fromkeys(map(key, entry.written)):
            claims[written, entry.is_occupation].append(entry)
    for (written, _), owners in claims.items():
        for entry in owners if len(owners) > 1 else ():
            if not entry.homonym or written not in map(key, entry.homonym.forms):
                others = ", ".join(one.id for one in owners if one is not entry)
                yield f"{entry.id}: {written!r} is also {others}, and is not marked as a homonym"
