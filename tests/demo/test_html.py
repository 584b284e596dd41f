"""HTML as the Bot API takes it, and its errors with byte offsets."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.person import Person
from bot.demo.telegram.entities import entity_text
from bot.demo.telegram.errors import Refusal
from bot.demo.telegram.html import parse_html
from tests.demo.conftest import Api


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é <x>a</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("anak < 3 tahun", 'Unsupported start tag "" at byte offset 5'),
        ("😢<b", "Unclosed start tag at byte offset 4"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ('<span class="x">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
    ],
)
async def test_broken_html_is_refused_with_the_real_words(
    api: Api, siti: Person, source: str, error: str
) -> None:
    refusal = await api.refusal("sendMessage", chat_id=siti.id, text=source, parse_mode="HTML")
    assert refusal == f"Bad Request: can't parse entities: {error}"


async def test_entities_count_utf16_units(api: Api, siti: Person) -> None:
    sent = await api("sendMessage", chat_id=siti.id, text=" 😢<b>ber<i>at</i></b> &lt;3", parse_mode="HTML")
    assert sent["text"] == "😢berat <3"
    assert sent["entities"] == [
        {"type": "bold", "offset": 2, "length": 5},
        {"type": "italic", "offset": 5, "length": 2},
    ]


async def test_links_quotes_and_code(api: Api, siti: Person) -> None:
    source = '<a href="https://a.id/?x=1&amp;y=2">peta</a> <pre>x</pre> <blockquote expandable>k</blockquote>'
    sent = await api("sendMessage", chat_id=siti.id, text=source, parse_mode="html")
    kinds = [entity["type"] for entity in sent["entities"]]
    assert kinds == ["text_link", "pre", "expandable_blockquote"]
    assert sent["entities"][0]["url"] == "https://a.id/?x=1&y=2"


async def test_an_unknown_mode_is_refused(api: Api, siti: Person) -> None:
    refusal = await api.refusal("sendMessage", chat_id=siti.id, text="x", parse_mode="BBCode")
    assert refusal == "Bad Request: unsupported parse_mode"


async def test_markdown_wants_reserved_characters_escaped(api: Api, siti: Person) -> None:
    sent = await api("sendMessage", chat_id=siti.id, text=r"*Halo* _Bu_ 1\.", parse_mode="MarkdownV2")
    assert sent["text"] == "Halo Bu 1."
    refusal = await api.refusal("sendMessage", chat_id=siti.id, text="1.", parse_mode="MarkdownV2")
    assert (
        refusal
        == "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'"
    )


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_escaped_text_comes_out_as_it_was(words: str) -> None:
    assert parse_html(html.escape(words, quote=False)).text == words


@given(st.text(max_size=20), st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_a_bold_part_covers_exactly_its_words(before: str, inside: str, after: str) -> None:
    shown = parse_html("<b>".join((html.escape(before), html.escape(inside))) + "</b>" + html.escape(after))
    assert [entity_text(shown.text, entity) for entity in shown.entities] == [inside]


@given(st.text(alphabet="<>/abius =\"'&;", max_size=40))
def test_any_source_is_read_or_refused(source: str) -> None:
    errors = [error for error in [_error_of(source)] if error is not None]
    assert all(error.startswith("Bad Request: can't parse entities: ") for error in errors)


def _error_of(source: str) -> str | None:
    try:
        parse_html(source)
    except Refusal as refusal:
        return refusal.description
    return None
