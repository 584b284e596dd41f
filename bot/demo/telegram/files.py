"""Files: kept by file id, given back byte for byte under the path that getFile names."""

import hashlib
from typing import Any

from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.params import Params, Upload
from bot.demo.telegram.world import Json, StoredFile, World

MOST_DOWNLOAD = 20 * 1024 * 1024
_FOLDERS = {"photo": "photos", "voice": "voice", "video": "videos", "sticker": "stickers", "audio": "music",
            "animation": "animations", "video_note": "video_notes"}  # fmt: skip
_SUFFIXES = {"photo": ".jpg", "voice": ".oga", "video": ".mp4", "sticker": ".webp", "audio": ".mp3",
             "animation": ".mp4", "video_note": ".mp4"}  # fmt: skip


def store(world: World, kind: str, upload: Upload) -> StoredFile:
    """The same bytes sent twice get two file ids and one unique id."""
    if not upload.content:
        raise bad_request("file must be non-empty")
    number = world.number()
    digest = hashlib.sha256(upload.content).hexdigest()
    suffix = _SUFFIXES.get(kind) or _suffix(upload.name)
    path = f"{_FOLDERS.get(kind, 'documents')}/file_{number}{suffix}"
    kept = StoredFile(
        f"BQACAgUAAxk{number:08d}{digest[:24]}",
        f"AgAD{digest[:12]}",
        path,
        upload.content,
        upload.name,
        upload.mime,
    )
    world.files[kept.file_id] = kept
    return kept


def _suffix(name: str) -> str:
    return f".{name.rsplit('.', 1)[1]}" if "." in name else ""


def media(kind: str, kept: StoredFile, known: Json) -> Any:
    """The content field of its kind (`photo` is a list of sizes); `known` gives durations, sizes and names."""
    core: Json = {"file_id": kept.file_id, "file_unique_id": kept.unique_id, "file_size": len(kept.content)}
    if kind == "photo":
        return _photo(core, known)
    shape = _SHAPES.get(kind, {})
    named: Json = {"mime_type": kept.mime} if kind in _WITH_MIME and kept.mime else {}
    if kind in ("document", "audio", "video", "animation") and kept.name:
        named["file_name"] = kept.name
    given = {name: known[name] for name in (*shape, *_OPTIONAL) if known.get(name) not in (None, "")}
    return core | shape | named | given


def _photo(core: Json, known: Json) -> list[Json]:
    width, height = known.get("width") or 1280, known.get("height") or 960
    small = core | {
        "file_unique_id": core["file_unique_id"] + "s",
        "width": 90,
        "height": 67,
        "file_size": 1200,
    }
    return [small, core | {"width": width, "height": height}]


_WITH_MIME = frozenset({"voice", "audio", "video", "animation", "document"})
_OPTIONAL = ("performer", "title", "emoji", "set_name")
_SHAPES: dict[str, Json] = {
    "voice": {"duration": 0},
    "audio": {"duration": 0},
    "video": {"width": 640, "height": 360, "duration": 0},
    "animation": {"width": 320, "height": 240, "duration": 0},
    "video_note": {"length": 240, "duration": 0},
    "sticker": {"width": 512, "height": 512, "type": "regular", "is_animated": False, "is_video": False},
}


def given_file(world: World, kind: str, params: Params, value: Any, field: str) -> StoredFile:
    """The file a parameter means: an upload (also `attach://`), a known file id; addresses are not fetched here."""
    upload = params.uploads.get(field)
    if isinstance(value, str) and value.startswith("attach://"):
        upload = params.uploads.get(value.removeprefix("attach://"))
    if upload is not None:
        return store(world, kind, upload)
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    if str(value).startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    if value not in world.files:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    return world.files[value]


def file_json(kept: StoredFile) -> Json:
    return {
        "file_id": kept.file_id,
        "file_unique_id": kept.unique_id,
        "file_size": len(kept.content),
        "file_path": kept.path,
    }
