"""A pack to begin with loads, is in order, and is tested on both sides."""

import json
import os
from datetime import date
from itertools import pairwise

import pytest
from click.testing import CliRunner

from debridecode.commands import debridecode as command
from debridecode.errors import DebridecodeError
from debridecode.new_pack import new_pack
from debridecode.packs.bundled import bundled
from debridecode.packs.discover import PATH_VARIABLE, chain_of, load_pack
from debridecode.testing import run_tests


def run(*args):
    return CliRunner().invoke(command, args, catch_exceptions=False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("base", sorted(bundled()))
def test_a_new_pack_is_in_order_whatever_it_extends(base, folder):
    began = run("packs", "new", "acme/health-plan", "--extends", base)
    assert began.exit_code == 0
    assert began.output.split() == [
        f"health-plan/{name}" for name in ("health-plan.json", "pack-1.schema.json", "README.md")
    ]
    assert run("packs", "check", "health-plan/health-plan.json").exit_code == 0
    result = run_tests(load_pack(folder / "health-plan"), mutate=True)
    assert result.passed
    assert len(result.cases) == 3


def test_editors_find_the_schema_beside_the_pack(folder):
    run("packs", "new", "acme/health-plan", "--extends", "cms/base")
    document = json.loads((folder / "health-plan" / "health-plan.json").read_text())
    schema = json.loads((folder / "health-plan" / document["$schema"]).read_text())
    assert schema["title"] == "debridecode rule pack, format 1"


def test_the_example_only_advises_for_its_source_was_not_read():
    document = json.loads(new_pack("acme/health-plan", chain_of("cms/base"))["health-plan.json"])
    (source,) = document["sources"].values()
    assert source["read"] == "unverified"
    (rule,) = document["rules"].values()
    assert rule["history"][0]["then"]["finding"]["severity"] == "advice"


def test_a_base_that_answers_from_later_moves_the_cases(folder, monkeypatch):
    late = new_pack("acme/late", chain_of("cms/base"))["late.json"].replace("2024-01-01", "2025-03-01")
    (folder / "late.json").write_text(late)
    monkeypatch.setenv(PATH_VARIABLE, str(folder / "late.json"))
    document = json.loads(new_pack("acme/mine", chain_of("acme/late"))["mine.json"])
    days = [case["given"]["set"]["/date_of_service"] for case in document["tests"]]
    assert days == ["2025-03-01"] * 3
    (folder / "mine.json").write_text(json.dumps(document))
    assert run_tests(load_pack(folder / "mine.json")).passed


@pytest.mark.parametrize(
    "id_", ["", "Acme", "acme/", "../acme", "/acme", "acme//x", "acme_x", "acme\n", "\uff41cme"]
)
def test_what_is_no_id_is_refused_and_nothing_is_written(id_, folder):
    refused = run("packs", "new", "--extends", "cms/base", "--", id_)
    assert refused.exit_code == 2
    assert "ID: expected small letters" in refused.output
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("id_", ["cms/base", "medicare/novitas-jh"])
def test_the_id_of_a_pack_of_the_library_is_refused(id_):
    with pytest.raises(DebridecodeError, match="ID: expected an id that no pack of the library"):
        new_pack(id_, chain_of("cms/base"))


def begun(monkeypatch, folder, id_, base, **changed):
    """Begin a pack in a folder of the path, with some keys of it written anew."""
    text = new_pack(id_, chain_of(base))[f"{id_.rpartition('/')[2]}.json"]
    (folder / f"{id_.replace('/', '-')}.json").write_text(
        json.dumps({**json.loads(text), **changed}, indent=1)
    )
    listed = [str(path) for path in sorted(folder.glob("*.json"))]
    monkeypatch.setenv(PATH_VARIABLE, os.pathsep.join(listed))


def test_a_pack_on_one_that_was_begun_so_is_in_order_and_a_ninth_of_a_chain_is_refused(folder, monkeypatch):
    begun(monkeypatch, folder, "acme/plan", "cms/base")
    with pytest.raises(DebridecodeError, match="ID: expected an id that no pack"):
        new_pack("acme/plan", chain_of("acme/plan"))
    ids = ["acme/plan", *(f"b{n}/plan" for n in range(6))]
    for base, id_ in pairwise(ids):
        begun(monkeypatch, folder, id_, base)
    for id_ in ids:
        assert run("packs", "check", id_).exit_code == 0
        assert run_tests(chain_of(id_), mutate=True).passed
    refused = run("packs", "new", "delta/plan", "--extends", ids[-1])
    assert refused.exit_code == 3
    assert "plan.json:11:14: /extends: expected a chain of at most 8 packs" in refused.output
    assert not (folder / "plan").exists()


def test_a_pack_on_one_that_ends_ends_with_it(folder, monkeypatch):
    begun(
        monkeypatch,
        folder,
        "acme/old",
        "cms/base",
        supports={"from": "2024-01-01", "until": "2025-01-01"},
        tests=[],
    )
    begun(monkeypatch, folder, "acme/mine", "acme/old")
    assert chain_of("acme/mine")[-1].supports_until == date(2025, 1, 1)
    assert run("packs", "check", "acme/mine").exit_code == 0
    assert run_tests(chain_of("acme/mine"), mutate=True).passed


def test_a_folder_that_exists_is_left_alone(folder):
    (folder / "health-plan").mkdir()
    refused = run("packs", "new", "acme/health-plan", "--extends", "cms/base")
    assert refused.exit_code == 2
    assert "expected a folder that does not exist yet" in refused.output
    assert list((folder / "health-plan").iterdir()) == []


def test_a_base_that_is_unknown_is_named_near(folder):
    refused = run("packs", "new", "acme/health-plan", "--extends", "cms/bas")
    assert refused.exit_code == 2
    assert "perhaps cms/base" in refused.output
