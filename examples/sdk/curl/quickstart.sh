#!/usr/bin/env bash
# The quickstart of the developer portal: its page shows this file step by step, and it also runs in
# one go:   YIBAO_URL=… CLIENT_ID=… CLIENT_SECRET=… bash quickstart.sh
# Lines that begin with "#:" are headings of the page, "#>" its sentences. Needs bash, curl, python3.
set -euo pipefail

#: 准备
#> 把控制台里的应用编号和密钥填进来。密钥只在新建时出现一次，丢了就再建一个。
#> send 发一次请求，把应答存进 answer；pick 从应答里取一个值。每次 POST 都带自己编的 Idempotency-Key。
export YIBAO_URL=${YIBAO_URL:-https://填您的环境地址}
export CLIENT_ID=${CLIENT_ID:-填应用编号}
export CLIENT_SECRET=${CLIENT_SECRET:-填密钥}
PERSON=${PERSON:-}
RUN=$(date +%Y%m%d%H%M%S)-$$
send() {  # send 方法 地址 [正文] [Idempotency-Key]
    answer=$(curl --silent --show-error --max-time 30 --request "$1" "$YIBAO_URL$2" \
        --header "Authorization: Bearer $TOKEN" --header 'Content-Type: application/json' \
        --header "Idempotency-Key: ${4:-none}" ${3:+--data "$3"})
}
pick() {
    python3 -c 'import json, sys
found = json.loads(sys.argv[2])
if "trace_id" in found:
    sys.exit("被拒绝了：")
for name in sys.argv[1].split("."):
    found = found[int(name)] if isinstance(found, list) else found[name]
print(found)' "$1" "$answer" || { echo "$answer" >&2; return 1; }
}

#: 1. 换访问令牌
#> 令牌 3600 秒有效，到期前再换。不要每次请求都换。
answer=$(curl --silent --show-error --max-time 30 --user "$CLIENT_ID:$CLIENT_SECRET" \
    --data grant_type=client_credentials "$YIBAO_URL/oauth/token/")
TOKEN=$(pick access_token)

#: 2. 让测试人员出示医保码
#> 沙箱代替患者的手机。码 60 秒有效，只能用一次。
if [ -z "$PERSON" ]; then
    send GET /api/v1/sandbox/people/
    PERSON=$(pick results.0.key)
fi
send POST "/api/v1/sandbox/people/$PERSON/code/" '{}' "code-$RUN"
CODE=$(pick code)

#: 3. 扫码：窗口前是谁
#> 一次扫码 30 分钟内给一次就诊用。拒绝时把 patient_text 念给患者听。
send POST /api/v1/scans/ '{"medium": "code", "code": "'"$CODE"'", "business_type": "01301",
    "terminal": "T01", "operator": {"id": "0007", "name": "收费员"}}' "scan-$RUN"
SCAN=$(pick scan_id)
echo "患者：$(pick person.psn_name)"

#: 4. 登记就诊，传费用
#> 费用写国家医保编码、数量、单价和合计。甲乙丙类和自付比例以我们的目录为准。
NOW=$(date +%Y-%m-%dT%H:%M:%S+08:00)
send POST /api/v1/visits/ '{"scan_id": "'"$SCAN"'", "med_type": "11", "ipt_otp_no": "M'"$RUN"'",
    "begntime": "'"$NOW"'", "remote": "none"}' "visit-$RUN"
VISIT=$(pick visit_id)
send POST "/api/v1/visits/$VISIT/fees/" '{"items": [{"feedetl_sn": "1",
    "med_list_codg": "XA02BCA001A001007037", "medins_list_codg": "1001",
    "medins_list_name": "奥美拉唑肠溶胶囊", "cnt": "2", "pric": "18.60",
    "det_item_fee_sumamt": "37.20", "fee_ocur_time": "'"$NOW"'"}]}' "fees-$RUN"

#: 5. 试算：谁付多少
#> 试算不动钱。金额是两位小数的文本，不要转成浮点数。
send POST "/api/v1/visits/$VISIT/quotes/" '{"acct_used_flag": "1", "use_aid": false}' "quote-$RUN"
QUOTE=$(pick quote_id)
PART=$(pick setlinfo.psn_part_amt)
CASH=$(pick setlinfo.psn_cash_pay)
echo "合计 $(pick setlinfo.medfee_sumamt)，基金 $(pick setlinfo.fund_pay_sumamt)，现金 $CASH"

#: 6. 登记通知地址
#> 结算有了结果，我们发通知到这个地址。要 HTTPS 的公网地址；没有就先跳过。
#> 通知的密钥 secret 只在这次应答里出现。
if [ -n "${WEBHOOK_URL:-}" ]; then
    send POST /api/v1/webhook-endpoints/ '{"url": "'"$WEBHOOK_URL"'",
        "types": ["settlement.settled", "settlement.refunded"]}' "hook-$RUN"
    echo "通知密钥：$(pick secret)"
fi

#: 7. 结算
#> 把患者同意的两个金额原样送回，差一分也不收。没有收到应答，就用同一个键原样再发一次。
settle='{"quote_id": "'"$QUOTE"'", "psn_part_amt": "'"$PART"'", "psn_cash_pay": "'"$CASH"'",
    "cash_method": "cash"}'
send POST "/api/v1/visits/$VISIT/settlements/" "$settle" "settle-$RUN"
SETTLEMENT=$(pick setl_id)
send POST "/api/v1/visits/$VISIT/settlements/" "$settle" "settle-$RUN"
[ "$(pick setl_id)" = "$SETTLEMENT" ] && echo "结算 $SETTLEMENT，重发没有多办一次"

#: 8. 查询和退费
#> lines 写 null 是全退；退一部分就写行号和数量。钱从哪里来，退回哪里。
send GET "/api/v1/settlements/$SETTLEMENT/"
echo "状态：$(pick status)"
send POST "/api/v1/settlements/$SETTLEMENT/refunds/" \
    '{"lines": null, "reason": "测试退费"}' "refund-$RUN"
echo "退费 $(pick refund_setl_id)：$(pick setlinfo.medfee_sumamt)"
