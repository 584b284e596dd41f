"""The agency's file: the example is right, and each mistake is named with file, line and reason."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from bot.directory.agency import Agency, DoorKind
from bot.directory.criteria import RegisteredArea, Sex
from bot.directory.frozen import texts_within
from bot.directory.hotlines import Crisis, Standing, crisis_contacts
from bot.directory.known import Known, NeededFact, Slot
from bot.directory.matching import match
from bot.directory.models import Capacity
from bot.publishing.agency_file import (
    EXAMPLE_AGENCY,
    AgencyFileError,
    advice,
    check_agency,
    load_agency,
)
from bot.situation.needs import Need

TODAY = date(2026, 11, 24)
# From the official list: Kabupaten Bogor, Kota Bogor, and Cibinong, Citeureup, Bojonggede, Tajurhalang.
AREAS = {"32.01", "32.71", "32.01.01", "32.01.03", "32.01.13", "32.01.37"}


@pytest.fixture(scope="module")
def example() -> Agency:
    return load_agency(is_area=AREAS.__contains__)


Spoil = Callable[..., Path]


@pytest.fixture
def spoil(tmp_path: Path) -> Spoil:
    """A copy of the example in which one passage is replaced: the one that follows `after`."""

    def spoiled(old: str, new: str, after: str = "", file: str = "agency.yml") -> Path:
        folder = tmp_path / "agency"
        copytree(EXAMPLE_AGENCY.parent, folder)
        text = (folder / file).read_text(encoding="utf-8")
        start = text.index(old, text.index(after))
        (folder / file).write_text(text[:start] + new + text[start + len(old) :], encoding="utf-8")
        return folder / "agency.yml"

    return spoiled


def line_of(text: str, after: str = "", file: str = "agency.yml") -> int:
    whole = (EXAMPLE_AGENCY.parent / file).read_text(encoding="utf-8")
    return whole.count("\n", 0, whole.index(text, whole.index(after))) + 1


def test_the_example_can_be_used() -> None:
    assert check_agency(EXAMPLE_AGENCY, AREAS.__contains__) == []


def test_the_example_says_that_it_is_fictional(example: Agency) -> None:
    assert example.fictional
    assert "fiktif" in example.organization.name.id
    assert all("fiktif" in member.role.id for member in example.staff)
    assert all("fiktif" in referrer.name.id for referrer in example.referrers)
    assert "fiktif" in example.organization.locations[0].addresses[0].address_1


def test_the_example_answers_every_need_here_or_there(example: Agency) -> None:
    served = {need for service in example.services for need in service.criteria.needs}
    assert set(Need) - served == {Need.SELF_HARM}
    assert len(example.services) >= 12
    assert any(service.capacity is Capacity.FULL for service in example.services)
    assert any(service.criteria.sex is Sex.FEMALE for service in example.services)
    assert any(service.criteria.registered_area == (RegisteredArea.NONE,) for service in example.services)


def test_the_example_reads_easily_in_two_languages(example: Agency) -> None:
    texts = dict(texts_within(example))
    assert [place for place, text in texts.items() if text.en is None] == []
    assert [place for place, text in texts.items() if len(text.id) > 300] == []
    assert [line for line in advice(example, TODAY) if "sentence" in line] == []


def test_real_offices_in_the_example_have_no_invented_numbers(example: Agency) -> None:
    assert all(not door.phones for door in example.next_doors)
    assert {door.kind for door in example.next_doors} == set(DoorKind)


def test_the_example_answers_a_hungry_family_in_cibinong(example: Agency) -> None:
    known = Known.model_validate(
        {"needs": {"food"}, "places": {"32.01.01"}, "household": {"children": 2}, "for_whom": "self"}
    )
    found = match(example.services, example.next_doors, known, TODAY, example.settings.freshness)
    assert [fit.service.id for fit in found.best] == ["pangan_darurat", "paket_keluarga"]
    assert found.deciding_unknown == NeededFact(slot=Slot.DOCUMENT, detail="kk")


def test_the_example_never_ends_with_a_no(example: Agency) -> None:
    for need in Need:
        known = Known(needs=frozenset({need}), places=frozenset({"94.71"}))
        found = match(example.services, example.next_doors, known, TODAY, example.settings.freshness)
        assert found.next_doors


@pytest.mark.parametrize("crisis", Crisis)
def test_the_example_has_two_operators_for_each_crisis(example: Agency, crisis: Crisis) -> None:
    contacts = crisis_contacts(example.hotlines, crisis, TODAY)
    assert contacts[0].hotline.operator != contacts[1].hotline.operator
    assert all(contact.standing is not Standing.UNVERIFIED for contact in contacts[:2])


BROKEN = [
    # old, new, after, line is where, where, reason
    (
        'areas: ["32.01"]',
        'areas: ["32.99"]',
        "id: teman_berobat",
        "services[2].criteria.areas[0]",
        "'32.99' is not an official area code",
    ),
    (
        'areas: ["32.01"]',
        'areas: ["Bogor"]',
        "id: teman_berobat",
        "services[2].criteria.areas[0]",
        "'Bogor' is not written as it must be",
    ),
    ('areas: ["32.01"]', "areas: 32.01", "id: teman_berobat", "services[2].criteria.areas", "must be a list"),
    ("id: teman_berobat", "id: pangan_darurat", "", "services[2].id", "'pangan_darurat' is used twice"),
    ("id: teman_berobat", "id: Teman Berobat", "", "services[2].id", "2 to 32 small letters"),
    ('name: {id: "Teman berobat", en:', "name: {en:", "", "services[2].name.id", "is missing"),
    ("needs: [health]", "needs: [helth]", "", "services[2].criteria.needs[0]", "should be 'food', 'health'"),
    (
        "capacity: open",
        "capacity: maybe",
        "id: teman_berobat",
        "services[2].capacity",
        "'open', 'waitlist', 'full' or 'paused'",
    ),
    (
        'takes_time: {id: "Kartu',
        'take_time: {id: "Kartu',
        "",
        "services[2].take_time",
        "did you mean 'takes_time'?",
    ),
    ("needs: [health]", "needs: []", "", "services[2].criteria.needs", "needs at least one item"),
    (
        "next_doors: [puskesmas",
        "next_doors: [puskemas",
        "",
        "services[2].next_doors[0]",
        "there is no next door 'puskemas'",
    ),
    (
        "staff: [sari]",
        "staff: [budi]",
        "id: teman_berobat",
        "services[2].staff[0]",
        "there is no staff member 'budi'",
    ),
    (
        "location_id: kantor_cibinong",
        "location_id: kantor",
        "",
        "services[0].service_at_locations[0].location_id",
        "there is no location 'kantor'",
    ),
    (
        "documents: [kk]",
        "documents: [ktp]",
        "",
        "services[1].criteria.documents[0]",
        "is not in required_documents",
    ),
    (
        'opens_at: "08:00"',
        'opens_at: "8"',
        "",
        "organization.locations[0].schedules[0].opens_at",
        "write it like 08:00",
    ),
    (
        'byday: "MO,TU,WE,TH,FR"',
        'byday: "Senin"',
        "",
        "organization.locations[0].schedules[0].byday",
        "'SENIN' is not a day",
    ),
    ("assured_date: 2026-11-05", "assured_date: kemarin", "", "services[2].assured_date", "valid date"),
    ("time_zone: WIB", "time_zone: CET", "", "settings.time_zone", "'WIB', 'WITA' or 'WIT'"),
    (
        "hide_after_days: 7300",
        "hide_after_days: 1",
        "",
        "settings.freshness",
        "must be larger than warn_after_days",
    ),
    (
        "beneficiary_age: {min: 6, max: 18}",
        "beneficiary_age: {min: 18, max: 6}",
        "id: biaya_sekolah",
        "services[6].criteria.beneficiary_age",
        "min 18 is above max 6",
    ),
    ("hotlines: [ojk_157]", "hotlines: [ojk]", "", "next_doors[9].hotlines[0]", "there is no hotline 'ojk'"),
    ("needs: [debt]", "needs: [food]", "id: ojk_157\n    kind", None, ""),
    ("Ditemani ke puskesmas.", "Anda akan segera ditemani.", "", "services[2].quick.id", "'segera'"),
    (
        "Ditemani ke puskesmas.",
        "Untuk keluarga tidak mampu.",
        "",
        "services[2].quick.id",
        "keluarga yang sedang kesulitan",
    ),
    (
        "Anda yang memilih langkah berikutnya.",
        "Kita cari jalan damai.",
        "",
        "services[13].steps[2].id",
        "'damai'",
    ),
    (
        "hotlines_file: hotlines.yml",
        "hotlines_file: nowhere.yml",
        "",
        "hotlines_file",
        "there is no file nowhere.yml",
    ),
    (
        "capacity: open",
        "capacity: open\n    capacity: open",
        "id: teman_berobat",
        "",
        "'capacity' stands here a second time",
    ),
    ("fictional: yes", "fictional: [yes", "", "", "is not YAML"),
    ("fictional: yes", "fictional: &a yes\nx: *a", "", "", "write the words out again"),
]


@pytest.mark.parametrize(("old", "new", "after", "where", "reason"), BROKEN)
def test_a_mistake_is_named_with_line_and_reason(
    spoil: Spoil, old: str, new: str, after: str, where: str | None, reason: str
) -> None:
    problems = check_agency(spoil(old, new, after), AREAS.__contains__)
    if where is None:
        assert problems == []
        return
    assert len(problems) == 1
    assert problems[0].startswith("agency.yml line ")
    assert reason in problems[0]
    assert f": {where}: " in problems[0] or not where


@pytest.mark.parametrize(
    ("old", "new", "after"),
    [
        ('areas: ["32.01"]', 'areas: ["32.99"]', "id: teman_berobat"),
        ("needs: [health]", "needs: [helth]", ""),
        ("Ditemani ke puskesmas.", "Anda akan segera ditemani.", ""),
        ("hotlines: [ojk_157]", "hotlines: [ojk]", ""),
        ("capacity: open", "capacity: maybe", "id: rumah_singgah"),
    ],
)
def test_the_line_is_the_line_of_the_mistake(spoil: Spoil, old: str, new: str, after: str) -> None:
    (problem,) = check_agency(spoil(old, new, after), AREAS.__contains__)
    assert problem.startswith(f"agency.yml line {line_of(old, after)}: ")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('number: "112"', 'number: "11"', "'11' is not a telephone number"),
        ('number: "129"', "number: 129 129", "'129 129' is not a telephone number"),
        ('whatsapp: "08111-129-129"', 'whatsapp: "08111"', "'08111' is not a valid WhatsApp number"),
        (
            "violence: [polisi_110, sapa_129, darurat_112]",
            "violence: [polisi_110]",
            "two contacts of different",
        ),
        ("medical: [medis_119, ", "medical: [medis_118, ", "there is no hotline 'medis_118'"),
        ("expires_on: 2026-03-01", "expires_on: 2024-03-01", "expires_on is not after verified_on"),
    ],
)
def test_a_number_that_cannot_be_dialled_stops_the_start(
    spoil: Spoil, old: str, new: str, reason: str
) -> None:
    with pytest.raises(AgencyFileError) as stopped:
        load_agency(spoil(old, new, file="hotlines.yml"))
    (problem,) = stopped.value.problems
    assert problem.file == "hotlines.yml"
    assert reason in problem.reason
    # A whole entry that contradicts itself is named by its first line.
    first_line_of_entry = line_of("- id: darurat_112", file="hotlines.yml")
    assert problem.line == (first_line_of_entry if "expires" in old else line_of(old, file="hotlines.yml"))


def test_words_in_the_hotline_file_are_checked_and_named_there(spoil: Spoil) -> None:
    old = "Bukan untuk keadaan darurat."
    (problem,) = check_agency(spoil(old, "Akan diproses.", file="hotlines.yml"))
    assert problem.startswith(
        f"hotlines.yml line {line_of(old, file='hotlines.yml')}: hotlines[7].caution.id: "
    )


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("name: words", "must hold fields"),
        ("name:\n      [a]: b", "a name must be one word"),
        ("name: ~", "must hold fields"),
    ],
)
def test_a_text_that_is_no_text_is_explained(spoil: Spoil, new: str, reason: str) -> None:
    old = 'name: {id: "Teman berobat", en: "Health companion"}'
    (problem,) = check_agency(spoil(old, new))
    assert reason in problem


def test_every_mistake_is_named_at_once(spoil: Spoil) -> None:
    path = spoil("capacity: open", "capacity: maybe")
    path.write_text(
        path.read_text(encoding="utf-8").replace("needs: [health]", "needs: [helth]"), encoding="utf-8"
    )
    assert len(check_agency(path)) == 2


def test_a_no_without_a_next_door_is_refused(spoil: Spoil) -> None:
    path = spoil(
        "needs: [food, housing, work, debt,", "needs: [food, housing, debt,", "id: kantor_desa\n    kind"
    )
    (problem,) = check_agency(path)
    assert "no next door without areas answers 'work'" in problem


def test_without_the_list_of_areas_only_their_form_is_checked(spoil: Spoil) -> None:
    assert check_agency(spoil('areas: ["32.01"]', 'areas: ["32.99"]')) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"just words", "must hold fields"),
        (b"organization:\n  name: \xff", "UTF-8"),
        (b"a: 1\n\tb: 2", "is not YAML"),
        (b"organization: {}", "hotlines_file is missing"),
        (b"[" * 5000, "YAML|nested"),
        (b"a: \x07", "is not YAML"),
    ],
)
def test_a_file_that_is_something_else_ends_with_one_clear_line(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "agency.yml"
    path.write_bytes(content)
    (problem,) = check_agency(path)
    assert problem.startswith("agency.yml line ")
    assert any(part in problem for part in reason.split("|"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert check_agency(tmp_path / "none.yml") == [
        "none.yml line 1: cannot be read: No such file or directory"
    ]


def test_values_stay_what_was_written(spoil: Spoil) -> None:
    """YAML alone would read 32.10 as a number and 10:00 as ten hours in minutes."""
    agency = load_agency(spoil('opens_at: "08:00", closes_at: "15:00"', "opens_at: 10:00, closes_at: 15:30"))
    hours = agency.organization.locations[0].schedules[0]
    assert (hours.opens_at.isoformat(), hours.closes_at.isoformat()) == ("10:00:00", "15:30:00")


def test_advice_names_what_is_old(example: Agency) -> None:
    later = date(2040, 1, 1)
    lines = list(advice(example, later))
    assert "service pangan_darurat: last checked on 2026-11-02" in lines
    assert any(line.startswith("hotline sapa_129: expired") for line in lines)
