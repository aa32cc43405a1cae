"""Everything that a pack says is cited, or it does not load."""

import json

import pytest
from small_packs import ALONE, CHILD, everywhere, pointer, problems_of, replaced

CITED = [
    (text, at) for text in (ALONE, CHILD) for at, value in everywhere(json.loads(text)) if at[-1] == "cite"
]


@pytest.mark.parametrize(("text", "at"), CITED, ids=[pointer(at) for _, at in CITED])
def test_what_cites_nothing_is_refused(write, text, at):
    """Each segment of a rule, a parameter or a table, each row that places wounds, and each override."""
    document = json.loads(text)
    place = document
    for key in at[:-1]:
        place = place[key]
    del place["cite"]
    (problem,) = problems_of(write(document))
    assert (problem.pointer, problem.message) == (pointer(at[:-1]), "expected the key cite; it is missing")
    (problem,) = problems_of(write(replaced(json.loads(text), at, [])))
    assert (problem.pointer, problem.message) == (pointer(at), "expected at least one item")
