"""The cases of the conformance run, each played by the systems of one vendor."""

import json

import desk
from orders import chronic, mobile_order
from wire import Lost, Refused, now, zipped

_REGISTERING, _BUYING = "01101", "02121"


class City:
    """The vendor's systems, the phones, who is ill today; ``journal`` has the clinic's bills."""

    def __init__(self, config, sandbox, system, journal):
        self.config, self.sandbox, self.journal = config, sandbox, journal
        self.hospital, self.clinic, self.pharmacy = (
            system(config["base"], config[kind]) for kind in ("hospital", "clinic", "pharmacy")
        )
        self.people, self.items = config["people"], config["items"]

    def code(self, role="patient"):
        """What the phone of this person shows."""
        return self.sandbox.code_of(self.people[role])

    def with_code(self, system, role="patient"):
        """The person at a counter, with the phone."""
        business = _BUYING if system is self.pharmacy else _REGISTERING
        return desk.by_code(system, self.code(role), business)

    def sign_in(self, system):
        """9001; the number goes into every message of the day."""
        given = {"signIn": {"opter_no": "0001", "mac": "00-11-22-33-44-55", "ip": "10.0.0.8"}}
        system.sign_no = system.call("9001", given)["signinoutb"]["sign_no"]


def sign_in(city):
    """Told to sign in, it signs in and goes on."""
    out = {"signOut": {"sign_no": "202001010000", "opter_no": "0001"}}
    try:
        city.hospital.call("9002", out)
    except Refused:
        city.sign_in(city.hospital)
        city.hospital.call("1201", {"medinsinfo": institution(city.hospital)})


def institution(system):
    """The input of 1201."""
    return {"fixmedins_type": "1", "fixmedins_code": system.code}


def outpatient(city):
    """With the code, to the bill."""
    desk.bill(city.hospital, city.with_code(city.hospital), city.items)


def pharmacy(city):
    """Trial, then purchase."""
    given = desk.goods(city.with_code(city.pharmacy), city.items[0])
    city.pharmacy.call("2101", given)
    city.pharmacy.call("2102", given)


def inpatient(city):
    """From the admission to the bill."""
    system, who = city.hospital, city.with_code(city.hospital)
    visit = desk.admit(system, who)
    check_out(city, who, visit, stay_fees(city, who, visit, "20"))


def year_end(city):
    """In bed since last year: the ended year first, then the rest under its own number."""
    system, who = city.hospital, city.with_code(city.hospital)
    since = f"{int(now()[:4]) - 1}-12-31 10:00:00"
    visit = desk.admit(system, who, begntime=since)
    total = stay_fees(city, who, visit, "10", fee_ocur_time=since)
    rest = stay_fees(city, who, visit, "2")
    part = {"infno": "2303", "med_type": "21", "mid_setl_flag": "1"}
    ended = desk.settle(system, *desk.quote(system, who, visit, total, **part), infno="2304")
    after = json.loads(ended["exp_content"])["next_mdtrt_id"]
    check_out(city, desk.by_card(system, who.certno, who.name), after, rest)


def fee_taken_back(city):
    """Too much was written down: a row with a minus names it."""
    system, who = city.hospital, city.with_code(city.hospital)
    visit = desk.admit(system, who)
    first = desk.line(who, visit, city.items[0], "4", med_type="21")
    total = desk.charge(system, who, visit, first, infno="2301")
    number = first["feedetl_sn"]
    total += stay_fees(city, who, visit, "-3", init_feedetl_sn=number)
    check_out(city, who, visit, total)


def stay_fees(city, who, visit, count, **more):
    """2301 with one row."""
    row = desk.line(who, visit, city.items[0], count, med_type="21", **more)
    return desk.charge(city.hospital, who, visit, row, infno="2301")


def check_out(city, who, visit, total):
    """2402, 2303, 2304."""
    desk.leave(city.hospital, who, visit)
    asked, info = desk.quote(city.hospital, who, visit, total, infno="2303", med_type="21")
    desk.settle(city.hospital, asked, info, infno="2304")


def second_payer(city):
    """The account of a relative pays."""
    who = city.with_code(city.hospital, "aided")
    desk.bill(city.hospital, who, city.items, acct_used_flag="2")


def refund(city):
    """A whole bill goes back."""
    bill = desk.bill(city.hospital, city.with_code(city.hospital), city.items)
    desk.give_back(city.hospital, bill)


def partial_refund(city):
    """Everything goes back; what is kept is billed anew."""
    who = city.with_code(city.hospital)
    desk.give_back(city.hospital, desk.bill(city.hospital, who, city.items, "2"))
    desk.bill(city.hospital, city.with_code(city.hospital), city.items[:1])


def cancel(city):
    """Backwards before a bill."""
    system, who = city.hospital, city.with_code(city.hospital)
    visit = desk.register(system, who)
    desk.charge(system, who, visit, desk.line(who, visit, city.items[0]))
    row = {"psn_no": who.psn_no, "mdtrt_id": visit}
    system.call("2205", {"data": {**row, "chrg_bchno": "0000"}})
    system.call("2202", {"data": {**row, "ipt_otp_no": "1"}})


def repeated_same(city):
    """The answer of the bill is lost; the same message again."""
    system, who = city.hospital, city.with_code(city.hospital)
    _, asked, info = desk.visit_to_quote(system, who, city.items)
    system.loses_next = True
    desk.settle(system, asked, info)


