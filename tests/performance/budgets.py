"""How much dearer than its bare baseline each figure may be, as a ratio of CPU times."""

from collections.abc import Mapping
from types import MappingProxyType

# Import and init of functions/<name>, to a handler that only makes the same boto3 clients.
START_UP: Mapping[str, float] = MappingProxyType(
    {
        "credentials": 1.25,
        "declaration_batch": 1.25,
        "email_reset": 1.25,
        "email_supplementation": 1.25,
        "hotline_verification": 1.25,
        "information_channels": 0.9,  # makes no client: a boto3 that slips in is over it
        "mail_feedback": 1.25,
        "mailer": 1.25,
    }
)
# A warm issue of the hotline without Argon2, to its two table calls made bare.
WARM_ISSUE = 1.3
