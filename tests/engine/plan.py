"""A made-up payer with few and short rules, made-up codes, and how the tests of the engine ask it.

Every rule, parameter, row and table rests on a source of its own, so that a test sees which of them spoke.
"""

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal
from functools import cache
from textwrap import wrap

from attrs import evolve

import debridecode as dc
from debridecode.model import (
    Assessment,
    EncounterSetting,
    OtherService,
    RenderingProvider,
)
from debridecode.model.claim import line_text
from debridecode.packs.catalogue import FACTS
from debridecode.packs.load import read_pack

DAY = date(2024, 8, 15)
FIRST_DAY = "2024-01-01"


def cite(source):
    return [{"source": source.replace(" ", "-"), "locator": "p. 1"}]


def parameter(type_, value, source):
    return {
        "title": source,
        "type": type_,
        "history": [{"from": FIRST_DAY, "value": value, "cite": cite(source)}],
    }


def rule(scope, when, source, title="", **then):
    segment = {"from": FIRST_DAY, "when": when, "then": then, "cite": cite(source)}
    return {"title": title or source, "scope": scope, "history": [segment]}


def table(kind, rows, source, *, release=None, **said):
    segment = {"from": FIRST_DAY, "rows": rows, "cite": cite(source)}
    if release:
        segment["release"] = release
    return {"kind": kind, "title": source, **said, "history": [segment]}


def row(id_, when, outcome, message, **said):
    return {
        "id": id_,
        "when": when,
        "outcome": outcome,
        "message": message,
        **said,
        "cite": cite(f"row {id_}"),
    }


def question(fact, gap, ask_of="coder"):
    return {
        "fact": fact,
        "message": f"no {gap}",
        "ask": f"Please give the {gap}.",
        "gap": gap,
        "ask_of": ask_of,
    }


def finding(severity, message, **said):
    return {"severity": severity, "message": message, **said}


def is_(fact, word):
    return {"fact": fact, "is": word}


def among(fact, *words):
    return {"fact": fact, "in": list(words)}


def known(fact, *, yes=True):
    return {"fact": fact, "known": yes}


def every(*parts):
    return {"all": list(parts)}


PARAMETERS = {
    "area.first": parameter("area_sq_cm", 10, "first area"),
    "area.step": parameter("area_sq_cm", 4, "step area"),
    "deep.first": parameter("area_sq_cm", 6, "deep first area"),
    "deep.step": parameter("area_sq_cm", 2, "deep step area"),
    "record.silence": parameter("words", ["n a", "none given"], "silence"),
    "necessity.words": parameter("words", ["slough", "heal"], "need"),
    "tissue.not_devitalized": parameter("tissues", ["secretions"], "alive"),
    "location.vague_words": parameter("words", ["left", "right", "leg", "midline"], "vague"),
    "location.opposed_words": parameter(
        "word_groups",
        [
            ["left lt both", "right rt both", "midline"],
            ["heel heels", "ankle"],
            ["first_toe", "second_toe"],
        ],
        "opposed",
    ),
    "modifier.alternatives": parameter("modifier_groups", [["XS", "59", "XU"], ["XE", "59"]], "alternatives"),
    "modifier.accepted_on": parameter("line_choice", "either", "accepted on"),
    "modifier.distinct_site": parameter("modifier", "XS", "site"),
    "soft.tissues": parameter("tissues", ["slough", "fibrin"], "soft"),
    "many.units": parameter("number", 3, "many"),
}

FAMILIES = [
    {
        "id": "deep",
        "label": "deep",
        "primary": "X0003",
        "add_on": "X0004",
        "first": {"parameter": "deep.first"},
        "step": {"parameter": "deep.step"},
    },
    {
        "id": "shallow",
        "label": "shallow",
        "primary": "X0001",
        "add_on": "X0002",
        "first": {"parameter": "area.first"},
        "step": {"parameter": "area.step"},
    },
    {"id": "washed", "label": "washed", "primary": "X0005"},
]

