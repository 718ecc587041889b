DROP TRIGGER settlement_clearing_is_fixed ON settlement_clearing;
DROP FUNCTION settlement_clearing_is_fixed();
DROP TRIGGER settlement_settlementpart_has_a_grant ON settlement_settlementpart;
DROP FUNCTION settlement_aid_has_a_grant();
