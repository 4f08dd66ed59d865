"""Clients for the embedded AWS that never look at the user's own profiles and keys."""

import os

import boto3
import botocore.session

from local.plan import EMULATOR_KEY, REGION


def emulator_session() -> boto3.Session:
    """A session with the emulator's key and region; give each client its `endpoint_url`."""
    core = botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    core.set_credentials(EMULATOR_KEY, EMULATOR_KEY)
    return boto3.Session(botocore_session=core, region_name=REGION)