ROWS = [
    row(
        "burn",
        is_("wound.etiology", "burn"),
        "excluded",
        "it is a burn",
        family="codes for burns",
    ),
    row(
        "nothing",
        among("wound.method", "cleansing_only", "dressing_change_only"),
        "none",
        "nothing was removed",
    ),
    row(
        "conflict",
        is_("wound.tissue_contradicts_depth", word=True),
        "query",
        "tissue and depth disagree",
        ask="Please say what was removed.",
        ask_of="clinician",
    ),
    row(
        "wash",
        among("wound.method", "enzymatic", "abrasion"),
        "family",
        "it was washed off",
        family="washed",
    ),
    row(
        "deep",
        every(
            is_("wound.devitalized_tissue_removed", word=True),
            among("wound.deepest_tissue_removed", "muscle", "bone"),
        ),
        "family",
        "deep tissue was removed",
        family="deep",
    ),
    row(
        "thin",
        among("wound.deepest_tissue_removed", "epidermis", "dermis"),
        "family",
        "skin was removed",
        family="shallow",
    ),
    row(
        "knife",
        is_("wound.method", "sharp_selective"),
        "family",
        "it was cut",
        family="shallow",
    ),
]

TISSUES = [
    {
        "id": "skin",
        "tissues": ["slough", "fibrin", "necrotic_dermis"],
        "layers": ["none", "epidermis", "dermis"],
    },
    {"id": "under", "tissues": ["necrotic_subcutaneous"], "layers": ["subcutaneous"]},
    {
        "id": "far",
        "tissues": ["necrotic_muscle", "necrotic_bone"],
        "layers": ["muscle", "bone"],
    },
]

QUESTIONS = [
    question("wound.method", "method", "clinician"),
    question("wound.deepest_tissue_removed", "depth", "clinician"),
    question("wound.devitalized_tissue_removed", "tissue", "clinician"),
    question("wound.etiology", "kind", "clinician"),
    question("wound.area_sq_cm", "area", "clinician"),
    question("wound.tissue_contradicts_depth", "depth"),
    question("encounter.setting", "form"),
    question("encounter.role", "role"),
    question("encounter.therapy_plan_of_care", "plan"),
    question("encounter.claim_form", "form"),
    question("encounter.plan_discipline", "discipline"),
    question("encounter.therapy_threshold_exceeded", "threshold"),
    question("encounter.within_global_period", "period"),
    question("encounter.postoperative", "relation"),
    question("pair.distinct_by", "place", "clinician"),
    question("pair.separately_identifiable", "evaluation"),
    question("pair.indicator", "pair"),
    question("line.unit_limit", "limit"),
    question("line.limit_published", "limit"),
]

CODES = [
    "X0001",
    "X0002",
    "X0003",
    "X0004",
    "X0005",
    "S0001",
    "S0002",
    "V0001",
    "V1001",
]


def pair(column_1, column_2, indicator):
    return {"column_1": column_1, "column_2": column_2, "indicator": indicator}


PRACTITIONER_PAIRS = [
    pair("X0003", "X0001", "1"),
    pair("X0003", "X0002", "1"),
    pair("X0004", "X0001", "1"),
    pair("X0004", "X0002", "1"),
    pair("X0001", "X0005", "0"),
    pair("X0002", "X0005", "0"),
    pair("S0001", "X0001", "1"),
    pair("X0001", "S0002", "1"),
    pair("S0001", "S0002", "0"),
    pair("X0001", "V0001", "1"),
]
HOSPITAL_PAIRS = [pair("X0001", "X0003", "1"), pair("X0003", "X0005", "9")]


def limit(code, most, indicator):
    return {"code": code, "limit": most, "indicator": indicator}


LIMITS = [
    limit("X0001", 1, "2"),
    limit("X0002", 3, "3"),
    limit("X0003", 1, "2"),
    limit("X0004", 2, "1"),
    limit("S0001", 2, "1"),
    limit("S0002", 2, "3"),
    limit("X0005", 1, "3"),
    limit("V0001", 2, "3"),
    limit("V1001", 2, "3"),
]

