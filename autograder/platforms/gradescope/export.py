"""Gradescope's export of all submissions: one folder each, and submission_metadata.yml, which names their owners."""

import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import yaml

from autograder.kernel.limits import MIB
from autograder.platforms.archive import Archive, Member, UnreadableMember
from autograder.platforms.handed_in import HandedIn, Reading, Who

NAME = "gradescope"
METADATA = "submission_metadata.yml"
MAX_METADATA_BYTES = 256 * MIB  # it holds all results as well
_NUMBER = re.compile(r"\d+")
_BLANKS_BEFORE_ZONE = re.compile(r"\s+(?=(?:Z|UTC|[+-]\d\d:?\d\d)$)")


def recognises(archive: Archive) -> bool:
    """Whether the archive has the file that names the folders' owners."""
    return any(member.path == METADATA for member in archive.members)


def read(archive: Archive, assignment: str) -> Reading:
    """Each person's submission that counts; people who handed in together have the same one."""
    not_understood = dict(archive.refused)
    try:
        known = _metadata(next(member for member in archive.members if member.path == METADATA))
    except UnreadableMember as error:
        return Reading(NAME, (), not_understood | {METADATA: str(error)})
    folders: dict[str, list[Member]] = defaultdict(list)
    for member in archive.members:
        folder, *below = member.parts
        if below:
            folders[folder].append(member.renamed("/".join(below)))
        elif member.path != METADATA:
            not_understood[member.path] = "it lies in no submission's folder"
    handed_in = []
    for folder, files in folders.items():
        about = known.get(folder)
        who = _submitters(about) if isinstance(about, dict) else ()
        if who and isinstance(about, dict):
            handed_in.append(HandedIn(who, tuple(files), _attempt(folder), _when(about), origin={"folder": folder}))
        else:
            not_understood[folder] = f"{METADATA} does not say whose it is"
    missing = {str(name): "its folder is not in the archive" for name in known if str(name) not in folders}
    return Reading(NAME, tuple(handed_in), not_understood | missing)


def _metadata(member: Member) -> dict[str, Any]:
    try:
        content = yaml.load(member.read(MAX_METADATA_BYTES), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableMember("it is no YAML that can be read") from error
    if not isinstance(content, dict):
        raise UnreadableMember("it holds no list of submissions")
    return {str(name): about for name, about in content.items()}


def _submitters(about: dict[str, Any]) -> tuple[Who, ...]:
    """Everybody who handed in: Gradescope writes the keys as Ruby's symbols, with a colon before them."""
    listed = about.get(":submitters")
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return tuple(_who(one) for one in found)


def _who(one: dict[str, Any]) -> Who:
    name, sid, email = (str(one.get(key) or "").strip() for key in (":name", ":sid", ":email"))
    return Who(name or email or sid or "nobody", logins=(sid,) if sid else (), email=email, name=name)


def _attempt(folder: str) -> int:
    numbers = _NUMBER.findall(folder)
    return int(numbers[-1]) if numbers else 0


def _when(about: dict[str, Any]) -> datetime | None:
    value = about.get(":created_at")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(_BLANKS_BEFORE_ZONE.sub("", value.strip()).replace("UTC", "Z"))
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
