"""Sending what is owed. Behind the blind wall: here a request meets the account.

A mail is claimed before it is worked on, so that two deliveries of one record send one mail; a
claim that nobody finished runs out. A code is put in force before it is mailed and replaces any
before it, so that a second mail, if a crash causes one, carries the code that works.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from vssid_recovery.email_addresses import compared
from vssid_recovery.errors import Unavailable
from vssid_recovery.mail_ports import SentMail
from vssid_recovery.mailer_ports import MailRefused, MailStore, PostOffice, Refusable
from vssid_recovery.model import Account, Event, OwedMail
from vssid_recovery.ports import Clock, PasswordHasher, RandBelow, Subjects
from vssid_recovery.reset_ports import PairState, Reset

CLAIMED_FOR = timedelta(seconds=60)
TOKEN_LIVES = timedelta(days=10)
CODES_PER_DAY = 6
CODES_IN_A_ROW = 100
CODE, RECEIPT = "RESET_CODE", "REFUSAL_RECORDED"
# Mails of these purposes tell of a refusal or ask for a confirmation: there is nothing to refuse.
WITHOUT_TOKEN = frozenset({RECEIPT, "EMAIL_TO_CONFIRM", "DECLARATION_REFUSED"})


class NotSent(Exception):
    """The mail is owed no more. `outcome` says why; it is an event of a found account."""

    def __init__(self, outcome: str, number: str = "") -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.number = number


class Parcel(Struct, frozen=True):
    """A mail that is ready: to whom, and the fields of its text."""

    address: str
    account: Account
    fields: Mapping[str, str | datetime]


class Mailer(Struct, frozen=True):
    """`new_token` gives 128 random bits as text; `portal` is the fixed origin of every link."""

    store: MailStore
    hasher: PasswordHasher
    subjects: Subjects
    post: PostOffice
    clock: Clock
    randbelow: RandBelow
    new_token: Callable[[], str]
    portal: str

    def deliver(self, mail_id: str, first: bool = False) -> str:
        """Send one owed mail; what became of it, '' where there was nothing to do.

        Raises Unavailable for what may pass: the mail is released then, and still owed. With
        `first`, a mail that was tried before is left to the retry queue.
        """
        now = self.clock()
        mail = self.store.claim(mail_id, now, now + CLAIMED_FOR, first)
        if mail is None:
            return ""
        try:
            return self._deliver(mail)
        except Unavailable:
            self.store.release(mail)
            raise

    def _deliver(self, mail: OwedMail) -> str:
        try:
            parcel = self._code(mail) if mail.purpose == CODE else self._notice(mail)
            message_id = self._send(mail, parcel)
        except NotSent as end:
            self._close(mail, end)
            return end.outcome
        now, number = self.clock(), parcel.account.social_insurance_number
        sent = SentMail(message_id, mail.purpose, number, self._mailbox(parcel.address))
        event = Event(now, "MAIL", "SENT", "EMAIL", "mailer", mail.purpose)
        self.store.record(mail, sent, event)
        return "SENT"

    def _code(self, mail: OwedMail) -> Parcel:
        """The account behind a request, if there is one, and a new code in force for it."""
        now, reset = self.clock(), self.store.reset(mail.about)
        if reset is None or reset.used or now >= reset.expires_at:
            raise NotSent("EXPIRED")
        number = self.store.resolve(reset.identifier)
        # The address is the one that was asked with: it is the account's, or nothing is sent.
        mailbox = self._mailbox(reset.address)
        account, pair, state = self.store.account(number, reset.pair, mailbox)
        if account is None:
            raise NotSent("NOBODY")
        if not self._may_have_code(reset, account, pair, now):
            raise NotSent("NO_MATCH", number)
        if not state.is_reachable(now):
            raise NotSent("UNREACHABLE", number)
        person = self.subjects.subject("person", number)
        if not self.store.count_code(person, reset.reset_id, now.date(), CODES_PER_DAY):
            raise NotSent("LIMITED", number)
        return self._with_code(reset, account, now)

    def _may_have_code(
        self, reset: Reset, account: Account, pair: PairState, now: datetime
    ) -> bool:
        return (
            account.is_open
            and compared(account.recovery_email(now)) == reset.address
            and account.email_closed_until <= now
            and pair.latest == reset.reset_id
            and pair.wrong < CODES_IN_A_ROW
        )

    def _with_code(self, reset: Reset, account: Account, now: datetime) -> Parcel:
        code = f"{self.randbelow(10**8):08d}"
        address = account.recovery_email(now)
        if not self.store.bind(reset, account, address, self.hasher.hash(code), now):
            raise NotSent("EXPIRED")
        fields: dict[str, str | datetime] = {
            "code": code,
            "asked_at": reset.requested_at,
            "expires_at": reset.expires_at,
            "link": f"{self.portal}/reset.html#reset={reset.reset_id}&code={code}",
        }
        return Parcel(address, account, fields)

    def _notice(self, mail: OwedMail) -> Parcel:
        now = self.clock()
        account, _, _ = self.store.account(mail.social_insurance_number, "", "")
        address = mail.address or (account.recovery_email(now) if account else "")
        if account is None or not address:
            raise NotSent("NO_ADDRESS")
        number, mailbox = account.social_insurance_number, self._mailbox(address)
        _, _, state = self.store.account(number, "", mailbox)
        if not state.is_reachable(now):
            raise NotSent("UNREACHABLE", number)
        if not state.may_be_noticed(now):
            raise NotSent("TOLD_TODAY", number)
        told = {"what": mail.about} if mail.purpose == RECEIPT else {}
        return Parcel(address, account, {"at": mail.owed_at, **told})

    def _send(self, mail: OwedMail, parcel: Parcel) -> str:
        fields = dict(parcel.fields)
        if mail.purpose not in WITHOUT_TOKEN:
            fields["refuse_link"] = f"{self.portal}/refuse.html#token={self._token(mail, parcel)}"
        try:
            return self.post.send(parcel.address, mail.purpose, fields)
        except MailRefused as refusal:
            number = parcel.account.social_insurance_number
            raise NotSent(f"REFUSED {refusal}", number) from None

    def _token(self, mail: OwedMail, parcel: Parcel) -> str:
        """A new token each time a mail is made; all tokens of one mail stand for one refusal."""
        token, number = self.new_token(), parcel.account.social_insurance_number
        expires_at = self.clock() + TOKEN_LIVES
        self.store.keep_token(
            Refusable(token_hash(token), mail.mail_id, mail.purpose, number, mail.about, expires_at)
        )
        return token

    def _close(self, mail: OwedMail, end: NotSent) -> None:
        now = self.clock()
        outcome = end.outcome.partition(" ")[0]
        event = Event(now, "MAIL", outcome, "EMAIL", "mailer", mail.purpose)
        self.store.close(mail, end.outcome, end.number, event)

    def _mailbox(self, address: str) -> str:
        return self.subjects.subject("mailbox", compared(address))


def token_hash(token: str) -> str:
    """How a token is kept: 128 random bits need no salt (SP 800-63B-4, 3.1.1.2)."""
    return hashlib.sha256(token.encode()).hexdigest()
