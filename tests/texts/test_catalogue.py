"""Texts are rendered as written, words of people do nothing to them, broken files are named."""

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.situation.speech import Text
from bot.texts.catalogue import Catalogue, CatalogueError

CATALOGUE = Catalogue.load()
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "id").mkdir()
    (tmp_path / "en").mkdir()
    (tmp_path / "id" / "a.ftl").write_text(
        "halo = Halo { $name }.\n    .v1 = Hai { $name }.\n    .v2 = Hei.\nhanya = Hanya di sini\n"
        "list = { $items }\nlines = { $lines }\ntebal = <b>{ $x }</b>\n",
        encoding="utf-8",
    )
    (tmp_path / "en" / "a.ftl").write_text("halo = Hello { $name }.\nlist = { $items }\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def small(folder: Path) -> Catalogue:
    return Catalogue.load(folder)


def text(id: str, variant: int = 0, **arguments: str | int | float | Text | tuple[Text | str, ...]) -> Text:
    return Text(id=id, arguments=arguments, variant=variant)


def test_that_wordings_take_turns(small: Catalogue) -> None:
    said = [small.render(text("halo", variant, name="Nur"), "id") for variant in range(4)]
    assert said == ["Halo Nur.", "Hai Nur.", "Hei.", "Halo Nur."]


def test_that_a_language_without_the_text_borrows_it(small: Catalogue) -> None:
    assert small.render(text("hanya"), "en") == "Hanya di sini"
    assert small.render(text("hanya"), "jv") == "Hanya di sini"


def test_that_texts_stand_in_texts(small: Catalogue) -> None:
    assert small.render(text("tebal", x=text("halo", name="<i>")), "id") == "<b>Halo &lt;i&gt;.</b>"
    assert small.plain(text("tebal", x=text("halo", name="<i>")), "id") == "Halo <i>."


def test_that_lists_are_joined_as_the_language_does(small: Catalogue) -> None:
    assert small.render(text("list", items=("a", "b")), "id") == "a dan b"
    assert small.render(text("list", items=("a", "b", "c")), "id") == "a, b, dan c"
    assert small.render(text("list", items=(text("hanya"), "b")), "en") == "Hanya di sini and b"
    assert small.render(text("list", items=("a",)), "id") == "a"
    assert small.render(text("lines", lines=("a", "b")), "id") == "a\nb"


def test_that_free_values_fall_back(small: Catalogue) -> None:
    assert small.render(text("choice-relation-bude", fallback="bude <3"), "id") == "bude &lt;3"


def test_that_what_is_missing_is_named(small: Catalogue) -> None:
    with pytest.raises(KeyError, match="nothing-like-it"):
        small.render(text("nothing-like-it"), "id")
    with pytest.raises(KeyError, match=r"halo.*name"):
        small.render(text("halo"), "id")


@pytest.mark.parametrize(
    ("broken", "why"),
    [("!! = x", "not Fluent"), ("x = 1\nx = 2", "'x' is defined twice"), ("halo = y", "'halo' is defined twice"),
     ("x =\n    .v1 = y", "no text of its own")],
)  # fmt: skip
def test_that_a_broken_file_is_named(folder: Path, broken: str, why: str) -> None:
    (folder / "id" / "b.ftl").write_text(broken, encoding="utf-8")
    with pytest.raises(CatalogueError, match=rf"b\.ftl: .*{why}"):
        Catalogue.load(folder)


def test_that_there_must_be_a_language_to_fall_back_to(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no texts in 'id'"):
        Catalogue.load(tmp_path)


@given(st.text(st.characters(), max_size=300))
def test_that_words_do_nothing(words: str) -> None:
    said = CATALOGUE.render(text("reflect", words=words), "id")
    inside = said.removeprefix("Yang saya tangkap: “").removesuffix("”.")
    assert not re.search(r"[<>]", inside)
    assert not BIDI.search(inside)
    assert all(letter >= " " or letter in "\n\t" for letter in inside)
    said.encode("utf-8")


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Co"]), max_size=50),
    st.integers(1, 120),
)
def test_that_words_of_any_length_are_kept(words: str, times: int) -> None:
    long = words * times
    assert html.unescape(CATALOGUE.render(text("plain", words=long), "id")) == long
    assert CATALOGUE.plain(text("reflect", words=long), "id") == f"Yang saya tangkap: “{long}”."
