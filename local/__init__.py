"""A toy street before the house: an embedded AWS, the call simulator, the register's loader."""

import sys
from pathlib import Path

# The layer is not installed here: it runs as it lies in the working tree.
_LAYER = Path(__file__).resolve().parents[1] / "layers" / "vssid_recovery" / "python"
if str(_LAYER) not in sys.path:
    sys.path.append(str(_LAYER))
