"""Boxes made by hand: as a workbook to approve them in, and that workbook filled in."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from connector.adoption import Overview
from connector.model.answer import Answer
from connector.model.proposal import Confidence
from connector.rules.profile import Profile
from connector.text import NOTHING, Text


def as_workbook(
    overview: Overview,
    profile: Profile,
    made: datetime,
    units: Mapping[str, str],
    words: Mapping[Confidence, Text],
    summary: Text,
) -> bytes:
    """Return the comparison as an .xlsx in which a person approves.

    Args:
        overview: what there is to take over.
        profile: the organisation.
        made: when.
        units: key → title of each unit.
        words: confidence → what it is called.
        summary: the counts, in one sentence.
    """
    from connector.sources.adoption.layout import Comparison
    from connector.sources.adoption.write import comparison

    survey = overview.survey
    proposals = tuple(
        (
            words[one.confidence].vi,
            one.subject.id,
            one.subject.name,
            one.subject.position,
            units.get(one.subject.unit, one.subject.unit),
            one.stranger.box.address,
            one.stranger.name,
            one.stranger.box.unit_name or one.stranger.box.agency_name,
            one.signs.vi,
            one.stranger.place,
            one.question,
        )
        for one in survey.proposals
        if overview.obstacles[one.name] == NOTHING
    )
    boxless = tuple(
        (person.key, person.name, person.position, units.get(person.unit, person.unit))
        for person in survey.boxless
    )
    refused = [(one.stranger, overview.obstacles[one.name]) for one in survey.proposals]
    unclaimed = tuple(
        (one.box.address, one.name, one.box.unit_name or one.box.agency_name, why.vi, one.place)
        for one, why in (*refused, *((one, one.obstacle) for one in survey.unclaimed))
        if why != NOTHING or one in survey.unclaimed
    )
    return comparison(Comparison(proposals, boxless, unclaimed, summary.vi), profile.id, profile.name, made)


def filled_in(path: Path, profile: Profile) -> tuple[Answer, ...]:
    """Return what stands in a comparison that came back. Raises SourceError."""
    from connector.sources.adoption.read import read_comparison

    return read_comparison(path, profile.id)


def approves(answer: Answer) -> bool | None:
    """Return whether a row is approved; None where what stands there is not understood."""
    from connector.sources.adoption.layout import APPROVED

    word = answer.choice.strip().lower()
    return None if word and word not in APPROVED else bool(word)
