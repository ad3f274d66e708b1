"""A workbook that cannot be right is refused as a whole: exit 1, one Vietnamese sentence, and no write."""

from collections.abc import Callable, Iterator

import pytest

from connector.sources.mapping import dump_mapping
from connector.sources.workbook import WorkbookSource
from tests.support.hostile import bomb, locked
from tests.support.hr import edited, example, only_people, renamed_sheet
from tests.support.installation import WIDE, Installation, quiet_slapd, trail

pytestmark = pytest.mark.slapd

ACCEPTED = "khanh-hoa/thang-01"
PEOPLE = 200
REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no rows": (
        lambda full: edited(full, only_people(0)),
        "nhan-su.xlsx › Nhân sự: Trang tính chỉ có tiêu đề, không có hàng dữ liệu nào. Xin lại tệp từ nơi gửi.",
    ),
    "half of the rows": (
        lambda full: edited(full, only_people(PEOPLE // 2)),
        "nhan-su.xlsx: danh sách chỉ còn 100 dòng, lần được chấp nhận trước có 200 dòng: từ chối. Gửi lại",
    ),
    "a renamed sheet": (
        lambda full: edited(full, renamed_sheet("Tháng 2")),
        "Không còn trang tính «Nhân sự»",
    ),
    "a bomb": (bomb, "nhan-su.xlsx: Tệp khi giải nén lớn bất thường, nên không mở."),
    "a password": (
        lambda _: locked(),
        "nhan-su.xlsx: Tệp có mật khẩu. Mở tệp, bỏ mật khẩu rồi lưu lại.",
    ),
    "no bytes": (lambda _: b"", "nhan-su.xlsx: Tệp rỗng (0 byte). Xin lại tệp từ nơi gửi."),
    "another kind of file": (
        lambda _: "Danh sách cán bộ".encode(),
        "nhan-su.xlsx: Đây không phải tệp bảng tính.",
    ),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Give an office whose first roster was accepted, with a saved mapping of its workbook."""
    folder = tmp_path_factory.mktemp("refused")
    with quiet_slapd(folder / "slapd", "ubnd-khanhhoa") as slapd:
        found = Installation(
            folder / "office", "ubnd-khanhhoa", slapd, more=WIDE, source='mapping = "mau.toml"'
        )
        found.receive_example(ACCEPTED)
        mapping = WorkbookSource(found.workbook).propose()
        (found.folder / "mau.toml").write_text(dump_mapping(mapping), encoding="utf-8")
        assert found.run("sync").code == 3
        yield found


@pytest.mark.parametrize("name", REFUSED)
def test_a_roster_that_cannot_be_right_is_refused_in_one_sentence(office: Installation, name: str) -> None:
    """The sentence says which file, what, and what to do; nothing is written and nothing is remembered."""
    spoil, sentence = REFUSED[name]
    office.receive(spoil(example(ACCEPTED)))
    mark, csn, ledger = office.server.accesslog_mark(), trail(office.server), office.ledger.read_bytes()

    ran = office.run("sync")

    assert ran.code == 1
    assert sentence in ran.err
    assert len(ran.err.splitlines()) == 1
    assert ran.out == ""
    assert office.server.accesslog_writes(mark) == []
    assert trail(office.server) == csn
    assert office.ledger.read_bytes() == ledger


def test_the_same_is_said_in_english(office: Installation) -> None:
    """--lang en says it for those who read no Vietnamese."""
    office.receive(locked())
    ran = office.run("--lang", "en", "sync")
    assert ran.code == 1
    assert "password" in ran.err


def test_a_roster_that_was_refused_leaves_the_next_good_one_alone(office: Installation) -> None:
    """After all of that, the accepted workbook still has nothing to do."""
    office.receive_example(ACCEPTED)
    mark = office.server.accesslog_mark()
    assert office.run("sync", "--json").json["counts"] == {}
    assert office.server.accesslog_writes(mark) == []
