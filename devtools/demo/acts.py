"""`perform`: the story. Each act tells, types, and proves what it told; nothing that is shown is made up."""

import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from connector.model.plan import canonical
from connector.shipped import shipped
from connector.text import Text
from devtools.demo.places import Place
from devtools.demo.stage import Stage

ORGANISATION: Final = "ubnd-khanhhoa"
ROSTER: Final = "nhan-su.xlsx"
HELD_OR_ASKED: Final = 3
"""Exit code of `connector`: some matters wait for a person, which is as it should be here."""

LEAVER: Final = "ptnhan@khanhhoa.gov.vn"
"""Phan Thái Nhân of Sở Y tế: at work in the first month, retired in the second."""
MOVER: Final = "cqminh@khanhhoa.gov.vn"
RENAMED: Final = "nvtrung@khanhhoa.gov.vn"
NEWCOMER: Final = "KH000203"
"""Thái Thị Thu Quỳnh: the address that the rule gives her belongs to somebody else."""
NEWCOMERS_UNIT: Final = "A07-01"
FIRST_UNIT: Final = "A04-03"
TELLING_UNITS: Final = (FIRST_UNIT, "A08", NEWCOMERS_UNIT)
"""Units in which the second month has a joiner, a mover, a new name, a leaver and a collision."""
BAD_ROW: Final = "KH000209"
"""A row that names a unit nobody knows."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A plan as `connector plan --out` saved it."""

    data: Mapping[str, Any]

    @classmethod
    def of(cls, file: Path) -> "Saved":
        """Read the file."""
        return cls(json.loads(file.read_text(encoding="utf-8")))

    @property
    def changes(self) -> Sequence[Mapping[str, Any]]:
        """All changes in the order of doing."""
        return [change for wave in self.data["waves"] for change in wave]

    @property
    def kinds(self) -> Counter[str]:
        """Kind of change → how many."""
        return Counter(change["kind"] for change in self.changes)

    @property
    def digest(self) -> str:
        """What the plan is called on the screen: the beginning of the SHA-256 of its canonical JSON."""
        return sha256(canonical(self.data).encode()).hexdigest()[:12]

    @property
    def held(self) -> frozenset[str]:
        """Keys of what waits for approval."""
        return frozenset(key for hold in self.data["holds"] for key in hold["keys"])

    def keeps(self, address: str, kind: str) -> bool:
        """Tell whether the entry with this address has a change of this kind and keeps the address."""
        return any(
            change["kind"] == kind and change["before"]["address"] == address == change["after"]["address"]
            for change in self.changes
            if change["before"] and change["after"]
        )

    def question_about(self, person: str) -> Mapping[str, Any]:
        """Return the question about a person; empty where there is none."""
        return next((q for q in self.data["questions"] if q["subject"] == f"person/{person}"), {})


def perform(stage: Stage, place: Place) -> None:
    """Play the whole story; raises WentWrong where a step did not do what was told."""
    stage.title(
        Text(
            vi="connector — từ danh sách nhân sự đến hộp thư và danh bạ, theo đúng quy chế",
            en="connector — from HR's roster to mailboxes and address book, by the regulation",
        )
    )
    _prepare(stage, place)
    _look_first(stage, place)
    _load(stage, place)
    _run_again(stage, place)
    saved = _next_month(stage)
    _night(stage, place, saved)
    address = _morning(stage, place, saved)
    _why(stage, address)
    _last_look(stage, place, address)


def _prepare(stage: Stage, place: Place) -> None:
    stage.act(1, Text(vi="Chuẩn bị", en="Getting ready"))
    stage.tell(
        f"Nơi nhận hộp thư là {place.name.vi}. Dữ liệu là 200 người, 30 đơn vị của một tỉnh giả định; quy chế"
        " là Quyết định 1480/QĐ-UBND của Khánh Hòa, viết thành dữ liệu. Cấu hình chỉ có bấy nhiêu:",
        f"The mailboxes go to {place.name.en}. The data are 200 invented people in 30 units of a province; the"
        " regulation is Khánh Hòa's decision 1480/QĐ-UBND, written down as data. This is all there is to set:",
    )
    source = f'organisation = "{ORGANISATION}"\n\n[source]\npeople = "{ROSTER}"\n\n'
    (stage.folder / "connector.toml").write_text(source + place.target(), encoding="utf-8")
    _type(stage, "cat", "connector.toml")
    _bring(stage, "thang-01.xlsx")
    stage.tell(
        "Trước hết kiểm tra mọi thứ cùng lúc; lệnh này không ghi gì.",
        "First look at everything at once; this writes nothing.",
    )
    stage.connector("check")


