"""XML that is parsed without believing it: no entity is resolved, nothing is fetched."""

from lxml import etree

from ingestion.documents.outcome import Reason, Unreadable


def parsed(data: bytes) -> etree._Element:
    """The root of an XML document. Raises Unreadable: not well formed, or deeper than 256."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(Reason.DAMAGED) from error


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for what is none (an entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def declares(root: etree._Element) -> bool:
    """Whether the document declares entities, which were left unresolved."""
    document = root.getroottree().docinfo.internalDTD
    return document is not None and any(True for _ in document.iterentities())
