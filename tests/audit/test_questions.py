"""What a clinician is asked names what is missing: no code, no payment, no wished answer."""

import re
from datetime import date

import pytest
from records import RECORDS, book, record, service, treated, without

from debridecode.packs.bundled import bundled

CODE = re.compile(r"\b(?:\d{5}|[A-Z]\d{4}|\d{4}[A-Z])\b")
MODIFIER = re.compile(r"\b(?:59|25|58|78|79|X[EPSU]|LT|RT|T[A1-9]|G[APONXYZ]|CQ|CO|KX)\b")
MONEY = re.compile(
    r"\b(?:pay\w*|paid|bill\w*|claim\w*|reimburs\w*|cod(?:e|es|ed|ing)|cpt|hcpcs|icd|charg\w*|cover(?:ed|age)|"
    r"den(?:y|ied|ial|ials)|audit\w*|insur\w*|medicare|modifier\w*|units?|line|fee|rate|revenue|edit|bundl\w*|"
    r"column|indicator|limit|necessity|medically)\b",
    re.IGNORECASE,
)
WISHED = re.compile(
    r"\b(?:should|must|ought|need to|so that|in order|to support|please confirm|confirm that|make sure|"
    r"ensure|required|at least|enough|to qualify|sharp|excis\w*|scalpel|curette|subcutaneous|muscle|fascia|"
    r"tendon|dermis|necrotic|slough|distinct|yes)\b",
    re.IGNORECASE,
)
DAYS = (date(2024, 8, 15), date(2025, 1, 1), date(2026, 3, 2))


def _faults(text):
    return [found.group() for each in (CODE, MODIFIER, MONEY, WISHED) for found in each.finditer(text)]


def _asked(rules):
    for rule in rules.resolved.rules:
        finding = rule.then.finding
        if finding is not None and finding.ask and finding.ask_of == "clinician":
            yield rule.name, finding.ask
    for table in rules.resolved.tables:
        if table.kind in ("questions", "classification"):
            for row in table.rows:
                if row.ask and row.ask_of == "clinician":
                    yield f"{table.name}.{getattr(row, 'id', None) or row.fact}", row.ask


ASKED = {(name, text) for pack in bundled() for day in DAYS for name, text in _asked(book(day, pack))}


def test_there_are_such_questions():
    assert len(ASKED) > 25
    assert {name.split(":")[0] for name, _ in ASKED} >= {"cms/base", "medicare/novitas"}


@pytest.mark.parametrize(("name", "text"), sorted(ASKED), ids=[name for name, _ in sorted(ASKED)])
def test_it_names_what_is_missing_and_nothing_else(name, text):
    assert _faults(text) == []
    assert "{" not in text


@pytest.mark.parametrize(
    "text",
    [
        "Please state that 97597 was done.",
        "Please add XS.",
        "Please document it so that the claim is paid.",
        "Please confirm that necrotic bone was removed.",
        "Please record what the payer needs to cover this: medical necessity.",
    ],
)
def test_the_watch_would_find_a_fault(text):
    assert _faults(text)


def test_no_question_of_a_decision_goes_further():
    """Over every record with each of its facts taken away."""
    seen = set()
    for pack in bundled():
        for whole in RECORDS.values():
            rules = book(whole.date_of_service, pack)
            for _, less in without(whole):
                for finding in rules.code(less).findings:
                    if finding.ask_of == "clinician":
                        seen.add(finding.ask)
    assert len(seen) > 10
    for text in seen:
        assert text
        assert _faults(text) == [], text


def test_what_a_clinician_is_asked_does_not_turn_on_what_it_is_worth():
    """The question for a place is the same, whether a modifier turns on it or not."""
    services = (service("29581"), service("97610"))
    asked = {
        finding.ask
        for code in services
        for finding in book().code(record(treated("A", "selective", 8), services=[code])).findings
        if finding.ask_of == "clinician"
    }
    assert len(asked) == 1


def test_a_difference_is_for_a_coder():
    """An audit has no reader but the coder; its decision's questions are those above."""
    whole = record(treated("A", "selective", 8))
    for finding in book().audit(whole, []).decision.findings:
        if finding.ask_of == "clinician":
            assert _faults(finding.ask) == []
