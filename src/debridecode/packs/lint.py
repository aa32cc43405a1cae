"""What a schema cannot see: names that lead nowhere, facts that do not exist, histories out of order.

Lint reads the JSON of a pack as it stands, so that it can report alongside the schema, all at once. It passes
over whatever the schema will report: a part of the wrong type is left to it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from debridecode import vocabulary
from debridecode.measures import problem_of_area
from debridecode.packs.catalogue import FACTS, PARAMETERS_OF_FACTS, PLACEHOLDER, SCOPES
from debridecode.packs.lint_conditions import condition_problems, parameter_problems, template_problems
from debridecode.packs.lint_questions import leading
from debridecode.packs.model import Pack, Rule
from debridecode.packs.names import Names
from debridecode.packs.raw import Json, Problem, day, day_problems, escape, members, nearest, objects, rows
from debridecode.releases import EDIT_KINDS

_NEEDED_KINDS: Final = ("families", "classification", "tissues", "questions")
_PLAIN_KINDS: Final = (*_NEEDED_KINDS, "services", "anatomic", "deleted_codes")
_RULE_CHANGES: Final = ("severity", "message", "ask", "when", "disable")
UNSAID: Final = "billed"
"""How a test names a difference between a claim and the record that no rule speaks of."""
_TARGET: Final = re.compile(r"(?:rules|parameters)/")


def lint(document: Json, base: Sequence[Pack], fixtures: Iterable[str]) -> Iterator[Problem]:
    """Every problem of a pack that its schema cannot see.

    Args:
        document: the JSON of the pack.
        base: the packs it extends, base first.
        fixtures: names of the encounters that in-pack tests may start from.
    """
    names = Names.of(document, base, fixtures)
    yield from _supports(document)
    yield from _repeated_ids(document, base)
    for section in ("rules", "parameters", "tables"):
        for id_, member in members(document, section):
            pointer = f"/{section}/{escape(id_)}"
            yield from _history(member, pointer, _late_start(section, member, document))
            yield from _citations(member, pointer, names)
    for id_, rule in members(document, "rules"):
        yield from _rule(rule, f"/rules/{escape(id_)}", names)
    for id_, parameter in members(document, "parameters"):
        yield from _parameter(id_, parameter, f"/parameters/{escape(id_)}")
    for id_, table in members(document, "tables"):
        yield from _table(table, f"/tables/{escape(id_)}", names)
    yield from _one_table_of_a_kind(document, base)
    yield from _deciding_facts_have_questions(document, base, names)
    for index, override in enumerate(objects(document.get("overrides"))):
        yield from _override(override, f"/overrides/{index}", base, names)
    for index, case in enumerate(objects(document.get("tests"))):
        yield from _case(case, f"/tests/{index}", names)


def _repeated_ids(document: Json, base: Sequence[Pack]) -> Iterator[Problem]:
    for section in ("sources", "parameters", "tables", "rules"):
        for id_, _ in members(document, section):
            for pack in base:
                if id_ in getattr(pack, section):
                    yield Problem(
                        f"/{section}/{escape(id_)}",
                        f"{pack.id} has this id already",
                        "choose another id, or write an override",
                        at_key=True,
                    )


def _supports(document: Json) -> Iterator[Problem]:
    supports = document.get("supports")
    if not isinstance(supports, Mapping):
        return
    for key in ("from", "until"):
        yield from day_problems(supports.get(key), f"/supports/{key}")
    first, until = day(supports.get("from")), day(supports.get("until"))
    if first is not None and until is not None and until <= first:
        yield Problem("/supports/until", "expected a date after from; the pack answers for no day")


def _late_start(section: str, member: Json, document: Json) -> date | None:
    """The day by which a history must have begun. Rules may begin later; edit tables use their first rows."""
    if section == "rules" or member.get("kind") in EDIT_KINDS:
        return None
    supports = document.get("supports")
    return day(supports.get("from")) if isinstance(supports, Mapping) else None


def _history(member: Json, pointer: str, needed_by: date | None) -> Iterator[Problem]:
    last: date | None = None
    for index, segment in enumerate(objects(member.get("history"))):
        at = f"{pointer}/history/{index}/from"
        yield from day_problems(segment.get("from"), at)
        start = day(segment.get("from"))
        if start is None:
            continue
        if last is not None and start <= last:
            yield Problem(
                at, "expected a later date than the segment before", "write the oldest segment first"
            )
        if index == 0 and needed_by is not None and start > needed_by:
            yield Problem(at, f"expected {needed_by} or earlier, where this pack's supports begins")
        last = start
    yield from day_problems(member.get("known_until"), f"{pointer}/known_until")
    known_until = day(member.get("known_until"))
    if known_until is not None and last is not None and known_until < last:
        yield Problem(f"{pointer}/known_until", "expected a date not before the last segment's from")


def _citations(member: Json, pointer: str, names: Names) -> Iterator[Problem]:
    for index, segment in enumerate(objects(member.get("history"))):
        yield from _cite(segment, f"{pointer}/history/{index}", names)
    for at, row in rows(member):
        yield from _cite(row, f"{pointer}{at}", names)


def _cite(holder: Json, pointer: str, names: Names) -> Iterator[Problem]:
    for index, cite in enumerate(objects(holder.get("cite"))):
        source = cite.get("source")
        if isinstance(source, str) and source not in names.sources:
            yield Problem(
                f"{pointer}/cite/{index}/source", f"no source {source}", nearest(source, names.sources)
            )


def _rule(rule: Json, pointer: str, names: Names) -> Iterator[Problem]:
    scope = rule.get("scope")
    if scope not in SCOPES:
        return
    for index, segment in enumerate(objects(rule.get("history"))):
        at = f"{pointer}/history/{index}"
        if "retired" in segment:
            for key in sorted({"when", "then"} & set(segment)):
                yield Problem(
                    f"{at}/{key}",
                    f"{key} is not allowed here: a retired segment only ends the rule",
                    at_key=True,
                )
            continue
        if "when" in segment:
            yield from condition_problems(segment["when"], f"{at}/when", scope, names)
        then = segment.get("then")
        if isinstance(then, Mapping):
            yield from _effects(then, f"{at}/then", scope, names)
            yield from _strength(then, segment, at, names)


def _effects(then: Json, pointer: str, scope: str, names: Names) -> Iterator[Problem]:
    deciding = [key for key in ("modifier", "drop", "hold") if key in then]
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
        yield from parameter_problems(modifier, f"{pointer}/modifier", ("modifier",), names)
    yield from template_problems(then.get("step"), f"{pointer}/step", scope, names)
    finding = then.get("finding")
    if isinstance(finding, Mapping):
        for key in ("message", "ask"):
            yield from template_problems(finding.get(key), f"{pointer}/finding/{key}", scope, names)
        yield from leading(finding, f"{pointer}/finding/ask")


def _strength(then: Json, segment: Json, pointer: str, names: Names) -> Iterator[Problem]:
    """A rule that rests only on unverified sources can warn, never fail a claim, nor change its lines."""
    cited = [names.sources.get(str(cite.get("source"))) for cite in objects(segment.get("cite"))]
    if not cited or any(read != "unverified" for read in cited):
        return
    finding = then.get("finding")
    if isinstance(finding, Mapping) and finding.get("severity") == "error":
        yield Problem(
            f"{pointer}/then/finding/severity",
            "a rule that cites only unverified sources may not be an error",
            "make it a warning, or cite a source that was read",
        )
    for key in ("modifier", "drop", "hold"):
        if key in then:
            yield Problem(
                f"{pointer}/then/{key}",
                "a rule that cites only unverified sources may not change lines",
                "cite a source that was read",
                at_key=True,
            )


def _parameter(id_: str, parameter: Json, pointer: str) -> Iterator[Problem]:
    type_ = parameter.get("type")
    needed = PARAMETERS_OF_FACTS.get(id_, type_)
    if type_ != needed:
        yield Problem(f"{pointer}/type", f"expected {needed}: facts are derived with this parameter")
    for index, segment in enumerate(objects(parameter.get("history"))):
        if "value" in segment:
            yield from value_problems(segment["value"], f"{pointer}/history/{index}/value", type_)


def value_problems(value: Any, pointer: str, type_: Any) -> Iterator[Problem]:
    """What is wrong with a parameter's value for its type."""
    if type_ in ("area_sq_cm", "number"):
        yield from _number(value, pointer)
    elif type_ == "modifier":
        if not (isinstance(value, str) and re.fullmatch(r"[0-9A-Z]{2}", value)):
            yield Problem(pointer, "expected a modifier of two capital letters or digits")
    elif type_ == "line_choice":
        if value not in ("column_2", "either"):
            yield Problem(pointer, "expected column_2 or either")
    elif type_ in ("word_groups", "modifier_groups"):
        yield from _groups(value, pointer, type_)
    elif type_ in ("words", "tissues"):
        yield from _words(value, pointer, vocabulary.TISSUES if type_ == "tissues" else None)


