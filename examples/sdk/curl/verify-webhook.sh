#!/usr/bin/env bash
# Is this message ours? Reads the raw body from standard input; needs openssl and base64.
#   WEBHOOK_SECRET=whsec_… WEBHOOK_ID=… WEBHOOK_TIMESTAMP=… WEBHOOK_SIGNATURE=… \
#       bash verify-webhook.sh < body
set -euo pipefail
age=$(( $(date +%s) - WEBHOOK_TIMESTAMP ))
[ "${age#-}" -le 300 ] || { echo "too old" >&2; exit 1; }
key=$(printf %s "${WEBHOOK_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
wanted=v1,$({ printf '%s.%s.' "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP"; cat; } |
    openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)
for given in $WEBHOOK_SIGNATURE; do  # two of them for a day after a change of secret
    [ "$given" != "$wanted" ] || exit 0
done
echo "not ours" >&2
exit 1
