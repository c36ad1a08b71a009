"""What an archive file says of itself: XMP metadata of PDF/A-2b, with its own date alone, so that the same paper is the
same file (ISO 19005-2, 6.6)."""

from __future__ import annotations

from datetime import datetime
from html import escape

PROFILE = "PDF/A-2B"
_FORM = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about=""
        xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
        xmp:CreatorTool="{tool}" xmp:CreateDate="{at}" xmp:ModifyDate="{at}">
      <pdfaid:part>2</pdfaid:part>
      <pdfaid:conformance>B</pdfaid:conformance>
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
      <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>"""


def metadata(title: str, author: str, tool: str, made_at: datetime) -> str:
    """The metadata of a file made at this instant (with its time zone)."""
    at = made_at.isoformat(timespec="seconds")
    return _FORM.format(tool=escape(tool), at=at, title=escape(title), author=escape(author))
