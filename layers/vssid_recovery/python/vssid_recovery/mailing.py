"""Sending what is owed. Behind the blind wall: here a request meets the account.

A mail is claimed before it is worked on, so that two deliveries of one record send one mail; a
claim that nobody finished runs out, later than any mailer lives. A code is put in force before it
is mailed and replaces any before it, so that a second mail, if a crash causes one, carries the
code that works.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.email_addresses import compared
from vssid_recovery.mail_ports import SentMail
from vssid_recovery.mailer_ports import (
    BeingSent,
    MailRefused,
    MailStore,
    PostOffice,
    Refusable,
    Retries,
)
from vssid_recovery.model import NEVER, Account, Event, OwedMail
from vssid_recovery.notices import RECEIPT
from vssid_recovery.ports import Clock, PasswordHasher, RandBelow, Subjects
from vssid_recovery.reset_ports import PairState, Reset

CLAIMED_FOR = timedelta(seconds=60)
TOKEN_LIVES = timedelta(days=10)
CODES_PER_DAY = 6
CODES_IN_A_ROW = 100
CODE, REPLACED = "RESET_CODE", "EMAIL_REPLACED"
TO_CONFIRM, REJECTED = "EMAIL_TO_CONFIRM", "DECLARATION_REFUSED"
# Mails of these purposes tell of a refusal or ask for a confirmation: there is nothing to refuse.
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 bits as URL-safe base64
WITHOUT_TOKEN = frozenset({RECEIPT, TO_CONFIRM, REJECTED})


class NotSent(Exception):
    """The mail is owed no more. `outcome` says why; it is an event of a found account."""

    def __init__(self, outcome: str, number: str = "") -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.number = number


class Parcel(Struct, frozen=True):
    """A mail that is ready: to whom, and the fields of its text.

    `once_a_day` is of a notice to a mailbox that has complained.
    """

    address: str
    account: Account
    fields: Mapping[str, str | datetime]
    once_a_day: bool = False


class Mailer(Struct, frozen=True):
    """`new_token` gives 128 random bits as text; `portal` is the fixed origin of every link."""

    store: MailStore
    hasher: PasswordHasher
    subjects: Subjects
    post: PostOffice
    retries: Retries
    clock: Clock
    randbelow: RandBelow
    new_token: Callable[[], str]
    portal: str

    def ring(self, mail_id: str) -> str:
        """The first try of an owed mail; what became of it, '' where there was nothing to do.

        Whatever fails is handed over to the retry queue before it is raised. Until that is noted,
        anybody may ring again; from then on it is the queue's.
        """
        try:
            return self._claim_and_deliver(mail_id, not_waiting_since=NEVER)
        except BeingSent:
            return ""
        except Exception:
            self.retries.put(mail_id)
            self.store.wait(mail_id, self.clock())
            raise

    def deliver(self, mail_id: str) -> str:
        """A later try, as the queue asks for it. What fails is raised, and the mail still owed.

        Raises BeingSent where somebody else is at it, who may yet fail.
        """
        return self._claim_and_deliver(mail_id)

    def _claim_and_deliver(self, mail_id: str, not_waiting_since: datetime | None = None) -> str:
        now = self.clock()
        mail = self.store.claim(mail_id, now, now + CLAIMED_FOR, not_waiting_since)
        if mail is None:
            return ""
        try:
            return self._deliver(mail)
        except Exception:
            self.store.release(mail)
            raise

    def _deliver(self, mail: OwedMail) -> str:
        try:
            parcel = self._parcel(mail)
            message_id = self._send(mail, parcel)
        except NotSent as end:
            self._close(mail, end)
            return end.outcome
        now, number = self.clock(), parcel.account.social_insurance_number
        sent = SentMail(message_id, mail.purpose, number, self._mailbox(parcel.address))
        event = Event(now, "MAIL", "SENT", "EMAIL", "mailer", mail.purpose)
        self.store.record(mail, sent, event, noticed=parcel.once_a_day)
        return "SENT"

    def _parcel(self, mail: OwedMail) -> Parcel:
        if mail.purpose == CODE:
            return self._code(mail)
        return self._confirmation(mail) if mail.purpose == TO_CONFIRM else self._notice(mail)

    def _confirmation(self, mail: OwedMail) -> Parcel:
        """A link for the new address, as long as there is something to confirm.

        Links of earlier mails go on working: people open the older one.
        """
        now, declaration = self.clock(), self.store.declaration(mail.about)
        if declaration is None or not declaration.tries_left(now):
            raise NotSent("EXPIRED", mail.social_insurance_number)
        parcel = self._notice(mail)
        expires_at = declaration.confirm_by or now
        link = f"{self.portal}/confirm-email.html#token={self._token(mail, parcel, expires_at)}"
        return replace(parcel, fields={"link": link, "expires_at": expires_at})

    def _code(self, mail: OwedMail) -> Parcel:
        """The account behind a request, if there is one, and a new code in force for it."""
        now, reset = self.clock(), self.store.reset(mail.about)
        if reset is None or not is_open(reset, now):
            raise NotSent("EXPIRED", reset.number if reset else "")
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
            raise NotSent("EXPIRED", account.social_insurance_number)
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
        once_a_day = state.complained_at is not None
        return Parcel(address, account, {"at": mail.owed_at, **self._told(mail)}, once_a_day)

    def _told(self, mail: OwedMail) -> Mapping[str, str]:
        """What one purpose tells beside the time."""
        if mail.purpose == RECEIPT:
            return {"what": mail.about}
        declaration = self.store.declaration(mail.about) if mail.purpose == REJECTED else None
        return {"reason": declaration.timeline[-1].reason} if declaration else {}

    def _send(self, mail: OwedMail, parcel: Parcel) -> str:
        fields = dict(parcel.fields)
        if mail.purpose not in WITHOUT_TOKEN:
            token = self._token(mail, parcel, self.clock() + TOKEN_LIVES)
            fields["refuse_link"] = f"{self.portal}/refuse.html#token={token}"
        try:
            return self.post.send(parcel.address, mail.purpose, fields)
        except MailRefused as refusal:
            number = parcel.account.social_insurance_number
            raise NotSent(f"REFUSED {refusal}", number) from None

    def _token(self, mail: OwedMail, parcel: Parcel, expires_at: datetime) -> str:
        """A new token each time a mail is made; all tokens of one mail stand for one thing."""
        token = self.new_token()
        refusable = Refusable(
            token_hash=token_hash(token),
            mail_id=mail.mail_id,
            purpose=mail.purpose,
            number=parcel.account.social_insurance_number,
            about=mail.about,
            expires_at=expires_at,
            mailbox=self._mailbox(parcel.address),
        )
        self.store.keep_token(refusable)
        return token

    def _close(self, mail: OwedMail, end: NotSent) -> None:
        outcome, _, why = end.outcome.partition(" ")
        reason = f"{mail.purpose} {why}".strip()
        event = Event(self.clock(), "MAIL", outcome, "EMAIL", "mailer", reason)
        self.store.close(mail, end.outcome, end.number, event)

    def _mailbox(self, address: str) -> str:
        return self.subjects.subject("mailbox", compared(address))


def is_open(reset: Reset, now: datetime) -> bool:
    """Whether a code for it could still be used."""
    return not reset.used and now < reset.expires_at


def token_hash(token: str) -> str:
    """How a token is kept: 128 random bits need no salt (SP 800-63B-4, 3.1.1.2)."""
    return hashlib.sha256(token.encode()).hexdigest()
