import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.safety import NOTHING, SafetyNet, Signal, combine
from bot.understanding.safety_lexicon import LexiconError

HERE = Path(__file__).parent
LEXICON = HERE.parents[1] / "nlu_data" / "lexicon"
NET = SafetyNet.load(LEXICON)
RANK = {"none": 0, "check": 1, "danger": 2}


def lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


POSITIVE = [tuple(line.split("\t")) for line in lines("safety_positive.tsv")]
NEGATIVE = lines("safety_negative.txt")
DANGEROUS_TEXTS = [text for _, _, _, text in POSITIVE]
ORDINARY = ["saya dari bogor.", "selamat pagi min.", "anak dua, yang kecil 3 tahun.", "mau tanya bansos."]


@pytest.mark.parametrize(("level", "kind", "whose", "text"), POSITIVE)
def test_that_danger_is_seen(level: str, kind: str, whose: str, text: str) -> None:
    signal = NET.assess(text)
    assert (signal.level, signal.kind, "t" if signal.third_person else "s") == (level, kind, whose)


@pytest.mark.parametrize("text", NEGATIVE)
def test_that_ordinary_messages_are_left_alone(text: str) -> None:
    assert NET.assess(text) == NOTHING


@pytest.mark.parametrize("entry", NET.entries.values(), ids=lambda entry: str(entry.id))
def test_that_each_entry_finds_its_own_examples(entry: object) -> None:
    examples = getattr(entry, "examples", "").strip().splitlines()
    assert examples
    for example in examples:
        assert any(hit.entry == getattr(entry, "id", None) for hit in NET.hits(example)), example


@pytest.mark.parametrize("exception", NET.exceptions.values(), ids=lambda exception: str(exception.id))
def test_that_each_exception_covers_its_own_examples(exception: object) -> None:
    for example in getattr(exception, "examples", "").strip().splitlines():
        assert RANK[NET.assess(example).level] <= RANK[getattr(exception, "to", "none")], example


def test_that_regional_entries_say_that_nobody_checked_them() -> None:
    regional = {entry.id: entry for entry in NET.entries.values() if entry.id.startswith("regional")}
    assert regional
    assert not any(entry.checked_by_native for entry in regional.values())


def test_that_the_past_and_the_present_are_told_apart() -> None:
    assert NET.assess("dulu pernah dipukul suami") == Signal(
        "check", "violence", False, True, NET.assess("dulu pernah dipukul suami").spans, ("violence",)
    )
    assert NET.assess("dulu pernah coba bunuh diri, sekarang pengen lagi").level == "danger"


def test_that_an_exception_blinds_only_what_it_covers() -> None:
    assert NET.assess("hp saya mati, saya juga pengen mati").level == "danger"
    assert NET.assess("main bola. suami saya mukulin saya").level == "danger"
    assert NET.assess("timnas dibantai, saya dipukuli suami").level == "danger"


def test_that_several_dangers_are_all_named() -> None:
    assert NET.assess("saya dipukuli suami terus. pengen bunuh diri").kinds == ("self_harm", "violence")


def test_that_spans_point_into_the_raw_text() -> None:
    text = "halo 🙏 kak\u200b, saya pengen mati aja"
    assert [text[start:end] for start, end in NET.assess(text).spans] == ["pengen mati aja"]


@given(st.text(max_size=300))
def test_that_any_text_is_assessed(text: str) -> None:
    signal = NET.assess(text)
    assert (signal.level == "none") == (signal.kind is None)
    assert all(0 <= start < end <= len(text) for start, end in signal.spans)


@given(st.sampled_from(DANGEROUS_TEXTS), st.data())
def test_that_invisible_characters_hide_nothing(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    mark = data.draw(st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u202e\u00ad"))
    assert NET.assess(text[:at] + mark + text[at:]).level == NET.assess(text).level


@settings(max_examples=300)
@given(st.sampled_from(DANGEROUS_TEXTS), st.data())
def test_that_repeated_letters_hide_nothing(text: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([i for i, letter in enumerate(text) if letter.isalpha()]))
    longer = text[:at] + text[at] * data.draw(st.integers(3, 8)) + text[at + 1 :]
    assert NET.assess(longer).level != "none"


@settings(max_examples=300)
@given(st.sampled_from(DANGEROUS_TEXTS), st.sampled_from(ORDINARY), st.sampled_from(ORDINARY))
def test_that_other_sentences_hide_nothing(text: str, before: str, after: str) -> None:
    assert RANK[NET.assess(f"{before} {text}. {after}").level] >= RANK[NET.assess(text).level]


@given(st.sampled_from([*DANGEROUS_TEXTS, *NEGATIVE]), st.floats(), st.floats(0, 1))
def test_that_the_model_can_only_raise(text: str, probability: float, threshold: float) -> None:
    signal = NET.assess(text)
    together = combine(signal, probability, threshold, "violence")
    assert RANK[together.level] >= RANK[signal.level]
    if signal.level != "none":
        assert together == signal


def test_that_the_model_alone_asks_a_question() -> None:
    assert combine(NOTHING, 0.4, 0.3).level == "check"
    assert combine(NOTHING, 0.2, 0.3) == NOTHING


def test_that_danger_behind_a_long_story_is_seen() -> None:
    assert NET.assess("saya mau cerita. " * 220 + "pengen bunuh diri").level == "danger"


def test_that_reading_time_grows_no_faster_than_the_text() -> None:
    def seconds(text: str) -> float:
        took = []
        for _ in range(5):
            began = time.perf_counter()
            NET.assess(text)
            took.append(time.perf_counter() - began)
        return min(took)

    story = "suami saya suka marah dan saya tidak kuat lagi mau pulang tapi anak masih kecil "
    times = [seconds(story * count) for count in (5, 10, 20, 40)]
    assert all(later < 8 * earlier for earlier, later in pairwise(times))


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("entries:\n  - id: x\n    patterns: <nobody> mati\n", "no group 'nobody'"),
        ("entries:\n  - id: x\n    patterns: ..\n", "at least one word"),
        ("entries: [\n", "child.yml"),
        ("wrong: 1\n", "child.yml"),
    ],
)
def test_that_a_broken_lexicon_is_refused_with_its_reason(tmp_path: Path, broken: str, reason: str) -> None:
    for file in [*LEXICON.glob("*.tsv"), *(LEXICON / "safety").glob("*.yml")]:
        target = tmp_path / file.relative_to(LEXICON)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(file.read_bytes())
    (tmp_path / "safety" / "child.yml").write_text("kind: child_danger\n" + broken, encoding="utf-8")
    with pytest.raises(LexiconError, match=reason):
        SafetyNet.load(tmp_path)
