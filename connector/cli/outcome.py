"""What a command's exit code says of a plan or a run."""

from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, PENDING
from connector.model.outcome import Report
from connector.model.plan import Plan


def exit_code(plan: Plan) -> int:
    """Return 3 where something is held or asked, 2 where changes are pending, else 0."""
    if plan.holds or plan.questions:
        return HELD_OR_ASKED
    return PENDING if plan.changes else NOTHING_TO_DO


def run_code(report: Report, *, whole: bool) -> int:
    """Return 1 where the run stopped or failed in part, 3 where something still waits, else 0."""
    if report.stopped.vi or report.failed:
        return 1
    waits = report.plan.questions or (report.plan.holds and not whole)
    return HELD_OR_ASKED if waits else NOTHING_TO_DO
