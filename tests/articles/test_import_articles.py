"""The tables of the coverage database become lists of diagnoses, which contractors' packs ask."""

import csv
import json
import zipfile
from datetime import date

import pytest
from click.testing import CliRunner
from mcd_files import article, diagnosis, packed, procedure, tables, text_of, written

from debridecode import load_tables, read_encounter, rulebook
from debridecode.commands import debridecode as command
from debridecode.interop.mcd import import_articles
from debridecode.interop.table_problems import TablesError
from debridecode.packs.bundled import fixtures
from debridecode.releases import CoveredDiagnosis

DOWNLOADED = date(2026, 3, 31)
DAY = date(2026, 3, 2)


def imported(paths, into, articles=("A53001",), downloaded=DOWNLOADED):
    return import_articles(paths, into, articles=articles, downloaded=downloaded)


def refused(paths, into, articles=("A53001",)):
    with pytest.raises(TablesError) as caught:
        imported(paths, into, articles)
    assert not into.exists()
    return str(caught.value)


def coded(folder, *diagnoses, day=DAY, pack="medicare/novitas-jh"):
    document = json.loads(fixtures()["selective"]) | {"date_of_service": day.isoformat()}
    document["wounds"][0]["diagnoses"] = list(diagnoses)
    return rulebook(pack, on=day, tables=None if folder is None else str(folder)).code(
        read_encounter(json.dumps(document))
    )


NOT_AT_HAND = {"coverage.not-at-hand": ("not_checked", "warning")}


def coverage(decision):
    return {
        each.rule.partition(":")[2]: (each.outcome, each.severity)
        for each in decision.findings
        if ":coverage." in each.rule
    }


def test_a_list_is_written_with_its_days_and_its_source(tmp_path):
    (made,) = imported(written(tmp_path), tmp_path / "into")
    assert (made.slot, made.release) == ("medicare/covered_diagnoses/a53001", "A53001 version 42")
    assert (made.start, made.until) == (date(2025, 1, 1), DOWNLOADED)
    assert (made.diagnoses, made.groups) == (6, 2)
    (release,) = load_tables(tmp_path / "into")
    assert release.codes == {"97597", "97598", "11042"}
    assert CoveredDiagnosis("L97814", "1", "1", "1") in release.rows
    assert CoveredDiagnosis("L97819", "1", "0", "0") in release.rows
    assert len(release.rows) == 7, "those of another article are left out"
    (source,) = release.sources
    assert (source.read, source.identifier, source.retrieved) == ("verified", "A53001", "2026-03-31")
    assert "sha256 of article.csv: " in source.note


@pytest.mark.parametrize("nested", [False, True])
def test_a_zip_file_is_read_as_it_was_downloaded(tmp_path, nested):
    (made,) = imported([packed(tmp_path, nested=nested)], tmp_path / "into")
    (plain,) = imported(written(tmp_path), tmp_path / "plain")
    assert (made.diagnoses, made.groups) == (plain.diagnoses, plain.groups)


@pytest.mark.parametrize(
    ("diagnoses", "said"),
    [
        (["I87.2", "L97.812"], {}),  # in both groups
        (["I87.2", "L97.811"], {"coverage.diagnosis-in-part": ("failed", "warning")}),  # in one of two
        (["I87.2", "L97.814"], {"coverage.diagnosis-in-part": ("failed", "warning")}),  # with an asterisk
        (
            ["L97.812", "L97.819"],
            {"coverage.diagnosis-in-part": ("failed", "warning")},
        ),  # beside another
        (["I87.2", "L97.819"], {"coverage.diagnosis": ("failed", "error")}),  # not covered
        (["I87.2", "L97.818"], {"coverage.diagnosis": ("failed", "error")}),  # not listed
        (["I872", "l97812".upper()], {}),  # without the dot
        (["I87.2", "A00.0"], {"coverage.diagnosis": ("failed", "error")}),  # on another article's list
    ],
)
def test_a_contractors_pack_asks_the_list(tmp_path, diagnoses, said):
    imported(written(tmp_path), tmp_path / "into")
    decision = coded(tmp_path / "into", *diagnoses)
    assert coverage(decision) == said
    assert decision.status == ("query" if "coverage.diagnosis" in said else "clean")
    assert [line.code for line in decision.lines] == ["97597", "97598"], "a diagnosis changes no line"
    used = {table.id: table for table in decision.provenance.tables}
    assert used["covered-diagnoses"].release == "A53001 version 42"
    assert used["covered-diagnoses"].covers_date_of_service


def test_without_the_list_it_is_not_checked_and_the_status_does_not_move():
    decision = coded(None, "I87.2", "L97.818")
    assert coverage(decision) == NOT_AT_HAND
    assert decision.status == "clean"


def test_a_day_after_the_download_is_answered_and_flagged(tmp_path):
    imported(written(tmp_path), tmp_path / "into")
    decision = coded(tmp_path / "into", "I87.2", "L97.818", day=date(2026, 4, 1))
    assert "coverage.diagnosis" in coverage(decision)
    flagged = [each.message for each in decision.findings if each.rule.endswith("tables.out-of-period")]
    assert any("A53001 version 42" in message for message in flagged)


