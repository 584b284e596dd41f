"""What was agreed to, and what sharing rests on: a consent that stands, or an audited danger to life.

The database keeps the rule (see `shares` in tables.py): a consent that something rests on cannot be superseded, a
case cannot be open without a share, and letters with words are gone with the share.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.situation.consent import Purpose
from bot.situation.speech import RecordConsent

from . import audit
from .seal import Key
from .tables import cases, consents, messages, shares
from .unit import Unit

CONSENT, DANGER = "consent", "vital_danger"
_WORDS = "consents.words"


@dataclass(frozen=True)
class Share:
    id: int
    basis: str
    at: datetime


async def record(unit: Unit, engagement: int, key: Key, answer: RecordConsent, now: datetime) -> None:
    """The newest answer stands. A yes to sharing is what sharing rests on from now on; a no ends it.

    Raises IntegrityError where sharing is refused while a case is still open.
    """
    mine = (consents.c.engagement_id == engagement, consents.c.purpose == answer.purpose)
    await unit.run(update(consents).where(*mine, consents.c.stands).values(stands=False))
    row = {
        "engagement_id": engagement,
        "purpose": answer.purpose,
        "given": answer.given,
        "text_version": answer.version,
        "words": key.seal(answer.words.encode(), _WORDS),
        "at": now,
        "stands": True,
    }
    made = await unit.run(consents.insert().values(row))
    if Purpose(answer.purpose) is not Purpose.SHARE:
        return
    if answer.given:
        await _rest(unit, engagement, now, consent_id=made.inserted_primary_key[0])
    else:
        await end_sharing(unit, engagement)


async def end_sharing(unit: Unit, engagement: int) -> None:
    """Letters with words that wait are gone with it, by cascade; what was meant for a worker is not meant any more."""
    meant = (messages.c.engagement_id == engagement, messages.c.for_case)
    await unit.run(update(messages).where(*meant).values(for_case=False))
    over = cases.c.state.not_in(("waiting", "claimed"))
    await unit.run(update(cases).where(cases.c.engagement_id == engagement, over).values(share_id=None))
    await unit.run(delete(shares).where(shares.c.engagement_id == engagement))


async def rest_on_danger(unit: Unit, engagement: int, rule: str, now: datetime) -> None:
    """The one exception: without consent, because of a life in danger. `rule` (which danger, how it was known) is noted."""
    line = await audit.note_now(unit, now, "system", f"{DANGER} {rule}")
    await _rest(unit, engagement, now, audit_id=line)


async def _rest(
    unit: Unit, engagement: int, now: datetime, *, consent_id: int | None = None, audit_id: int | None = None
) -> None:
    values: dict[str, Any] = {
        "basis": CONSENT if consent_id else DANGER,
        "consent_id": consent_id,
        "audit_id": audit_id,
        "at": now,
    }
    changed = await unit.run(update(shares).where(shares.c.engagement_id == engagement).values(values))
    if changed.rowcount == 0:
        constants = {"engagement_id": engagement, "purpose": "share", "given": True, "stands": True}
        await unit.run(shares.insert().values(**constants, **values))


async def share_of(unit: Unit, engagement: int) -> Share | None:
    """What sharing rests on now; None: staff may read nothing."""
    row = (await unit.run(select(shares).where(shares.c.engagement_id == engagement))).first()
    return Share(row.id, row.basis, row.at) if row else None


async def forget_words(unit: Unit, engagement: int, key: Key, said: str) -> None:
    """A message was taken back in which somebody also agreed: that they did stays, their words do not."""
    for row in (await unit.run(select(consents).where(consents.c.engagement_id == engagement))).all():
        words = key.open(row.words, _WORDS).decode().strip()
        if words and words in said:
            empty = key.seal(b"", _WORDS)
            await unit.run(update(consents).where(consents.c.id == row.id).values(words=empty))


def words_of(key: Key, row: Any) -> str:
    return key.open(row.words, _WORDS).decode()