TABLES = {
    "families": table("families", FAMILIES, "families"),
    "placing": table("classification", ROWS, "placing"),
    "depths": table("tissues", TISSUES, "depths"),
    "to-ask": table("questions", QUESTIONS, "to ask"),
    "services": table(
        "services",
        [
            {"kind": "evaluation", "codes": ["V0001"], "beginning": ["V1"]},
            {"kind": "dressing", "beginning": ["D0", "D1"]},
        ],
        "services",
    ),
    "anatomic": table(
        "anatomic",
        [
            {"modifier": "LT", "words": ["left"]},
            {"modifier": "RT", "words": ["right"]},
            {"modifier": "TA", "words": ["left", "first_toe"]},
        ],
        "anatomic",
    ),
    "ended": table(
        "deleted_codes",
        [{"code": "X0009", "family": "shallow", "ended": "2023-12-31"}],
        "ended",
    ),
    "pairs": table(
        "pair_edits",
        PRACTITIONER_PAIRS,
        "pairs",
        release="first",
        setting="practitioner",
        codes=CODES,
        known_until="2024-12-31",
    ),
    "pairs-hospital": table(
        "pair_edits",
        HOSPITAL_PAIRS,
        "hospital pairs",
        release="second",
        setting="outpatient_hospital",
        codes=CODES,
        known_until="2024-12-31",
    ),
    "limits": table(
        "unit_limits",
        LIMITS,
        "limits",
        release="third",
        setting="practitioner",
        known_until="2024-06-30",
    ),
    "partners": table(
        "add_ons",
        [
            {"add_on": "X0002", "primary": "X0001"},
            {"add_on": "X0004", "primary": "X0003"},
            {"add_on": "S0004", "primary": "S0003"},
            {"add_on": "S0004", "primary": "S0002"},
            {"add_on": "S0006", "primary": "S0003", "type": "3"},
        ],
        "partners",
        release="fourth",
        known_until="2024-12-31",
    ),
}

PAIR = "{pair.column_1} ({pair.column_1_wounds}) and {pair.column_2} ({pair.column_2_wounds})"
ONE = is_("pair.indicator", "1")
PRIMARY = is_("line.role", "primary")

RULES = {
    "told.instrument": rule(
        "wound",
        is_("wound.instrument_documented", word=False),
        "instrument",
        finding=finding(
            "warning",
            "no instrument; area {wound.area_sq_cm}, need {wound.medical_necessity_tied}, depth "
            "{wound.deepest_tissue_removed}, {wound.tissue_removed}, first {area.first}",
            ask="Please name the instrument.",
            ask_of="clinician",
            gap="instrument",
        ),
    ),
    "told.beyond": rule(
        "wound",
        is_("wound.area_beyond_measured", word=True),
        "beyond",
        title="Area beyond the wound",
        finding=finding("error", "the area is beyond the wound", gap="area"),
    ),
    "told.plan": rule(
        "encounter",
        every(known("encounter.role"), known("encounter.therapy_plan_of_care", yes=False)),
        "plan",
        finding=finding(
            "advice",
            "no word of a plan on {encounter.date_of_service}",
            ask="Look up the plan.",
            outcome="not_checked",
        ),
    ),
    "told.soft": rule(
        "encounter",
        {
            "every_wound": {
                "fact": "wound.tissue_removed",
                "within": {"parameter": "soft.tissues"},
            }
        },
        "soft alone",
        finding=finding("advice", "nothing but {soft.tissues}"),
    ),
    "period": rule(
        "table",
        is_("table.covers_date_of_service", word=False),
        "period",
        finding=finding(
            "warning",
            "{table.title}, {table.release}, is not of {encounter.date_of_service}",
            outcome="not_checked",
        ),
    ),
    "who.nurse": rule(
        "line",
        every(
            PRIMARY,
            is_("line.family", "deep"),
            is_("encounter.role", "registered_nurse"),
        ),
        "nurse",
        title="Nurses do nothing deep",
        drop=True,
        step="a nurse does nothing deep",
        finding=finding(
            "error",
            "{line.code} x{line.units} was done by a nurse",
            ask="Ask who did it.",
        ),
    ),
    "who.other": rule(
        "line",
        every(PRIMARY, is_("line.family", "shallow"), is_("encounter.role", "other")),
        "other role",
        hold=True,
        step="the role is not listed",
    ),
    "who.plan": rule(
        "line",
        every(PRIMARY, is_("encounter.therapy_plan_of_care", word=True)),
        "gp",
        title="Lines under a plan",
        modifier="GP",
        step="done under a plan",
    ),
    "limit": rule(
        "line",
        every(
            is_("line.limit_published", word=True),
            {"fact": "line.units_counted", "gt": {"fact": "line.unit_limit"}},
        ),
        "over",
        title="Within the unit limit",
        finding=finding(
            "error",
            "{line.code} x{line.units_counted} of {line.unit_limit} ({line.limit_release})",
        ),
    ),
    "never": rule(
        "pair",
        is_("pair.indicator", "0"),
        "never",
        title="Never together",
        drop=True,
        step=PAIR + " are never paid together ({pair.release})",
        finding=finding(
            "warning",
            "{pair.column_2} never goes with {pair.column_1}",
            ask="Take it off.",
        ),
    ),
    "same": rule(
        "pair",
        every(ONE, is_("pair.distinct_by", "nothing")),
        "same",
        title="One place",
        hold=True,
        step=PAIR + " are at one place",
    ),
    "apart": rule(
        "pair",
        every(ONE, is_("pair.distinct_by", "place")),
        "apart",
        title="Apart",
        modifier={"parameter": "modifier.distinct_site"},
        step=PAIR + " are apart ({pair.release})",
    ),
    "session": rule(
        "pair",
        every(
            known("pair.distinct_by"),
            ONE,
            among("pair.distinct_by", "session", "practitioner"),
        ),
        "session",
        modifier="XE",
        step="by {pair.distinct_by}",
    ),
    "visit": rule(
        "pair",
        every(
            is_("pair.column_1_kind", "debridement"),
            is_("pair.column_2_kind", "evaluation"),
            is_("pair.separately_identifiable", word=True),
        ),
        "visit",
        title="A visit of its own",
        modifier="25",
        step="the visit stands by itself",
    ),
    "claim.any": rule(
        "billed",
        {"fact": "billed.matter", "is_not": "not_recorded"},
        "claim",
        finding=finding(
            "error",
            "{billed.kind}, {billed.role}, {billed.family}: {billed.units} units, {billed.supported_units} "
            "supported; other: {billed.other}; reason: {billed.reason}",
            ask="Mend {billed.code}.",
        ),
    ),
}


