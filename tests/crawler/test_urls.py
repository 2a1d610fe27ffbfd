"""canonical(): one spelling per address, without changing what it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratssearch.urls import canonical, normal


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("HTTP://Example.ORG/News", "http://example.org/News"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("http://example.org", "http://example.org/"),
        ("http://example.org?a=1", "http://example.org/?a=1"),
        ("http://example.org./a", "http://example.org/a"),
        ("http://example.org/a#part", "http://example.org/a"),
        ("http://example.org/a?", "http://example.org/a"),
        ("http://example.org/a/./b/../c", "http://example.org/a/c"),
        ("http://example.org/../../a", "http://example.org/a"),
        ("http://example.org/a/..", "http://example.org/"),
        ("http://example.org/a/%2e%2e/b", "http://example.org/b"),
        ("http://example.org/a//b", "http://example.org/a//b"),
        ("http://example.org/94%e2%80%93241", "http://example.org/94%E2%80%93241"),
        ("http://example.org/94–241", "http://example.org/94%E2%80%93241"),
        ("http://example.org/%7Euser/%41", "http://example.org/~user/A"),
        ("http://example.org/a%2Fb", "http://example.org/a%2Fb"),
        ("http://example.org/100%", "http://example.org/100%25"),
        ("http://example.org/a b", "http://example.org/a%20b"),
        ("http://example.org/a\\b", "http://example.org/a/b"),
        ("http://example.org/?q=a+b&r=c%20d", "http://example.org/?q=a+b&r=c%20d"),
        ("http://example.org/?b=2&a=1", "http://example.org/?b=2&a=1"),
        ("http://example.org/?a=1&a=1", "http://example.org/?a=1&a=1"),
        ("  http://example.org/a\n", "http://example.org/a"),
        ("http://exam\tple.org/a", "http://example.org/a"),
        ("http://новости.рф/пресса", "http://xn--b1amnebsh.xn--p1ai/%D0%BF%D1%80%D0%B5%D1%81%D1%81%D0%B0"),
        ("http://[2001:DB8::1]/a", "http://[2001:db8::1]/a"),
    ],
)
def test_spelling(written: str, expected: str) -> None:
    """Case, ports, fragments, dots and escapes are made uniform; order and meaning stay."""
    assert canonical(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("http://e.org/a?utm_source=x&id=3&UTM_Medium=y", "http://e.org/a?id=3"),
        ("http://e.org/a?fbclid=1&gclid=2&yclid=3&_openstat=4", "http://e.org/a"),
        ("http://e.org/a?mc_cid=1&mc_eid=2", "http://e.org/a"),
        ("http://e.org/a?PHPSESSID=1&page=2", "http://e.org/a?page=2"),
        ("http://e.org/a;jsessionid=ABC?x=1", "http://e.org/a?x=1"),
        ("http://e.org/a?utm=1&id=2", "http://e.org/a?utm=1&id=2"),
        ("http://e.org/a?ref=home&from=list", "http://e.org/a?ref=home&from=list"),
    ],
)
def test_tracking_and_sessions_go(written: str, expected: str) -> None:
    """Parameters that only say who came from where are dropped, all others kept."""
    assert canonical(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "#top", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "mailto:a@example.org", "javascript:void(0)", "data:text/html,a", "ftp://example.org/a",
        "tel:1",
        "http://", "http:///a", "http:a", "https:/a", "http://[::1", "http://exa mple.org/", "http://%31/", "http://-/",
        "http://user:pass@example.org/", "http://example.org:0/", "http://example.org:99999/", "http://example.org:x/",
        "http://example.org/" + "a" * 3000, "//", "http://" + "a" * 300 + "/",
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_is_empty(written: str) -> None:
    """Anything that is no address of a page gives an empty string, never an error."""
    assert canonical(written) == ""


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("b", "http://e.org/news/b"),
        ("/b", "http://e.org/b"),
        ("../b", "http://e.org/b"),
        ("?page=2", "http://e.org/news/a?page=2"),
        ("//other.org/b", "http://other.org/b"),
        ("https://other.org/b", "https://other.org/b"),
        ("", "http://e.org/news/a"),
        ("javascript:x", ""),
    ],
)
def test_relative_links(link: str, expected: str) -> None:
    """Links are resolved against the page they stand on."""
    assert canonical(link, "http://e.org/news/a") == expected


_URLS = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["example.org", "EXAMPLE.org", "xn--p1ai.example", "127.0.0.1"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(max_size=30).map(lambda path: f"/{path}"),
    st.text(max_size=30).map(lambda query: f"?{query}"),
)


@given(st.one_of(_URLS, st.text(max_size=60)))
def test_canonical_is_stable(url: str) -> None:
    """Whatever comes in, the result is empty or its own canonical form, in printable ASCII."""
    once = canonical(url)
    assert canonical(once) == once
    assert once.isascii()
    assert once == "" or (once.startswith(("http://", "https://")) and once.isprintable() and " " not in once)


_PLAIN_URLS = st.from_regex(
    r"https?://([a-z0-9]{1,5}\.){0,2}[a-z]{1,5}(:[0-9]{2,4})?(/[A-Za-z0-9._~-]{0,6}){1,4}", fullmatch=True
)


@given(_PLAIN_URLS)
def test_the_short_way_is_the_long_way(url: str) -> None:
    """The fast path for plain addresses gives what the full normalisation gives."""
    assert canonical(url) == normal(url)


@pytest.mark.parametrize("base", ["https://body.example/press/list.html?page=2#top", "https://body.example/", ""])
@pytest.mark.parametrize(
    "href",
    [
        "/news/1.html",
        "../news/1.html",
        "./1.html",
        "1.html?b=2&a=1#part",
        "1.html?utm_source=list&id=7",
        "?page=3",
        "#top",
        "//other.example/a",
        "/a//b",
        "/a;jsessionid=1/b",
        "/%7Ea/b%2fc",
        "https://body.example",
        "https://body.example:443/a?id=1",
        "https://body.example/a?",
        "https://body.example/a?&&x=1",
    ],
)
def test_a_plain_address_is_spelled_as_any_other(href: str, base: str) -> None:
    """Most links are joined in a shorter way; a blank in front, which says nothing, has them take the long one."""
    assert canonical(href, base) == canonical(f" {href}", base)


@pytest.mark.parametrize(
    "base", ["https://body.example", "https:/body.example/a", "body.example/a", "//body.example/a"]
)
def test_a_base_without_a_path_joins_as_browsers_do(base: str) -> None:
    expected = "https://body.example/b/c" if base == "https://body.example" else ""
    assert canonical("/b/c", base) == expected