def lost_reversed(city):
    """The answer of the bill is lost; it is undone by its number."""
    system, who = city.hospital, city.with_code(city.hospital)
    _, asked, info = desk.visit_to_quote(system, who, city.items)
    msgid, parts = system.msgid(), {name: info[name] for name in desk.PARTS}
    system.loses_next = True
    try:
        system.call("2207", {"data": {**asked, **parts}}, msgid)
    except Lost:
        row = {"psn_no": who.psn_no, "omsgid": msgid, "oinfno": "2207"}
        system.call("2601", {"data": row})


def repeated_changed(city):
    """An old msgid with another content is another message."""
    system, who = city.hospital, city.with_code(city.hospital)
    visit, msgid = desk.register(system, who), system.msgid()
    first, second = ({"feedetail": [desk.line(who, visit, item)]} for item in city.items[:2])
    system.call("2204", first, msgid)
    try:
        system.call("2204", second, msgid)
    except Refused:
        system.call("2204", second)


def amount_differs(city):
    """What was agreed is not what was tried: no bill; tried again, billed."""
    system, who = city.hospital, city.with_code(city.hospital)
    _, asked, info = desk.visit_to_quote(system, who, city.items)
    try:
        desk.settle(system, asked, info, inscp_scp_amt="1234.56")
    except Refused:
        again = system.call("2206", {"data": asked})["setlinfo"]
        desk.settle(system, asked, again)


def quote_outdated(city):
    """Fees came after the trial."""
    system, who = city.hospital, city.with_code(city.hospital)
    visit, asked, info = desk.visit_to_quote(system, who, city.items)
    more = desk.charge(system, who, visit, desk.line(who, visit, city.items[0]))
    try:
        desk.settle(system, asked, info)
    except Refused:
        total = asked["medfee_sumamt"] + more
        desk.settle(system, *desk.quote(system, who, visit, total))


def code_expired(city):
    """An old picture; a fresh code."""
    code = city.code()
    city.sandbox.move_clock(120)
    try:
        desk.by_code(city.hospital, code)
    except Refused:
        desk.by_code(city.hospital, city.code())
    finally:
        city.sandbox.move_clock(-120)


def code_used(city):
    """The same code at another window; a fresh one."""
    code = city.code()
    city.hospital.decode(code)
    try:
        desk.by_code(city.hospital, code, operator="0002")
    except Refused:
        desk.by_code(city.hospital, city.code())


def wrong_institution(city):
    """A pharmacy registers nobody; it sells."""
    who = city.with_code(city.pharmacy)
    try:
        desk.register(city.pharmacy, who)
    except Refused:
        pharmacy(city)


def not_insured(city):
    """Pays alone; no further message."""
    found = city.people["uninsured"]
    row = {"mdtrt_cert_type": "02", "mdtrt_cert_no": found["certno"], "psn_name": found["name"]}
    try:
        city.hospital.call("1101", {"data": row})
    except Refused:
        return
    nobody = desk.Patient("0", found["name"], found["certno"], "310", row)
    desk.charge(city.hospital, nobody, "0", desk.line(nobody, "0", city.items[0]))


def dictionary(city):
    """The field that was named is mended."""
    system, who = city.hospital, city.with_code(city.hospital)
    visit = desk.register(system, who)
    try:
        desk.describe(system, who, visit, "ZZ")
    except Refused:
        desk.describe(system, who, visit)


def reconcile(city):
    """Equal; then one bill short, and which one it is."""
    system = city.clinic
    for count in ("1", "3"):
        city.journal.append(desk.bill(system, city.with_code(system), city.items, count))
    bills = [bill for bill in city.journal if str(bill["setl_time"]).startswith(now()[:10])]
    period = {"stmt_begndate": now()[:10], "stmt_enddate": now()[:10], "setl_optins": "510600"}
    names = ("medfee_sumamt", "fund_pay_sumamt", "acct_pay")

    def asked(some):
        sums = {name: system.total([bill[name] for bill in some]) for name in names}
        kind = {"insutype": bills[0]["insutype"], "clr_type": "11"}
        return {**period, **kind, **sums, "fixmedins_setl_cnt": len(some)}

    system.call("3201", {"data": asked(bills)})
    short = asked(bills[:-1])
    system.call("3201", {"data": short})
    rows = ((bill["setl_id"], bill["mdtrt_id"], bill["psn_no"], bill) for bill in bills[:-1])
    text = "".join(
        "\t".join([*head, *(str(bill[name]) for name in names), "0"]) + "\n" for *head, bill in rows
    )
    number = system.upload("detail.zip", zipped(text))
    row = {**short, "file_qury_no": number, "cash_payamt": "0"}
    file = system.call("3202", {"data": row})["fileinfo"]
    found = system.download(file["file_qury_no"], file["filename"])
    if len(found) != 1:
        raise Refused(f"{len(found)} differences instead of one")


def catalogue(city):
    """Drugs by file."""
    file = city.hospital.call("1301", {"data": {"ver": "v0000"}})
    city.hospital.download(file["file_qury_no"], file["filename"])


ALL = (
    sign_in, outpatient, chronic, pharmacy, inpatient, year_end, fee_taken_back, second_payer,
    refund, partial_refund, cancel, repeated_same, lost_reversed, repeated_changed,
    amount_differs, quote_outdated, code_expired, code_used, wrong_institution, not_insured,
    dictionary, mobile_order, reconcile, catalogue,
)  # fmt: skip
