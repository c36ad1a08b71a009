"""What signs a package: a class of signxml's, in a module of its own, so that only who seals one loads the library."""

from __future__ import annotations

from lxml import etree
from signxml.signer import XMLSigner


def parser() -> etree.XMLParser:
    """Reads what is sent: nothing is fetched or expanded; a text may be as long as an attachment is."""
    return etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )


class PackageSigner(XMLSigner):
    """Signs attachments of more than 7 MB too, which the library's own parser does not read again."""

    @property
    def parser(self) -> etree.XMLParser:
        """As everything else that reads a package."""
        return parser()