def _look_first(stage: Stage, place: Place) -> None:
    stage.act(2, Text(vi="Tháng đầu: xem trước khi làm", en="The first month: look before doing"))
    stage.tell(
        "Kế hoạch đầy đủ được lập xong trước khi ghi bất cứ điều gì. Tạo hơn 200 hộp thư một lúc vượt giới hạn"
        " an toàn nên bị giữ lại, chờ người có thẩm quyền duyệt đúng bản này. Ở đây chỉ mở một phòng ra xem: dòng"
        " nào cũng nói rõ theo quy tắc nào, điều nào.",
        "The plan is complete before anything is written. More than 200 new boxes at once pass a safety limit,"
        " so they are held until a person approves exactly this plan. One room is opened here: each line says"
        " which rule, which article.",
    )
    before = place.writes()
    stage.connector("plan", "--unit", FIRST_UNIT, "--out", "thang-01.json", expect=HELD_OR_ASKED)
    saved = Saved.of(stage.folder / "thang-01.json")
    stage.prove(
        holds=place.writes() == before and len(saved.held) > saved.kinds["create"] // 2,
        vi=f"Theo {place.witness.vi}: chưa có lần ghi nào.",
        en=f"By {place.witness.en}: nothing was written.",
    )


def _load(stage: Stage, place: Place) -> None:
    stage.act(3, Text(vi="Duyệt và thực hiện", en="Approve and apply"))
    saved = Saved.of(stage.folder / "thang-01.json")
    before = place.writes()
    stage.connector("approve", saved.digest)
    stage.connector("apply", "thang-01.json", "--brief", expect=HELD_OR_ASKED)
    stage.prove(
        holds=place.writes() - before == place.expected(len(saved.changes))
        and place.state_of(LEAVER) == "active",
        vi=f"{len(saved.changes)} mục đã có, đúng bằng số trong kế hoạch.",
        en=f"{len(saved.changes)} entries are there, as many as the plan says.",
    )
    stage.tell(
        "Bây giờ ai cũng tra được danh bạ, không cần đăng nhập:",
        "Now anybody can look into the address book, without a login:",
    )
    found = place.look_up(stage, LEAVER)
    stage.prove(
        holds=len(found) == 1,
        vi=place.reading.vi,
        en=place.reading.en,
    )


def _run_again(stage: Stage, place: Place) -> None:
    stage.act(4, Text(vi="Chạy lần thứ hai", en="The second run"))
    stage.tell(
        "Dữ liệu không đổi thì lần chạy sau không được ghi gì cả.",
        "Where the data have not changed, the next run must not write anything.",
    )
    before = place.writes()
    stage.connector("sync", "--brief", expect=HELD_OR_ASKED)
    after = place.writes()
    stage.prove(
        holds=after == before,
        vi=f"Theo {place.witness.vi}: trước {before} lần ghi, sau {after}. Không ghi gì thêm.",
        en=f"By {place.witness.en}: {before} writes before, {after} after. Nothing was written.",
    )


def _next_month(stage: Stage) -> Saved:
    stage.act(5, Text(vi="Tháng sau: danh sách mới của Nội vụ", en="The month after: HR's new roster"))
    _bring(stage, "thang-02.xlsx")
    stage.tell(
        "Có người mới, người chuyển, người nghỉ, người đổi họ tên, người trùng địa chỉ và dòng ghi sai. Dòng sai"
        " được nêu đúng ô, kèm cách sửa; không ai mất hộp thư vì một dòng sai.",
        "There are joiners, movers, leavers, new names, colliding addresses and bad rows. A bad row is named with"
        " its cell and what to do; nobody loses a box because of one.",
    )
    chosen = [word for unit in TELLING_UNITS for word in ("--unit", unit)]
    printed = stage.connector("plan", *chosen, "--out", "thang-02.json", expect=HELD_OR_ASKED)
    saved = Saved.of(stage.folder / "thang-02.json")
    stage.prove(
        holds=saved.keeps(MOVER, "update")
        and saved.keeps(RENAMED, "update")
        and saved.keeps(LEAVER, "close")
        and bool(saved.question_about(NEWCOMER))
        and BAD_ROW in printed
        and not saved.held,
        vi="Người chuyển và người đổi tên giữ địa chỉ (KH Đ2.4); người nghỉ hưu bị đóng hộp thư (KH Đ4.4).",
        en="Mover and renamed keep their addresses (KH Đ2.4); the box of the retired is closed (KH Đ4.4).",
    )
    return saved


