#!/usr/bin/env bash
# bankstatementparser 0.0.29 (PyPI) refuses a whole camt.053 statement when a batch is booked net of the bank's commission.
#
# An acquirer settles a day's card payments as one batch entry: 5.90 booked = 1.00 + 2.00 + 3.00 less 0.10 commission, and says so
# in the entry's Chrgs (0.10, DBIT, included). camt.053.001.08 allows it: the schema does not ask a batch's parts to add up to
# the entry, and Chrgs explains the difference. Seen: the same statement without commission (6.00) gives three rows; with it
# the parser raises ParserError "Batched detail amounts do not conserve the booked entry total" and gives no row at all,
# neither of this entry nor of the others. So it cannot judge a reader of settlements on the entries that matter most.
#
# Exit 0: the behaviour is as described. Exit 1: it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check bankstatementparser==0.0.29
"$folder/python/bin/python" - "$folder" <<'PYTHON'
import sys
from importlib.metadata import version
from bankstatementparser import CamtParser


def part(number, amount):
    return (
        f"<TxDtls><Refs><EndToEndId>ORDER-{number}</EndToEndId></Refs>"
        f'<Amt Ccy="AZN">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>'
    )


def statement(booked, closing, charges):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-21T08:00:00+04:00</CreDtTm></GrpHdr>
<Stmt><Id>S-1</Id><CreDtTm>2026-11-21T08:00:00+04:00</CreDtTm>
<Acct><Id><IBAN>AZ96AZEJ00000000001234567890</IBAN></Id><Ccy>AZN</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="AZN">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="AZN">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
<Ntry><NtryRef>1</NtryRef><Amt Ccy="AZN">{booked}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><Dt>2026-11-20</Dt></ValDt>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>MCRD</Cd><SubFmlyCd>POSP</SubFmlyCd></Fmly></Domn></BkTxCd>{charges}
<NtryDtls><Btch><NbOfTxs>3</NbOfTxs></Btch>{part(1, "1.00")}{part(2, "2.00")}{part(3, "3.00")}</NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


CHARGES = (
    '<Chrgs><TtlChrgsAndTaxAmt Ccy="AZN">0.10</TtlChrgsAndTaxAmt><Rcrd><Amt Ccy="AZN">0.10</Amt>'
    "<CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>"
)


def read(name, text):
    path = f"{sys.argv[1]}/{name}.xml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        return f"{len(CamtParser(path).parse())} rows"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


gross = read("gross", statement("6.00", "106.00", ""))
net = read("net", statement("5.90", "105.90", CHARGES))
print("bankstatementparser", version("bankstatementparser"))
print("batch booked in full:         ", gross)
print("batch booked net, with Chrgs: ", net)
as_described = gross == "3 rows" and net.startswith("ParserError") and "do not conserve" in net
print("as described" if as_described else "CHANGED")
sys.exit(0 if as_described else 1)
PYTHON
