#!/usr/bin/env bash
# A first settlement over the partner API, step by step: what a hospital's system (HIS) does from the
# scan of a patient's code to the refund. Needs bash, curl and python3 (only to read JSON).
#
#     make run                                    # in one shell
#     bash docs/guides/first-settlement.sh        # in another; ends with 0 and "Done."
#
# Environment:
#   BASE_URL     where the site is                       (http://127.0.0.1:8000)
#   CREDENTIALS  a file with the output of `python manage.py demo_credentials --json`;
#                without it the script asks the running site's data (DATA_DIR, default .yibao)
#   CLIENT       which partner acts                      (hospital3)
#   PATIENT      whose code is scanned                   (employee)
#
# Every surprise ends the script with a sentence and code 1. Amounts are decimal text in yuan: never
# put them into a binary floating point number.
set -euo pipefail

BASE_URL=${BASE_URL:-http://127.0.0.1:8000}
CLIENT=${CLIENT:-hospital3}
PATIENT=${PATIENT:-employee}
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
# One settlement has one number of the hospital's own; every key below is made from it.
RUN=$(date +%Y%m%d%H%M%S)-$$

fail() { echo "Unexpected: $*" >&2; exit 1; }

# Read a value out of the last answer: `value setlinfo.psn_cash_pay`, `value lines.0.cnt`.
value() {
    python3 - "$1" "$WORK/body" <<'PYTHON'
import json, sys
found = json.load(open(sys.argv[2], encoding="utf-8"))
for name in sys.argv[1].split("."):
    found = found[int(name)] if isinstance(found, list) else found[name]
print(found if isinstance(found, str) else json.dumps(found, ensure_ascii=False))
PYTHON
}

# show 'words ' path: print a value; a missing one ends the script.
show() {
    local found
    found=$(value "$2")
    echo "   $1$found"
}

# reckon '550.00 - 140.00': exact decimal arithmetic, two places.
reckon() {
    python3 -c '
import re, sys
from decimal import Decimal
parts = re.findall(r"[+-]|[0-9.]+", "+" + sys.argv[1].replace(" ", ""))
print(sum((Decimal(sign + text) for sign, text in zip(parts[::2], parts[1::2])), Decimal("0.00")))
' "$1"
}

same() { [ "$2" = "$3" ] || fail "$1 is $2, not $3."; }

# call WANTED_STATUS METHOD PATH [BODY] [IDEMPOTENCY_KEY]
# A POST that moves money or state carries an Idempotency-Key of your own. When no answer comes, send
# the same body with the same key again: it happens once, and you get the first answer.
call() {
    local wanted=$1 method=$2 path=$3 body=${4:-} key=${5:-}
    local arguments=(--silent --show-error --max-time 30 --request "$method"
        --output "$WORK/body" --dump-header "$WORK/head" --write-out '%{http_code}'
        --header "Authorization: Bearer $TOKEN")
    [ -z "$body" ] || arguments+=(--header 'Content-Type: application/json' --data "$body")
    [ -z "$key" ] || arguments+=(--header "Idempotency-Key: $key")
    local status
    status=$(curl "${arguments[@]}" "$BASE_URL$path") || fail "no answer to $method $path."
    [ "$status" = "$wanted" ] || fail "$method $path gave $status: $(cat "$WORK/body")"
}

# ---------------------------------------------------------------------------------------------------
echo "0. Credentials of the demo city"
if [ -z "${CREDENTIALS:-}" ]; then
    CREDENTIALS=$WORK/credentials.json
    data=${DATA_DIR:-$ROOT/.yibao}
    [ -f "$data/env.sh" ] || fail "$data/env.sh is missing; start the site with 'make run' first."
    # shellcheck disable=SC1091
    (cd "$ROOT" && . "$data/env.sh" &&
        .venv/bin/python manage.py demo_credentials --json) > "$CREDENTIALS"
fi
client() {
    python3 - "$CREDENTIALS" "$CLIENT" "$1" <<'PYTHON'
import json, sys
rows = json.load(open(sys.argv[1], encoding="utf-8"))["clients"]
print(next(row[sys.argv[3]] for row in rows if row["key"] == sys.argv[2]))
PYTHON
}
CLIENT_ID=$(client client_id)
echo "   client $CLIENT_ID of institution $(client fixmedins_code)"

# ---------------------------------------------------------------------------------------------------
echo "1. Access token (OAuth 2.0, client credentials; keep it until shortly before it ends)"
status=$(curl --silent --show-error --max-time 30 --output "$WORK/body" --write-out '%{http_code}' \
    --user "$CLIENT_ID:$(client client_secret)" --data grant_type=client_credentials \
    "$BASE_URL/oauth/token/") || fail "no answer from $BASE_URL; is the site running?"
same "status of the token" "$status" 200
TOKEN=$(value access_token)
show "seconds it is valid: " expires_in

# ---------------------------------------------------------------------------------------------------
echo "2. The patient shows the code (on the phone; here the sandbox answers in the phone's place)"
call 201 POST "/api/v1/sandbox/people/$PATIENT/code/" '{}' "show-$RUN"
CODE=$(value code)
show "28 digits, valid until " expires_at

# ---------------------------------------------------------------------------------------------------
echo "3. Scan: who is it, where insured, anything to mind? A code serves once, a scan for 30 minutes"
scan_body=$(cat <<JSON
{"medium": "code", "code": "$CODE", "business_type": "01301", "terminal": "T01",
 "operator": {"id": "0007", "name": "收费员"}, "dept": {"id": "A01", "name": "普通内科"}}
JSON
)
call 201 POST /api/v1/scans/ "$scan_body" "scan-$RUN"
SCAN=$(value scan_id)
show "patient: " person.psn_name
show "warnings: " warnings
echo "   the same code again, as a new scan, is refused:"
call 409 POST /api/v1/scans/ "$scan_body" "scan-again-$RUN"
same "code of the refusal" "$(value code)" voucher.code.used
show "tell the patient: " patient_text

# ---------------------------------------------------------------------------------------------------
echo "4. Register the visit"
NOW=$(date +%Y-%m-%dT%H:%M:%S%z)
call 201 POST /api/v1/visits/ "$(cat <<JSON
{"scan_id": "$SCAN", "med_type": "11", "ipt_otp_no": "M$RUN", "begntime": "$NOW",
 "dept": {"id": "A01", "name": "普通内科"}, "doctor": {"id": "D001", "name": "演示医师"},
 "diagnoses": [{"diag_code": "J06.900", "diag_name": "急性上呼吸道感染", "main": true}],
 "remote": "none"}
JSON
)" "visit-$RUN"
VISIT=$(value visit_id)
echo "   visit $VISIT"

