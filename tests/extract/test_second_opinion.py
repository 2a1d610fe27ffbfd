"""The second opinion, which another package gives."""

from __future__ import annotations

from lxml import etree

from ratssearch.extract.body.second_opinion import seconded
from ratssearch.extract.html.blocks import segment
from ratssearch.extract.html.html_tree import build_tree

WORDS = "of the valley met in the old hall and spoke for two hours about the repair of the bridge and its price."
TEXT = "".join(f"<p>The {name} {WORDS}</p>" for name in ("council", "ferry company", "guild of masons", "fishers"))
PAGE = (
    f"<html><head><script>let a;</script></head><body><nav><a href=/>Home</a></nav><article>{TEXT}"
    "<!-- kept --><form><input name=a></form><table><tr><td>1<td>2</table></article><footer>Us</footer></body></html>"
)


def test_it_leaves_the_page_as_it_is() -> None:
    """The package is handed the page's own tree: all that comes later reads the same tree."""
    root = build_tree(PAGE)
    before = etree.tostring(root)
    blocks = segment(root)
    heard = seconded(root, blocks)
    assert etree.tostring(root) == before
    said = {block.text: is_text for block, is_text in zip(blocks, heard, strict=True)}
    assert said["Home"] is False
    assert said[f"The council {WORDS}"] is True
