"""A regulation that is read again and again, as a service does, makes nothing grow."""

from connector.rules.kinds import read_name
from connector.rules.profile import find_profile
from connector.shipped import shipped


def test_reading_a_regulation_again_gives_the_same_table_of_kinds() -> None:
    """What is remembered of a unit's name by its table is found again, not remembered once more."""
    first, second = (find_profile("ubnd-khanhhoa", shipped("mappings", "organisations")) for _ in range(2))
    assert first.kinds is second.kinds
    read_name(first.kinds, "Phòng Văn hóa và Thông tin")
    before = read_name.cache_info().currsize
    read_name(second.kinds, "Phòng Văn hóa và Thông tin")
    assert read_name.cache_info().currsize == before
