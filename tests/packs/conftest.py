"""What the tests of packs share."""

import json

import pytest


@pytest.fixture
def write(tmp_path):
    """Write a pack, as text, bytes or a JSON value, and give its path."""

    def write_pack(pack, name="pack.json"):
        path = tmp_path / name
        if not isinstance(pack, bytes):
            text = pack if isinstance(pack, str) else json.dumps(pack, indent=1)
            pack = text.encode("utf-8", "surrogatepass")
        path.write_bytes(pack)
        return path

    return write_pack