def test_each_version_holds_to_the_day_before_the_next(tmp_path):
    rows = [article(version=41, start="2024-10-01"), article(version=42, start="01/01/2025 12:00:00 AM")]
    covered = [diagnosis("L97.811", version=41), diagnosis("L97.812", version=42)]
    codes = [procedure(version=41), procedure(version=42)]
    paths = written(tmp_path, article=rows, article_x_icd10_covered=covered, article_x_hcpc_code=codes)
    made = imported(paths, tmp_path / "into")
    assert [(each.start, each.until) for each in made] == [
        (date(2024, 10, 1), date(2024, 12, 31)),
        (date(2025, 1, 1), DOWNLOADED),
    ]


def test_an_article_that_ended_is_known_to_its_end(tmp_path):
    paths = written(tmp_path, article=[article(end="2025-12-31 00:00:00")])
    made, closing = imported(paths, tmp_path / "into")
    assert made.until == date(2025, 12, 31)
    assert (closing.release, closing.start) == ("A53001 version 42, ended", date(2026, 1, 1))
    assert (closing.until, closing.diagnoses) == (DOWNLOADED, 0)
    last, after = date(2025, 12, 31), date(2026, 1, 1)
    assert "coverage.diagnosis" in coverage(coded(tmp_path / "into", "L97.818", day=last))
    assert coverage(coded(tmp_path / "into", "L97.818", day=after)) == NOT_AT_HAND


def test_the_list_is_asked_from_the_day_on_which_the_article_begins(tmp_path):
    imported(written(tmp_path), tmp_path / "into")
    assert "coverage.diagnosis" in coverage(coded(tmp_path / "into", "L97.818", day=date(2025, 1, 1)))
    before = coded(tmp_path / "into", "L97.818", day=date(2024, 12, 31))
    assert coverage(before) == NOT_AT_HAND
    assert "covered-diagnoses" not in {table.id for table in before.provenance.tables}


def test_the_list_is_asked_for_the_procedures_of_the_article_alone(tmp_path):
    imported(written(tmp_path, article_x_hcpc_code=[procedure("11042")]), tmp_path / "into")
    assert coverage(coded(tmp_path / "into", "L97.818")) == NOT_AT_HAND
    document = json.loads(fixtures()["subcutaneous"]) | {"date_of_service": DAY.isoformat()}
    document["wounds"][0]["diagnoses"] = ["L97.818"]
    rules = rulebook("medicare/novitas-jh", on=DAY, tables=str(tmp_path / "into"))
    assert "coverage.diagnosis" in coverage(rules.code(read_encounter(json.dumps(document))))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"article": [article(status="R")]}, "no approved version of A53001"),
        ({"article": [article(start="2026-04-01")]}, "no approved version of A53001"),
        (
            {"article": [article(), article()]},
            "row 3: this version of the article stands",
        ),
        ({"article": [article(start="soon")]}, "row 2: expected a day in article_eff_date"),
        ({"article": [article(start="2025-02-30")]}, "row 2: expected a day in article_eff_date"),
        ({"article": [article(start="")]}, "row 2: expected a day in article_eff_date"),
        ({"article": [["x", *article()[1:]]]}, "row 2: expected whole numbers for the article"),
        ({"article": [article()[:-1]]}, "row 2: expected 9 cells, found 8"),
        ({"article_x_icd10_covered": []}, "no covered diagnosis of A53001, version 42"),
        ({"article_x_hcpc_code": []}, "no procedure code of A53001, version 42"),
        (
            {"article_x_icd10_covered": [diagnosis("L97.811"), diagnosis("L97811")]},
            "row 3: this code stands in the group already",
        ),
        ({"article_x_icd10_covered": [diagnosis("97.811")]}, "row 2: expected one ICD-10"),
        (
            {"article_x_icd10_covered": [diagnosis("L97.811", spread="Y")]},
            "row 2: expected one ICD-10",
        ),
        (
            {"article_x_icd10_covered": [diagnosis("L97.811", group="one")]},
            "row 2: expected the number of",
        ),
        (
            {"article_x_icd10_covered": [diagnosis("L97.811"), diagnosis("L97.811")]},
            "row 3: this code stands in the group already",
        ),
        ({"article_x_hcpc_code": [procedure("9759")]}, "row 2: expected one procedure code"),
        ({"article_x_hcpc_code": [procedure(spread="Y")]}, "row 2: expected one procedure code"),
    ],
)
def test_what_differs_from_the_layout_is_refused(tmp_path, changes, said):
    assert said in refused(written(tmp_path, **changes), tmp_path / "into")


def test_a_column_that_is_missing_is_named(tmp_path):
    paths = written(tmp_path)
    head = ["article_id", "article_version", "code", "icd10_covered_group", "range"]
    text = text_of("article_x_icd10_covered", [[53001, 42, "L97.811", 1, "N"]], head)
    (tmp_path / "article_x_icd10_covered.csv").write_text(text)
    message = refused(paths, tmp_path / "into")
    assert "row 1: expected one column for each of icd10_code_id, asterisk: another layout" in message


