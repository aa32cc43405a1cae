"""What a pack says of another: rules taken out, the order of what is written, and a base that has moved.

Of a rule that is taken out: nothing else changes. Without effects that is to the letter. A rule that drops or
holds a line keeps others from being asked of it, so what it kept away may come; the tests say what.
"""

import json
from datetime import date
from functools import cache
from itertools import combinations, product

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from debridecode import PackError, rulebook
from debridecode.packs.bundled import bundled, bundled_chain, fixtures
from debridecode.packs.load import read_pack
from debridecode.testing.run import Ready
from packs.small_packs import ALONE
from property.strategies import DAYS, encounters

DAY = date(2024, 8, 15)
BASE = "cms/base"
BASE_JSON = json.loads(bundled()[BASE])
RULES = bundled_chain(BASE)[0].rules
BARE = {
    "format": "debridecode-pack/1",
    "id": "acme/child",
    "version": "2026.1",
    "title": "Says something else",
    "vocabulary": "facts/1",
    "supports": {"from": "2024-01-01"},
    "sources": {"policy": {"title": "Policy", "publisher": "Acme", "read": "verified"}},
}
CITE = [{"source": "policy", "locator": "p. 1"}]


def read(document, *base, file="child.json"):
    """The chain of a pack that extends the last of a base, or none."""
    extends = {"extends": base[-1].id} if base else {}
    return read_pack(
        json.dumps({**document, **extends}, indent=1),
        file=file,
        find=lambda _: base,
        known=lambda: [pack.id for pack in base],
        fixtures=fixtures(),
    )


def override(target, change, start="2024-01-01", **more):
    """An override of what the base has said from 2024-01-01 on, unless it says otherwise."""
    said = {"target": target, "from": start, "change": change, "was_from": "2024-01-01"}
    return {**said, "reason": "r", "cite": CITE, **more}


def taken_out(rule):
    """An override that takes a rule out for as long as the base has it."""
    first, *later = RULES[rule].history
    ends = [segment.start for segment in later if segment.retired]
    until = {"until": ends[0].isoformat()} if ends else {}
    return {**override(f"rules/{rule}", "disable"), "was_from": first.start.isoformat(), **until}


def child(*overrides):
    """The base pack, and one that only overrides."""
    return read({**BARE, "overrides": list(overrides)}, *bundled_chain(BASE))


@cache
def book(*overrides_as_json, day=DAY):
    return rulebook(child(*map(json.loads, overrides_as_json)), on=day)


def without(rule, day=DAY):
    """The rule book of the base pack with one rule taken out."""
    return book(json.dumps(taken_out(rule)), day=day)


# A rule that is taken out.


def named(decision):
    """Every rule that a decision names."""
    lines = (*decision.lines, *decision.other_lines)
    said = (*decision.findings, *decision.steps)
    return {each.rule for each in said} | {rule for line in lines for rule in line.rules}


def standing(decision):
    """Every line with its code, units and wounds."""
    return [(line.code, line.units, line.wound_ids) for line in (*decision.lines, *decision.other_lines)]


def modifiers(decision):
    return [list(map(str, line.modifiers)) for line in (*decision.lines, *decision.other_lines)]


def said_by_others(decision, name):
    return tuple(each for each in decision.findings if each.rule != name)


def answers(decision):
    """All of a decision but which pack it is of, and how many checks passed."""
    checked, tables = decision.checked, decision.provenance.tables
    return evolve(decision, provenance=None, checked=(checked.failed, checked.not_checked)), tables


def status_without(before, left):
    """What the status may be when findings were taken out: only an error moves it, and an open line."""
    if before.status != "query" or any(each.severity == "error" for each in left):
        return {before.status}
    opened = any("held back" in step.text or "not placed" in step.text for step in before.steps)
    return {"query", "clean"} if opened else {"clean"}


def nothing_else_changed(rule, before, after):
    """What a decision without a rule has in common with the one before."""
    name, then = f"{BASE}:{rule}", RULES[rule].history[0].then
    left = said_by_others(before, name)
    assert name not in named(after)
    if name not in named(before):
        assert answers(after) == answers(before)
    elif not then.decides:
        status = status_without(before, left)
        assert after.status in status
        checked = after.checked
        assert answers(after) == answers(evolve(before, findings=left, status=after.status, checked=checked))
        assert checked.failed <= before.checked.failed
        assert checked.not_checked <= before.checked.not_checked
    elif then.modifier is not None and left == before.findings:
        marked_no_more(before, after, name)
    else:
        come_back(before, after, left)


