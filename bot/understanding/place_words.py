"""Words around place names: what announces one, what a name is never part of."""

from typing import Final

from bot.situation.reading import Level

from .tokens import words

LEVEL_WORDS: Final[dict[str, tuple[Level, str]]] = {
    "provinsi": ("province", ""),
    "propinsi": ("province", ""),
    "prov": ("province", ""),
    "prop": ("province", ""),
    "kabupaten": ("regency", "Kabupaten"),
    "kab": ("regency", "Kabupaten"),
    "kbp": ("regency", "Kabupaten"),
    "kota": ("regency", "Kota"),
    "kotamadya": ("regency", "Kota"),
    "kodya": ("regency", "Kota"),
    "kecamatan": ("district", ""),
    "kec": ("district", ""),
    "kcmtn": ("district", ""),
    "distrik": ("district", ""),
    "kapanewon": ("district", ""),
    "kemantren": ("district", ""),
}

ABBREVIATED: Final[dict[str, str]] = {
    "jkt": "jakarta",
    "jak": "jakarta",
    "tmr": "timur",
    "tim": "timur",
    "brt": "barat",
    "bar": "barat",
    "slt": "selatan",
    "sltn": "selatan",
    "sel": "selatan",
    "utr": "utara",
    "ut": "utara",
    "pst": "pusat",
    "pus": "pusat",
    "tgh": "tengah",
    "tj": "tanjung",
    "tjg": "tanjung",
    "tg": "tanjung",
    "tanjong": "tanjung",
    "sei": "sungai",
    "sumatra": "sumatera",
    "sum": "sumatera",
    "sulsl": "sulsel",
    "kep": "kepulauan",
    "cikrang": "cikarang",
}

NEAR: Final = words(
    "di d dr dari ke deket dekat dkt daerah wilayah area sekitar sekitaran asal asli orang org wong warga "
    "penduduk domisili alamat tinggal tggl ngontrak ngekos kos kost kontrak rumah lokasi posisi kampung in at near "
    "from urang nang neng ning ten"
)
SETTLED: Final = words(
    "tinggal tggl tinggalnya domisili alamat alamatnya lokasi lokasinya posisi rumah rumahnya rmh ngontrak kontrak "
    "ngekos kos kost live living lives"
)
AREA: Final = words("daerah wilayah area sekitaran")
PREPOSITIONS: Final = words("di d dr dari ke in at from nang neng ning")

NOT_AFTER: Final = words(
    # persons and things that carry such names
    "pak pa bapak bpk bu ibu mas mba mbak mbk kak kk kaka bang abang om tante ustad ustadz haji hj h suster dokter "
    "namanya nama bernama panggil hari bulan bln nasi sate soto batik warung warteg rm mie bakso martabak salak "
    "bahasa kopi ayam ikan jl jln jalan bank pt cv toko tukang si sang universitas sma smk smp sd merk merek "
    "suku lagu film club klub kereta ka"
)

FUNCTION_WORDS: Final = words(
    "saya sy aku ak gw gua kami kita kamu anda dia mereka yang yg dan dg dgn dengan sama tapi tp trus terus udah "
    "udh sudah sdh belum blm ada gak ga nggak tidak tdk bisa bs mau mw lagi lg juga jg aja saja doang sih kok dong "
    "deh ya iya itu ini nya punya pny karena krn soalnya jadi jd kalo kalau klo buat untuk utk pas waktu rumah rmh "
    "rumahnya banget bgt dari dr di ke pada katanya kata bilang minta disuruh diminta dikasih ditolak dibilang "
    "malah suruh masih msh sekarang skrg kemarin kmrn tadi td besok anak suami istri ibu bapak orang org pak bu mak "
    "halaman sendiri sebelah depan belakang samping mana situ sini sana sekali lain baru lama atau atw ato the my "
    "and i we kak min gan pulang kerja kantor saat biar supaya maupun tetangga keluarga mertua sodara saudara "
    "adik kakak ku nih tuh loh lho cuma cuman hanya pernah akan harus tutup buka jauh dekat deket"
)

LANDMARK_CUES: Final = words(
    "deket dekat dkt belakang blkg blakang samping sblh sebelah depan dpn seberang sebrang pertigaan perempatan "
    "prapatan simpang bawah pinggir near behind"
)
LANDMARK_NOUNS: Final = words(
    "alfamart alfa alfamidi indomaret indomart masjid mesjid musala mushola musholla musolla langgar gereja pura "
    "vihara klenteng sd sdn smp smpn sma sman smk tk madrasah sekolah pasar puskesmas pkm rs rsud klinik kantor "
    "balai pabrik pos polsek polres koramil stasiun terminal jembatan kuburan makam lapangan mall mal rel jalur spbu "
    "pom posyandu pesantren ponpes bandara pelabuhan dermaga tugu lampu waduk kali sungai tol gudang kecamatan "
    "kelurahan gor halte universitas kampus hotel perumahan perum"
)
VILLAGE_WORDS: Final = words(
    "kp kpg kampung dusun dsn desa ds kelurahan kel kelurhan kalurahan dukuh jorong nagari gampong pekon tiyuh lembang "
    "perum perumahan perumnas komplek komp blok gang gg jl jln pulau pulo negeri rusun rusunawa deso"
)
NOT_BEFORE_VILLAGE: Final = words(
    "kepala kapala bapa bapak wali pak bu dana sumber perangkat orang antar difoto operator warga pegawai aparat "
    "petugas pendamping lurah anak jalan depan"
)

SETTLED_PLACES: Final = words("tinggal tggl tinggalnya domisili ngontrak rumah rumahnya rmh live")
NOT_NAMES: Final = FUNCTION_WORDS | words(
    "kos kost kosan kontrakan panti gubuk gubug tenda pengungsian posko jalanan jalan kolong luar dalam atas bawah "
    "asrama yayasan mess bedeng lapak emperan terminal stasiun kota desa kampung kelurahan kecamatan rusun kaki "
    "sewa sewaan petak mereka beliau nenek kakek om tante paman bibi majikan bos mantan teman temen orangtua ortu "
    "mama papa ayah bapa mbah mulu terus tempat tmpt sebuah satu daerah wilayah bilangnya lewat usaha terdekat "
    "gerobak pondok bayar subsidi kedua hunian huntara pemerintah apa apaan seperti kayak kaya soal cepat jadwal "
    "uang tangga sonde seberang "
    "setempat melulu raya tikus buntu kalo dulu dl doang mantu menantu kakaknya adiknya anaknya suaminya ortunya "
    "mertuanya orangtuanya ibunya bapaknya sodaranya saudaranya temennya temannya minjem numpang"
)
