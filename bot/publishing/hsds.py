"""Export of an agency as HSDS 3 JSON: an organization with its places and services, in one language.

HSDS has one language per document and knows no criteria, so what is our extension stays in the agency file; a
reader of HSDS finds it as words (`eligibility_description`, `application_process`, `alert`).
"""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.directory.agency import Agency, Zone
from bot.directory.frozen import Text
from bot.directory.models import (
    Address,
    Capacity,
    Contact,
    CostOption,
    Location,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
)

Json = dict[str, object]


def to_hsds(agency: Agency, language: str = "id") -> Json:
    """Ids are made from the agency's ids, so that two exports of the same file have the same ids."""
    return _Export(agency, language).organization()


def _without_nothing(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value is not None and value != []}


class _Export:
    """One export: the agency, the language, and the ids made for it."""

    def __init__(self, agency: Agency, language: str) -> None:
        self._agency = agency
        self._language = language
        self._root = uuid5(NAMESPACE_URL, f"rangkul:{agency.organization.id}")

    def organization(self) -> Json:
        organization = self._agency.organization
        at = organization.id
        return _without_nothing(
            {
                "id": str(self._root),
                "name": self._say(organization.name),
                "description": self._say(organization.description),
                "website": str(organization.website) if organization.website else None,
                "legal_status": organization.legal_status,
                "contacts": self._contacts(organization.contacts, at),
                "phones": self._phones(organization.phones, at),
                "locations": [self._location(place) for place in organization.locations],
                "services": [self._service(service) for service in self._agency.services],
            }
        )

    def _service(self, service: Service) -> Json:
        at = f"service/{service.id}"
        age = service.criteria.beneficiary_age
        return _without_nothing(
            {
                "id": self._id(at),
                "organization_id": str(self._root),
                "name": self._say(service.name),
                "alternate_name": self._maybe(service.alternate_name),
                "description": self._say(service.description),
                "status": service.status.value,
                "application_process": "\n".join(self._say(step) for step in service.steps),
                "fees_description": "; ".join(self._say(cost.option) for cost in service.cost_options),
                "wait_time": self._maybe(service.wait_time),
                "eligibility_description": self._say(service.eligibility_description),
                "minimum_age": age.min if age else None,
                "maximum_age": age.max if age else None,
                "assured_date": service.assured_date.isoformat(),
                "alert": None if service.capacity is Capacity.OPEN else service.capacity.value,
                "schedules": self._schedules(service.schedules, at),
                "service_areas": self._areas(service.criteria.areas, at),
                "service_at_locations": self._places(service, at),
                "languages": [
                    _without_nothing({"id": self._id(f"{at}/{one.code}"), "code": one.code, "name": one.name})
                    for one in service.languages
                ],
                "cost_options": [self._cost(cost, at, n) for n, cost in enumerate(service.cost_options)],
                "required_documents": [self._document(one, at) for one in service.required_documents],
                "contacts": self._contacts(service.contacts, at),
            }
        )

    def _location(self, place: Location) -> Json:
        at = f"location/{place.id}"
        return _without_nothing(
            {
                "id": self._id(at),
                "location_type": "physical",
                "organization_id": str(self._root),
                "name": self._say(place.name),
                "transportation": self._maybe(place.transportation),
                "latitude": place.latitude,
                "longitude": place.longitude,
                "addresses": [self._address(one, at, n) for n, one in enumerate(place.addresses)],
                "accessibility": [
                    {"id": self._id(f"{at}/access/{n}"), "description": self._say(one.description)}
                    for n, one in enumerate(place.accessibility)
                ],
                "phones": self._phones(place.phones, at),
                "schedules": self._schedules(place.schedules, at),
            }
        )

    def _address(self, address: Address, at: str, number: int) -> Json:
        return {"id": self._id(f"{at}/address/{number}"), **address.model_dump(), "address_type": "physical"}

    def _places(self, service: Service, at: str) -> list[Json]:
        return [
            _without_nothing(
                {
                    "id": self._id(f"{at}/at/{place.location_id}"),
                    "service_id": self._id(at),
                    "location_id": self._id(f"location/{place.location_id}"),
                    "description": self._maybe(place.description),
                    "schedules": self._schedules(place.schedules, f"{at}/at/{place.location_id}"),
                }
            )
            for place in service.service_at_locations
        ]

    def _schedules(self, schedules: Iterable[Schedule], at: str) -> list[Json]:
        zone = self._agency.settings.time_zone
        return [self._schedule(one, f"{at}/schedule/{number}", zone) for number, one in enumerate(schedules)]

    def _schedule(self, schedule: Schedule, at: str, zone: Zone) -> Json:
        offset = f"{zone.tz.utcoffset(None).seconds // 3600:+03d}:00"
        return _without_nothing(
            {
                "id": self._id(at),
                "freq": "WEEKLY",
                "byday": ",".join(schedule.byday),
                "opens_at": f"{schedule.opens_at:%H:%M}{offset}",
                "closes_at": f"{schedule.closes_at:%H:%M}{offset}",
                "valid_from": schedule.valid_from.isoformat() if schedule.valid_from else None,
                "valid_to": schedule.valid_to.isoformat() if schedule.valid_to else None,
                "description": self._maybe(schedule.description),
            }
        )

    def _areas(self, codes: Iterable[str], at: str) -> list[Json]:
        return [
            {"id": self._id(f"{at}/area/{code}"), "name": code, "extent": code, "extent_type": "text"}
            for code in codes
        ]

    def _cost(self, cost: CostOption, at: str, number: int) -> Json:
        return _without_nothing(
            {
                "id": self._id(f"{at}/cost/{number}"),
                "option": self._say(cost.option),
                "amount": cost.amount,
                "currency": cost.currency,
                "amount_description": self._maybe(cost.amount_description),
            }
        )

    def _document(self, document: RequiredDocument, at: str) -> Json:
        return {"id": self._id(f"{at}/document/{document.id}"), "document": self._say(document.document)}

    def _contacts(self, contacts: Iterable[Contact], at: str) -> list[Json]:
        return [
            _without_nothing(
                {
                    "id": self._id(f"{at}/contact/{number}"),
                    "name": contact.name,
                    "title": self._maybe(contact.title),
                    "phones": self._phones(contact.phones, f"{at}/contact/{number}"),
                }
            )
            for number, contact in enumerate(contacts)
        ]

    def _phones(self, phones: Iterable[Phone], at: str) -> list[Json]:
        return [
            _without_nothing(
                {
                    "id": self._id(f"{at}/phone/{phone.number}"),
                    "number": phone.number,
                    "type": phone.type,
                    "description": self._maybe(phone.description),
                }
            )
            for phone in phones
        ]

    def _id(self, at: str) -> str:
        return str(uuid5(UUID(str(self._root)), at))

    def _say(self, text: Text) -> str:
        return text.to(self._language)

    def _maybe(self, text: Text | None) -> str | None:
        return self._say(text) if text else None
