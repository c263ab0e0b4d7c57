"""What the page of the component library is given."""

from collections.abc import Mapping

from app.matches.schemas import Shown


class Sample(Shown):
    """A part of pages in its states."""

    name: str
    html: Mapping[str, str]
    """What it looks like in each language, that of the page first."""


class ComponentsPage(Shown):
    """`components_page.html`."""

    samples: tuple[Sample, ...]
    """Every part that pages are made of, by name."""


PAGES: dict[str, type[Shown]] = {
    "components_page.html": ComponentsPage,
}
