"""From a filled-in form to the answer, as it is typed: forms, requests, annotate."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from connector.model.request import RequestKind
from tests.support.forms import filled_docx
from tests.support.installation import WIDE, Installation

PROVINCE = "UBND tỉnh Khánh Hòa"
CREATE, CHANGE, DELETE = RequestKind


@pytest.fixture(scope="module")
def in_step(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of Khánh Hòa's example after its first run."""
    folder = tmp_path_factory.mktemp("khanh-hoa") / "office"
    found = Installation(folder, "ubnd-khanhhoa", more=WIDE)
    found.receive_example("khanh-hoa/thang-01")
    assert found.run("sync", "--brief").code == 3
    return folder


@pytest.fixture
def office(in_step: Path, tmp_path: Path) -> Installation:
    """Give a copy of it to work with."""
    shutil.copytree(in_step, tmp_path / "office")
    return Installation(tmp_path / "office", "ubnd-khanhhoa", more=WIDE)


def received(office: Installation, path: Path, *more: str) -> str:
    """Receive a form; return the id it was given."""
    ran = office.run("requests", "add", str(path), "--received", "20/11/2026", "--document", "15/CV", *more)
    assert ran.code in (0, 3), ran.said
    return ran.out.split()[0]


def state(office: Installation, request: str) -> str:
    """Return how far a request is."""
    status: str = office.run("requests", "show", request, "--json").json["status"]
    return status


def test_a_form_is_received_approved_carried_out_and_answered(office: Installation) -> None:
    """Nothing happens before the approval; afterwards the plan says why, and the answer what became of it."""
    rows = [("Trịnh Ngọc Thử", "Chuyên viên", ""), ("Đỗ Văn Đạt", "Chuyên viên", "")]
    request = received(office, filled_docx(office.folder / "p.docx", CREATE, rows, PROVINCE))
    assert state(office, request) == "asked"
    assert "Trịnh Ngọc Thử" not in office.run("plan", "--all").said
    assert office.run("requests").code == 3

    assert office.run("requests", "approve", request).code == 3
    planned = office.run("plan", "--all").words
    assert "tnthu@khanhhoa.gov.vn" in planned
    assert "Mẫu 01, số 15/CV · KH Đ4.1, KH Đ3.3a" in planned
    office.run("sync", "--brief")
    refused = office.run("requests", "refuse", request, "--line", "2", "--why", "đã có hộp thư")
    assert refused.code == 0
    assert state(office, request) == "applied"

    answer = office.run("requests", "answer", request[:8])
    assert answer.code == 0
    assert "địa chỉ: tnthu@khanhhoa.gov.vn" in answer.out
    assert "không thực hiện được, vì: đã có hộp thư." in answer.out
    assert state(office, request) == "answered"
    assert office.run("requests", "answer", request).out == answer.out
    assert office.run("requests").words == "Không có đề nghị nào."
    assert request in office.run("requests", "--all").said


def test_a_doubtful_line_is_asked_about_and_decided_by_a_person(office: Installation) -> None:
    """The question names the command that answers it; `--person` settles it."""
    form = filled_docx(office.folder / "p.docx", CHANGE, [("Do Van Dat", "", "1", "Thư ký")], PROVINCE)
    request = received(office, form)
    asked = office.run("questions", "--kind", "request")
    assert f"requests approve {request} --line 1 --person" in asked.words
    assert office.run("requests", "approve", request).code == 1
    wrong = office.run("requests", "approve", request, "--line", "1", "--person", "KH999999")
    assert (wrong.code, "KH999999" in wrong.err) == (1, True)
    assert office.run("requests", "approve", request, "--line", "1", "--person", "KH000003").code == 0
    assert "Thư ký" in office.run("plan", "--all").said


WRONG = [
    (("requests", "show", "YC999999"), "không có đúng một đề nghị"),
    (("requests", "approve", "YC999999", "--person", "X"), "đi với --line"),
    (("forms", "new", "01", "--out", "mau.pdf"), ".docx hoặc .xlsx"),
    (("annotate", "{folder}/nhan-su.xlsx", "--out", "{folder}/nhan-su.xlsx"), "khác với tệp gốc"),
    (("annotate", "{folder}/khong-co.xlsx", "--out", "{folder}/x.xlsx"), "Không tìm thấy tệp"),
]


def test_bad_input_is_one_sentence(office: Installation) -> None:
    """Exit code 1, what is wrong in Vietnamese, and no traceback."""
    for arguments, says in WRONG:
        ran = office.run(*(argument.format(folder=office.folder) for argument in arguments))
        assert (ran.code, "Traceback" in ran.said) == (1, False), arguments
        assert says in ran.words


def test_the_same_form_is_not_received_twice(office: Installation) -> None:
    """The second time its id is named; once it was refused it may come again."""
    form = filled_docx(office.folder / "p.docx", DELETE, [("Tô Văn Hùng", "", "", "tvhung")], PROVINCE)
    request = received(office, form)
    again = office.run("requests", "add", str(form), "--received", "2026-11-21", "--document", "16/CV")
    assert (again.code, request in again.said) == (1, True)
    office.run("requests", "refuse", request, "--why", "thiếu dấu")
    assert received(office, form) != request


def test_a_list_by_letter_is_received_with_its_kind(office: Installation) -> None:
    """A plain list needs --kind and may need --unit."""
    book = openpyxl.Workbook()
    for row in (["STT", "Họ và tên", "Chức vụ"], [1, "Trịnh Ngọc Thử", "Chuyên viên"]):
        book.worksheets[0].append(row)
    path = office.folder / "danh-sach.xlsx"
    book.save(path)
    bare = office.run("requests", "add", str(path), "--received", "20/11/2026", "--document", "9/CV")
    assert (bare.code, "--kind" in bare.err) == (1, True)
    request = received(office, path, "--kind", "01", "--unit", "A00")
    assert state(office, request) == "matched"


def test_empty_forms_and_the_answer_to_hr_are_made(office: Installation) -> None:
    """Files appear where they were asked for."""
    for name in ("mau.docx", "mau.xlsx"):
        assert office.run("forms", "new", "02", "--out", str(office.folder / name)).code == 0
        assert (office.folder / name).read_bytes().startswith(b"PK")
    answer = office.folder / "tra-lai.xlsx"
    assert office.run("annotate", str(office.workbook), "--out", str(answer), "--questions").code == 3
    book = openpyxl.load_workbook(answer)
    assert book.sheetnames[:2] == ["Kết quả", "Cần kiểm tra"]
    assert "việc đang chờ người có thẩm quyền" in str(book["Kết quả"]["B5"].value)
