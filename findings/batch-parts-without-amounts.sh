#!/usr/bin/env bash
# camt053 0.0.23 (PyPI) keeps the parts of a batch entry, but not their amounts.
#
# A settlement's batch entry names each card payment in a TxDtls of its own, with its order (EndToEndId) and its Amt. The
# parser's Entry.details has one TransactionDetails a part, with the references, and no field for the amount, the direction
# or the charges: 6.00 = 1.00 + 2.00 + 3.00 comes out as three orders of unknown sums, so orders cannot be matched one by one.
# Looked for in the whole parsed entry: nothing of the amounts is in it.
#
# Exit 0: the behaviour is as described. Exit 1: it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check camt053==0.0.23
"$folder/python/bin/python" <<'PYTHON'
import dataclasses
import sys
from importlib.metadata import version
from camt053 import parse_document

PARTS = ["1.11", "2.22", "2.67"]
details = "".join(
    f"<TxDtls><Refs><EndToEndId>ORDER-{number}</EndToEndId></Refs>"
    f'<Amt Ccy="AZN">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>'
    for number, amount in enumerate(PARTS, 1)
)
text = f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-21T08:00:00+04:00</CreDtTm></GrpHdr>
<Stmt><Id>S-1</Id><CreDtTm>2026-11-21T08:00:00+04:00</CreDtTm>
<Acct><Id><IBAN>AZ96AZEJ00000000001234567890</IBAN></Id><Ccy>AZN</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="AZN">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="AZN">106.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
<Ntry><NtryRef>1</NtryRef><Amt Ccy="AZN">6.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><Dt>2026-11-20</Dt></ValDt>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>MCRD</Cd><SubFmlyCd>POSP</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><Btch><NbOfTxs>3</NbOfTxs></Btch>{details}</NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
entry = parse_document(text).statements[0].entries[0]
orders = [part.end_to_end_id for part in entry.details]
fields = sorted(field.name for field in dataclasses.fields(entry.details[0]))
kept = [amount for amount in PARTS if amount in repr(entry)]
print("camt053", version("camt053"))
print("entry:", entry.amount, "of orders", orders)
print("fields of a part:", ", ".join(fields))
print("amounts of the parts that were kept:", kept or "none")
as_described = entry.amount == "6.00" and len(orders) == 3 and not kept and "amount" not in fields
print("as described" if as_described else "CHANGED")
sys.exit(0 if as_described else 1)
PYTHON
