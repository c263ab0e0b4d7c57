"""HTML: what a reader of the page would see. Nothing in it runs, and nothing is fetched."""

import re

from lxml import etree, html

from ingestion.documents.outcome import Flag, Notice, Reason, Unreadable
from ingestion.documents.parts import Blocks, Found

# Elements that part lines, those that show no text, and those that do something.
# fmt: off
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "title", "ul",
})
SILENT = frozenset({
    "audio", "button", "canvas", "datalist", "embed", "head", "iframe", "input", "math",
    "noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea",
    "title", "video",
})
# fmt: on
ACTIVE = frozenset({"applet", "base", "embed", "form", "iframe", "link", "object", "script"})
LINKS = ("href", "src", "action", "formaction", "data", "xlink:href")
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])"
    r"|(?<![-\w])color\s*:\s*(white|#fff(fff)?)\s*(;|$)(?!.*background)",
    re.IGNORECASE,
)
CLASS = re.compile(r"^\s*(?:\w+)?\.([\w-]+)\s*$")


def read(text: str) -> Found:
    """The lines of a page. Raises Unreadable: there is no element in it."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, huge_tree=False)
    try:
        root = html.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(Reason.DAMAGED) from error
    page = _Page(_hidden_classes(root))
    page.walk(root)
    active = sum(map(_active, root.iter(etree.Element)))
    warnings = [Notice(Flag.ACTIVE_REMOVED, {"elements": active})] if active else []
    return Found(page.blocks.lines, warnings, page.hidden)


def _hidden_classes(root: etree._Element) -> set[str]:
    """The classes that the page's own style sheets hide."""
    sheets = "".join(style.text or "" for style in root.iter("style"))
    rules = (rule.partition("{") for rule in sheets.split("}"))
    return {
        found[1]
        for selectors, _, rule in rules
        if HIDING.search(rule)
        for selector in selectors.split(",")
        if (found := CLASS.match(selector))
    }


def _active(element: etree._Element) -> bool:
    """Whether an element would do something: run, fetch, send, or lead to a script."""
    if element.tag in ACTIVE or element.get("http-equiv", "").lower() == "refresh":
        return True
    links = (element.get(name, "").strip().lower() for name in LINKS)
    handlers = any(str(name).lower().startswith("on") for name in element.keys())  # noqa: SIM118
    return handlers or any(link.startswith(("javascript:", "vbscript:")) for link in links)


class _Page:
    """Walks the tree, event by event: it may be deep."""

    def __init__(self, hidden_classes: set[str]) -> None:
        self.hidden_classes = hidden_classes
        self.blocks, self.hidden = Blocks(), list[str]()
        self.said: list[str] = []
        self.heading = 0

    def walk(self, root: etree._Element) -> None:
        """Every element that is seen."""
        skipped: etree._Element | None = None
        for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
            if event == "comment":
                self.say(element.tail if skipped is None else None)
            elif skipped is None and event == "start":
                skipped = element if self.unseen(element) else None
                if skipped is None:
                    self.start(element)
            elif event == "end" and skipped in (None, element):
                if skipped is None:
                    self.end(element)
                skipped = None
                self.say(element.tail)
        self.flush()

    def say(self, text: str | None) -> None:
        """Text of the open paragraph; blanks and breaks of the source are one blank."""
        self.said.append(re.sub(r"\s+", " ", text or ""))

    def unseen(self, element: etree._Element) -> bool:
        """Whether nobody sees an element; its text is kept apart when it was meant to be hidden."""
        if element.tag in SILENT:
            return True
        classes = set(element.get("class", "").split())
        hidden = HIDING.search(element.get("style", "")) or classes & self.hidden_classes
        if hidden or element.get("hidden") is not None:
            self.hidden.append(" ".join(map(str, element.itertext())))
            return True
        return False

    def start(self, element: etree._Element) -> None:
        """An element begins."""
        tag = str(element.tag)
        if tag in BLOCKS or tag in {"tr", "td", "th"}:
            self.flush()
        if tag in {"section", "table", "article", "ul", "ol"}:
            self.blocks.boundary()
        if tag == "br":
            self.said.append("\n")
        elif re.fullmatch("h[1-6]", tag):
            self.blocks.boundary()
            self.heading = int(tag[1])
        elif tag == "tr":
            self.blocks.open_row()
        elif _cell(element):
            self.blocks.open_cell()
        self.say(element.text)

    def end(self, element: etree._Element) -> None:
        """An element ends."""
        tag = str(element.tag)
        if tag in BLOCKS or tag in {"tr", "td", "th"}:
            self.flush()
        if tag == "tr":
            self.blocks.close_row()
        elif _cell(element):
            self.blocks.close_cell()

    def flush(self) -> None:
        """The open paragraph is complete."""
        self.blocks.add("".join(self.said), self.heading)
        self.said, self.heading = [], 0


def _cell(element: etree._Element) -> bool:
    parent = element.getparent()
    return element.tag in {"td", "th"} and parent is not None and parent.tag == "tr"