def document(**changes):
    """The JSON of the pack, with some members of its sections put in place of others, or taken out (None)."""
    sections = {"parameters": PARAMETERS, "tables": TABLES, "rules": RULES}
    made = {}
    for name, section in sections.items():
        given = changes.get(name, {})
        made[name] = {id_: deepcopy(each) for id_, each in {**section, **given}.items() if each is not None}
    text = json.dumps(made)
    sources = set(_sources(json.loads(text)))
    return {
        "format": "debridecode-pack/1",
        "id": "acme/plan",
        "version": "2024.1",
        "title": "A made-up payer",
        "vocabulary": "facts/1",
        "supports": {"from": FIRST_DAY},
        "sources": {id_: {"title": id_, "publisher": "Acme", "read": "verified"} for id_ in sorted(sources)},
        **made,
        "tests": [],
    }


def _sources(value):
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "source":
                yield part
            else:
                yield from _sources(part)
    elif isinstance(value, list):
        for part in value:
            yield from _sources(part)


@cache
def _chain(changes):
    text = json.dumps(document(**json.loads(changes)))
    return read_pack(text, file="plan.json", find=lambda _id: (), known=tuple, fixtures=())


def book(day=DAY, **changes):
    """The rule book of the payer, made anew for every test: no test may find what another has left."""
    return dc.rulebook(_chain(json.dumps(changes)), on=day, tables=())


def cm(size):
    """A length, a width or an area."""
    return None if size is None else Decimal(size)


def measured(length=None, width=None, depth=None):
    return dc.Measurement(length_cm=cm(length), width_cm=cm(width), depth_cm=cm(depth))


def wound(wound_id="A", area=8, where="left heel", **changes):
    """A wound from which skin was cut: X0001."""
    done = {
        "method": "sharp_selective",
        "instruments": ("curette",),
        "tissue_removed": ("slough",),
        "deepest_tissue_removed": "dermis",
        "area_sq_cm": cm(area),
    }
    done = {name: changes.pop(name, value) for name, value in done.items()}
    said = {"technique": changes.pop("technique", None)}
    made = dc.Wound(
        wound_id=wound_id,
        location=where,
        etiology="venous_ulcer",
        diagnoses=("L97.411",),
        before=measured(30, 30),
        debridement=dc.Debridement(**done, **said),
        assessment=Assessment(color="red"),
        medical_necessity="slough",
    )
    return evolve(made, **changes)


def deep(wound_id="B", area=5, where="right heel", **changes):
    """A wound from which muscle was cut: X0003."""
    given = {
        "tissue_removed": ("necrotic_muscle",),
        "deepest_tissue_removed": "muscle",
        **changes,
    }
    return wound(wound_id, area, where, **given)


def washed(wound_id="C", where="right ankle", **changes):
    """A wound that was washed: X0005."""
    return wound(wound_id, None, where, **{"method": "enzymatic", **changes})


def service(code, units=1, **said):
    return OtherService(code=code, units=units, **said)


