"""Whatever people write into a text, Telegram takes it as markup that says exactly that and nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channel.bubbles import bubbles
from bot.channel.callback import Callbacks
from bot.channel.render import TelegramRender
from bot.channel.staff_render import TelegramStaffRender
from bot.demo.telegram.html import parse_html
from bot.situation.speech import PostCard, Text, Urgent
from bot.texts.catalogue import Catalogue
from bot.texts.clean import clean

from .test_texts import messages, variables, wordings

pytestmark = pytest.mark.promise("markup-is-escaped")
CATALOGUE = Catalogue.load()
HOSTILE = (
    "A<b>tebal</b><script>alert(1)</script>&amp;&lt;&#60;</b></i></code>Z",
    'A"><a href="tg://user?id=1">k</a><tg-spoiler>&nbsp;&copy;&unknown; { $name } {"x"} -term = 1Z',
    "A\u202e\u2066\u200f\u061cterbalik\u2069\x00\x1b[2J\x07\ud800\ue0000\ue001Z",
    "A" + "e" + "\u0301" * 500 + "👨‍👩‍👧‍👦🇮🇩\u200b\u200d\ufeff" + "ก" + "\u20dd" * 90 + "Z",
    "A&lt;b&gt;\n\n\n/hapus @rangkul_bot https://x.y/<z> #t $c\u2028\u2029\x85Z",
)


def texts() -> Iterator[tuple[str, str, int, frozenset[str]]]:
    """Every wording of every language that takes an argument."""
    for language in CATALOGUE.languages:
        for id, message in messages(language).items():
            for variant, wording in enumerate(wordings(message)):
                if taken := variables(wording):
                    yield language, id, variant, frozenset(taken)


def said(language: str, id: str, variant: int, given: dict[str, str | int], child: bool) -> str:
    return CATALOGUE.render(Text(id=id, arguments=given, variant=variant, child=child), language)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_that_every_text_says_its_arguments_literally(hostile: str) -> None:
    tried = 0
    for language, id, variant, taken in texts():
        for child in (False, True):
            shown = parse_html(said(language, id, variant, dict.fromkeys(taken, hostile), child)).text
            plain = parse_html(said(language, id, variant, dict.fromkeys(taken, "AbZ"), child))
            assert shown.count(clean(hostile)) == plain.text.count("AbZ"), (language, id)
            tried += plain.text.count("AbZ")
    assert tried > 300


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_that_arguments_bring_no_entities(hostile: str) -> None:
    for language, id, variant, taken in texts():
        marked = parse_html(said(language, id, variant, dict.fromkeys(taken, hostile), False))
        plain = parse_html(said(language, id, variant, dict.fromkeys(taken, "AbZ"), False))
        assert [one["type"] for one in marked.entities] == [one["type"] for one in plain.entities], (
            language,
            id,
        )


@given(st.text(max_size=200))
def test_that_any_words_are_said_as_they_are(words: str) -> None:
    made = CATALOGUE.render(Text(id="card-quote", arguments={"words": f"A{words}Z"}), "id")
    assert parse_html(made).text == f"“{clean(f'A{words}Z')}”"
    assert html.unescape(made) == f"“{clean(f'A{words}Z')}”"


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from([*HOSTILE, "a\n\n", "<b>" * 900, "&" * 4_000, "😀" * 2_500, "x" * 5_000]), max_size=4
    )
)
def test_that_long_words_are_cut_into_messages_that_telegram_takes(words: list[str]) -> None:
    parts = [CATALOGUE.render(Text(id="plain", arguments={"words": one}), "id") for one in words]
    made = bubbles(parts)
    assert all(len(parse_html(one).text.encode("utf-16-le")) <= 8_192 for one in made)
    letters = re.sub(r"\s", "", "".join(parse_html(one).text for one in made))
    assert letters == re.sub(r"\s", "", "".join(clean(one) for one in words))


@given(st.text(max_size=300))
def test_that_a_topics_name_is_one_line_of_words(words: str) -> None:
    render = TelegramStaffRender(CATALOGUE, Callbacks(b"k"))
    title = Text(id="plain", arguments={"words": words})
    card = PostCard(title=title, parts=(title,), buttons=(), urgent=Urgent.ORDINARY)
    topic, message = render.post_card(card, -100, "id", forum=True)
    assert topic.params["name"] == " ".join(clean(words).split())[:128]
    assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069]", topic.params["name"])
    parse_html(message.params["text"])


@given(st.text(max_size=300))
def test_that_a_terminal_is_not_told_what_to_do(words: str) -> None:
    """What `rangkul chat` shows has no escape sequences and nothing that rings, moves or colours."""
    shown = CATALOGUE.plain(Text(id="reflect", arguments={"words": words}), "id")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)


def test_that_the_renderers_share_the_one_place_where_words_meet_markup() -> None:
    assert TelegramRender(CATALOGUE, Callbacks(b"k")).catalogue is CATALOGUE
