"""``import_register``: formats and rows (T18, T19, T22)."""

import csv
from datetime import date

import pytest
from django.core.management import CommandError

from accounts.models import Enrolment, Person
from tests.accounts.register_rows import CHINESE, HEADER, row, run, write_csv, write_xlsx
from tests.factories.accounts import EnrolmentFactory, PersonFactory, certno


@pytest.fixture(autouse=True)
def _tenant(tenant):
    return tenant


@pytest.mark.django_db
class TestFiles:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    @pytest.mark.parametrize("header", [HEADER, CHINESE])
    def test_are_read_in_each_encoding_and_language(self, tmp_path, encoding, header):
        rows = [row(1, card_no="C001", tags="低保;特困")]
        path = write_csv(tmp_path / "a.csv", rows, header, encoding)
        assert "新增 1 人" in run(path)
        person = Person.objects.get()
        assert (person.name, person.certno, person.card_no) == ("王建国", certno(seq=1), "C001")
        assert person.birth_date == date(1985, 3, 12)
        enrolment = person.enrolments.get()
        assert enrolment.is_current and enrolment.tags == ["低保", "特困"]

    def test_may_be_spreadsheets_with_dates_and_words(self, tmp_path):
        words = {"insutype": "居民医保", "psn_type": "中小学生", "psn_insu_stas": "正常参保"}
        rows = [row(1, valid_from=date(2021, 9, 1), **words)]
        run(write_xlsx(tmp_path / "a.xlsx", rows, CHINESE))
        enrolment = Enrolment.objects.get()
        assert (enrolment.insutype, enrolment.psn_type) == ("390", "42")
        assert enrolment.valid_from == date(2021, 9, 1)

    def test_may_be_tab_separated_and_hold_blank_lines(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text("\t".join(HEADER) + "\n" + "\t".join(row(1)) + "\n\n", "utf-8")
        assert "新增 1 人" in run(path)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xff\xfe\x00\x81",
            b"PK\x03\x04 broken zip",
            "姓名,身份证号\n".encode(),
            b'psn_no,name,certno\n"open quote',
            b"psn_no,psn_no,name,certno\n",
        ],
    )
    def test_that_cannot_be_read_end_with_a_sentence(self, tmp_path, content):
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        with pytest.raises(CommandError) as refused:
            run(path)
        assert str(refused.value).endswith("。")

    def test_that_are_not_there_end_with_a_sentence(self, tmp_path):
        with pytest.raises(CommandError, match="打不开文件"):
            run(tmp_path / "none.csv")

    def test_refuse_numbers_that_a_spreadsheet_has_rounded(self, tmp_path):
        path = write_xlsx(tmp_path / "a.xlsx", [row(1, certno=510600198503120017)])
        with pytest.raises(CommandError):
            run(path)
        assert not Person.objects.exists()


@pytest.mark.django_db
class TestRows:
    def test_that_fail_are_listed_and_the_others_taken(self, tmp_path):
        bad = certno(seq=2)[:-1] + ("0" if certno(seq=2)[-1] != "0" else "1")
        path = write_csv(
            tmp_path / "a.csv",
            [
                row(1),
                row(2, certno=bad),
                row(3, name="=HYPERLINK(1)"),
                row(4, valid_from="2020-13-01", psn_type="99"),
                row(5, psn_no=row(1)[0]),
                row(6, insuplc_admdvs="=51060"),
                row(7, valid_to="2019-01-01"),
            ],
        )
        listed = tmp_path / "errors.csv"
        with pytest.raises(CommandError, match="6 行没有导入"):
            run(path, errors=listed)
        assert Person.objects.count() == 1
        with listed.open(encoding="utf-8-sig", newline="") as handle:
            problems = list(csv.reader(handle))[1:]
        assert [int(line[0]) for line in problems] == [3, 4, 5, 5, 6, 7, 8]
        text = listed.read_text("utf-8-sig")
        assert bad not in text and certno(seq=5) not in text
        assert not any(cell.startswith(("=", "+", "-", "@")) for line in problems for cell in line)

    def test_without_insurance_make_a_person_alone(self, tmp_path):
        nothing = dict.fromkeys(HEADER[4:], "")
        assert "新增 1 人" in run(write_csv(tmp_path / "a.csv", [row(1, **nothing)]))
        assert not Enrolment.objects.exists()

    def test_with_half_an_insurance_are_refused(self, tmp_path):
        with pytest.raises(CommandError):
            run(write_csv(tmp_path / "a.csv", [row(1, psn_type="")]))

    def test_update_by_id_number_whatever_its_spelling(self, tmp_path):
        number = next(certno(seq=seq) for seq in range(1000) if certno(seq=seq).endswith("X"))
        run(write_csv(tmp_path / "a.csv", [row(1, certno=number)]))
        changed = row(1, certno=number.lower(), name="王建华", card_no="C1")
        run(write_csv(tmp_path / "b.csv", [changed]))
        person = Person.objects.get()
        assert (person.name, person.card_no, person.certno) == ("王建华", "C1", number)
        assert Person.objects.by_card("C1").get() == person
        assert person.carries_name("王建华")

    def test_of_one_person_in_two_places_leave_one_current(self, tmp_path):
        rows = [
            row(1, psn_insu_stas="2"),
            row(1, insutype="390", psn_type="50", insuplc_admdvs="510700", valid_from="2024-01-01"),
        ]
        run(write_csv(tmp_path / "a.csv", rows))
        assert Person.objects.count() == 1
        assert Enrolment.objects.current().get().insuplc_admdvs == "510700"

    def test_keep_the_place_that_the_person_uses_while_it_is_normal(self, tmp_path):
        person = PersonFactory(certno=certno(seq=1), psn_no=row(1)[0])
        EnrolmentFactory(person=person)
        other = row(1, insutype="390", psn_type="50", valid_from="2025-01-01")
        run(write_csv(tmp_path / "a.csv", [other]))
        assert Enrolment.objects.current().get().insutype == "310"
        assert Enrolment.objects.count() == 2

    def test_never_move_a_card_to_another_person(self, tmp_path):
        PersonFactory(card_no="C001")
        with pytest.raises(CommandError):
            run(write_csv(tmp_path / "a.csv", [row(1, card_no="C001")]))

    def test_that_swap_numbers_are_listed_not_thrown(self, tmp_path):
        run(write_csv(tmp_path / "a.csv", [row(1), row(2)]))
        swapped = [row(1, psn_no=row(2)[0]), row(2, psn_no=row(1)[0])]
        with pytest.raises(CommandError, match="2 行没有导入"):
            run(write_csv(tmp_path / "b.csv", swapped))
