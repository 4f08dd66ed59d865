"""The whole house on one table: hotline, sign-in, resets, the mailer and the refusals.

Mail goes to a list, fails where a test says so, and waits on a list instead of a queue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from msgspec.structs import replace

from tests.functional.reset_desk import PORTAL, Desk, Mail, Post
from tests.people import AN
from vssid_recovery.adapters.table.hotline import HotlineTable
from vssid_recovery.adapters.table.items import mail_put
from vssid_recovery.adapters.table.keys import mail_key
from vssid_recovery.adapters.table.mails import MailTable
from vssid_recovery.adapters.table.refusals import RefusalTable
from vssid_recovery.hotline import Call, Hotline, HotlineRules, Outcome
from vssid_recovery.mailing import Mailer
from vssid_recovery.model import OwedMail
from vssid_recovery.ports import HotlineLimits
from vssid_recovery.refusals import Refusals

SPOKEN = "007654321"
LINK = f"{PORTAL}/refuse.html#token="


class Killed(BaseException):
    """The process is gone: nothing of its own may tidy up."""


@dataclass
class FaultyPost(Post):
    """Raises its `faults` one after the other; with `takes`, after it has taken the mail."""

    faults: list[BaseException] = field(default_factory=list)
    takes: bool = False

    def send(self, to: str, purpose: str, fields: Mapping[str, str | datetime]) -> str:
        if not self.faults:
            return super().send(to, purpose, fields)
        if self.takes:
            super().send(to, purpose, fields)
        raise self.faults.pop(0)


class Meddled:
    """Does at one step of a store or post, once, what a test wants done before or after it."""

    def __init__(self, real: Any, step: str, act: Callable[[], None], after: bool = False) -> None:
        self._real, self._step, self._act, self._after = real, step, act, after

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._real, name)
        if name != self._step:
            return method

        def meddled(*given: Any, **named: Any) -> Any:
            self._step = ""
            if not self._after:
                self._act()
                return method(*given, **named)
            result = method(*given, **named)
            self._act()
            return result

        return meddled


def die() -> None:
    raise Killed


@dataclass
class MailRoom(Desk):
    post: FaultyPost = field(default_factory=FaultyPost)
    waiting: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.store = MailTable(self.table)
        tokens = count(1)
        self.mailer = replace(
            self.mailer, retries=self, new_token=lambda: f"made-up-token-{next(tokens):08d}"
        )
        self.refusals = Refusals(RefusalTable(self.table), self.secret, self.clock)

    def put(self, mail_id: str) -> None:
        """Implements mailer_ports.Retries."""
        self.waiting.append(mail_id)

    def owed(self) -> list[str]:
        return sorted(self.store.all_owed(self.clock()))

    def meddled(self, step: str, act: Callable[[], None], after: bool = False) -> Mailer:
        """The mailer, in whose way something comes once, at one step of its work."""
        if step == "send":
            post: Any = Meddled(self.post, step, act, after)
            return replace(self.mailer, post=post)
        store: Any = Meddled(self.store, step, act, after)
        return replace(self.mailer, store=store)

    def mail(self, mail_id: str) -> dict[str, Any]:
        return self.item(mail_key(mail_id))

    def owe(self, purpose: str, about: str = "", address: str = "", number: str = "") -> str:
        """Another part of the service owes a mail; its id."""
        number, now = number or AN.social_insurance_number, self.clock()
        mail_id = self.secret.subject("mail", f"{purpose} {number} {now}")
        about = about or now.isoformat()
        self.table.transact([mail_put(OwedMail(mail_id, purpose, number, now, about, address))])
        return mail_id

    def call(self, digits: str = SPOKEN, phone: str = AN.phone) -> Outcome:
        """Somebody calls the hotline, which reads out `digits` to a matching caller."""
        self.clock.advance(milliseconds=1)
        hotline = Hotline(
            HotlineTable(self.table),
            self.hasher,
            self.secret,
            self.clock,
            lambda below: int(digits),
            HotlineRules(10, HotlineLimits(99, 99, 99, 99)),
        )
        now = self.clock()
        return hotline.issue(Call(AN.social_insurance_number, phone, f"c {now}", now)).outcome

    def choose(self, current: str, new: str) -> None:
        """Set a new password with the current or the temporary one, some time later."""
        self.clock.advance(seconds=1)
        self.credentials.change(AN.social_insurance_number, current, new)

    def told(self, purpose: str) -> Mail:
        """The one mail of that purpose that comes now."""
        [mail] = [mail for mail in self.deliver() if mail.purpose == purpose]
        return mail

    def refuse(self, mail: Mail) -> None:
        """The citizen opens the link of a mail, and confirms, some time later."""
        self.clock.advance(seconds=1)
        self.refusals.refuse(token_of(mail))


def token_of(mail: Mail) -> str:
    link: str = mail.fields["refuse_link"]
    assert link.startswith(LINK)
    return link.removeprefix(LINK)
