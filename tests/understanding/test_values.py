from datetime import datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.situation.reading import Household, PlaceValue
from bot.understanding.ages import find_ages
from bot.understanding.clauses import split_clauses
from bot.understanding.dates import find_dates
from bot.understanding.entities import find_all, find_entities
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.household import find_children, find_size
from bot.understanding.keyword_entities import find_documents, find_programs, find_referrers, find_relations
from bot.understanding.money import find_money
from bot.understanding.numbers import read_count
from bot.understanding.phones import find_phones, read_phone


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("dua", 2),
        ("dua puluh lima", 25),
        ("sebelas", 11),
        ("dua belas", 12),
        ("seratus dua puluh", 120),
        ("2-3", 3),
        ("berlima", 5),
        ("ber4", 4),
        ("sepasang", 2),
        ("three", 3),
        ("banyak", None),
        ("99999", None),
        ("", None),
    ],
)
def test_counts(text: str, value: int | None) -> None:
    assert read_count(text) == value


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("butuh 4,5 jt", "4,5 jt", 4_500_000),
        ("utang setengah juta", "setengah juta", 500_000),
        ("sewa 500rb", "500rb", 500_000),
        ("Rp 1.200.000 sebulan", "Rp 1.200.000", 1_200_000),
        ("rp500.000", "rp500.000", 500_000),
        ("gaji dua juta lima ratus ribu", "dua juta lima ratus ribu", 2_500_000),
        ("lima puluh ribu aja", "lima puluh ribu", 50_000),
        ("50k", "50k", 50_000),
        ("tinggal ceban", "ceban", 10_000),
        ("satu setengah juta", "satu setengah juta", 1_500_000),
        ("total 2.500.000", "2.500.000", 2_500_000),
    ],
)
def test_money_is_whole_rupiah(text: str, written: str, value: int) -> None:
    (span,) = find_money(text)
    assert (text[span.start : span.end], span.value) == (written, value)


@pytest.mark.parametrize(
    "text", ["anak 2", "jam 10.30", "12.5.2026", "081234567890", "dua anak", "rt 3 rw 5", "kelas 4"]
)
def test_other_numbers_are_no_money(text: str) -> None:
    assert list(find_money(text)) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("wa 081234567890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        ("62812 3456 7890", "+6281234567890"),
        ("nomer sy 0857 1234 5678 ya", "+6285712345678"),
        ("telp 021-5551234", "+62215551234"),
    ],
)
def test_phones(text: str, value: str) -> None:
    assert [span.value for span in find_phones(text)] == [value]


@pytest.mark.parametrize("text", ["3201234567890001", "112", "Rp 1.200.000", "5 maret 2026", "12345"])
def test_other_digits_are_no_phone(text: str) -> None:
    assert list(find_phones(text)) == []
    assert read_phone("bukan nomor") is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("anak 2 yg kecil 1 thn", [12]),
        ("anak tiga, 12 9 sama 4 tahun", [144, 108, 48]),
        ("anak kami dua, 4 tahun dan 8 bulan", [48, 8]),
        ("ibu saya 70 th lumpuh", [840]),
        ("umur 72", [864]),
        ("umur udah 79", [948]),
        ("bayi 8 bln", [8]),
        ("anak 3 tahun", [36]),
        ("aku 14 tahun kak", [168]),
        ("Ibu Sumi 78 th di RT kami", [936]),
        ("suami di phk 3 bln lalu", []),
        ("udah 2 tahun nganggur", []),
        ("sy 2 bulan ga kerja", []),
        ("saya 2 tahun nganggur", []),
        ("hamil 7 bulan", []),
        ("nunggak kontrakan 3 bulan", []),
    ],
)
def test_ages_are_no_durations(text: str, months: list[int]) -> None:
    assert [age.months for age in find_ages(text)] == months