def _number(value: Any, pointer: str) -> Iterator[Problem]:
    number = Decimal(value) if type(value) is int else value
    if message := problem_of_area(number):
        message = message.replace("an area as a Decimal (in JSON, a number)", "a number above 0")
        yield Problem(pointer, message.replace("an area", "a number"))


def _groups(value: Any, pointer: str, type_: str) -> Iterator[Problem]:
    of_words = type_ == "word_groups"
    if not isinstance(value, list) or not value or not all(isinstance(group, list) for group in value):
        yield Problem(pointer, f"expected a list of lists of {'words' if of_words else 'modifiers'}")
        return
    for index, group in enumerate(value):
        if of_words:
            yield from value_problems(group, f"{pointer}/{index}", "words")
            continue
        if not group:
            yield Problem(f"{pointer}/{index}", "expected at least one modifier, the preferred one first")
        for at, modifier in enumerate(group):
            yield from value_problems(modifier, f"{pointer}/{index}/{at}", "modifier")


def _words(value: Any, pointer: str, known: Sequence[str] | None) -> Iterator[Problem]:
    if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
        yield Problem(pointer, "expected a list of words")
        return
    for index, word in enumerate(value):
        if known is not None and word not in known:
            yield Problem(f"{pointer}/{index}", f"{word} is no tissue", nearest(word, known))
        elif not word.strip() or word != word.lower():
            yield Problem(f"{pointer}/{index}", "expected lower case; records are compared in lower case")