def test_every_problem_is_named_at_once(tmp_path):
    changes = {
        "article_x_hcpc_code": [procedure("9759")],
        "article_x_icd10_covered": [diagnosis("L97.811"), diagnosis("?")],
    }
    message = refused(written(tmp_path, **changes), tmp_path / "into")
    assert "article_x_hcpc_code.csv: row 2" in message
    assert "article_x_icd10_covered.csv: row 3" in message


def test_a_day_that_is_none_is_named_once(tmp_path):
    message = refused(written(tmp_path, article=[article(start="2025-02-30")]), tmp_path / "into")
    assert len(message.splitlines()) == 1


def test_what_a_mac_puts_beside_each_file_is_passed_over(tmp_path):
    path = packed(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/article.csv", b"\x00\x05\x16\x07")
    (made,) = imported([path], tmp_path / "into")
    assert made.diagnoses == 6


def test_a_row_that_stands_for_no_code_is_passed_over(tmp_path):
    """No ICD-10-CM code, and no procedure code, has the form of XX000."""
    rows = {
        "article_x_hcpc_code": [procedure(), procedure("XX000")],
        "article_x_icd10_covered": [diagnosis("L97.811")],
        "article_x_icd10_noncovered": [diagnosis("XX000")],
    }
    (made,) = imported(written(tmp_path, **rows), tmp_path / "into")
    (release,) = load_tables(tmp_path / "into")
    assert (made.diagnoses, release.codes) == (1, {"97597"})
    empty = {**rows, "article_x_icd10_covered": [diagnosis("XX000")]}
    assert "no covered diagnosis of A53001" in refused(written(tmp_path, **empty), tmp_path / "none")


def test_a_table_larger_than_any_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "current_article.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("article.csv", "w") as file,
    ):
        for _ in range(501):
            file.write(b"0" * 1_000_000)
    assert "current_article.zip/article.csv: larger than any table" in refused([path], tmp_path / "into")


def test_a_table_that_is_missing_is_named(tmp_path):
    paths = [path for path in written(tmp_path) if "noncovered" not in path.name]
    assert "article_x_icd10_noncovered.csv: expected the table among the files" in refused(
        paths, tmp_path / "into"
    )


def test_a_table_given_twice_is_refused(tmp_path):
    paths = [*written(tmp_path), packed(tmp_path)]
    assert "article.csv was given already" in refused(paths, tmp_path / "into")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.csv", b"a,b\n", "expected a table of the database: article.csv"),
        ("current_article.zip", b"PK\x03\x04 cut short", "expected a zip file that is whole"),
        ("article.csv", b"", "the file is empty"),
        ("article.csv", b'article_id,"open\n', "the file is damaged"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, name, content, said):
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / name).write_bytes(content)
    assert said in refused([folder / name], tmp_path / "into")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "expected a file that can be read" in refused([tmp_path / "none.zip"], tmp_path / "into")


@pytest.mark.parametrize("name", ["53001x", "", "L35125", "A1"])
def test_an_article_is_named_by_its_number(tmp_path, name):
    assert "--article: expected the number of an article" in refused(
        written(tmp_path), tmp_path / "into", [name]
    )


def test_long_prose_is_read_and_the_limit_of_csv_is_left_as_it_was(tmp_path):
    """Of a cell `csv` reads 131,072 characters unless told otherwise, and what it is told is told to all."""
    csv.field_size_limit(131_072)
    row = article()
    row[4] = "a long description " * 20_000
    (made,) = imported(written(tmp_path, article=[row]), tmp_path / "into")
    assert made.diagnoses == 6
    refused(written(tmp_path, article=[article(start="soon")]), tmp_path / "none")
    assert csv.field_size_limit() == 131_072


def run(*args):
    return CliRunner().invoke(command, ["coverage", "import", *map(str, args)])


def test_the_command_writes_a_list_and_says_so(tmp_path):
    result = run(
        packed(tmp_path), "--into", tmp_path / "into", "--downloaded", "2026-03-31", "--article", "A53001"
    )
    assert result.exit_code == 0
    assert result.output.endswith(
        "medicare/covered_diagnoses/a53001 A53001 version 42: 6 covered diagnoses in 2 groups; "
        "known from 2025-01-01 to 2026-03-31\n"
    )


def test_without_articles_it_takes_those_that_bundled_packs_name(tmp_path):
    result = run(packed(tmp_path), "--into", tmp_path / "into", "--downloaded", "2026-03-31")
    assert result.exit_code == 2
    for name in ("A55818", "A55909", "A56459", "A56617", "A58565", "A58567"):
        assert f"no approved version of {name}" in result.output
    assert "with --article name those that you want" in result.output
    assert "A53001" not in result.output
    assert result.output.endswith("Nothing was written.\n")
    assert not (tmp_path / "into").exists()


def test_the_helper_writes_what_it_says():
    assert text_of("article", tables()["article"]).count("53001") == 1
