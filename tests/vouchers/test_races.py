"""Two tills at once: the race without the conditional update, and its end with it (T03)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connection, transaction

from tests.factories import vouchers as make
from vouchers import errors
from vouchers.models import DynamicCode, Scan, Voucher
from vouchers.services import pins, scans, suspension
from yibao.kernel import clock, crypto

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
TILLS = 24


def at_once(work, times=TILLS):
    """Run ``work(number)`` in so many threads with connections of their own."""
    barrier = Barrier(times)

    def run(number):
        close_old_connections()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            barrier.wait(timeout=30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def look_then_mark(code_hash):
    """What the redeeming statement must never become: look first, mark later."""
    row = DynamicCode.objects.get(code_hash=code_hash)
    if row.used_at is not None:
        return False
    barrier_of_the_race.wait(timeout=30)
    # The guard of the table refuses a changed moment, not the same one: both tills would win.
    DynamicCode.objects.filter(pk=row.pk).update(used_at=row.issued_at)
    return True


barrier_of_the_race = Barrier(2)


class TestDoubleScan:
    def test_is_there_without_the_conditional_update(self, holder):
        hashed = crypto.code_hash(make.show(holder))
        assert at_once(lambda number: look_then_mark(hashed), times=2) == [True, True]

    def test_is_gone_with_it_t03(self, holder, hospital, till):
        code = make.show(holder)

        def scan(number):
            ask = make.make_ask(code, terminal=f"T{number:02d}")
            return scans.redeem(by=till, institution=hospital, ask=ask)

        outcomes = at_once(scan)
        won = [outcome for outcome in outcomes if outcome.is_ok]
        lost = {outcome.refusal.code for outcome in outcomes if not outcome.is_ok}
        assert len(won) == 1
        assert lost == {"voucher.code.used"}
        assert Scan.objects.filter(outcome="ok").count() == 1
        assert Scan.objects.count() == TILLS

    def test_cannot_be_undone_in_the_table(self, holder):
        from django.db.utils import IntegrityError

        make.show(holder)
        DynamicCode.objects.update(used_at=clock.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            DynamicCode.objects.update(used_at=None)


class TestParallelGuesses:
    def test_share_five_tries_p30(self, holder):
        def guess(number):
            try:
                pins.verify_pin(by=holder, pin=f"4027{number:02d}")
            except (errors.PinWrong, errors.VoucherLocked) as refusal:
                return type(refusal)
            return None

        answers = at_once(guess, times=12)
        assert answers.count(errors.PinWrong) == 4
        assert answers.count(errors.VoucherLocked) == 8
        assert Voucher.objects.get().pin_failures == 5


class TestSuspendWhileScanning:
    def test_ends_in_one_of_the_two_orders_t11(self, holder, hospital, till):
        voucher = Voucher.objects.get()
        codes = [make.show(holder) for _ in range(11)]

        def act(number):
            if number == 11:
                suspension.suspend(by=holder, voucher=voucher)
                return "suspended"
            ask = make.make_ask(codes[number])
            outcome = scans.redeem(by=till, institution=hospital, ask=ask)
            return outcome.refusal.code if outcome.refusal else "ok"

        answers = at_once(act, times=12)
        assert set(answers) <= {"ok", "voucher.suspended", "suspended"}
        late = scans.redeem(by=till, institution=hospital, ask=make.make_ask("1" * 28))
        assert late.refusal.code == "voucher.code.unknown"
        assert Voucher.objects.get().state == "SUSPENDED"


class TestWrongTry:
    def test_is_committed_although_the_call_raises_p30(self, holder):
        with pytest.raises(errors.PinWrong):
            pins.verify_pin(by=holder, pin="402718")
        connection.close()
        assert Voucher.objects.get().pin_failures == 1

    def test_must_not_be_hidden_in_a_foreign_transaction(self, holder):
        with pytest.raises(RuntimeError), transaction.atomic():
            pins.verify_pin(by=holder, pin="402718")
