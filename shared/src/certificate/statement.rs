//! What a certificate says, in the 72 bytes that are signed and put into its QR code.

use super::CertificateNumber;
use super::day::Day;
use super::identity::HASH_BYTES;
use crate::reference_number::SYMBOLS;
use crate::time::Timestamp;

/// Bytes of a statement. Version 1 · key 4 · year 2 · symbols 5 · issued 4 · as of 4 · valid until 2 · class 1 ·
/// says 1 · salt 16 · hash of the code 16 · hash of the holder 16; numbers with the highest byte first.
pub const PAYLOAD_BYTES: usize = 72;
/// Bytes of the certificate's own salt.
pub const SALT_BYTES: usize = 16;
/// Bytes of a signature: r and s, as WebCrypto wants them.
pub const SIGNATURE_BYTES: usize = 64;

/// The only version there is.
const VERSION: u8 = 1;
/// Goes before the payload when it is signed, so that no signature over other bytes of ours can be passed off as one.
const DOMAIN: &[u8] = b"kommunal-certificate-1\0";
const MINUTE_MICROS: i64 = 60_000_000;

/// The first four bytes of SHA-256 of the issuer's public key (SEC 1, uncompressed, 65 bytes): which key to check
/// with. It only chooses among the published keys and is no proof by itself.
pub type KeyId = [u8; 4];

/// Residential or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CustomerClass {
    /// A home (*əhali*).
    Residential,
    /// A business or an office (*qeyri-əhali*).
    NonResidential,
}

/// What is said of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Says {
    /// Nothing is owed.
    NoDebt,
}

/// A certificate's statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The key it is signed with.
    pub key: KeyId,
    /// The certificate's number.
    pub number: CertificateNumber,
    /// When it was issued; whole minutes are kept.
    pub issued_at: Timestamp,
    /// The instant the statement is about; whole minutes are kept.
    pub as_of: Timestamp,
    /// The last day of its validity.
    pub valid_until: Day,
    /// Residential or not.
    pub class: CustomerClass,
    /// What it says.
    pub says: Says,
    /// Random, of this certificate only.
    pub salt: [u8; SALT_BYTES],
    /// Of the subscriber code; see [`super::Hidden`].
    pub code_hash: [u8; HASH_BYTES],
    /// Of the holder's FIN or VÖEN.
    pub holder_hash: [u8; HASH_BYTES],
}

/// Why bytes are no statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementFault {
    /// Not the text of a certificate's code at all.
    Shape,
    /// Of a version this program does not know: a newer one may.
    Version,
    /// A field with a value that the format does not have.
    Field,
}

impl Statement {
    /// The bytes of the payload.
    #[must_use]
    pub fn encode(&self) -> [u8; PAYLOAD_BYTES] {
        let symbols = self.number.symbols().iter().fold(0_u64, |packed, symbol| packed << 5 | u64::from(*symbol));
        let class = match self.class {
            CustomerClass::Residential => 1,
            CustomerClass::NonResidential => 2,
        };
        let says = match self.says {
            Says::NoDebt => 1,
        };
        let (issued, as_of) = (minutes(self.issued_at), minutes(self.as_of));
        let parts: [&[u8]; 12] = [
            &[VERSION],
            &self.key,
            &self.number.year().to_be_bytes(),
            &symbols.to_be_bytes()[3..],
            &issued.to_be_bytes(),
            &as_of.to_be_bytes(),
            &self.valid_until.number().to_be_bytes(),
            &[class],
            &[says],
            &self.salt,
            &self.code_hash,
            &self.holder_hash,
        ];
        let mut bytes = parts.into_iter().flatten().copied();
        core::array::from_fn(|_| bytes.next().unwrap_or(0))
    }

