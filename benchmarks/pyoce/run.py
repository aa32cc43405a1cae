"""The same claims through PyOCE and through `RuleBook.audit`, in one run:

    python benchmarks/pyoce/run.py --peer-python OTHER/bin/python

OTHER is an environment of Python 3.12 or later into which `pip install pyoce` was run. How many answers of
both are right comes first, then the table of all claims, then claims a second, in turns. With --write, the
answers go into docs/pyoce.md, and nothing is timed.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from textwrap import shorten
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from timing import claims_per_second

import debridecode as dc
from debridecode.interop.json import read_claim, read_encounter

Json = dict[str, Any]

HERE: Final = Path(__file__).parent
PAGE: Final = HERE.parents[1] / "docs" / "pyoce.md"
PACK: Final = "cms/base"
AIM: Final = 15
FORMS: Final = ("objects", "bytes")
SHOWN: Final = 160

HEAD: Final = """# The claims beside PyOCE

{sides}.

`docs/benchmarks.md` says what PyOCE is, how the two are run, and what follows. This page is written by
`benchmarks/pyoce/run.py --write`.

An answer to refuse is right only if one of its reasons is. `query` means that something has to be settled
before the claim goes out; it counts as not paid.
"""
CLAIMS_HEAD: Final = """
## The claims

Whole claims stand in `benchmarks/pyoce/claims.json`. An answer in bold is wrong, or has no right reason.
PyOCE's reasons are its edits, listed below; those of `audit` are the matters of its differences, each with
its code. "definitions of the codes": the first 20 sq cm, then each further 20 sq cm or part, summed over the
wounds of one depth. They were read as third parties print them.
"""
EDITS_HEAD: Final = """
## PyOCE's edits, in its words
"""


class Answer(NamedTuple):
    """What one side says of a claim.

    Attributes:
        word: "pay", where the claim may go out as it stands; "refuse"; "query", where something has to be
            settled first.
        reasons: why not, in short, each with the line that it is about.
    """

    word: str
    reasons: tuple[str, ...] = ()


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
    reasons = [f"edit {each['edit']} on {each['line'] or 'the claim'}" for each in given["edits"]]
    if given["return_code"]:
        reasons.append(f"return code {given['return_code']}")
    return Answer(given["answer"], tuple(reasons))


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
        if audit.status == "agrees":
            return Answer("pay")
        reasons = [f"{each.matter} {each.code}" for each in audit.differences if each.severity == "error"]
        reasons = reasons or [each.rule for each in audit.decision.findings if each.severity == "error"]
        word = "query" if audit.status == "query" else "refuse"
        return Answer(word, tuple(dict.fromkeys(reasons)))


# The answers


def is_right(answer: Answer, right: Json) -> bool:
    """To pay what is to be paid; else not to pay, for one reason at least of those that are right."""
    if right["answer"] == "pay":
        return answer.word == "pay"
    return answer.word != "pay" and not set(right["reasons"]).isdisjoint(answer.reasons)


def table(claims: Sequence[Json], peer: Sequence[Answer], ours: Sequence[Answer]) -> Iterator[str]:
    yield "| claim | right | rests on | PyOCE | audit |"
    yield "|---|---|---|---|---|"
    for claim, *answers in zip(claims, peer, ours, strict=True):
        right = claim["right"]
        rests = right["cite"] + (f"; in doubt: {right['doubt']}" if "doubt" in right else "")
        said = [_cell(answer, right) for answer in answers]
        cells = [claim["what"], f"{right['answer']}: {right['why']}", rests, *said]
        yield "| " + " | ".join(each.replace("|", "/") for each in cells) + " |"


def _cell(answer: Answer, right: Json) -> str:
    word = answer.word if is_right(answer, right) else f"**{answer.word}**"
    return word + (": " + ", ".join(answer.reasons) if answer.reasons else "")


def legend(given: Sequence[Json]) -> Iterator[str]:
    """What PyOCE says of each of its edits, shortened."""
    texts = {int(each["edit"]): each["text"] for answer in given for each in answer["edits"]}
    for edit, text in sorted(texts.items()):
        yield f"- {edit}: {shorten(text, SHOWN, placeholder=' ...')}"


def counts(claims: Sequence[Json], peer: Sequence[Answer], ours: Sequence[Answer]) -> Iterator[str]:
    yield "| claims | how many | PyOCE right | audit right | of these, queries |"
    yield "|---|---|---|---|---|"
    shelves: list[tuple[str, Callable[[Json], bool]]] = [
        ("nothing is wrong", lambda right: right["answer"] == "pay"),
        ("the I/OCE has an edit for what is wrong", lambda right: right.get("seen_in") == "editor"),
        ("another rule of Medicare, seen on the claim alone", lambda right: right.get("seen_in") == "claim"),
        ("seen only in the record", lambda right: right.get("seen_in") == "record"),
        ("**all but what only the record shows**", lambda right: right.get("seen_in") != "record"),
        ("**all**", lambda _: True),
        ("all but those in doubt", lambda right: "doubt" not in right),
    ]
    for name, belongs in shelves:
        answers = [each for each in zip(claims, peer, ours, strict=True) if belongs(each[0]["right"])]
        other = sum(is_right(answer, claim["right"]) for claim, answer, _ in answers)
        own = [answer.word for claim, _, answer in answers if is_right(answer, claim["right"])]
        yield f"| {name} | {len(answers)} | {other} | {len(own)} | {own.count('query')} |"
    refused = sum(claim["right"]["answer"] == "refuse" for claim in claims)
    yield f"\nTo refuse every claim, without a reason, would fit {refused} times of {len(claims)}."


def page(sides: str, tallies: Iterable[str], rows: Iterable[str], edits: Iterable[str]) -> str:
    head = HEAD.format(sides=sides)
    return "\n".join((head, *tallies, CLAIMS_HEAD, *rows, EDITS_HEAD, *edits)) + "\n"


# The speed


def speeds(peer: Peer, auditor: Auditor, cases: Sequence[Case], rounds: int, seconds: float) -> None:
    own = {"objects": auditor.objects, "bytes": auditor.bytes}
    taken: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds + 1):
        for form in FORMS:
            measures: list[tuple[str, Callable[[], float]]] = [
                ("PyOCE", partial(peer.ask, "time", form, seconds)),
                ("audit", partial(claims_per_second, own[form], cases, seconds)),
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
    options.add_argument("--write", action="store_true", help="write docs/pyoce.md, and time nothing")
    given = options.parse_args()

    claims = json.loads((HERE / "claims.json").read_text(encoding="utf-8"))
    cases = [case(claim) for claim in claims]
    auditor = Auditor(cases)
    with Peer(given.peer_python) as peer:
        python = f"{platform.python_implementation()} {platform.python_version()}"
        sides = f"{peer.ask('about')}; debridecode {dc.__version__}, {PACK}, on {python}"
        given_by_peer = peer.ask("answers")
        theirs = [answer_of_peer(each) for each in given_by_peer]
        ours = [auditor.answer(each) for each in cases]
        text = page(sides, counts(claims, theirs, ours), table(claims, theirs, ours), legend(given_by_peer))
        if given.write:
            PAGE.write_text(text, encoding="utf-8")
            return
        print(text)
        if not given.answers:
            speeds(peer, auditor, cases, given.rounds, given.seconds)


if __name__ == "__main__":
    main()
