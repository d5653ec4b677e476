"""Reports as files, read back as a person or a spreadsheet would read them."""

import json
import os
import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import font_source_sans_pro
import pypdfium2
import pytest

from tests.services.reports.shop import PROFILE, Shop, day, hashed, period
from trendy_desktop.errors import DiskFull, RenderingFailed
from trendy_desktop.services.reports import Format, PeriodKind, child, pdf

NAMES = ("Ρούχα Αθήνα", "Мода Київ", "Żółć Łódź", "Ґудзик їжак ё ў", "Ϊώ ΰ Ύφασμα")


def pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]


def text_of(path: Path) -> str:
    return "\n".join(pages(path))


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Five products with titles in four scripts, orders on each second day of 2019, one refused line."""
    variants = [shop.product(f"P-{at}", cost=1000 + at, title=title)[0] for at, title in enumerate(NAMES)]
    for variant in variants:
        shop.move(variant, 100, "opening", shop.clock.now())
    for at in range(0, 365, 2):
        line = (variants[at % 5], 1 + at % 3, 1990)
        shop.order(day("2019-01-01").plus(at), [line], customer=f"person {at % 7}")
    shop.refuse(day("2019-12-03"), 4200)
    return shop


# --- PDF ------------------------------------------------------------------------------------------------------------


def test_the_finance_report_is_printed_whole(sold: Shop, tmp_path: Path) -> None:
    out = tmp_path / "finance.pdf"
    sold.reports.write(sold.reports.finance(period("2019-12-02", "2019-12-15")), Format.PDF, out)
    (text,) = pages(out)
    for words in (
        "Finance report",
        "Ρούχα Αθήνα",
        "Weeks 2019-W49 to 2019-W50 · 2 – 15 Dec 2019",
        "Stock assets\n5,010.00 EUR\nat cost, end of 15 Dec 2019",
        "Orders a day 16 Sep – 15 Dec 2019",
        "in the period of this report",
        "2019-W49 2 – 8 Dec 2019 ",
        "Refused for want of stock or a fault in the order: 42.00 EUR.",
        "Printed 13 Sep 2020, 14:26, as of 13 Sep 2020, 14:26 (Europe/Vienna).",
        "Contains no customer names or e-mail addresses.",
        "Page 1 of 1",
    ):
        assert words in text
    assert "Practice" not in text


def test_the_printed_figures_are_those_of_the_data(sold: Shop, tmp_path: Path) -> None:
    report = sold.reports.finance(period("2019-10-01", "2019-12-31"))
    out = tmp_path / "finance.pdf"
    sold.reports.write(report, Format.PDF, out)
    text = text_of(out).replace("\N{MINUS SIGN}", "-")
    for week in report.weeks:
        assert re.search(rf"{week.week} .* {week.orders} .* {week.amount / 100:,.2f} ", text)
    assert f"{sum(week.amount for week in report.weeks) / 100:,.2f}" in text


def test_a_long_table_flows_over_pages_that_know_their_number(sold: Shop, tmp_path: Path) -> None:
    out = tmp_path / "finance.pdf"
    sold.reports.write(sold.reports.finance(period("2018-11-05", "2019-12-31")), Format.PDF, out)
    found = pages(out)
    assert len(found) == 3
    for number, text in enumerate(found, 1):
        assert f"Page {number} of 3" in text
        assert "Week Days Orders Change Amount, EUR Change Refused, EUR" in text
        assert "Printed 13 Sep 2020" in text
    assert len(re.findall(r"^20\d\d-W\d\d ", "\n".join(found), re.MULTILINE)) == 61
    assert "Total" in found[-1]


def test_the_marketing_report_names_customers_by_code_and_short_key(sold: Shop, tmp_path: Path) -> None:
    out = tmp_path / "marketing.pdf"
    report = sold.reports.marketing(PeriodKind.MONTH, day("2019-12-05"), top=10)
    sold.reports.write(report, Format.PDF, out)
    text = text_of(out)
    for name in NAMES:
        assert name in text
    for row in report.customers:
        assert row.code in text
        assert row.hashed_email.hex()[:8] in text
        assert row.hashed_email.hex()[:9] not in text
    assert "1 – 31 Dec 2019" in text


def test_the_font_has_every_letter_of_greek_cyrillic_and_polish() -> None:
    from reportlab.pdfbase.ttfonts import TTFont

    letters = (
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωΆΈΉΊΌΎΏάέήίόύώϊϋΐΰΪΫ"
        "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяЁёЂђЃѓЄєЅѕІіЇїЈјЉљЊњЋћЌќЎўЏџҐґ"
        "ĄĆĘŁŃÓŚŹŻąćęłńóśźżÄÖÜäöüßéèêëàâçñõåøæœČŠŽčšžŐőŰűĞğİıŞşȘșȚț"
        "0123456789 +\N{MINUS SIGN}–—…·×€£%&@,.;:()/'’\""
    )
    for name in (pdf.REGULAR, pdf.SEMIBOLD):
        glyphs = TTFont(name, font_source_sans_pro.font_files_ttf[name]).face.charToGlyph
        assert [letter for letter in letters if not glyphs.get(ord(letter))] == []


def test_letters_in_pieces_are_put_together(shop: Shop, tmp_path: Path) -> None:
    (variant,) = shop.product("A", title="Z\u0307o\u0301l\u0301c\u0301 na\nzime\u0328")
    shop.order(day("2020-01-01"), [(variant, 1, 100)])
    out = tmp_path / "marketing.pdf"
    shop.reports.write(shop.reports.marketing(PeriodKind.DAY, day("2020-01-01"), top=1), Format.PDF, out)
    assert "Żó\u013ać na zimę" in text_of(out)


def test_an_empty_period_says_so_on_a_whole_page(sold: Shop, tmp_path: Path) -> None:
    finance, marketing = tmp_path / "finance.pdf", tmp_path / "marketing.pdf"
    sold.reports.write(sold.reports.finance(period("2024-01-01", "2024-01-07")), Format.PDF, finance)
    sold.reports.write(sold.reports.marketing(PeriodKind.WEEK, day("2024-01-01"), top=5), Format.PDF, marketing)
    assert "No sales between 1 Jan 2024 and 7 Jan 2024." in text_of(finance)
    assert "No sales between 8 Oct 2023 and 7 Jan 2024" in text_of(finance)  # in the charts
    assert text_of(marketing).count("None in this period.") == 2


def test_a_practice_copy_is_marked_on_every_page(sold: Shop, tmp_path: Path) -> None:
    sold.profile = replace(PROFILE, practice=True)
    out = tmp_path / "finance.pdf"
    sold.reports.write(sold.reports.finance(period("2018-11-05", "2019-12-31")), Format.PDF, out)
    assert all("Practice" in text.splitlines()[0] + text.splitlines()[1] for text in pages(out))
    assert all("Practice copy." in text for text in pages(out))


@pytest.mark.parametrize("name", ["W" * 100, "The House of Fine Garments and Accessories " * 2, "x"])
def test_nothing_leaves_the_page_whatever_is_on_it(shop: Shop, tmp_path: Path, name: str) -> None:
    shop.profile = replace(PROFILE, name=name, practice=True)
    (variant,) = shop.product("W" * 64, cost=99_999_999_999, title="W" * 200)
    shop.move(variant, 9_999_999, "opening", shop.clock.now())
    for at in range(30):
        shop.order(day("2020-01-01").plus(at), [(variant, 9_999_999, 99_999_999_999 // (at + 1))], customer="mara")
    shop.refuse(day("2020-01-03"), 2**62)
    out = tmp_path / "report.pdf"
    for report in (
        shop.reports.finance(period("2020-01-01", "2020-02-09")),
        shop.reports.marketing(PeriodKind.MONTH, day("2020-01-01"), top=5),
    ):
        shop.reports.write(report, Format.PDF, out)
        with pypdfium2.PdfDocument(out) as document:
            for page in document:
                words = page.get_textpage()
                boxes = [words.get_charbox(at) for at in range(words.count_chars())]
                assert min(left for left, _, _, _ in boxes) >= pdf.MARGIN - 1
                assert max(right for _, _, right, _ in boxes) <= pdf.PAGE_WIDTH - pdf.MARGIN + 1


def test_equal_reports_are_equal_files_and_name_nobody(sold: Shop, tmp_path: Path) -> None:
    report = sold.reports.finance(period("2019-12-02", "2019-12-15"))
    one, other = tmp_path / "one.pdf", tmp_path / "other.pdf"
    sold.reports.write(report, Format.PDF, one)
    sold.reports.write(report, Format.PDF, other)
    assert one.read_bytes() == other.read_bytes()
    with pypdfium2.PdfDocument(one) as document:
        said = document.get_metadata_dict(skip_empty=True)
    assert said["Title"] == "Finance report, Weeks 2019-W49 to 2019-W50 · 2 – 15 Dec 2019"
    assert said["Author"] == said["Creator"] == "TrendyThreads Desktop"
    assert set(said) <= {"Title", "Author", "Creator", "Producer", "CreationDate", "ModDate", "Subject", "Keywords"}


def test_the_charts_are_lines_and_not_pictures_and_the_font_is_inside(sold: Shop, tmp_path: Path) -> None:
    out = tmp_path / "finance.pdf"
    sold.reports.write(sold.reports.finance(period("2019-12-02", "2019-12-15")), Format.PDF, out)
    content = out.read_bytes()
    assert b"/Subtype /Image" not in content
    assert content.count(b"/FontFile2") == content.count(b"/Type /FontDescriptor") == 2
    assert b"Helvetica" not in content
    assert len(content) < 150_000


# --- failures -------------------------------------------------------------------------------------------------------


def test_a_failed_rendering_leaves_no_file(sold: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    render = child.bytes_from

    def crash(*_: object, **__: object) -> bytes:
        return render(bytes.fromhex, "not hex", seconds=30)

    monkeypatch.setattr(child, "bytes_from", crash)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(RenderingFailed):
        sold.reports.write(sold.reports.finance(period("2019-12-02", "2019-12-15")), Format.PDF, folder / "x.pdf")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("format", Format)
def test_a_full_disk_leaves_no_file(
    sold: Shop, tmp_path: Path, format: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "out"
    folder.mkdir()
    report = sold.reports.finance(period("2019-12-02", "2019-12-15"))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        sold.reports.write(report, format, folder / "report")
    assert list(folder.iterdir()) == []


# --- JSON, CSV, the program -----------------------------------------------------------------------------------------


def test_json_files_hold_what_the_report_says(sold: Shop, tmp_path: Path) -> None:
    report = sold.reports.marketing(PeriodKind.MONTH, day("2019-12-05"), top=3)
    out = tmp_path / "marketing.json"
    sold.reports.write(report, Format.JSON, out)
    assert json.loads(out.read_bytes()) == report.as_json()
    assert "Ρούχα Αθήνα" in out.read_text(encoding="utf-8")


def test_a_product_named_like_a_formula_is_text_in_the_csv(shop: Shop, tmp_path: Path) -> None:
    (variant,) = shop.product("=1+1", title="@SUM(A1)")
    shop.order(day("2020-01-01"), [(variant, -2, 100)])
    out = tmp_path / "marketing.csv"
    shop.reports.write(shop.reports.marketing(PeriodKind.DAY, day("2020-01-01"), top=3), Format.CSV, out)
    assert out.read_bytes() == (
        b"list,rank,product_id,title,hashed_email,units,orders,amount\r\nproducts,1,'=1+1,'@SUM(A1),,-2,,-2.00\r\n"
    )


def test_no_report_holds_an_address(shop: Shop, tmp_path: Path) -> None:
    (variant,) = shop.product("A")
    shop.order(day("2020-01-01"), [(variant, 2, 100)], customer="mara@example.com")
    for kind, report in (
        ("finance", shop.reports.finance(period("2020-01-01", "2020-01-05"))),
        ("marketing", shop.reports.marketing(PeriodKind.DAY, day("2020-01-01"), top=3)),
    ):
        for format in Format:
            out = tmp_path / f"{kind}.{format}"
            shop.reports.write(report, format, out)
            written = out.read_bytes() if format is not Format.PDF else text_of(out).encode()
            assert b"mara" not in written
            assert b"@" not in written
            short = hashed("mara@example.com").hex()[:8].encode()
            assert (short in written) == (kind == "marketing")  # the control: the customer is there


def test_a_program_started_as_a_module_can_print(tmp_path: Path) -> None:
    """The child imports the main module again; it must neither run it twice nor hang."""
    package = tmp_path / "shop_program"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(
        textwrap.dedent(
            """
            from pathlib import Path
            from tests.services.reports.shop import Shop, day, period
            from trendy_desktop.services.reports import Format

            def main() -> None:
                shop = Shop(Path("."))
                shop.reports.write(shop.reports.finance(period("2020-01-01", "2020-01-05")), Format.PDF, Path("x.pdf"))
                print("printed")

            if __name__ == "__main__":
                main()
            """
        )
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-m", "shop_program"],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{root}", "PATH": "", "SYSTEMROOT": "C:\\Windows"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("printed\n", "")
    assert "No sales between 1 Jan 2020 and 5 Jan 2020." in text_of(tmp_path / "x.pdf")


def test_neither_pandas_nor_reportlab_is_imported_by_the_parent() -> None:
    asked = "import sys, trendy_desktop.services.reports; print({'pandas', 'reportlab', 'numpy'} & set(sys.modules))"
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", asked], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
