//! The registry as ISO 20022 camt.054.001.08, a debit and credit notification: a payment is a credit, a reversal a
//! debit marked as such. `docs/payment-registry.md` lists the elements.

use super::file::Covered;
use crate::store::payment_registry::{Entry, EntryKind};
use shared::money::Money;
use std::io::{self, Write};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08";

pub(super) fn head(out: &mut (dyn Write + Send), covered: &Covered<'_>) -> io::Result<()> {
    let (after, until, at) = (covered.after, covered.until, covered.at.rfc3339());
    // At most 35 characters: a biller's id has up to 32, so the range names the message and the account the biller.
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"{NAMESPACE}\">\n<BkToCstmrDbtCdtNtfctn>\n\
         <GrpHdr><MsgId>{after}-{until}</MsgId><CreDtTm>{at}</CreDtTm></GrpHdr>\n<Ntfctn>\n<Id>{after}-{until}</Id>"
    )?;
    if until > after {
        let from = after + 1;
        writeln!(out, "<RptgSeq><FrToSeq><FrSeq>{from}</FrSeq><ToSeq>{until}</ToSeq></FrToSeq></RptgSeq>")?;
    }
    writeln!(out, "<CreDtTm>{at}</CreDtTm>")?;
    writeln!(out, "<Acct><Id><Othr><Id>{}</Id></Othr></Id><Ccy>AZN</Ccy></Acct>", escaped(covered.biller))?;
    summary(out, covered)
}

fn summary(out: &mut (dyn Write + Send), covered: &Covered<'_>) -> io::Result<()> {
    let totals = covered.totals;
    let (net, reversals) = (totals.net_minor(), totals.entries() - totals.payments);
    writeln!(
        out,
        "<TxsSummry><TtlNtries><NbOfNtries>{}</NbOfNtries><Sum>{}</Sum><TtlNetNtry><Amt>{}</Amt><CdtDbtInd>{}</CdtDbtInd></TtlNetNtry>\
         </TtlNtries><TtlCdtNtries><NbOfNtries>{}</NbOfNtries><Sum>{}</Sum></TtlCdtNtries>\
         <TtlDbtNtries><NbOfNtries>{reversals}</NbOfNtries><Sum>{}</Sum></TtlDbtNtries></TxsSummry>",
        totals.entries(),
        decimal(totals.paid_minor.saturating_add(totals.reversed_minor)),
        decimal(net.saturating_abs()),
        if net < 0 { "DBIT" } else { "CRDT" },
        totals.payments,
        decimal(totals.paid_minor),
        decimal(totals.reversed_minor),
    )
}

pub(super) fn entry(out: &mut (dyn Write + Send), entry: &Entry) -> io::Result<()> {
    let (side, reversal, code) = match entry.kind {
        EntryKind::Payment => ("CRDT", "", "PAYMENT"),
        EntryKind::Reversal => ("DBIT", "<RvslInd>true</RvslInd>", "REVERSAL"),
    };
    let (sequence, amount, at) = (entry.sequence, decimal(entry.amount_minor), entry.at.rfc3339());
    let [reference, id, item, account, charge] =
        [&entry.reference, &entry.id, &entry.item, &entry.account, &entry.charge].map(|text| escaped(text));
    writeln!(
        out,
        "<Ntry><NtryRef>{sequence}</NtryRef><Amt Ccy=\"AZN\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{reversal}\
         <Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>{at}</DtTm></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>\
         <BkTxCd><Prtry><Cd>{code}</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><Refs><InstrId>{id}</InstrId><EndToEndId>{item}</EndToEndId></Refs>\
         <Amt Ccy=\"AZN\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><RmtInf><Strd><CdtrRefInf><Ref>{account}</Ref></CdtrRefInf>\
         <AddtlRmtInf>{charge}</AddtlRmtInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
}

pub(super) fn foot(out: &mut (dyn Write + Send), _: &Covered<'_>) -> io::Result<()> {
    writeln!(out, "</Ntfctn>\n</BkToCstmrDbtCdtNtfctn>\n</Document>")
}

fn decimal(minor: i64) -> String {
    Money::from_minor(minor).to_decimal()
}

/// Text as an element's content. XML 1.0 cannot carry control characters, not even escaped.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::payment_registry::Totals;
    use shared::time::Timestamp;

    #[test]
    fn a_value_cannot_leave_its_element() {
        assert_eq!(escaped("a<b>&\"c\"'\u{1}ə"), "a&lt;b&gt;&amp;&quot;c&quot;&apos;\u{fffd}ə");
    }

    #[test]
    fn totals_and_directions_are_told() {
        let totals = Totals { sequence: 3, payments: 2, paid_minor: 1_000, reversed_minor: 1_250 };
        let covered = Covered { biller: "telecom", after: 4, until: 7, totals, at: Timestamp::from_micros(1_795_280_712_000_000) };
        let mut out = Vec::new();
        head(&mut out, &covered).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("<FrSeq>5</FrSeq><ToSeq>7</ToSeq>"));
        assert!(text.contains("<NbOfNtries>3</NbOfNtries><Sum>22.50</Sum><TtlNetNtry><Amt>2.50</Amt><CdtDbtInd>DBIT</CdtDbtInd>"));
    }
}
