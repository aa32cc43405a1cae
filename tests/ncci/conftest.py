"""A desk for each test of the import."""

import pytest
from cms_files import Desk


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)