# ---------------------------------------------------------------------------------------------------
echo "5. Send the fees: your own line numbers, national codes, count, unit price, line total"
fees() {
    python3 - "$CREDENTIALS" "$NOW" <<'PYTHON'
import json, sys
from decimal import Decimal
sample = json.load(open(sys.argv[1], encoding="utf-8"))["catalogue_sample"]
items = [row for row in sample if row["pharmacy_only"] == "0"]
levels = {}
for row in items:  # one item of each class: 甲, 乙, 丙
    levels.setdefault(row["chrgitm_lv"], row)
lines = []
for number, row in enumerate(levels.values(), start=1):
    price, count = Decimal(row["reference_price"]), 2
    lines.append({
        "feedetl_sn": str(number), "med_list_codg": row["med_list_codg"],
        "medins_list_codg": row["med_list_codg"], "medins_list_name": row["name"],
        "cnt": str(count), "pric": str(price), "det_item_fee_sumamt": f"{price * count:.2f}",
        "fee_ocur_time": sys.argv[2],
    })
print(json.dumps({"items": lines}, ensure_ascii=False))
PYTHON
}
FEES=$(fees)
call 201 POST "/api/v1/visits/$VISIT/fees/" "$FEES" "fees-$RUN"
echo "   $(python3 -c 'import json, sys; print(", ".join("{medins_list_name} {cnt} × {pric}".format(**i) for i in json.loads(sys.argv[1])["items"]))' "$FEES")"

