"""A reset by e-mail from end to end on one table: asked for, mailed to a list, confirmed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from msgspec.structs import replace

from tests.clock import MovableClock
from tests.people import AN, BINH, CLOSED, register
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.hotline import HotlineTable
from vssid_recovery.adapters.table.items import account_of
from vssid_recovery.adapters.table.keys import account_key
from vssid_recovery.adapters.table.mails import MailTable
from vssid_recovery.adapters.table.resets import ResetTable
from vssid_recovery.adapters.table.sign_in import SignInTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Item
from vssid_recovery.credentials import CredentialRules, Credentials, Result
from vssid_recovery.email_reset import Asked, EmailReset, ResetRules
from vssid_recovery.errors import InvalidCode
from vssid_recovery.hotline import Call, Hotline, HotlineRules, Outcome
from vssid_recovery.mailing import Mailer
from vssid_recovery.model import Account
from vssid_recovery.ports import HotlineLimits
from vssid_recovery.reset_ports import CodeLimits, RequestLimits

ID = AN.social_insurance_number
PIN = AN.personal_identification_number
OLD = "chuối xanh nấu ốc 17"
NEW = "mèo tím gõ bàn phím"
WRONG = "99999999"
PORTAL = "https://portal.vssid.example"
DEFAULTS = ResetRules(15, 12, RequestLimits(60, 3, 6), CodeLimits(5, 10))


class Mail(NamedTuple):
    to: str
    purpose: str
    fields: Mapping[str, Any]


@dataclass
class Post:
    """A post office that keeps everything."""

    sent: list[Mail] = field(default_factory=list)

    def send(self, to: str, purpose: str, fields: Mapping[str, str | datetime]) -> str:
        self.sent.append(Mail(to, purpose, fields))
        return f"message-{len(self.sent)}"


class NoRetries:
    def put(self, mail_id: str) -> None:
        raise AssertionError("nothing fails here")


class Open(NamedTuple):
    """A reset that was asked for, and the code that came for it."""

    reset_id: str
    code: str


@dataclass
class Desk:
    """`ask`, `deliver` and `confirm` are what the two functions do; the rest looks at the table."""

    table: Table
    secret: RootSecret
    clock: MovableClock
    rules: ResetRules = DEFAULTS
    post: Post = field(default_factory=Post)
    codes: Iterator[int] = field(default_factory=lambda: count(10_000_001))

    def __post_init__(self) -> None:
        register(self.table, replace(AN, password=self.hasher.hash(OLD)), BINH, CLOSED)
        ids = count(1)
        self.resets = EmailReset(
            ResetTable(self.table),
            self.hasher,
            self.secret,
            self.clock,
            lambda: f"{next(ids):032x}",
            self.rules,
        )
        self.mailer = Mailer(
            store=MailTable(self.table),
            hasher=self.hasher,
            subjects=self.secret,
            post=self.post,
            retries=NoRetries(),
            clock=self.clock,
            randbelow=lambda below: next(self.codes),
            new_token=lambda: "made-up token",
            portal=PORTAL,
        )
        self.credentials = Credentials(
            SignInTable(self.table), self.hasher, self.secret, self.clock, CredentialRules(20, 12)
        )

    @property
    def hasher(self) -> PepperedArgon2:
        return PepperedArgon2(self.secret)

    def ask(self, identifier: str = ID, email: str = AN.email) -> Asked:
        return self.resets.request(identifier, email)

    def deliver(self) -> list[Mail]:
        """The mails that were owed and could be sent."""
        before = len(self.post.sent)
        for mail_id, _ in MailTable(self.table).oldest_owed(self.clock()):
            self.mailer.deliver(mail_id)
        return self.post.sent[before:]

    def open(self, identifier: str = ID, email: str = AN.email) -> Open:
        """A reset whose code has come."""
        asked = self.ask(identifier, email)
        [mail] = [mail for mail in self.deliver() if mail.purpose == "RESET_CODE"]
        return Open(asked.reset_id, mail.fields["code"])

    def confirm(self, reset: Open, code: str = "", new: str = NEW) -> None:
        self.resets.confirm(reset.reset_id, code or reset.code, new)

    def guess(self, reset_id: str, code: str = WRONG, new: str = NEW) -> int:
        """The tries that are left after a code that does not work."""
        try:
            self.resets.confirm(reset_id, code, new)
        except InvalidCode as refusal:
            return refusal.attempts_left
        raise AssertionError("the code works")

    def works(self, password: str, identifier: str = ID) -> bool:
        return self.credentials.check(identifier, password).result is Result.VALID

    def call_hotline(self) -> str:
        """The temporary password that is read out."""
        self.clock.advance(milliseconds=1)
        limits = HotlineLimits(9, 9, 9, 9)
        store = HotlineTable(self.table)
        rules = HotlineRules(10, limits)
        hotline = Hotline(store, self.hasher, self.secret, self.clock, lambda _: 7_654_321, rules)
        answer = hotline.issue(Call(ID, AN.phone, "made-up contact", self.clock()))
        assert answer.outcome is Outcome.ISSUED
        return "".join(answer.groups or ())

    def account(self, number: str = ID) -> Account:
        found = account_of(self.table.get(account_key(number)))
        assert found is not None
        return found

    def change_account(self, **changes: Any) -> None:
        """As another part of the service would: the version is the changer's business."""
        account = self.account()
        register(self.table, replace(account, **changes))

    def events(self, number: str = ID) -> list[str]:
        found = self.table.query(account_key(number)["pk"], "EVENT#")
        return [f"{event['kind']} {event['outcome']} {event.get('reason', '')}" for event in found]

    def pair(self, number: str = ID, email: str = AN.email) -> str:
        return self.secret.subject("pair", f"{number} {email}")

    def item(self, key: Mapping[str, str]) -> Item:
        return self.table.get(dict(key)) or {}


class Spy:
    """A DynamoDB client that notes what was asked of it."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: list[str] = []
        self.keys: list[str] = []

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**parameters: Any) -> Any:
            self.calls.append(operation)
            self.keys += partitions(parameters)
            return getattr(self._client, operation)(**parameters)

        return call


def partitions(parameters: Any) -> list[str]:
    """Every partition key in a call's parameters."""
    if isinstance(parameters, list):
        return [key for each in parameters for key in partitions(each)]
    if not isinstance(parameters, dict):
        return []
    own = [parameters["pk"]["S"]] if isinstance(parameters.get("pk"), dict) else []
    return own + [key for each in parameters.values() for key in partitions(each)]


class CountingHasher:
    """The real one, and how often it was asked to compare and to hash."""

    def __init__(self, real: PepperedArgon2) -> None:
        self._real = real
        self.work = 0

    def hash(self, password: str) -> Any:
        self.work += 1
        return self._real.hash(password)

    def matches(self, stored: Any, password: str) -> bool:
        self.work += 1
        return self._real.matches(stored, password)

    def is_outdated(self, stored: Any) -> bool:
        return self._real.is_outdated(stored)