def marked_no_more(before, after, name):
    """A rule that put a modifier: the same lines without it, and all else that is said."""
    assert after.status == before.status
    assert standing(after) == standing(before)
    assert after.findings == before.findings
    lines = (*before.lines, *before.other_lines)
    for line, had, has in zip(lines, modifiers(before), modifiers(after), strict=True):
        assert set(has) <= set(had)
        assert has == had or name in line.rules


def come_back(before, after, left):
    """A rule that dropped or held a line, or could not be told: its line may come, and what is said of that.

    A line that comes may itself drop another, to which it is column 1. Where it does not, every line stands
    as it stood, and nothing that another rule said is lost.
    """
    placed = [step for step in before.steps if ":classification" in step.rule]
    assert [step for step in after.steps if ":classification" in step.rule] == placed
    if set(standing(before)) <= set(standing(after)):
        assert set(left) <= set(after.findings)


@cache
def cases():
    """The base pack's own cases, made ready."""
    return [Ready.of(case) for case in bundled_chain(BASE)[0].cases]


def cases_of(rule):
    """Those that are about a rule; for each there is one in which it fires."""
    for each in cases():
        if rule in each.case.covers:
            day = each.encounter.date_of_service
            yield each.encounter, each.billed, book(day=day), without(rule, day)


@pytest.mark.parametrize("rule", [id_ for id_ in RULES if RULES[id_].scope != "billed"])
def test_a_rule_taken_out_takes_its_findings_and_nothing_else(rule):
    """Each rule of the base pack in turn, of encounters for which it fires and others."""
    spoke = False
    for encounter, _, rules, fewer in cases_of(rule):
        before, after = rules.code(encounter), fewer.code(encounter)
        spoke = spoke or f"{BASE}:{rule}" in named(before)
        nothing_else_changed(rule, before, after)
    assert spoke


def differences(audit, name):
    """Every difference, that of a rule, and of none, without the rule: what it is of alone."""
    return [
        (each.matter, each.positions, each.code, each.modifier)
        if each.rule in (name, "acme/child:billed")
        else each
        for each in audit.differences
    ]


@settings(max_examples=12)
@given(st.sampled_from([id_ for id_ in RULES if RULES[id_].scope == "billed"]))
def test_a_difference_stays_when_the_rule_that_says_what_it_means_is_taken_out(rule):
    """A claim never comes to agree for want of a rule: what nobody speaks of any more is not checked."""
    name, spoke = f"{BASE}:{rule}", False
    for encounter, billed, rules, fewer in cases_of(rule):
        before, after = rules.audit(encounter, billed), fewer.audit(encounter, billed)
        spoke = spoke or name in {each.rule for each in before.differences}
        assert answers(after.decision) == answers(before.decision)
        assert differences(after, name) == differences(before, name)
        assert {each.outcome for each in after.differences if each.rule == "acme/child:billed"} <= {
            "not_checked"
        }
        assert name not in {each.rule for each in after.differences}
    assert spoke


@settings(max_examples=25)
@given(encounter=encounters(wounds=4), data=st.data())
def test_of_any_encounter_a_rule_taken_out_takes_nothing_else(encounter, data):
    """A rule that the decision names, and one that it does not."""
    encounter = evolve(encounter, date_of_service=DAY)
    before = book().code(encounter)
    spoke = [id_ for id_ in RULES if f"{BASE}:{id_}" in named(before)]
    for ids in (spoke, [id_ for id_ in RULES if id_ not in spoke]):
        rule = data.draw(st.sampled_from(ids or list(RULES)))
        nothing_else_changed(rule, before, without(rule).code(encounter))


# The order of what is written.


