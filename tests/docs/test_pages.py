"""What README.md and the pages show is run, and what is made from the code has not drifted."""

import contextlib
import doctest
import importlib
import io
import json
import pkgutil
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import debridecode
from debridecode.commands import debridecode as command
from debridecode.packs.catalogue import ENGINE_PARAMETERS
from debridecode.packs.discover import load_pack
from debridecode.testing import run_tests

ROOT = Path(__file__).parents[2]


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("index", [0, 1])
def test_readme_examples_print_what_readme_shows(index, monkeypatch):
    monkeypatch.chdir(ROOT)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(blocks("README.md", "python")[index], "README.md", "exec"), {})  # noqa: S102 - our own page
    assert printed.getvalue() == blocks("README.md", "text")[index]


def test_readme_worksheet_is_what_the_command_prints():
    shown = next(block for block in blocks("README.md", "text") if block.startswith("Encounter"))
    result = CliRunner().invoke(command, ["code", str(ROOT / "examples" / "leg-ulcers.json")])
    assert result.exit_code == 0
    assert result.output.startswith(shown)


def test_pages_made_from_code_have_not_drifted():
    assert runpy.run_path(str(ROOT / "docs" / "write.py"))["drifted"]() == []


def test_the_parameters_of_the_format_page_are_those_that_the_engine_reads():
    """The page is written from the catalogue, and the catalogue is held against the engine here."""
    read = {
        name
        for file in Path(debridecode.__file__).parent.joinpath("engine").glob("*.py")
        for name in re.findall(r'parameters\.get\(f?"([^"]+)"', file.read_text(encoding="utf-8"))
    }
    assert read
    patterns = {re.sub(r"\\{\w+\\}", "[a-z]+", re.escape(name)) for name in read}
    unread = [id_ for id_ in ENGINE_PARAMETERS if not any(re.fullmatch(each, id_) for each in patterns)]
    untold = [each for each in patterns if not any(re.fullmatch(each, id_) for id_ in ENGINE_PARAMETERS)]
    assert (unread, untold) == ([], [])


def test_pack_of_the_format_page_loads_and_passes_its_tests(tmp_path):
    file = tmp_path / "pack.json"
    file.write_text(blocks("docs/packs.md", "json")[0], encoding="utf-8")
    result = run_tests(load_pack(file))
    assert result.passed, result
    assert json.loads(file.read_text())["id"] == "acme/health-plan"


def modules() -> list[str]:
    """Every module of the package."""
    return sorted(
        module.name for module in pkgutil.walk_packages(debridecode.__path__, prefix="debridecode.")
    )


@pytest.mark.parametrize("name", modules())
def test_docstring_examples(name):
    failures, _ = doctest.testmod(
        importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    )
    assert failures == 0


def test_import_is_light():
    """`import debridecode` loads neither jsonschema nor any extra."""
    script = "import sys, debridecode; print(*{'jsonschema', 'click', 'rich'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""


def test_command_line_without_its_extra_says_what_to_install():
    script = (
        "import sys; sys.modules['click'] = None; sys.argv = ['debridecode', 'packs', 'list'];"
        "from debridecode.cli import main; main()"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr == (
        "debridecode: the command line needs click and rich; run: pip install 'debridecode[cli]'\n"
    )


def test_contract_example():
    """The example encounter gives the lines of the contract."""
    encounter = debridecode.read_encounter((ROOT / "examples" / "leg-ulcers.json").read_bytes())
    decision = debridecode.rulebook(encounter.payer, on=encounter.date_of_service).code(encounter)
    lines = [
        (line.code, line.units, [str(each) for each in line.modifiers], line.wound_ids, line.diagnoses)
        for line in decision.lines
    ]
    assert decision.status == "clean"
    assert lines == [
        ("11042", 1, [], ("C",), ("E11.621", "L97.412")),
        ("97597", 1, ["XS"], ("A", "B"), ("I87.2", "L97.811", "L97.821")),
        ("97598", 2, ["XS"], ("A", "B"), ("I87.2", "L97.811", "L97.821")),
    ]
