"""An operator's gazetteer file extends and overrules the built-in one, and says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ratssearch.enrich import load_gazetteer
from ratssearch.errors import GazetteerError
from ratssearch.models import ExtractedPage, MentionKind

EXTRA = """
block = ["Kenya Airfield"]

[country.KZ]
label = "Qazaqstan"
names = ["Kazakia"]
remove = ["Kazak"]

[organisation.border-academy]
name = "Border Academy of the Steppe"
acronyms = ["BAST"]
ru = ["Пограничная академия"]
zh = ["草原边防学院"]
parent = "cis"

[organisation.eag]
acronyms = ["EAGMLFT"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "gazetteer.toml"
    path.write_text(text, encoding="utf-8")
    return path


def found(path: Path, text: str, kind: MentionKind) -> list[str]:
    return sorted(load_gazetteer(path).tag(ExtractedPage("", (text,), "en", None)).values(kind))


def test_new_names_are_found(tmp_path: Path) -> None:
    """Names, acronyms, Russian and Chinese forms of a new body, and a new name of a country."""
    path = written(tmp_path, EXTRA)
    for text in ("The Border Academy of the Steppe", "BAST said", "в Пограничная академия", "在草原边防学院"):
        assert found(path, text, MentionKind.ORGANISATION) == ["border-academy"]
    assert found(path, "In Kazakia", MentionKind.COUNTRY) == ["KZ"]


def test_what_is_removed_or_blocked_is_found_no_more(tmp_path: Path) -> None:
    """A removed form and a blocked phrase say nothing; the built-in gazetteer still has them."""
    path = written(tmp_path, EXTRA)
    text = "A Kazak rider passed Kenya Airfield"
    assert found(path, text, MentionKind.COUNTRY) == []
    assert set(load_gazetteer().tag(ExtractedPage("", (text,), "en", None)).values(MentionKind.COUNTRY)) == {"KE", "KZ"}


def test_labels_parents_and_facts(tmp_path: Path) -> None:
    """Labels change, a new body has its parent, and a body that is only extended keeps its name."""
    gazetteer = load_gazetteer(written(tmp_path, EXTRA))
    assert gazetteer.label(MentionKind.COUNTRY, "KZ") == "Qazaqstan"
    assert gazetteer.ancestors(MentionKind.ORGANISATION, "border-academy") == ("cis",)
    assert gazetteer.label(MentionKind.ORGANISATION, "eag").startswith("Eurasian Group")
    assert gazetteer.resolve(MentionKind.ORGANISATION, "bast") == ("border-academy",)


def test_the_version_tells_the_file(tmp_path: Path) -> None:
    """Another file, another version: releases tagged with the old one can be told."""
    first = load_gazetteer(written(tmp_path, EXTRA)).version
    second = load_gazetteer(written(tmp_path, EXTRA + "# changed\n")).version
    assert len({first, second, load_gazetteer().version}) == 3


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("[country.ZZ]\nnames = ['Nowhere']", "[country.ZZ]"),
        ("[country.KZ]\nname = 'Kazakia'", "'name'"),
        ("[country.KZ]\nnames = 'Kazakia'", "[country.KZ] names"),
        ("[country.KZ]\nnames = ['kazakia']", "'kazakia'"),
        ("[country.KZ]\nremove = ['Ruritania']", "'Ruritania'"),
        ("[organisation.new-body]\nnames = ['New Body']", "needs a name"),
        ("[organisation.New_Body]\nname = 'New Body'", "is no id"),
        ("[organisation.unlisted-x]\nname = 'X Body'", "is no id"),
        ("[organisation.new-body]\nname = 'New Body'\nparent = 'nobody'", "'nobody'"),
        ("[organisation.new-body]\nname = 'New Body'\nparent = 'new-body'", "above itself"),
        ("[organisation.new-body]\nname = 'New Body'\ncountry = 'XX'", "'XX'"),
        ("[organisation.new-body]\nname = 3", "must be text"),
        ("[organisation]\nnew-body = 'New Body'", "must be a table"),
        ("block = [1]", "block"),
        ("block = ['--']", "'--'"),
        ("countries = 1", "'countries'"),
        ("country = 1", "country"),
        ("[country", "no valid TOML"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, entry: str) -> None:
    """The error names the file and the entry, and says what to do."""
    path = written(tmp_path, text)
    with pytest.raises(GazetteerError) as caught:
        load_gazetteer(path)
    assert str(path) in caught.value.message
    assert entry in caught.value.message
    assert caught.value.hint


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is not there is an error of the operator's, not of the program's."""
    with pytest.raises(GazetteerError, match="cannot be read"):
        load_gazetteer(tmp_path / "none.toml")


def test_a_discovered_name_is_corrected(tmp_path: Path) -> None:
    """A blocked phrase is discovered no more; a body that the file names is known and no longer unlisted."""
    text = "Minister Anna Poe met the Steppe Water Council and the Border Academy of the Steppe."
    builtin = load_gazetteer().tag(ExtractedPage("", (text,), "en", None))
    assert set(builtin.values(MentionKind.UNLISTED)) == {"steppe-water-council", "border-academy-steppe"}
    path = written(tmp_path, EXTRA + '[organisation.water]\nname = "Steppe Water Council"\n')
    path.write_text(path.read_text("utf-8").replace('["Kenya Airfield"]', '["Anna Poe"]'), "utf-8")
    assert found(path, text, MentionKind.UNLISTED) == found(path, text, MentionKind.PERSON) == []
    assert found(path, text, MentionKind.ORGANISATION) == ["border-academy", "water"]


PERSONS = """
[person."Anna B. Tamba"]
same = ["Annie Tamba", "Анна Тамба"]
apart = ["Tamba"]
"""


def test_persons_are_joined_and_kept_apart(tmp_path: Path) -> None:
    """Spellings that the file gives to one person count as theirs; those it takes away are values of their own."""
    path = written(tmp_path, PERSONS)
    text = "Minister Annie Tamba met Minister Anna B. Tamba. Minister Tamba left."
    assert found(path, text, MentionKind.PERSON) == ["tamba", "tamba-anna-b"]
    builtin = load_gazetteer().tag(ExtractedPage("", (text,), "en", None)).values(MentionKind.PERSON)
    assert sorted(builtin) == ["tamba", "tamba-anna-b", "tamba-annie"]
    alone = "Minister Anna B. Tamba spoke. Minister Tamba left."
    assert found(path, alone, MentionKind.PERSON) == ["tamba", "tamba-anna-b"]
    assert load_gazetteer().tag(ExtractedPage("", (alone,), "en", None)).values(MentionKind.PERSON) == ("tamba-anna-b",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[person."Anna Tamba"]\nnames = ["A"]', "names"),
        ('[person."..."]\nsame = ["A"]', "is no name"),
        ('[person."Anna Tamba"]\nsame = ["Ann Tamba"]\n[person."Carla Tamba"]\nsame = ["Ann Tamba"]', "somebody else"),
    ],
)
def test_mistakes_about_persons_are_refused(tmp_path: Path, text: str, named: str) -> None:
    """An unknown key, a name without letters, a spelling given to two persons."""
    with pytest.raises(GazetteerError, match=named):
        load_gazetteer(written(tmp_path, text))
