"""Overrides of a pack: a target further down the chain, and a change that it takes."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from debridecode import vocabulary
from debridecode.packs.catalogue import FACTS
from debridecode.packs.lint.conditions import authorization_problems, condition_problems, template_problems
from debridecode.packs.lint.names import Names
from debridecode.packs.lint.parameters import value_problems, whole_problems
from debridecode.packs.lint.questions import leading_problems
from debridecode.packs.lint.sources import cite_problems, unread_problems
from debridecode.packs.model import Pack, Rule
from debridecode.packs.places import place_in
from debridecode.packs.raw import Json, Problem, closest, day, day_problems, escape, nearest, objects
from debridecode.packs.resolve import leaves

_RULE_CHANGES: Final = ("severity", "message", "ask", "when", "disable")
_TARGET: Final = re.compile(r"(?:rules|parameters)/")


def override_problems(document: Json, base: Sequence[Pack], names: Names) -> Iterator[Problem]:
    """What is wrong with overrides."""
    for index, override in enumerate(objects(document.get("overrides"))):
        yield from _override(override, f"/overrides/{index}", base, names)


def _override(raw: Json, pointer: str, base: Sequence[Pack], names: Names) -> Iterator[Problem]:
    yield from cite_problems(raw, pointer, names)
    yield from _days(raw, pointer)
    target, change = raw.get("target"), raw.get("change")
    if not isinstance(target, str) or not isinstance(change, str) or not _TARGET.match(target):
        return
    section, _, id_ = target.partition("/")
    owner = next((pack for pack in base if id_ in getattr(pack, section)), None)
    if owner is None:
        yield _unknown_target(target, f"{pointer}/target", base)
        return
    allowed = _RULE_CHANGES if section == "rules" else ("value",)
    if change not in allowed:
        yield Problem(f"{pointer}/change", f"{section} take no change {change}", f"use {', '.join(allowed)}")
        return
    for key in ("was", "to"):
        if change == "disable" and key in raw:
            yield Problem(f"{pointer}/{key}", f"disable takes no {key}", at_key=True)
        elif change != "disable" and key not in raw:
            yield Problem(pointer, f"expected {key}")
        elif change == "value":
            yield from value_problems(raw[key], f"{pointer}/{key}", names.parameters[id_])
            yield from whole_problems(raw[key], f"{pointer}/{key}", id_)
        elif change != "disable":
            yield from _changed_words(raw[key], f"{pointer}/{key}", change, owner.rules[id_].scope, names)
    to = raw.get("to")
    if change == "when":
        decides = _is_an_edit(owner.rules[id_])
        yield from authorization_problems(to, f"{pointer}/to", decides=decides)
    if change == "ask" and isinstance(to, str) and _goes_to_a_clinician(owner.rules[id_]):
        yield from leading_problems(to, f"{pointer}/to")
    if change not in ("message", "ask"):
        at = f"{pointer}/to" if "to" in raw else pointer
        yield from unread_problems(raw, at, f"a change of {change}", names)


def _days(raw: Json, pointer: str) -> Iterator[Problem]:
    for key in ("from", "until", "was_from"):
        yield from day_problems(raw.get(key), f"{pointer}/{key}")
    start, until = day(raw.get("from")), day(raw.get("until"))
    if start is not None and until is not None and until <= start:
        yield Problem(f"{pointer}/until", "expected a date after from; the override reaches no day")


def _unknown_target(target: str, pointer: str, base: Sequence[Pack]) -> Problem:
    """A target that is not there, or no longer: where it was looked for, and what comes nearest there."""
    section, _, id_ = target.partition("/")
    looked = ", ".join(place_in(pack, f"/{section}") for pack in reversed(base))
    message = f"no {target} in " + (looked or "a base: this pack extends none")
    owners = {known: pack for pack in base for known in getattr(pack, section)}
    near = closest(id_, owners)
    hint = f"perhaps {section}/{near}: {place_in(owners[near], f'/{section}/{escape(near)}')}" if near else ""
    return Problem(pointer, message, hint)


def _is_an_edit(rule: Rule) -> bool:
    """Whether a rule decides a line, or asks an edit table."""
    segments = [segment for segment in rule.history if not segment.retired]
    asked = [FACTS[leaf.fact] for segment in segments for leaf in leaves(segment.when)]
    return any(segment.then.decides for segment in segments) or any(fact.from_table for fact in asked)


def _goes_to_a_clinician(rule: Rule) -> bool:
    findings = [segment.then.finding for segment in rule.history]
    return any(finding is not None and finding.ask_of == "clinician" for finding in findings)


def _changed_words(value: Any, pointer: str, change: str, scope: str, names: Names) -> Iterator[Problem]:
    if change == "when":
        yield from condition_problems(value, pointer, scope, names)
    elif value is None and change == "ask":
        return
    elif not isinstance(value, str) or not value:
        yield Problem(pointer, "expected text that is not empty")
    elif change != "severity":
        yield from template_problems(value, pointer, scope, names)
    elif value not in vocabulary.SEVERITIES:
        yield Problem(pointer, f"no severity {value}", nearest(value, vocabulary.SEVERITIES))
