"""The staff's desk: who sits there, what they do, and the people that it is about."""

from dataclasses import dataclass
from itertools import count
from typing import Any, Self

import pytest
import requests
from msgspec.structs import replace
from playwright.sync_api import Locator, expect

from local.stack_file import Stack
from local.staff import StaffUser
from local.staff_session import StaffSession, sign_in
from tests.browser.citizen import Citizen
from tests.browser.conftest import OpenContext
from tests.browser.watch import Watch
from tests.e2e.deployed import Deployed
from tests.people import AN, register
from vssid_recovery.model import Account

DESK = "/desk/index.html"
MENU = "Việc của Ông/Bà"
EMAIL = "Địa chỉ thư điện tử"
NAME = "Họ và tên"
BIRTH = "Ngày, tháng, năm sinh"
NOTE = "Ghi chú"
REASON = "Lý do"
SEND = "Gửi tờ khai"
RECEIVED = "Đã tiếp nhận tờ khai"
REVIEW = "Xem lại quyết định"

NUMBERS = (f"68{number:08d}" for number in count())
HEADER = "identifier,full_name,date_of_birth,phone,email,note"


class Clerk(Citizen):
    """Somebody of a unit or an office, at a desk computer."""

    def signs_in(self, user: StaffUser) -> Self:
        """With the password, on whatever page asks for it."""
        return self.tries(user.username, user.password).reads(MENU)

    def tries(self, username: str, password: str) -> Self:
        """Signs in, or tries to."""
        self.types("Tên đăng nhập", username).types("Mật khẩu", password)
        return self.presses("Đăng nhập")

    def fills_in(self, person: Account, email: str) -> Self:
        """A declaration of this address for somebody."""
        self.types("Mã số BHXH hoặc số căn cước", person.social_insurance_number)
        self.types(NAME, person.full_name).types(BIRTH, f"{person.date_of_birth:%d/%m/%Y}")
        return self.types(EMAIL, email)

    def enters(self, person: Account, email: str) -> Self:
        """Form 02/SĐ-GD, for somebody who stands at the counter and whose papers agree."""
        self.follows("Nhập mẫu 02/SĐ-GD").fills_in(person, email)
        self.page.get_by_label("Người tham gia đang có mặt").check()
        return self.presses(SEND).reads(RECEIVED)

    def opens_case(self, email: str) -> Self:
        """The declaration of this address, by its name in a list."""
        self.finds_case(email).get_by_role("link").first.click()
        expect(self.timeline).not_to_have_count(0)
        return self

    def finds_case(self, email: str) -> Locator:
        """The row of a list with this address, however long the list is."""
        more = self.button("Xem tiếp")
        while not self.case(email).count():
            expect(more.or_(self.case(email)).first).to_be_visible()
            if not self.case(email).count():
                more.click()
        return self.case(email)

    def case(self, email: str) -> Locator:
        """The row of a list with this address."""
        return self.page.get_by_role("listitem").filter(has_text=email)

    def decides(self, decision: str, reason: str = "") -> Self:
        """Chooses, gives a reason and asks to review it; nothing is decided yet."""
        self.decision.select_option(label=decision)
        return self.types(REASON, reason).presses(REVIEW)

    def confirms(self) -> Self:
        """In the dialog that asks once more."""
        self.dialog.get_by_role("button", name="Xác nhận", exact=True).click()
        return self

    @property
    def decision(self) -> Locator:
        """Where one chooses what to decide."""
        return self.page.get_by_role("combobox", name="Quyết định")

    @property
    def dialog(self) -> Locator:
        """What asks «are you sure»."""
        return self.page.get_by_role("dialog", name="Xác nhận quyết định")

    @property
    def timeline(self) -> Locator:
        """What has become of a declaration, the first moment first."""
        return self.page.locator("#timeline > li")


@dataclass(frozen=True)
class Desk:
    """A stack with its staff, and with people that are registered for one test."""

    stack: Stack
    deployed: Deployed
    open_context: OpenContext

    def clerk(self, **more: Any) -> Clerk:
        """Somebody who has not signed in yet, before the first page; `more` as `open_context`."""
        size = {"width": 1280, "height": 800}
        page = self.open_context(**({"viewport": size} | more)).new_page()
        return Clerk(page).opens(DESK)

    def signed_in(self, role: str, **more: Any) -> Clerk:
        """The sample staff member of a role, signed in."""
        return self.clerk(**more).signs_in(self.stack.staff[role])

    def newcomer(self, **changes: Any) -> Account:
        """Somebody of the sample unit, in the register without an e-mail."""
        blank: dict[str, Any] = {"personal_identification_number": "", "phone": "", "email": ""}
        blank |= {"phone_confirmed_on": None, "email_confirmed_on": None}
        someone = replace(AN, social_insurance_number=next(NUMBERS), **(blank | changes))
        register(self.deployed.table, someone)
        return someone

    def session(self, role: str) -> StaffSession:
        """The same staff member at another computer, behind the pages."""
        return sign_in(self.stack, role)

    def declared(self, person: Account, **more: str) -> str:
        """A declaration by the unit, entered at another computer; its number."""
        body = {
            "form": "TK1-TS",
            "identifier": person.social_insurance_number,
            "fullName": person.full_name,
            "dateOfBirth": person.date_of_birth.isoformat(),
            "phone": "",
            "email": address_of(person),
        }
        answer = self.session("unit").post("/email-declarations", body | more)
        assert answer.status_code == 201, answer.text
        declaration_id: str = answer.json()["declarationId"]
        return declaration_id

    def uploaded(self, name: str, text: str) -> str:
        """A file that the unit has uploaded at another computer; its number."""
        opened = self.session("unit").post("/declaration-batches", {"fileName": name}).json()
        kind = {"Content-Type": opened["contentType"]}
        put = requests.put(opened["uploadUrl"], data=text.encode(), headers=kind, timeout=10)
        assert put.status_code == 200, put.text
        batch_id: str = opened["batchId"]
        return batch_id


def address_of(person: Account) -> str:
    """A mailbox of one's own."""
    return f"n{person.social_insurance_number}@thu.example"


def table_of(*people: Account) -> str:
    """A file that declares these people's addresses."""
    return "\n".join([HEADER, *map(_line, people)])


def _line(person: Account) -> str:
    number, name = person.social_insurance_number, person.full_name
    return f"{number},{name},{person.date_of_birth},,{address_of(person)},"


@pytest.fixture(scope="session")
def desk_watch(origin: str, stack: Stack) -> Watch:
    """Beside the pages there are the sign-in and the upload bucket: here both are the emulator."""
    kept = frozenset({"staff-session", "draft"})
    return Watch(frozenset({origin}), kept, frozenset({stack.endpoint_url}))


@pytest.fixture
def a_desk(served: Stack, deployed: Deployed, open_context: OpenContext) -> Desk:
    """The desk of the stack that is served."""
    return Desk(served, deployed, open_context)
