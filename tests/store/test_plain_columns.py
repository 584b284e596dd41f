"""What lies readable in the database is a short list; a new plain column must be put on it here."""

from __future__ import annotations

from sqlalchemy import LargeBinary

from bot.store.tables import metadata

IDS = frozenset(
    {
        "id",
        "bot_id",
        "applicant_id",
        "engagement_id",
        "message_id",
        "case_id",
        "staff_id",
        "share_id",
        "consent_id",
        "audit_id",
    }
)
KEYED = frozenset(
    {"person_key", "chat_key", "code_key", "source_key", "title_key", "secret_hash", "lane", "receipt_key"}
)
"""HMACs and hashes."""
TIMES = frozenset(
    {
        "answers_at",
        "at",
        "blocked_at",
        "changed_at",
        "claimed_at",
        "created_at",
        "done_at",
        "due_at",
        "bound_at",
        "expires_at",
        "imported_at",
        "joined_at",
        "not_before",
        "opened_at",
        "promised",
        "queued_at",
        "received_at",
        "replaced_at",
        "seen_at",
        "sent_at",
        "told_at",
        "until",
        "used_at",
        "written_at",
    }
)
OF_PEOPLE = {
    "applicants": set(),
    "engagements": {
        *("label", "version", "speaker", "stage", "pathway", "urgency", "language", "needs", "regency"),
        *("agency", "service", "turns"),
    },
    "messages": {"author", "kind", "telegram_message", "versions", "for_case"},
    "message_versions": set(),
    "relays": {"message", "source_message", "wordless"},
    "cases": {
        *("agency", "state", "urgency", "confidential", "times_handed_back", "read_by_worker"),
        *("outcome", "alarms", "told_others"),
    },
    "case_cards": {"topic", "message", "closed"},
    "notes": {"kind"},
    "consents": {"purpose", "given", "text_version", "stands"},
    "shares": {"basis", "purpose", "given", "stands"},
    "inbox": {"update_id", "timer", "state", "failures", "error"},
    "outbox": {
        *("queue", "fate", "method", "state", "attempts", "anchor", "replaces"),
        *("source_message", "telegram_message", "wordless", "job"),
    },
    "chats": {"kind"},
    "erasures": set(),
    "audit": {"actor", "act", "seq", "link"},
}
NOT_OF_PEOPLE = {
    *("audit_heads", "bots", "keyring", "leases", "agencies", "staff", "staff_groups", "invitations"),
}


def test_that_plain_columns_about_people_are_the_listed_ones() -> None:
    plain = {
        table.name: {
            column.name
            for column in table.columns
            if not isinstance(column.type, LargeBinary) and column.name not in IDS | KEYED | TIMES
        }
        for table in metadata.sorted_tables
        if table.name not in NOT_OF_PEOPLE
    }
    assert plain == OF_PEOPLE


def test_that_what_identifies_staff_is_sealed() -> None:
    for table, column in (("staff", "profile"), ("staff_groups", "chat"), ("chats", "chat")):
        assert isinstance(metadata.tables[table].c[column].type, LargeBinary)


def test_that_every_table_of_its_own_carries_the_bot() -> None:
    inherited = {"messages", "message_versions", "case_cards", "notes", "consents", "shares", "keyring"}
    without = {table.name for table in metadata.sorted_tables if "bot_id" not in table.c}
    assert without == inherited