def _table(table: Json, pointer: str, names: Names) -> Iterator[Problem]:
    kind = str(table.get("kind"))
    yield from _filled(kind, table, pointer)
    for index, segment in enumerate(objects(table.get("history"))):
        yield from _needs_a_source_that_was_read(segment, f"{pointer}/history/{index}", "a table", names)
    seen: dict[tuple[str, ...], str] = {}
    for at, row in rows(table):
        here = pointer + at
        key = (at.partition("/rows")[0], *(str(row.get(name)) for name in _ROW_KEYS.get(kind, ())))
        if key in seen:
            yield Problem(here, f"the same row stands at {seen[key]}", "keep one of them")
        seen[key] = here
        yield from _row(kind, row, here, table, names)


def _filled(kind: str, table: Json, pointer: str) -> Iterator[Problem]:
    """A table has rows of its own, or a slot of its own kind and setting that releases fill."""
    slot = table.get("slot")
    if ("slot" in table) == ("history" in table):
        yield Problem(pointer, "expected either history or slot")
    elif "history" in table:
        if kind == "pair_edits" and "codes" not in table:
            yield Problem(pointer, "expected the key codes; it is missing")
    elif isinstance(slot, str):
        for name in sorted({"codes", "known_until"} & set(table)):
            yield Problem(f"{pointer}/{name}", f"a table with a slot takes no {name}", at_key=True)
        setting = table.get("setting")
        wanted = [kind, *([setting] if setting else [])]
        if kind in EDIT_KINDS and slot.split("/")[1:] != wanted:
            expected = "/".join(["PROGRAM", *map(str, wanted)])
            yield Problem(f"{pointer}/slot", f"expected a slot of the form {expected}")


