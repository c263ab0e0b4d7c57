"""Text and Markdown."""

from markdown_it import MarkdownIt

from ingestion.documents import html
from ingestion.documents.parts import Blocks, Found


def read(text: str) -> Found:
    """The lines of a text; a blank line parts blocks."""
    blocks = Blocks()
    for line in text.replace("\f", "\n\n").splitlines():
        if not line.strip():
            blocks.boundary()
        blocks.add(line)
    return Found(blocks.lines)


def read_markdown(text: str) -> Found:
    """The lines of a text in Markdown (CommonMark with tables), without its marks.

    What it holds of HTML is text: it may hide or run nothing.
    """
    renderer = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    return html.read(f"<html><body>{renderer.render(text)}</body></html>")
