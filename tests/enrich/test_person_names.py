"""Which spellings are of one person: the key of a name by itself, and who is meant by it in a release."""

from __future__ import annotations

import pytest

from ratssearch.enrich import is_called, load_gazetteer, why_grouped
from ratssearch.enrich.discovery.person_names import person_key
from ratssearch.models import ExtractedPage, MentionKind, Tags

PERSON = MentionKind.PERSON


def tagged(*paragraphs: str) -> Tags:
    return load_gazetteer().tag(ExtractedPage("", paragraphs, "en", None))


def entities(*paragraphs: str) -> dict[str, str]:
    """Words -> key of each person; of words met twice the last."""
    return {mention.words: mention.entity for mention in tagged(*paragraphs).mentions if mention.kind is PERSON}


@pytest.mark.parametrize(
    "spellings",
    [
        ("Jumakhon Giyosov", "Jumaxon Giyesov", "Джумахон Гиёсов", "Джумахоном Гиёсовым"),
        ("Dzh. Giyosov", "J. Giyosov", "Дж. Гиесова"),
        ("Vladimir Voronkov", "Владимира Воронкова"),
        ("Volodymyr Zelenskyy", "Volodymyr Zelensky", "Volodymyr Zelenskiy"),
        ("Sergei Lavrov", "Sergey Lavrov", "Сергей Лавров", "Сергея Лаврова", "Сергеем Лавровым"),
        ("Abdel Fattah el-Sisi", "Abdel Fattah Al-Sisi"),
        ("Yevgeny Zhukovsky", "Evgeniy Jukovskiy", "Евгением Жуковским"),
        ("Anna Petrova", "Анна Петрова", "Анны Петровой", "Анной Петровой"),
        ("Robert Little III", "Robert Little, Jr."),
        ("Mohammed bin Tamar", "Muhammad bin Tamar"),
        ("Tayyip Doğan", "Tayyip Dogan"),
    ],
)
def test_nearly_equal_spellings_share_a_key(spellings: tuple[str, ...]) -> None:
    """Romanisations, cases of Russian, articles, accents and suffixes do not tell a person apart."""
    assert len({person_key(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("Nancy Pelosi", "Nora Polis"),
        ("Polis", "Pelosi", "Poulos"),
        ("Manchin", "Mnuchin"),
        ("Marks", "Marcos", "Mayorkas"),
        ("Fitts", "Fauci"),
        ("Candi", "Kennedy"),
        ("Walensky", "Welensky"),
        ("Cathy Ann Harris", "Kamala Harris"),
        ("Jake Poe", "John J. Poe", "James Poe"),
        ("George W. Poe", "George H.W. Poe", "George Poe"),
        ("Maria Luisa Poe", "Maria Lucia Poe"),
        ("Brian Smith", "Bryan Smyth"),
        ("Anna Petrova", "Boris Petrov", "Petrov"),
        ("Alexandra Petrova", "Alexander Petrov"),
        ("Александр Лунин", "Алексей Лунин"),
    ],
)
def test_other_names_have_keys_of_their_own(names: tuple[str, ...]) -> None:
    """Other letters, another given name, another middle initial: other persons."""
    assert len({person_key(name) for name in names}) == len(names)


def test_a_surname_alone_is_that_of_the_one_person_who_bears_it() -> None:
    """Within a release; where two persons bear it, it stays apart."""
    one = tagged("President Anna Poe spoke. Later President Poe left, and Poe returned.")
    assert {mention.entity for mention in one.mentions if mention.kind is PERSON} == {"poe-anna"}
    two = tagged("President Anna Poe met Senator Boris Poe. Later President Poe left.")
    assert {mention.entity for mention in two.mentions if mention.kind is PERSON} == {"poe-anna", "poe-boris", "poe"}


@pytest.mark.parametrize(
    "text",
    [
        "First Lady Jill Tamba spoke. President Tamba listened.",
        "President Joe Tamba spoke beside Dr. Tamba.",
        "Mr. Boris Tamba met Mrs. Tamba.",
        "Congresswoman Anna Tamba spoke to Mr. Tamba.",
    ],
)
def test_a_surname_beside_another_office_or_address_is_somebody_else(text: str) -> None:
    """The one full name of a release is not everybody of that surname."""
    assert entities(text)["Tamba"] == "tamba"


def test_a_short_form_is_the_one_fuller_name_in_the_release() -> None:
    """An initial and a name without its middle initial; not where there are two."""
    found = entities("Minister Anna B. Poe and Minister Anna Poe spoke. Mr. A. Poe did not.")
    assert set(found.values()) == {"poe-anna-b"}
    found = entities("Minister Anna B. Poe met Minister Anna C. Poe. Minister Anna Poe did not.")
    assert found["Anna Poe"] == "poe-anna"


def test_a_short_given_name_joins_with_the_same_office_only() -> None:
    """Bill and William of one office are one, Bill and William of two are two."""
    assert len(set(entities("Senator William Tamba spoke. Senator Bill Tamba spoke again.").values())) == 1
    assert len(set(entities("Senator William Tamba spoke. Governor Bill Tamba spoke again.").values())) == 2


def test_a_family_name_that_stands_first() -> None:
    """President Tuo is President Tuo Mingwa; a Senator George is not George Tamba."""
    assert entities("President Tuo Mingwa spoke. President Tuo left.")["Tuo"] == "mingwa-tuo"
    assert entities("Minister George Tamba spoke. Senator George left.")["George"] == "george"


def test_the_most_frequent_full_form_is_shown() -> None:
    """The label of a person is written in Latin letters with the given name, and is the most frequent such form."""
    facts = tagged("Director Giyosov spoke. Директор Джумахон Гиёсов ответил. Director Jumakhon Giyosov left.").entities
    assert [fact.label for fact in facts if fact.kind is PERSON] == ["Jumakhon Giyosov"]
    often = "Minister Sergey Lunov spoke. Minister Sergei Lunov left. Minister Sergei Lunov returned."
    assert [fact.label for fact in tagged(often).entities if fact.kind is PERSON] == ["Sergei Lunov"]


@pytest.mark.parametrize(
    ("entity", "words", "why"),
    [
        ("poe-anna", "Anna Poe", ""),
        ("poe-anna", "Poe", "surname"),
        ("poe-anna-b", "A. Poe", "shorter"),
        ("gesov-jumahon", "Джумахоном Гиёсовым", "romanised"),
        ("poe-william", "Bill Poe", "short_form"),
        ("poe-anna", "Carla Tamba", "file"),
    ],
)
def test_why_a_spelling_is_grouped(entity: str, words: str, why: str) -> None:
    """The reason can be told from the key and the words."""
    assert why_grouped(entity, words) == why


def test_names_asked_in_another_script() -> None:
    """By the consonants, with the given name's too; in one script by the letters."""
    assert is_called(PERSON, "tamba-joe", "Джо Тамба", other_script=True)
    assert not is_called(PERSON, "tamba-joe", "Мария Тамба", other_script=True)
    assert not is_called(PERSON, "tamba-joe", "Tomba")
