"""Citations in running text: recognised, resolved to documents and provisions that the library holds, evaluated."""

from portal.legal.citations.model import SELF, Citation, DocumentMention, Place
from portal.legal.citations.recognise import recognise

__all__ = ["SELF", "Citation", "DocumentMention", "Place", "recognise"]