    /// Reads a payload; only what [`Self::encode`] writes is read.
    ///
    /// # Errors
    /// [`StatementFault::Version`] or [`StatementFault::Field`].
    pub fn decode(payload: &[u8; PAYLOAD_BYTES]) -> Result<Self, StatementFault> {
        let mut fields = Fields(payload);
        let [version] = fields.take()?;
        if version != VERSION {
            return Err(StatementFault::Version);
        }
        let statement = Self {
            key: fields.take()?,
            number: number(u16::from_be_bytes(fields.take()?), fields.take()?)?,
            issued_at: instant(fields.take()?),
            as_of: instant(fields.take()?),
            valid_until: Day::from_number(u16::from_be_bytes(fields.take()?)),
            class: match fields.take()? {
                [1] => CustomerClass::Residential,
                [2] => CustomerClass::NonResidential,
                [_] => return Err(StatementFault::Field),
            },
            says: match fields.take()? {
                [1] => Says::NoDebt,
                [_] => return Err(StatementFault::Field),
            },
            salt: fields.take()?,
            code_hash: fields.take()?,
            holder_hash: fields.take()?,
        };
        Ok(statement)
    }
}

/// What is signed: a mark of what these bytes are, then the payload.
#[must_use]
pub fn signed_bytes(payload: &[u8; PAYLOAD_BYTES]) -> Vec<u8> {
    [DOMAIN, payload.as_slice()].concat()
}

/// What is left to read.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], StatementFault> {
        let (field, rest) = self.0.split_first_chunk().ok_or(StatementFault::Shape)?;
        self.0 = rest;
        Ok(*field)
    }
}

fn number(year: u16, packed: [u8; 5]) -> Result<CertificateNumber, StatementFault> {
    let packed = packed.iter().fold(0_u64, |packed, byte| packed << 8 | u64::from(*byte));
    if year > 9999 || packed >> (5 * SYMBOLS) != 0 {
        return Err(StatementFault::Field);
    }
    let symbols = core::array::from_fn(|at| (packed >> (5 * (SYMBOLS - 1 - at)) & 31) as u8);
    Ok(CertificateNumber::from_symbols(year, symbols))
}

fn minutes(at: Timestamp) -> u32 {
    u32::try_from(at.micros().div_euclid(MINUTE_MICROS).clamp(0, i64::from(u32::MAX))).unwrap_or(0)
}

fn instant(minutes: [u8; 4]) -> Timestamp {
    Timestamp::from_micros(i64::from(u32::from_be_bytes(minutes)) * MINUTE_MICROS)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(in crate::certificate) fn example() -> Statement {
        Statement {
            key: [0xde, 0xad, 0xbe, 0xef],
            number: CertificateNumber::new(2026, 0x5_4321_0fed),
            issued_at: Timestamp::from_rfc3339("2026-11-21T13:05:00+04:00").unwrap(),
            as_of: Timestamp::from_rfc3339("2026-11-21T13:04:00+04:00").unwrap(),
            valid_until: Day::of(Timestamp::from_rfc3339("2026-12-21T00:00:00+04:00").unwrap()),
            class: CustomerClass::NonResidential,
            says: Says::NoDebt,
            salt: [3; 16],
            code_hash: [4; 16],
            holder_hash: [5; 16],
        }
    }

    #[test]
    fn a_statement_comes_back() {
        assert_eq!(Statement::decode(&example().encode()), Ok(example()));
    }

    #[test]
    fn seconds_are_not_kept() {
        let mut later = example();
        later.issued_at = later.issued_at.plus_ms(59_999);
        assert_eq!(later.encode(), example().encode());
    }

    #[test]
    fn values_the_format_does_not_have_are_refused() {
        let with = |at: usize, value: u8| {
            let mut payload = example().encode();
            payload[at] = value;
            Statement::decode(&payload)
        };
        assert_eq!(with(0, 2), Err(StatementFault::Version));
        for (at, value) in [(5, 0x30), (7, 0x08), (22, 0), (22, 3), (23, 0), (23, 2)] {
            assert_eq!(with(at, value), Err(StatementFault::Field), "{at} {value}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_the_same(payload in proptest::array::uniform32(0_u8..).prop_flat_map(|a| proptest::array::uniform32(0_u8..).prop_map(move |b| (a, b)))) {
            let mut bytes = example().encode();
            bytes[1..33].copy_from_slice(&payload.0);
            bytes[40..72].copy_from_slice(&payload.1);
            (bytes[5], bytes[7], bytes[22], bytes[23]) = (bytes[5] & 7, bytes[7] & 7, 1 + (bytes[22] & 1), 1);
            let statement = Statement::decode(&bytes);
            prop_assert_eq!(statement.map(|read| read.encode()), Ok(bytes));
        }
    }
}
