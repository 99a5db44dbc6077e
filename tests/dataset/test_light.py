"""A small file is read before a heavy library would have been loaded."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"pandas", "pyarrow", "scipy", "sqlalchemy", "psycopg", "distributed"}
READ = """
import sys
from pathlib import Path
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import table_from_file, tally_file
table_from_file(Path(sys.argv[1]), ["g"], ["a"], Reading())
tally_file(Path(sys.argv[1]), "g", "", "", ["a"], Reading())
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_a_small_text_file_is_read_with_numpy_only(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("g,a\nx,1\ny,2\n")
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "numpy" in loaded
    assert not loaded & HEAVY
