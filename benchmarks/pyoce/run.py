"""The same claims through PyOCE and through `RuleBook.audit`, in one run:

    python benchmarks/pyoce/run.py --peer-python OTHER/bin/python

OTHER is an environment of Python 3.12 or later into which `pip install pyoce` was run. The answers of both
stand beside the right ones in a Markdown table; then how many were right, and claims a second, in turns.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from textwrap import shorten
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from timing import claims_per_second

import debridecode as dc
from debridecode.interop.json import read_claim, read_encounter

Json = dict[str, Any]

HERE: Final = Path(__file__).parent
PACK: Final = "cms/base"
AIM: Final = 15
FORMS: Final = ("objects", "bytes")
SHOWN: Final = 160


class Answer(NamedTuple):
    """What one side says of a claim.

    Attributes:
        pays: whether the claim may go out as it stands.
        asks: whether something has to be settled first.
        kinds: the reasons in a word each.
        reasons: why not, in short.
        codes: of the lines that the reasons are about.
        flags: what else it warns of.
    """

    pays: bool
    reasons: tuple[str, ...]
    codes: frozenset[str]
    flags: frozenset[str] = frozenset()
    asks: bool = False
    kinds: tuple[str, ...] = ()


# PyOCE, in a process of its own environment


class Peer:
    """`peer.py --serve`, asked one question at a time."""

    def __init__(self, python: str) -> None:
        command = [python, str(HERE / "peer.py"), "--serve"]
        self._process = subprocess.Popen(  # noqa: S603 - the interpreter is the caller's own
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_bare_environment()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._process.communicate()

    def ask(self, *words: object) -> Any:
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise RuntimeError("expected pipes")
        print(*words, file=questions, flush=True)
        line = answers.readline()
        if not line:
            raise SystemExit("peer.py ended; its error stands above")
        return json.loads(line)


def _bare_environment() -> dict[str, str]:
    """Without paths that would lead the other interpreter to the modules of this one."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


def answer_of_peer(given: Json) -> Answer:
    edits = given["edits"]
    reasons = [f"edit {each['edit']} on {each['line'] or 'the claim'}" for each in edits]
    if given["return_code"]:
        reasons.append(f"return code {given['return_code']}")
    codes = frozenset(each["line"] for each in edits if each["line"])
    return Answer(pays=given["answer"] == "pay", reasons=tuple(reasons), codes=codes)


# This library


class Case(NamedTuple):
    """A claim as each timing takes it."""

    encounter: dc.Encounter
    lines: tuple[dc.ClaimLine, ...]
    encounter_text: bytes
    claim_text: bytes


def case(claim: Json) -> Case:
    encounter_text = json.dumps(claim["encounter"]).encode()
    billed = {"schema_version": 1, "encounter_id": claim["id"], "lines": claim["lines"]}
    claim_text = json.dumps(billed).encode()
    lines = read_claim(claim_text).lines
    return Case(read_encounter(encounter_text), lines, encounter_text, claim_text)


class Auditor:
    """`audit`, with the rule book of each day resolved once, and every reason read."""

    def __init__(self, cases: Sequence[Case]) -> None:
        days = {each.encounter.date_of_service for each in cases}
        self.books = {day: dc.rulebook(PACK, on=day) for day in days}

    def objects(self, case: Case) -> Any:
        audit = self.books[case.encounter.date_of_service].audit(case.encounter, case.lines)
        for difference in audit.differences:
            _ = difference.message, difference.action
        return audit

    def bytes(self, case: Case) -> Any:
        encounter = read_encounter(case.encounter_text)
        lines = read_claim(case.claim_text).lines
        return self.objects(Case(encounter, lines, b"", b""))

    def answer(self, case: Case) -> Answer:
        audit = self.objects(case)
        differences = [each for each in audit.differences if each.severity == "error"]
        findings = [each for each in audit.decision.findings if each.severity == "error"]
        reasons = [each.message for each in differences] or [each.message for each in findings]
        kinds = [f"{each.matter} {each.code}" for each in differences] or [each.rule for each in findings]
        codes = {each.code for each in differences}
        codes |= {line.code for line in case.lines if any(line.code in reason for reason in reasons)}
        warnings = [each.message for each in audit.decision.findings if each.outcome == "not_checked"]
        flags = {"pair table" for each in warnings if "pair table" in each}
        pays = audit.status == "agrees"
        asks = audit.status == "query"
        if pays:
            return Answer(pays, (), frozenset(codes), frozenset(flags))
        return Answer(
            pays, tuple(reasons), frozenset(codes), frozenset(flags), asks, tuple(dict.fromkeys(kinds))
        )


# The answers


def is_right(answer: Answer, right: Json) -> bool:
    """The right answer; where a flag is asked for, with that flag."""
    flagged = "flag" not in right or right["flag"] in answer.flags
    return answer.pays == (right["answer"] == "pay") and flagged


def names_the_line(answer: Answer, right: Json) -> bool:
    """Of a claim rightly refused: whether a reason is about a line at fault."""
    return not right["about"] or bool(answer.codes & set(right["about"]))


def cell(answer: Answer, right: Json) -> str:
    said = "pay" if answer.pays else "query" if answer.asks else "refuse"
    return said if is_right(answer, right) else f"**{said}**"


def legend(given: Sequence[Json]) -> None:
    """What PyOCE says of each of its edits, shortened."""
    texts = {int(each["edit"]): each["text"] for answer in given for each in answer["edits"]}
    print("\nIts edits, in its words:\n")
    for edit, text in sorted(texts.items()):
        print(f"- {edit}: {shorten(text, SHOWN, placeholder=' ...')}")


