"""Made-up tables in the layout of the Medicare Coverage Database. The rows are ours."""

import csv
import io
import zipfile

HEADS = {
    "article.csv": [
        "article_id",
        "article_version",
        "article_type",
        "title",
        "description",
        "status",
        "article_eff_date",
        "article_end_date",
        "last_updated",
    ],
    "article_x_hcpc_code.csv": [
        "article_id",
        "article_version",
        "hcpc_code_id",
        "hcpc_code_version",
        "hcpc_code_group",
        "range",
        "last_updated",
        "long_description",
        "short_description",
    ],
    "article_x_icd10_covered.csv": [
        "article_id",
        "article_version",
        "icd10_code_id",
        "icd10_code_version",
        "icd10_covered_group",
        "range",
        "last_updated",
        "sort_order",
        "description",
        "asterisk",
    ],
    "article_x_icd10_noncovered.csv": [
        "article_id",
        "article_version",
        "icd10_code_id",
        "icd10_code_version",
        "icd10_noncovered_group",
        "range",
        "last_updated",
        "sort_order",
        "description",
        "asterisk",
    ],
}


def article(number=53001, version=42, status="A", start="2025-01-01 00:00:00", end="", title="Wound Care"):
    return [number, version, 1, title, "prose,\nof the article", status, start, end, "2025-01-24 10:00:00"]


def procedure(code="97597", number=53001, version=42, spread="N"):
    return [number, version, code, 1, 1, spread, "2025-01-24", "long", "short"]


def diagnosis(code, group=1, number=53001, version=42, asterisk="", spread="N"):
    return [number, version, code, 1, group, spread, "2025-01-24", 1, "a description", asterisk]


def tables(**changes):
    """The four tables, name -> rows; each may be replaced."""
    return {
        "article": [article(), article(99999, 1)],
        "article_x_hcpc_code": [procedure(), procedure("97598"), procedure("11042")],
        "article_x_icd10_covered": [
            diagnosis("L97.811"),
            diagnosis("L97.812"),
            diagnosis("L97.812", 2),
            diagnosis("L97.813", 2),
            diagnosis("L97.814", 1, asterisk="*"),
            diagnosis("L97.814", 2),
            diagnosis("A00.0", number=99999, version=1),
        ],
        "article_x_icd10_noncovered": [diagnosis("L97.819")],
        **changes,
    }


def text_of(name, rows, head=None):
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(HEADS[f"{name}.csv"] if head is None else head)
    writer.writerows(rows)
    return file.getvalue()


def written(folder, **changes):
    """The tables as files; their paths."""
    paths = []
    for name, rows in tables(**changes).items():
        path = folder / f"{name}.csv"
        path.write_text(text_of(name, rows), encoding="utf-8-sig")
        paths.append(path)
    return paths


def packed(folder, *, nested=False, **changes):
    """The tables in one zip file, or in one within another as the download is."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables(**changes).items():
            archive.writestr(f"{name}.csv", text_of(name, rows))
        archive.writestr("readme.txt", "of no interest")
    path = folder / "current_article.zip"
    if not nested:
        path.write_bytes(inner.getvalue())
        return path
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("current_article_csv.zip", inner.getvalue())
        archive.writestr("dictionary.pdf", b"%PDF")
    return path
