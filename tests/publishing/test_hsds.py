"""The export uses the names of HSDS 3 and nothing else.

Field names copied from the official schemas: openreferral/specification at 279fd2e (2024-05-16), CC BY-SA 4.0.
"""

import json
from collections.abc import Iterator
from datetime import date, time
from uuid import UUID

import pytest

from bot.directory.agency import Agency
from bot.publishing.agency_file import load_agency
from bot.publishing.hsds import to_hsds

FIELDS = {
    "organization": "id name alternate_name description email website tax_status tax_id year_incorporated "
    "legal_status logo uri parent_organization_id funding contacts phones locations programs "
    "organization_identifiers attributes metadata services",
    "services": "id organization_id program_id name alternate_name description url email status "
    "interpretation_services application_process fees_description wait_time fees accreditations "
    "eligibility_description minimum_age maximum_age assured_date assurer_email licenses alert last_modified "
    "phones schedules service_areas service_at_locations languages organization funding cost_options program "
    "required_documents contacts attributes metadata",
    "locations": "id location_type url organization_id name alternate_name description transportation latitude "
    "longitude external_identifier external_identifier_type languages addresses contacts accessibility phones "
    "schedules attributes metadata",
    "service_at_locations": "id service_id location_id description contacts phones schedules location attributes "
    "metadata",
    "schedules": "id service_id location_id service_at_location_id valid_from valid_to dtstart timezone until "
    "count wkst freq interval byday byweekno bymonthday byyearday description opens_at closes_at schedule_link "
    "attending_type notes attributes metadata",
    "service_areas": "id service_id name description extent extent_type uri attributes metadata",
    "required_documents": "id service_id document uri attributes metadata",
    "cost_options": "id service_id valid_from valid_to option currency amount amount_description attributes "
    "metadata",
    "phones": "id location_id service_id organization_id contact_id service_at_location_id number extension type "
    "description languages attributes metadata",
    "languages": "id service_id location_id phone_id name code note attributes metadata",
    "accessibility": "id location_id description details url attributes metadata",
    "contacts": "id organization_id service_id service_at_location_id location_id name title department email "
    "phones attributes metadata",
    "addresses": "id location_id attention address_1 address_2 city region state_province postal_code country "
    "address_type attributes metadata",
}
REQUIRED = {
    "organization": {"id", "name", "description"},
    "services": {"id", "name", "status"},
    "locations": {"id", "location_type"},
    "phones": {"id", "number"},
    "addresses": {
        "id",
        "address_1",
        "city",
        "state_province",
        "postal_code",
        "country",
        "address_type",
    },
}


@pytest.fixture(scope="module")
def agency() -> Agency:
    """The example, with the parts it leaves out."""
    content = load_agency().model_dump(by_alias=True)
    organization = content["organization"]
    phone = {"number": "112", "description": {"id": "contoh"}}
    organization["phones"] = [phone]
    organization["contacts"] = [{"name": "Ratna", "title": {"id": "petugas"}, "phones": [phone]}]
    organization["locations"][0].update(latitude=-6.48, longitude=106.85)
    content["services"][0]["schedules"] = [
        {"byday": "MO", "opens_at": time(8), "closes_at": time(9), "valid_from": date(2026, 1, 1)}
    ]
    return Agency.model_validate(content)


def objects(part: object, kind: str = "organization") -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(part, dict):
        yield kind, part
        for name, value in part.items():
            yield from objects(value, name)
    elif isinstance(part, list):
        for item in part:
            yield from objects(item, kind)


def test_every_name_is_a_name_of_hsds_and_nothing_needed_is_missing(agency: Agency) -> None:
    exported = list(objects(to_hsds(agency)))
    assert {kind for kind, _ in exported} == set(FIELDS)
    for kind, fields in exported:
        assert set(fields) <= set(FIELDS[kind].split()), kind
        assert REQUIRED.get(kind, {"id"}) <= set(fields), kind
        assert None not in fields.values()
        assert UUID(str(fields["id"]))


def test_ids_point_to_what_is_there_and_stay_the_same(agency: Agency) -> None:
    exported = to_hsds(agency)
    assert exported == to_hsds(agency)
    every = list(objects(exported))
    ids = [fields["id"] for _, fields in every]
    assert len(set(ids)) == len(ids)
    places = {fields["id"] for kind, fields in every if kind == "locations"}
    assert {f["location_id"] for kind, f in every if kind == "service_at_locations"} == places


def test_it_is_json_in_the_language_asked_for(agency: Agency) -> None:
    exported = json.loads(json.dumps(to_hsds(agency, "en")))
    by_name = {service["name"]: service for service in exported["services"]}
    assert by_name["Help with rent"]["alert"] == "full"
    assert by_name["School things and costs"]["minimum_age"] == 6
    assert by_name["Emergency food"]["schedules"][0]["opens_at"] == "08:00+07:00"
    assert by_name["Emergency food"]["application_process"].count("\n") == 2
