import pytest

from bot.publishing.plain_words import ForbiddenWords, load_forbidden, long_sentences


@pytest.fixture(scope="module")
def forbidden() -> ForbiddenWords:
    return load_forbidden()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Permohonan Anda sedang DIPROSES.", "diproses"),
        ("Anda tidak  layak", "tidak layak"),
        ("Untuk anak terlantar", "telantar"),
        ("tuna wisma", "tuna-"),
        ("Anda harus datang", "harus (to a person)"),
        ("Buka pukul 10.00", "pukul"),
        ("Bicara dengan orang", "bicara dengan orang"),
        ("Ceritamu 100% rahasia", "100% rahasia"),
        ("Bantuan pasti datang", "pasti"),
        ("Sabar, ini cobaan", "cobaan, takdir"),
    ],
)
def test_words_that_hurt_are_found(forbidden: ForbiddenWords, text: str, word: str) -> None:
    assert word in [found.id for found in forbidden.found_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Bantuan tunai lewat kantor pos, tunas muda, tunanganku",
        "Surat Keterangan Tidak Mampu (SKTM)",
        "Mau tahu dulu mana yang wajib dan mana yang boleh Anda tolak?",
        "Tidak ada yang harus diisi.",
        "Harapan Anda apa?",
        "Memukul itu tidak boleh.",
        "Bicara dengan orang tua",
        "Itu belum pasti.",
        "Bantuan makanan ada di luar, pintu keluar di kiri",
        "Tetangga bisa berdamai",
    ],
)
def test_plain_words_are_left_alone(forbidden: ForbiddenWords, text: str) -> None:
    assert list(forbidden.found_in(text)) == []


def test_some_words_are_wrong_only_as_a_button_or_about_violence(forbidden: ForbiddenWords) -> None:
    assert [w.id for w in forbidden.found_in("Keluar", button=True)] == ["Keluar"]
    assert [w.id for w in forbidden.found_in("Tetangga bisa berdamai", about_violence=True)] == ["damai"]
    assert list(forbidden.found_in("Ketua rukun tetangga", about_violence=True)) == []


def test_every_word_has_another_one(forbidden: ForbiddenWords) -> None:
    assert len(forbidden.words) > 50
    assert len({word.id for word, _ in forbidden.words}) == len(forbidden.words)


def test_long_sentences_are_named() -> None:
    long = " ".join(["kata"] * 16)
    assert long_sentences(f"Pendek saja. {long}. Juga pendek.") == (long,)
    assert long_sentences(" ".join(["kata"] * 15)) == ()