def table(claims: Sequence[Json], peer: Sequence[Answer], ours: Sequence[Answer], *, short: bool) -> None:
    print("\nAn answer in bold is wrong. `query` counts as refused: the claim does not go out as it stands.")
    print("(r): the error stands in the record, which PyOCE does not take.")
    print("(d): the right answer is in doubt; `claims.json` says why.\n")
    print("| claim | right | PyOCE | its edits | audit | its reasons |")
    print("|---|---|---|---|---|---|")
    for claim, other, own in zip(claims, peer, ours, strict=True):
        right = claim["right"]
        marks = "".join(
            f" ({mark})" for mark, is_so in (("r", _in_record(claim)), ("d", "doubt" in right)) if is_so
        )
        what = f"{claim['what']}{marks}"
        wanted = right["answer"] + (", and say that no pair table covers the day" if "flag" in right else "")
        said = [
            *(own.kinds if short else own.reasons),
            *(f"said: no {flag} covers the day" for flag in own.flags if "flag" in right),
        ]
        cells = [
            what,
            wanted,
            cell(other, right),
            "; ".join(other.reasons),
            cell(own, right),
            "; ".join(said),
        ]
        print("| " + " | ".join(each.replace("|", "/") for each in cells) + " |")


def _in_record(claim: Json) -> bool:
    return claim["right"].get("seen_in") == "record"


def counts(claims: Sequence[Json], peer: Sequence[Answer], ours: Sequence[Answer]) -> None:
    rows: list[tuple[str, Callable[[Json], bool]]] = [
        ("all", lambda _: True),
        ("to be paid", lambda claim: claim["right"]["answer"] == "pay"),
        ("to be refused, seen on the claim", lambda claim: claim["right"].get("seen_in") == "claim"),
        ("to be refused, seen only in the record", _in_record),
        ("all but those in doubt", lambda claim: "doubt" not in claim["right"]),
    ]
    print("\n| claims | how many | PyOCE right | audit right |")
    print("|---|---|---|---|")
    for name, belongs in rows:
        chosen = [index for index, claim in enumerate(claims) if belongs(claim)]
        right = [
            sum(is_right(side[index], claims[index]["right"]) for index in chosen) for side in (peer, ours)
        ]
        print(f"| {name} | {len(chosen)} | {right[0]} | {right[1]} |")
    refused = [index for index, claim in enumerate(claims) if claim["right"]["answer"] == "refuse"]
    named = [
        sum(not side[index].pays and names_the_line(side[index], claims[index]["right"]) for index in refused)
        for side in (peer, ours)
    ]
    print(f"| rightly refused, with a line at fault named | {len(refused)} | {named[0]} | {named[1]} |")
    asked = [sum(side[index].asks for index in refused) for side in (peer, ours)]
    print(f"| to be refused, and answered with a query | {len(refused)} | {asked[0]} | {asked[1]} |")
    print(f"\nTo refuse every claim would be right {len(refused)} times of {len(claims)}.")


# The speed


def speeds(peer: Peer, auditor: Auditor, cases: Sequence[Case], rounds: int, seconds: float) -> None:
    own = {"objects": auditor.objects, "bytes": auditor.bytes}
    taken: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds + 1):
        for form in FORMS:
            measures: list[tuple[str, Callable[[], float]]] = [
                ("PyOCE", lambda form=form: peer.ask("time", form, seconds)),
                ("audit", lambda form=form: claims_per_second(own[form], cases, seconds)),
            ]
            for side, measure in measures[:: -1 if number % 2 else 1]:
                rate = measure()
                if number:  # the first round warms up
                    taken.setdefault((side, form), []).append(rate)
    print("\n| claims a second, one core | median | lowest to highest |")
    print("|---|---|---|")
    words = {"objects": "objects made beforehand", "bytes": "from JSON bytes"}
    for form in FORMS:
        for side in ("PyOCE", "audit"):
            print(f"| {side}, {words[form]} | {_spread(taken[side, form], ',.0f')} |")
        ratios = [own / other for own, other in zip(taken["audit", form], taken["PyOCE", form], strict=True)]
        met = f"aim {AIM}: {'met' if statistics.median(ratios) >= AIM else 'missed'}"
        print(f"| audit / PyOCE, {words[form]} ({met}) | {_spread(ratios, ',.1f')} |")
    print(f"\n{rounds} rounds in turns, {seconds:g} s of CPU time each, after one more to warm up.")


def _spread(values: Iterable[float], form: str) -> str:
    ordered = sorted(values)
    return f"{statistics.median(ordered):{form}} | {ordered[0]:{form}} to {ordered[-1]:{form}}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--peer-python", required=True, help="interpreter of the environment with pyoce")
    options.add_argument("--rounds", type=int, default=11)
    options.add_argument("--seconds", type=float, default=2.0, help="CPU time of one timing")
    options.add_argument("--answers", action="store_true", help="time nothing")
    options.add_argument("--short", action="store_true", help="the kind of each reason, not its words")
    given = options.parse_args()

    claims = json.loads((HERE / "claims.json").read_text(encoding="utf-8"))
    cases = [case(claim) for claim in claims]
    auditor = Auditor(cases)
    with Peer(given.peer_python) as peer:
        print(f"{peer.ask('about')}; debridecode {dc.__version__}, {PACK}, on ", end="")
        print(f"{platform.python_implementation()} {platform.python_version()}; {os.cpu_count()} cores")
        given_by_peer = peer.ask("answers")
        theirs = [answer_of_peer(each) for each in given_by_peer]
        ours = [auditor.answer(each) for each in cases]
        table(claims, theirs, ours, short=given.short)
        legend(given_by_peer)
        counts(claims, theirs, ours)
        if not given.answers:
            speeds(peer, auditor, cases, given.rounds, given.seconds)


if __name__ == "__main__":
    main()
