"""One stack for all tests that need a deployed one: its own emulator, port and folder."""

from collections.abc import Iterator

import pytest

from local.stack import free_port, local_stack
from local.stack_file import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The deployed stack, seeded; ends with the test run."""
    with local_stack(directory=tmp_path_factory.mktemp("stack"), port=free_port()) as running:
        yield running
