"""Where packs are found: on the path, in installed packages, never elsewhere."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner

from debridecode.commands import debridecode as command
from debridecode.errors import PackError, UnknownPackError
from debridecode.packs import bundled as bundled_packs
from debridecode.packs.discover import PATH_VARIABLE, chain_of, found, load_pack
from debridecode.rulebooks import rulebook


def pack_json(id_, extends="cms/base", **more):
    document = {
        "format": "debridecode-pack/1",
        "id": id_,
        "version": "2026.1",
        "title": "t",
        "vocabulary": "facts/1",
        "supports": {"from": "2024-01-01"},
        "sources": {},
    }
    return json.dumps({**document, **({"extends": extends} if extends else {}), **more}, indent=1)


@pytest.fixture
def on_path(tmp_path, monkeypatch):
    """Write packs into a folder of the path: file name -> text."""

    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.json").write_text(text)
        monkeypatch.setenv(PATH_VARIABLE, str(tmp_path))
        return tmp_path

    return write


def run(*args):
    return CliRunner().invoke(command, args, catch_exceptions=False)


def problems():
    return [str(problem) for problem in found().problems]


def test_a_pack_in_a_folder_of_the_path_is_found_by_its_id(on_path):
    on_path(any_name=pack_json("acme/plan"))
    assert rulebook("acme/plan", on=date(2026, 3, 2)).resolved.pack == "acme/plan"
    assert problems() == []


def test_a_pack_in_a_folder_below_and_a_file_on_the_path_are_found(tmp_path, monkeypatch):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "deep.json").write_text(pack_json("acme/deep"))
    (tmp_path / "alone.json").write_text(pack_json("acme/alone"))
    monkeypatch.setenv(PATH_VARIABLE, f"{tmp_path / 'a'}{os.pathsep}{tmp_path / 'alone.json'}")
    assert set(found().packs) == {"acme/deep", "acme/alone"}


def test_a_found_pack_may_extend_another(on_path):
    on_path(a=pack_json("acme/a"), b=pack_json("acme/b", extends="acme/a"))
    assert [pack.id for pack in chain_of("acme/b")] == ["cms/base", "acme/a", "acme/b"]


def test_a_named_file_may_extend_a_found_pack(on_path, tmp_path_factory):
    on_path(a=pack_json("acme/a"))
    mine = tmp_path_factory.mktemp("mine") / "mine.json"
    mine.write_text(pack_json("acme/mine", extends="acme/a"))
    assert [pack.id for pack in load_pack(mine)] == ["cms/base", "acme/a", "acme/mine"]


def test_packs_that_extend_each_other_are_refused_where_it_is_said(on_path):
    on_path(a=pack_json("acme/a", extends="acme/b"), b=pack_json("acme/b", extends="acme/a"))
    with pytest.raises(PackError) as caught:
        chain_of("acme/a")
    (problem,) = caught.value.problems
    assert problem.pointer == "/extends"
    assert problem.message == "expected a chain of packs that ends: acme/a extends acme/b extends acme/a"
    assert problem.file.endswith("b.json")
    assert problem.line > 1


def test_a_chain_of_a_hundred_packs_is_refused(on_path):
    packs = {f"p{n}": pack_json(f"acme/p{n}", extends=f"acme/p{n + 1}") for n in range(100)}
    on_path(**packs, p100=pack_json("acme/p100"))
    with pytest.raises(PackError, match="a chain of at most 8 packs"):
        chain_of("acme/p0")


def test_eight_packs_are_a_chain_and_nine_are_none(on_path):
    extends = ["cms/base", *(f"acme/p{n}" for n in range(7))]
    on_path(**{f"p{n}": pack_json(f"acme/p{n}", extends=base) for n, base in enumerate(extends)})
    assert len(chain_of("acme/p6")) == 8
    with pytest.raises(PackError, match="a chain of at most 8 packs"):
        chain_of("acme/p7")


def test_of_two_packs_with_one_id_neither_is_used(on_path):
    extending = pack_json("acme/b", extends="acme/a")
    on_path(a=pack_json("acme/a", title="first"), a2=pack_json("acme/a", title="second"), b=extending)
    for id_ in ("acme/a", "acme/b"):
        with pytest.raises(
            PackError, match=r"a2\.json:1:1: /: .*a\.json has the id acme/a too, and is not the same"
        ):
            chain_of(id_)
    listed = run("packs", "list")
    assert listed.exit_code == 3
    assert listed.stderr.count("has the id acme/a too") == 1


def test_the_same_pack_in_two_places_is_one_pack(on_path, monkeypatch):
    folder = on_path(a=pack_json("acme/a"), again=pack_json("acme/a"))
    monkeypatch.setenv(PATH_VARIABLE, f"{folder}{os.pathsep}{folder}/")
    assert chain_of("acme/a")[-1].id == "acme/a"
    assert run("packs", "list").exit_code == 0


def test_a_folder_of_the_current_directory_is_never_read_for_an_id(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("cms/base", "plan"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "x.json").write_text(pack_json("acme/mine"))
    assert "cms/base: cms/base " in run("packs", "check", "cms/base").output
    refused = run("packs", "check", "plan")
    assert refused.exit_code == 3
    assert "plan: expected the id of a known pack" in refused.output
    assert "for the folder, write ./plan" in refused.output
    assert "./plan: acme/mine " in run("packs", "check", "./plan").output
    assert "cms/base/: acme/mine " in run("packs", "check", "cms/base/").output


@pytest.mark.parametrize("name", ["", "x" * 5000, "./" + "x" * 5000, "x\0.json", "./shut", "./shut/x.json"])
def test_a_name_that_can_be_no_pack_is_refused_in_words(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text(pack_json("acme/a"))
    (tmp_path / "shut").mkdir(mode=0)
    refused = run("packs", "test", name)
    assert refused.exit_code in (2, 3)
    assert "expected " in refused.stderr
    monkeypatch.setenv(PATH_VARIABLE, str(tmp_path / name.replace("\0", "")))
    assert run("packs", "list").exit_code in (0, 3)


def test_a_pack_that_is_unknown_is_named_beside_the_others(on_path):
    folder = on_path(bad=pack_json("acme/bad", titel=1))
    checked = run("packs", "check", str(folder / "bad.json"), "nosuch/pack", "cms/base")
    assert checked.exit_code == 3
    starts = [line.partition(":")[0] for line in checked.output.splitlines()]
    assert list(dict.fromkeys(starts)) == [
        f"{folder}/bad.json",
        "nosuch/pack",
        "rulepacks/cms/base.json",
        "cms/base",
    ]
    assert "nosuch/pack: expected the id of a known pack" in checked.output


def test_a_pack_that_is_not_there_is_not_looked_for_under_the_own_id(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(pack_json("acme/mine", extends="acme/mien"))
    with pytest.raises(PackError) as caught:
        load_pack(path)
    assert "/extends: no pack acme/mien" in str(caught.value)
    assert "perhaps" not in str(caught.value)


def test_a_large_file_that_is_no_pack_is_passed_over(tmp_path):
    (tmp_path / "edits.json").write_text("[" + "1," * 1_500_000 + "1]")
    (tmp_path / "a.json").write_text(pack_json("acme/a"))
    assert load_pack(tmp_path)[-1].id == "acme/a"
    (tmp_path / "large.json").write_text(pack_json("acme/large", title="t" * 2_000_000))
    with pytest.raises(PackError, match="at most 2000000 bytes"):
        load_pack(tmp_path)


def test_no_pack_takes_the_place_of_one_that_came_with_the_library(on_path):
    on_path(mine=pack_json("cms/base", extends=None))
    (problem,) = problems()
    assert "cms/base came with the library" in problem
    assert chain_of("cms/base")[-1].title != "t"


def test_what_is_no_pack_is_passed_over_and_a_broken_one_is_named(on_path):
    folder = on_path(
        list="[1, 2]",
        schema='{"const": "debridecode-pack/1"}',
        broken='{"format": "debridecode-pack/1",',
        nameless='{"format": "debridecode-pack/1"}',
        good=pack_json("acme/good"),
    )
    assert set(found().packs) == {"acme/good"}
    assert [problem.partition(": ")[0] for problem in problems()] == [
        f"{folder}/broken.json:1:33",
        f"{folder}/nameless.json:1:1",
    ]
    with pytest.raises(UnknownPackError, match="2 places could not be used"):
        chain_of("acme/god")


def test_a_mistake_in_a_found_pack_is_located_in_its_file(on_path):
    on_path(bad=pack_json("acme/bad", titel=1))
    with pytest.raises(PackError, match=r"bad\.json:\d+:\d+: /titel: unknown key titel"):
        chain_of("acme/bad")


@pytest.mark.parametrize(("entry", "expected"), [("packs", "an absolute path"), (".", "an absolute path")])
def test_the_current_directory_is_never_looked_at(entry, expected, tmp_path, monkeypatch):
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "a.json").write_text(pack_json("acme/a"))
    monkeypatch.chdir(tmp_path / "packs" if entry == "." else tmp_path)
    monkeypatch.setenv(PATH_VARIABLE, f"{entry}{os.pathsep}")
    assert expected in problems()[0]
    with pytest.raises(UnknownPackError):
        chain_of("acme/a")


def test_an_empty_entry_is_no_place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text(pack_json("acme/a"))
    monkeypatch.setenv(PATH_VARIABLE, os.pathsep * 2)
    assert found().packs == {}


def test_a_place_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv(PATH_VARIABLE, str(tmp_path / "none"))
    assert "expected a file or folder that exists" in problems()[0]


def test_a_folder_with_one_pack_can_be_loaded_and_one_with_two_not(tmp_path):
    (tmp_path / "a.json").write_text(pack_json("acme/a"))
    (tmp_path / "other.json").write_text("{}")
    assert load_pack(tmp_path)[-1].id == "acme/a"
    (tmp_path / "b.json").write_text(pack_json("acme/b"))
    with pytest.raises(PackError, match=r"a folder with one pack \(.*a\.json, .*b\.json\)"):
        load_pack(tmp_path)
    (tmp_path / "none").mkdir()
    with pytest.raises(PackError, match="it holds none"):
        load_pack(tmp_path / "none")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install packages under the entry points: name -> what stands in its __init__, and its pack."""

    def install(**packages):
        for name, (code, text) in packages.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / "__init__.py").write_text(code)
            if text:
                (tmp_path / name / "plan.json").write_text(text)
            about = tmp_path / f"{name}-1.0.dist-info"
            about.mkdir()
            (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            (about / "entry_points.txt").write_text(f"[debridecode.packs]\n{name} = {name}\n")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        return tmp_path

    return install


def test_a_package_that_ends_the_process_on_import_is_named(installed):
    installed(leaving_pack=("import sys\nsys.exit(0)", None), good_pack=("", pack_json("acme/good")))
    good, left = run_code(
        "from debridecode.packs.discover import found\nprint(*found().packs)\nprint(*found().problems)"
    ).splitlines()
    assert good == "acme/good"
    assert left.endswith("under the entry point leaving_pack: SystemExit")


def test_a_file_that_extends_a_pack_of_the_library_imports_no_package(installed, tmp_path_factory):
    installed(loud_pack=("print('imported')", pack_json("acme/loud")))
    mine = tmp_path_factory.mktemp("mine") / "mine.json"
    mine.write_text(pack_json("acme/mine"))
    assert run_code(f"import debridecode as dc\nprint(dc.load_pack({str(mine)!r})[-1].id)") == "acme/mine\n"


def run_code(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_the_pack_of_an_installed_package_is_found(installed):
    installed(acme_pack=("", pack_json("acme/plan")))
    code = "from debridecode.packs.discover import found\nprint(found().packs['acme/plan'].origin)"
    assert run_code(code) == "package acme_pack\n"


def test_a_package_that_cannot_be_imported_is_named_and_hinders_no_other(installed):
    installed(broken_pack=("1 / 0", None), good_pack=("", pack_json("acme/good")))
    code = """
from debridecode.packs.discover import found
print(*found().packs)
print(*found().problems)
"""
    good, broken = run_code(code).splitlines()
    assert good == "acme/good"
    assert broken.startswith("package broken_pack:1:1: /: expected a package that can be imported")
    assert broken.endswith("under the entry point broken_pack: ZeroDivisionError")


def test_no_package_is_looked_for_on_import_or_for_a_pack_of_the_library(installed):
    installed(loud_pack=("print('imported')", pack_json("acme/loud")))
    code = """
import debridecode as dc, datetime
dc.rulebook("cms/base", on=datetime.date(2026, 3, 2))
print("now")
dc.rulebook("acme/loud", on=datetime.date(2026, 3, 2))
"""
    assert run_code(code).splitlines() == ["now", "imported"]


def test_the_bundled_packs_are_those_that_were_sealed():
    assert sorted(bundled_packs.seals().splitlines()) == sorted(bundled_packs._sealed())


@pytest.fixture
def changed_base(tmp_path, monkeypatch):
    """A copy of the bundled packs in which the base says something else."""
    for id_, text in bundled_packs.bundled().items():
        path = tmp_path / f"{id_}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace('"severity": "error"', '"severity": "advice"'))
    (tmp_path / "SHA256SUMS").write_text("\n".join(sorted(bundled_packs._sealed())))
    caches = (bundled_packs.bundled, bundled_packs.bundled_chain, bundled_packs._sealed)
    for each in caches:
        each.cache_clear()
    yield lambda **roots: [
        monkeypatch.setattr(bundled_packs, f"_{name}", root) for name, root in roots.items()
    ]
    monkeypatch.undo()
    for each in caches:
        each.cache_clear()


def test_an_installed_pack_that_was_changed_is_refused(changed_base, tmp_path):
    changed_base(root=lambda: tmp_path, installed=lambda: tmp_path)
    with pytest.raises(PackError, match="this is not the file that came with the library"):
        chain_of("medicare/novitas-jh")


def test_a_changed_pack_of_a_checkout_is_checked_like_any_file(changed_base, tmp_path):
    changed_base(root=lambda: tmp_path)
    text = bundled_packs.bundled()["cms/base"]
    (tmp_path / "cms" / "base.json").write_text(text.replace('"rules": {', '"rulez": 1, "rules": {'))
    bundled_packs.bundled.cache_clear()
    with pytest.raises(PackError, match="unknown key rulez"):
        chain_of("cms/base")
