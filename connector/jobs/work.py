"""`WORK`: how each kind of job is done."""

from collections.abc import Mapping

from connector.jobs import night
from connector.jobs.turns import Work

WORK: Mapping[str, Work] = {
    "sync": night.sync,
    "compare": night.compare,
}