def _row(kind: str, row: Json, pointer: str, table: Json, names: Names) -> Iterator[Problem]:
    if kind == "families":
        yield from _family_row(row, pointer, names)
    elif kind == "classification":
        yield from _classification_row(row, pointer, names)
    elif kind == "questions":
        yield from _question_row(row, pointer)
    elif kind == "tissues":
        yield from _listed(row, pointer, "tissues", vocabulary.TISSUES)
        yield from _listed(row, pointer, "layers", vocabulary.LAYERS)
    elif kind == "pair_edits":
        yield from _covered(row, pointer, table)
    elif kind == "services" and not {"codes", "beginning"} & set(row):
        yield Problem(pointer, "expected codes or beginning")
    elif kind == "deleted_codes":
        yield from _deleted_row(row, pointer, names)


def _family_row(row: Json, pointer: str, names: Names) -> Iterator[Problem]:
    for name in ("first", "step"):
        if isinstance(row.get(name), Mapping):
            yield from parameter_problems(row[name], f"{pointer}/{name}", ("area_sq_cm",), names)
    if len({"first", "step", "add_on"} & set(row)) not in (0, 3):
        yield Problem(pointer, "expected first, step and add_on together, or none of them")


def _question_row(row: Json, pointer: str) -> Iterator[Problem]:
    fact = row.get("fact")
    if isinstance(fact, str) and fact not in FACTS:
        yield Problem(f"{pointer}/fact", f"{fact} is no fact", nearest(fact, FACTS))
    yield from _no_placeholders(row, pointer)
    yield from leading(row, f"{pointer}/ask")


def _deleted_row(row: Json, pointer: str, names: Names) -> Iterator[Problem]:
    yield from day_problems(row.get("ended"), f"{pointer}/ended")
    family = row.get("family")
    if isinstance(family, str) and family not in names.families:
        yield Problem(f"{pointer}/family", f"no family {family}", nearest(family, names.families))


_ROW_KEYS: Final = {
    "families": ("id",),
    "classification": ("id",),
    "questions": ("fact",),
    "tissues": ("id",),
    "services": ("kind",),
    "anatomic": ("modifier",),
    "deleted_codes": ("code",),
    "pair_edits": ("column_1", "column_2"),
    "unit_limits": ("code",),
    "add_ons": ("add_on", "primary"),
}


def _listed(row: Json, pointer: str, key: str, known: Sequence[str]) -> Iterator[Problem]:
    for index, word in enumerate(row[key] if isinstance(row.get(key), list) else ()):
        if isinstance(word, str) and word not in known:
            yield Problem(f"{pointer}/{key}/{index}", f"unknown word {word}", nearest(word, known))


def _covered(row: Json, pointer: str, table: Json) -> Iterator[Problem]:
    codes = table.get("codes")
    if not isinstance(codes, list):
        return
    for key in ("column_1", "column_2"):
        if key in row and row[key] not in codes:
            yield Problem(f"{pointer}/{key}", f"{row[key]} is not among the table's codes", "add it to codes")


def _classification_row(row: Json, pointer: str, names: Names) -> Iterator[Problem]:
    yield from condition_problems(row.get("when"), f"{pointer}/when", "wound", names)
    for at, name in _facts_in(row.get("when"), f"{pointer}/when"):
        if name in FACTS and FACTS[name].placed:
            yield Problem(at, f"{name} is known only after the classification")
    outcome, family = row.get("outcome"), row.get("family")
    if outcome == "family" and isinstance(family, str) and family not in names.families:
        yield Problem(
            f"{pointer}/family", f"no family {family} on every day", nearest(family, names.families)
        )
    if outcome in ("family", "excluded") and "family" not in row:
        yield Problem(pointer, f"expected family beside outcome {outcome}")
    if outcome == "query" and "ask" not in row:
        yield Problem(pointer, "expected ask beside outcome query")
    yield from leading(row, f"{pointer}/ask")
    yield from _no_placeholders(row, pointer)


