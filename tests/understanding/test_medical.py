from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.medical import MedicalNet

NET = MedicalNet.load(Path(__file__).parents[2] / "nlu_data" / "lexicon")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bayi sy lemes dr pagi", "limp_child"),
        ("anak saya lemas ga mau bangun", "limp_child"),
        ("anak lemas ga mau minum", "limp_child"),
        ("si kecil lemesss bgt kak", "limp_child"),
        ("bayiku ga mau nyusu dari kemarin", "limp_child"),
        ("anak saya kejang", "limp_child"),
        ("anak panas 40 derajat", "limp_child"),
        ("lemes banget anaknya", "limp_child"),
        ("istri saya pendarahan", "bleeding"),
        ("darahnya ga berhenti-berhenti", "bleeding"),
        ("bapak muntah darah", "bleeding"),
        ("lagi hamil 7 bulan keluar darah", "bleeding"),
        ("istri saya mau melahirkan sekarang", "birth"),
        ("ketuban udah pecah", "birth"),
        ("sudah bukaan 5", "birth"),
        ("anak saya minum racun tikus", "poison"),
        ("adik overdosis", "poison"),
        ("ibu keracunan", "poison"),
        ("nelen obat banyak banget", "poison"),
        ("digigit ular", "poison"),
        ("ibu saya pingsan ga sadar", "unconscious"),
        ("bapak tidak sadarkan diri", "unconscious"),
        ("ga bangun-bangun dari tadi", "unconscious"),
        ("suami kejang-kejang", "seizure"),
        ("bapak sesak nafas", "breathing"),
        ("saya ga bisa napas", "breathing"),
        ("asma saya kambuh", "breathing"),
        ("dada saya sakit banget", "chest_pain"),
        ("kena serangan jantung", "chest_pain"),
        ("kecelakaan motor, kepala berdarah", "injury"),
        ("nenek sekarat", "injury"),
        ("she is unconscious", "unconscious"),
        ("my water broke", "birth"),
        ("he can't breathe", "breathing"),
    ],
)
def test_that_medical_danger_is_seen(text: str, kind: str) -> None:
    found = NET.assess(text)
    assert found is not None
    assert found.kind == kind
    assert all(text[start:end] for start, end in found.spans)


@pytest.mark.parametrize(
    "text",
    [
        "lemes abis kerja",
        "badan saya lemes belum makan",
        "ibu darah tinggi",
        "urus surat lahir anak",
        "akta lahir anak belum ada",
        "sesak kontrakannya",
        "rumahnya sempit sesak isi 8 orang",
        "biaya melahirkan berapa",
        "istri mau melahirkan bulan depan butuh biaya",
        "ayah habis stroke 2 tahun lalu",
        "bapak punya riwayat kejang",
        "ibu minum obat darah tinggi tiap hari",
        "keuangan sekarat",
        "baru sadar kalau dicoret",
        "golongan darah",
        "anak saya lapar",
        "anak saya belum makan",
        "saya butuh susu bayi",
        "anak demam sudah ke puskesmas",
        "cek darah di puskesmas",
        "sesak rumahnya",
        "donor darah",
        "saya pusing mikirin utang",
        "dulu pernah pingsan",
        "mau pingsan lihat tagihan",
        "hp saya mati",
        "bayi saya umur 8 bulan",
        "bayar bidan",
        "tanggal lahir 3 mei",
        "sakit hati sama ipar",
        "obat habis",
        "",
    ],
)
def test_that_ordinary_words_are_not_medical_danger(text: str) -> None:
    assert NET.assess(text) is None


@given(st.text(max_size=200))
def test_that_any_text_is_read(text: str) -> None:
    NET.assess(text)


@pytest.mark.parametrize("around", ["selamat pagi. ", "saya dari bogor. "])
def test_that_other_sentences_hide_nothing(around: str) -> None:
    assert NET.assess(f"{around}bayi saya lemes. {around}") is not None