@pytest.mark.parametrize(
    ("text", "children", "size"),
    [
        ("anak 2 yg kecil 1 thn", [2], []),
        ("anak tiga, 12 9 sama 4 tahun", [3], []),
        ("saya punya dua anak", [2], []),
        ("3 org anak", [3], []),
        ("kami berempat", [], [4]),
        ("kami 5 orang serumah", [], [5]),
        ("berlima di kontrakan", [], [5]),
        ("makan buat 6 orang", [], [6]),
        ("tinggal sendiri", [], [1]),
        ("anak2 lapar", [], []),
        ("anak ke 2 sakit", [], []),
        ("anak saya 19", [], []),
        ("kita makan apa", [], []),
        ("utang ke 3 orang", [], []),
        ("anak 3 tahun", [], []),
    ],
)
def test_counts_of_people(text: str, children: list[int], size: list[int]) -> None:
    assert [span.value for span in find_children(text)] == children
    assert [span.value for span in find_size(text)] == size


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 hari lalu", "2026-11-21"),
        ("kemarin", "2026-11-23"),
        ("td malem", "2026-11-23"),
        ("hari ini", "2026-11-24"),
        ("besok", "2026-11-25"),
        ("3 hari lagi", "2026-11-27"),
        ("minggu lalu", "2026-11-16/2026-11-22"),
        ("bulan lalu", "2026-10-01/2026-10-31"),
        ("3 bln lalu", "2026-08-01/2026-08-31"),
        ("tahun lalu", "2025-01-01/2025-12-31"),
        ("januari kemarin", "2026-01-01/2026-01-31"),
        ("sejak 2 tahun", "2024-11-24/2026-11-24"),
        ("udah 2 hari ga makan", "2026-11-22/2026-11-24"),
        ("setahun", "2025-11-24/2026-11-24"),
        ("sejak 2019", "2019-01-01/2019-12-31"),
        ("tgl 5", "2026-11-05"),
        ("tanggal 30", "2026-10-30"),
        ("jatuh tempo tgl 5", "2026-12-05"),
        ("5 maret 2026", "2026-03-05"),
        ("12/3/26", "2026-03-12"),
        ("hari senin", "2026-11-23"),
        ("senin depan", "2026-11-30"),
        ("bulan puasa", "2026-02-19/2026-03-20"),
        ("habis lebaran", "2026-03-22/2026-04-05"),
        ("habis natal", "2025-12-25/2026-01-08"),
    ],
)
def test_dates(when: datetime, text: str, value: str) -> None:
    assert [span.value for span in find_dates(text, when)] == [value]


@pytest.mark.parametrize(
    "text", ["31/02/2026", "puasa terus karena tidak ada makanan", "999 tahun lalu", "anak 2", "rt 05/03"]
)
def test_what_is_no_date(when: datetime, text: str) -> None:
    assert list(find_dates(text, when)) == []


def test_that_the_day_is_that_of_the_messages_own_zone(when: datetime) -> None:
    late = datetime.fromisoformat("2026-11-24T23:30:00+07:00")
    assert [span.value for span in find_dates("kemarin", late)] == ["2026-11-23"]
    assert [
        span.value for span in find_dates("kemarin", datetime.fromisoformat("2026-11-25T01:30:00+09:00"))
    ] == ["2026-11-24"]


def test_keywords() -> None:
    assert [span.value for span in find_programs("PKH saya ga cair, kis mati, bpjs pbi")] == [
        "pkh",
        "pbi",
        "pbi",
    ]
    assert {span.value for span in find_documents("ktp sama kk hilang, akte lahir belum ada")} >= {
        "ktp",
        "kk",
        "birth_certificate",
    }
    assert list(find_documents("kk mau tanya")) == []
    assert [span.value for span in find_referrers("saya dirujuk dari puskesmas")] == ["puskesmas"]
    assert [span.value for span in find_relations("tetangga saya sakit")] == ["neighbour"]
    assert [span.value for span in find_relations("buat ibu saya")] == ["mother"]
    assert list(find_relations("saya dipukul suami")) == []


