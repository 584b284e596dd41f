"""The agency's services against this frame."""

from __future__ import annotations

from datetime import datetime

from bot.directory.agency import Agency
from bot.directory.from_frame import known_from
from bot.directory.matching import Matches, match
from bot.situation.frame import Frame


def matches(agency: Agency, frame: Frame, now: datetime) -> Matches:
    settings = agency.settings
    today = now.astimezone(settings.time_zone.tz).date()
    return match(agency.services, agency.next_doors, known_from(frame), today, settings.freshness)


def registered_area_matters(agency: Agency, frame: Frame) -> bool:
    """Some service for these needs looks at where the papers are from: only then is it asked."""
    needs = known_from(frame).needs or frozenset()
    return any(
        service.criteria.registered_area and needs & set(service.criteria.needs)
        for service in agency.services
    )
