"""The claims through PyOCE: `python benchmarks/pyoce/peer.py`, in an environment that has `pyoce`.

It prints every claim with its edits, and how many claims a second PyOCE answers. `run.py` runs it with
`--serve`, and asks it over its standard input.
"""

import argparse
import json
import logging
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pyoce import IoceComponent
from timing import claims_per_second

Json = dict[str, Any]

CLAIMS: Final = Path(__file__).with_name("claims.json")
WARM_UP_SECONDS: Final = 2.0
TREATMENT_ROOM: Final = "0761"
REVENUE_CODES: Final = {"G0463": "0510"}
THERAPY_REVENUE_CODES: Final = {"physical_therapist": "0420", "occupational_therapist": "0430"}
CHARGE_OF_A_UNIT: Final = 20_000
"""In cents, for any code: charges are made up, and no edit of these claims depends on them."""
NO_EDITS: Final = "0"
EDITS_OF_A_CLAIM: Final = (
    "claimRejectionEditList",
    "claimDenialEditList",
    "claimReturnToProviderEditList",
    "claimSuspensionEditList",
)
EDITS_OF_A_LINE: Final = ("hcpcsEditList", "serviceDateEditList", "revenueEditList")


def as_input(claim: Json) -> Json:
    """A hospital outpatient claim, bill type 131, as PyOCE takes it. It has no place for the record."""
    encounter, lines = claim["encounter"], claim["lines"]
    day = encounter["date_of_service"].replace("-", "")
    role = encounter["rendering_provider"]["role"]
    diagnoses = list(
        dict.fromkeys(each.replace(".", "") for wound in encounter["wounds"] for each in wound["diagnoses"])
    )
    room = THERAPY_REVENUE_CODES.get(role, TREATMENT_ROOM)
    return {
        "claimId": claim["id"],
        "billType": "131",
        "dateStarted": day,
        "dateEnded": day,
        "age": "070",
        "sex": "2",
        "patientStatus": "01",
        "oppsFlag": "1",
        "principalDiagnosisCode": {"diagnosis": diagnoses[0]},
        "reasonForVisitDiagnosisCodeList": [{"diagnosis": diagnoses[0]}],
        "secondaryDiagnosisCodeList": [{"diagnosis": each} for each in diagnoses[1:]],
        "lineItemList": [
            {
                "serviceDate": day,
                "revenueCode": REVENUE_CODES.get(line["code"], room),
                "hcpcs": line["code"],
                "hcpcsModifierInputList": [{"hcpcsModifier": each} for each in line["modifiers"]],
                "unitsInput": str(line["units"]),
                "charge": str(CHARGE_OF_A_UNIT * line["units"]),
            }
            for line in lines
        ],
    }


def answer(component: IoceComponent, claim: Json) -> Json:
    """Its answer: to pay where it has no edit at all. Each edit comes with the code of its line, if any."""
    result = component.process(as_input(claim))
    found = [("", edit) for name in EDITS_OF_A_CLAIM for edit in result[name]]
    for name in ("principalDiagnosisCode", "reasonForVisitDiagnosisCodeList", "secondaryDiagnosisCodeList"):
        several = result[name] if isinstance(result[name], list) else [result[name]]
        found += [("", edit) for each in several for edit in each["editList"]]
    for line in result["lineItemList"]:
        found += [(line["hcpcs"], edit) for name in EDITS_OF_A_LINE for edit in line[name]]
        for each in line["hcpcsModifierInputList"]:
            found += [(line["hcpcs"], edit) for edit in each["editList"]]
    named = {edit for code, edit in found if code}
    edits = [
        {"edit": edit.lstrip("0"), "line": code, "text": _described(component, edit)}
        for code, edit in dict.fromkeys(found)
        if code or edit not in named
    ]
    information = result["processingInformation"]
    stopped = information["returnCode"] != 0 or result["claimDisposition"] != NO_EDITS
    return {
        "id": claim["id"],
        "answer": "refuse" if edits or stopped else "pay",
        "edits": edits,
        "return_code": information["returnCode"],
        "release": information["version"],
    }


def _described(component: IoceComponent, edit: str) -> str:
    """What the edit means. PyOCE gives edits with leading zeros, and describes them without."""
    return " ".join(component.get_edit_description(edit.lstrip("0")).split())


class Peer:
    """PyOCE as it is best called: one component, made once, which keeps its tables."""

    def __init__(self) -> None:
        self.component = IoceComponent()
        self.claims = json.loads(CLAIMS.read_text(encoding="utf-8"))
        inputs = [as_input(claim) for claim in self.claims]
        texts = [json.dumps(each).encode() for each in inputs]
        process = self.component.process
        self.forms = {
            "objects": (process, inputs),
            "bytes": (lambda text: process(json.loads(text)), texts),
        }

    def asked(self, what: str, *given: str) -> Any:
        """`about`, `answers`, or `time FORM SECONDS`."""
        if what == "about":
            return (
                f"PyOCE {version('pyoce')} on {platform.python_implementation()} {platform.python_version()}"
            )
        if what == "answers":
            return [answer(self.component, claim) for claim in self.claims]
        form, seconds = given
        return claims_per_second(*self.forms[form], float(seconds))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--serve", action="store_true", help="answer questions from standard input, for run.py"
    )
    options.add_argument("--seconds", type=float, default=5.0, help="CPU time of each timing")
    given = options.parse_args()
    logging.disable(logging.CRITICAL)
    peer = Peer()
    if given.serve:
        for question in sys.stdin:
            print(json.dumps(peer.asked(*question.split())), flush=True)
        return

    print(peer.asked("about"))
    for claim, found in zip(peer.claims, peer.asked("answers"), strict=True):
        print(f"{found['id']}: {claim['what']}: {found['answer']} (right: {claim['right']['answer']})")
        for edit in found["edits"]:
            print(f"    {edit['edit']} on {edit['line'] or 'the claim'}: {edit['text'][:100]}")
    for form in peer.forms:
        peer.asked("time", form, str(WARM_UP_SECONDS))
        print(f"{peer.asked('time', form, str(given.seconds)):,.0f} claims/s from {form}")


if __name__ == "__main__":
    main()
