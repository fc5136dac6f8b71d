"""Tests of readers import what they share from the folder they stand in."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