def encounter(
    *wounds,
    services=(),
    form="professional",
    role="physician",
    plan=False,
    day=DAY,
    **said,
):
    """An encounter of the payer; nothing is missing that it asks for."""
    return dc.Encounter(
        encounter_id="e",
        date_of_service=day,
        payer="acme/plan",
        wounds=wounds,
        setting=None if form is None else EncounterSetting(claim_form=form, place_of_service="11"),
        rendering_provider=RenderingProvider(role=role, therapy_plan_of_care=plan),
        other_services=tuple(services),
        **said,
    )


def code(*wounds, rules=None, **said):
    """The Decision of an encounter of these wounds."""
    return (rules or book(said.get("day", DAY))).code(encounter(*wounds, **said))


def claim_line(text, **said):
    """A billed line of its short text, such as `X0002 x2 XS`."""
    billed, units, *modifiers = text.split()
    return dc.ClaimLine(
        code=billed,
        units=int(units.removeprefix("x")),
        modifiers=tuple(modifiers),
        **said,
    )


def audit(whole, *texts, rules=None):
    """A claim in short texts, or in lines, held against an encounter."""
    lines = [claim_line(text) if isinstance(text, str) else text for text in texts]
    return (rules or book(whole.date_of_service)).audit(whole, lines)


def lines(decision):
    """The supported lines in short texts."""
    return [line_text(each.code, each.units, each.modifiers) for each in decision.lines]


def others(decision):
    """The same of the other services."""
    return [line_text(each.code, each.units, each.modifiers) for each in decision.other_lines]


def rules_of(decision, outcome=None):
    """The rules that reported something, with the wound: `told.instrument@A`."""
    return [
        each.rule.partition(":")[2] + (f"@{each.wound_id}" if each.wound_id else "")
        for each in decision.findings
        if outcome in (None, each.outcome)
    ]


def steps(decision):
    """The steps, each with the rule that it follows."""
    return [f"{each.rule.removeprefix('acme/plan:')}: {each.text}" for each in decision.steps]


def sheet(decision):
    """Everything that a Decision says but for the versions; long lines go on in a second one."""
    said = [
        decision.status,
        *_lines("line", decision.lines),
        *_lines("other", decision.other_lines),
    ]
    for each in decision.findings:
        about = f"{each.wound_id or '-'} {each.gap or '-'}"
        said.append(f"{each.outcome} {each.severity} {_short([each.rule])} {about}: {_plain(each.message)}")
        if each.ask is not None:
            said.append(f"  ask {each.ask_of}: {each.ask}")
        said.append(f"  facts {', '.join(each.facts) or '-'}; from {', '.join(each.sources) or '-'}")
    said += [f"step {each}" for each in steps(decision)]
    counts = decision.checked
    said.append(f"passed {counts.passed}, failed {counts.failed}, not checked {counts.not_checked}")
    for each in decision.provenance.tables:
        said.append(f"asked {each.id} {each.release} {'in' if each.covers_date_of_service else 'out'}")
    return wrapped(said)


def _lines(name, held):
    for each in held:
        wounds, diagnoses = (
            "+".join(each.wound_ids) or "-",
            "+".join(each.diagnoses) or "-",
        )
        yield f"{name} {line_text(each.code, each.units, each.modifiers)} of {wounds} for {diagnoses}"
        yield f"  by {_short(each.rules)}"


def differences(held):
    """Every difference of an audit, after its status."""
    said = [held.status]
    for each in held.differences:
        at = "+".join(map(str, each.positions)) or "-"
        said.append(f"{each.outcome} {each.severity} {each.matter} {each.code} at {at}: {each.message}")
        said.append(f"  billed {each.billed}; supported {each.supported}; modifier {each.modifier}")
        said.append(f"  do: {each.action}")
        said.append(f"  because {_short(each.because)}; by {_short([each.rule])}")
        said.append(f"  from {', '.join(each.sources) or '-'}")
    return wrapped(said)


def matters(held):
    """What the differences of an audit are: matter, code, modifier if any."""
    return [" ".join(filter(None, (each.matter, each.code, each.modifier))) for each in held.differences]


def wrapped(said):
    return [part for line in said for part in wrap(line, 100, subsequent_indent="    ")]


def _plain(message):
    """A message that names facts where it says what they mean, which is for the catalogue to say."""
    said, unknown, meanings = message.partition("; not known: ")
    for fact in FACTS.values():
        meanings = meanings.replace(fact.meaning, f"<{fact.name}>")
    return said + unknown + meanings


def _short(names):
    return ", ".join(name.removeprefix("acme/plan:") for name in names) or "-"


def text(expected):
    """The lines of an expected text."""
    return expected.strip("\n").splitlines()
