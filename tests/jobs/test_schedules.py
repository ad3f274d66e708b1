"""Schedules are files: the shipped ones, and what an organisation says instead."""

from pathlib import Path

import pytest

from connector.errors import SettingsError
from connector.jobs.schedules import Schedule, load_schedules
from connector.settings import load_settings

SETTINGS = """
organisation = "ubnd-khanhhoa"
[source]
people = "nhan-su.xlsx"
[target]
kind = "ldif"
file = "danh-ba.ldif"
base_dn = "dc=khanhhoa,dc=gov,dc=vn"
"""


def loaded(folder: Path, more: str = "") -> dict[str, Schedule]:
    """Return the schedules of an organisation by name."""
    file = folder / "connector.toml"
    file.write_text(SETTINGS + more, encoding="utf-8")
    return {schedule.name: schedule for schedule in load_schedules(load_settings(file))}


def test_shipped_schedules_keep_the_night(tmp_path: Path) -> None:
    """The nightly run is at half past one in Vietnam."""
    night = loaded(tmp_path)["sync"]
    assert night.times is not None
    assert (night.job, night.times.cron, night.times.zone) == ("sync", "30 1 * * *", "Asia/Ho_Chi_Minh")


def test_settings_change_what_they_name_and_nothing_else(tmp_path: Path) -> None:
    """One key of one schedule; the rest stays as shipped."""
    usual = loaded(tmp_path)["sync"]
    night = loaded(tmp_path, '[schedule.change.sync]\ncron = "0 2 * * *"\n')["sync"]
    assert night.times is not None
    assert (night.times.cron, night.grace, night.title) == ("0 2 * * *", usual.grace, usual.title)
    assert not loaded(tmp_path, "[schedule.change.sync]\nenabled = false\n")["sync"].enabled


def test_an_own_folder_replaces_and_adds(tmp_path: Path) -> None:
    """A file of a shipped one's name stands in its place; another one is added."""
    own = tmp_path / "lich"
    own.mkdir()
    title = 'title = { vi = "Trưa", en = "Noon" }\n'
    (own / "sync.toml").write_text(f'job = "sync"\n{title}cron = "0 3 * * *"\n', encoding="utf-8")
    (own / "trua.toml").write_text(f'job = "compare"\n{title}cron = "0 12 * * *"\n', encoding="utf-8")
    found = loaded(tmp_path, '[schedule]\nfolder = "lich"\n')
    assert found["sync"].title.vi == "Trưa"
    assert found["trua"].job == "compare"
    assert "inbox" in found


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ('job = "syn"', "không có việc “syn”"),
        ('job = "sync"\ncron = "0 4 * * 0"', "viết bằng tên"),
        ('job = "sync"\ncron = "0 4 * * *"\nzone = "Asia/Hanoi"', "không có múi giờ"),
        ('job = "sync"', "mỗi lịch có đúng một"),
        ('job = "sync"\nwatch = true', "mỗi lịch có đúng một"),
        ('job = "sync"\ncron = "0 4 * * *"\ngraze_hours = 3', "grace_hours"),
        ("job =", "không đọc được lịch"),
    ],
)
def test_a_bad_schedule_is_refused_by_name(tmp_path: Path, content: str, part: str) -> None:
    """What, where, and what to do, in one sentence."""
    own = tmp_path / "lich"
    own.mkdir()
    title = 'title = { vi = "Đêm", en = "Night" }\n'
    (own / "dem.toml").write_text(title + content, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, '[schedule]\nfolder = "lich"\n')
    assert "dem.toml" in str(caught.value)
    assert part in str(caught.value)


def test_a_change_of_no_schedule_is_refused(tmp_path: Path) -> None:
    """A misspelt name would change nothing, so it is said."""
    with pytest.raises(SettingsError, match="không có lịch synk"):
        loaded(tmp_path, "[schedule.change.synk]\nenabled = false\n")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Schedules that are silently not kept would be worse."""
    with pytest.raises(SettingsError, match="không có thư mục lịch"):
        loaded(tmp_path, '[schedule]\nfolder = "lich"\n')
