"""The structure of a legal text: phần, chương, mục, tiểu mục, điều, khoản, điểm, phụ lục. Pure functions.

`parse` takes a whole document apart, `parse_article` what stands within one article, `joined_lines` undoes the
line breaks of a printed page, `to_markdown` gives the text in the form in which it is edited and kept.
"""

from portal.legal.structure.articles import parse_article
from portal.legal.structure.document import Parsed, parse
from portal.legal.structure.markdown import MarkdownParts, to_markdown
from portal.legal.structure.paragraphs import joined_lines
from portal.legal.structure.tree import Node

__all__ = ["MarkdownParts", "Node", "Parsed", "joined_lines", "parse", "parse_article", "to_markdown"]
