"""`main`: the `connector` command. It starts quickly because a command's module is loaded only when called."""

import importlib
import os
import resource
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from connector import __version__
from connector.cli.misuse import told
from connector.cli.screen import Session, chosen_language
from connector.errors import ConnectorError
from connector.text import Language, Text

COMMANDS: Mapping[str, Text] = {
    "init": Text(vi="Hỏi vài câu rồi viết cấu hình", en="Ask a few questions and write the configuration"),
    "plan": Text(vi="Xem trước những thay đổi, không ghi gì", en="Show what would change; writes nothing"),
    "apply": Text(vi="Thực hiện một kế hoạch đã xem", en="Carry out a plan that was looked at"),
    "approve": Text(vi="Duyệt đúng một kế hoạch bị giữ", en="Approve exactly one held plan"),
    "sync": Text(
        vi="Lập kế hoạch và thực hiện phần an toàn (chạy đêm)",
        en="Plan and carry out the safe part (for the night)",
    ),
    "status": Text(vi="Mọi việc thế nào, trên một màn hình", en="How everything stands, on one screen"),
    "health": Text(
        vi="Có bình thường không (cho hệ thống giám sát)", en="Whether all is well (for monitoring)"
    ),
    "serve": Text(
        vi="Chạy liên tục: làm việc theo lịch, trông thư mục",
        en="Run all the time: keep the schedules, watch the folder",
    ),
    "job": Text(vi="Làm một việc trong lịch (cho timer, cron)", en="Do one scheduled job (for timers, cron)"),
    "schedule": Text(vi="Việc gì đến kỳ lúc nào, kỳ trước ra sao", en="What is due next, and what ran"),
    "backup": Text(vi="Sao lưu sổ nhớ và cấu hình", en="Back up ledger and settings"),
    "restore": Text(vi="Xem, rồi khôi phục một bản sao lưu", en="Check, then restore a backup"),
    "purge": Text(vi="Xóa những gì đã quá thời hạn lưu", en="Remove what was kept long enough"),
    "inbox": Text(vi="Nhận tệp mà nhân sự thả vào thư mục", en="Take the files HR drops into a folder"),
    "questions": Text(vi="Những việc đang chờ người quyết định", en="What waits for a person's decision"),
    "decide": Text(vi="Trả lời câu hỏi, một hay nhiều cùng lúc", en="Answer questions, one or many at once"),
    "reorganise": Text(
        vi="Đơn vị đổi tên, sáp nhập, chia tách, giải thể; đổi tên miền",
        en="Units renamed, merged, split, dissolved; another mail domain",
    ),
    "adopt": Text(
        vi="Nhận quản lý hộp thư đã có sẵn trong thư mục",
        en="Take over boxes that are in the directory already",
    ),
    "annotate": Text(
        vi="Trả lại bảng Excel, ghi rõ trong đó chỗ nào cần sửa",
        en="HR's workbook back, with what has to be corrected marked in it",
    ),
    "requests": Text(
        vi="Phiếu và văn bản đề nghị: nhận, duyệt, từ chối, trả lời",
        en="Requests by form or letter: receive, approve, refuse, answer",
    ),
    "due": Text(vi="Việc có thời hạn, quá hạn đứng đầu", en="What has a time limit, the overdue first"),
    "suspend": Text(vi="Tạm khóa một hộp thư theo văn bản", en="Suspend one box, by a document"),
    "reopen": Text(vi="Mở lại một hộp thư theo văn bản", en="Reopen one box, by a document"),
    "remove": Text(vi="Xóa hẳn hộp thư đã đóng, hết hạn lưu", en="Remove closed boxes whose hold is over"),
    "forms": Text(vi="Tạo mẫu phiếu trống để điền", en="Make empty request forms to fill in"),
    "password": Text(
        vi="Mật khẩu lần đầu: giao, cấp lại, xem việc còn dở", en="First passwords: hand over, renew, look"
    ),
    "handover": Text(
        vi="Bàn giao hộp thư đơn vị; ai đang giữ hộp thư nào", en="Hand over a unit's box; who holds which"
    ),
    "why": Text(vi="Vì sao hộp thư này như thế?", en="Why does this mailbox look like this?"),
    "publish": Text(vi="Xuất danh bạ thành tệp để đăng, để nhập", en="The address book as files"),
    "notices": Text(vi="Thư báo: đang chờ, đã gửi", en="Letters to people: waiting, sent"),
    "runs": Text(vi="Các lần chạy gần đây", en="The latest runs"),
    "show": Text(vi="Chi tiết một lần chạy", en="One run in detail"),
    "check": Text(
        vi="Kiểm tra cấu hình, nguồn, đích, quyền, TLS",
        en="Look at settings, source, target, rights, TLS",
    ),
    "inspect": Text(
        vi="Xem một tệp nhân sự được đọc thế nào; lưu cách đọc",
        en="Show how an HR file is read; save the reading",
    ),
    "name": Text(vi="Địa chỉ mà quy chế đặt cho một họ tên", en="The addresses a regulation gives a name"),
    "unit": Text(vi="Địa chỉ hộp thư của một đơn vị", en="The addresses a regulation gives a unit"),
    "sample": Text(vi="Tạo danh sách giả để thử", en="Make an invented roster to try with"),
    "feed-server": Text(vi="Chạy một nguồn dữ liệu mẫu để thử", en="Serve an example feed to try with"),
}

