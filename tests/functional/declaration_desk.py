"""A declaration from the unit's form to the address that counts, on one table with one clock."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.reset_desk import NEW, PORTAL, Mail, NoRetries, Open, Post
from tests.people import AN, BINH, CLOSED, register
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.addresses import sharers_of
from vssid_recovery.adapters.table.declarations import DeclarationTable
from vssid_recovery.adapters.table.hotline import HotlineTable
from vssid_recovery.adapters.table.items import account_of
from vssid_recovery.adapters.table.keys import account_key, address_key
from vssid_recovery.adapters.table.mails import MailTable
from vssid_recovery.adapters.table.refusals import RefusalTable
from vssid_recovery.adapters.table.resets import ResetTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.confirming import Confirming, Holding
from vssid_recovery.deciding import Deciding, Decision
from vssid_recovery.declaration_lists import DeclarationLists
from vssid_recovery.declaration_model import SD_GD, TK1_TS, Declaration, Declared, Status, Step
from vssid_recovery.declaring import Declaring
from vssid_recovery.email_reset import EmailReset, ResetRules
from vssid_recovery.hotline import Answer, Call, Hotline, HotlineRules
from vssid_recovery.mailing import Mailer
from vssid_recovery.model import Account
from vssid_recovery.ports import HotlineLimits
from vssid_recovery.refusals import Refusals
from vssid_recovery.reset_ports import CodeLimits, RequestLimits
from vssid_recovery.staff import Role, Staff

UNIT = Staff("sub-unit", frozenset({Role.UNIT}), "TN0001N", "07906", "don-vi-mau.example")
COLLECTOR = Staff("sub-collector", frozenset({Role.COLLECTOR}), "TN0001N", "07906")
OFFICER = Staff("sub-officer", frozenset({Role.OFFICER}), office_code="07906")
SUPERVISOR = Staff("sub-supervisor", frozenset({Role.SUPERVISOR}), office_code="07906")
OTHER_UNIT = Staff("sub-other-unit", frozenset({Role.UNIT}), "TN0002N", "07907")
OTHER_OFFICER = Staff("sub-other-officer", frozenset({Role.OFFICER}), office_code="07907")
OTHER_SUPERVISOR = Staff("sub-other-supervisor", frozenset({Role.SUPERVISOR}), office_code="07907")

NEW_ADDRESS = "binh.tran@thu.example"
CONFIRM, REPLACED = "EMAIL_TO_CONFIRM", "EMAIL_REPLACED"
APPROVE = Decision(Step.APPROVE, "")
REJECT = Decision(Step.REJECT, "Họ tên không khớp với sổ bảo hiểm.")


def form(
    account: Account = BINH, email: str = NEW_ADDRESS, form: str = TK1_TS, **other: Any
) -> Declared:
    """What a form says of somebody, all of it right."""
    declared = Declared(
        form=form,
        identifier=account.social_insurance_number,
        full_name=account.full_name,
        date_of_birth=account.date_of_birth,
        phone="0912 345 678",
        email=email,
    )
    return replace(declared, **other)


@dataclass
class DeclarationDesk:
    """`declare`, `decide`, `deliver`, `confirm` and `refuse` are what the functions do."""

    table: Table
    secret: RootSecret
    clock: MovableClock
    holding: Holding = field(default_factory=lambda: Holding(72, 72))
    post: Post = field(default_factory=Post)

    def __post_init__(self) -> None:
        register(self.table, AN, BINH, CLOSED)
        ids, tokens = count(1), count(1)
        self.store = DeclarationTable(self.table)
        self.declaring = Declaring(self.store, self.clock, lambda: f"{next(ids):032x}")
        self.deciding = Deciding(self.store, self.secret, self.clock)
        self.confirming = Confirming(self.store, self.secret, self.clock, self.holding)
        self.lists = DeclarationLists(self.store, self.secret, self.clock)
        self.refusals = Refusals(RefusalTable(self.table), self.secret, self.clock)
        hasher = PepperedArgon2(self.secret)
        rules = ResetRules(15, 12, RequestLimits(0, 99, 99), CodeLimits(5, 99))
        self.resets = EmailReset(
            ResetTable(self.table),
            hasher,
            self.secret,
            self.clock,
            lambda: f"{next(ids):032x}",
            rules,
        )
        self.hotline = Hotline(
            HotlineTable(self.table),
            hasher,
            self.secret,
            self.clock,
            lambda below: below - 1,
            HotlineRules(10, HotlineLimits(99, 99, 99, 99)),
        )
        self.mailer = Mailer(
            store=MailTable(self.table),
            hasher=hasher,
            subjects=self.secret,
            post=self.post,
            retries=NoRetries(),
            clock=self.clock,
            randbelow=lambda below: below - 1,
            new_token=lambda: f"{next(tokens):022d}",
            portal=PORTAL,
        )

    def declare(self, declared: Declared | None = None, staff: Staff = UNIT) -> Declaration:
        return self.declaring.declare(staff, declared or form())[0]

    def decide(
        self, declaration: Declaration, decision: Decision = APPROVE, staff: Staff = OFFICER
    ) -> Declaration:
        return self.deciding.decide(staff, declaration.declaration_id, decision)

    def deliver(self) -> list[Mail]:
        """The mails that were owed and could be sent, the oldest first."""
        before = len(self.post.sent)
        owed = MailTable(self.table).oldest_owed(self.clock())
        for mail_id, _ in sorted(owed, key=lambda each: each[1]):
            self.mailer.deliver(mail_id)
        return self.post.sent[before:]

    def token_in(self, mails: list[Mail], purpose: str = CONFIRM) -> str:
        mail = next(mail for mail in mails if mail.purpose == purpose)
        link = mail.fields["link" if purpose == CONFIRM else "refuse_link"]
        return str(link).partition("#token=")[2]

    def approved(
        self, declared: Declared | None = None, entered_by: Staff = UNIT, by: Staff = OFFICER
    ) -> tuple[Declaration, str]:
        """An approved declaration and the token that the new address got."""
        declaration = self.decide(self.declare(declared, entered_by), APPROVE, by)
        return declaration, self.token_in(self.deliver())

    def confirm(self, token: str, identifier: str = BINH.social_insurance_number) -> None:
        self.confirming.confirm(token, identifier)

    def confirmed(
        self, declared: Declared | None = None, entered_by: Staff = UNIT, by: Staff = OFFICER
    ) -> Declaration:
        declaration, token = self.approved(declared, entered_by, by)
        self.confirm(token, declaration.number)
        return self.case(declaration)

    def case(self, declaration: Declaration) -> Declaration:
        found = self.store.declaration(declaration.declaration_id)
        assert found is not None
        return found

    def status(self, declaration: Declaration) -> Status:
        return self.case(declaration).status_at(self.clock())

    def refuse(self, token: str) -> None:
        self.refusals.refuse(token)

    def open_reset(self, of: Account, email: str) -> Open | None:
        """A reset whose code has come to `email`; None where none came."""
        asked = self.resets.request(of.social_insurance_number, email)
        codes = [mail for mail in self.deliver() if mail.purpose == "RESET_CODE"]
        return Open(asked.reset_id, codes[0].fields["code"]) if codes else None

    def recovers(self, of: Account, email: str) -> bool:
        return self.open_reset(of, email) is not None

    def reset(self, reset: Open | None, password: str = NEW) -> None:
        assert reset is not None
        self.resets.confirm(reset.reset_id, reset.code, password)

    def call(self, of: Account = BINH, key: str = "8") -> Answer:
        """The person calls the hotline and presses 8, or 9 to refuse the new address."""
        self.clock.advance(milliseconds=1)
        now = self.clock()
        call = Call(of.social_insurance_number, of.phone, f"contact {now}", now)
        return self.hotline.refuse_email(call) if key == "9" else self.hotline.issue(call)

    def events(self, of: Account = BINH, kind: str = "DECLARATION") -> list[tuple[str, str, str]]:
        """Of one kind in the account's history: outcome, who, why."""
        found = self.table.query(account_key(of.social_insurance_number)["pk"], "EVENT#")
        return [(e["outcome"], e["by"], e.get("reason", "")) for e in found if e["kind"] == kind]

    def sharers(self, email: str) -> frozenset[str]:
        """The numbers of the accounts that an address is confirmed on."""
        return sharers_of(self.table.get(address_key(email)))

    def account(self, of: Account = BINH) -> Account:
        found = account_of(self.table.get(account_key(of.social_insurance_number)))
        assert found is not None
        return found


def in_person(account: Account = BINH, email: str = NEW_ADDRESS, **other: Any) -> Declared:
    """The same on form 02/SĐ-GD."""
    return form(account, email, SD_GD, **other)
