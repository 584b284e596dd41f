from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.gazetteer import Gazetteer
from bot.understanding.places import find_places, value_of

NAMED = [
    ("sy di jaksel", ["31.74"]),
    ("saya tinggal di jkt timur", ["31.75"]),
    ("rumah kab. bogor", ["32.01"]),
    ("kota bogor kak", ["32.71"]),
    ("bogor", ["32.01", "32.71"]),
    ("deket cibinong", ["32.01.01"]),
    ("di cibinog", ["32.01.01"]),
    ("kec cibinong", ["32.01.01"]),
    ("jogja", ["34", "34.71"]),
    ("di sby", ["35.78"]),
    ("sy orang bdg", ["32.04", "32.73"]),
    ("tangsel", ["36.74"]),
    ("dari palu", ["72.71"]),
    ("makasar", ["73.71"]),
    ("di bandung barat", ["32.17"]),
    ("kabupaten tangerang", ["36.03"]),
    ("sy dr medan", ["12.71"]),
    ("indramyu", ["32.12"]),
    ("di surabya", ["35.78"]),
    ("saya di kabupaten pekalongn", ["33.26"]),
    ("papua barat daya", ["96"]),
    ("tinggal di batu", ["35.79"]),
    ("rumah saya di desa tapi kerja di kota malang", ["35.73"]),
    ("palu, huntara petobo", ["72.71"]),
    ("Saya dari Aceh Tamiang, terkena banjir", ["11.16"]),
    ("yg penting di lampung timur", ["18.07"]),
    ("cikarang", ["32.16"]),
]

TOGETHER = [
    ("sukajaya, bogor", ["32.01.35", "32.01"]),
    ("depok sleman", ["34.04.07", "34.04"]),
    ("di batu ampar batam", ["21.71.02", "21.71"]),
    ("deket pasar minggu jaksel", ["31.74.04", "31.74"]),
]

KEPT_AS_WRITTEN = [
    ("saya di kp sawah rt 3", "kp sawah rt 3"),
    ("rumah belakang alfamart", "belakang alfamart"),
    ("deket masjid agung", "deket masjid agung"),
    ("Desa Sukamaju kec Cikalong", "Desa Sukamaju"),
    ("tinggal di klender", "klender"),
    ("di jl mawar no 5 cileungsi", "jl mawar no 5"),
]

NOT_PLACES = """sama anak saya
anak dua, istri satu
saya butuh bantuan
ada tiga orang di rumah
hp saya mati
batu loncatan
suami sama anak ke pasar
ke diri sendiri saya marah
mau makan nasi padang
nasib malang banget
kerja di kota
di rumah sakit
disuruh ke kelurahan minta sktm
jalan kaki terus
rumah tangga saya hancur
rumah mau diambil
harian lepas, gaji tetap tidak ada
pak bambang ketua rt
bu permata yang kasih tau
bulan juli kemarin
hari senen
abang saya sakit
ayah sudah meninggal
mks kak
plg besok
smg cepat dibalas
gabut nih
matur nuwun
saya ga punya alamat tetap
lewat telepon saja
alamatnya mau saya betulin
setia sama suami
obat jantung
kebakaran
tadi di pengajian
ada surat dari pengadilan
seberang jalan
kami dikasih beras dua karung
bener2 kosong
barang saya disita
bantal sama selimut
sedang hamil
malam ini tidur di mana
butuh sepeda buat sekolah
saya mau cerita saja
anak saya dipukul gurunya
utang ke bank keliling
tolong saya takut
tinggal sendiri
jangan kasih tau keluarga""".splitlines()


@pytest.mark.parametrize(("text", "codes"), NAMED)
def test_that_a_colloquial_place_has_its_official_codes(
    gazetteer: Gazetteer, text: str, codes: list[str]
) -> None:
    (mention,) = (found for found in find_places(text, gazetteer) if found.candidates)
    assert [place.code for place in mention.candidates] == codes


@pytest.mark.parametrize(("text", "codes"), TOGETHER)
def test_that_places_of_one_message_narrow_each_other(
    gazetteer: Gazetteer, text: str, codes: list[str]
) -> None:
    values = [value_of(mention) for mention in find_places(text, gazetteer)]
    assert [value.code for value in values] == codes


@pytest.mark.parametrize(("text", "written"), KEPT_AS_WRITTEN)
def test_that_landmarks_and_villages_are_kept_verbatim(gazetteer: Gazetteer, text: str, written: str) -> None:
    kept = [mention for mention in find_places(text, gazetteer) if not mention.candidates]
    assert [mention.text for mention in kept] == [written]
    assert value_of(kept[0]).code is None


@pytest.mark.parametrize("text", NOT_PLACES)
def test_that_ordinary_sentences_name_no_official_place(gazetteer: Gazetteer, text: str) -> None:
    assert [mention.text for mention in find_places(text, gazetteer) if mention.candidates] == []


def test_that_homonyms_stay_several_until_something_decides(gazetteer: Gazetteer) -> None:
    (several,) = find_places("kec. batu ampar", gazetteer)
    assert len(several.candidates) > 1
    assert value_of(several).code is None
    (one,) = find_places("kec. batu ampar", gazetteer, known_regency="21.71")
    assert value_of(one).code == "21.71.02"
    (named,) = find_places("bogor", gazetteer, known_regency="Kabupaten Bogor")
    assert value_of(named).code == "32.01"


def test_that_the_whole_official_list_is_there(gazetteer: Gazetteer) -> None:
    levels = [place.level for place in gazetteer.by_code.values()]
    assert [levels.count(level) for level in ("province", "regency", "district")] == [38, 514, 7285]
    assert gazetteer.by_code["32.01.01"].within == ("Kabupaten Bogor", "Jawa Barat")


def test_that_an_alias_of_no_place_is_refused_with_its_name(tmp_path: Path) -> None:
    source = Path(find_places.__code__.co_filename).parent / "data"
    for name in ("places.csv.gz", "ordinary_words.txt", "lookalike_words.txt"):
        (tmp_path / name).write_bytes((source / name).read_bytes())
    (tmp_path / "place_aliases.tsv").write_text("antah\tKota Berantah\n", "utf-8")
    with pytest.raises(ValueError, match=r"antah: no official place named 'Kota Berantah'"):
        Gazetteer.load(tmp_path)


GAZETTEER = Gazetteer.load()
PIECES = st.sampled_from(
    ["di", "kec", "kota", "bogor", "batu", "cibinong", ",", "deket", "alfamart", "kp", "ß", "İ", "\n"]
)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map(" ".join)))
def test_that_offsets_always_slice_to_the_text(text: str) -> None:
    ends = 0
    for mention in find_places(text, GAZETTEER):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= ends
        ends = mention.end
