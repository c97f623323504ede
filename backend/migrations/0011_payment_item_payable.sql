-- Who else pays or has paid the same bill: asked when a hold comes after its lease has run out.
CREATE INDEX payment_item_payable ON payment_item (biller, account, charge);
