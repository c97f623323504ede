//! Paper: receipts as PDF and e-mail.
