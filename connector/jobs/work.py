"""`WORK`: how each kind of job is done."""

from collections.abc import Mapping

from connector.jobs import night
from connector.jobs.backup import backup
from connector.jobs.kinds import NOTICES
from connector.jobs.notices import notices
from connector.jobs.purge import purge
from connector.jobs.turns import Work

WORK: Mapping[str, Work] = {
    "sync": night.sync,
    "compare": night.compare,
    "duties": night.duties,
    NOTICES: notices,
    "backup": backup,
    "purge": purge,
}
