"""The second opinion, which another package gives."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ratssearch.extract.body.labels import label_blocks
from ratssearch.extract.body.region import best_region, find_region, parts_of, sure_region
from ratssearch.extract.body.second_opinion import SecondOpinion, seconded
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


def test_it_is_asked_only_where_something_hangs_on_it() -> None:
    root = build_tree(PAGE.replace("<table><tr><td>1<td>2</table>", ""))
    blocks = segment(root)
    opinion = SecondOpinion(root, blocks)
    page = label_blocks(blocks, "Council meets", seconded=opinion)
    assert [block.text for block in page.kept()] == [
        f"The {name} {WORDS}" for name in ("council", "ferry company", "guild of masons", "fishers")
    ]
    assert "_answer" not in vars(opinion)
    assert list(opinion) == seconded(root, blocks)


LINE = st.sampled_from(
    [
        f"<p>The council {WORDS}</p>",
        "<p>Short words</p>",
        "<p><a href=/2>Two berths opened on the left bank of the river for boats of all sizes</a></p>",
        "<h2>Berths</h2>",
        "<h3><a href=/3>Ducks counted on the river</a></h3>",
        "<p>A line of text without an end, though it is long enough to count</p>",
    ]
)
PARTS = st.sampled_from(["<div>{}</div>", "<section>{}</section>", "<ul class=menu><li>{}</ul>", "<td>{}</td>", "{}"])
TREE = st.recursive(
    LINE, lambda inner: st.builds(lambda part, lines: part.format("".join(lines)), PARTS, st.lists(inner, max_size=5))
)


@settings(max_examples=100, deadline=None)
@given(page=st.lists(TREE, min_size=1, max_size=6), title=st.integers(0, 3), said=st.randoms())
def test_a_sure_region_hangs_on_no_opinion(page: Sequence[str], title: int, said: Random) -> None:
    blocks = segment(build_tree(f"<html><body>{''.join(page)}</body></html>"))
    parts = parts_of(blocks)
    sure = sure_region(blocks, parts, title)
    for share in (0.0, 0.3, 0.7, 1.0):
        opinion = [said.random() < share for _ in blocks]
        best = best_region(blocks, parts, opinion, title)
        assert sure is None or sure is best
        assert find_region(blocks, parts, opinion, title) is best
    assert find_region(blocks, parts, [], title) is best_region(blocks, parts, [], title)
