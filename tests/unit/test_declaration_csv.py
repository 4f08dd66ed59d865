"""CSV as Excel, LibreOffice and hands write it, whatever the pieces it arrives in."""

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vssid_recovery.declaration_csv import KEPT_OF_CELL, LONGEST_RECORD, read_csv
from vssid_recovery.declaration_refusals import FileRefused

HEADER = "identifier,full_name,date_of_birth,email\n"


class InPieces(BytesIO):
    """A stream that gives `piece` bytes at a time, as a network may."""

    piece = 1 << 16

    def read1(self, size: int | None = -1, /) -> bytes:
        return super().read1(self.piece)


def records(text: str | bytes, piece: int = 1 << 16) -> list[tuple[int, list[str]]]:
    stream = InPieces(text.encode() if isinstance(text, str) else text)
    stream.piece = piece
    return [(number, list(cells.values())) for number, cells in read_csv(stream)]


def cells_after_header(text: str) -> list[list[str]]:
    return [cells for _, cells in records(HEADER + text)[1:]]


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 1 << 16])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_reads_alike_in_whatever_pieces_it_comes(
    piece: int, separator: str, end: str
) -> None:
    lines = ["Mã số BHXH|Họ và tên|Email", '1|"Nguyễn\n""Bé""\r\nAn"|a@thu.example', "2|Bình|"]
    text = "\ufeff" + end.join(line.replace("|", separator) for line in lines)

    assert records(text, piece) == [
        (1, ["Mã số BHXH", "Họ và tên", "Email"]),
        (2, ["1", 'Nguyễn\n"Bé"\r\nAn', "a@thu.example"]),
        (3, ["2", "Bình", ""]),
    ]


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
                              max_size=20), min_size=2, max_size=5), max_size=5),
    st.sampled_from(",;"),
    st.integers(1, 9),
)  # fmt: skip
def test_what_a_csv_writer_writes_is_read_back(
    rows: list[list[str]], separator: str, piece: int
) -> None:
    written = StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows([["email", "note"], *rows])

    read = [cells for _, cells in records(written.getvalue(), piece)]

    assert read == [["email", "note"], *rows]


@pytest.mark.parametrize("line", ["sep=;\r\n", "SEP=;\n", '"sep=;"\r\n', "\ufeffsep=;\r\n"])
def test_excels_line_about_the_separator_is_obeyed_and_not_counted(line: str) -> None:
    assert records(f"{line}a,b;c\n1;2\n") == [(1, ["a,b", "c"]), (2, ["1", "2"])]


def test_a_separator_inside_a_header_cell_does_not_mislead() -> None:
    assert records('"email","note; or, nothing; at; all"\n1,2;3\n')[1] == (2, ["1", "2;3"])


def test_empty_lines_keep_their_numbers() -> None:
    assert [number for number, _ in records(f"\n\n{HEADER}\n1,2,3,4\n")] == [1, 2, 3, 4, 5]


def test_a_stray_quote_spoils_its_own_line_only() -> None:
    read = cells_after_header('1,"An,x,y\n2,Bình,x,y\n3,"Châu" Lê,x,y\n4,"Dung",x,y\n')

    assert read == [
        ["1", '"An', "x", "y"],
        ["2", "Bình", "x", "y"],
        ["3", '"Châu" Lê', "x", "y"],
        ["4", "Dung", "x", "y"],
    ]


def test_quotes_within_a_cell_are_text() -> None:
    read = cells_after_header('1,An 5",x,y\n2,Bình,x,y\n3,6" Châu,x,y\n')

    assert read == [["1", 'An 5"', "x", "y"], ["2", "Bình", "x", "y"], ["3", '6" Châu', "x", "y"]]


def test_a_quote_that_ends_many_lines_below_swallows_none_of_them() -> None:
    people = [f"{number},Bình,x,y" for number in range(200)]

    read = cells_after_header("\n".join(['0,"An,x,y', *people, '9,Giang,x,"', "8,Hoa,x,y"]))

    assert len(read) == 203
    assert read[-1] == ["8", "Hoa", "x", "y"]


def test_a_quote_that_never_ends_does_not_pull_the_file_into_memory() -> None:
    file = BytesIO(f'{HEADER}0,"An,x,y\n'.encode() + b"1,Binh,x,y\n" * 100_000)

    read = read_csv(file)
    _, (_, stray) = next(read), next(read)

    assert stray[1] == '"An'
    assert file.tell() < 2 * LONGEST_RECORD


def test_a_cell_that_is_too_long_is_cut_and_its_neighbours_stay() -> None:
    ((_, name, *others),) = cells_after_header(f"1,{'A' * 50_000},x,y\n")

    assert len(name) == KEPT_OF_CELL
    assert others == ["x", "y"]


@pytest.mark.parametrize("line", ["A" * (LONGEST_RECORD + 1), "A" * 3_000_000, "1,A\0n,x,y\n"])
def test_a_line_that_no_table_has_refuses_the_file(line: str) -> None:
    with pytest.raises(FileRefused) as refused:
        records(HEADER + line)

    assert refused.value.reason.code == "NOT_A_TABLE"


@pytest.mark.parametrize("encoding", ["cp1258", "latin-1"])
def test_what_is_not_utf8_is_refused_with_how_to_save_it(encoding: str) -> None:
    with pytest.raises(FileRefused) as refused:
        records(HEADER.encode() * 5_000 + "1,Hoà,x,y\n".encode(encoding))

    assert refused.value.reason.code == "NOT_UTF8"
    assert "CSV UTF-8" in refused.value.reason.vi
