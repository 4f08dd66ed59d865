"""The sender's address, which SES takes mail from only once it is verified."""

from local.aws import emulator_session


def verify_sender(endpoint_url: str, address: str) -> None:
    """In the emulator an identity is verified as soon as it exists."""
    client = emulator_session().client("sesv2", endpoint_url=endpoint_url)
    client.create_email_identity(EmailIdentity=address)
