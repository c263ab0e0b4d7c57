"""Pages as their elements, for whoever looks for what should not be among them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "search", "url", "tel", ""}


@dataclass(frozen=True)
class Element:
    """A tag with its attributes; a textarea and an option with their text."""

    tag: str
    attributes: dict[str, str]

    def get(self, name: str) -> str:
        """An attribute; empty where there is none."""
        return self.attributes.get(name, "")


@dataclass
class Form:
    """What a form sends, and where to."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    """As they are sent without being touched, or with what fits where one must be filled."""
    texts: list[str] = field(default_factory=list)
    """The names of those that take any text."""


class Page(HTMLParser):
    """Reads elements in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def forms(self, address: str) -> list[Form]:
        """The forms of the page of an address, with those of their fields that lie within."""
        found: list[Form] = []
        select = ""
        for one in self.elements:
            name = one.get("name")
            if one.tag == "form":
                found.append(Form(one.get("action") or address, one.get("method").lower() or "get"))
            elif found and one.tag in {"input", "textarea"} and name:
                put(found[-1], one)
            elif one.tag == "select":
                select = name
            elif found and one.tag == "option" and select and one.get("value"):
                choose(found[-1], select, one)
        return found


def choose(form: Form, name: str, one: Element) -> None:
    """Add a choice to a form: the one that is made, or the first that there is."""
    form.fields.setdefault(name, one.get("value"))
    if "selected" in one.attributes:
        form.fields[name] = one.get("value")


FITTING = {
    "email": "x@example.ma",
    "number": "7",
    "date": "2026-01-01",
    "url": "https://example.ma",
}


def put(form: Form, one: Element) -> None:
    """Add a field to a form."""
    name, kind = one.get("name"), one.get("type")
    if kind in {"checkbox", "radio"}:
        if "checked" in one.attributes or name not in form.fields:
            form.fields[name] = one.get("value") or "on"
    elif kind not in {"password", "submit", "file"}:
        form.fields[name] = one.get("value") or FITTING.get(kind, "Un texte")
        if one.tag == "textarea" or kind in {*TYPED, "email"}:
            form.texts.append(name)
