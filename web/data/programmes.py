"""What the pages of the catalogue are given."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial

from starlette.requests import Request

from app.matches.schemas import FactShown, Shown
from app.profiles.schemas import EditShown
from app.programmes.around import AroundShown
from app.programmes.schemas import CatalogueShown, ProgrammeShown
from app.programmes.search import Sort, Wanted
from app.programmes.upkeep import KeptShown, UpkeepShown
from web.addresses import without
from web.data.kit import NOTHING, Facts
from web.data.narrowing import Chip, Facet, chips_of, facets_of
from web.formats import Formats
from web.records import LINES, current, shown_as

# Told elsewhere on a programme's page, or of use to the engine only.
TOLD_ELSEWHERE = {
    "deadlines", "evidence", "kind", "provider", "status", "ticket_note", "url",
}  # fmt: skip


# The language that records are written in, and their texts that are in no other.
ORIGINAL = "fr"
IN_FRENCH = ("how_to_apply", "ticket_note", "notes")
# What is typed into otherwise than its length would have it.
CONTROLS = {"status": "select", "url": "url"}
# The parameter of what is typed.
WORDS = "q"


class Wider(Shown):
    """A criterion without which something is found."""

    name: str
    """A facet, or `q`."""
    count: int
    address: str


class SearchPage(Shown):
    """`programmes/search.html`."""

    q: str
    """What was typed."""
    sort: Sort
    """The order asked for."""
    sorts: tuple[Sort, ...]
    """The orders to choose from."""
    found: CatalogueShown
    """The part of the catalogue that is shown."""
    facets: tuple[Facet, ...]
    """What it can be narrowed to."""
    chips: tuple[Chip, ...]
    """What it was narrowed to."""
    wider: tuple[Wider, ...]
    """Where nothing is found: what to drop, that which leaves most first."""

    @classmethod
    def of(
        cls, found: CatalogueShown, wanted: Wanted, request: Request, formats: Formats
    ) -> "SearchPage":
        """The page of a search."""
        said = partial(worded, formats)
        return cls(
            q=wanted.q,
            sort=wanted.sort,
            sorts=tuple(Sort),
            found=found,
            facets=facets_of(found.facets, said),
            chips=chips_of(found.facets, said, request),
            wider=() if found.total else wider(found, request),
        )


class Translation(StrEnum):
    """What a text of a record is in the language of the page."""

    ORIGINAL = "original"
    TRANSLATED = "translated"
    MISSING = "missing"
    """It is shown in its own language, for want of a translation."""


class Told(Shown):
    """A text of a record as a page tells it."""

    lang: str
    text: str
    translation: Translation
    original: str
    """What was translated; empty for a text that was not."""

    @classmethod
    def of(cls, texts: Mapping[str, str], language: str) -> "Told | None":
        """A text in the language of the page, else in its own; None where there is none."""
        if not texts.get(ORIGINAL):
            return None
        lang = language if texts.get(language) else ORIGINAL
        kind = Translation.MISSING if lang != language else Translation.TRANSLATED
        return cls(
            lang=lang,
            text=texts[lang],
            translation=Translation.ORIGINAL if language == ORIGINAL else kind,
            original=texts[ORIGINAL] if lang != ORIGINAL else "",
        )


class ProgrammePage(Shown):
    """`programmes/programme.html`."""

    programme: ProgrammeShown
    """What is offered."""
    around: AroundShown
    """Who runs it, and what the visitor can do with it."""
    texts: Mapping[str, Told]
    """Its texts by field, in the language of the page as far as they are translated."""
    facts: Facts
    """What is known of it, less what the page tells elsewhere."""

    @classmethod
    def of(cls, programme: ProgrammeShown, around: AroundShown, language: str) -> "ProgrammePage":
        """The page of a programme."""
        texts = {"summary": programme.summary}
        texts |= {name: {ORIGINAL: getattr(programme, name)} for name in IN_FRENCH}
        told = {name: Told.of(one, language) for name, one in texts.items()}
        return cls(
            programme=programme,
            around=around,
            texts={name: one for name, one in told.items() if one},
            facts=Facts.of(filter(worth_listing, programme.facts)),
        )


class UpkeepPage(Shown):
    """`programmes/upkeep.html`."""

    records: tuple[UpkeepShown, ...]
    """The records with something amiss, or that a person edited; the most urgent first."""
    editable: frozenset[str]
    """Those that the visitor may correct."""

    @classmethod
    def of(cls, kept: KeptShown) -> "UpkeepPage":
        """The page of what the catalogue needs."""
        records = tuple(one for one in kept.records if one.issues or one.edited)
        return cls(records=records, editable=kept.editable)


class EditField(Shown):
    """A field of a record in the form that edits it."""

    name: str
    typed: str
    """What it says, or what was typed when that is refused."""
    shown: str
    """What it said when the form was first shown."""
    control: str
    """`select`, `text`, `url` or `textarea`."""
    fault: str
    """What is wrong with it, in the language of the page; empty when nothing is."""
    edit: EditShown | None
    """What a person put there; null when it is as imported."""


class EditPage(Shown):
    """`programmes/edit.html`."""

    programme: ProgrammeShown
    """Whose record it is."""
    fields: tuple[EditField, ...]
    """What may be edited, in the order of the form."""
    draft: datetime | None
    """When what it holds was typed and not sent; null where nothing was."""
    saved: bool
    """Whether something was saved just now."""
    kept: bool
    """Whether it was kept for later just now."""

    @classmethod
    def of(
        cls,
        programme: ProgrammeShown,
        typed: Mapping[str, str] = NOTHING,
        faults: Mapping[str, str] = NOTHING,
        *,
        draft: datetime | None = None,
        saved: bool = False,
        kept: bool = False,
    ) -> "EditPage":
        """The form of a record, with what was typed into it and what is wrong with that."""
        edits = {one.field: one for one in programme.edits}
        return cls(
            programme=programme,
            fields=tuple(
                EditField(
                    name=name,
                    control=CONTROLS.get(name, "text" if name in LINES else "textarea"),
                    typed=typed.get(name, text),
                    shown=typed.get(shown_as(name), text),
                    fault=faults.get(name, ""),
                    edit=edits.get(name),
                )
                for name, text in current(programme).items()
            ),
            draft=draft,
            saved=saved,
            kept=kept,
        )


def worded(formats: Formats, facet: str, code: str) -> str:
    """A value of a facet in words; what it is called elsewhere, unless it is told apart here."""
    own = f"{facet}.{code}"
    here = formats.texts.has(f"facet_value.{own}")
    return formats.label("facet_value", own) if here else formats.label(facet, code)


def wider(found: CatalogueShown, request: Request) -> tuple[Wider, ...]:
    """The criteria without which something is found, that which leaves most first."""
    words = request.query_params.getlist(WORDS)
    left: list[tuple[str, Sequence[str], int]] = [(WORDS, words, found.without_words)]
    left += [(one.name, one.chosen, one.without) for one in found.facets]
    dropped = (
        Wider(name=name, count=count, address=without(request, name, values))
        for name, values, count in left
        if any(values) and count
    )
    return tuple(sorted(dropped, key=lambda one: -one.count))


def worth_listing(fact: FactShown) -> bool:
    """Whether a programme's fact is not told elsewhere; dirhams go without saying."""
    return fact.name not in TOLD_ELSEWHERE and (fact.name, fact.value) != ("currency", "MAD")


PAGES: dict[str, type[Shown]] = {
    "programmes/search.html": SearchPage,
    "programmes/programme.html": ProgrammePage,
    "programmes/upkeep.html": UpkeepPage,
    "programmes/edit.html": EditPage,
}
