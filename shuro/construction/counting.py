"""The count inside a roster: what its head and its lines say, and the computed items that follow from them."""

from __future__ import annotations

from collections import namedtuple
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from shuro.construction import full_time
from shuro.construction.full_time import Judgement, Tally, Terms
from shuro.construction.proof import notice_day
from shuro.kernel.codelists import codes

# What a judgement is made of. Judgement and count are kept by it: one pass over a roster asks for each several times.
FACTS = (
    "kind", "nationality", "residence_status", "other_status", "officer_form", "work_form", "term", "weekly_days",
    "yearly_days", "weekly_minutes", "only_here", "social_insurance", "employment_insurance", "insured_on",
    "standard_pay", "monthly_wage", "listed_wages", "family_pay", "hired_on", "left_on", "decision", "decision_reason",
)  # fmt: skip
Facts = namedtuple("Facts", FACTS)  # type: ignore[misc]
_read_facts = attrgetter(*FACTS)
ALLOWED = {one.name: one.extra["employer_types"].split("|") for one in codes("full-time-person-types")}


def terms_of(one: Any) -> Terms | None:
    """What a roster's head says for the count; None while 事業者区分 is not chosen."""
    if not getattr(one, "employer_type", None):
        return None
    on = one.applied_on or date.max
    return Terms(
        one.employer_type, on, one.officer_pay, one.wages, one.family_pay, one.minimum_wage,
        notice_day(getattr(one, "documents", None) or ()), bool(one.count_second), one.planned or 0,
    )  # fmt: skip


def judged(line: Any) -> Judgement | None:
    """The answer for a line; None while the line or the head does not say enough to have a line of the table."""
    whole = getattr(line, "of", None)
    terms = terms_of(whole) if whole is not None else None
    if terms is None or not line.kind or terms.employer not in ALLOWED[line.kind]:
        return None
    return _judge(facts(line), terms)


def facts(line: Any) -> Any:
    """What the judgement of a line is made of; a tick that is off counts as no (the field file: off is not counted)."""
    found: Any = Facts._make(_read_facts(line))
    return found if isinstance(found.only_here, bool) else found._replace(only_here=bool(found.only_here))


@lru_cache(maxsize=256)  # the items of a line ask one after the other
def _judge(found: Any, terms: Terms) -> Judgement:
    return full_time.judge(found, terms)


@lru_cache(maxsize=2)  # the items of the head and its rules ask one after the other
def _tally(people: tuple[Any, ...], terms: Terms) -> Tally:
    return full_time.tally(people, terms)


def part(name: str) -> Any:
    """A computed item: one attribute of the judgement of the line."""

    def value(line: Any) -> Any:
        found = judged(line)
        return getattr(found, name) if found is not None else None

    return value


def reasons(line: Any) -> str | None:
    """All reasons, one below the other."""
    found = judged(line)
    return "\n".join((*found.reasons, *found.warnings)) if found is not None else None


def counted_of(one: Any) -> Tally | None:
    """The count of a roster; None while its head is not filled in."""
    terms = terms_of(one)
    people = getattr(one, "people", None) or ()
    if terms is None:
        return None
    fit = tuple(facts(line) for line in people if line.kind and terms.employer in ALLOWED[line.kind])
    return _tally(fit, terms)


def total(name: str) -> Any:
    """A computed item of the head: one number of the count."""

    def value(one: Any) -> Any:
        found = counted_of(one)
        return getattr(found, name) if found is not None else None

    return value


def remaining(one: Any) -> int | None:
    """受入可能な残数, not below 0; what is too much is told by the rule (CON-108)."""
    found = counted_of(one)
    return max(0, found.remaining) if found is not None else None


def place(line: Any) -> int | None:
    """番号: the place of the line in the roster, from 1."""
    at = getattr(line, "position", None)
    return at + 1 if at is not None else None


def wage(line: Any) -> int | None:
    """時間換算額 (CON-76)."""
    return full_time.hourly_wage(line)