def shuffled(value, draw):
    """The same JSON with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = list(value)
        draw.shuffle(keys)
        return {key: shuffled(value[key], draw) for key in keys}
    return [shuffled(item, draw) for item in value] if isinstance(value, list) else value


def answered(rules):
    """What rules say of the cases of the base pack on one day, and of their claims."""
    asked = [each for each in cases() if each.encounter.date_of_service == DAY]
    return [
        rules.code(each.encounter) if each.billed is None else rules.audit(each.encounter, each.billed)
        for each in asked
    ]


@cache
def answered_by_the_base():
    return answered(rulebook(BASE, on=DAY))


@settings(max_examples=2)
@given(st.randoms(use_true_random=True))
def test_the_order_of_keys_says_nothing(draw):
    """All is the same to the letter, the digest too; the order of rules alone is kept."""
    other = shuffled(BASE_JSON, draw)
    chain = read({**other, "rules": {id_: other["rules"][id_] for id_ in RULES}})
    rules = rulebook(chain, on=DAY)
    assert list(map(repr, answered(rules))) == list(map(repr, answered_by_the_base()))
    assert rules.resolved.digest == rulebook(BASE, on=DAY).resolved.digest


def without_order(held):
    """What is decided, but for the order of modifiers and findings, and the words that hold them in it."""
    decision = getattr(held, "decision", held)
    differences = getattr(held, "differences", ())
    return (
        (held.status, decision.status, standing(decision)),
        [set(each) for each in modifiers(decision)],
        {(each.matter, each.rule, each.outcome, each.code, each.modifier) for each in differences},
        set(decision.findings),
    )


@settings(max_examples=2)
@given(st.randoms(use_true_random=True))
def test_the_order_of_rules_says_in_which_order_they_are_asked(draw):
    """The base pack leaves no line to it; but modifiers and findings stand in it, and so the digest tells."""
    ids = list(RULES)
    draw.shuffle(ids)
    chain = read({**BASE_JSON, "rules": {id_: BASE_JSON["rules"][id_] for id_ in ids}})
    rules = rulebook(chain, on=DAY)
    for one, other in zip(answered(rules), answered_by_the_base(), strict=True):
        assert without_order(one) == without_order(other)
    assert rules.resolved.digest != rulebook(BASE, on=DAY).resolved.digest


def resolved(chain, day=DAY):
    """What a chain says on a day, but which file says it."""
    return evolve(rulebook(chain, on=day).resolved, digest="")


@given(st.sampled_from(DAYS), st.sampled_from(list(bundled())))
@settings(max_examples=3)
def test_to_resolve_again_says_the_same(day, pack):
    first, again = (rulebook(pack, on=day).resolved for _ in range(2))
    assert first == again
    text = bundled()[pack]
    chain = (*bundled_chain(pack)[:-1], read(json.loads(text), *bundled_chain(pack)[:-1])[-1])
    assert rulebook(chain, on=day).resolved == first


def severities():
    """Overrides of the severity of a rule, each of another rule."""
    for id_, rule in RULES.items():
        finding = rule.history[0].then.finding
        if finding is not None and finding.outcome == "failed":
            was = finding.severity
            yield override(f"rules/{id_}", "severity", was=was, to="error" if was == "advice" else "advice")


@st.composite
def overrides_of_two(draw):
    """Two overrides that have different targets, on any days."""
    kinds = [
        *severities(),
        *map(taken_out, RULES),
        override("parameters/units.step_area", "value", was=20, to=10),
        override("parameters/modifier.distinct_site", "value", was="XS", to="59"),
    ]
    pair = draw(
        st.lists(st.sampled_from(kinds), min_size=2, max_size=2, unique_by=lambda each: each["target"])
    )
    return [
        {**each, "from": draw(st.sampled_from(["2024-01-01", "2024-08-15", "2024-08-16"]))} for each in pair
    ]


@settings(max_examples=20)
@given(overrides_of_two())
def test_overrides_of_different_targets_commute(pair):
    one, other = child(*pair), child(*reversed(pair))
    assert resolved(one) == resolved(other)
    assert one[-1].digest != other[-1].digest


def overrides_of_one():
    """Overrides of one rule, on two days, of which each may build on another."""
    days = ("2024-01-01", "2024-08-15")
    for start, since in product(days, days):
        for was, to in (("warning", "advice"), ("warning", "error"), ("advice", "error")):
            yield override("rules/doc.color", "severity", start, was=was, to=to, was_from=since)
        yield override("rules/doc.color", "disable", start, was_from=since)
    message = RULES["doc.color"].history[0].then.finding.message
    yield override("rules/doc.color", "message", "2024-08-15", was=message, to="no color")


def loaded(*overrides):
    """The chain, or None where the overrides are refused."""
    try:
        return child(*overrides)
    except PackError:
        return None


def without_order_of_sources(chain):
    return [evolve(rule, cites=frozenset(rule.cites)) for rule in resolved(chain).rules]


def test_overrides_of_one_target_have_one_order_or_none():
    """They are worked in one after the other, as they stand. Where both orders load, both say the same.

    Of sources the order is that of the overrides.
    """
    both = one = 0
    for pair in combinations(overrides_of_one(), 2):
        chains = [loaded(*pair), loaded(*reversed(pair))]
        one += chains.count(None) == 1
        if None not in chains:
            both += 1
            assert without_order_of_sources(chains[0]) == without_order_of_sources(chains[1])
    assert both
    assert one


# A base that has moved since the override was written.

MOVABLE = json.loads(ALONE)
FROM = ("2024-01-01", "2024-06-01", "2025-01-01", "2025-06-01")
CHANGES = {
    "rules/look.tissue": {
        "severity": ("advice", "error"),
        "message": ("soft on {encounter.date_of_service}", "soft"),
        "ask": (None, "Please say what else was removed."),
        "disable": (),
    },
    "rules/many": {
        "severity": ("error", "advice"),
        "when": (
            MOVABLE["rules"]["many"]["history"][0]["when"],
            {"fact": "line.units", "gt": {"parameter": "many.units"}},
        ),
        "disable": (),
    },
    "parameters/area.first": {"value": (20, 10)},
    "parameters/site.modifier": {"value": ("XS", "59")},
    "parameters/soft.tissues": {"value": (["slough", "fibrin"], ["slough"])},
}
"""Of targets that have said one thing since 2024-01-01: what they say, and something else."""


@st.composite
def written_overrides(draw):
    """An override that fits its base, and what the base may say instead."""
    target = draw(st.sampled_from(sorted(CHANGES)))
    change = draw(st.sampled_from(sorted(CHANGES[target])))
    words = CHANGES[target][change]
    stated = dict(zip(("was", "to"), words, strict=False))
    return override(target, change, draw(st.sampled_from(FROM)), **stated)


def moved(written, how):
    """The base in which the target of an override is renamed, dated anew, retired, or says something else."""
    section, _, id_ = written["target"].partition("/")
    if how == "renamed":
        return json.loads(json.dumps(MOVABLE).replace(f'"{id_}"', f'"{id_}-anew"'))
    member = MOVABLE[section][id_]
    [segment] = member["history"]
    other = other_words(segment, written)
    history = {
        "dated later": [{**segment, "from": "2024-01-02"}],
        "dated earlier": [{**segment, "from": "2023-12-31"}],
        "retired": [segment, {"from": "2025-07-01", "retired": True, "cite": segment["cite"]}],
        "says another thing": [other],
        "says another thing later": [segment, {**other, "from": "2025-07-01"}],
        "said another thing before": [other, {**segment, "from": "2024-05-01"}],
    }
    return {**MOVABLE, section: {**MOVABLE[section], id_: {**member, "history": history[how]}}}


def other_words(segment, written):
    """A segment of the base that says something else where the override changes it."""
    change, to = written["change"], written.get("to")
    if change in ("value", "when"):
        return {**segment, change: to}
    return {**segment, "then": {"finding": {**segment["then"]["finding"], change: to}}}


def line_of(document, *path):
    """The line of a key in the text of a pack, or of the list item that lacks it."""
    lines = json.dumps(document, indent=1).split("\n")
    at = -1
    for depth, key in enumerate(path, start=1):
        opening = " " * depth + ("{" if isinstance(key, int) else f'"{key}":')
        found = (number for number in range(at + 1, len(lines)) if lines[number].startswith(opening))
        at = next(found, at)
    return at + 1


@settings(max_examples=30)
@given(written_overrides(), st.data())
def test_an_override_of_what_its_base_renames_dates_anew_or_changes_is_refused(written, data):
    """Whether it still fits nobody can tell but by reading: so both places are named."""
    section, _, id_ = written["target"].partition("/")
    own = {**BARE, "overrides": [written]}
    assert read(own, *read(MOVABLE, file="base.json"))
    ways = {"renamed": "target", "dated earlier": "was_from"}
    if section == "rules":  # a parameter holds on every day of its pack
        ways |= {"dated later": "was_from", "retired": "from"}
    if written["change"] != "disable":
        ways |= {"says another thing": "was", "says another thing later": "was"}
        ways["said another thing before"] = "was" if written["from"] == "2024-01-01" else "was_from"
    how = data.draw(st.sampled_from(sorted(ways)))
    base = moved(written, how)
    with pytest.raises(PackError) as refused:
        read(own, *read(base, file="base.json"))
    (problem,) = refused.value.problems
    assert (problem.file, problem.pointer) == ("child.json", f"/overrides/0/{ways[how]}")
    assert problem.line == line_of({**own, "extends": "acme/alone"}, "overrides", 0, ways[how])
    place = (section,) if how == "renamed" else (section, id_)
    assert f"acme/alone (base.json:{line_of(base, *place)}: /{'/'.join(place)})" in str(problem)
