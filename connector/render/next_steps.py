"""The commands that a reader is sent to, each named once, so that they stay those that exist."""

from connector.render.ink import cells
from connector.text import Language, Text


def lines(step: Text, language: Language, columns: int) -> list[str]:
    """Return a step on one line of at most `columns`, or with its command on a line of its own."""
    sentence = step.say(language)
    words, colon, command = sentence.partition(": connector ")
    if cells(sentence) <= columns or not colon:
        return [sentence]
    return [f"{words}:", f"    connector {command}"]


def show_all() -> Text:
    """Return how to see what a shortened plan leaves out."""
    return Text(
        vi="xem đủ: connector plan --all, hoặc mở trang: connector plan --html TỆP",
        en="to see all: connector plan --all, or as a page: connector plan --html FILE",
    )


def approve(digest: str) -> Text:
    """Return how to approve the plan with this digest (or the beginning of it)."""
    return Text(
        vi=f"Nếu đúng là muốn vậy, người có thẩm quyền duyệt bản này: connector approve {digest}",
        en=f"If this is what is wanted, approve exactly this plan: connector approve {digest}",
    )


def answer() -> Text:
    """Return how to answer questions."""
    return Text(
        vi="Trả lời: connector decide KHÓA LỰA_CHỌN (ghi số thứ tự, hoặc địa chỉ)",
        en="To answer: connector decide KEY CHOICE (its number, or an address)",
    )


def see_questions() -> Text:
    """Return where the questions stand."""
    return Text(vi="Xem câu hỏi: connector questions", en="See the questions: connector questions")


def run_again() -> Text:
    """Return how to try again what another run will settle."""
    return Text(
        vi="Chạy lại: connector apply (chỉ làm phần còn lại; phần đã xong không bị làm lại)",
        en="Run again: connector apply (it does what is left; what is done is not done twice)",
    )


def check() -> Text:
    """Return how to look at the target."""
    return Text(
        vi="Kiểm tra máy chủ và quyền ghi: connector check",
        en="Check the server and our rights on it: connector check",
    )


def details(run: str) -> Text:
    """Return how to read a run in full."""
    return Text(vi=f"Xem từng thay đổi: connector show {run}", en=f"See each change: connector show {run}")


def see_problems() -> Text:
    """Return where all problems of the roster stand."""
    return Text(vi="Xem đủ: connector plan --all", en="All: connector plan --all")


def correct_rows() -> Text:
    """Return what to do about rows that could not be used."""
    return Text(
        vi="Sửa các dòng nêu trên trong tệp nhân sự rồi nộp lại; chưa ai bị đóng hộp thư vì các dòng đó",
        en="Correct the rows above in HR's file and send it again; nobody lost a box because of them",
    )


def nothing() -> Text:
    """Return that there is nothing to do."""
    return Text(vi="Không cần làm gì thêm.", en="There is nothing left to do.")