def test_that_one_story_gives_all_its_facts(gazetteer: Gazetteer, when: datetime) -> None:
    text = (
        "mba sy butuh bantuan, suami di phk 3 bln lalu, anak 2 yg kecil msh 1 thn, udh 2 hari makan mie doang. "
        "di cibinong, wa 081234567890, utang 500rb, PKH ga cair"
    )
    found = find_all(text, when, gazetteer)
    values = {entity.entity: entity.value for entity in found.entities}
    place = values.pop("location")
    assert isinstance(place, PlaceValue)
    assert place.code == "32.01.01"
    assert values | {"relation": None} == {
        "date": "2026-11-22/2026-11-24",
        "child_count": 2,
        "age": 1,
        "phone": "+6281234567890",
        "money": 500_000,
        "program": "pkh",
        "relation": None,
    }
    assert found.household == Household(child_count=2, child_ages_months=(12,))


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("istri lagi hamil", Household(pregnant=True)),
        ("ibu saya 70 th lumpuh", Household(elderly=True, disabled=True)),
        ("istri tidak hamil", None),
        ("kita makan apa", None),
    ],
)
def test_household(gazetteer: Gazetteer, when: datetime, text: str, home: Household | None) -> None:
    assert find_all(text, when, gazetteer).household == home


PIECES = st.sampled_from(
    [
        "anak",
        "2",
        "yg",
        "kecil",
        "1",
        "thn",
        "12",
        "9",
        "sama",
        "4",
        "tahun",
        "bln",
        "lalu",
        "hari",
        "ini",
        "kami",
        "berempat",
        "5",
        "orang",
        "500rb",
        "Rp",
        "1.200.000",
        "juta",
        "setengah",
        "tgl",
        "31",
        "maret",
        "2026",
        "12/3/26",
        "lebaran",
        "habis",
        "puasa",
        "081234567890",
        "di",
        "bogor",
        "kec",
        "umur",
        "se",
        "minggu",
        "²",
        "٣",
        "İ",
        ",",
        ".",
        "\n",
        "99999999999999999999",
    ]
)


GAZETTEER = Gazetteer.load()
WHEN = datetime.fromisoformat("2026-11-24T09:00:00+07:00")


@given(st.one_of(st.text(max_size=100), st.lists(PIECES, max_size=14).map(" ".join)))
def test_that_any_text_gives_entities_in_order_with_sane_values(text: str) -> None:
    end = 0
    for entity in find_entities(text, WHEN, GAZETTEER):
        assert text[entity.start : entity.end] == entity.text
        assert entity.start >= end
        end = entity.end
        match entity.entity, entity.value:
            case "age", int() as years:
                assert 0 <= years <= 120
            case "child_count" | "household_size", int() as count:
                assert 0 < count <= 60
            case "money", int() as rupiah:
                assert 0 < rupiah <= 100_000_000_000
            case "date", str() as iso:
                first, _, last = iso.partition("/")
                assert datetime.fromisoformat(first) <= datetime.fromisoformat(last or first)
            case "phone", str() as number:
                assert number.startswith("+")
            case _, PlaceValue() | str():
                pass
            case unexpected:
                pytest.fail(f"no value: {unexpected}")


HOSTILE = [
    "1 ",
    "1-1 ",
    "dua ",
    "dua puluh ",
    "1 tahun ",
    "anak dua, ",
    "rp 1.000.",
    "anak 1, ",
    " ",
    "\n",
    "kec kota ",
    "bayi 1 dan 2 sama ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_that_no_repetition_stops_the_parsers(gazetteer: Gazetteer, when: datetime, piece: str) -> None:
    """The longest message of one piece: exponential reading would take hours, linear takes a tenth of a second."""
    text = (piece * 4096)[:4096]
    started = process_time()
    find_entities(text, when, gazetteer)
    split_clauses(text)
    assert process_time() - started < 10
