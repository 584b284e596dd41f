import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.clauses import LONGEST, MOST, split_clauses


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "mba sy butuh bantuan, suami di phk 3 bln lalu, anak 2 yg kecil msh 1 thn, "
            "udh 2 hari makan mie doang. di cibinong",
            [
                "mba sy butuh bantuan",
                "suami di phk 3 bln lalu",
                "anak 2 yg kecil msh 1 thn",
                "udh 2 hari makan mie doang.",
                "di cibinong",
            ],
        ),
        ("butuh beras, minyak sama telur", ["butuh beras, minyak sama telur"]),
        ("ktp sama kk hilang", ["ktp sama kk hilang"]),
        ("saya bingung trus mau kemana tapi takut", ["saya bingung", "mau kemana", "takut"]),
        ("boleh, tp kira2 bisa ga ya dibantu", ["boleh", "kira2 bisa ga ya dibantu"]),
        ("saya di kab. bogor. anak sakit", ["saya di kab. bogor.", "anak sakit"]),
        ("bisa dapat bantuan di sini? syaratnya apa?", ["bisa dapat bantuan di sini?", "syaratnya apa?"]),
        ("beras abis\nanak nangis", ["beras abis", "anak nangis"]),
        ("lapar.. tolong", ["lapar..", "tolong"]),
        ("utang Rp 1.200.000 di pinjol", ["utang Rp 1.200.000 di pinjol"]),
        ("...", []),
        ("", []),
    ],
)
def test_that_run_on_chat_is_cut_but_lists_are_not(text: str, pieces: list[str]) -> None:
    assert [clause.text for clause in split_clauses(text)] == pieces


def test_that_length_and_number_are_bounded() -> None:
    clauses = split_clauses("kata " * 800)
    assert max(len(clause.text) for clause in clauses) <= LONGEST
    assert all(not clause.text.startswith("ata") for clause in clauses)
    assert len(split_clauses("saya lapar. " * 100)) == MOST


@given(st.text(alphabet=st.sampled_from("a b,.\n!?;…sama dan trus kab1\u00a0İ"), max_size=700))
def test_that_clauses_slice_the_text_in_order(text: str) -> None:
    end = 0
    for clause in split_clauses(text):
        assert text[clause.start : clause.end] == clause.text
        assert clause.start >= end
        assert clause.text.strip() == clause.text
        end = clause.end