def _night(stage: Stage, place: Place, saved: Saved) -> None:
    stage.act(6, Text(vi="Ban đêm: phần an toàn tự chạy", en="At night: the safe part runs by itself"))
    stage.tell(
        "Lần này mọi thay đổi đều trong giới hạn nên được làm ngay, không cần ai thức canh. Câu hỏi thì chờ người.",
        "This time every change is within the limits, so it is done at once and nobody stays up. Questions wait.",
    )
    before = place.writes()
    stage.connector("sync", "--brief", expect=HELD_OR_ASKED)
    stage.prove(
        holds=place.writes() > before and place.state_of(LEAVER) == "closed" and not saved.held,
        vi=f"{LEAVER} đã đóng, hộp thư của người mới đã có.",
        en=f"{LEAVER} is closed, the newcomers have their boxes.",
    )


def _morning(stage: Stage, place: Place, saved: Saved) -> str:
    stage.act(7, Text(vi="Buổi sáng: người quyết định", en="In the morning: people decide"))
    question = saved.question_about(NEWCOMER)
    wanted: str = question["candidates"][0]["address"]
    stage.tell(
        "Địa chỉ theo quy tắc của người mới này đã có người dùng. Quy chế giao cho người chọn (KH Đ3.3b), máy chỉ đề"
        " xuất.",
        "The rule's address for this newcomer is taken. The regulation lets people choose (KH Đ3.3b); the machine"
        " only proposes.",
    )
    stage.connector("questions", "--unit", NEWCOMERS_UNIT, expect=HELD_OR_ASKED)
    stage.connector("decide", question["key"], "1", "--document", "25/CV-TTCNTT")
    stage.connector("sync", "--brief", expect=HELD_OR_ASKED)
    stage.prove(
        holds=place.state_of(wanted) == "active",
        vi=f"{wanted} đã hoạt động.",
        en=f"{wanted} is at work.",
    )
    return wanted


def _why(stage: Stage, address: str) -> None:
    stage.act(8, Text(vi="Vì sao địa chỉ này như thế?", en="Why does this address look like this?"))
    stage.tell(
        "Dòng nào của danh sách, quy tắc nào, ai quyết định, lần chạy nào ghi:",
        "Which row of the roster, which rule, who decided, which run wrote it:",
    )
    told = stage.connector("why", address)
    stage.prove(
        holds="25/CV-TTCNTT" in told and ROSTER in told,
        vi="Dòng của danh sách, quy tắc, số văn bản và người quyết định, lần chạy: đủ cả.",
        en="Row of the roster, rule, number of the decision and who made it, which run: all there.",
    )


def _last_look(stage: Stage, place: Place, address: str) -> None:
    stage.act(9, Text(vi="Danh bạ sau hai tháng", en="The address book after two months"))
    there = place.look_up(stage, address)
    gone = place.look_up(stage, LEAVER)
    stage.prove(
        holds=len(there) == 1 and not gone and place.state_of(LEAVER) == "closed",
        vi="Người mới có trong danh bạ, người nghỉ hưu không còn; địa chỉ cũ được giữ, không cấp cho ai khác.",
        en="The newcomer is in the book, the retired is not; the old address is kept and goes to nobody else.",
    )


def _bring(stage: Stage, workbook: str) -> None:
    """Put HR's workbook of the month where connector.toml says it lies."""
    source = shipped("examples", "khanh-hoa", workbook)
    shutil.copyfile(source, stage.folder / ROSTER)
    stage.prompt(["cp", f"examples/khanh-hoa/{workbook}", ROSTER])


def _type(stage: Stage, *command: str) -> None:
    stage.type(command, command)