def _no_placeholders(row: Json, pointer: str) -> Iterator[Problem]:
    for key in ("message", "ask"):
        for name in PLACEHOLDER.findall(str(row.get(key, ""))):
            yield Problem(f"{pointer}/{key}", f"placeholder {{{name}}} is not filled in here")


def _one_table_of_a_kind(document: Json, base: Sequence[Pack]) -> Iterator[Problem]:
    """A chain has one table of each kind (of edits, one a setting); its first pack has what coding needs."""
    taken = {_kind(table.kind, table.setting) for pack in base for table in pack.tables.values()}
    for id_, table in members(document, "tables"):
        key = _kind(table.get("kind"), table.get("setting"))
        if key in taken:
            yield Problem(f"/tables/{escape(id_)}", f"there is a table of kind {key[0]} already", at_key=True)
        taken.add(key)
        for name in sorted({"setting", "codes", "known_until", "slot"} & set(table)):
            if key[0] in _PLAIN_KINDS:
                yield Problem(
                    f"/tables/{escape(id_)}/{name}", f"a {key[0]} table takes no {name}", at_key=True
                )
    kinds = {kind for kind, _ in taken}
    for kind in _NEEDED_KINDS:
        if "extends" not in document and kind not in kinds:
            yield Problem("", f"expected a table of kind {kind}", "extend cms/base, which has one")


def _kind(kind: Any, setting: Any) -> tuple[str, str]:
    return str(kind), "" if kind in _PLAIN_KINDS else str(setting)


def _deciding_facts_have_questions(document: Json, base: Sequence[Pack], names: Names) -> Iterator[Problem]:
    """Where a fact of the record decides, the pack must say what to ask when it is missing."""
    for pointer, name in (*_deciding_facts(document), *_newly_deciding(document, base)):
        fact = FACTS.get(name)
        silent_is_known = fact is None or fact.from_table or fact.kind in ("words", "family")
        if not silent_is_known and name not in names.questions and name not in _ALWAYS_KNOWN:
            yield Problem(pointer, f"{name} decides here, and no questions table says what to ask for it")


_ALWAYS_KNOWN: Final = frozenset(
    {"line.code", "line.role", "line.units", "line.units_on_date", "pair.column_1", "pair.column_2"}
    | {
        "pair.column_1_kind",
        "line.units_counted",
        "pair.column_2_kind",
        "pair.debridement",
        "pair.other_practitioner",
    }
    | {"wound.measured_before", "wound.measured_after", "wound.depth_measured", "wound.place_in_doubt"}
    | {"encounter.debridement_elsewhere"}
    | {"encounter.debridement_shown", "encounter.wounds_excluded", "wound.tissue_contradicts_depth"}
    | {name for name in FACTS if name.endswith("_documented")}
)


def _deciding_facts(document: Json) -> Iterator[tuple[str, str]]:
    for id_, table in members(document, "tables"):
        if table.get("kind") == "families":
            yield f"/tables/{escape(id_)}", "wound.area_sq_cm"
            yield f"/tables/{escape(id_)}", "encounter.setting"
        if table.get("kind") == "classification":
            for at, row in rows(table):
                yield from _facts_in(row.get("when"), f"/tables/{escape(id_)}{at}/when")
    for id_, rule in members(document, "rules"):
        for index, segment in enumerate(objects(rule.get("history"))):
            then = segment.get("then")
            if isinstance(then, Mapping) and {"modifier", "drop", "hold"} & set(then):
                yield from _facts_in(segment.get("when"), f"/rules/{escape(id_)}/history/{index}/when")


