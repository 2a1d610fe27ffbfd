"""Release sites with layouts drawn at random: a seeded generator that knows title, day and text of every page it makes.

    site = make_site(seed, number)      # layout, releases, pages as a server gives them
    judge(page, site.releases[0])       # how a reading compares with the truth

A site draws one value of each axis (axes.toml); words and sentences are data (words/LANGUAGE.toml). What a reader would
call the release is its text: lede, paragraphs, subheadings, lists, tables, quotations, a letter's salutation. What
people would differ on (sign-off, "About us", a kicker, a caption that nothing marks as one) is optional. All else on a
page is foreign: labels, date lines, contact boxes, teasers of other releases, wherever they stand.
"""

from benchmarks.quality.layout_sites.judging import Judgement, judge
from benchmarks.quality.layout_sites.server import served
from benchmarks.quality.layout_sites.site import PAGES, Site, make_site

__all__ = ["PAGES", "Judgement", "Site", "judge", "make_site", "served"]