VIETNAMESE: Mapping[str, str] = {
    "Options": "Tùy chọn",
    "Commands": "Lệnh",
    "Usage: ": "Cách dùng: ",
    "[OPTIONS]": "[TÙY_CHỌN]",
    "COMMAND [ARGS]...": "LỆNH [THAM_SỐ]...",
    "Show this message and exit.": "Hiện trợ giúp này.",
    "Show the version and exit.": "Hiện phiên bản.",
    "[default: ": "[mặc định: ",
    "[required]": "[bắt buộc]",
}
"""The words of click itself."""


class Formatter(click.HelpFormatter):
    """Help in which click's own words, too, are in the reader's language."""

    def write_heading(self, heading: str) -> None:
        """Write a heading such as "Options"."""
        super().write_heading(_said(heading))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, _said(args), _said("Usage: ") if prefix is None else prefix)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a table of options or commands."""
        super().write_dl([(name, _said(words)) for name, words in rows], col_max, col_spacing)


def _said(words: str) -> str:
    """Return click's words in the reader's language; ours are already."""
    if LANGUAGE is Language.VI:
        for english, vietnamese in VIETNAMESE.items():
            words = words.replace(english, vietnamese)
    return words


LANGUAGE = chosen_language(sys.argv, os.environ)
click.Context.formatter_class = Formatter


class Commands(click.Group):
    """The commands by name; what one needs is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order a reader needs them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"connector.cli.{cmd_name.replace('-', '_')}_command")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error becomes its sentence, in the language of the settings, and its exit code."""
        try:
            return super().invoke(ctx)
        except ConnectorError as error:
            session = ctx.obj
            language = session.known_language if isinstance(session, Session) else LANGUAGE
            click.echo(error.say(language), err=True)
            return error.exit_code

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text.say(LANGUAGE)) for name, text in COMMANDS.items()])


def _say(vi: str, en: str) -> str:
    return Text(vi=vi, en=en).say(LANGUAGE)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_say(
        vi="Đưa hộp thư và danh bạ khớp với danh sách của Nội vụ, theo đúng quy chế của cơ quan.",
        en="Keeps mailboxes and address book in step with HR's roster, as the organisation's regulation says.",
    ),
)
@click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path),
    default=Path("connector.toml"),
    envvar="CONNECTOR_CONFIG",
    show_default=True,
    help=_say(vi="Tệp cấu hình.", en="The configuration file."),
)
@click.option(
    "--lang",
    type=click.Choice([language.value for language in Language]),
    envvar="CONNECTOR_LANG",
    help=_say(vi="Ngôn ngữ: vi hoặc en.", en="Language: vi or en."),
)
@click.version_option(__version__, prog_name="connector")
@click.pass_context
def cli(ctx: click.Context, config: Path, lang: str | None) -> None:
    """Hold what every command needs."""
    ctx.obj = Session(config, Language(lang) if lang else None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code.

    No core file: passwords and HR's rows are in memory, and would stand on a disk in clear.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    try:
        code = cli.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except click.ClickException as error:
        click.echo(told(error, LANGUAGE), err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo(_say("Đã dừng theo yêu cầu.", "Stopped as asked."), err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