# ---------------------------------------------------------------------------------------------------
echo "6. Quote: who would pay what; nothing moves"
call 201 POST "/api/v1/visits/$VISIT/quotes/" '{"acct_used_flag": "1", "use_aid": false}' "quote-$RUN"
QUOTE=$(value quote_id)
TOTAL=$(value setlinfo.medfee_sumamt)
FUND=$(value setlinfo.fund_pay_sumamt)
ACCOUNT=$(value setlinfo.acct_pay)
CASH=$(value setlinfo.psn_cash_pay)
PART=$(value setlinfo.psn_part_amt)
echo "   total $TOTAL = funds $FUND + personal account $ACCOUNT + cash $CASH"
same "sum of the parts" "$(reckon "$FUND + $ACCOUNT + $CASH")" "$TOTAL"

# ---------------------------------------------------------------------------------------------------
echo "7. Settle: repeat the two amounts that the patient agreed to; one fen off is refused"
settle_body() {
    echo "{\"quote_id\": \"$QUOTE\", \"psn_part_amt\": \"$PART\", \"psn_cash_pay\": \"$1\", \"cash_method\": \"cash\"}"
}
call 422 POST "/api/v1/visits/$VISIT/settlements/" \
    "$(settle_body "$(reckon "$CASH + 0.01")")" "settle-wrong-$RUN"
same "code of the refusal" "$(value code)" settlement.amount_mismatch
call 201 POST "/api/v1/visits/$VISIT/settlements/" "$(settle_body "$CASH")" "settle-$RUN"
SETTLEMENT=$(value setl_id)
show "settlement $SETTLEMENT, balance left: " balc
same "cash of the settlement" "$(value setlinfo.psn_cash_pay)" "$CASH"
cp "$WORK/body" "$WORK/first"
echo "   the answer got lost? The same call again gives the stored answer and moves nothing"
call 201 POST "/api/v1/visits/$VISIT/settlements/" "$(settle_body "$CASH")" "settle-$RUN"
grep -qi '^Idempotent-Replayed: true' "$WORK/head" || fail "the answer is not marked as replayed."
cmp -s "$WORK/body" "$WORK/first" || fail "the replayed answer differs from the first."

# ---------------------------------------------------------------------------------------------------
echo "8. Ask for it: by its number, and by your own key"
call 200 GET "/api/v1/settlements/$SETTLEMENT/"
same "status" "$(value status)" SETTLED
same "total" "$(value setlinfo.medfee_sumamt)" "$TOTAL"
call 200 GET "/api/v1/settlement-attempts/settle-$RUN/"
show "attempt settle-$RUN: " status

# ---------------------------------------------------------------------------------------------------
echo "9. Trace: how the amounts came about, for the patient who asks"
call 200 GET "/api/v1/settlements/$SETTLEMENT/trace/"
python3 - "$WORK/body" <<'PYTHON'
import json, sys
for step in json.load(open(sys.argv[1], encoding="utf-8"))["trace"]:
    print(f"   {step['label']}：{step['result']}")
PYTHON

# ---------------------------------------------------------------------------------------------------
echo "10. Refund one piece of the first line; each part goes back to where it came from"
call 201 POST "/api/v1/settlements/$SETTLEMENT/refunds/" \
    '{"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "退药", "invono": ""}' "refund-1-$RUN"
FIRST=$(value setlinfo.medfee_sumamt)
show "$FIRST, returned: " returned
echo "    and the rest"
call 201 POST "/api/v1/settlements/$SETTLEMENT/refunds/" \
    '{"lines": null, "reason": "患者要求退费", "invono": ""}' "refund-2-$RUN"
REST=$(value setlinfo.medfee_sumamt)
show "$REST, returned: " returned
same "both refunds together" "$(reckon "${FIRST#-} + ${REST#-}")" "$TOTAL"
call 200 GET "/api/v1/settlements/$SETTLEMENT/"
same "status" "$(value status)" REFUNDED

# ---------------------------------------------------------------------------------------------------
echo "11. Reversal by key, for a settle call whose fate you cannot learn: an unknown key is blocked"
call 200 POST /api/v1/reversals/ \
    "{\"idempotency_key\": \"never-sent-$RUN\", \"reason\": \"没有收到应答\"}" "reverse-$RUN"
same "result" "$(value result)" not_found_blocked
show "" result

echo "Done."
