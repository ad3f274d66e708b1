"""Working days of Vietnam: the law's holidays, days that are exchanged, and how certain a year is."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import RegulationError
from connector.rules.calendar import Calendar, months_after
from connector.rules.calendar_file import load_calendar
from connector.shipped import shipped

SHIPPED = shipped("mappings", "calendar", "viet-nam.toml")


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 13), 3, date(2026, 2, 25)),  # over Tết 14-22/2/2026
        (date(2026, 2, 10), 15, date(2026, 3, 10)),
        (date(2025, 4, 24), 3, date(2025, 4, 28)),  # Saturday 26/4/2025 is worked
        (date(2025, 12, 31), 1, date(2026, 1, 5)),  # Friday 2/1/2026 is off ...
        (date(2026, 1, 8), 2, date(2026, 1, 10)),  # ... for Saturday 10/1/2026, which is worked
        (date(2026, 4, 24), 1, date(2026, 4, 28)),  # Giỗ Tổ is a Sunday: Monday is off for it
        (date(2024, 2, 7), 1, date(2024, 2, 15)),  # Tết 8-14/2/2024
        (date(2025, 1, 24), 1, date(2025, 2, 3)),  # Tết 25/1-2/2/2025
    ],
)
def test_working_days_are_those_of_the_documents(start: date, count: int, end: date) -> None:
    """The day after the start is the first; Tết, days in lieu and exchanged days count as published."""
    assert load_calendar(SHIPPED).after(start, count) == end


def test_six_months_end_with_the_month() -> None:
    """31 August and six calendar months are the last day of February, leap year or not."""
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2027, 8, 31), 6) == date(2028, 2, 29)


def test_only_a_document_makes_a_year_certain() -> None:
    """Without an entry for a year its days are counted all the same, and the count is provisional."""
    calendar = load_calendar(SHIPPED)
    assert calendar.certain(date(2024, 12, 31), date(2026, 1, 1))
    assert not calendar.certain(date(2026, 12, 31), date(2027, 1, 1))
    assert not Calendar().certain(date(2026, 1, 1), date(2026, 1, 2))
    assert not calendar.working(date(2027, 2, 8))


def test_an_own_file_stands_in_place_of_the_shipped_year(tmp_path: Path) -> None:
    """What an organisation says of a year holds; years it says nothing of stay as shipped."""
    own = tmp_path / "lich.toml"
    own.write_text(
        'format = 1\n[[year]]\nyear = 2026\nsource = "1/UBND"\noff = [2026-06-15]\n'
        '[[year]]\nyear = 2027\nsource = "2/UBND"\nworked = [2027-06-12]\n'
    )
    calendar = load_calendar(SHIPPED, own)
    assert not calendar.working(date(2026, 6, 15))
    assert calendar.working(date(2026, 1, 2))
    assert calendar.working(date(2027, 6, 12))
    assert calendar.certain(date(2025, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[year]]\nyear = 2027\nsource = ""\n', "year[1].source"),
        ('[[year]]\nyear = 2027\nsource = "x"\noff = [2026-01-02]\n', "không thuộc năm 2027"),
        (
            '[[year]]\nyear = 2027\nsource = "x"\noff = [2027-01-04]\nworked = [2027-01-04]\n',
            "vừa nghỉ vừa làm bù",
        ),
        ('[[year]]\nyear = 2027\nsource = "x"\nnghi = []\n', "không có khóa “nghi”"),
        ("[[year]\n", "Không đọc được"),
    ],
)
def test_a_faulty_file_is_refused_by_name(tmp_path: Path, text: str, words: str) -> None:
    """One clear sentence for each fault, and no calendar."""
    file = tmp_path / "lich.toml"
    file.write_text(f"format = 1\n{text}")
    with pytest.raises(RegulationError) as refused:
        load_calendar(file)
    assert words in str(refused.value)
    assert "lich.toml" in str(refused.value)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 40))
def test_counting_never_goes_back_and_counts_only_working_days(start: date, count: int) -> None:
    """The end is a working day after the start, with exactly so many working days up to it."""
    calendar = load_calendar(SHIPPED)
    end = calendar.after(start, count)
    between = [date.fromordinal(n) for n in range(start.toordinal() + 1, end.toordinal() + 1)]
    assert calendar.working(end)
    assert sum(map(calendar.working, between)) == count
