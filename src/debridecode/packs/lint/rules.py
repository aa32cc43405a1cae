"""Rules of a pack: conditions and effects that their scope allows."""

from collections.abc import Iterator, Mapping

from debridecode.packs.catalogue import SCOPES
from debridecode.packs.lint.conditions import authorization_problems, condition_problems, template_problems
from debridecode.packs.lint.names import Names
from debridecode.packs.lint.parameters import reference_problems
from debridecode.packs.lint.questions import ask_problems
from debridecode.packs.lint.sources import unread_problems
from debridecode.packs.model import DECIDING
from debridecode.packs.raw import Json, Problem, escape, members, objects


def rule_problems(document: Json, names: Names) -> Iterator[Problem]:
    """What is wrong with the conditions and effects of rules."""
    for id_, rule in members(document, "rules"):
        if rule.get("scope") in SCOPES:
            for index, segment in enumerate(objects(rule.get("history"))):
                at = f"/rules/{escape(id_)}/history/{index}"
                yield from _segment(segment, at, rule["scope"], names)


def _segment(segment: Json, pointer: str, scope: str, names: Names) -> Iterator[Problem]:
    if "retired" in segment:
        for key in sorted({"when", "then"} & set(segment)):
            yield Problem(
                f"{pointer}/{key}",
                f"{key} is not allowed here: a retired segment only ends the rule",
                at_key=True,
            )
        return
    if "when" in segment:
        yield from condition_problems(segment["when"], f"{pointer}/when", scope, names)
    then = segment.get("then")
    if isinstance(then, Mapping):
        deciding = any(key in then for key in DECIDING)
        yield from authorization_problems(segment.get("when"), f"{pointer}/when", decides=deciding)
        yield from _effects(then, f"{pointer}/then", scope, names)
        for at, what in _moving(then):
            yield from unread_problems(segment, f"{pointer}/then/{at}", what, names)


def _effects(then: Json, pointer: str, scope: str, names: Names) -> Iterator[Problem]:
    deciding = [key for key in DECIDING if key in then]
    if deciding and scope not in ("line", "pair"):
        yield Problem(
            f"{pointer}/{deciding[0]}",
            f"{deciding[0]} needs scope line or pair",
            "change the scope",
            at_key=True,
        )
    if not deciding and "finding" not in then:
        yield Problem(pointer, "expected finding, modifier, drop or hold")
    if deciding and "step" not in then:
        yield Problem(pointer, f"expected step beside {deciding[0]}", "say in words what the rule does")
    modifier = then.get("modifier")
    if isinstance(modifier, Mapping):
        yield from reference_problems(modifier, f"{pointer}/modifier", ("modifier",), names)
    yield from template_problems(then.get("step"), f"{pointer}/step", scope, names)
    finding = then.get("finding")
    if isinstance(finding, Mapping):
        for key in ("message", "ask"):
            yield from template_problems(finding.get(key), f"{pointer}/finding/{key}", scope, names)
        yield from ask_problems(finding, f"{pointer}/finding")


def _moving(then: Json) -> Iterator[tuple[str, str]]:
    """What of the effects can fail a claim or change its lines: where it stands, and what it is."""
    finding = then.get("finding")
    if isinstance(finding, Mapping) and finding.get("severity") == "error":
        yield "finding/severity", "an error"
    for key in DECIDING:
        if key in then:
            yield key, f"a {key}"
