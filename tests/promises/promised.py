"""Every promise by its name in the markers. The README's table has their order and words."""

from __future__ import annotations

PROMISED = {
    # Nothing is lost.
    "no-update-lost": "What an applicant wrote is kept before Telegram is told so; kill -9 at any moment loses nothing",
    "no-effect-twice": "An update that comes twice, late or replayed has its effect once",
    "order-per-chat": "In one chat everything is handled and sent in its order; other chats do not wait for it",
    "sends-by-kind": "Where Telegram may or may not have taken a message, its kind decides, and senders are asked",
    "sigterm-drains": "Being told to stop ends what is under way and loses nothing",
    "poison-set-aside": "What cannot be handled is set aside for the operator; the person is told, and the chat goes on",
    "malformed-updates-are-set-aside": "Malformed, oversized and nested updates harm nobody",
    "outlives-parts": "Telegram, the network, the database or the clock fail: the bot waits and goes on",
    "outlives-model": "Without its language model the bot still brings a person to a worker",
    "floods-delay-never-drop": "Floods are joined and delayed, never dropped, and memory stays bounded",
    "flood-leaves-others": "Ten thousand messages of one person wait by themselves: others are handled within a few turns",
    # People before machines.
    "one-speaker": "Between claim and handing back the worker speaks, and the bot is silent",
    "one-worker-per-case": "A case has one worker, however many tap at once",
    # Secrecy.
    "unreadable-without-key": "What people wrote and who they are cannot be read without the key, in no file",
    "plain-columns": "What lies readable in the database is a short list",
    "erasure-complete": "What was erased is gone from tables, logs and free pages, and so is its key",
    "ledger-replayed": "A backup that is older than an erasure brings nobody back",
    "keys-rotate": "Keys are exchanged without loss, also when that is broken off",
    "data-leaves-in-time": "Each kind of data leaves after its time",
    "breach-list": "After a breach the affected people and kinds of data can be listed",
    "no-words-in-logs": "Logs, metrics, health and errors hold nobody's words, names, numbers or ids",
    # Rights.
    "see-everything": "A person sees all that is kept of them, in words and as a file",
    "correct": "A person corrects what is kept",
    "no-share-without-consent": "Nothing reaches a worker without consent: the database refuses it",
    "danger-exception-audited": "Danger to life is the one exception, and each use of it is on record",
    "withdraw-stops-sharing": "Withdrawing consent stops sharing in the same turn",
    "erase-with-receipt": "Erasing is at once, with a receipt; staff hear of what Telegram would not delete",
    "take-back-a-message": "A single message can be taken back, on both sides",
    # Who may do what.
    "one-permission-table": "One table says who may do what with which case",
    "invitations-once": "An invitation makes one person staff, once, and for a short time",
    "access-ends-at-once": "Who leaves or is removed has no access from that moment on",
    "audit-chain": "Reads and changes of cases are on record, and tampering with the record shows",
    # Input that lies.
    "forged-input-does-nothing": "Forged, lifted, forwarded and stale input does nothing",
    "markup-is-escaped": "Names and words are shown as they are, whatever characters they hold",
    "uploads-never-opened": "Files that people send are passed on and never opened",
    "supply-chain": "What the bot is built of is locked, listed and audited",
    # Operating it.
    "health-tells-why": "The health page says whether mail is accepted, and why not",
    "metrics": "The metrics tell how long people wait, and for what",
    "backup-restores": "A backup made while the bot runs is whole, encrypted, and restores",
    "upgrade-keeps-data": "Every released schema is upgraded with its data",
    "check-names-what-is-wrong": "`rangkul check` names what is wrong and how to mend it",
}