def _newly_deciding(document: Json, base: Sequence[Pack]) -> Iterator[tuple[str, str]]:
    """Facts that an override lets decide."""
    deciding = {
        f"rules/{id_}"
        for pack in base
        for id_, rule in pack.rules.items()
        if any(segment.then.decides for segment in rule.history)
    }
    for index, override in enumerate(objects(document.get("overrides"))):
        if override.get("change") == "when" and str(override.get("target")) in deciding:
            yield from _facts_in(override.get("to"), f"/overrides/{index}/to")


def _facts_in(raw: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(raw, Mapping):
        for key, part in raw.items():
            if key == "fact" and isinstance(part, str):
                yield f"{pointer}/fact", part
            else:
                yield from _facts_in(part, f"{pointer}/{escape(str(key))}")
    elif isinstance(raw, list):
        for index, part in enumerate(raw):
            yield from _facts_in(part, f"{pointer}/{index}")


def _override(raw: Json, pointer: str, base: Sequence[Pack], names: Names) -> Iterator[Problem]:
    yield from _cite(raw, pointer, names)
    yield from day_problems(raw.get("from"), f"{pointer}/from")
    target, change = raw.get("target"), raw.get("change")
    if not isinstance(target, str) or not isinstance(change, str) or not _TARGET.match(target):
        return
    section, _, id_ = target.partition("/")
    owner = next((pack for pack in base if id_ in getattr(pack, section)), None)
    if owner is None:
        known = [
            f"{part}/{each}"
            for part in ("rules", "parameters")
            for pack in base
            for each in getattr(pack, part)
        ]
        yield Problem(
            f"{pointer}/target", f"no {target} in the packs that this one extends", nearest(target, known)
        )
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
        elif change != "disable":
            yield from _changed_words(raw[key], f"{pointer}/{key}", change, owner.rules[id_].scope, names)
    if change == "ask" and section == "rules" and _goes_to_a_clinician(owner.rules[id_]):
        yield from leading({"ask": raw.get("to"), "ask_of": "clinician"}, f"{pointer}/to")
    if change not in ("message", "ask"):
        at = f"{pointer}/to" if "to" in raw else pointer
        yield from _needs_a_source_that_was_read(raw, at, f"a change of {change}", names)


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


def _needs_a_source_that_was_read(holder: Json, pointer: str, what: str, names: Names) -> Iterator[Problem]:
    """What can move a line or a status must not rest on unverified sources alone."""
    cited = [names.sources.get(str(cite.get("source"))) for cite in objects(holder.get("cite"))]
    if cited and all(read == "unverified" for read in cited):
        yield Problem(
            pointer, f"{what} may not rest on unverified sources alone", "cite a source that was read"
        )


def _case(case: Json, pointer: str, names: Names) -> Iterator[Problem]:
    known = names.rules | names.rows | set(names.parameters) | {UNSAID}
    for index, id_ in enumerate(case["covers"] if isinstance(case.get("covers"), list) else ()):
        if isinstance(id_, str) and id_ not in known:
            yield Problem(
                f"{pointer}/covers/{index}", f"no rule, row or parameter {id_}", nearest(id_, known)
            )
    given, expect = case.get("given"), case.get("expect")
    base = given.get("base") if isinstance(given, Mapping) else None
    if isinstance(base, str) and base not in names.fixtures:
        yield Problem(f"{pointer}/given/base", f"no fixture {base}", nearest(base, names.fixtures))
    for key in ("failed", "not_checked"):
        listed = expect.get(key) if isinstance(expect, Mapping) else None
        for index, entry in enumerate(listed if isinstance(listed, list) else ()):
            id_ = entry.partition("@")[0] if isinstance(entry, str) else ""
            if id_ and id_ not in known:
                at = f"{pointer}/expect/{key}/{index}"
                yield Problem(at, f"no rule or row {id_}", nearest(id_, known))
